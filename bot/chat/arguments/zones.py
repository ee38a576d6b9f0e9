"""Time zones as people type them: IANA names and ``UTC``.

An abbreviation (``EST``, ``CET``) stands for several zones, or hides summer time, and a place (``Berlin``) may be a word of what
follows: behind a time both are asked about. Offsets mislead twice a year, and are refused.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from zoneinfo import available_timezones

from bot.care.zones import spelt
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.tokens import Word

_ALSO_WORDS = frozenset({"west", "wet", "ist", "est", "mst", "ast", "z"})
_IN_SHORT = frozenset({"et", "ct", "mt", "pt", "eastern", "central", "mountain", "pacific"})
"""What people call zones for short, and other things as well, a scan or a discipline: it may belong to what follows."""
_OFFSET = re.compile(r"(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?", re.IGNORECASE)
_LONGEST = 3
"""No place of the zone data has more words."""


@dataclass(frozen=True, kw_only=True)
class ZoneSaid:
    """What a zone behind a time may be."""

    names: tuple[str, ...]
    """IANA names, the likeliest first."""
    consumed: int
    """How many words it took."""
    sure: bool = True
    """It need not be asked about."""
    else_own: bool = False
    """It may as well be no zone: then the time is in the person's own one, and the words belong to what follows."""


def zone_name(text: str) -> str:
    """Read the name of a zone, in any letter case; the answer is spelt as the zone data spell it."""
    found = zone_or_none(text)
    if found is None:
        raise _unknown()
    return found


def zone_called(text: str) -> str:
    """Read the name of a zone, or of its place alone, in any letter case, where there is one of that name: ``New York``."""
    places = _places().get("_".join(text.split()).lower(), ())
    return places[0] if len(places) == 1 else zone_name(text.strip())


def zone_or_none(text: str) -> str | None:
    """Read the name of a zone; None where the word is none and was not meant for one (it belongs to what follows).

    Raises ``ArgumentError`` where it was: a wrong name, a path, an abbreviation, an offset.
    """
    found = spelt(text)
    if found is None and (_abbreviated(text) or _OFFSET.fullmatch(text) or "/" in text or "\\" in text):
        raise _unknown()
    return found


def zone_behind(words: Sequence[Word], own: str) -> ZoneSaid | None:
    """Read the zone behind a time; None where the first word is none. ``own`` is the person's.

    Raises ``ArgumentError`` for a wrong name, a path and an offset.
    """
    text = words[0].text.strip("(),;") if words else ""
    meant = _abbreviated(text)
    if meant:
        names = tuple(sorted(meant, key=lambda name: name != own))
        return _of_time(ZoneSaid(names=names, consumed=1, sure=False, else_own=text.lower() in _IN_SHORT), words)
    found = zone_or_none(text) if text else None
    if found is not None:
        return _of_time(ZoneSaid(names=(found,), consumed=1), words)
    inside = 1 if text.lower() in WORDS.in_ else 0
    place = _place(words[inside:], own)
    if place is None:
        return None
    named = _of_time(replace(place, consumed=inside + place.consumed), words)
    return named if not (inside and place.sure) or named.consumed > inside + place.consumed else None


def _of_time(said: ZoneSaid, words: Sequence[Word]) -> ZoneSaid:
    """``Berlin time``: then it is a zone, and no word of what follows."""
    if len(words) <= said.consumed or words[said.consumed].key.rstrip(",;.") not in WORDS.time:
        return said
    sure = said.sure or (said.else_own and len(said.names) == 1)
    return replace(said, consumed=said.consumed + 1, sure=sure, else_own=False)


def _place(words: Sequence[Word], own: str) -> ZoneSaid | None:
    for count in range(min(_LONGEST, len(words)), 0, -1):
        texts = [word.text for word in words[:count]]
        texts[0] = texts[0].lstrip("(")
        texts[-1] = texts[-1].rstrip(",;.)")
        names = _places().get("_".join(texts).lower(), ()) if all(text[:1].isupper() and text.isascii() for text in texts) else ()
        if own in names:
            return ZoneSaid(names=(own,), consumed=count)
        if names:
            return ZoneSaid(names=names, consumed=count, sure=False, else_own=True)
    return None


@cache
def _places() -> Mapping[str, tuple[str, ...]]:
    """The zones of each place, by what people call it. The zone data do not change while the bot runs."""
    found: dict[str, tuple[str, ...]] = {}
    for name in sorted(available_timezones()):
        if "/" in name and spelt(name) == name:
            place = name.rpartition("/")[2].lower()
            found[place] = (*found.get(place, ()), name)
    return found


def _abbreviated(text: str) -> tuple[str, ...]:
    known = WORDS.abbreviations.get(text.lower(), ()) if text.isascii() else ()
    mere = text.lower() in _ALSO_WORDS or (text.lower() in _IN_SHORT and not text.istitle())
    return known if text.isupper() or not mere else ()


def _unknown() -> ArgumentError:
    return ArgumentError("zone", "the name of a zone by its place, or UTC", "Europe/Berlin")
