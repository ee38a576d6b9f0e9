"""Who is to do something, as people answer that question: ``me``, a role that one person holds, or a person."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from bot.care.people import Actor, Role
from bot.care.ports import Work
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person, roles
from bot.chat.tokens import Word
from bot.chat.turn import Turn

_SELF = frozenset({"me", "@me", "myself"})


def named(work: Work, case: str, actor: Actor, turn: Turn, words: Sequence[Word]) -> str:
    """Give the person. ``ArgumentError`` for what names none, and for a role that several hold or nobody does."""
    if len(turn.mentions) == 1:
        return turn.mentions[0]
    if len(words) == 1 and words[0].key.rstrip(".") in _SELF:
        return actor.id
    role = _role(words)
    held = [one.person for one in work.rosters.of(case) if one.own and role in one.roles and one.holds(work.now)]
    return held[0] if len(held) == 1 else person(words)[0]


def _role(words: Sequence[Word]) -> Role | None:
    """The role, where nothing else was said."""
    with suppress(ArgumentError):
        found, count = roles(words)
        return found[0] if len(found) == 1 and count == len(words) else None
    return None
