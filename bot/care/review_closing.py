"""The end of a plan review: what is pointed out before it, the plan version that comes of it, what is kept, and the next date."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.care import carriers, goals, plans, review_papers, review_told, reviews, series, wishes
from bot.care.facts import Line, Message, Value
from bot.care.goals import Goal, Rating
from bot.care.plan_versions import PlanState, PlanVersion
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.reviews import Looked, Phase, Review
from bot.care.series import Purpose
from bot.care.steps import Step, StepState
from bot.care.tags import about
from bot.care.texts import first_line

RECENT = timedelta(days=7)
"""A goal that was rated so shortly before its review need not be rated again in it."""


@dataclass(frozen=True, kw_only=True)
class Ended:
    """What came of a review."""

    review: Kept[Review]
    version: Kept[PlanVersion] | None
    """The plan that it ended in; None: the plan has no open step."""
    unrated: int
    """How many open goals were not rated in it."""
    next: datetime | None
    """When the next one is, if there is a series."""


def unrated(work: Work, review: Kept[Review]) -> tuple[Kept[Goal], ...]:
    """Give the open goals that were rated neither in the review nor in the week before it, but for those that are held."""
    since = review.created - RECENT
    rated = {kept.what.goal for kept in work.records.find(Rating, review.case, since=since)}
    held = carriers.held(work, review.case)
    return tuple(kept for kept in goals.ranked(work, review.case) if kept.ref not in rated and kept.ref not in held)


def pointed_out(work: Work, review: Kept[Review]) -> Message | None:
    """Point out, once in a review, which goals are not rated; None: all are, or that was said."""
    missing = unrated(work, review)
    if not missing or review.what.asked is not None:
        return None
    work.records.put(review, what=replace(review.what, asked=work.now))
    values: dict[str, Value] = {"ref": review.ref, "count": len(missing), "goal": missing[0].ref}
    lines = tuple(
        Line(about=about(kept.what.categories), author=kept.author, section="goal", values=_aim(kept)) for kept in missing
    )
    return Message(template="review/unrated", values=values, lines=lines, case=review.case)


def finish(work: Work, case: str, by: str) -> Ended:
    """Close the open review: the plan as it stands becomes its next version, and the weeks to the next one count from now.

    ``ConflictError`` where none is open.
    """
    review = reviews.needed(work, case)
    missing, entries = len(unrated(work, review)), review_told.entries(work, review, lasting=True)
    steps = work.records.find(Step, case, states=frozenset({StepState.OPEN}))
    version = plans.propose(work, case, by, reviewed=True) if steps else None
    rated = {kept.what.goal: kept.what.value for kept in work.records.find(Rating, case)}
    looked = Looked(
        refs=tuple(dict.fromkeys(one.ref for one in entries if one.ref)),
        ratings={kept.ref: rated[kept.ref] for kept in goals.ranked(work, case) if kept.ref in rated},
        people=tuple(member.person for member in work.rosters.of(case)),
        version=version.what.number if version is not None else 0,
        lines=review_papers.kept(entries),
    )
    closed = work.records.put(review, what=replace(review.what, done=work.now, looked=looked), state=Phase.DONE)
    wishes.settle(work, case)
    return Ended(review=closed, version=version, unrated=missing, next=_next(work, case))


def told(ended: Ended, announced: Message | None) -> dict[str, Value]:
    """Give what everyone may know of the end of a review. ``announced``: how its version is told to the team."""
    version = ended.version
    return {
        "ref": ended.review.ref,
        "next": ended.next,
        "unrated": ended.unrated,
        "number": version.what.number if version is not None else 0,
        "agreed": version is not None and version.state == PlanState.AGREED,
        "waits": version.what.waits if version is not None else (),
        "unsigned": version is not None and not version.what.signatures,
        "since": announced.values["since"] if announced is not None else 0,
        "changed": announced is not None and bool(announced.lines),
        "by": "",
    }


def _aim(kept: Kept[Goal]) -> dict[str, Value]:
    return {"ref": kept.ref, "text": first_line(kept.what.text)}


def _next(work: Work, case: str) -> datetime | None:
    going = series.current(work, case, Purpose.REVIEW)
    return series.reanchor(work, going, _next_week(work, going)).due if going is not None else None


def _next_week(work: Work, going: Kept[series.Series]) -> date:
    rule = going.what.rule
    today = work.now.astimezone(ZoneInfo(rule.zone)).date()
    if rule.weeks == 1:
        return max(today, rule.start)
    return today - timedelta(days=today.weekday()) + timedelta(weeks=rule.weeks)
