"""What became of the plan of a case: goals, steps, versions and reviews, and what was left out, paused or put first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.care.dates import spoken_day
from bot.care.goals import MEANS, Goal, GoalState, Rating
from bot.care.holds import Choice, Pause, Precedence
from bot.care.plan_versions import PlanVersion
from bot.care.ports import Work
from bot.care.reviews import Review
from bot.care.safetyplans import SafetyPlan
from bot.care.steps import Step, StepState
from bot.care.timeline_events import WRITTEN, Event, known, shared


def goals(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give goals in the patient's words, how they were rated, and how they ended."""
    for kept in work.records.find(Goal, case):
        yield replace(shared(kept, "goal, in the patient's words"), hand=WRITTEN)
        if (ending := kept.what.ending) is not None:
            what = "goal reached" if kept.state == GoalState.REACHED else "goal dropped"
            yield shared(kept, what, 1, at=ending.at, by=ending.by, text=ending.text, more=ending.categories)
    for rating in work.records.find(Rating, case):
        goal = work.records.locate(case, rating.what.goal)
        whole = (*rating.what.categories, *(goal.what.concerns() if goal is not None else ()))
        means = MEANS[rating.what.value]
        yield shared(rating, "goal rated", ref=rating.what.goal, text=means, concerns=tuple(dict.fromkeys(whole)))


def steps(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give steps: planned, and done or dropped, with what was learnt."""
    for kept in work.records.find(Step, case):
        yield shared(kept, "step planned", whom=(kept.owner,), detail=f"due {spoken_day(kept.what.day)}")
        if (ending := kept.what.ending) is not None:
            what, more = "step dropped" if kept.state == StepState.DROPPED else "step done", ending.categories
            yield shared(kept, what, 1, at=ending.at, by=ending.by, text=ending.text or None, more=more)


def versions(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give versions of the plan and of the safety plan, and plan reviews."""
    for kept in work.records.find(PlanVersion, case):
        yield known(kept, f"plan version {kept.what.number} proposed")
        if kept.what.agreed is not None:
            yield known(kept, f"plan version {kept.what.number} agreed", 1, at=kept.what.agreed, by="")
    for safety in work.records.find(SafetyPlan, case):
        yield shared(safety, f"safety plan, version {safety.what.version}")
    for review in work.records.find(Review, case):
        yield known(review, "plan review begun")
        if review.what.done is not None:
            yield known(review, "plan review done", 1, at=review.what.done, by="")


def holds(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give what the patient left out or took up again, what was paused, and what came first."""
    for choice in work.records.find(Choice, case):
        what, part = choice.what, choice.what.modality.words
        out = known(choice, f"{part} left out, as the patient wishes", text=what.text, concerns=what.categories)
        yield replace(out, hand=WRITTEN)
        if what.ended is not None:
            yield known(choice, f"{part} taken up again", 1, at=what.ended, by=what.ended_by)
    for pause in work.records.find(Pause, case):
        part = pause.what.modality.words
        yield known(pause, f"{part} paused for safety", text=pause.what.text, concerns=pause.what.categories)
        if pause.what.ended is not None and pause.superseded_by is None:
            yield known(pause, f"{part} goes on", 1, at=pause.what.ended, by=pause.what.ended_by)
    for kept in work.records.find(Precedence, case):
        first = kept.what
        yield known(kept, "medical evaluation first", whom=(kept.owner,), link="with", text=first.text, concerns=first.categories)
        if first.ended is not None:
            yield known(kept, "medical evaluation over", 1, at=first.ended, by=first.ended_by)
