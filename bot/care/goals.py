"""The patient's goals, in the patient's words, which nobody overwrites: ranked, rated, and ended with a reason.

How far a goal is reached is told by goal attainment scaling: Kiresuk TJ, Sherman RE. Goal attainment scaling: a general
method for evaluating comprehensive community mental health programs. Community Mental Health Journal 1968;4:443-453.
Five steps from -2 (much less than expected) over 0 (as expected) to +2 (much more than expected).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, InvalidError
from bot.care.huddles import stir
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked
from bot.care.voices import Speaker

LEAST, MOST = -2, 2
"""The ends of the scale."""

MEANS: Mapping[int, str] = {
    -2: "much less than expected",
    -1: "less than expected",
    0: "as expected",
    1: "more than expected",
    2: "much more than expected",
}
"""What each value says."""


class GoalState(IntEnum):
    """Whether a goal is still worked on. Stored: values are for ever."""

    OPEN = 0
    REACHED = 1
    DROPPED = 2


@dataclass(frozen=True, kw_only=True)
class Ending:
    """How something ended: when, by whom, and what was said about it."""

    at: datetime
    by: str
    text: str = ""
    """What was learnt, or why it was dropped."""
    categories: tuple[Category, ...] = ()
    """Of that text."""


@dataclass(frozen=True, kw_only=True)
class Goal(Payload):
    """One goal. Its words are the patient's, and stay as they are."""

    kind: ClassVar[str] = "goal"
    text: str
    categories: tuple[Category, ...]
    why: str = ""
    """Why it matters to the patient."""
    modality: Modality | None = None
    event: str = ""
    """The message that it was typed in."""
    huddle: str = ""
    ending: Ending | None = None


@dataclass(frozen=True, kw_only=True)
class Ranking(Payload):
    """The order in which the goals matter to the patient; the last one counts."""

    kind: ClassVar[str] = "goal_ranking"
    order: tuple[str, ...]
    """Refs, the most important first."""


@dataclass(frozen=True, kw_only=True)
class Rating(Payload):
    """How far a goal was reached on a day, from -2 to +2; 0 is what was expected."""

    kind: ClassVar[str] = "goal_rating"
    goal: str
    value: int
    speaker: Speaker | None = None
    """Whose judgement it is; None: its author's."""
    categories: tuple[Category, ...] = ()
    """Of the goal, when it was rated."""
    event: str = ""


def add(work: Work, case: str, by: str, goal: Goal) -> Kept[Goal]:
    """Keep a goal."""
    whole = replace(goal, text=checked(goal.text), why=checked(goal.why), huddle=stir(work, case))
    return work.records.add(whole, case=case, author=by)


def rank(work: Work, case: str, by: str, refs: Sequence[str]) -> tuple[Kept[Goal], ...]:
    """Put open goals in order; those that are not named follow as they stood. Gives all of them in that order.

    ``InvalidError`` for a ref that is no open goal of the case.
    """
    before = [kept.ref for kept in ranked(work, case)]
    if not set(refs) <= set(before):
        raise InvalidError("refused/no_open_goal")
    stir(work, case)
    order = tuple(dict.fromkeys((*refs, *before)))
    work.records.add(Ranking(order=order), case=case, author=by)
    return ranked(work, case)


def rate(work: Work, case: str, by: str, ref: str, value: int, *, speaker: Speaker | None = None, event: str = "") -> Kept[Rating]:
    """Say how far a goal is reached now, from -2 to +2."""
    goal = work.records.get(Goal, case, ref)
    if not LEAST <= value <= MOST:
        raise InvalidError("refused/argument", field="rating", expected="a whole number from -2 to +2", example="+1")
    stir(work, case)
    what = Rating(goal=goal.ref, value=value, speaker=speaker, categories=goal.what.categories, event=event)
    return work.records.add(what, case=case, author=by)


def end(work: Work, case: str, ref: str, state: GoalState, ending: Ending) -> Kept[Goal]:
    """End a goal: it is reached, or given up for a reason. ``ConflictError`` where it has ended."""
    kept = work.records.get(Goal, case, ref)
    if kept.state != GoalState.OPEN:
        raise ConflictError("refused/goal_ended", ref=kept.ref)
    stir(work, case)
    return work.records.put(kept, what=replace(kept.what, ending=replace(ending, text=checked(ending.text))), state=state)


def ranked(work: Work, case: str) -> tuple[Kept[Goal], ...]:
    """Give the open goals: those that were ranked in their order, then the others, oldest first."""
    found = work.records.find(Goal, case, states=frozenset({GoalState.OPEN}))
    last = next(iter(work.records.find(Ranking, case, newest=1)), None)
    order = {ref: place for place, ref in enumerate(last.what.order if last is not None else ())}
    return tuple(sorted(found, key=lambda kept: (order.get(kept.ref, len(order)), kept.id)))


def ratings(work: Work, case: str, ref: str) -> tuple[Kept[Rating], ...]:
    """Give how a goal was rated, oldest first."""
    return tuple(kept for kept in work.records.find(Rating, case) if kept.what.goal == ref)


def spoken(value: int) -> str:
    """Say a rating with its sign."""
    return f"{value:+d}" if value else "0"


def needed(work: Work, case: str, ref: str) -> Kept[Goal]:
    """Give a goal of the case, open or not. ``InvalidError`` where it has none of this ref."""
    kept = work.records.locate(case, ref)
    if kept is None or not isinstance(kept.what, Goal):
        raise InvalidError("refused/no_open_goal")
    return kept


def voice_of(work: Work, case: str, ref: str) -> tuple[str, tuple[Category, ...]]:
    """Give the patient's words for a goal, and their categories; nothing of either where the case has no such goal."""
    kept = work.records.locate(case, ref)
    return (kept.what.text, kept.what.categories) if kept is not None and isinstance(kept.what, Goal) else ("", ())
