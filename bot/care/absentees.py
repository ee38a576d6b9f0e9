"""Who does not come to a huddle: whoever said so, and whoever is away on its day. Silence is no apology."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.care import checkins
from bot.care.absences import absences
from bot.care.people import Membership, Role
from bot.care.ports import Work


def expected(member: Membership) -> bool:
    """Say whether somebody is expected at the huddles of a case: clinicians and trainees are."""
    return member.clinician or Role.TRAINEE in member.roles


def apologies(
    work: Work, case: str, *, at: datetime, since: datetime, huddle: str = "", present: Collection[str] = ()
) -> tuple[str, ...]:
    """Who does not come to the huddle of a moment (aware), in the order of their ids; whoever is there all the same is not named.

    ``since``: the beginning of the huddle before. ``huddle``: the ref of the one that is meant, once it has begun.
    """
    said = {one.author: one.what for one in checkins.said(work, case, since)}
    named = {person for person, what in said.items() if what.absent and what.huddle in {"", huddle}}
    people = [member for member in work.rosters.of(case) if member.person in named or expected(member)]
    return tuple(sorted({one.person for one in people if one.person in named or _away(work, one.person, at)} - set(present)))


def _away(work: Work, person: str, at: datetime) -> bool:
    day = at.astimezone(ZoneInfo(work.people.get(person).own_zone or work.clinic.zone)).date()
    return any(one.first <= day <= one.last for one in absences(work, person))
