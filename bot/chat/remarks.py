"""What somebody says of one record, in a sentence behind its ref: kept beside it, for those who may read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.care import actions, huddles
from bot.care.actions import Info
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.overheard import Overheard
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.texts import categories_of
from bot.chat.arguments.tags import tags
from bot.chat.tokens import is_blank
from bot.chat.turn import Turn
from bot.chat.typed import heard_in, told


@dataclass(frozen=True, kw_only=True)
class Remark:
    """One sentence that was kept."""

    kept: Kept[Info]
    heard: Overheard
    values: dict[str, Value]
    """What an answer says of it: its ref, what it is about, where it stands, and whether it was taken out of the room."""


def remark(case: str, actor: Actor, work: Work, turn: Turn, subject: Kept[Any], text: str, *, head: str = "") -> Remark:
    """Keep it, of the categories of what it is about, unless it has a tag of its own; else of its author's default.

    ``InvalidError`` where nothing is said, or nothing says of what category it is. ``head``: what stands before the ref in the
    example of that.
    """
    found, sentence = tags(text, now=work.now, zone=actor.zone)
    if is_blank(sentence):
        raise InvalidError("refused/nothing_said")
    own: tuple[Category, ...] = tuple(subject.what.concerns()) or categories_of(work, case, actor.id)
    named = found.categories or own
    if not named:
        raise InvalidError("refused/category_needed", example=f"{head}{subject.ref} #{Category.SUMMARY.value} The form is signed")
    kept = actions.inform(work, case, actor.id, text=f"{subject.ref}: {sentence.strip()}", categories=named)
    heard = heard_in(work, case, turn, actor.id, named)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "of": subject.ref,
        "categories": [one.words for one in named],
        "open": huddles.running(work, case) is not None,
        **told(heard),
    }
    return Remark(kept=kept, heard=heard, values=values)
