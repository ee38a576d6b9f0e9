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

NO_OTHERS: Mapping[str, tuple[Membership, ...]] = {}
"""What a message has that speaks of one case at most."""


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

    A line with an exception is for those whom it names, and for nobody else. Of a line that names a roster, ``roster`` is that one.
    """
    if line.exception:
        return present - frozenset(line.exception)
    outside = present - _holding(roster, now) if line.roster else frozenset()
    if not line.about:
        return outside
    author = {member.person for member in roster if member.person == line.author and member.holds(now)}
    return outside | (present - readers(line.about, roster, grants, now) - author)


def split(
    lines: Iterable[Line],
    present: frozenset[str],
    roster: tuple[Membership, ...],
    grants: tuple[Grant, ...],
    now: datetime,
    rosters: Mapping[str, tuple[Membership, ...]] = NO_OTHERS,
) -> Split:
    """Tell apart what a room may be shown and what each person in it gets alone.

    ``present`` is everyone joined or invited, without the bot. Somebody who is not on the roster may read no line that has a
    category, be it their own, and gets nothing alone. ``rosters``: those that lines name; one that is not there has nobody on it.
    """
    for_all: list[Line] = []
    rest: dict[str, list[Line]] = {}
    for line in lines:
        own = rosters.get(line.roster, ()) if line.roster else roster
        without = uncovered(line, present, own, grants, now)
        if not (line.about or line.exception or line.roster) or (present and not without):
            for_all.append(line)
            continue
        for person in (present & _holding(own, now)) - without:
            rest.setdefault(person, []).append(line)
    return Split(for_all=tuple(for_all), rest={person: tuple(held) for person, held in rest.items()})


def _holding(roster: tuple[Membership, ...], now: datetime) -> frozenset[str]:
    return frozenset(member.person for member in roster if member.holds(now))
