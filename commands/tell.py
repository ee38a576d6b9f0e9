"""Who tells the patient what came of a conference, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import contributions, tellings
from bot.care.facts import Value
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.texts import categories_of
from bot.chat import owner
from bot.chat.acknowledged import acknowledged
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import unquoted
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.telling import teller
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, sorted_as, tagged

MEETING = CLINICAL | COORDINATION

_CATEGORY = "telling category"
_EXAMPLE = '!tell @physician:clinic.example "We would like to wait four weeks, and then look again with you."'


@command("tell", allow=MEETING, example=(_EXAMPLE, '!tell physician "We will call you once the result is here."'))
def tell(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("who tells the patient, and in which words")]
) -> Reply:
    """Agree in a conference who tells the patient, and in which words.

    One clinician of the team, and the words in quotation marks. A role that one person holds, or `me`, names them too. It stays
    with them until `!done`.
    """
    contributions.check(work, case, actor.id)
    found, said = tagged(work, actor, text)
    who, words = teller(said, mentions=turn.mentions, short=owner.short(work, case, actor, turn))
    more, words = tags(words, now=work.now, zone=actor.zone)
    if who is None or is_blank(words):
        raise ArgumentError("wording", "one clinician, and the words for the patient in quotation marks", _EXAMPLE)
    named = categories_of(work, case, actor.id, (*found.categories, *more.categories))
    if not named:
        return ask_category(_CATEGORY, {"who": who, "text": words, "event": turn.event_id})
    kept = tellings.tell(work, case, actor.id, who=who, text=unquoted(words), categories=named)
    return acknowledged(work, turn, actor, kept)


@answer(_CATEGORY, allow=MEETING)
def sorted_out(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of words for the patient."""
    named = sorted_as(words)
    kept = tellings.tell(work, case, actor.id, who=str(draft["who"]), text=unquoted(str(draft["text"])), categories=named)
    return acknowledged(work, turn, actor, kept, event=str(draft["event"]))
