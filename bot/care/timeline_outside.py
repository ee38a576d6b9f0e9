"""What a case had to do with others, and what could not wait: signals, openings, referrals and appointments."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.care import timeline_acts
from bot.care.alerts import Signal, Standing
from bot.care.appointments import Appointment, AppointmentState
from bot.care.breakglass import Breakglass
from bot.care.dates import spoken_day
from bot.care.ports import Work
from bot.care.referrals import Referral
from bot.care.timeline_events import Event, known

_CLOSES = "signal close"
_CANCELS = "appointment cancel"
_REVIEWS = "breakglass reviewed"


def signals(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give signals: raised, answered and closed. What they say is repeated nowhere."""
    for kept in work.records.find(Signal, case):
        what = kept.what
        yield known(kept, f"{what.severity.words} signal", whom=(what.named,))
        for number, one in enumerate(what.answers, 1):
            yield known(kept, "signal answered", number, at=one.at, by=one.by)
        if kept.state == Standing.CLOSED and what.outcome is not None:
            closed = timeline_acts.done(work, case, kept.ref, _CLOSES) if what.seconded else ()
            at = closed[-1].at if closed else what.outcome.at
            yield known(kept, "signal closed", 900, at=at, by=what.outcome.by, whom=(what.seconded,), link="with")


def openings(work: Work, case: str, readers: tuple[str, ...]) -> Iterator[Event]:
    """Give who opened the case without being on its team, and what was found of that: to each who was told of it, alone, as then.

    Why is repeated nowhere: each telling of that is written down.
    """
    for kept in work.records.find(Breakglass, case):
        what = kept.what
        if len(readers) != 1 or readers[0] not in what.told:
            continue
        yield replace(known(kept, "opened this case without being on its team"), hand="")
        if what.finding is not None:
            looked = (one for one in timeline_acts.facts(work, case, kept.ref) if one.action == _REVIEWS)
            yield from (known(kept, f"opening found {one.outcome}", 1, at=one.at, by=one.actor) for one in looked)


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
            yield replace(timeline_acts.called_off(work, kept, "appointment called off", _CANCELS), detail=on)
