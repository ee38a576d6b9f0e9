"""Catching up: after hours asleep everybody reads one message, over all their cases, of what was skipped or came late.

A process can be down, its machine suspended, or its clock set on: what was to happen meanwhile is found all at once, and said one
by one it would be a flood. So whoever looks after the due moments writes down twice a minute, in the same transaction, that it
does. A gap of more than an hour between two of these is an absence, however it came about. A moment that fell into it is late
because of it; one that was set in the past by a rule, or was on hold, is not, and is treated as ever. Two absences with less than
an hour between them are one.

Of a moment that fell into an absence,

* what is posted in a room is posted there and marked late, of a series the latest alone, and everybody of the case, or of that team
  room, is told so;
* what is skipped is told to those whom it was for, and in no room;
* what would have been said to one person alone (a result to ask for, a referral to look after) is told as one line;
* what stands apart (the ladder of a signal, above all) is said as ever, at once, and is never gathered.

What somebody is to be told is remembered, sealed, in the transaction that acted upon its moment. It is told by a moment of its own,
which waits until nothing of the absence is left to be acted upon, and until they work: so each thing is told once, whatever
crashes between. Its lines are in neutral words, and name the roster of their case, so that the gate decides about each. What else
is said to somebody at about that time is left to it, and told along (``bot.chat.together``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care import absences, backlog, overdue, teamrooms
from bot.care.dues import Due
from bot.care.facts import Line, Message, Value
from bot.care.overdue import Late
from bot.care.ports import Work

ABSENT = timedelta(hours=1)
"""Nobody looked after the due moments for longer than this: that was an absence."""

EVERY = timedelta(seconds=30)
"""How often it is written down that somebody does."""

TELL = "catching up"
"""The kind of due moment at which somebody is told."""

MOST = 12
"""How many lines one message has; the rest is counted."""

_SETTLED = timedelta(seconds=2)
_STEPPED = timedelta(seconds=1)
BEAT = "looked after"
"""Under which it is remembered."""

_GAP = "absence"


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A time in which nobody looked after the due moments."""

    since: datetime
    until: datetime
    right: datetime | None = None
    """What the clock was set back to before that moment had come: it had only been ahead."""

    @property
    def end(self) -> datetime:
        """What comes later than this did not fall into it."""
        return self.until if self.right is None else self.right


def beat(work: Work) -> bool:
    """Write down that the due moments are looked after, and find an absence; True if the clock was set back meanwhile.

    An absence is over by the clock as it is set back, where it had been ahead.
    """
    kept = work.recall(BEAT)
    last = datetime.fromisoformat(kept["at"]) if kept is not None else None
    if last is None or abs(work.now - last) >= EVERY:
        work.remember(BEAT, at=work.now.isoformat())
    if last is None:
        return False
    before = gap(work)
    if work.now - last > ABSENT:
        since = min(before.since, last) if before is not None and last - before.end < ABSENT else last
        work.remember(_GAP, since=since.isoformat(), until=work.now.isoformat())
    set_back = last - work.now > _STEPPED
    if set_back and before is not None and before.end > work.now:
        work.remember(_GAP, since=before.since.isoformat(), until=before.until.isoformat(), right=work.now.isoformat())
    return set_back


def gap(work: Work) -> Gap | None:
    """Give the last absence."""
    kept = work.recall(_GAP)
    if kept is None:
        return None
    return Gap(**{name: datetime.fromisoformat(moment) for name, moment in kept.items()})


def overslept(work: Work, moment: Due) -> bool:
    """Whether a moment fell into the last absence."""
    last = gap(work)
    return last is not None and last.end - last.since > ABSENT and last.since - EVERY <= moment.at <= last.end


def gather(work: Work, person: str, late: Late) -> None:
    """Have somebody told of it, with all else, once everything of the absence was acted upon and they are at work."""
    backlog.add(work, person, late)
    expect(work, person)


def bring(work: Work, person: str, kind: str) -> None:
    """Have what a moment of this kind tells them told in the same message, be there something that came late or not."""
    backlog.bring(work, person, kind)
    expect(work, person)


def expect(work: Work, person: str) -> None:
    """Have somebody told at the next moment at which they work and are not to be left alone."""
    at = absences.next_working(work, person, work.now + _SETTLED)
    quiet = absences.quiet_until(work, person, at)
    at = at if quiet is None else absences.next_working(work, person, quiet)
    work.dues.put(Due(key=_key(person), kind=TELL, at=at, place=_key(person), subject=person))


def along(work: Work, person: str) -> frozenset[str]:
    """Give the kinds of the moments that were left to this message."""
    return backlog.along(work, person)


def awaited(work: Work, person: str, within: timedelta) -> bool:
    """Whether such a message is to come within this time."""
    dues = work.dues.at(_key(person))
    return backlog.is_kept(work, person) and all(one.at - work.now <= within for one in dues)


def told(work: Work, person: str) -> tuple[Late, ...]:
    """Give what somebody is to be told now, case by case, and forget it: one line a thing, nothing of a case they left."""
    found = sorted(backlog.take(work, person), key=lambda one: (one.case, one.room, one.at, one.ref))
    last = {(one.case, one.room, one.ref, one.what): one for one in found if one.of is None or one.of > work.now}
    return tuple(one for one in last.values() if _concerns(work, one, person))


def message(work: Work, person: str, told: tuple[Late, ...]) -> Message:
    """Put it into words; whoever is away is told without being rung."""
    away, last = absences.away(work, person) is not None, gap(work)
    values: dict[str, Value] = {
        "since": last.since if last is not None else None,
        "until": last.until if last is not None else None,
        "more": max(0, len(told) - MOST),
    }
    names = {one.ref: one.what.name for one in teamrooms.rooms(work)}
    lines = tuple(Line(roster=one.case, section="late", values=overdue.shown(one, names.get(one.room, ""))) for one in told[:MOST])
    return Message(template="catchup/told", values=values, lines=lines, mentions=() if away else (person,))


def _concerns(work: Work, late: Late, person: str) -> bool:
    """They are still on its case, or in its team room."""
    if not late.room:
        return work.rosters.member(late.case, person) is not None
    return any(one.ref == late.room and person in one.what.members for one in teamrooms.rooms(work))


def _key(person: str) -> str:
    return f"{TELL}:{person}"
