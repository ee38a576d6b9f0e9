"""Time zones as people type them: IANA names and ``UTC``. Abbreviations and offsets mislead twice a year."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from bot.chat.arguments.errors import ArgumentError

_AREAS = "Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific"
_NAME = re.compile(rf"(?:{_AREAS})(?:/[A-Za-z0-9_+-]{{1,40}}){{1,2}}", re.IGNORECASE)
_SMALL_WORDS = re.compile(r"(?<=[_-])(?:Es|Au|Of|Da)(?=[_-])")
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
    if text.upper() in {"UTC", "ETC/UTC"}:
        return "UTC"
    if _NAME.fullmatch(text):
        for name in (text, _SMALL_WORDS.sub(lambda word: word[0].lower(), text.title())):
            if _exists(name):
                return name
        raise _unknown()
    abbreviation = _ABBREVIATION.fullmatch(text) and (text.isupper() or text.lower() not in _ALSO_WORDS)
    if abbreviation or _OFFSET.fullmatch(text) or "/" in text or "\\" in text:
        raise _unknown()
    return None


def _exists(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        return False
    return True


def _unknown() -> ArgumentError:
    return ArgumentError("zone", "the name of a zone by its place, or UTC", "Europe/Berlin")
