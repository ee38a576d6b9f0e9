"""What a conference that is booked loses with its team: its chair, or somebody else without whom it can only advise.

Each loss is said once, when it happens; what was said is remembered, so that it is said again only if it was made good meanwhile.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from bot.care import absences, apologies, booked, quorum
from bot.care.booked import Conference
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.quorum import Group
from bot.care.records import Kept
from bot.care.team import lead_of


class Mend(StrEnum):
    """The one thing that makes it good; a template goes by these."""

    LEAD = "lead"
    """Nobody leads the case: somebody has to."""
    COVER = "cover"
    """Somebody is away then: another one stands in."""
    ADD = "add"
    """Nobody on the team has that role."""
    MOVE = "move"
    """Whoever could come has said that they cannot."""
    SHOW = "show"
    """There is somebody, who was not asked: they only have to know."""


@dataclass(frozen=True, kw_only=True)
class Loss:
    """What one conference has lost."""

    conference: Kept[Conference]
    lost: tuple[str, ...]
    """``the chair``, ``a physician``; at least one."""
    mend: Mend
    """Of the first of them."""
    person: str = ""
    """Who is away then."""
    deputy: str = ""
    """Whom they have named for that, if anybody."""
    until: date | None = None
    """On which day the stand-in is needed, by the clinic's calendar."""
    role: Role | None = None
    """Which role nobody has."""
    tell: tuple[str, ...] = ()
    """Whom it concerns: who presents, has the chair, booked it, and leads."""


def look(work: Work, case: str) -> tuple[Loss, ...]:
    """Give what the conferences of a case have lost since it was looked at last, and remember how they stand now."""
    found = []
    for kept in booked.to_come(work, case):
        before, now = _known(work, kept), _lacking(work, kept)
        if set(now) != set(before):
            note(work, kept)
        lost = tuple(one for one in now if one not in before)
        if lost:
            work.fact("conference quorum lost", actor=work.clinic.bot, case=case, ref=kept.ref)
            found.append(_loss(work, kept, lost))
    return tuple(found)


def note(work: Work, kept: Kept[Conference]) -> None:
    """Remember who is lacking now: it was said, or is as it was booked. Of nobody nothing is kept."""
    lacking = _lacking(work, kept)
    if lacking:
        work.remember(_key(kept), lacking=list(lacking))
    elif _known(work, kept):
        work.forget(_key(kept))


def _known(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    return tuple((work.recall(_key(kept)) or {}).get("lacking", ()))


def _key(kept: Kept[Conference]) -> str:
    return f"conference lacking:{kept.case}:{kept.ref}"


def _lacking(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    asked, absent = booked.participants(work, kept), apologies.apologies_of(work, kept.case, kept.ref)
    standing_in = ((one.person, one.standing_in(work.now)) for one in work.rosters.of(kept.case))
    expected = {*asked, *(person for person, cover in standing_in if cover is not None and cover.person in asked)}
    there = [person for person in sorted(expected.difference(absent)) if not is_away(work, kept, person)]
    return quorum.lacking(work, kept.case, booked.quorum_of(kept), there)


def is_away(work: Work, kept: Kept[Conference], person: str) -> bool:
    """Say whether somebody is away on the day of a conference, where they are."""
    day = kept.what.at.astimezone(ZoneInfo(absences.zone_of(work, person))).date()
    return any(one.first <= day <= one.last for one in absences.absences(work, person))


def _loss(work: Work, kept: Kept[Conference], lost: tuple[str, ...]) -> Loss:
    lead = lead_of(work, kept.case)
    tell = tuple(dict.fromkeys((*booked.leading(work, kept), *((lead.person,) if lead is not None else ()))))
    group = next(one for one in quorum.groups(work, kept.case, booked.quorum_of(kept)) if one.name == lost[0])
    away = next(_away(work, kept, group.people), "")
    until = kept.what.at.astimezone(ZoneInfo(work.clinic.zone)).date()
    deputy = (absences.deputy_of(work, away) or "") if away else ""
    mend = _mend(work, kept, group, away)
    role = next((one for one in kept.what.required if f"a {one.person}" == group.name), None)
    return Loss(conference=kept, lost=lost, mend=mend, person=away, deputy=deputy, until=until, role=role, tell=tell)


def _mend(work: Work, kept: Kept[Conference], group: Group, away: str) -> Mend:
    if not group.people:
        return Mend.LEAD if group.seat else Mend.ADD
    if away:
        return Mend.COVER
    return Mend.MOVE if group.people & set(apologies.apologies_of(work, kept.case, kept.ref)) else Mend.SHOW


def _away(work: Work, kept: Kept[Conference], people: Collection[str]) -> Iterator[str]:
    return (
        member.person for member in work.rosters.of(kept.case) if member.person in people and is_away(work, kept, member.person)
    )
