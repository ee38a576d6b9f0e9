"""A vote in the words of a conversation, as people reply to the times: ``all``, ``the second``, ``2nd and 3rd``, ``I cannot come``.

What might mean two things is no vote: nobody is booked for a guess.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from bot.care.settling import Ballot
from bot.chat import ballots
from bot.chat.arguments.vocabulary import WORDS, numbered
from bot.chat.tokens import split

_EVERY, _NONE, _BESIDE = frozenset(WORDS.every_time), frozenset(WORDS.no_time), frozenset(WORDS.beside_number)
_ORDINALS = numbered(WORDS.ordinals, 1)
_NUMBERED = re.compile(rf"([0-9]{{1,2}})(?:{'|'.join(map(re.escape, WORDS.endings))})")


def ballot(text: str, numbers: Collection[int]) -> Ballot:
    """Read a reply to the times of these ``numbers``: in words, or as ``ballots.ballot`` does. ``ArgumentError`` for no vote."""
    typed = [key.replace("\u2019", "'") for key in ballots.keys(split(text))]
    whole = " ".join(typed)
    if whole in _NONE:
        return Ballot()
    if whole in _EVERY:
        return Ballot(yes=frozenset(numbers))
    return ballots.ballot(split(" ".join(_number(key) for key in typed if key not in _BESIDE)))


def _number(key: str) -> str:
    """``2`` of ``second`` and ``2nd``; any other word as it is."""
    counted = _NUMBERED.fullmatch(key)
    return counted[1] if counted else str(_ORDINALS.get(key, key))
