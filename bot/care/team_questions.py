"""What a team asks before its huddles: up to five questions of its own, which whoever checks in answers one after the other.

They belong to the case, so that they stay when the series of its huddles is moved, stopped or replaced. Where none are set, or
somebody may not read them, a check-in says what is done, what comes next, and where somebody is stuck.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import ClassVar

from bot.care.checkins import CheckIn
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import Line, Value
from bot.care.gate import uncovered
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about

MOST = 5
"""How many there are at most: a check-in takes minutes."""

LONGEST = 200
"""The longest of them, in code points."""


class Stand(IntEnum):
    """Whether they are asked. Stored: values are for ever."""

    ASKED = 0
    REPLACED = 1
    """By others, or by none."""


@dataclass(frozen=True, kw_only=True)
class TeamQuestions(Payload):
    """The questions of one team, in their order."""

    kind: ClassVar[str] = "team_questions"
    texts: tuple[str, ...]
    categories: tuple[Category, ...]

    def gist(self) -> str:
        """All of them."""
        return "; ".join(self.texts)


def current(work: Work, case: str) -> Kept[TeamQuestions] | None:
    """Those that are asked, if there are any."""
    return next(iter(work.records.find(TeamQuestions, case, states=frozenset({Stand.ASKED}), newest=1)), None)


def write(
    work: Work, case: str, by: str, texts: Sequence[str], categories: tuple[Category, ...]
) -> tuple[Kept[TeamQuestions], Kept[TeamQuestions] | None]:
    """Keep what is asked from now on. Gives it, and what it takes the place of.

    ``InvalidError`` for none, for too many, and for one that is too long.
    """
    asked = tuple(dict.fromkeys(" ".join(one.split()) for one in texts if one.strip()))
    if not asked:
        raise InvalidError("refused/nothing_said")
    if len(asked) > MOST or any(len(one) > LONGEST for one in asked):
        raise InvalidError("refused/team_questions", most=MOST, longest=LONGEST)
    before = current(work, case)
    kept = work.records.add(TeamQuestions(texts=asked, categories=categories), case=case, author=by)
    if before is not None:
        work.records.put(before, state=Stand.REPLACED, superseded_by=kept.ref)
    return kept, before


def drop(work: Work, case: str) -> Kept[TeamQuestions]:
    """Ask none any more. ``ConflictError`` where there are none."""
    found = current(work, case)
    if found is None:
        raise ConflictError("refused/no_team_questions")
    return work.records.put(found, state=Stand.REPLACED)


def refile(work: Work, kept: Kept[TeamQuestions]) -> None:
    """Have what was answered to them be of their categories as these were put right: an answer stands behind its question."""
    for said in work.records.find(CheckIn, kept.case):
        put_right = tuple(
            replace(one, asked=kept.what.categories) if one.question in kept.what.texts else one for one in said.what.answers
        )
        if put_right != said.what.answers:
            work.records.put(said, what=replace(said.what, answers=put_right))


def put_to(work: Work, case: str, person: str) -> Kept[TeamQuestions] | None:
    """Those that somebody is asked: None where there are none, or none that they may read."""
    found = current(work, case)
    return found if found is not None and person not in unread(work, found, {person}) else None


def unread(work: Work, kept: Kept[TeamQuestions], people: set[str]) -> tuple[str, ...]:
    """Who of these may not read them, in the order of their ids."""
    roster, grants = work.rosters.of(kept.case), work.consents.of(kept.case)
    return tuple(sorted(uncovered(lines(kept)[0], frozenset(people), roster, grants, work.now)))


def lines(kept: Kept[TeamQuestions]) -> tuple[Line, ...]:
    """A line each, for those who may read them."""
    return tuple(line(kept, number) for number in range(len(kept.what.texts)))


def line(kept: Kept[TeamQuestions], number: int) -> Line:
    """One of them, counted from 0."""
    values: dict[str, Value] = {"number": number + 1, "text": kept.what.texts[number]}
    return Line(about=about(kept.what.categories), author=kept.author, section="question", values=values)
