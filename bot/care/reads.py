"""Who has read what: which categories of a case somebody was shown, and how much they ask for.

A withdrawal of consent cannot make anybody forget, but it says who has read already. Reading much at once is noticed, too:
the lead is told, and it goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.care.consent import Category
from bot.care.facts import Message, Value, direct
from bot.care.ports import Work

MANY = 30
"""So many reads of one person within ten minutes, and the leads of the cases concerned are told."""

WITHIN = timedelta(minutes=10)
_KNOWN = frozenset(category.value for category in Category)


class Memory(Protocol):
    """The part of an open transaction that remembers."""

    @property
    def now(self) -> datetime:
        """Its moment."""

    def remember(self, key: str, **values: Value) -> None:
        """Keep a few sealed values."""

    def recall(self, key: str) -> dict[str, Any] | None:
        """What was remembered."""


def mark(memory: Memory, case: str, people: Iterable[str], categories: Iterable[str]) -> None:
    """Note that these people were shown something of these categories. Nothing is written where that was known."""
    shown = frozenset(categories) & _KNOWN
    for person in sorted(people) if shown else ():
        known = memory.recall(_key(case, person)) or {}
        if not shown <= known.keys():
            new = {category: memory.now.isoformat() for category in shown if category not in known}
            memory.remember(_key(case, person), **{**known, **new})


def seen(work: Work, case: str, category: Category, people: Iterable[str]) -> tuple[str, ...]:
    """Give those of ``people`` who were shown something of this category, in the order given."""
    return tuple(person for person in people if category.value in (work.recall(_key(case, person)) or {}))


def count(work: Work, case: str, person: str) -> bool:
    """Count one read of a case by a person. True where there are so many within ten minutes that the lead has just been told."""
    key = _count(person)
    kept = work.recall(key) or {"at": []}
    recent = [one for one in kept["at"] if work.now - datetime.fromisoformat(one) < WITHIN]
    recent.append(work.now.isoformat())
    told = kept.get("told")
    if len(recent) < MANY or (told and work.now - datetime.fromisoformat(told) < WITHIN):
        work.remember(key, at=recent[-MANY:], told=told)
        return False
    work.remember(key, at=recent[-MANY:], told=work.now.isoformat())
    lead = next((one.person for one in work.rosters.of(case) if one.lead and one.person != person), None)
    to = (lead,) if lead else tuple(one for one in work.clinic.coordinators if one != person)
    values: dict[str, Value] = {"person": person, "count": MANY, "minutes": WITHIN // timedelta(minutes=1)}
    for one in to:
        work.say(direct(one), Message(template="read/many", values=values, case=case, mentions=(one,)))
    work.fact("many reads", actor=person, case=case)
    return True


def many(work: Work, person: str) -> bool:
    """Say whether somebody has read so much within ten minutes, over all cases."""
    at = (work.recall(_count(person)) or {"at": []})["at"]
    return sum(work.now - datetime.fromisoformat(one) < WITHIN for one in at) >= MANY


def _count(person: str) -> str:
    return f"reads:{person}"


def _key(case: str, person: str) -> str:
    return f"seen:{case}:{person}"
