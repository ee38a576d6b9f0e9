"""A moment with something behind it: words that may be a zone are one, where what they would be else may not stand there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from bot.chat.arguments.errors import AmbiguousError, ArgumentError
from bot.chat.arguments.moments import Moment, moment
from bot.chat.tokens import Word, following, split


def timed(text: str, words: Sequence[Word], *, now: datetime, zone: str, fits: Callable[[str], object]) -> tuple[Moment, str]:
    """Read the moment that ``text`` begins with, as ``moment`` does; give it and what stands behind it. ``words`` are its.

    ``fits`` raises ``ArgumentError`` for what may not stand behind it. That is said before it is asked which moment is meant, and
    no reading is offered which it would refuse. ``AmbiguousError`` where several are left.
    """
    try:
        found = moment(words, now=now, zone=zone)
    except AmbiguousError as error:
        if error.field != "time":  # of the day alone
            raise
        behind = following(text, words, error.consumed)
        fits(behind)
        meant = [(one, _kept(one.typed, now, zone)) for one in error.choices]
        left = [(one, kept) for one, kept in meant if not kept or _takes(fits, f"{kept} {behind}")]
        if len(left) > 1:
            raise AmbiguousError(error.field, [one for one, _ in left], error.consumed) from None
        if not left or len(meant) == 1:
            raise
        ((only, kept),) = left
        return moment(split(only.typed), now=now, zone=zone), f"{kept} {behind}".strip()
    behind = following(text, words, found.consumed)
    fits(behind)
    return found, behind


def _kept(typed: str, now: datetime, zone: str) -> str:
    """What a reading takes for no zone."""
    words = split(typed)
    return following(typed, words, moment(words, now=now, zone=zone).consumed)


def _takes(fits: Callable[[str], object], behind: str) -> bool:
    try:
        fits(behind)
    except ArgumentError:
        return False
    return True
