"""Standing in for somebody on one case: in their roles, until a day. What consent gives to a role goes along, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.care import consent_reviews
from bot.care.consent_reviews import Cause
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import case_room
from bot.care.grants import BY_NAME_ALONE
from bot.care.people import Cover, Membership
from bot.care.ports import Work
from bot.care.team import check_server, lead_of, on_team, remove, seat

ENDED = "cover ended"
"""The kind of due moment at which somebody with a place of their own no longer stands in for somebody else."""


def stand_in(work: Work, case: str, by: str, person: str, absent: str, until: datetime) -> Membership:
    """Have ``person`` stand in for ``absent``, at the latest until that one's own place ends. Gives their place on the roster.

    Somebody new is here in the absent one's roles, for that time alone. Somebody of the team keeps what they are, and what
    consent gives to the absent one's roles counts for them as well. Nobody leads because of it. Said again, it gets another day.
    """
    if person == by:
        raise InvalidError("refused/team_self")
    if person == work.clinic.bot:
        raise InvalidError("refused/team_bot")
    if person == absent:
        raise InvalidError("refused/cover_self")
    away = on_team(work, case, absent)
    roles = tuple(role for role in away.roles if role not in BY_NAME_ALONE)
    if not roles or not away.own:
        raise InvalidError("refused/cover_whom")
    last = min(until, away.until or until)
    if last <= work.now:
        raise InvalidError("refused/date_past")
    cover = Cover(person=absent, roles=roles, until=last)
    known = work.rosters.member(case, person)
    if known is None or not known.own:
        return _come(work, case, by, person, cover)
    if set(known.roles) & BY_NAME_ALONE:
        raise InvalidError("refused/cover_who")
    cover_now = known.standing_in(work.now)
    if cover_now is not None and cover_now.person != absent:
        raise ConflictError("refused/cover_already")
    work.rosters.put(replace(known, covers=cover))
    key, room = _key(case, person), case_room(case)
    work.dues.put(Due(key=key, kind=ENDED, at=last, place=room, case=case, subject=person))
    return on_team(work, case, person)


def cover_of(work: Work, case: str, person: str) -> str | None:
    """Give who stands in for somebody on a case now: whoever came last, if there are several."""
    standing = (one.person for one in work.rosters.of(case) if _lasts(work, one, person))
    return next(reversed(tuple(standing)), None)


def run_out(work: Work, case: str, person: str) -> str | None:
    """End what somebody of the team did in another's place, if its day has come. Gives in whose."""
    member = work.rosters.member(case, person)
    if member is None or member.covers is None or member.covers.until > work.now:
        return None
    work.rosters.put(replace(member, covers=None))
    return member.covers.person


def without(work: Work, case: str, absent: str) -> tuple[str, ...]:
    """Have nobody stand in for somebody who has left. Gives who did."""
    standing = tuple(one for one in work.rosters.of(case) if one.covers is not None and one.covers.person == absent)
    for member in standing:
        work.dues.cancel(_key(case, member.person))
        if member.own:
            work.rosters.put(replace(member, covers=None))
        else:
            remove(work, case, work.clinic.bot, member.person)
    return tuple(member.person for member in standing)


def _come(work: Work, case: str, by: str, person: str, cover: Cover) -> Membership:
    check_server(work.clinic, person)
    known = work.rosters.member(case, person)
    member = Membership(
        case=case,
        person=person,
        roles=cover.roles,
        since=known.since if known else work.now,
        until=cover.until,
        reviewed=False,
        covers=cover,
        own=False,
    )
    seat(work, member)
    lead = lead_of(work, case)
    consent_reviews.ask(work, case, Cause.NEW_MEMBER, ref=person, told=lead is None or lead.person == by)
    return on_team(work, case, person)


def _lasts(work: Work, member: Membership, absent: str) -> bool:
    cover = member.standing_in(work.now)
    return cover is not None and cover.person == absent


def _key(case: str, person: str) -> str:
    return f"{ENDED}:{case}:{person}"
