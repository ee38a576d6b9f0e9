"""A vote as people type it: ``1 3``, ``1 maybe 2``, ``none``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.care.settling import Ballot
from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import Word

_EXAMPLE = "!vote 1 maybe 3"
_NONE = frozenset({"none", "0"})
MAYBE = frozenset({"maybe", "perhaps"})
YES = frozenset({"yes"})
NO = frozenset({"no", *_NONE})
_BETWEEN = frozenset({"and", "&"})
ALSO, _OF = "also", "of"
_NUMBER = re.compile("[0-9]{1,2}")
BEHIND = ".,;!"


def ballot(words: Sequence[Word]) -> Ballot:
    """Read ``1 3``, ``1 maybe 2``, ``none``. A number that stands on both sides counts where it stands last.

    ``1 maybe`` and ``1 maybe 2 yes`` are refused: whoever puts the words behind means the opposite of what stands there.
    """
    typed = keys(words)
    if len(typed) == 1 and typed[0] in _NONE:
        return Ballot()
    said: dict[int, bool] = {}
    sure = True
    for key in typed:
        if key in MAYBE or key in YES:
            sure = key in YES
        elif _NUMBER.fullmatch(key) and int(key):
            said[int(key)] = sure
        else:
            said.clear()
            break
    if not said or (typed[-1] in {*MAYBE, *YES} and not MAYBE.isdisjoint(typed)):
        raise unmeant()
    return Ballot(
        yes=frozenset(number for number, certain in said.items() if certain),
        maybe=frozenset(number for number, certain in said.items() if not certain),
    )


def unmeant() -> ArgumentError:
    """What is said of something that is no vote."""
    return ArgumentError("vote", "the numbers of the times that suit you, or none", _EXAMPLE)


def keys(words: Sequence[Word]) -> list[str]:
    """Give the words of a vote, without what stands between them."""
    parts = (part.strip(BEHIND) for word in words for part in word.key.split(","))
    return [part for part in parts if part and part not in _BETWEEN]


def among(words: Sequence[Word]) -> int:
    """Read ``… of 3`` at the end: how many times there were, as far as is known to whoever says so. 0: nothing is said of that."""
    *_, of, number = ["", "", *(word.key for word in words[1:])]
    return int(number) if of == _OF and _NUMBER.fullmatch(number) else 0
