"""What people are reminded of: once a working day at most, one message over all cases, at an hour at which they work.

What is due from them today, or overdue; the huddles before the next working morning to which they have said nothing yet; and
the plan reviews that wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from bot.care import absences, attendance, carriers, follow_up, progress, review_asks, series, steps, team_questions
from bot.care.absentees import expected
from bot.care.dues import Due
from bot.care.facts import control, direct
from bot.care.follow_up import Task
from bot.care.ports import Work
from bot.care.reaching import reachable
from bot.care.records import Kept
from bot.care.review_asks import Waiting
from bot.care.series import Purpose
from bot.care.steps import Step, StepState
from bot.care.workdays import morning

ROUND = "morning round"
"""The kind of due moment at which everybody is looked at."""

OWN = "morning reminder"
"""The kind of due moment at which one person is, who did not work at that of everybody."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Coming:
    """A huddle to come, to which somebody has said nothing yet."""

    case: str
    at: datetime
    asks: int = 0
    """How many questions their team asks them before it."""


@dataclass(frozen=True, kw_only=True)
class Reminder:
    """What one person is reminded of."""

    person: str
    tasks: tuple[Task, ...]
    huddles: tuple[Coming, ...]
    reviews: tuple[Waiting, ...] = ()

    @property
    def cases(self) -> tuple[str, ...]:
        """The codes of the cases that it names."""
        named = ((one.case for one in found) for found in (self.tasks, self.huddles, self.reviews))
        return tuple(dict.fromkeys(chain.from_iterable(named)))


def expect(work: Work) -> None:
    """See to it that everybody is looked at on the next working morning. A second call changes nothing."""
    if work.recall(ROUND) is None:
        work.remember(ROUND, since=work.now.isoformat())
    if not any(one.kind == ROUND for one in work.dues.at(control())):
        work.dues.put(Due(key=ROUND, kind=ROUND, at=_next_round(work, work.now), place=control()))


def everybody(work: Work) -> tuple[str, ...]:
    """Whoever is on an open case, in the order of their ids."""
    codes = (known.code for known in work.cases.all() if known.closed is None)
    return tuple(sorted({member.person for code in codes for member in work.rosters.of(code)}))


def soon(work: Work, person: str, around: datetime, within: timedelta) -> datetime | None:
    """Give the moment at which somebody is looked at, if it is at most so far from another one, before or behind it.

    It is told by the calendar and not by what is due: several moments that come at once are taken up in any order.
    """
    everybody_s = (_of_day(work, around),) if work.recall(ROUND) is not None else ()
    own = (one.at for one in work.dues.at(direct(person)) if one.kind == OWN)
    return min((at for at in (*everybody_s, *own) if abs(at - around) <= within), default=None)


def remind(work: Work, person: str, of: datetime | None = None) -> Reminder | None:
    """Give what somebody is to be reminded of now. None where there is nothing, they are away, or they were reminded today.

    ``of``: the moment that they are looked at for, where that is still to come.

    Outside their working hours, and in their quiet ones, they are looked at again when these are over.
    """
    if absences.away(work, person) is not None or _told_today(work, person):
        return None
    at = reachable(work, person)
    if at > work.now:
        work.dues.put(Due(key=f"{OWN}:{person}", kind=OWN, at=at, place=direct(person), subject=person))
        return None
    tasks = tuple(sorted(_tasks(work, person), key=lambda one: (one.undated, -one.late, one.case, one.ref)))
    huddles = coming(work, person, of)
    reviews = review_asks.of(work, person)
    if not tasks and not huddles and not reviews:
        return None
    review_asks.asked(work, reviews)
    follow_up.asked(work, tasks, absences.today(work, person))
    work.remember(_key(person), day=absences.today(work, person).isoformat())
    return Reminder(person=person, tasks=tasks, huddles=huddles, reviews=reviews)


def coming(work: Work, person: str, of: datetime | None = None) -> tuple[Coming, ...]:
    """The huddles before the next working morning (behind ``of``) to which somebody has said nothing, the first of them first."""
    return tuple(sorted(_huddles(work, person, _next_round(work, of or work.now)), key=lambda one: (one.at, one.case)))


def _tasks(work: Work, person: str) -> Iterator[Task]:
    today = absences.today(work, person)
    for case in work.rosters.cases(person):
        yield from follow_up.of(work, case, person, today)
        going = progress.of(work, case)
        for step in work.records.find(Step, case, states=frozenset({StepState.OPEN}), owner=person):
            if step.what.day <= today and not _waits(work, step):
                begun = going[step.ref].since if step.ref in going else None
                yield Task(case=case, ref=step.ref, what="step", late=(today - step.what.day).days, begun=begun)


def _huddles(work: Work, person: str, until: datetime) -> Iterator[Coming]:
    for case in work.rosters.cases(person):
        member, going = work.rosters.member(case, person), series.current(work, case, Purpose.HUDDLE)
        comes = member is not None and expected(member)
        due = going.due if going is not None else None
        if comes and due is not None and work.now < due <= until and attendance.answered(work, case, person) is None:
            asked = team_questions.put_to(work, case, person)
            yield Coming(case=case, at=due, asks=len(asked.what.texts) if asked is not None else 0)


def _waits(work: Work, kept: Kept[Step]) -> bool:
    """Nobody is pressed for what is held, or waits for another step."""
    return bool(steps.waits_for(work, kept)) or carriers.holding(work, kept.case, kept.ref) is not None


def _next_round(work: Work, behind: datetime) -> datetime:
    this = _of_day(work, behind)
    return this if this > behind else morning(work.clinic, this.astimezone(ZoneInfo(work.clinic.zone)).date() + _DAY)


def _of_day(work: Work, at: datetime) -> datetime:
    """The morning of a day, or of the next working day."""
    return morning(work.clinic, at.astimezone(ZoneInfo(work.clinic.zone)).date())


def _told_today(work: Work, person: str) -> bool:
    kept = work.recall(_key(person))
    return kept is not None and kept["day"] == absences.today(work, person).isoformat()


def _key(person: str) -> str:
    return f"looked at:{person}"
