"""The reminders of a conference: a day, an hour and five minutes before, in one text that mentions exactly those who come.

Nobody is rung in their quiet hours: they are reminded at the end of these, if that is before the conference. Somebody who snoozes
is reminded once more, alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care import absences
from bot.care.apologies import check_may_still_come, coming
from bot.care.booked import Conference, Standing, expected, standing
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import case_room, direct
from bot.care.ports import Work
from bot.care.records import Kept

REMINDERS = {
    timedelta(days=1): ("a day", "tomorrow"),
    timedelta(hours=1): ("an hour", "in one hour"),
    timedelta(minutes=5): ("five minutes", "in five minutes"),
}
"""How long before it people are reminded, how that is announced, and how it is said then."""

REMINDER_DUE = "conference reminder"
"""The kind of due moment that reminds everybody."""

OWN_DUE = "conference own reminder"
"""The kind of due moment that reminds one person, in their direct room."""

_QUIET = "quiet"
_MINUTE = timedelta(minutes=1)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Snoozed:
    """When somebody is reminded once more."""

    conference: Kept[Conference]
    at: datetime


def arrange(work: Work, kept: Kept[Conference]) -> None:
    """Set those that are still to come, in place of any that were set; whoever snoozed did so for the old moment."""
    drop(work, kept)
    for before in REMINDERS:
        at = kept.what.at - before
        if at > work.now:
            key = f"conference:{kept.ref}:{int(before.total_seconds()) // 60}"
            work.dues.put(Due(key=key, kind=REMINDER_DUE, at=at, place=case_room(kept.case), case=kept.case, subject=kept.ref))


def drop(work: Work, kept: Kept[Conference]) -> None:
    """Have nobody reminded any more."""
    for due in work.dues.of(kept.case):
        if due.subject == kept.ref and due.kind in {REMINDER_DUE, OWN_DUE}:
            work.dues.cancel(due.key)


def to_come(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """How long before it people will still be reminded."""
    return tuple(announced for before, (announced, _) in REMINDERS.items() if kept.what.at - before > work.now)


def reminded(work: Work, moment: Due) -> tuple[Kept[Conference], str] | None:
    """Give the conference that a reminder is about, and how soon it is; None where it was moved or called off."""
    found = _booked(work, moment)
    before = REMINDERS.get(found.what.at - moment.at) if found is not None else None
    return (found, before[1]) if found is not None and before is not None else None


def is_last_word(work: Work, kept: Kept[Conference], moment: Due, late: timedelta) -> bool:
    """Whether no later reminder of the conference was missed too, by more than ``late``: of several, the last one alone is told."""
    missed = (kept.what.at - before for before in REMINDERS if work.now - (kept.what.at - before) > late)
    return max(missed, default=moment.at) <= moment.at


def rung(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """Give who is reminded now, and see to it that those in their quiet hours are when these end; nobody who is away is."""
    now: list[str] = []
    come = coming(work, kept)
    for person in (one for one in expected(work, kept) if one in come):
        until = absences.quiet_until(work, person)
        if absences.away(work, person) is not None:
            continue
        if until is None:
            now.append(person)
        elif until < kept.what.at and not any(kept.what.at - before == until for before in REMINDERS):
            _set(work, kept, person, _QUIET, until)
    return tuple(now)


def alone(work: Work, moment: Due) -> tuple[Kept[Conference], str] | None:
    """Give the conference of which one person is to be reminded now, and who that is.

    None where it has begun or is called off, they do not come, or are away; whoever keeps other quiet hours by now is reminded at
    their end.
    """
    kept, person = _booked(work, moment), person_of(moment)
    if kept is None or kept.what.at <= work.now or person not in coming(work, kept) or absences.away(work, person) is not None:
        return None
    until = absences.quiet_until(work, person)
    if until is not None:
        if until < kept.what.at:
            _set(work, kept, person, _QUIET, until)
        return None
    return kept, person


def snooze(work: Work, case: str, by: str, ref: str, at: datetime) -> Snoozed:
    """Have somebody reminded once more, alone; again, in place of the last time.

    ``InvalidError`` for the past, for a moment when it has begun, and for their quiet hours; ``ConflictError`` for whoever does not
    come.
    """
    kept = standing(work, case, ref, by)
    check_may_still_come(work, kept, by)
    if at <= work.now:
        raise InvalidError("refused/date_past")
    if at >= kept.what.at:
        raise InvalidError("refused/snooze_late", ref=kept.ref, at=kept.what.at)
    until = absences.quiet_until(work, by, at)
    if until is not None:
        raise InvalidError("refused/snooze_quiet", until=until, before=until < kept.what.at)
    _set(work, kept, by, "snooze", at)
    return Snoozed(conference=kept, at=at)


def unsnooze(work: Work, case: str, by: str, ref: str) -> Kept[Conference]:
    """Have somebody reminded as everybody is, and not once more. Nothing happens if they had not snoozed."""
    kept = standing(work, case, ref, by)
    work.dues.cancel(_own(kept.ref, "snooze", by))
    return kept


def note_told(work: Work, kept: Kept[Conference], person: str) -> None:
    """Note that somebody is reminded of it in their direct room."""
    work.remember(_last(person), case=kept.case, ref=kept.ref)


def told_last(work: Work, person: str) -> Kept[Conference] | None:
    """Give the conference of the last reminder in somebody's direct room, as long as that is still to come."""
    told = work.recall(_last(person))
    if told is None or work.rosters.member(told["case"], person) is None:
        return None
    found = work.records.locate(told["case"], told["ref"])
    if found is None or not isinstance(found.what, Conference):
        return None
    return found if found.state == Standing.BOOKED and found.what.at > work.now else None


def soon(span: timedelta) -> str:
    """How soon something is, in words: ``in 20 minutes``; in the second hour ``in 1 hour 24 minutes``."""
    if _HOUR <= span < 2 * _HOUR:
        minutes = span % _HOUR // _MINUTE
        return "in 1 hour" + (f" {minutes} minute{'' if minutes == 1 else 's'}" if minutes else "")
    for unit, name, least in ((_DAY, "day", 2 * _DAY), (_HOUR, "hour", 2 * _HOUR), (_MINUTE, "minute", _MINUTE)):
        if span >= least:
            number = span // unit
            return f"in {number} {name}{'' if number == 1 else 's'}"
    return "in a moment"


def waited_for_quiet(moment: Due) -> bool:
    """Say whether the moment of one person is the end of their quiet hours, and not one that they chose."""
    return moment.key == _own(moment.subject, _QUIET, person_of(moment))


def person_of(moment: Due) -> str:
    """Whom a moment is for that is one person's."""
    return moment.place.removeprefix(direct(""))


def _booked(work: Work, moment: Due) -> Kept[Conference] | None:
    found = work.records.locate(moment.case or "", moment.subject)
    return found if found is not None and isinstance(found.what, Conference) and found.state == Standing.BOOKED else None


def _set(work: Work, kept: Kept[Conference], person: str, why: str, at: datetime) -> None:
    due = Due(key=_own(kept.ref, why, person), kind=OWN_DUE, at=at, place=direct(person), case=kept.case, subject=kept.ref)
    work.dues.put(due)


def _own(ref: str, why: str, person: str) -> str:
    return f"conference:{ref}:{why}:{person}"


def _last(person: str) -> str:
    return f"reminded:{person}"
