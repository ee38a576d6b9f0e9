"""What became of what stood on an agenda: dealt with, or put off to the next huddle. Each is a record of its own.

So ``done`` and ``defer`` do what the record needs: a topic is closed, an action or a decision carried out; a note or an
information stays as it is and leaves the agenda.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from bot.care import preparing, proposals, steps
from bot.care.actions import Action, Decision, Info, TaskState
from bot.care.alerts import Signal
from bot.care.appointments import Appointment
from bot.care.asks import Answer, Question, Stand
from bot.care.checkins import CheckIn
from bot.care.conferences import Conference
from bot.care.consent_reviews import ConsentReview
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.factors import Factor
from bot.care.goals import Ending, Goal
from bot.care.holds import Choice, Pause, Precedence
from bot.care.huddles import Topic, TopicState, stir
from bot.care.intakes import Intake
from bot.care.items import Way
from bot.care.medicines import Medicine
from bot.care.monitors import Monitor
from bot.care.notes import CURRENT, Note, Risk
from bot.care.plan_versions import PlanVersion
from bot.care.ports import Work
from bot.care.preparing import ConferenceItem
from bot.care.proposals import Proposal
from bot.care.readbacks import Ask, Readback, Request
from bot.care.records import Kept, Payload
from bot.care.referrals import Referral
from bot.care.rejections import Rejection
from bot.care.results import Phase, Result
from bot.care.reviews import Review
from bot.care.scores import Score
from bot.care.series import Series
from bot.care.steps import Step, StepState
from bot.care.tellings import Telling, TellingState
from bot.care.voices import Voice
from bot.care.wishes import Wish

CLOSED: Mapping[type[Payload], int] = {
    Topic: TopicState.DONE,
    Action: TaskState.DONE,
    ConferenceItem: preparing.Stand.READY,
    Decision: TaskState.DONE,
    Telling: TellingState.DONE,
    Step: StepState.DONE,
    Request: Ask.DONE,
    Question: Stand.DONE,
}
"""What ``done`` closes, and the state that says so."""

LEAVING: frozenset[type[Payload]] = frozenset(
    {Answer, Factor, Appointment, CheckIn, Info, Medicine, Note, Rejection, Risk, Score, Voice}
)
"""What stays as it is, and only leaves the agenda."""

OTHERWISE: Mapping[type[Payload], str] = {
    Intake: "!intake finish",
    Choice: "!modality REF in",
    Conference: "!conference cancel REF The question is answered",
    ConsentReview: "!consent review done",
    Goal: "!goal done REF Sleeps through since October",
    Monitor: "!result lab TSH 4.9 mIU/L [0.4-4.0]",
    Pause: "!resume REF",
    PlanVersion: "!plan agree",
    Precedence: "!clear REF",
    Proposal: "!conference settle REF 1",
    Readback: "!readback REF You ask for another date this month, and I will look for one.",
    Referral: "!refer accepted REF",
    Result: "!result review REF Within what we expected",
    Review: "!review done",
    Series: "!review done",
    Signal: "!signal close REF Seen at home, safe",
    Wish: "!review",
}
"""What needs more than a word to be done, and the command that does it; ``REF`` in it stands for the ref. It can be put off."""

SETTLED: Mapping[type[Payload], frozenset[int]] = {Result: frozenset({Phase.REVIEWED})}
"""States of those in which that is done: then a word is enough, and it leaves the agenda."""


TOLD = "told"
"""What a message is marked with that tells of things of which it can be said in one word what became of them."""


_BY_A_WORD = frozenset(one.kind for one in (*CLOSED, *LEAVING))


@dataclass(frozen=True, kw_only=True)
class Outcome(Payload):
    """One thing dealt with or put off. The record's state is the ``Way``."""

    kind: ClassVar[str] = "outcome"
    subject: str
    """The ref of what it is about."""
    what: str
    """The kind of that record."""
    huddle: str = ""
    """The ref of the huddle in which it happened."""


def by_a_word(kind: str) -> bool:
    """Say whether ``done`` alone is enough for a kind of record."""
    return kind in _BY_A_WORD


def hears(case: str, *refs: str) -> tuple[str, str]:
    """Give what a message ``hears`` that tells of these: a word alone, replied to it, is about the one there is."""
    return TOLD, f"{case} {'-'.join(refs)}"


def of(kept: Kept[Any]) -> tuple[str, str]:
    """The same of one thing."""
    return hears(kept.case, kept.ref)


def told(work: Work, case: str, refs: Iterable[str]) -> tuple[str, ...]:
    """Give those of these refs of which something can become, each once."""
    found = ((ref, work.records.locate(case, ref)) for ref in dict.fromkeys(refs))
    return tuple(ref for ref, kept in found if kept is not None and type(kept.what) in {*CLOSED, *LEAVING, *OTHERWISE})


def done(work: Work, case: str, by: str, ref: str, ending: Ending | None = None) -> Kept[Any]:
    """Close what stands behind a ref, in the way of its kind; a step with its ``ending``. Gives it as it stands now."""
    found = _on_agenda(work, case, ref)
    if type(found.what) in OTHERWISE and found.state not in SETTLED.get(type(found.what), frozenset()):
        raise InvalidError("refused/done_otherwise", example=OTHERWISE[type(found.what)].replace("REF", found.ref))
    state = CLOSED.get(type(found.what))
    if isinstance(found.what, Step):
        closed: Kept[Any] = steps.finish(work, case, found.ref, ending or Ending(at=work.now, by=by))
    else:
        closed = work.records.put(found, state=state) if state is not None else found
    settle(work, found, by, Way.DONE)
    return closed


def defer(work: Work, case: str, by: str, ref: str) -> Kept[Any]:
    """Put something off to the next huddle. Gives it, unchanged. ``InvalidError`` for a signal, which is never put off."""
    found = _on_agenda(work, case, ref)
    if isinstance(found.what, Signal):
        raise InvalidError("refused/signal_stays", ref=found.ref)
    settle(work, found, by, Way.DEFERRED)
    return found


def settle(work: Work, found: Kept[Any], by: str, way: Way) -> None:
    """Write down what became of something, for the agenda and the minutes."""
    what = Outcome(subject=found.ref, what=found.what.kind, huddle=stir(work, found.case))
    work.records.add(what, case=found.case, author=by, state=way)


def last_words(work: Work, case: str) -> dict[str, tuple[Way, datetime]]:
    """What became last of each ref that was ever dealt with or put off, and when."""
    return {kept.what.subject: (Way(kept.state), kept.created) for kept in work.records.find(Outcome, case)}


def of_huddle(work: Work, case: str, huddle: str, since: datetime) -> dict[str, Way]:
    """What became of each ref in one huddle, which began after ``since``; in the order of dealing with it."""
    return {kept.what.subject: Way(kept.state) for kept in acts(work, case, huddle, since)}


def acts(work: Work, case: str, huddle: str, since: datetime) -> tuple[Kept[Outcome], ...]:
    """Everything that was dealt with or put off in one huddle, which began after ``since``; oldest first."""
    return tuple(kept for kept in work.records.find(Outcome, case, since=since) if kept.what.huddle == huddle)


def _on_agenda(work: Work, case: str, ref: str) -> Kept[Any]:
    found = work.records.locate(case, ref)
    if found is None or (isinstance(found.what, Note) and found.state not in CURRENT):
        raise NotFoundError("refused/no_such_ref")
    if type(found.what) not in {*CLOSED, *LEAVING, *OTHERWISE}:
        raise InvalidError("refused/not_on_agenda")
    if isinstance(found.what, Proposal):
        proposals.standing(work, case, ref)
    if isinstance(found.what, Decision) and found.state == TaskState.CHANGED:
        raise ConflictError("refused/decision_changed", ref=ref, by=found.superseded_by)
    ended = found.state == CLOSED.get(type(found.what)) or getattr(found.what, "ending", None) is not None
    if ended or last_words(work, case).get(ref, (None,))[0] is Way.DONE:
        raise ConflictError("refused/already_done", ref=ref)
    return found
