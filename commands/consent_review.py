"""Looking at consent again: when, why it is asked for, and that it is done."""

from __future__ import annotations

from typing import Annotated

from bot.care import absences, consent_reviews, grants
from bot.care.consent_reviews import RING
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.facts import Value
from bot.care.people import CLINICAL, COORDINATION, LEAD, Actor
from bot.care.ports import Work
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import Undo, command
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import to_room


@command(
    "consent review",
    allow=CLINICAL | COORDINATION,
    before_consent=True,
    undo=Undo.NEVER,
    example="!consent review 2027-03-31",
)
def plan(case: CaseCode, actor: Actor, work: Work, turn: Turn, when: Annotated[str, Rest("on which day")]) -> Reply:
    """Set the day on which consent is looked at again. The lead is asked then, and it stands on the agenda two weeks before.

    It is also asked for when somebody joins, when something new is written about, when a part of care or the plan changes, and
    a week before something that is shared ends.
    """
    words = split(when)
    found, count = day(words, today=absences.today(work, actor.id))
    if len(words) > count:
        raise ArgumentError("day", "one day, or the word done", "!consent review 2027-03-31")
    kept = consent_reviews.plan(work, case, actor.id, found)
    values: dict[str, Value] = {"at": kept.due, "ref": kept.ref}
    return Reply(template="consent/review_planned", values=values, also=to_room(case, turn, "consent/review_planned", values))


@command("consent review done", allow=COORDINATION | LEAD, before_consent=True, undo=Undo.NEVER, example="!consent review done")
def done(case: CaseCode, work: Work, turn: Turn, actor: Actor) -> Reply:
    """Say that consent was looked at with the patient, and stands as `!consent` shows it. Whoever was new counts as the team."""
    closed = consent_reviews.finish(work, case)
    joined = grants.count_in(work, case)
    if not closed and not joined:
        raise ConflictError("refused/no_consent_review")
    values: dict[str, Value] = {"joined": list(joined), "by": actor.id, "next": consent_reviews.next_day(work, case)}
    also = to_room(case, turn, "consent/review_done", values)
    return Reply(template="consent/review_done", values=values, also=also, refs=tuple(kept.ref for kept in closed))


@due(RING, late=Late.ACT)
def ring(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - a review is asked for just the same however late it is
    """Ask the lead for the review whose day has come."""
    consent_reviews.ring(work, moment)
