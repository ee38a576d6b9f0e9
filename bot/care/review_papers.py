"""A plan review read again: what it looked at, as it stood at its end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from bot.care import review_told, reviews
from bot.care.errors import ConflictError
from bot.care.facts import Line, Message, Value
from bot.care.goals import voice_of
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.review_lines import Entry, Part, page
from bot.care.reviews import Phase, Review, Shown
from bot.care.steps import Step
from bot.care.wishes import Wish


def kept(entries: Iterable[Entry]) -> tuple[Shown, ...]:
    """Give what is kept of the lines of a review."""
    fields = ({name: value for name, value in asdict(one).items() if name != "need"} for one in entries)
    return tuple(Shown(**{**one, "part": one["part"].value}) for one in fields)


def found(work: Work, case: str, ref: str = "") -> Kept[Review]:
    """Find a review, without a ref the last one that was closed. ``ConflictError`` where none was."""
    if ref:
        return work.records.get(Review, case, ref)
    last = reviews.last(work, case)
    if last is None:
        raise ConflictError("refused/no_review_done")
    return last


def message(work: Work, review: Kept[Review]) -> Message:
    """Put a review into words as it was at its end; one that is open, as it stands now."""
    if review.state == Phase.OPEN:
        return review_told.agenda(work, review)
    looked = review.what.looked
    values: dict[str, Value] = {
        "ref": review.ref,
        "begun": review.created,
        "closed": review.what.done,
        "left": review.state == Phase.LEFT,
        "number": looked.version if looked is not None else 0,
        "empty": looked is None or not looked.lines,
    }
    return Message(template="review/shown", values=values, lines=lines(work, review), case=review.case)


def lines(work: Work, review: Kept[Review]) -> tuple[Line, ...]:
    """Give what was kept, part by part. A category that was put right since makes its readers fewer, and never more.

    What was moved to another case since, or taken back, is left out: it is no word of this patient.
    """
    looked = review.what.looked
    found = (_entry(work, review.case, one) for one in (looked.lines if looked is not None else ()))
    return page(one for one in found if one is not None)


def _entry(work: Work, case: str, one: Shown) -> Entry | None:
    now: tuple[str, ...] = ()
    if one.about and one.ref:
        record = _behind(work, case, one.ref)
        if record is None:
            return None
        ride = voice_of(work, case, record.what.goal)[1] if one.voice and isinstance(record.what, Step) else ()
        now = tuple(category.value for category in (*record.what.concerns(), *ride))
    return Entry(**{**asdict(one), "part": Part(one.part), "need": (), "about": tuple(dict.fromkeys((*one.about, *now)))})


def _behind(work: Work, case: str, ref: str) -> Kept[Any] | None:
    """The record whose words stand in a line: of a wish, what it is about."""
    found = work.records.locate(case, ref)
    return work.records.locate(case, found.what.subject) if found is not None and isinstance(found.what, Wish) else found
