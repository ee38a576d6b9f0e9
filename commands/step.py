"""Planning a step: what one person does for one goal, by a day. What is missing is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from bot.care import absences, carriers, goals, holds, plan_lines, steps
from bot.care.codes import parse_ref
from bot.care.consent import Category, Modality
from bot.care.dates import spoken_day
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.goals import Goal
from bot.care.overheard import NOBODY, take_back
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import readers_of
from bot.care.steps import Nature, Step
from bot.care.tags import about
from bot.chat import drafts, owner, step_words
from bot.chat.arguments.dates import day
from bot.chat.arguments.quotes import first_word
from bot.chat.arguments.refs import ref as read_ref
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Ask, Reply, Turn
from bot.chat.typed import told

PLANNING = CLINICAL | COORDINATION
_MISSING = "step missing"


@command(
    "step add",
    allow=PLANNING,
    example=(
        "!step add 8R2Q Breathe before getting up @physio:clinic.example due 2026-12-14",
        "!step add 8R2Q Look at it again @physician:clinic.example due mon ~physio after 5M8T kind medical",
    ),
)
def add(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    text: Annotated[str, Said("for which goal, what is to be done, by whom, and by when")],
) -> Reply:
    """Plan a step for a goal. One person does it, by a day; you are asked for what is missing.

    It may be of a part of care (~modality), wait for another step (after REF), and be of a kind: medical, behavioural,
    communication, psychological, coping or education.
    """
    word, rest = first_word(text)
    ref = parse_ref(word.strip(">.,:;"))
    short = owner.short(work, case, actor, turn)
    said = step_words.step(rest if ref else text, now=work.now, zone=actor.zone, mentions=turn.mentions, short=short)
    if is_blank(said.text):
        raise InvalidError("refused/nothing_said")
    draft: dict[str, Value] = {
        "goal": ref or said.goal,
        "text": said.text,
        "person": said.person,
        "day": said.day.isoformat() if said.day else None,
        "modality": said.modality.value if said.modality else None,
        "after": said.after or None,
        "nature": said.nature.value if said.nature else None,
        "categories": [one.value for one in said.categories],
        "event": turn.event_id,
        "place": turn.place.key,
        "out": False,
    }
    return _kept_or_asked(case, actor, work, turn, draft)


@answer(_MISSING, allow=PLANNING)
def complete(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what a step still needs: its goal, its owner or its day."""
    said, whole = split(words), dict(draft)
    match draft["missing"]:
        case "goal":
            whole["goal"] = read_ref(words.strip().lstrip(">"))
        case "person":
            whole["person"] = owner.named(work, case, actor, turn, said)
        case _:
            until = said[1:] if said and said[0].key == "due" else said
            whole["day"] = day(until, today=absences.today(work, actor.id))[0].isoformat()
    return _kept_or_asked(case, actor, work, turn, whole)


def _kept_or_asked(case: str, actor: Actor, work: Work, turn: Turn, draft: dict[str, Value]) -> Reply:
    if draft["goal"] is None:
        return _ask_goal(case, work, draft)
    goal = goals.needed(work, case, str(draft["goal"]))
    of_it = drafts.categories(draft["categories"]) or goal.what.categories
    place = work.places.get(str(draft["place"]))
    out = place is None or bool(draft["out"])
    heard = take_back(work, case, place, str(draft["event"]), actor.id, about(of_it)) if place is not None and not out else NOBODY
    draft = {**draft, "categories": [one.value for one in of_it], "out": out or bool(heard)}
    for missing in ("person", "day"):
        if draft[missing] is None:
            ask = Ask(kind=_MISSING, draft={**draft, "missing": missing})
            return Reply(template=f"step/{missing}", values=told(heard), ask=ask, privately=bool(heard))
    kept = steps.add(work, case, actor.id, str(draft["person"]), _step(draft, goal, of_it))
    hold = carriers.holding(work, case, kept.ref)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "goal": kept.what.goal,
        "owner": kept.owner,
        "due": spoken_day(kept.what.day),
        "categories": [one.words for one in kept.what.categories],
        "modality": kept.what.modality.words if kept.what.modality else "",
        "nature": kept.what.nature.value if kept.what.nature else "",
        "after": kept.what.after or "",
        "held": holds.words(hold) if hold is not None else "",
        "unread": kept.owner not in {actor.id, *readers_of(work, case, of_it)},
        **told(heard),
    }
    rung = kept.owner if kept.owner != actor.id else None
    apart = bool(heard) or turn.direct
    also = (plan_lines.assigned(work, actor.id, kept, rung),) if rung is not None and apart else ()
    mentions = (rung,) if rung is not None and not apart else ()
    return Reply(template="step/kept", values=values, also=also, mentions=mentions, refs=(kept.ref,), privately=bool(heard))


def _ask_goal(case: str, work: Work, draft: Mapping[str, Value]) -> Reply:
    found = goals.ranked(work, case)
    if not found:
        raise InvalidError("refused/no_goal_yet")
    lines = tuple(plan_lines.goal_line(work, kept) for kept in found)
    ask = Ask(kind=_MISSING, draft={**draft, "missing": "goal"})
    return Reply(template="step/goal", values={"refs": [kept.ref for kept in found]}, lines=lines, ask=ask, privately=True)


def _step(draft: Mapping[str, Value], goal: Kept[Goal], categories: tuple[Category, ...]) -> Step:
    return Step(
        text=str(draft["text"]),
        categories=categories,
        goal=goal.ref,
        day=date.fromisoformat(str(draft["day"])),
        modality=Modality(str(draft["modality"])) if draft["modality"] else goal.what.modality,
        after=str(draft["after"]) if draft["after"] else None,
        nature=Nature(str(draft["nature"])) if draft["nature"] else None,
        event=str(draft["event"]),
    )
