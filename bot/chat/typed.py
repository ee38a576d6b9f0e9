"""A sentence that somebody typed for an agenda: its tags read, its category found, and what becomes of it in the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value, case_room
from bot.care.overheard import NOBODY, Overheard, take_back
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.tags import about
from bot.care.texts import categories_of, checked
from bot.chat.arguments.tags import Tags, tags
from bot.chat.arguments.terms import categories
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Ask, Reply, Turn


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What was typed, without its tags."""

    text: str
    categories: tuple[Category, ...]
    """Empty: its author has to be asked."""


def typed(work: Work, case: str, actor: Actor, text: str) -> Typed:
    """Read the tags, and find the category. ``InvalidError`` for a wrong tag, for tags alone and for a text that is too long."""
    found, body = tagged(work, actor, text)
    return Typed(text=checked(body), categories=categories_of(work, case, actor.id, found.categories))


def tagged(work: Work, actor: Actor, text: str) -> tuple[Tags, str]:
    """Read the tags, and what was said. ``InvalidError`` for a wrong tag, and for tags alone."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    if is_blank(body):
        raise InvalidError("refused/nothing_said")
    return found, body


def sorted_text(work: Work, actor: Actor, text: str) -> tuple[tuple[Category, ...], str]:
    """Read the categories, and what was said. Where other tags stand as well, all of it was said."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    return found.categories, text if found.modality or found.goal or found.at else body


def ask_category(kind: str, draft: Mapping[str, Value]) -> Reply:
    """Ask what a text is about; ``kind`` names what takes the answer."""
    return Reply(
        template="agenda/category", values={"choices": [one.words for one in Category]}, ask=Ask(kind=kind, draft=dict(draft))
    )


def sorted_as(words: str) -> tuple[Category, ...]:
    """Read what somebody answers to that. ``ArgumentError`` for what names no category."""
    return categories(split(words.replace("#", " ")))[0]


def heard_in(work: Work, case: str, turn: Turn, author: str, categories: Sequence[Category], event: str = "") -> Overheard:
    """Have the message taken out of its room, if somebody there may not read it; ``event`` if it is not the one at hand."""
    return take_back(work, case, turn.place, event or turn.typed_in, author, about(tuple(categories))) if categories else NOBODY


def elsewhere(turn: Turn, person: str) -> bool:
    """Somebody does not read what is answered here: they are not in the room where it was typed, or that is another's own."""
    return turn.direct or person not in turn.place.present


def told(heard: Overheard) -> dict[str, Value]:
    """What an answer says of that, to the author alone."""
    return {"unshared_with": sorted(heard.present), "withheld": [one.words for one in heard.withheld]}


def to_room(case: str, turn: Turn, template: str, values: Mapping[str, Value]) -> tuple[tuple[str, Message], ...]:
    """Say it in the case's room too, unless that is where it was typed."""
    if turn.place.key == case_room(case):
        return ()
    return ((case_room(case), Message(template=template, values=values, case=case)),)


def told_team(turn: Turn, case: str, reply: Reply, by: str) -> Reply:
    """Say an answer in the team's own room too, with who asked for it, if it was not given there."""
    if turn.place.key == case_room(case) and not reply.privately:
        return reply
    values = {**reply.values, **told(NOBODY), "by": by}
    message = Message(template=reply.template, values=values, lines=reply.lines, case=case, mentions=reply.mentions)
    return replace(reply, also=((case_room(case), message), *reply.also))


def posted(turn: Turn, case: str, message: Message, otherwise: Reply, *, heard: Overheard = NOBODY) -> Reply:
    """Answer with what the team is to read, if it was asked for in the team's own room; else say it there, and answer so."""
    if turn.place.key != case_room(case) or heard:
        return replace(otherwise, also=((case_room(case), message), *otherwise.also), privately=bool(heard))
    return replace(
        otherwise,
        template=message.template,
        values=message.values,
        lines=message.lines,
        mentions=message.mentions,
        file=message.file,
        hears=message.hears or otherwise.hears,
        poll=message.poll,
        ends_poll=message.ends_poll,
    )
