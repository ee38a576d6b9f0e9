"""What a team asks before its huddles: setting its questions, and showing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.care import team_questions
from bot.care.absentees import expected
from bot.care.consent import Category
from bot.care.facts import Message, Value, direct
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.team_questions import TeamQuestions
from bot.chat import drafts
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import quotation
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, sorted_as, told, told_team, typed

MEETING = CLINICAL | COORDINATION
_CATEGORY = "checkin questions category"
_EXAMPLE = '!checkin questions "What changed since last week" "What do you need from the others"'
_NONE = frozenset({"none", "off", "default"})


@command("checkin questions", allow=MEETING, example=(_EXAMPLE, "!checkin questions none"))
def questions(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("your questions, each in quotation marks")] = ""
) -> Reply:
    """Set what the team asks before its huddles, up to five questions.

    Each in quotation marks, or on a line of its own. With `!checkin`, or `start` as a reply to the reminder, everybody is asked
    them one at a time in their direct room. They are shared as a text of yours; with `#summary` in front, with everyone who
    reads the summary. `none` takes them away, and without any word you are shown them.
    """
    if is_blank(text):
        return _shown(case, work)
    if text.strip(" .`").lower() in _NONE:
        dropped = team_questions.drop(work, case)
        reply = Reply(template="checkin/questions_none", values={"by": ""}, refs=(dropped.ref,))
        return told_team(turn, case, reply, actor.id)
    found = typed(work, case, actor, text)
    asked = _read(found.text)
    if not found.categories:
        return ask_category(_CATEGORY, {"texts": list(asked), "event": turn.event_id})
    return _kept(case, actor, work, turn, asked, found.categories)


@answer(_CATEGORY, allow=MEETING)
def sort_questions(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of the questions."""
    named = sorted_as(words)
    return _kept(case, actor, work, turn, drafts.texts(draft["texts"]), named, str(draft["event"]))


def _read(text: str) -> tuple[str, ...]:
    """Tell the questions apart. ``ArgumentError`` for one that is neither in quotation marks nor on a line of its own."""
    found: list[str] = []
    rest = text.strip()
    while (one := quotation(rest)) is not None:
        found.append(one[0])
        rest = one[1].lstrip(" \t\r\n,;")
    if not found and "\n" in rest:
        return tuple(line.strip(" \t-") for line in rest.splitlines() if not is_blank(line))
    if rest or not found:
        raise ArgumentError("text", "one to five questions, each in quotation marks", _EXAMPLE)
    return tuple(found)


def _kept(
    case: str, actor: Actor, work: Work, turn: Turn, texts: tuple[str, ...], named: tuple[Category, ...], event: str = ""
) -> Reply:
    kept, before = team_questions.write(work, case, actor.id, texts, named)
    heard = heard_in(work, case, turn, actor.id, named, event)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "questions": len(kept.what.texts),
        "categories": [one.words for one in named],
        "replaced": before.ref if before is not None else "",
        "by": "",
        **told(heard),
    }
    lines = team_questions.lines(kept)
    reply = Reply(template="checkin/questions_set", values=values, lines=lines, refs=(kept.ref,), privately=bool(heard))
    said = told_team(turn, case, reply, actor.id)
    unread = _unread(work, kept)
    if not unread:
        return said
    message = Message(template="checkin/questions_unread", values={"people": list(unread), "ref": kept.ref}, case=case)
    return replace(said, also=(*said.also, (direct(actor.id), message)))


def _unread(work: Work, kept: Kept[TeamQuestions]) -> tuple[str, ...]:
    """Who is expected at the huddles and may not read what is asked."""
    people = {member.person for member in work.rosters.of(kept.case) if expected(member)}
    return team_questions.unread(work, kept, people)


def _shown(case: str, work: Work) -> Reply:
    kept = team_questions.current(work, case)
    values: dict[str, Value] = {"questions": 0 if kept is None else len(kept.what.texts), "by": kept.author if kept else ""}
    lines = team_questions.lines(kept) if kept is not None else ()
    return Reply(template="checkin/questions", values=values, lines=lines, privately=True)
