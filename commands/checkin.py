"""Check-ins: whoever cannot come to a huddle answers before it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import attendance, checkins, huddles, series
from bot.care.checkins import CheckIn
from bot.care.codes import parse_ref
from bot.care.consent import Category
from bot.care.facts import Value
from bot.care.overheard import NOBODY
from bot.care.people import COORDINATION, WRITING, Actor
from bot.care.ports import Work
from bot.care.series import Purpose
from bot.chat.arguments.checkin import answer as answer_of
from bot.chat.arguments.checkin import coming
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.terms import categories
from bot.chat.spec import CaseCode, Said, answer, command
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, told, typed

_CATEGORY = "checkin category"


def _is_checkin(text: str) -> bool:
    """Say whether it is a check-in, an apology, or one taken back; ``done 8R2Q`` is none."""
    words = split(text, limit=2)
    if len(words) > 1 and parse_ref(words[1].text) is not None:
        return False
    try:
        return coming(text) or bool(answer_of(text))
    except ArgumentError:
        return False


@command(
    "checkin",
    allow=WRITING | COORDINATION,
    example=(
        "!checkin done the letter is sent next the visit on Monday stuck no answer from the ward",
        "!checkin #medical next: the visit on Monday",
        "!checkin away next the visit on Monday",
        "!checkin coming",
    ),
)
def checkin(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    text: Annotated[str, Said("what is done, what is next, where you are stuck, or that you are away")],
) -> Reply:
    """Say before a huddle to which you cannot come what is done, what is next, and where you are stuck.

    It stands on its agenda, for those who may read it. A second one takes the place of the first. `away`, with or without a
    reason, says that you cannot come: agenda and minutes name you. `coming` takes that back.
    """
    return _said(case, actor, work, turn, text)


@answer(checkins.REPLIED, allow=WRITING | COORDINATION, takes=_is_checkin)
def replied(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:  # noqa: ARG001 - of which huddle stands in the case
    """Take a check-in that somebody replies to a reminder."""
    return _said(case, actor, work, turn, words)


def _said(case: str, actor: Actor, work: Work, turn: Turn, text: str) -> Reply:
    if coming(text):
        kept = attendance.come_after_all(work, case, actor.id)
        values: dict[str, Value] = {**_when(work, case), "ref": kept.ref, "rest": kept.what.speaks}
        return Reply(template="checkin/coming", values=values, refs=(kept.ref,))
    found = typed(work, case, actor, text)
    said = answer_of(found.text)
    if not found.categories and any(said.values()):
        return ask_category(_CATEGORY, {**said, "event": turn.event_id})
    return _kept(case, actor, work, turn, said, found.categories)


@answer(_CATEGORY, allow=WRITING | COORDINATION)
def sort_checkin(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a check-in."""
    named = categories(split(words.replace("#", " ")))[0]
    said = {name: str(draft[name]) for name in ("away", "done", "next", "stuck") if name in draft}
    return _kept(case, actor, work, turn, said, named, str(draft["event"]))


def _kept(
    case: str, actor: Actor, work: Work, turn: Turn, said: Mapping[str, str], named: tuple[Category, ...], event: str = ""
) -> Reply:
    what = CheckIn(
        done=said.get("done", ""),
        ahead=said.get("next", ""),
        stuck=said.get("stuck", ""),
        absent="away" in said,
        why=said.get("away", ""),
        categories=named,
    )
    kept, before = attendance.check_in(work, case, actor.id, what)
    heard = heard_in(work, case, turn, actor.id, named, event) if kept.what.speaks else NOBODY
    values: dict[str, Value] = {
        **_when(work, case),
        "ref": kept.ref,
        "categories": [one.words for one in named] if kept.what.speaks else [],
        "replaced": before.ref if before is not None else "",
        "absent": kept.what.absent,
        **told(heard),
    }
    return Reply(template="checkin/kept", values=values, refs=(kept.ref,), privately=bool(heard))


def _when(work: Work, case: str) -> dict[str, Value]:
    going = series.current(work, case, Purpose.HUDDLE)
    return {"next": going.due if going else None, "open": huddles.running(work, case) is not None}
