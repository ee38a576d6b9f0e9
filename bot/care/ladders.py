"""The ladder of a signal: whom it reaches, in which order, as things stand at this moment.

First its owner (whoever was named, else the lead), then their deputy, then who is on call, then the coordinators. Whoever is away
or cannot be reached is left out, and nobody stands on it twice. Deputies and people on call need not be on the roster.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.care import absences, covers
from bot.care.alerts import Signal
from bot.care.facts import direct
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.team import coordinators_of, lead_of


class Step(StrEnum):
    """Where on a ladder somebody stands. Stored: values are for ever."""

    OWNER = "owner"
    DEPUTY = "deputy"
    ON_CALL = "on_call"
    COORDINATORS = "coordinators"


@dataclass(frozen=True, kw_only=True)
class Standing:
    """One step with those who can be reached on it; never nobody."""

    step: Step
    people: tuple[str, ...]


def owner_of(work: Work, kept: Kept[Signal]) -> str | None:
    """Give who has to answer a signal: the person named, as long as they are on the team, else the lead."""
    named = work.rosters.member(kept.case, kept.what.named) if kept.what.named else None
    lead = named or lead_of(work, kept.case)
    return lead.person if lead is not None else None


def ladder(work: Work, kept: Kept[Signal]) -> tuple[Standing, ...]:
    """Give the steps on which somebody can be reached now. Whoever raised it knows of it, and is not rung."""
    owner = owner_of(work, kept)
    deputy = _deputy(work, kept.case, owner) if owner is not None else None
    steps: tuple[tuple[Step, Iterable[str]], ...] = (
        (Step.OWNER, [owner] if owner else []),
        (Step.DEPUTY, [deputy] if deputy else []),
        (Step.ON_CALL, work.clinic.on_call),
        (Step.COORDINATORS, [*coordinators_of(work, kept.case), *work.clinic.coordinators]),
    )
    standing: list[Standing] = []
    seen = {kept.author}
    for step, people in steps:
        there = tuple(one for one in dict.fromkeys(people) if one not in seen and reachable(work, one))
        seen.update(people)
        if there:
            standing.append(Standing(step=step, people=there))
    return tuple(standing)


def concerns(work: Work, kept: Kept[Signal], person: str) -> bool:
    """Say whether a signal is somebody's to hear of and to answer.

    It is for everyone on the roster, for the coordinators, for whoever stands on its ladder now, and for who was rung as a deputy
    or on call. Whoever was rung as one of the team and has left it since hears no more of it.
    """
    beyond = (one.people for one in kept.what.rungs if one.step in {Step.DEPUTY, Step.ON_CALL})
    return (
        work.rosters.member(kept.case, person) is not None
        or person in work.clinic.coordinators
        or any(person in people for people in beyond)
        or any(person in one.people for one in ladder(work, kept))
    )


def reachable(work: Work, person: str) -> bool:
    """Say whether somebody would be rung now: not away, their identity stands, and they have come into their direct room."""
    room = work.places.get(direct(person))
    present = room is not None and person in room.joined
    return present and work.people.get(person).identified and absences.away(work, person) is None


def _deputy(work: Work, case: str, owner: str) -> str | None:
    """Give who stands in on this case, if they can be reached, else whom the owner has named for all of theirs."""
    covering = covers.cover_of(work, case, owner)
    return covering if covering is not None and reachable(work, covering) else absences.deputy_of(work, owner)
