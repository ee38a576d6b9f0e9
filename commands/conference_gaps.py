"""What is missing on the list of a conference: asked of each person once, and answered in a word or a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from bot.care import asked_for, booked, gaps, preparing, reminders, voted
from bot.care.booked import Conference
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value, direct
from bot.care.gaps import Gap
from bot.care.people import ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.texts import categories_of
from bot.care.voted import Wish
from bot.chat import bringing
from bot.chat.arguments.tags import tags
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode
from bot.chat.takers import answer
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

_MISSING = "conference missing"
_BESIDE = ","
"""What stands between the refs of several conferences, in what a message hears."""
_MOST = 2
"""So many are named whom somebody can ask."""
_READY = frozenset({"done", "ready", "yes"})
_NOTHING = frozenset({"nothing", "none", "no"})
_UNSURE = frozenset(
    {
        *("", "not", "not know", "dont know", "not sure", "unsure", "unknown", "no idea", "no clue", "cannot say", "cant say"),
        *("not ready", "not done", "not there", "in progress", "waiting", "later", "later today", "soon", "tomorrow"),
    }
)
"""What says that somebody cannot answer now, once what is only said along with it is left out."""
_ALONG = frozenset(
    {
        *("i", "im", "am", "do", "it", "is", "its", "that", "this", "at", "all", "the", "moment", "right", "now"),
        *("yet", "still", "just", "sorry", "really", "well", "ok", "hm", "maybe"),
    }
)


@due(preparing.LOCKS, late=Late.ACT, apart=True)
def locks(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - whoever is asked late is asked as long as it is to come
    """Lock the list, and ask for what is missing."""
    _ask(work, moment)


@due(preparing.ASKS, late=Late.ACT, apart=True)
def asks(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - the same
    """Ask somebody who did not work then."""
    _ask(work, moment)


@answer(_MISSING, allow=ROSTER)
def brought(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take a reply to that question: it is there, there is nothing, or what is brought."""
    refs = str(draft["ref"]).split(_BESIDE)
    named_ref, rest = bringing.with_ref(words)
    if named_ref:
        named_ref = voted.conference_of(work, case, named_ref, actor.id, Wish.HOLD)
    if named_ref in refs:
        refs, words = [named_ref], rest
    meant = _meant(work, case, refs)
    word = words.strip().rstrip(".").lower()
    one = _one(work, meant, actor.id, named_ref, rest)
    if one is not None:
        return one
    if word in _READY:
        changed = [one for kept in meant for one in gaps.ready(work, case, actor.id, kept.ref)]
        if not changed:
            raise InvalidError("refused/list_answer")
        return _said(meant, "ready", [one.ref for one in changed], {})
    if word in _NOTHING:
        dropped = [one for kept in meant for one in gaps.answer(work, case, actor.id, kept.ref, "", ())]
        return _said(meant, "nothing", [one.ref for one in dropped if one.what.text], {})
    if _unsure(words):
        who = dict.fromkeys(one for kept in meant for one in gaps.who_may_know(work, kept, actor.id))
        return replace(_said(meant, "unsure", [], {"who": list(who)[:_MOST]}), hears=_heard(meant))
    if len(meant) > 1:
        raise InvalidError("refused/list_which", refs=[kept.ref for kept in meant])
    (kept,) = meant
    found, text = tags(words, now=work.now, zone=actor.zone)
    named = found.categories or kept.what.categories or categories_of(work, case, actor.id)
    if is_blank(text) or not named:
        raise InvalidError("refused/list_answer")
    (item,) = gaps.answer(work, case, actor.id, kept.ref, text, named)
    heard = heard_in(work, case, turn, actor.id, named)
    return _said(meant, "added", [item.ref], {"categories": [one.words for one in named], **told(heard)})


def _ask(work: Work, moment: Due) -> None:
    for asked in asked_for.to_ask(work, moment):
        person = asked[0][1].person
        message = Message(
            template="conference/missing",
            values={"asked": [_values(work, kept, gap, person) for kept, gap in asked]},
            lines=tuple(preparing.line(one) for _, gap in asked for one in (*gap.items, *gap.left)),
            case=moment.case,
            mentions=(person,),
            hears=_heard([kept for kept, _ in asked]),
        )
        work.say(direct(person), message)
        reminders.note_told(work, asked[0][0], person)
    work.fact(moment.kind, actor=work.clinic.bot, case=moment.case, ref=moment.subject)


def _values(work: Work, kept: Kept[Conference], gap: Gap, person: str) -> dict[str, Value]:
    """What of a conference is asked of somebody, and, where its list is locked, how soon it begins: it stands for the reminder."""
    locked, comes = preparing.locked(work, kept), person in booked.participants(work, kept)
    return {
        "ref": kept.ref,
        "at": kept.what.at,
        "locks": None if locked else preparing.locks_at(kept),
        "soon": _soon(kept.what.at - work.now) if locked and comes else "",
        "items": [bringing.shown(one) for one in gap.items],
        "left": [bringing.shown(one) for one in gap.left],
        "roles": [role.person for role in gap.roles],
        "empty": [role.person for role in gap.empty],
    }


def _soon(span: timedelta) -> str:
    """How soon it begins; about when all are reminded, as the reminder says it: ``tomorrow``."""
    about = (said for before, (_, said) in reminders.REMINDERS.items() if timedelta(0) <= before - span <= asked_for.AT_ONCE)
    return next(about, reminders.soon(span))


def _one(work: Work, meant: Sequence[Kept[Conference]], by: str, ref: str, words: str) -> Reply | None:
    """Take ``8R2Q done`` of one thing among several; None where it is no word on one of theirs."""
    word = words.strip().rstrip(".").lower()
    what = "ready" if word in _READY else "nothing" if word in _NOTHING else ""
    stand = preparing.Stand.READY if what == "ready" else preparing.Stand.NOTHING
    for kept in meant if what else ():
        if gaps.settle(work, kept, by, ref, stand):
            return _said([kept], what, [ref], {})
    return None


def _meant(work: Work, case: str, refs: Sequence[str]) -> list[Kept[Conference]]:
    """Those of them that are to come; ``ConflictError`` where none is."""
    coming = {kept.ref for kept in booked.to_come(work, case)}
    return [booked.standing(work, case, ref) for ref in [one for one in refs if one in coming] or refs[:1]]


def _heard(asked: Sequence[Kept[Conference]]) -> tuple[str, str]:
    return _MISSING, f"{asked[0].case} {_BESIDE.join(kept.ref for kept in asked)}"


def _unsure(words: str) -> bool:
    """Say whether somebody only says that they cannot say it now."""
    plain = "".join(sign for sign in words.lower() if sign.isalpha() or sign.isspace())
    return " ".join(one for one in plain.split() if one not in _ALONG) in _UNSURE


def _said(meant: Sequence[Kept[Conference]], what: str, refs: list[str], more: Mapping[str, Value]) -> Reply:
    told: list[Value] = [{"ref": kept.ref, "at": kept.what.at} for kept in meant]
    values: dict[str, Value] = {"conferences": told, "what": what, "refs": refs, **more}
    return Reply(template="conference/brought", values=values, refs=tuple(refs) or (meant[0].ref,))
