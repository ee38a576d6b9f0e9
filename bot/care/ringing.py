"""Climbing the ladder of a signal: who is rung, when the next are, and what is said when nobody is left.

An urgent signal rings at once, whatever the hour; outside its owner's working hours everybody on the ladder together. A concern
rings one step after another, never in somebody's quiet hours, and the next step not before work begins again. A watch rings
nobody. Each moment stands among the dues, so that a restart changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.care import absences, signal_words
from bot.care.alerts import Rung, Severity, Signal
from bot.care.dues import Due
from bot.care.facts import Message, Value, control, heard_next
from bot.care.ladders import Standing, Step, ladder, owner_of
from bot.care.ports import Work
from bot.care.records import Kept

CLIMB_DUE = "signal climb"
"""The kind of due moment at which the next step is rung."""
RING_DUE = "signal ring"
"""The kind of due moment at which somebody's quiet hours are over."""
OUTCOME_DUE = "signal outcome"
"""The kind of due moment at which whoever took it over is asked what happened."""


@dataclass(frozen=True, kw_only=True)
class _Call:
    """What somebody who is rung is told of the ladder."""

    step: Step
    """Where they stand on it."""
    at: datetime
    """When it goes on."""
    further: Standing | None
    """To whom."""


def begin(work: Work, kept: Kept[Signal]) -> Kept[Signal]:
    """Ring the first step; of an urgent one outside its owner's working hours, every step."""
    if kept.what.severity is Severity.WATCH:
        return kept
    together = kept.what.severity is Severity.URGENT and not absences.works(work, owner_of(work, kept))
    return climb(work, kept, together=together)


def climb(work: Work, kept: Kept[Signal], *, together: bool = False) -> Kept[Signal]:
    """Ring the next step, or all that are left; where none is, say aloud that the ladder has ended."""
    left = [one for one in ladder(work, kept) if one.step not in kept.what.climbed]
    now = left if together else left[:1]
    if not now:
        return _end(work, kept)
    rungs = tuple(Rung(step=one.step.value, people=one.people, at=work.now) for one in now)
    climbed = (*kept.what.climbed, *(one.step.value for one in now))
    what = replace(kept.what, rungs=(*kept.what.rungs, *rungs), climbed=climbed, ended=False)
    at = _next_at(work, kept)
    rung = work.records.put(kept, what=what, due=at)
    _set(work, rung, CLIMB_DUE, at)
    further = next(iter(left[len(now) :]), None)
    for one in now:
        for person in one.people:
            _ring(work, rung, person, _Call(step=one.step, at=at, further=further))
    return rung


def resume(work: Work, kept: Kept[Signal]) -> Kept[Signal]:
    """Wait as long as a less urgent one does before the next step is rung; whoever was rung stays rung."""
    if kept.what.severity is Severity.WATCH:
        return kept
    at = _next_at(work, kept)
    waiting = work.records.put(kept, what=replace(kept.what, climbed=tuple(one.step for one in kept.what.rungs)), due=at)
    _set(work, waiting, CLIMB_DUE, at)
    return waiting


def ring_now(work: Work, kept: Kept[Signal], person: str) -> None:
    """Ring somebody whose quiet hours are over."""
    step = next((Step(one.step) for one in reversed(kept.what.rungs) if person in one.people), Step.OWNER)
    left = (one for one in ladder(work, kept) if one.step not in kept.what.climbed)
    _say_ring(work, kept, person, _Call(step=step, at=kept.due or work.now, further=next(left, None)))


def stop(work: Work, kept: Kept[Signal]) -> None:
    """Ring nobody any more, and wait for nothing."""
    for kind in (CLIMB_DUE, OUTCOME_DUE):
        work.dues.cancel(_key(kept, kind))
    for person in kept.what.told:
        work.dues.cancel(_key(kept, RING_DUE, person))
        waiting = work.recall(heard_next(person))
        if waiting is not None and waiting["ref"] == kept.ref:
            work.forget(heard_next(person))


def ask_later(work: Work, kept: Kept[Signal], at: datetime) -> None:
    """Have whoever took it over asked what happened."""
    _set(work, kept, OUTCOME_DUE, at)


def ask_outcome(work: Work, kept: Kept[Signal]) -> Kept[Signal]:
    """Ask whoever took it over what happened. Without an answer it climbs again."""
    at = work.now + work.clinic.waits.urgent
    asked = work.records.put(kept, what=replace(kept.what, asked=work.now), due=at)
    _set(work, asked, CLIMB_DUE, at)
    person = kept.what.taken_by
    signal_words.to_person(work, asked, person, "signal/what_happened", {"at": at}, rings=True)
    work.remember(heard_next(person), kind=signal_words.WORDS, ref=kept.ref)
    return asked


def _ring(work: Work, kept: Kept[Signal], person: str, call: _Call) -> None:
    until = None if kept.what.severity is Severity.URGENT else absences.quiet_until(work, person)
    if until is not None:
        work.dues.put(
            Due(key=_key(kept, RING_DUE, person), kind=RING_DUE, at=until, place=_lane(kept), subject=f"{kept.ref} {person}")
        )
    else:
        _say_ring(work, kept, person, call)


def _say_ring(work: Work, kept: Kept[Signal], person: str, call: _Call) -> None:
    values: dict[str, Value] = {
        "person": person,
        "step": call.step.value,
        "owner": owner_of(work, kept) or "",
        "at": call.at,
        "next": list(call.further.people) if call.further else [],
        "next_step": call.further.step.value if call.further else "",
        "again": any(one.by for one in kept.what.answers) and not kept.what.taken_by,
        "worded": bool(kept.what.text.strip()),
    }
    signal_words.to_person(
        work, kept, person, "signal/ring", values, lines=(signal_words.words_line(kept, kept.what.told),), rings=True
    )
    if kept.what.severity is Severity.URGENT:
        work.remember(heard_next(person), kind=signal_words.WORDS, ref=kept.ref)


def _end(work: Work, kept: Kept[Signal]) -> Kept[Signal]:
    """Say aloud that nobody is left to ring: in the room, to the coordinators, and to whoever raised it."""
    ended = work.records.put(kept, what=replace(kept.what, ended=True))
    work.fact("signal ladder", actor=work.clinic.bot, case=kept.case, ref=kept.ref, outcome="ended")
    people = kept.what.told
    values: dict[str, Value] = {"rung": list(people)}
    told = {**signal_words.named(work, ended), **values}
    work.say(
        control(),
        Message(template="signal/ended", values=told, mentions=work.clinic.coordinators, hears=(signal_words.WORDS, kept.ref)),
    )
    if people:  # else whoever raises it is told so at once, and the team with them
        signal_words.to_room(work, ended, "signal/ended", values, mentions=people)
        signal_words.to_person(work, ended, kept.author, "signal/ended", values, rings=True)
    return ended


def _next_at(work: Work, kept: Kept[Signal]) -> datetime:
    waits = work.clinic.waits
    if kept.what.severity is Severity.URGENT:
        return work.now + waits.urgent
    return absences.next_working(work, owner_of(work, kept), work.now + waits.concern)


def _set(work: Work, kept: Kept[Signal], kind: str, at: datetime) -> None:
    # it names no case: closing one calls off what is due in it, but never this
    work.dues.put(Due(key=_key(kept, kind), kind=kind, at=at, place=_lane(kept), subject=kept.ref))


def _lane(kept: Kept[Signal]) -> str:
    """What it waits behind: nothing but itself."""
    return f"signal:{kept.ref}"


def _key(kept: Kept[Signal], kind: str, person: str = "") -> str:
    return f"{kind}:{kept.ref}:{person}"
