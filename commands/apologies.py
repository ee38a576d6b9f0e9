"""Whoever cannot come to a conference says so, and whoever wants to be reminded of it once more; both also as a reply."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import at_hand, booked, reminders, voted
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.people import ROSTER, Actor
from bot.care.ports import Work
from bot.care.voted import Wish
from bot.chat import booking, excusing, snoozing, which
from bot.chat.arguments.refs import leading
from bot.chat.parameters import CaseCode, RefWord, Rest, Said
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import following, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import sorted_as

_APOLOGIES = frozenset({"apologies", "apology"})


def _is_reply(text: str) -> bool:
    """Of what people reply to a reminder, this alone is for the bot."""
    return _verb(text) in {*_APOLOGIES, snoozing.SNOOZE} or excusing.apology(text) is not None or excusing.comes(text)


def _verb(text: str) -> str:
    words = split(text, limit=1)
    return words[0].key.rstrip(".,:;!") if words else ""


@command(
    "apologies",
    allow=ROSTER,
    example=("!apologies I am on the ward until three", "!apologies 8R2Q", "!apologies withdraw"),
    undo=Undo.NEVER,
)
def apologies(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which conference")] = "",
    why: Annotated[str, Said("why")] = "",
) -> Reply:
    """Say that you cannot come to a conference, and why, if you like. With `withdraw` behind it: that you come after all.

    Without a ref it is the next one that you take part in. You are not reminded of it any more. The presenter and the chair are
    told at once, with what it does to the quorum.
    """
    named = voted.conference_of(work, case, ref or which.here(turn), actor.id, Wish.EXCUSE)
    meant = named or at_hand.to_excuse(work, case, actor.id, withdrawn=excusing.takes_back(why)).ref
    return excusing.said(case, actor, work, turn, meant, why)


@answer(excusing.CATEGORY, allow=ROSTER)
def sort_reason(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a reason."""
    named = sorted_as(words)
    return excusing.excused(case, actor, work, turn, str(draft["ref"]), str(draft["text"]), named, str(draft["event"]))


def _case_reminded(work: Work, person: str, text: str) -> str | None:
    """The case of the last reminder in somebody's direct room, if they say of no other conference that it is meant."""
    last, (ref, _) = reminders.told_last(work, person), leading(text)
    return last.case if last is not None and ref in {"", last.ref} else None


@command(
    "snooze",
    allow=ROSTER,
    example=("!snooze 30m", "!snooze until 13:40", "!snooze 8R2Q 30m", "!snooze off"),
    undo=Undo.NEVER,
    case_of=_case_reminded,
)
def snooze(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which conference")] = "",
    when: Annotated[str, Rest("for how long, or until when")] = "",
) -> Reply:
    """Be reminded of a conference once more, alone, in your direct room; with `off`, not once more after all.

    Without a ref it is the one that you were reminded of last in your direct room; elsewhere, the next one that you come to. As a
    reply to a reminder, `snooze 30m` is about that one.
    """
    ref, when = which.ref_or_time(work, case, ref, when)
    last = reminders.told_last(work, actor.id) if turn.direct else None
    reminded = last.ref if last is not None and last.case == case else ""
    named = voted.conference_of(work, case, ref or which.here(turn), actor.id, Wish.ATTEND)
    meant = named or reminded or at_hand.to_remind(work, case, actor.id).ref
    return _snoozed(case, actor, work, meant, when)


@answer(booking.REPLY, allow=ROSTER, takes=_is_reply)
def replied(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take a reply to a message of a conference: apologies, also in one's own words, or a snooze. All else is between people."""
    why = words if excusing.comes(words) else excusing.apology(words)
    if why is not None:
        return excusing.said(case, actor, work, turn, str(draft["ref"]), why)
    rest = following(words, split(words, limit=1), 1).strip()
    if _verb(words) in _APOLOGIES:
        return excusing.said(case, actor, work, turn, str(draft["ref"]), rest)
    return _snoozed(case, actor, work, str(draft["ref"]), rest)


def _snoozed(case: str, actor: Actor, work: Work, ref: str, when: str) -> Reply:
    kept = booked.standing(work, case, ref, actor.id)
    if not when.strip():
        raise InvalidError("refused/snooze_when")
    if _verb(when) == snoozing.OFF:
        woken = reminders.unsnooze(work, case, actor.id, ref)
        return Reply(template="conference/unsnoozed", values={"ref": woken.ref, "begins": woken.what.at}, refs=(woken.ref,))
    at = snoozing.until(when, now=work.now, zone=actor.zone, begins=kept.what.at)
    done = reminders.snooze(work, case, actor.id, ref, at)
    values: dict[str, Value] = {"ref": done.conference.ref, "at": done.at, "begins": done.conference.what.at}
    return Reply(template="conference/snoozed", values=values, refs=(done.conference.ref,))
