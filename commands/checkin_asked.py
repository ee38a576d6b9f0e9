"""A question of a team as it is put to one person: which one, for which huddle, and what became of the answer before."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care import attendance, huddles, series, team_questions
from bot.care.attendance import Given
from bot.care.facts import Value
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.series import Purpose
from bot.care.team_questions import TeamQuestions
from bot.chat.turn import Ask, Reply

GUIDED = "checkin guided"
"""The ``@answer`` that takes what is said to it."""


def awaits(work: Work, case: str) -> dict[str, Value]:
    """Tell for which huddle it is."""
    going = series.current(work, case, Purpose.HUDDLE)
    return {"next": going.due if going else None, "open": huddles.running(work, case) is not None}


def put(
    case: str,
    actor: Actor,
    work: Work,
    asked: Kept[TeamQuestions],
    number: int,
    round_: Value,
    before: Mapping[str, Value],
    given: Given | None = None,
    *,
    changed: bool = False,
) -> Reply:
    """Ask one of them, counted from 0, in the direct room.

    ``round_``: the cases that are asked about in turn, as far as they were; ``before``: the draft of the question before, if there
    was one; ``given``: what was answered to it. ``changed``: the questions are not those of before.
    """
    text = asked.what.texts[number]
    draft: dict[str, Value] = {
        "categories": [],
        "begun": work.now.isoformat(),
        **before,
        "set": asked.ref,
        "number": number,
        "question": text,
        "asked": [one.value for one in asked.what.categories],
        "round": round_,
    }
    values: dict[str, Value] = {
        **awaits(work, case),
        "number": number + 1,
        "of": len(asked.what.texts),
        "filled": text in attendance.given(work, case, actor.id),
        "begins": not before,
        "changed": changed,
        **lateness(given),
    }
    return Reply(
        template="checkin/question",
        values=values,
        lines=(team_questions.line(asked, number),),
        ask=Ask(kind=GUIDED, draft=draft, case=case),
        refs=(given.kept.ref,) if given is not None else (),
        privately=True,
        case=case,
    )


def lateness(given: Given | None) -> dict[str, Value]:
    """Tell that an answer is kept, and whether it came after the agenda."""
    return {"kept": given is not None, "late": given.late.value if given is not None else ""}
