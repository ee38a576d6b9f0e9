"""Plan reviews: when they come, what they look at, and how they end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from typing import Annotated

from bot.care import plan_told, review_closing, review_told, reviews, series
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value, case_room
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.series import Purpose
from bot.chat import recurring, rescheduled
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest
from bot.chat.registry import OF_SERIES
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted, told_team

MEETING = CLINICAL | COORDINATION
_ANYWAY = "anyway"
_EVERY = "!review every 6 weeks tue 10:00"

USUAL = time(9)
"""When in the day a review is announced where nobody says it."""


@command("review", allow=MEETING, example="!review", undo=Undo.NEVER)
def review(case: CaseCode, actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """Review the plan now. The patient's view first, then each goal, and what has changed since the last review.

    What is asked for in it is typed as ever, `!goal rate` and `!step` above all. `!review done` closes it.
    """
    if words.strip(" .").casefold() not in {"", "now"}:
        raise InvalidError("refused/review_verb")
    kept = reviews.begin(work, case, actor.id)
    heard = review_told.heard_more(kept)
    otherwise = Reply(template="review/started", values={"ref": kept.ref}, refs=(kept.ref,), hears=heard)
    return posted(turn, case, review_told.agenda(work, kept), otherwise)


@command("review more", allow=MEETING, example="!review more", undo=Undo.NEVER)
def more(case: CaseCode, work: Work, turn: Turn) -> Reply:
    """Show what did not fit on the open review. To reply `more` to it does the same."""
    return _rest(case, work, turn)


@answer(review_told.MORE, allow=MEETING, takes=lambda words: words.strip(" .").casefold() == "more")
def replied(case: CaseCode, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:  # noqa: ARG001 - `takes` has read them
    """Take the reply `more`."""
    return _rest(case, work, turn)


@command(
    "review every",
    allow=MEETING,
    example=("!review every 6 weeks", _EVERY),
    undo=Undo.NEVER,
    aliases=(f"review {OF_SERIES}",),
)
def every(case: CaseCode, actor: Actor, work: Work, turn: Turn, rhythm: Annotated[str, Rest("how often")]) -> Reply:
    """Review the plan again and again. What has gathered is posted on the day. A second series takes the place of the first."""
    rule = recurring.rhythm(
        rhythm,
        actor,
        work,
        expected="a number of weeks, and perhaps a day, a time and a zone",
        example=_EVERY,
        default=USUAL,
    )
    kept, before = series.establish(work, case, actor.id, Purpose.REVIEW, rule)
    return recurring.established(case, actor, work, turn, kept, before)


@command("review skip", allow=MEETING, example="!review skip 2026-12-28 Nobody is in", undo=Undo.NEVER)
def skip(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Rest("which day is left out, and why")]
) -> Reply:
    """Leave out the review of one day. Say why."""
    return rescheduled.left_out(case, actor, work, turn, what, series.needed(work, case, Purpose.REVIEW))


@command(
    "review move",
    allow=MEETING,
    example=("!review move 2026-12-28 2026-12-29 10:00", "!review move tue 10:00 from 2027-01-11", "!review move all tue 10:00"),
    undo=Undo.NEVER,
)
def move(case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Rest("which date, and to when")]) -> Reply:
    """Move one plan review, or all from a date on, or all."""
    return rescheduled.moved(case, actor, work, turn, what, series.needed(work, case, Purpose.REVIEW))


@command("review stop", allow=MEETING, example="!review stop", undo=Undo.NEVER)
def stop(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """End the series of plan reviews. What was recorded stays, and a review that is open goes on."""
    return recurring.stopped(case, actor, work, turn, series.needed(work, case, Purpose.REVIEW))


@command("review done", allow=MEETING, example=("!review done", "!review done anyway"), undo=Undo.NEVER)
def done(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("nothing more, or anyway")] = ""
) -> Reply:
    """Close the open review. The plan as it stands is its next version, and the next review is counted from today.

    Goals that nobody rated are pointed out once; `!review done` again, or `!review done anyway`, leaves them as they are. If you
    are no clinician, you propose that version, and a clinician signs it.
    """
    anyway = words.strip(" .").casefold() == _ANYWAY
    if not anyway and not is_blank(words):
        raise InvalidError("refused/review_verb")
    missing = None if anyway else review_closing.pointed_out(work, reviews.needed(work, case))
    if missing is not None:
        return Reply(template=missing.template, values=missing.values, lines=missing.lines)
    ended = review_closing.finish(work, case, actor.id)
    announced = plan_told.announced(work, ended.version, actor.id) if ended.version is not None else None
    reply = Reply(template="review/done", values=review_closing.told(ended, announced), refs=(ended.review.ref,))
    told = told_team(turn, case, reply, actor.id)
    return replace(told, also=(*told.also, (case_room(case), announced))) if announced is not None else told


@due("plan review", late=Late.POST_MARKED)
def at_its_minute(moment: Due, late: bool, work: Work) -> None:
    """Post what there is to review."""
    kept = reviews.ring(work, moment)
    if kept is not None:
        work.say(moment.place, review_told.agenda(work, kept, planned=moment.at, late=late))
        work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref)


def _rest(case: str, work: Work, turn: Turn) -> Reply:
    message: Message = review_told.more(work, reviews.needed(work, case))
    plain = Reply(template=message.template, values=message.values, lines=message.lines)
    return plain if turn.direct else posted(turn, case, message, plain)
