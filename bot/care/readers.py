"""Who reads what is said in a place, as the rosters know them: what none of them may do is not offered there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from bot.care import openings
from bot.care.facts import Message
from bot.care.people import Actor, PlaceKind, Role, Rule
from bot.care.places import Place
from bot.care.reads import Memory
from bot.care.rosters import People, Rosters


class Team(Memory, Protocol):
    """What is needed to know them."""

    @property
    def people(self) -> People:
        """Everybody whom the bot knows."""

    @property
    def rosters(self) -> Rosters:
        """Who is on which case."""


def of(team: Team, place: Place, message: Message, *, bot: str) -> tuple[Actor, ...]:
    """Give whoever reads it: in a direct room that person, else whom it answers, or all who are there.

    What is said in the room of a conference is for its guests. What is about no case is read by somebody as by one of each of their
    cases; of whoever is on none yet, nothing is known.
    """
    alone = place.person or message.answers
    everybody = (alone,) if alone else sorted(place.present - {bot})
    about = message.case or place.case
    actors = tuple(actor for person in everybody for actor in _on(team, person, about))
    visiting = tuple(actor for actor in actors if Role.GUEST in actor.roles) if place.kind is PlaceKind.CONFERENCE else ()
    return visiting or actors


def offered(rule: Rule, actors: tuple[Actor, ...]) -> bool:
    """Say whether one of them may give a command, wherever and whenever that may be. Of nobody nothing is known: it is offered."""
    return not actors or any(rule.allow.includes(one) or rule.outside or (one.opened and rule.opens) for one in actors)


def _on(team: Team, person: str, case: str | None) -> Iterator[Actor]:
    known = team.people.get(person)
    everywhere: tuple[str | None, ...] = team.rosters.cases(person) or ((None,) if known.offices else ())
    for one in (case,) if case else everywhere:
        membership = team.rosters.member(one, person) if one else None
        opening = openings.of(team, one, person) if one and membership is None else None
        yield Actor(
            id=person,
            zone=known.own_zone or "",
            offices=known.offices,
            membership=membership,
            opened=opening is not None and opening.lasts(team.now),
        )
