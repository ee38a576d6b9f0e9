"""Names of time zones: those of places, as IANA lists them, and ``UTC``. Abbreviations and offsets mislead twice a year."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific"
_NAME = re.compile(rf"(?:{_AREAS})(?:/[A-Za-z0-9_+-]{{1,40}}){{1,2}}", re.IGNORECASE)
_SMALL_WORDS = re.compile(r"(?<=[_-])(?:Es|Au|Of|Da)(?=[_-])")


def spelt(text: str) -> str | None:
    """The zone of this name, in whatever letter case, spelt as the zone data spell it; None for what is no such name."""
    if text.upper() in {"UTC", "ETC/UTC"}:
        return "UTC"
    if not _NAME.fullmatch(text):
        return None
    spellings = (text, _SMALL_WORDS.sub(lambda word: word[0].lower(), text.title()))
    return next((name for name in spellings if _exists(name)), None)


def from_west(names: Iterable[str], at: datetime) -> tuple[str, ...]:
    """These zones, each once, from west to east as their clocks are at that moment; where they show the same, by name."""
    return tuple(sorted(set(names), key=lambda name: (at.astimezone(ZoneInfo(name)).utcoffset(), name)))


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True
