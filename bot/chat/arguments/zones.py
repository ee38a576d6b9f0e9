"""Time zones as people type them: IANA names and ``UTC``. Abbreviations and offsets mislead twice a year."""

from __future__ import annotations

import re

from bot.care.zones import spelt
from bot.chat.arguments.errors import ArgumentError

_ABBREVIATION = re.compile(
    "EST|EDT|CST|CDT|MST|MDT|PST|PDT|AKST|AKDT|HST|AST|ADT|NST|NDT|GMT|BST|WET|WEST|CET|CEST|EET|EEST|MSK|MEZ|MESZ|IST|PKT|SGT|"
    "HKT|JST|KST|AWST|ACST|ACDT|AEST|AEDT|NZST|NZDT|SAST",
    re.IGNORECASE,
)
_ALSO_WORDS = frozenset({"west", "wet", "ist", "est"})
_OFFSET = re.compile(r"(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?", re.IGNORECASE)


def zone_name(text: str) -> str:
    """Read the name of a zone, in any letter case; the answer is spelt as the zone data spell it."""
    found = zone_or_none(text)
    if found is None:
        raise _unknown()
    return found


def zone_or_none(text: str) -> str | None:
    """Read the name of a zone; None where the word is none and was not meant for one (it belongs to what follows).

    Raises ``ArgumentError`` where it was: a wrong name, a path, an abbreviation, an offset.
    """
    found = spelt(text)
    abbreviation = _ABBREVIATION.fullmatch(text) and (text.isupper() or text.lower() not in _ALSO_WORDS)
    if found is None and (abbreviation or _OFFSET.fullmatch(text) or "/" in text or "\\" in text):
        raise _unknown()
    return found


def _unknown() -> ArgumentError:
    return ArgumentError("zone", "the name of a zone by its place, or UTC", "Europe/Berlin")
