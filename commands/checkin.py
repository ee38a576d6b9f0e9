"""Check-ins: whoever cannot come to a huddle answers before it, in one message or by the questions of their team."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import attendance, checkins, mornings, team_questions
from bot.care.checkins import CheckIn
from bot.care.codes import parse_ref
from bot.care.consent import Category
from bot.care.errors import ConflictError
from bot.care.facts import Value
from bot.care.overheard import NOBODY
from bot.care.people import COORDINATION, WRITING, Actor
from bot.care.ports import Work
from bot.chat.arguments.checkin import answer as answer_of
from bot.chat.arguments.checkin import coming
from bot.chat.arguments.errors import ArgumentError
from bot.chat.binding import MissingError
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, sorted_as, told, typed
from commands.checkin_asked import awaits
from commands.checkin_guided import begin, begins

_CATEGORY = "checkin category"


def _is_checkin(text: str) -> bool:
    """Say whether it is a check-in, an apology, one taken back, or a wish to be asked; ``done 8R2Q`` is none."""
    if begins(text):
        return True
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
        "!checkin",
    ),
)
def checkin(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    text: Annotated[str, Said("what is done, what is next, where you are stuck, or that you are away")] = "",
) -> Reply:
    """Say before a huddle to which you cannot come what is done, what is next, and where you are stuck.

    It stands on its agenda, for those who may read it. A second one takes the place of the first. `away`, with or without a
    reason, says that you cannot come: agenda and minutes name you. `coming` takes that back. Where the team has questions of
    its own, `!checkin` alone asks you these one at a time in your direct room; later the same command goes on.
    """
    if not is_blank(text):
        return _said(case, actor, work, turn, text)
    if team_questions.put_to(work, case, actor.id) is None:
        raise MissingError(checkin, checkin.parameters[0])
    return begin(case, actor, work)


@answer(checkins.REPLIED, allow=WRITING | COORDINATION, takes=_is_checkin)
def replied(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:  # noqa: ARG001 - of which huddle stands in the case
    """Take a check-in that somebody replies to a reminder, or ask them the questions of their team."""
    if begins(words):
        return begin(case, actor, work, in_turn=True)
    return _said(case, actor, work, turn, words)


@answer(checkins.ROUND, allow=WRITING | COORDINATION, takes=_is_checkin)
def in_turn(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:  # noqa: ARG001 - of which huddles stands in what they were told
    """Ask the questions of one case after the other. A check-in in words belongs to one huddle: which, has to be said.

    ``ConflictError`` for that, as long as they have said nothing to several.
    """
    if begins(words):
        return begin(case, actor, work, in_turn=True)
    waiting = [one.case for one in mornings.coming(work, actor.id)]
    raise ConflictError("refused/checkin_which", cases=waiting or [case])


def _said(case: str, actor: Actor, work: Work, turn: Turn, text: str) -> Reply:
    if coming(text):
        kept = attendance.come_after_all(work, case, actor.id)
        values: dict[str, Value] = {**awaits(work, case), "ref": kept.ref, "rest": kept.what.speaks}
        return Reply(template="checkin/coming", values=values, refs=(kept.ref,))
    found = typed(work, case, actor, text)
    try:
        said = answer_of(found.text)
    except ArgumentError as error:
        if team_questions.put_to(work, case, actor.id) is None:
            raise
        raise ArgumentError(error.field, f"{error.expected}; or nothing, to be asked what your team asks", "!checkin") from error
    if not found.categories and any(said.values()):
        return ask_category(_CATEGORY, {**said, "event": turn.event_id})
    return _kept(case, actor, work, turn, said, found.categories)


@answer(_CATEGORY, allow=WRITING | COORDINATION)
def sort_checkin(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a check-in."""
    named = sorted_as(words)
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
    heard = heard_in(work, case, turn, actor.id, named, event) if any(said.values()) else NOBODY
    values: dict[str, Value] = {
        **awaits(work, case),
        "ref": kept.ref,
        "categories": [one.words for one in named] if any(said.values()) else [],
        "replaced": before.ref if before is not None else "",
        "absent": kept.what.absent,
        **told(heard),
    }
    return Reply(template="checkin/kept", values=values, refs=(kept.ref,), privately=bool(heard))
