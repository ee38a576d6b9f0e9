"""Check-ins: whoever cannot come to a huddle answers before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import checkins, huddles, series
from bot.care.checkins import CheckIn
from bot.care.consent import Category
from bot.care.facts import Value
from bot.care.people import COORDINATION, WRITING, Actor
from bot.care.ports import Work
from bot.care.series import Purpose
from bot.chat.arguments.checkin import parts
from bot.chat.arguments.terms import categories
from bot.chat.spec import CaseCode, Rest, answer, command
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, told, typed

_CATEGORY = "checkin category"


@command(
    "checkin",
    allow=WRITING | COORDINATION,
    example=(
        "!checkin done the letter is sent next the visit on Monday stuck no answer from the ward",
        "!checkin #medical next: the visit on Monday",
    ),
)
def checkin(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    text: Annotated[str, Rest("what is done, what is next, where you are stuck")],
) -> Reply:
    """Say before a huddle to which you cannot come what is done, what is next, and where you are stuck.

    It stands on its agenda, for those who may read it. A second one takes the place of the first.
    """
    found = typed(work, case, actor, text)
    said = parts(found.text)
    if not found.categories:
        return ask_category(_CATEGORY, {**said, "event": turn.event_id})
    return _kept(case, actor, work, turn, said, found.categories)


@answer(_CATEGORY, allow=WRITING | COORDINATION)
def sort_checkin(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a check-in."""
    named = categories(split(words.replace("#", " ")))[0]
    said = {name: str(draft[name]) for name in ("done", "next", "stuck") if name in draft}
    return _kept(case, actor, work, turn, said, named, str(draft["event"]))


def _kept(
    case: str, actor: Actor, work: Work, turn: Turn, said: Mapping[str, str], named: tuple[Category, ...], event: str = ""
) -> Reply:
    what = CheckIn(done=said.get("done", ""), ahead=said.get("next", ""), stuck=said.get("stuck", ""), categories=named)
    kept, before = checkins.check_in(work, case, actor.id, what)
    heard = heard_in(work, case, turn, actor.id, named, event)
    going = series.current(work, case, Purpose.HUDDLE)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "categories": [one.words for one in named],
        "replaced": before.ref if before is not None else "",
        "next": going.due if going else None,
        "open": huddles.running(work, case) is not None,
        **told(heard),
    }
    return Reply(template="checkin/kept", values=values, refs=(kept.ref,), privately=bool(heard))
