"""Who comes to a case, who goes, and who leads. The roster alone grants; rooms follow it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar

from bot.care import consent_reviews, guests
from bot.care.clinic import Clinic
from bot.care.consent_reviews import Cause
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import case_room
from bot.care.people import Membership, Role
from bot.care.ports import Work
from bot.care.records import Payload
from bot.care.welcome import enrol

ENDED = "membership ended"
"""The kind of due moment at which a membership that was given until a date runs out."""


@dataclass(frozen=True, kw_only=True)
class Departure(Payload):
    """Why somebody left the team, if it was said."""

    kind: ClassVar[str] = "departure"
    person: str
    reason: str


@dataclass(frozen=True, kw_only=True)
class Joining:
    """Somebody who is to come to a team."""

    person: str
    roles: tuple[Role, ...]
    supervisor: str | None = None
    until: datetime | None = None
    purpose: str = ""


def lead_of(work: Work, case: str) -> Membership | None:
    """Whoever leads the case."""
    return next((member for member in work.rosters.of(case) if member.lead), None)


def coordinators_of(work: Work, case: str) -> list[str]:
    """Whoever coordinates the case, in the order of joining."""
    return [member.person for member in work.rosters.of(case) if Role.COORDINATOR in member.roles]


def on_team(work: Work, case: str, person: str) -> Membership:
    """Somebody's place on the roster. ``InvalidError`` if they have none."""
    member = work.rosters.member(case, person)
    if member is None:
        raise InvalidError("refused/not_on_team")
    return member


def add(work: Work, case: str, by: str, joining: Joining) -> Membership:
    """Put somebody on the team, or give them other roles, from now on: enrolled at once, and invited unless a guest.

    Until consent is reviewed, ``team`` in a grant leaves out whoever is new, or new in a role. Nobody adds themselves.
    """
    if joining.person == by:
        raise InvalidError("refused/team_self")
    _check(work, case, joining)
    known = work.rosters.member(case, joining.person)
    member = Membership(
        case=case,
        person=joining.person,
        roles=joining.roles,
        since=known.since if known else work.now,
        until=joining.until,
        purpose=joining.purpose,
        supervisor=joining.supervisor,
        reviewed=known is not None and known.reviewed and set(joining.roles) <= set(known.roles),
    )
    if known is not None and member.clinician:
        member = replace(member, covers=known.covers)
    leads = lead_of(work, case)
    seat(work, replace(member, lead=member.clinician and (leads is None or leads.person == member.person)))
    if not member.reviewed:
        cause = Cause.GUEST if Role.GUEST in member.roles else Cause.NEW_MEMBER
        consent_reviews.ask(work, case, cause, ref=member.person, told=leads is None or leads.person == by)
    return on_team(work, case, joining.person)


def seat(work: Work, member: Membership) -> None:
    """Write a membership, and let the rooms follow it."""
    work.rosters.put(member)
    enrol(work, member.person, writes=Role.GUEST not in member.roles)
    room = work.places.of_case(member.case)
    present = room is not None and member.person in room.present
    if room is not None and present is (Role.GUEST in member.roles):
        (work.places.remove if present else work.places.invite)(room.key, member.person)
    key = f"{ENDED}:{member.case}:{member.person}"
    work.dues.cancel(key)
    if member.until is not None:
        room_key = case_room(member.case)
        work.dues.put(Due(key=key, kind=ENDED, at=member.until, place=room_key, case=member.case, subject=member.person))


def remove(work: Work, case: str, by: str, person: str, reason: str = "") -> Membership:
    """End a membership at once, and put the person out of the case's room. Gives what it was."""
    member = on_team(work, case, person)
    if reason:
        work.records.add(Departure(person=person, reason=reason), case=case, author=by)
    work.rosters.put(replace(member, until=work.now, lead=False, covers=None))
    guests.put_out(work, case, person)
    if work.places.of_case(case) is not None and Role.GUEST not in member.roles:
        work.places.remove(case_room(case), person)
    work.dues.cancel(f"{ENDED}:{case}:{person}")
    return member


def run_out(work: Work, case: str, person: str) -> bool:
    """Follow a membership that has just ended by its date; False where it was prolonged since."""
    if work.rosters.member(case, person) is not None:
        return False
    for member in work.rosters.of(case)[:1]:
        work.rosters.put(member)  # unchanged: it has whatever waits to be sent decided anew, without whoever is gone
    room = work.places.of_case(case)
    if room is not None and person in room.present:
        work.places.remove(room.key, person)
    guests.put_out(work, case, person)
    return True


def appoint(work: Work, case: str, person: str) -> tuple[Membership, Membership | None]:
    """Make somebody the lead, who must hold a clinical role. Gives them, and who led before."""
    member = on_team(work, case, person)
    if not member.clinician:
        raise InvalidError("refused/lead_clinical")
    before = lead_of(work, case)
    if before is not None and before.person == person:
        raise ConflictError("refused/lead_already")
    if before is not None:
        work.rosters.put(replace(before, lead=False))
    appointed = replace(member, lead=True)
    work.rosters.put(appointed)
    return appointed, before


def check_roles(roles: tuple[Role, ...]) -> None:
    """Refuse a guest who is something else besides: consent could not tell the two apart."""
    if Role.GUEST in roles and len(roles) > 1:
        raise InvalidError("refused/guest_alone")


def check_server(clinic: Clinic, person: str) -> None:
    """Refuse somebody of a server whose users the clinic does not invite: their homeserver would hold the rooms as well."""
    servers = tuple(dict.fromkeys(server.lower() for server in clinic.allowed_servers))
    if servers and person.partition(":")[2].lower() not in servers:
        expected = f"an account on {' or '.join(servers)}; other servers are opened in the configuration, under allowed_servers"
        raise InvalidError("refused/argument", field="Matrix id", expected=expected, example=f"@p2:{servers[0]}")


def _check(work: Work, case: str, joining: Joining) -> None:
    if joining.person == work.clinic.bot:
        raise InvalidError("refused/team_bot")
    check_server(work.clinic, joining.person)
    check_roles(joining.roles)
    if joining.until is not None and joining.until <= work.now:
        raise InvalidError("refused/date_past")
    if Role.TRAINEE in joining.roles or joining.supervisor is not None:
        supervisor = work.rosters.member(case, joining.supervisor) if joining.supervisor else None
        if supervisor is None or not supervisor.clinician or supervisor.person == joining.person:
            raise InvalidError("refused/supervisor_needed")
