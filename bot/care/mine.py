"""What somebody owes, over all their cases: refs and days alone, so that it can be read at a glance in the direct room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.care import (
    alerts,
    asks,
    breakglass,
    carriers,
    intakes,
    memos,
    notes,
    plans,
    progress,
    proposal_lines,
    readbacks,
    steps,
    unanswered,
)
from bot.care.actions import Action, Decision, TaskState
from bot.care.alerts import Signal
from bot.care.conferences import Conference, Standing
from bot.care.consent_reviews import ConsentReview, Phase
from bot.care.handovers import Handover
from bot.care.handovers import Stand as Handing
from bot.care.intakes import Intake
from bot.care.memos import Memo
from bot.care.monitors import Monitor, Watch
from bot.care.plan_versions import PlanVersion
from bot.care.ports import Work
from bot.care.preparing import ConferenceItem
from bot.care.preparing import Stand as Bringing
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept, Payload
from bot.care.referral_states import ReferralState
from bot.care.referrals import Referral
from bot.care.results import Phase as Reviewing
from bot.care.results import Result
from bot.care.reviews import Phase as Going
from bot.care.reviews import Review
from bot.care.steps import Step, StepState
from bot.care.tellings import Telling, TellingState

OWED: Mapping[type[Payload], Mapping[int, str]] = {
    Intake: {intakes.Phase.OPEN: "intake to finish"},
    Action: {TaskState.OPEN: "action"},
    Decision: {TaskState.OPEN: "decision to carry out"},
    notes.Note: {notes.DRAFT: "note to finish", notes.KEPT: "note to sign"},
    ConsentReview: {Phase.ASKED: "review of consent"},
    readbacks.Request: {readbacks.Ask.OPEN: "request to answer"},
    asks.Question: {asks.Stand.OPEN: "ask to answer"},
    Conference: {Standing.BOOKED: "conference you booked"},
    ConferenceItem: {Bringing.OPEN: "something to bring to a conference"},
    Handover: {Handing.ASKED: "handover to say yes to"},
    Referral: {
        ReferralState.SENT: "referral without an answer",
        ReferralState.ACCEPTED: "referral without a date",
        ReferralState.SCHEDULED: "referral with a date",
        ReferralState.SEEN: "referral without a report",
        ReferralState.REPORTED: "referral to close",
    },
    Proposal: {Stage.UNDECIDED: "proposed times to settle"},
    Signal: {alerts.Standing.OPEN: "signal without an answer", alerts.Standing.TAKEN: "signal to settle"},
    Review: {Going.OPEN: "plan review to go through"},
    Monitor: {Watch.ASKED: "result to ask for"},
    Result: {Reviewing.UNREVIEWED: "result to review"},
    Step: {StepState.OPEN: "step"},
    Telling: {TellingState.OPEN: "patient to tell"},
}
"""Which states of which kinds wait for their owner, and how that is said."""

_PASSING = frozenset({Conference, ConferenceItem})
"""What nobody can do any more once its moment is past."""


@dataclass(frozen=True, kw_only=True)
class Owed:
    """One thing that waits for somebody."""

    case: str
    ref: str
    what: str
    due: datetime | None
    overdue: bool


def owed_by(work: Work, person: str) -> tuple[Owed, ...]:
    """List what waits for this person on the open cases that they are on: the earliest due first, what has no day last.

    What is due at the same time stands case by case, like beside like. A signal waits whatever becomes of its case; a deputy
    who took one over need not be on it.
    """
    mine = frozenset(work.rosters.cases(person))
    found = [
        Owed(
            case=kept.case,
            ref=kept.ref,
            what=_said(work, kept, states),
            due=kept.due,
            overdue=kept.due is not None and kept.due < work.now and not _waits(work, kept),
        )
        for kind, states in OWED.items()
        for kept in work.records.owned(kind, person, states=frozenset(states))
        if (kept.case in mine or kind is Signal) and not (kind in _PASSING and kept.due is not None and kept.due < work.now)
    ]
    found += [_to_agree(kept) for case in mine if (kept := plans.to_sign(work, case, person)) is not None]
    found += [_to_cosign(kept) for case in mine for kept in notes.to_cosign(work, case, person)]
    found += [_to_vote(work, kept) for case in mine for kept in proposal_lines.to_vote(work, case, person)]
    found += [_to_look_at(work, kept) for kept in breakglass.to_review(work, person)]
    found += [_to_read_back(kept) for case in mine for kept in unanswered.waiting_for(work, case, person)]
    found += [_to_answer(kept) for case in mine for kept in asks.waiting_for(work, case, person)]
    found += [_to_recall(kept) for kept in memos.today(work, person)]
    return tuple(sorted(found, key=lambda one: (one.due is None, one.due or work.now, one.case, one.what, one.ref)))


def _waits(work: Work, kept: Kept[Any]) -> bool:
    """Nobody is asked for what is held, or for a step behind another one."""
    behind = isinstance(kept.what, Step) and bool(steps.waits_for(work, kept))
    return behind or carriers.holding(work, kept.case, kept.ref) is not None


def _said(work: Work, kept: Kept[Any], states: Mapping[int, str]) -> str:
    going = progress.of(work, kept.case).get(kept.ref) if isinstance(kept.what, Action | Decision | Step) else None
    return progress.joined(_waiting(work, kept, states), going, ZoneInfo(work.clinic.zone))


def _waiting(work: Work, kept: Kept[Any], states: Mapping[int, str]) -> str:
    before = steps.waits_for(work, kept) if isinstance(kept.what, Step) else ""
    if before:
        return f"{states[kept.state]} that waits for {before}"
    if carriers.holding(work, kept.case, kept.ref) is not None:
        return f"{states[kept.state]}, on hold"
    waits = notes.missing(kept) if isinstance(kept.what, notes.Note) else None
    return "note that waits for the supervisor" if waits is notes.Missing.COSIGNATURE else states[kept.state]


def _to_agree(kept: Kept[PlanVersion]) -> Owed:
    return Owed(case=kept.case, ref=kept.ref, what=f"plan version {kept.what.number} to agree to", due=None, overdue=False)


def _to_cosign(kept: Kept[notes.Note]) -> Owed:
    return Owed(case=kept.case, ref=kept.ref, what="note of your trainee to sign", due=None, overdue=False)


def _to_vote(work: Work, kept: Kept[Proposal]) -> Owed:
    held = carriers.holding(work, kept.case, kept.ref) is not None
    what = f"proposed times to answer{', on hold' if held else ''}"
    overdue = kept.state == Stage.UNDECIDED and not held
    return Owed(case=kept.case, ref=kept.ref, what=what, due=kept.what.closes, overdue=overdue)


def _to_look_at(work: Work, kept: Kept[breakglass.Breakglass]) -> Owed:
    overdue = kept.due is not None and kept.due < work.now
    return Owed(case=kept.case, ref=kept.ref, what="opening of a case to look at", due=kept.due, overdue=overdue)


def _to_answer(kept: Kept[asks.Question]) -> Owed:
    return Owed(case=kept.case, ref=kept.ref, what="ask to answer", due=None, overdue=False)


def _to_read_back(kept: Kept[readbacks.Readback]) -> Owed:
    return Owed(case=kept.case, ref=kept.what.note, what="note to read back", due=None, overdue=False)


def _to_recall(kept: Kept[Memo]) -> Owed:
    return Owed(case=kept.case, ref=kept.ref, what="reminder", due=memos.comes(kept), overdue=False)
