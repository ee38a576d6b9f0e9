"""Conferences: booking, moving and calling off, with a calendar file, told wherever somebody reads it who takes part."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.care import apologies, conferences, guests
from bot.care.conferences import Conference
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.texts import categories_of
from bot.chat import booking, calling_off, invitation, owner, which
from bot.chat.arguments.clocks import clock
from bot.chat.arguments.errors import AmbiguousError, ArgumentError
from bot.chat.arguments.moments import Moment
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import categories
from bot.chat.arguments.timed import timed
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.invitation import Invitation
from bot.chat.parameters import CaseCode, RefWord, Rest, Said
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import Word, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in

MEETING = CLINICAL | COORDINATION
_CANCEL = "!conference cancel 8R2Q The question is answered"


@command(
    "conference at",
    allow=MEETING,
    example=(
        '!conference at 2027-03-09 14:00-14:45 "Shall we go on together?" with @physician:clinic.example',
        invitation.EXAMPLE,
    ),
    undo=Undo.NEVER,
)
def book(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Said("when, and about which question")]
) -> Reply:
    """Book a conference.

    A time; behind it a question in quotation marks, and before or behind that who takes part (with …) and how long it lasts
    (for …). Nobody named means the whole team. A tag says which part of care it belongs to (~modality). Everyone gets a calendar
    file without any patient data, and reminders a day, an hour and five minutes before.
    """
    words, short = split(what), owner.short(work, case, actor, turn)

    def beside(behind: str) -> Invitation:
        return invitation.invitation(behind, now=work.now, zone=actor.zone, mentions=turn.mentions, short=short)

    when, behind = timed(what, words, now=work.now, zone=actor.zone, fits=beside)
    asked = beside(behind)
    named = categories_of(work, case, actor.id, asked.categories) if asked.question else ()
    wanted = Conference(
        at=when.at,
        end=_end(when, asked.lasts),
        zone=when.zone,
        question=asked.question,
        categories=named,
        people=asked.people,
        roles=asked.roles,
        modality=asked.modality,
    )
    if asked.question and not named:
        return ask_category("conference category", invitation.draft(wanted, turn.event_id))
    return _booked(case, actor, work, turn, wanted)


@answer("conference category", allow=MEETING, completes="conference at")
def sort_question(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a conference's question."""
    named = categories(split(words.replace("#", " ")))[0]
    return _booked(case, actor, work, turn, invitation.completed(draft, named), str(draft["event"]))


@command(
    "conference move",
    allow=MEETING,
    example=("!conference move 8R2Q 2027-03-10 14:00", "!conference move 2027-03-10 14:00-14:45", "!conference move 16:00"),
    undo=Undo.NEVER,
)
def move(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    *,
    ref: Annotated[str, RefWord("which conference")] = "",
    when: Annotated[str, Rest("to when")],
) -> Reply:
    """Move a conference. It lasts as long as before, unless you say until when; the new calendar file takes the old one's place.

    Without a ref it is the only one there is; of several you are asked which. A time alone is one of the same day. Apologies were
    for the old moment: whoever had sent some is asked anew.
    """
    ref, when = which.ref_or_time(work, case, ref, when)
    ref = which.meant(work, case, actor, turn, ref)
    before = work.records.get(Conference, case, ref).what.at
    to = _to(work, actor, when, before)
    absent = apologies.apologies_of(work, case, ref)
    kept = conferences.move(work, case, ref, at=to.at, end=to.end, zone=to.zone)
    guests.follow(work, case, ref, kept.what.end)
    return booking.answered(turn, actor, work, kept, "conference/moved", before=before, absent=absent)


@command("conference cancel", allow=MEETING, example=(_CANCEL, "!conference cancel The question is answered"), undo=Undo.NEVER)
def cancel(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    *,
    ref: Annotated[str, RefWord("which conference")] = "",
    reason: Annotated[str, Said("why")],
) -> Reply:
    """Call a conference off, or withdraw proposed times. Say why. Calendars lose the entry; nobody is reminded any more.

    Without a ref it is the only one there is; of several you are asked which.
    """
    found, why = tags(reason, now=work.now, zone=actor.zone)
    if is_blank(why):
        raise InvalidError("refused/reason_needed", example=_CANCEL)
    ref = which.meant(work, case, actor, turn, ref, proposed=True)
    named = found.categories or calling_off.categories(work, case, actor.id, ref)
    if not named:
        return ask_category(calling_off.CATEGORY, {"ref": ref, "text": why, "event": turn.typed_in})
    return calling_off.called_off(case, actor, work, turn, ref, why, named)


@answer(calling_off.CATEGORY, allow=MEETING, completes="conference cancel")
def sort_reason(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a reason."""
    named = categories(split(words.replace("#", " ")))[0]
    return calling_off.called_off(case, actor, work, turn, str(draft["ref"]), str(draft["text"]), named, str(draft["event"]))


def _end(when: Moment, lasts: timedelta | None) -> datetime:
    """``ArgumentError`` where a length beside the question and an end behind the time are two things."""
    end = when.at + lasts if lasts is not None else when.end
    if when.end is not None and end != when.end:
        raise ArgumentError("length", "one length, or one time at which it ends", invitation.EXAMPLE)
    return end or when.at + conferences.LASTS


def _to(work: Work, actor: Actor, when: str, before: datetime) -> Moment:
    """Read to when something is moved: ``to Friday 16:00``; a time alone is one of the day on which it was to be."""
    words = split(when)
    words = words[1:] if len(words) > 1 and words[0].key in WORDS.to else words
    with suppress(ArgumentError, AmbiguousError):  # then it is read as any other moment, and refused or asked about as such
        if clock(words) is not None:
            day = before.astimezone(ZoneInfo(actor.zone)).date().isoformat()
            return timed(when, (Word(text=day, start=0, end=0), *words), now=work.now, zone=actor.zone, fits=_nothing)[0]
    return timed(when, words, now=work.now, zone=actor.zone, fits=_nothing)[0]


def _nothing(behind: str) -> None:
    if not is_blank(behind):
        raise ArgumentError("date", "a day and a time, and nothing behind them", "!conference move 8R2Q 2027-03-10 14:00")


def _booked(case: str, actor: Actor, work: Work, turn: Turn, wanted: Conference, event: str = "") -> Reply:
    conferences.check_other(work, case, actor.id, wanted)
    kept = conferences.book(work, case, actor.id, wanted)
    heard = heard_in(work, case, turn, actor.id, kept.what.categories, event)
    lines = (conferences.line(kept),) if kept.what.question and not booking.read_there(turn, case, heard) else ()
    return booking.answered(turn, actor, work, kept, "conference/booked", heard=heard, lines=lines)
