"""Who may read what, line by line: the one place where consent, roster and presence meet.

A line goes to a room only if everyone in it may read it, whoever is invited included. What is left goes to each person
on their own. When in doubt (nobody known to be there, a category that is none) a line stays with its author.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.care.consent import Category, Grant, covers
from bot.care.facts import Line
from bot.care.people import Membership

_KNOWN = frozenset(category.value for category in Category)


@dataclass(frozen=True, kw_only=True)
class Split:
    """The lines of one message, told apart for one room. Both keep the order of the message."""

    for_all: tuple[Line, ...]
    """What everyone in the room may read."""
    rest: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)
    """What else each person in the room may read, by Matrix id; nobody with nothing."""


def readers(categories: Iterable[str], roster: tuple[Membership, ...], grants: tuple[Grant, ...], now: datetime) -> frozenset[str]:
    """Give everyone on the roster who may read a text that is of all these categories.

    A text of no category is for everyone on the roster; a category that does not exist is for nobody.
    """
    wanted = frozenset(categories)
    if not wanted <= _KNOWN:
        return frozenset()
    needed = [Category(one) for one in wanted]
    return frozenset(
        member.person for member in roster if member.holds(now) and all(covers(grants, member, one, now) for one in needed)
    )


def uncovered(
    line: Line, present: frozenset[str], roster: tuple[Membership, ...], grants: tuple[Grant, ...], now: datetime
) -> frozenset[str]:
    """Give those of ``present`` (without the bot) who may not read this line.

    A line with an exception is for those whom it names, and for nobody else.
    """
    if line.exception:
        return present - frozenset(line.exception)
    if not line.about:
        return frozenset()
    author = {member.person for member in roster if member.person == line.author and member.holds(now)}
    return present - readers(line.about, roster, grants, now) - author


def split(
    lines: Iterable[Line],
    present: frozenset[str],
    roster: tuple[Membership, ...],
    grants: tuple[Grant, ...],
    now: datetime,
) -> Split:
    """Tell apart what a room may be shown and what each person in it gets alone.

    ``present`` is everyone joined or invited, without the bot. Somebody who is not on the roster may read no line that has a
    category, be it their own, and gets nothing alone.
    """
    enrolled = frozenset(member.person for member in roster if member.holds(now))
    for_all: list[Line] = []
    rest: dict[str, list[Line]] = {}
    for line in lines:
        without = uncovered(line, present, roster, grants, now)
        if not (line.about or line.exception) or (present and not without):
            for_all.append(line)
            continue
        for person in (present & enrolled) - without:
            rest.setdefault(person, []).append(line)
    return Split(for_all=tuple(for_all), rest={person: tuple(held) for person, held in rest.items()})
