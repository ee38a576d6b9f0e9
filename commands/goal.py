"""Goals: what the patient wants, in the patient's words, in their order, and how far each is reached."""

from __future__ import annotations

import re
from typing import Annotated

from bot.care import goals, steps
from bot.care.errors import InvalidError
from bot.care.facts import Line, Value
from bot.care.goals import Goal, GoalState
from bot.care.people import CLINICAL, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import readers_of
from bot.care.tags import about
from bot.care.texts import categories_of
from bot.care.voices import Speaker
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import first_word, quotation
from bot.chat.arguments.refs import ref as read_ref
from bot.chat.arguments.tags import tags
from bot.chat.endings import ending
from bot.chat.parameters import CaseCode, RefWord, Rest, Said
from bot.chat.spec import command
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

_WHY = re.compile(r"\A[\s,;:]*(?:why|because)(?=[\s:]|\Z)[\s:]*", re.IGNORECASE)
_SIGNS = str.maketrans("\u2212\u2013\u2012\ufe63\uff0d\uff0b", "-----+")
"""The many dashes that keyboards make of a minus."""

_RATING = re.compile(r"(--?|\+)?([0-9]{1,2})")


@command(
    "goal add",
    allow=CLINICAL,
    example=(
        '!goal add "I want to sleep through the night" why it comes before everything else',
        '!goal add #medical "No more pain"',
    ),
)
def add(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what the patient wants, in their own words")]
) -> Reply:
    """Keep a goal in the patient's words. Nobody overwrites them. Say after the quotation why it matters, if you know."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    words, why = _quoted(body)
    named = categories_of(work, case, actor.id, found.categories)
    goal = Goal(text=words, why=why, categories=named, modality=found.modality, event=turn.event_id)
    kept = goals.add(work, case, actor.id, goal)
    heard = heard_in(work, case, turn, actor.id, named)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "categories": [one.words for one in named],
        "modality": found.modality.words if found.modality else "",
        "why": bool(why),
        "number": len(goals.ranked(work, case)),
        **told(heard),
    }
    return Reply(template="goal/kept", values=values, refs=(kept.ref,), privately=bool(heard))


@command("goal rank", allow=CLINICAL, example="!goal rank 8R2Q 5M8T")
def rank(
    case: CaseCode,
    actor: Actor,
    work: Work,
    refs: Annotated[str, Rest("the goals, the one that matters most to the patient first")],
) -> Reply:
    """Put the goals in the patient's order. Those you leave out follow; the first heads each agenda."""
    wanted = [read_ref(word.text) for word in split(refs.replace(",", " ").replace(">", " "))]
    ordered = goals.rank(work, case, actor.id, wanted)
    return Reply(template="goal/ranked", values={"order": [kept.ref for kept in ordered]})


@command("goal rate", allow=CLINICAL, example=("!goal rate 8R2Q +1", "!goal rate 8R2Q -1 by patient"))
def rate(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which goal")],
    rating: Annotated[str, Rest("how far it is reached, from -2 to +2")],
) -> Reply:
    """Say how far a goal is reached. From -2, much less than expected, over 0, as expected, to +2, much more than expected."""
    value, speaker = _rating(rating)
    goal = goals.needed(work, case, ref)
    kept = goals.rate(work, case, actor.id, goal.ref, value, speaker=speaker, event=turn.event_id)
    heard = heard_in(work, case, turn, actor.id, goal.what.categories)
    before = _before(work, goal, actor.id)
    shown = {
        "value": goals.spoken(value),
        "means": goals.MEANS[value],
        "before": goals.spoken(before.what.value) if before is not None else "",
    }
    line = Line(about=about(goal.what.categories), author=actor.id, section="rating", values=shown)
    values: dict[str, Value] = {"ref": goal.ref, "by": speaker.value if speaker else "", **told(heard)}
    return Reply(template="goal/rated", values=values, lines=(line,), refs=(kept.ref,), privately=bool(heard))


@command("goal done", allow=CLINICAL, example="!goal done 8R2Q Sleeps through since October")
def reached(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which goal")],
    text: Annotated[str, Said("what helped")] = "",
) -> Reply:
    """End a goal that is reached. Its words, its ratings and its steps stay in the record."""
    return _ended(case, actor, work, turn, goals.needed(work, case, ref), GoalState.REACHED, text)


@command("goal drop", allow=CLINICAL, example="!goal drop 8R2Q It matters no more to the patient")
def drop(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which goal")],
    reason: Annotated[str, Said("why it is given up")],
) -> Reply:
    """Give up a goal, and say why. Its words stay in the record."""
    return _ended(case, actor, work, turn, goals.needed(work, case, ref), GoalState.DROPPED, reason)


def _ended(case: str, actor: Actor, work: Work, turn: Turn, goal: Kept[Goal], state: GoalState, text: str) -> Reply:
    why = f"!goal drop {goal.ref} It matters no more to the patient" if state is GoalState.DROPPED else ""
    end = ending(work, actor, goal, text, why=why)
    kept = goals.end(work, case, goal.ref, state, end)
    heard = heard_in(work, case, turn, actor.id, end.categories if end.text else ())
    left = [one.ref for one in steps.of_goal(work, kept) if one.state == steps.StepState.OPEN]
    values: dict[str, Value] = {"ref": kept.ref, "reached": state is GoalState.REACHED, "left": left, **told(heard)}
    return Reply(template="goal/ended", values=values, refs=(kept.ref,), privately=bool(heard))


def _before(work: Work, goal: Kept[Goal], by: str) -> Kept[goals.Rating] | None:
    """Give the rating before the last one, if whoever rates may read it."""
    found = next(iter(goals.ratings(work, goal.case, goal.ref)[-2:-1]), None)
    covered = readers_of(work, goal.case, goal.what.categories)
    return found if found is not None and (by == found.author or by in covered) else None


def _quoted(text: str) -> tuple[str, str]:
    """The patient's words, and why: what stands behind the closing mark. Without any mark, all of it is theirs."""
    if is_blank(text):
        raise InvalidError("refused/nothing_said")
    found = quotation(text)
    if found is None:
        return text, ""
    behind = found[1]
    why = _WHY.match(behind)
    if is_blank(found[0]) or (why is None and not is_blank(behind)):
        raise ArgumentError(
            "goal", "the patient's words in quotation marks, and perhaps why", '!goal add "I want to sleep" why it matters'
        )
    return found[0], behind[why.end() :].strip() if why else ""


def _rating(text: str) -> tuple[int, Speaker | None]:
    wrong = ArgumentError("rating", "a whole number from -2 to +2, and perhaps `by patient`", "!goal rate 8R2Q +1 by patient")
    word, rest = first_word(text)
    found = _RATING.fullmatch(word.translate(_SIGNS))
    if found is None or int(found[2]) > goals.MOST:
        raise wrong
    behind = [one.key.rstrip(".,") for one in split(rest) if one.key not in {"by", "the"}]
    if behind not in ([], [Speaker.PATIENT.value]):
        raise wrong
    value = int(found[2]) * (-1 if (found[1] or "").startswith("-") else 1)
    return value, Speaker.PATIENT if behind else None
