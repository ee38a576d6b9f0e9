"""What becomes of something that was typed where not everyone may read it: its author is told, and can have it sent on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Line, Message, Value, direct
from bot.care.gate import readers
from bot.care.overheard import Overheard, overheard
from bot.care.ports import Work
from bot.chat.turn import Turn

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


@contextmanager
def given_back(work: Work, case: str, turn: Turn, author: str, *categories: Category) -> Iterator[None]:
    """Whatever cannot be meant is taken out of its room too, where somebody there may not read it, and given back to its author."""
    try:
        yield
    except InvalidError as error:
        error.gives_back = bool(overheard(work, case, turn.place, author, categories))
        raise


def chosen(words: str) -> bool:
    """Whether an answer asks to have it sent."""
    return words.strip(" \t\r\n`'\".").lower() == DIRECT
