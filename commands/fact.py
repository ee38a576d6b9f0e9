"""What people bring to a conference that is held: facts and options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import contributions
from bot.care.facts import Value
from bot.care.people import COORDINATION, WRITING, Actor, Allow, Role
from bot.care.ports import Work
from bot.chat.acknowledged import acknowledged
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.turn import Reply, Turn
from bot.chat.typed import Typed, ask_category, sorted_as, typed

SPEAKING = WRITING | COORDINATION | Allow(roles=frozenset({Role.GUEST}))
"""Whoever is asked to a conference. That a guest is a guest of this one is looked at as well."""

_CATEGORY = "fact category"
_FACT, _OPTION = "fact", "option"


@command("fact", allow=SPEAKING, example="!fact #medical The result of last week is within the range")
def fact(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("which fact")]) -> Reply:
    """Write down a fact in a conference. It stands in the minutes, and whoever says it counts as present."""
    return _kept_or_asked(case, actor, work, turn, _FACT, typed(work, case, actor, text))


@command("option", allow=SPEAKING, example="!option Wait four weeks and look again")
def option(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what could be done")]) -> Reply:
    """Write down an option in a conference: something that could be done. `!decide` chooses."""
    return _kept_or_asked(case, actor, work, turn, _OPTION, typed(work, case, actor, text))


@answer(_CATEGORY, allow=SPEAKING)
def sorted_out(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a fact or an option."""
    named = sorted_as(words)
    said = Typed(text=str(draft["text"]), categories=named)
    return _kept_or_asked(case, actor, work, turn, str(draft["kind"]), said, str(draft["event"]))


def _kept_or_asked(case: str, actor: Actor, work: Work, turn: Turn, kind: str, said: Typed, event: str = "") -> Reply:
    contributions.check(work, case, actor.id)
    if not said.categories:
        return ask_category(_CATEGORY, {"kind": kind, "text": said.text, "event": turn.event_id})
    bring = contributions.fact if kind == _FACT else contributions.option
    kept = bring(work, case, actor.id, text=said.text, categories=said.categories)
    return acknowledged(work, turn, actor, kept, event=event)
