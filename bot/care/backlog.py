"""What somebody is to be told of once an absence is over: a list that grows by one thing at a time, and is read once, as a whole.

After days asleep it may hold thousands of things, each written in the transaction that acted upon its moment. So that the last of
them costs no more than the first, the list is kept in leaves: the open one alone is written anew, and one that is full is not
touched again before everything is told.
"""

from __future__ import annotations

from typing import Any

from bot.care import overdue
from bot.care.overdue import Late
from bot.care.ports import Work

LEAF = 32
"""So many things one leaf holds."""

_NAME = "catching up"


def add(work: Work, person: str, late: Late) -> None:
    """Put one thing behind all that is there."""
    kept = _open(work, person)
    rows, full = [*kept["rows"], overdue.packed(late)], kept["full"]
    if len(rows) >= LEAF:
        work.remember(_leaf(person, full), rows=rows)
        rows, full = [], full + 1
    work.remember(_key(person), rows=rows, full=full, along=kept["along"])


def bring(work: Work, person: str, kind: str) -> None:
    """Have what moments of this kind tell them told along."""
    kept = _open(work, person)
    work.remember(_key(person), rows=kept["rows"], full=kept["full"], along=sorted({*kept["along"], kind}))


def along(work: Work, person: str) -> frozenset[str]:
    """Give the kinds of the moments that were left to it."""
    return frozenset(_open(work, person)["along"])


def is_kept(work: Work, person: str) -> bool:
    """Whether there is anything that somebody is to be told of."""
    return work.recall(_key(person)) is not None


def take(work: Work, person: str) -> tuple[Late, ...]:
    """Give all of it, in the order in which it was put there, and forget it."""
    kept = _open(work, person)
    rows: list[dict[str, Any]] = []
    for number in range(kept["full"]):
        rows += (work.recall(_leaf(person, number)) or {}).get("rows", ())
        work.forget(_leaf(person, number))
    work.forget(_key(person))
    return tuple(overdue.unpacked(row) for row in (*rows, *kept["rows"]))


def _open(work: Work, person: str) -> dict[str, Any]:
    """The open leaf; it says how many are full."""
    return {"rows": [], "full": 0, "along": [], **(work.recall(_key(person)) or {})}


def _key(person: str) -> str:
    return f"{_NAME}:{person}"


def _leaf(person: str, number: int) -> str:
    return f"{_NAME}, leaf {number}:{person}"
