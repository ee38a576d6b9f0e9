"""Something for the list of a conference as people type it: ``TEXT [@owner] [urgent because …]``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.care.codes import parse_ref
from bot.care.facts import Value
from bot.care.preparing import ConferenceItem, Stand
from bot.care.records import Kept
from bot.chat import named_last
from bot.chat.assigned import Short
from bot.chat.tokens import following, split

_URGENT = re.compile(r"(?<!\S)urgent[ \t]*,?[ \t]+because(?!\S)[ \t]*:?", re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Brought:
    """What was typed, told apart."""

    text: str
    owner: str | None = None
    """Who brings it, if that was said."""
    urgent: str = ""
    """Why it cannot wait."""


def with_ref(text: str) -> tuple[str, str]:
    """Split off the ref of a conference in front; empty where none stands there."""
    words = split(text, limit=1)
    ref = parse_ref(words[0].text.rstrip(",:;")) if words else None
    return (ref, following(text, words, 1)) if ref is not None else ("", text)


def read(text: str, mentions: Sequence[str] = (), short: Short | None = None) -> Brought:
    """Read it. A person whose client sent a mere name is taken from ``mentions``, if there is one only.

    Raises what ``short`` raises for a last word that is meant for a person.
    """
    bare, owner = _owner(text.strip(), short)
    at = _URGENT.search(bare)
    said, urgent = (bare[: at.start()], bare[at.end() :]) if at else (bare, "")
    if owner is None:
        said, owner = _owner(said.strip(), short)
    only = mentions[0] if len(mentions) == 1 else None
    return Brought(text=said.strip(" \t,;"), owner=owner or only, urgent=urgent.strip())


def draft(conference: str, found: Brought) -> dict[str, Value]:
    """Keep it while its category is asked for."""
    return {"conference": conference, "text": found.text, "owner": found.owner, "urgent": found.urgent}


def completed(kept: Mapping[str, Value]) -> tuple[str, Brought]:
    """Give it back, with the ref of its conference."""
    owner = str(kept["owner"]) if kept["owner"] else None
    return str(kept["conference"]), Brought(text=str(kept["text"]), owner=owner, urgent=str(kept["urgent"]))


def shown(kept: Kept[ConferenceItem]) -> dict[str, Value]:
    """What everybody may know of something on a list."""
    return {
        "ref": kept.ref,
        "owner": kept.owner or kept.author,
        "ready": kept.state == Stand.READY,
        "nothing": kept.state == Stand.NOTHING,
        "words": bool(kept.what.text),
        "late": kept.what.late,
    }


def _owner(text: str, short: Short | None) -> tuple[str, str | None]:
    """Take a person off the end."""
    words = split(text, limit=len(text))
    found = named_last.cut(text)
    if found is not None:
        return found
    if short is not None and words and words[-1].text.startswith("@"):
        return text[: words[-1].start].rstrip(), short(words[-1:])
    return text, None
