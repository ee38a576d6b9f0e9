"""Plan reviews: what has gathered since the last one, and when the next one is."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import IntEnum
from typing import ClassVar
from zoneinfo import ZoneInfo

from bot.care import series, wishes
from bot.care.actions import Action, Decision, TaskState
from bot.care.dates import spoken_day
from bot.care.errors import ConflictError
from bot.care.facts import Line, Message, Value
from bot.care.notes import CURRENT, Note, Risk, risk_line
from bot.care.ports import Due, Work
from bot.care.records import Kept, Payload
from bot.care.series import Purpose
from bot.care.tags import about
from bot.care.texts import first_line


class Phase(IntEnum):
    """Whether a review goes on. Stored: values are for ever."""

    OPEN = 0
    DONE = 1


@dataclass(frozen=True, kw_only=True)
class Review(Payload):
    """One plan review. It begins when its record is made."""

    kind: ClassVar[str] = "plan_review"
    since: datetime
    """What was recorded from here on belongs to it: the beginning of the one before, or of the case."""
    done: datetime | None = None


def running(work: Work, case: str) -> Kept[Review] | None:
    """The open review of a case, if there is one."""
    return next(iter(work.records.find(Review, case, states=frozenset({Phase.OPEN}), newest=1)), None)


def begin(work: Work, case: str, by: str) -> Kept[Review]:
    """Give the open review; where there is none, begin one."""
    return running(work, case) or work.records.add(Review(since=_since(work, case)), case=case, author=by)


def ring(work: Work, moment: Due) -> Kept[Review] | None:
    """Begin the review that is due, or take up the one still open. None: the series was stopped or moved meanwhile."""
    found = series.rung(work, moment)
    return begin(work, found.case, work.clinic.bot) if found is not None else None


def finish(work: Work, case: str) -> tuple[Kept[Review], datetime | None]:
    """Close the open review, and count the weeks to the next one from now. Gives it, and that date if there is a series.

    ``ConflictError`` where none is open.
    """
    review = running(work, case)
    if review is None:
        raise ConflictError("refused/no_review_open")
    closed = work.records.put(review, what=replace(review.what, done=work.now), state=Phase.DONE)
    wishes.settle(work, case)
    going = series.current(work, case, Purpose.REVIEW)
    if going is None:
        return closed, None
    return closed, series.reanchor(work, going, _next_week(work, going)).due


def agenda(work: Work, review: Kept[Review], *, planned: datetime | None = None, late: bool = False) -> Message:
    """What the team looks at: risks, how much was written, what is open, what was decided and changed, and the next date."""
    case, since = review.case, review.what.since
    notes = Counter(kept.what.format.value for kept in work.records.find(Note, case, states=CURRENT, since=since))
    actions = work.records.find(Action, case, states=frozenset({TaskState.OPEN}))
    decisions = work.records.find(Decision, case, since=since)
    going = series.current(work, case, Purpose.REVIEW)
    values: dict[str, Value] = {
        "ref": review.ref,
        "since": since,
        "at": planned or work.now,
        "posted": work.now,
        "late": late,
        "notes": [{"format": name, "count": count} for name, count in sorted(notes.items())],
        "written": notes.total(),
        "actions": len(actions),
        "decisions": len(decisions),
        "joined": [member.person for member in work.rosters.of(case) if member.since > since],
        "consent": max((grant.at for grant in work.consents.of(case) if grant.at > since), default=None),
        "next": going.due if going is not None else None,
    }
    ordered = sorted(actions, key=lambda one: (one.what.day, one.id))
    lines = (
        *(replace(risk_line(risk), section="risks") for risk in work.records.find(Risk, case, since=since)),
        *(_line("actions", one, due=spoken_day(one.what.day)) for one in ordered),
        *(_line("decisions", one) for one in decisions),
    )
    return Message(template="review/agenda", values=values, lines=lines, case=case)


def _line(section: str, kept: Kept[Action] | Kept[Decision], **more: Value) -> Line:
    values: dict[str, Value] = {"ref": kept.ref, "text": first_line(kept.what.text), "owner": kept.owner, **more}
    return Line(about=about(kept.what.categories), author=kept.author, section=section, values=values)


def _since(work: Work, case: str) -> datetime:
    last = next(iter(work.records.find(Review, case, newest=1)), None)
    known = work.cases.get(case)
    return last.created if last is not None else known.created if known is not None else work.now


def _next_week(work: Work, going: Kept[series.Series]) -> date:
    rule = going.what.rule
    today = work.now.astimezone(ZoneInfo(rule.zone)).date()
    if rule.weeks == 1:
        return max(today, rule.start)
    return today - timedelta(days=today.weekday()) + timedelta(weeks=rule.weeks)
