"""A step as people type it: ``Try the exercise @physio:clinic.example due 2026-12-14 ~physio after 8R2Q kind behavioural``."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.care.codes import parse_ref
from bot.care.consent import Category, Modality
from bot.care.steps import Nature
from bot.chat import assigned
from bot.chat.arguments.tags import tags
from bot.chat.tokens import lowered, split

NATURES: Mapping[str, Nature] = {
    **{one.value: one for one in Nature},
    "behavioral": Nature.BEHAVIOURAL,
    "behaviour": Nature.BEHAVIOURAL,
    "behavior": Nature.BEHAVIOURAL,
    "educational": Nature.EDUCATION,
}

NONE = "none"
"""What is typed behind ``after`` so that a step waits for nothing any more."""

_BEHIND = ".,;:"

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Said:
    """A sentence, told apart. Where it says nothing of something, that is None or empty."""

    text: str
    """What is left, as typed."""
    person: str | None = None
    day: date | None = None
    categories: tuple[Category, ...] = ()
    modality: Modality | None = None
    goal: str | None = None
    after: str | None = None
    """A ref; empty: it is to wait for nothing."""
    nature: Nature | None = None


def step(text: str, *, now: datetime, zone: str, mentions: Sequence[str] = (), short: assigned.Short | None = None) -> Said:
    """Read a step; its parts may stand in any order before or behind its words.

    ``zone``: the IANA name of the zone whose today counts. Whether a ref is one of the case is for the caller to see. Raises
    ``ArgumentError`` for a tag that is none, for ``due`` with a word behind it that is meant for a date, and what ``short`` raises.
    """
    today = now.astimezone(ZoneInfo(zone)).date()
    found = _clauses(Said(text=text), now=now, zone=zone)
    found = _assigned(found, today, short)
    found = _clauses(found, now=now, zone=zone)
    if found.person is None or found.day is None:
        found = _assigned(found, today, short)
    return found if found.person is not None or len(mentions) != 1 else replace(found, person=mentions[0])


def _clauses(found: Said, *, now: datetime, zone: str) -> Said:
    text, after = _clause(found.text, "after", _waiting)
    text, nature = _clause(text, "kind", NATURES.get)
    named, text = tags(text, now=now, zone=zone)
    return replace(
        found,
        text=text,
        categories=tuple(dict.fromkeys((*found.categories, *named.categories))),
        modality=found.modality or named.modality,
        goal=found.goal or named.goal,
        after=found.after if after is None else after,
        nature=found.nature or nature,
    )


def _assigned(found: Said, today: date, short: assigned.Short | None) -> Said:
    """Take the person and the day, unless one of them stands already: then a second one is part of the sentence."""
    read = assigned.action(found.text, today=today, short=short)
    if (found.person is not None and read.person is not None) or (found.day is not None and read.day is not None):
        return found
    return replace(found, text=read.text, person=found.person or read.person, day=found.day or read.day)


def _clause(text: str, key: str, read: Callable[[str], T | None]) -> tuple[str, T | None]:
    words = split(text)
    for place in range(len(words) - 2, -1, -1):
        value = read(lowered(words[place + 1].text.strip(_BEHIND))) if words[place].key == key else None
        if value is not None:
            left = f"{text[: words[place].start].rstrip()} {text[words[place + 1].end :].lstrip()}"
            return left.strip(), value
    return text, None


def _waiting(word: str) -> str | None:
    return "" if word == NONE else parse_ref(word)
