"""The times of a proposal that can be chosen, by their numbers.

A number never means another time: that of a time which was dropped stays its own, and what is added gets the next one.
"""

from __future__ import annotations

from bot.care.proposals import Proposal, Time

MOST = 8
"""So many times can be chosen from at once."""

NUMBERS = 99
"""The highest number that a time can have."""


def numbered(what: Proposal) -> tuple[tuple[int, Time], ...]:
    """Give the times that are not dropped, with their numbers, in the order of these."""
    return tuple((number, time) for number, time in enumerate(what.times, start=1) if not time.dropped)


def numbers(what: Proposal) -> frozenset[int]:
    """Give every number that there ever was."""
    return frozenset(range(1, len(what.times) + 1))


def first_ones(what: Proposal) -> frozenset[int]:
    """Give the numbers that there were at the beginning, dropped or not."""
    return frozenset(number for number, time in enumerate(what.times, start=1) if not time.added)


def room(what: Proposal) -> int:
    """Say how many times can still be added."""
    return min(MOST - len(numbered(what)), NUMBERS - len(what.times))
