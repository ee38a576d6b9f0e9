"""A plan review as it is told: in the product's order, the most urgent dozen first, each line with its reason or its ref."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care import outcomes, plans, review_aims, review_findings, review_frame, review_work, reviews, series
from bot.care.actions import Decision
from bot.care.facts import Message, Value
from bot.care.items import Day
from bot.care.notes import CURRENT, Note
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.review_lines import Entry, Span, ordered, page
from bot.care.reviews import Review
from bot.care.series import Purpose
from bot.care.sources import preference
from bot.care.steps import Step, StepState

DOZEN = 12
"""How many lines a review has before somebody asks for more."""

MORE = "review more"
"""What takes ``more`` as a reply to a review."""

SOON = timedelta(weeks=6)
"""What ends within this time ends soon, where no next review is planned."""

SOURCES: tuple[Callable[[Work, Span], Iterator[Entry]], ...] = (
    review_aims.voices,
    review_aims.aims,
    review_aims.strides,
    review_findings.totals,
    review_findings.contributors,
    review_findings.taken,
    review_findings.safety,
    review_frame.consent,
    review_frame.parts_of_care,
    review_frame.team,
    review_work.tasks,
    review_work.decisions,
    review_work.asked,
)
"""What stands in a review: a function a family, in the order of its parts."""


def entries(work: Work, review: Kept[Review], *, lasting: bool = False) -> tuple[Entry, ...]:
    """Give everything that the review looks at, in the order of need. ``lasting``: it is kept, so each day is told by its date."""
    span = _span(work, review, lasting=lasting)
    return ordered(entry for source in SOURCES for entry in source(work, span))


def agenda(work: Work, review: Kept[Review], *, planned: datetime | None = None, late: bool = False) -> Message:
    """Say what the team looks at. ``planned``: when it was to begin; ``late``: it is posted after a pause."""
    case, since = review.case, review.what.since
    every = entries(work, review)
    going = series.current(work, case, Purpose.REVIEW)
    waiting = plans.proposed(work, case)
    ended = [kept.what.ending for kept in work.records.find(Step, case, states=frozenset({StepState.DONE}))]
    values: dict[str, Value] = {
        "ref": review.ref,
        "at": planned or work.now,
        "since": since,
        "first": reviews.last(work, case) is None,
        "still": review.created if review.created < work.now else None,
        "posted": work.now,
        "late": late,
        "written": len(work.records.find(Note, case, states=CURRENT, since=since)),
        "done": sum(ending is not None and ending.at >= since for ending in ended),
        "decisions": len(work.records.find(Decision, case, since=since)),
        "version": waiting.what.number if waiting is not None else 0,
        "waits": waiting.what.waits if waiting is not None else (),
        "empty": not every,
        "more": max(0, len(every) - DOZEN),
        "next": going.due if going is not None else None,
    }
    return Message(
        template="review/agenda",
        values=values,
        lines=(*preference(work, case), *page(every[:DOZEN])),
        case=case,
        hears=heard_more(review),
    )


def more(work: Work, review: Kept[Review]) -> Message:
    """Say what does not stand among the first dozen."""
    rest = entries(work, review)[DOZEN:]
    return Message(template="review/more", values={"ref": review.ref, "left": len(rest)}, lines=page(rest), case=review.case)


def heard_more(review: Kept[Review]) -> tuple[str, str]:
    """Give what a reply to the review is handed to, if it says ``more``."""
    return MORE, f"{review.case} {review.ref}"


def _span(work: Work, review: Kept[Review], *, lasting: bool) -> Span:
    zone, case = ZoneInfo(work.clinic.zone), review.case
    going, before = series.current(work, case, Purpose.REVIEW), reviews.last(work, case)
    planned = going.due if going is not None else None
    return Span(
        day=Day(
            case=case,
            today=work.now.astimezone(zone).date(),
            zone=zone,
            since=review.what.since,
            words=outcomes.last_words(work, case),
            lasting=lasting,
        ),
        until=planned if planned is not None and planned > work.now else work.now + SOON,
        before=before.what.looked if before is not None else None,
        begun=before.created if before is not None else None,
        closed=before.what.done if before is not None else None,
    )
