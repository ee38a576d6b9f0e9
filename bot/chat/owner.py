"""Who is to do something, by the short names that people use on a case: ``me``, a role that one person holds, ``@physio``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress

from bot.care.people import Actor, Role
from bot.care.ports import Work
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import ROLES, person, roles
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.assigned import WHO, Short
from bot.chat.tokens import Word
from bot.chat.turn import Turn

_SELF = frozenset({"me", "@me", "myself"})
_BEHIND = ",;:."


def named(work: Work, case: str, actor: Actor, turn: Turn, words: Sequence[Word]) -> str:
    """Give the person. ``ArgumentError`` for what names none, and for a role that several hold or nobody does."""
    if len(turn.mentions) == 1:
        return turn.mentions[0]
    found = short(work, case, actor, turn)(words)
    if found is not None:
        return found
    try:
        return person(words)[0]
    except ArgumentError as error:
        raise ArgumentError(error.field, f"me, {WHO}", error.example) from error


def short(work: Work, case: str, actor: Actor, turn: Turn) -> Short:
    """Give what reads ``me``, a role, or ``@physio`` without a server, as the one person of the case who fits.

    It gives None for a role that several hold or nobody does, and where no role was said. ``ArgumentError`` where an ``@`` fits
    nobody, or several, and no mention says who is meant by it.
    """

    def read(words: Sequence[Word]) -> str | None:
        words = words[1:] if len(words) > 1 and words[0].key in WORDS.the else words
        if len(words) == 1 and words[0].key.rstrip(_BEHIND) in _SELF:
            return actor.id
        if not _is_short(words):
            role = None if turn.mentions else _role(words)
            return _only(_holders(work, case, role)) if role is not None else None
        name = words[0].key[1:].rstrip(_BEHIND)
        role, there = ROLES.get(name.replace("-", "_")), (one.person for one in work.rosters.of(case) if one.holds(work.now))
        fitting = (*_holders(work, case, role), *(one for one in there if one[1:].partition(":")[0] == name))
        found = _only(fitting) or _only(turn.mentions)
        if found is None:
            raise ArgumentError("person", WHO, "@physician:clinic.example")
        return found

    return read


def _is_short(words: Sequence[Word]) -> bool:
    """It is one word, and begins as a Matrix id does that has no server."""
    return len(words) == 1 and words[0].text.startswith("@") and ":" not in words[0].text.rstrip(_BEHIND)


def _holders(work: Work, case: str, role: Role | None) -> list[str]:
    return [one.person for one in work.rosters.of(case) if one.own and role in one.roles and one.holds(work.now)]


def _only(people: Iterable[str]) -> str | None:
    """The one person among these, if it is one."""
    found = tuple(dict.fromkeys(people))
    return found[0] if len(found) == 1 else None


def _role(words: Sequence[Word]) -> Role | None:
    """The role, where nothing else was said."""
    with suppress(ArgumentError):
        found, count = roles(words)
        return found[0] if len(found) == 1 and count == len(words) else None
    return None
