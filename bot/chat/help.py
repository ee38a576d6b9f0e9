"""Help, read from the declarations: what the asker may do in this place, with examples."""

from __future__ import annotations

from collections.abc import Sequence

from bot.care.current import current
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.chat.authorise import actor_of
from bot.chat.seat import Seat
from bot.chat.spec import Command
from bot.chat.tokens import nearest, split
from bot.chat.turn import Reply

_LONGEST_TOPIC = 3
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


def topic(seat: Seat, text: str) -> Reply:
    """A family, or one command of it. ``InvalidError`` for what is none, or not for this person: the words are the same."""
    mine = available(seat)
    keys = [word.key.lstrip("!/") for word in split(text, limit=_LONGEST_TOPIC)]
    name = " ".join(keys)
    exact = next((one for one in mine if name in {one.name, *one.aliases}), None)
    named = {one.name for one in seat.registry.family(keys[0])} if keys else set()
    family = [one for one in mine if one.name in named]
    if exact is not None and (len(keys) > 1 or len(family) == 1):
        values: dict[str, Value] = {
            "name": exact.name,
            "doc": _paragraphs(exact),
            "examples": list(exact.examples),
            "here": exact.read,
        }
        return Reply(template="help/command", values=values)
    if len(keys) == 1 and family:
        lines: list[Value] = [{"name": one.name, "doc": _sentence(one), "example": one.examples[0]} for one in family]
        return Reply(template="help/family", values={"family": family[0].family, "commands": lines})
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
