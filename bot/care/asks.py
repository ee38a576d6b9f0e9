"""What one person asks of another, or of a discipline: it stands on each agenda until somebody has answered it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.errors import ConflictError, DeniedError, NotFoundError
from bot.care.gate import readers
from bot.care.huddles import stir
from bot.care.items import Day, Item, Need, Section, item, joined, news
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.shared import readers_of
from bot.care.tags import about
from bot.care.texts import checked

ANSWERED = timedelta(days=30)
"""So long a reply to the message that asks is an answer; then it takes the command."""

RECENT = timedelta(days=14)
"""So long an answer stands in the list of asks."""


class Stand(IntEnum):
    """Whether it waits for an answer. Stored: values are for ever."""

    OPEN = 0
    DONE = 1


@dataclass(frozen=True, kw_only=True)
class Question(Payload):
    """Something asked. Its owner is the one who was asked, where it is one person."""

    kind: ClassVar[str] = "question"
    text: str
    categories: tuple[Category, ...]
    to: tuple[str, ...]
    """Who was asked; they, or anybody else who may read it, may answer."""
    huddle: str = ""


@dataclass(frozen=True, kw_only=True)
class Answer(Payload):
    """What somebody answered, in their own words."""

    kind: ClassVar[str] = "answer"
    of: str
    """The ref of what was asked."""
    text: str
    categories: tuple[Category, ...]
    huddle: str = ""


def put(work: Work, case: str, by: str, *, text: str, categories: tuple[Category, ...], to: tuple[str, ...]) -> Kept[Question]:
    """Ask these people."""
    what = Question(text=checked(text), categories=categories, to=to, huddle=stir(work, case))
    return work.records.add(what, case=case, author=by, owner=to[0] if len(to) == 1 else None)


def able(work: Work, kept: Kept[Question]) -> tuple[str, ...]:
    """Who of those who were asked may read it now."""
    roster, grants = work.rosters.of(kept.case), work.consents.of(kept.case)
    may = readers(about(kept.what.categories), roster, grants, work.now)
    return tuple(one for one in kept.what.to if one in may)


def meant(work: Work, case: str, ref: str) -> Kept[Question]:
    """Give what a ref names: an ask, or an answer's own. ``NotFoundError`` for what is neither."""
    found = work.records.locate(case, ref)
    if found is not None and isinstance(found.what, Answer):
        found = work.records.locate(case, found.what.of)
    if found is None or not isinstance(found.what, Question):
        raise NotFoundError("refused/no_such_ref")
    return found


def answer(work: Work, kept: Kept[Question], by: str, text: str, categories: tuple[Category, ...]) -> Kept[Answer]:
    """Answer it. ``DeniedError`` for whoever asked it or may not read it, ``ConflictError`` once it is answered."""
    if by == kept.author or by not in readers_of(work, kept.case, kept.what.categories):
        raise DeniedError
    if kept.state != Stand.OPEN:
        raise ConflictError("refused/ask_answered", ref=kept.ref)
    what = Answer(of=kept.ref, text=checked(text), categories=categories, huddle=stir(work, kept.case))
    work.records.put(kept, state=Stand.DONE)
    return work.records.add(what, case=kept.case, author=by)


def waiting(work: Work, case: str) -> tuple[Kept[Question], ...]:
    """What is still to be answered, oldest first."""
    return tuple(work.records.find(Question, case, states=frozenset({Stand.OPEN})))


def waiting_for(work: Work, case: str, person: str) -> tuple[Kept[Question], ...]:
    """What waits for one of several who were asked; what was asked of one alone is theirs as its owner."""
    return tuple(one for one in waiting(work, case) if one.owner is None and person in able(work, one))


def recent(work: Work, case: str) -> tuple[Kept[Answer], ...]:
    """What was answered lately, oldest first."""
    return tuple(work.records.find(Answer, case, since=work.now - RECENT))


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what waits for an answer, and the answers that are new."""
    for kept in waiting(work, day.case):
        yield item(
            Section.ASKS,
            kept,
            reason=joined(f"asked {day.spoken(kept.created)}, not yet answered", day.put_off(kept.ref)),
            need=(Need.ASK, kept.created.timestamp()),
            label="" if kept.owner else "ask",
            owner=kept.owner,
        )
    for one in work.records.find(Answer, day.case, since=day.early):
        found = news(day, one, at=one.created, label=f"answer to {one.what.of}")
        if found is not None:
            yield found
