"""What is missing on the list of a conference: asked of each person once, and answered in a word or a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care import booked, gaps, preparing
from bot.care.booked import Conference
from bot.care.errors import InvalidError
from bot.care.facts import Line, Message, Value, direct
from bot.care.gaps import Gap
from bot.care.people import ROSTER, Actor
from bot.care.ports import Due, Work
from bot.care.records import Kept
from bot.care.texts import categories_of
from bot.chat import bringing
from bot.chat.arguments.tags import tags
from bot.chat.spec import CaseCode, Late, answer, due
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

_MISSING = "conference missing"
_READY = frozenset({"done", "ready", "yes"})
_NOTHING = frozenset({"nothing", "none", "no"})


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
    ref, word = str(draft["ref"]), words.strip().rstrip(".").lower()
    kept = booked.standing(work, case, ref)
    if word in _READY:
        changed = gaps.ready(work, case, actor.id, ref)
        if not changed:
            raise InvalidError("refused/list_answer")
        return _said(kept, "ready", [one.ref for one in changed], {})
    if word in _NOTHING:
        changed = gaps.answer(work, case, actor.id, ref, "", ())
        return _said(kept, "nothing", [one.ref for one in changed if one.what.text], {})
    found, text = tags(words, now=work.now, zone=actor.zone)
    named = found.categories or kept.what.categories or categories_of(work, case, actor.id)
    if is_blank(text) or not named:
        raise InvalidError("refused/list_answer")
    (item,) = gaps.answer(work, case, actor.id, ref, text, named)
    heard = heard_in(work, case, turn, actor.id, named)
    return _said(kept, "added", [item.ref], {"categories": [one.words for one in named], **told(heard)})


def _ask(work: Work, moment: Due) -> None:
    for kept, gap in gaps.to_ask(work, moment):
        lines: tuple[Line, ...] = tuple(preparing.line(one) for one in (*gap.items, *gap.left))
        message = Message(
            template="conference/missing",
            values=_values(kept, gap),
            lines=lines,
            case=kept.case,
            mentions=(gap.person,),
            hears=(_MISSING, f"{kept.case} {kept.ref}"),
        )
        work.say(direct(gap.person), message)
    work.fact(moment.kind, actor=work.clinic.bot, case=moment.case, ref=moment.subject)


def _values(kept: Kept[Conference], gap: Gap) -> dict[str, Value]:
    return {
        "ref": kept.ref,
        "at": kept.what.at,
        "items": [bringing.shown(one) for one in gap.items],
        "left": [bringing.shown(one) for one in gap.left],
        "roles": [role.person for role in gap.roles],
        "empty": [role.person for role in gap.empty],
    }


def _said(kept: Kept[Conference], what: str, refs: list[str], more: Mapping[str, Value]) -> Reply:
    values: dict[str, Value] = {"conference": kept.ref, "at": kept.what.at, "what": what, "refs": refs, **more}
    return Reply(template="conference/brought", values=values, refs=tuple(refs) or (kept.ref,))
