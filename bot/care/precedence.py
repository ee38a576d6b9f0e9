"""A medical evaluation that comes first: what depends on it waits, and what new dates are proposed once it is cleared.

Every step and appointment depends on it but those of whoever sees to it; a goal or a part of care that is named narrows it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.care import carriers, holds, waiting
from bot.care.cadence import at_clock
from bot.care.clinic import Clinic
from bot.care.errors import ConflictError, DeniedError, InvalidError
from bot.care.holds import Precedence, Stand
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.team import lead_of, on_team
from bot.care.texts import checked
from bot.care.waiting import Lifted
from bot.care.workdays import next_workday


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """Another date for something that waited; None: it has none, or can keep it."""

    kept: Kept[Any]
    to: datetime | None


def put_first(work: Work, case: str, by: str, owner: str, what: Precedence) -> tuple[Kept[Precedence], tuple[Kept[Any], ...]]:
    """Let a medical evaluation come first. Gives it, and what waits for it now.

    ``InvalidError`` where its owner is no clinician on the team, or there is no such goal.
    """
    if not on_team(work, case, owner).clinician:
        raise InvalidError("refused/owner_clinical")
    goal = work.records.locate(case, what.goal) if what.goal is not None else None
    if what.goal is not None and (goal is None or goal.what.kind != "goal"):
        raise InvalidError("refused/no_such_goal")
    whole = replace(what, text=checked(what.text), goal=goal.ref if goal is not None else None)
    kept = work.records.add(whole, case=case, author=by, owner=owner)
    return kept, carriers.held_by(work, case, holds.as_hold(kept))


def clear(work: Work, case: str, actor: Actor, ref: str) -> Lifted:
    """Let go what waited: the lead may, and whoever sees to the evaluation."""
    kept = work.records.get(Precedence, case, ref)
    if not actor.lead and kept.owner != actor.id:
        raise DeniedError
    if kept.state != Stand.ON:
        raise ConflictError("refused/precedence_cleared", ref=kept.ref)
    return waiting.lift(work, kept, actor.id)


def proposals(work: Work, lifted: Lifted) -> tuple[Proposal, ...]:
    """Propose a date for each thing that goes on: the old one, later by as long as it was held."""
    zone = ZoneInfo(work.clinic.zone)
    today = work.now.astimezone(zone).date()
    days = (today - lifted.kept.created.astimezone(zone).date()).days
    dates = ((one, carriers.moment(one)[0]) for one in lifted.goes_on)
    moved = ((one, at, shifted(at, days, today, work.clinic) if at is not None else None) for one, at in dates)
    return tuple(Proposal(kept=one, to=to if to != at else None) for one, at, to in moved)


def shifted(at: datetime, days: int, today: date, clinic: Clinic) -> datetime:
    """Give a date later by some days, at the same time of day: a working day of the clinic, and none that is past."""
    local = at.astimezone(ZoneInfo(clinic.zone))
    day = next_workday(clinic, max(local.date() + timedelta(days=days), today))
    return at_clock(day, local.time(), clinic.zone)


def by_owner(work: Work, case: str, found: Iterable[Kept[Any]]) -> Mapping[str, tuple[str, ...]]:
    """Tell apart whose the things are, by their refs; what belongs to nobody on the team is the lead's."""
    lead = lead_of(work, case)
    team = {member.person for member in work.rosters.of(case)}
    owners: dict[str, tuple[str, ...]] = {}
    for kept in found:
        owner = kept.owner if kept.owner in team else lead.person if lead is not None else None
        if owner is not None:
            owners[owner] = (*owners.get(owner, ()), kept.ref)
    return owners
