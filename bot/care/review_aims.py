"""The patient's view in a plan review: what was heard since the last one, each goal with its attainment, and its steps."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.care import carriers, goals, holds, orphans, steps
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.goals import Ending, Goal, GoalState, Rating
from bot.care.holds import Hold
from bot.care.items import lateness
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.review_lines import Entry, Need, Part, Span
from bot.care.steps import Step, StepState
from bot.care.tags import about
from bot.care.texts import first_line
from bot.care.voices import Speaker, Voice

_ENDED_GOAL = {GoalState.REACHED: "reached", GoalState.DROPPED: "given up"}
_ENDED_STEP = {StepState.DONE: "done", StepState.DROPPED: "dropped"}


def voices(work: Work, span: Span) -> Iterator[Entry]:
    """Give what the patient and the partner wanted to be heard since the last review: the patient first, the newest first."""
    new = work.records.find(Voice, span.case, since=span.since)
    newest = {kept.what.speaker: kept.id for kept in new}
    order = list(Speaker)
    for kept in new:
        what = kept.what
        urgent = Need.VOICE if newest[what.speaker] == kept.id else Need.NEWS
        yield Entry(
            part=Part.VOICES,
            need=(urgent, order.index(what.speaker), -kept.id),
            ref=kept.ref,
            label=f"the {what.speaker.value}",
            reason=spoken_day(what.day),
            text=what.text,
            about=about(what.categories),
            author=kept.author,
        )


def aims(work: Work, span: Span) -> Iterator[Entry]:
    """Give each open goal in the patient's order with its attainment, and those that have ended since the last review."""
    held = carriers.held(work, span.case)
    bare = {kept.ref for kept in orphans.bare_goals(work, span.case)}
    rated = {kept.what.goal: kept for kept in work.records.find(Rating, span.case)}
    for place, kept in enumerate(goals.ranked(work, span.case)):
        lacks = "no step serves it" if kept.ref in bare else ""
        yield _aim(span, kept, place, rated.get(kept.ref), held.get(kept.ref), lacks)
    for kept in work.records.find(Goal, span.case):
        ending = kept.what.ending
        if kept.state == GoalState.OPEN or ending is None or ending.at < span.since:
            continue
        yield Entry(
            part=Part.GOALS,
            need=(Need.NEWS, -ending.at.timestamp(), kept.id),
            ref=kept.ref,
            reason=f"{_ENDED_GOAL[GoalState(kept.state)]} {span.day.spoken(ending.at)}",
            text=kept.what.text,
            quoted=True,
            about=about(kept.what.categories),
            author=kept.author,
        )
        yield from _said(Part.GOALS, kept, ending, "what was said", kept.what.categories)


def strides(work: Work, span: Span) -> Iterator[Entry]:
    """Give the open steps, the latest first, and what was done or dropped since the last review, with what was said of it."""
    held = carriers.held(work, span.case)
    for kept in work.records.find(Step, span.case):
        ending = kept.what.ending
        if kept.state == StepState.OPEN:
            reason, need = _standing(work, span, kept, held.get(kept.ref))
            yield _stride(work, kept, reason, need)
        elif ending is not None and ending.at >= span.since:
            reason = f"{_ENDED_STEP[StepState(kept.state)]} {span.day.spoken(ending.at)}"
            yield _stride(work, kept, reason, _past(kept, ending.at))
            label = "learnt" if kept.state == StepState.DONE else "reason given"
            yield from _said(Part.STEPS, kept, ending, label, kept.what.categories)


def _aim(span: Span, kept: Kept[Goal], place: int, last: Kept[Rating] | None, hold: Hold | None, lacks: str) -> Entry:
    label, by, when = "not rated yet", "", ""
    alone = last is None or last.author == kept.author
    if last is not None:
        value, speaker = last.what.value, last.what.speaker
        label = f"{goals.spoken(value)} ({goals.MEANS[value]})"
        label, by = (f"{label} by the {speaker.value}", "") if speaker is not None else (label, last.author)
        when = span.day.spoken(last.created)
    told = [when, _before(span, kept, last), lacks if hold is None else holds.words(hold)]
    return Entry(
        part=Part.GOALS,
        need=(Need.GOAL, place),
        ref=kept.ref,
        label=label,
        by=by,
        reason=", ".join(one for one in told if one),
        text=kept.what.text,
        quoted=True,
        about=about(kept.what.categories),
        author=kept.author if alone else None,
    )


def _before(span: Span, kept: Kept[Goal], last: Kept[Rating] | None) -> str:
    """Say how a goal was rated at the review before, or that nobody has rated it since that was closed."""
    if span.before is None or span.begun is None or span.closed is None or last is None:
        return ""
    if last.created <= span.closed:
        return "rated in the last review and not since" if last.created > span.begun else "not rated since the last review"
    was = span.before.ratings.get(kept.ref)
    return f"at the review before it was {goals.spoken(was)}" if was is not None else "rated for the first time"


def _standing(work: Work, span: Span, kept: Kept[Step], hold: Hold | None) -> tuple[str, tuple[float, ...]]:
    """Say how an open step stands. Nobody is pressed for what is held, or waits for another step."""
    reason, need = lateness(span.day, kept.what.day)
    late = kept.what.day <= span.day.today
    waits, lacks = steps.waits_for(work, kept), orphans.adrift(work, kept)
    last = (kept.what.day.toordinal(), kept.id)
    if hold is not None:
        return holds.words(hold), (Need.REST, *last)
    if lacks:
        return lacks, (Need.LATE, 1, *last)
    if waits:
        return f"waits for {waits}", (Need.OPEN, 1, *last)
    return reason, (Need.LATE, 0, need[1], kept.id) if late else (Need.OPEN, 0, *last)


def _stride(work: Work, kept: Kept[Step], reason: str, need: tuple[float, ...]) -> Entry:
    voice, concerns = steps.with_voice(work, kept)
    return Entry(
        part=Part.STEPS,
        need=need,
        ref=kept.ref,
        owner=kept.owner or "",
        reason=reason,
        text=first_line(kept.what.text),
        voice=first_line(voice),
        about=about(concerns),
        author=kept.author,
    )


def _said(
    part: Part, kept: Kept[Goal] | Kept[Step], ending: Ending, label: str, otherwise: tuple[Category, ...]
) -> Iterator[Entry]:
    """Give what was said when something ended, right behind it."""
    if ending.text:
        yield Entry(
            part=part,
            need=(*_past(kept, ending.at), 1),
            ref=kept.ref,
            label=label,
            by=ending.by,
            text=first_line(ending.text),
            about=about(ending.categories or otherwise),
            author=ending.by,
        )


def _past(kept: Kept[Goal] | Kept[Step], at: datetime) -> tuple[float, ...]:
    return (Need.NEWS, -at.timestamp(), kept.id)
