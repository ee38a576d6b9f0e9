"""The questions of a team, put to one person in their direct room: one after the other, with a way back, and case by case.

Each answer is kept as it comes, so that whoever stops loses nothing; which question is open stands in the draft of the dialogue.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.care import attendance, mornings, team_questions
from bot.care.attendance import Given
from bot.care.checkins import Answered
from bot.care.consent import Category
from bot.care.errors import ConflictError
from bot.care.facts import Message, Value, direct
from bot.care.people import COORDINATION, WRITING, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.team_questions import TeamQuestions
from bot.chat import drafts
from bot.chat.parameters import CaseCode
from bot.chat.takers import answer
from bot.chat.tokens import bare, is_blank
from bot.chat.turn import Reply
from bot.chat.typed import ask_category, sorted_as, typed
from commands.checkin_asked import GUIDED, awaits, lateness, put

_SORTED = "checkin guided category"
_START = frozenset({"start", "begin"})
_ENOUGH = frozenset({"later", "stop", "cancel"})


def begins(text: str) -> bool:
    """Say whether somebody wants to be asked."""
    return bare(text) in _START


def begin(case: str, actor: Actor, work: Work, *, in_turn: bool = False) -> Reply:
    """Ask somebody what their team asks, from the first question on that they have not answered; if there is none, all anew.

    ``in_turn``: the cases of their other huddles follow. ``ConflictError`` where there is nothing to ask.
    """
    asked = team_questions.put_to(work, case, actor.id)
    if asked is None:
        raise ConflictError("refused/no_team_questions")
    round_: list[Value] = [case] if in_turn else []
    return put(case, actor, work, asked, _first(case, actor, work, asked) % len(asked.what.texts), round_, {})


@answer(GUIDED, allow=WRITING | COORDINATION)
def given(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what was said to one question."""
    said = bare(words)
    if said in _ENOUGH:
        return _end(case, actor, work, draft, stopped=True)
    if said in {"back", "skip"} or is_blank(words):
        return _go(case, actor, work, draft, {"back": -1, "skip": 1}.get(said, 0))
    found = typed(work, case, actor, words)
    named = found.categories or drafts.categories(draft["categories"])
    if not named:
        return ask_category(_SORTED, {**draft, "text": found.text})
    return _keep(case, actor, work, draft, found.text, named)


@answer(_SORTED, allow=WRITING | COORDINATION)
def sort(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of an answer; it holds for those that follow."""
    named = sorted_as(words)
    kept = {name: value for name, value in draft.items() if name != "text"}
    return _keep(case, actor, work, {**kept, "categories": [one.value for one in named]}, str(draft["text"]), named)


def _keep(case: str, actor: Actor, work: Work, draft: Mapping[str, Value], text: str, named: tuple[Category, ...]) -> Reply:
    asked = work.records.locate(case, str(draft["set"]))  # their categories may have been put right since
    of_question = asked.what.concerns() if asked is not None else drafts.categories(draft["asked"])
    said = Answered(question=str(draft["question"]), text=text, asked=of_question, categories=named)
    found = attendance.give(work, case, actor.id, said, begun=datetime.fromisoformat(str(draft["begun"])))
    return _go(case, actor, work, draft, 1, found)


def _go(case: str, actor: Actor, work: Work, draft: Mapping[str, Value], step: int, given: Given | None = None) -> Reply:
    """Go on, or back. Where others are asked meanwhile, with these: what was answered before stays."""
    asked = team_questions.put_to(work, case, actor.id)
    if asked is None:
        return _end(case, actor, work, draft, given)
    changed = asked.ref != draft["set"]
    number = _first(case, actor, work, asked) if changed else max(0, _number(draft) + step)
    if number >= len(asked.what.texts):
        return _end(case, actor, work, draft, given)
    return put(case, actor, work, asked, number, draft["round"], draft, given, changed=changed)


def _end(
    case: str, actor: Actor, work: Work, draft: Mapping[str, Value], given: Given | None = None, *, stopped: bool = False
) -> Reply:
    """Say what is kept; whoever is asked case by case is asked by the next team."""
    found = attendance.answered(work, case, actor.id)
    said = found.what.answers if found is not None else ()
    values: dict[str, Value] = {
        **awaits(work, case),
        "ref": found.ref if found is not None else "",
        "answers": len(said),
        "categories": [one.words for one in dict.fromkeys(one for answer in said for one in answer.categories)],
        "stopped": stopped,
        **lateness(given),
    }
    seen = drafts.texts(draft["round"])
    coming = mornings.coming(work, actor.id) if seen and not stopped else ()
    following = next((one.case for one in coming if one.asks and one.case not in seen), None)
    asked = team_questions.put_to(work, following, actor.id) if following is not None else None
    refs = (given.kept.ref,) if given is not None else ()
    if following is None or asked is None:
        return Reply(template="checkin/answered", values=values, refs=refs)
    work.say(direct(actor.id), Message(template="checkin/answered", values=values, case=case))
    return replace(put(following, actor, work, asked, 0, [*seen, following], {}), refs=refs)


def _first(case: str, actor: Actor, work: Work, asked: Kept[TeamQuestions]) -> int:
    """The first that they have not answered, counted from 0; how many there are, where that is none."""
    done = attendance.given(work, case, actor.id)
    left = (number for number, text in enumerate(asked.what.texts) if text not in done)
    return next(left, len(asked.what.texts))


def _number(draft: Mapping[str, Value]) -> int:
    return int(str(draft["number"]))
