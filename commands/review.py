"""Plan reviews: when they come, what they look at, and how they end."""

from __future__ import annotations

from datetime import time
from typing import Annotated

from bot.care import reviews, series
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Due, Work
from bot.care.series import Purpose
from bot.chat import rescheduled
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.series import begun
from bot.chat.arguments.series import series as read_series
from bot.chat.spec import CaseCode, Late, Rest, Undo, command, due
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted, told_team

MEETING = CLINICAL | COORDINATION
USUAL = time(9)
"""When in the day a review is announced where nobody says it."""


@command("review", allow=MEETING, example="!review", undo=Undo.NEVER)
def review(case: CaseCode, actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """Review the plan now. What was written and decided since the last review, and what is open."""
    if not is_blank(words):
        raise InvalidError("refused/review_verb")
    kept = reviews.begin(work, case, actor.id)
    otherwise = Reply(template="review/started", values={"ref": kept.ref}, refs=(kept.ref,))
    return posted(turn, case, reviews.agenda(work, kept), otherwise)


@command("review every", allow=MEETING, example=("!review every 6 weeks", "!review every 6 weeks tue 10:00"), undo=Undo.NEVER)
def every(case: CaseCode, actor: Actor, work: Work, turn: Turn, rhythm: Annotated[str, Rest("how often")]) -> Reply:
    """Review the plan again and again. What has gathered is posted on the day. A second series takes the place of the first."""
    text = begun(rhythm)
    words = split(text)
    read = read_series(words, now=work.now, zone=actor.zone, default=USUAL)
    if not is_blank(following(text, words, read.consumed)):
        raise ArgumentError("series", "a number of weeks, and perhaps a day, a time and a zone", "!review every 6 weeks tue 10:00")
    kept, before = series.establish(work, case, actor.id, Purpose.REVIEW, read.rule)
    replaced = series.shown(work, before)["rhythm"] if before else ""
    values: dict[str, Value] = {**series.shown(work, kept), "replaced": replaced, "by": ""}
    return told_team(turn, case, Reply(template="review/series", values=values, refs=(kept.ref,)), actor.id)


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


@command("review done", allow=MEETING, example="!review done", undo=Undo.NEVER)
def done(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Close the open review. The next one is counted from today."""
    kept, following_one = reviews.finish(work, case)
    values: dict[str, Value] = {"ref": kept.ref, "next": following_one, "by": ""}
    return told_team(turn, case, Reply(template="review/done", values=values, refs=(kept.ref,)), actor.id)


@due("plan review", late=Late.POST_MARKED)
def at_its_minute(moment: Due, late: bool, work: Work) -> None:
    """Post what there is to review."""
    kept = reviews.ring(work, moment)
    if kept is not None:
        work.say(moment.place, reviews.agenda(work, kept, planned=moment.at, late=late))
        work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref)
