"""Help, read from the declarations: what the asker may do in this place, with examples."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.care.current import current
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.chat.authorise import actor_of
from bot.chat.seat import Seat
from bot.chat.spec import Command
from bot.chat.tokens import nearest, split
from bot.chat.turn import Reply

_LONGEST_TOPIC = 3
_ENDS = re.compile(r"[,:;.]")
_OFTEN = ("note", "case")
"""What most people look up first, as the example."""


def overview(seat: Seat, groups: Sequence[tuple[str, Sequence[str]]]) -> Reply:
    """The families that this person may use here: a line for each heading of ``groups``, so that a phone shows it whole."""
    left = list(_families(available(seat)))
    named: list[tuple[str, list[str]]] = []
    for title, families in groups:
        named.append((title, [one for one in families if one in left]))
        left = [one for one in left if one not in families]
    told: list[Value] = [{"title": title, "families": list(families)} for title, families in [*named, ("More", left)] if families]
    first = next((one for _, families in named for one in families), "help")
    some = next((one for one in _OFTEN for _, families in named if one in families), first)
    return Reply(template="help/overview", values={"groups": told, "example": some})


def topic(seat: Seat, text: str, uses: Mapping[str, Sequence[str]]) -> Reply:
    """A family, or one command of it. ``InvalidError`` for what is none, or not for this person: the words are the same.

    A family of which ``uses`` gives the order is told in that, with a short line for each of its commands.
    """
    mine = available(seat)
    keys = [word.key.lstrip("!/") for word in split(text, limit=_LONGEST_TOPIC)]
    name = " ".join(keys)
    exact = next((one for one in mine if name in {one.name, *one.aliases}), None)
    words = {one.name for one in seat.registry.family(keys[0])} if keys else set()
    family = [one for one in mine if one.name in words]
    if exact is not None and (len(keys) > 1 or len(family) == 1):
        values: dict[str, Value] = {
            "name": exact.name,
            "doc": _paragraphs(exact),
            "examples": list(exact.examples),
            "here": exact.read,
        }
        return Reply(template="help/command", values=values)
    if len(keys) == 1 and family:
        order = uses.get(family[0].family, ())
        named = {one.name: one for one in mine if one.name in order or one in family}
        shown = [named[one] for one in dict.fromkeys((*order, *named)) if one in named]
        said = _clause if order else _sentence
        lines: list[Value] = [{"name": one.name, "doc": said(one), "example": one.examples[0]} for one in shown]
        return Reply(template="help/family", values={"family": family[0].family, "commands": lines, "brief": bool(order)})
    raise InvalidError("refused/unknown_topic", suggestion=nearest(name, [one.name for one in mine]))


def available(seat: Seat) -> tuple[Command, ...]:
    """Everything that this person may ask in this place, on the case at hand, or on any of theirs where there is none."""
    at_hand = seat.place.case or (current(seat.desk, seat.person) if seat.direct else None)
    cases = (at_hand,) if at_hand is not None else (None, *seat.desk.rosters.cases(seat.person))
    actors = [actor_of(seat.desk, seat.person, case, outside=True) for case in cases]
    return tuple(
        one
        for one in seat.registry.commands.values()
        if seat.place.kind in one.rule.places and any(one.rule.allow.includes(actor) for actor in actors)
    )


def _families(commands: tuple[Command, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.family for one in commands))


def _paragraphs(command: Command) -> list[Value]:
    return [" ".join(one.split()) for one in command.doc.split("\n\n")]


def _sentence(command: Command) -> str:
    """The first sentence of what it does."""
    first = " ".join(command.doc.split("\n\n", maxsplit=1)[0].split())
    return first.partition(". ")[0].rstrip(".") + "."


def _clause(command: Command) -> str:
    """What that sentence says first, for a line of a phone."""
    return f"{_ENDS.split(_sentence(command), maxsplit=1)[0]}."
