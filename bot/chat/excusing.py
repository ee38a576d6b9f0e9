"""What is said when somebody cannot come to a conference, or can after all: to them, and at once to those whom it concerns."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.care import apologies, booked, losses
from bot.care.apologies import Effect
from bot.care.consent import Category
from bot.care.facts import Message, Value, case_room, direct
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.texts import categories_of
from bot.chat.arguments.tags import tags
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, told

CATEGORY = "apology category"
"""The ``@answer`` that takes the category of a reason."""

WITHDRAW = "withdraw"

_CANNOT = re.compile(
    r"(?:sorry\b[\s,.:;!]*)?(?:but\s+)?(?:i\s+)?"
    r"(?:can(?:.?t|\s?not)(?:\s+(?:come|make it|attend|join|be there))?|(?:am\s+)?not coming)"
    r"(?:\s*[.,:;!]+|\s+(?=because\b|since\b)|$)\s*(?P<why>.*)",
    re.IGNORECASE | re.DOTALL,
)
"""A whole sentence of its own: ``I can't make it before three`` says something else."""
_COMES = re.compile(
    r"(?:(?:i\s+)?can\s+(?:come|make it|attend|join|be there)|(?:i\s*.?\s*a?m\s+)?coming)\s+after\s+all\W*", re.IGNORECASE
)


def apology(text: str) -> str | None:
    """Give why somebody cannot come who replies so in their own words, perhaps nothing; None where they say something else."""
    found = _CANNOT.fullmatch(text.strip())
    return found["why"].strip() if found is not None else None


def said(case: str, actor: Actor, work: Work, turn: Turn, ref: str, text: str) -> Reply:
    """Take ``[why]`` or ``withdraw``. The reason is of its tag's category, else of the question's, else of its author's own."""
    if takes_back(text):
        return _taken_back(actor, work, apologies.withdraw(work, case, actor.id, ref))
    found, why = tags(text, now=work.now, zone=actor.zone)
    if is_blank(why):
        return excused(case, actor, work, turn, ref, "", ())
    kept = booked.standing(work, case, ref, actor.id)
    named = found.categories or kept.what.categories or categories_of(work, case, actor.id)
    if not named:
        return ask_category(CATEGORY, {"ref": ref, "text": why, "event": turn.event_id})
    return excused(case, actor, work, turn, ref, why, named)


def takes_back(text: str) -> bool:
    """Whether somebody comes after all."""
    return [word.key.rstrip(".") for word in split(text)] == [WITHDRAW] or comes(text)


def comes(text: str) -> bool:
    """Whether that is said in a sentence: ``I can come after all``."""
    return _COMES.fullmatch(text.strip()) is not None


def excused(
    case: str, actor: Actor, work: Work, turn: Turn, ref: str, why: str, named: tuple[Category, ...], event: str = ""
) -> Reply:
    """Keep it, and say what it does."""
    effect, again = apologies.apologise(work, case, actor.id, ref, text=why, categories=named)
    losses.note(work, effect.conference)
    heard = heard_in(work, case, turn, actor.id, named, event)
    if not again or why:
        _tell(work, effect, "apologies/told", {"lost": effect.lost, "why": bool(why)})
    values = {**_values(effect), "again": again, "lost": effect.lost, "told": effect.tell, **told(heard)}
    return Reply(template="apologies/kept", values=values, refs=(effect.kept.ref,), privately=bool(heard))


def _taken_back(actor: Actor, work: Work, effect: Effect) -> Reply:
    losses.note(work, effect.conference)
    _tell(work, effect, "apologies/withdrawn", {"by": actor.id})
    return Reply(template="apologies/taken_back", values=_values(effect), refs=(effect.kept.ref,))


def _tell(work: Work, effect: Effect, template: str, values: Mapping[str, Value]) -> None:
    """Tell the presenter, the chair and whoever booked it; where it is theirs alone, and decides, those who come."""
    kept = effect.conference
    lines = (apologies.reason(effect.kept),) if effect.kept.what.text else ()
    message = {**_values(effect), **values, "person": effect.kept.author}
    for person in effect.tell:
        rings = (person,) if effect.lost or effect.regained else ()
        work.say(direct(person), Message(template=template, values=message, lines=lines, case=kept.case, mentions=rings))
    if not effect.tell and effect.lost:
        others = tuple(one for one in apologies.coming(work, kept) if one != effect.kept.author)
        work.say(case_room(kept.case), Message(template=template, values=message, case=kept.case, mentions=others))


def _values(effect: Effect) -> dict[str, Value]:
    kept = effect.conference
    return {"ref": kept.ref, "at": kept.what.at, "lacking": effect.lacking}
