"""Who has to be there for a conference to decide: its chair, whoever presents, and one of each required discipline.

Whoever stands in for somebody counts in that one's place. Whoever leads the case takes the place of a chair or presenter who
is not on the team (any more); while nobody leads, that place is empty, and lacking. Without these people a conference may still
be held, and what it says is advice.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace

from bot.care.grants import BY_NAME_ALONE
from bot.care.people import CLINICIANS, Membership, Role
from bot.care.ports import Work
from bot.care.team import lead_of


@dataclass(frozen=True, kw_only=True)
class Quorum:
    """What is asked for, as it was when the conference was planned."""

    chair: str
    presenter: str
    disciplines: tuple[Role, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    """People of whom one has to be there."""

    name: str
    """In words: ``the chair``, ``a physician``."""
    people: frozenset[str]
    """Nobody: the team has no such discipline, or nobody who leads, and there is no quorum until it has."""
    seat: bool = False
    """It is the chair or the presenter, which whoever leads takes: at which time has nothing to do with it while nobody does."""


def needed(work: Work, case: str, *, by: str, people: tuple[str, ...], roles: tuple[Role, ...]) -> Quorum:
    """Say what a conference needs that ``by`` plans with these people and roles; neither means the whole team.

    The disciplines are the roles named, then the first roles of the people named; of a whole team, its clinical roles.
    """
    lead = lead_of(work, case)
    roster = work.rosters.of(case)
    first = {member.person: member.role for member in roster}
    disciplines: Iterator[Role] = (role for role in (*roles, *(first[person] for person in people if person in first)))
    if not people and not roles:
        disciplines = (role for member in roster if member.own for role in _speaks_for(member) if role in CLINICIANS)
    return Quorum(chair=lead.person if lead else by, presenter=by, disciplines=tuple(dict.fromkeys(disciplines)))


def groups(work: Work, case: str, quorum: Quorum) -> tuple[Group, ...]:
    """Give the groups of whom one each has to be there, as the roster is now: chair, presenter, then the disciplines."""
    places = (("the chair", quorum.chair), ("the presenter", quorum.presenter))
    roster = work.rosters.of(case)
    return (
        *(Group(name=name, people=frozenset(_in_place_of(work, case, person)), seat=True) for name, person in places),
        *(
            Group(name=f"a {role.person}", people=frozenset(one.person for one in roster if role in _counts_as(work, one)))
            for role in quorum.disciplines
        ),
    )


def asked_for(work: Work, case: str, needs: Quorum, people: tuple[str, ...], roles: tuple[Role, ...]) -> tuple[str, ...]:
    """Give who is asked when they can come, in the order of joining: those named, chair, presenter, and who stands in for these.

    Of a whole team, nobody is asked who only coordinates, or is a guest.
    """
    seats = replace(needs, disciplines=())
    there = {*people, *(one for group in groups(work, case, seats) for one in group.people)}
    everyone = not people and not roles
    return tuple(
        member.person
        for member in work.rosters.of(case)
        if member.person in there
        or (everyone and (member.clinician or Role.TRAINEE in member.roles))
        or member.named_as(work.now) & (set(needs.disciplines) if everyone else set(roles))
    )


def lacking(work: Work, case: str, quorum: Quorum, there: Collection[str]) -> tuple[str, ...]:
    """Name the groups of whom nobody is there. None: what is decided counts."""
    return tuple(group.name for group in groups(work, case, quorum) if group.people.isdisjoint(there))


def holder(work: Work, case: str, person: str) -> str:
    """Give who is the chair or the presenter now, having been that person; empty where nobody is."""
    if work.rosters.member(case, person) is not None:
        return person
    lead = lead_of(work, case)
    return lead.person if lead is not None else ""


def is_vacated(work: Work, case: str, quorum: Quorum) -> bool:
    """Say whether nobody has the chair, or nobody presents, until somebody leads the case."""
    return any(group.seat and not group.people for group in groups(work, case, quorum))


def _in_place_of(work: Work, case: str, person: str) -> Iterator[str]:
    """Somebody and whoever stands in for them, or whoever leads and their stand-ins; nobody where nobody leads."""
    whose = holder(work, case, person)
    for member in work.rosters.of(case):
        cover = member.standing_in(work.now)
        if whose == member.person or (cover is not None and cover.person == whose):
            yield member.person


def _speaks_for(member: Membership) -> tuple[Role, ...]:
    """Their own roles; a trainee or guest speaks for no other discipline, whatever else they are."""
    alone = tuple(role for role in member.roles if role in BY_NAME_ALONE)
    return alone or member.roles


def _counts_as(work: Work, member: Membership) -> frozenset[Role]:
    own = _speaks_for(member)
    return frozenset(own) if set(own) & BY_NAME_ALONE else member.named_as(work.now)
