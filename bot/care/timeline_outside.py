"""What a case had to do with others, and what could not wait: signals, referrals and appointments."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care.alerts import Signal, Standing
from bot.care.appointments import Appointment, AppointmentState
from bot.care.dates import spoken_day
from bot.care.ports import Work
from bot.care.referrals import Referral
from bot.care.timeline_events import Event, known

_CLOSED = "signal close"
_CANCELLED = "appointment cancel"
_OFTEN = 1000
"""More facts than one record has."""


def signals(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give signals: raised, answered and closed. What they say is repeated nowhere."""
    for kept in work.records.find(Signal, case):
        what = kept.what
        yield known(kept, f"{what.severity.words} signal", whom=(what.named,))
        for number, one in enumerate(what.answers, 1):
            yield known(kept, "signal answered", number, at=one.at, by=one.by)
        if kept.state == Standing.CLOSED and what.outcome is not None:
            facts = work.written(case=case, ref=kept.ref, newest=_OFTEN)
            last = next((one for one in facts if one.action == _CLOSED and one.outcome == "done"), None)
            at = last.at if last is not None and what.seconded else what.outcome.at
            yield known(kept, "signal closed", 900, at=at, by=what.outcome.by, whom=(what.seconded,), link="with")


def referrals(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give referrals, with each state that they came into. To whom, what for and what was answered is for those who may read it."""
    for kept in work.records.find(Referral, case):
        own = kept.what.categories
        for number, one in enumerate(kept.what.passages):
            text, concerns = (one.text, tuple(dict.fromkeys((*own, *one.categories)))) if number else (kept.what.gist(), own)
            yield known(
                kept,
                f"referral {one.state.words}",
                number,
                at=one.at,
                by=one.by,
                detail=f"for {spoken_day(one.day)}" if one.day is not None else "",
                text=text,
                concerns=concerns,
                author=one.by,
            )


def appointments(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give appointments of the patient: made, and called off."""
    for kept in work.records.find(Appointment, case):
        what, on = kept.what, f"on {spoken_day(kept.what.when.day)}"
        made = f"appointment with the {what.role.person}"
        yield known(kept, made, detail=on, text=what.text, concerns=what.categories)
        if kept.state == AppointmentState.CANCELLED:
            facts = work.written(case=case, ref=kept.ref, newest=_OFTEN)
            off = next((one for one in facts if one.action == _CANCELLED and one.outcome == "done"), None)
            by = off.actor if off is not None else ""
            yield known(kept, "appointment called off", 1, at=off.at if off is not None else None, by=by, detail=on)
