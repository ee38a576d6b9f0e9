"""What becomes of something that was typed where not everyone may read it: its author is told, and can have it sent on."""

from __future__ import annotations

from collections.abc import Iterable

from bot.care.facts import Line, Message, Value, direct
from bot.care.gate import readers
from bot.care.overheard import Overheard
from bot.care.ports import Work

DIRECT = "direct"
"""What its author replies to have it sent."""


def heard_values(heard: Overheard) -> dict[str, Value]:
    """Give what its author is told of who was in the room."""
    return {
        "present": sorted(heard.present),
        "withheld": [category.words for category in heard.withheld],
        "others": len(heard.readers),
    }


def passed_on(
    work: Work, case: str, author: str, lines: Iterable[Line], template: str, values: dict[str, Value]
) -> tuple[tuple[str, ...], tuple[tuple[str, Message], ...]]:
    """Give everyone who may read any of these lines, its author left out, and what is said to each in their direct room.

    The gate decides about each line once more for each of them.
    """
    said, roster, grants = tuple(lines), work.rosters.of(case), work.consents.of(case)
    covered = [readers(line.about, roster, grants, work.now) - {author} for line in said]
    people = tuple(sorted(frozenset().union(*covered)))
    message = Message(template=template, values=values, lines=said, case=case)
    return people, tuple((direct(one), message) for one in people)


def chosen(words: str) -> bool:
    """Whether an answer asks to have it sent."""
    return words.strip(" \t\r\n`'\".").lower() == DIRECT
