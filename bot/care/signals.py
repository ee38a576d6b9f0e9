"""Signals: what cannot wait for the next huddle. Each is kept before anything is asked, and is open until two clinicians close it.

Somebody's own words stop its ladder. Half an hour later they are asked what happened; without an answer it climbs again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.care import alerts, ringing, signal_words, wishes
from bot.care.absences import next_working
from bot.care.alerts import Said, Severity, Signal, Standing
from bot.care.errors import ConflictError, DeniedError, InvalidError
from bot.care.items import Day, Item, Need, Section, item
from bot.care.ladders import concerns, ladder, owner_of
from bot.care.own_words import own_words
from bot.care.ports import Work
from bot.care.records import Kept

__all__ = ["Severity", "Signal", "Standing", "open_signals", "raise_signal"]


class Meant(StrEnum):
    """What somebody's words to a signal were taken for."""

    TAKEN = "taken"
    """They take it over."""
    NOTED = "noted"
    """Somebody has it in hand; the words stand with it."""
    ADDED = "added"
    """More of what it says, by whoever raised it."""
    GRADED = "graded"
    """How urgent it is, by whoever raised it."""
    BARE = "bare"
    """No words of their own: they are asked for."""


@dataclass(frozen=True, kw_only=True)
class Heard:
    """What came of somebody's words."""

    kept: Kept[Signal]
    meant: Meant
    at: datetime | None = None
    """When they are asked what happened."""


def raise_signal(
    work: Work, case: str, by: str, severity: Severity, text: str, *, source: str = "", named: str = "", in_room: bool = False
) -> Kept[Signal]:
    """Keep a signal, begin with its ladder, and tell the team; it is never refused.

    ``source`` is the ref of the record that it comes from, ``named`` whom it is addressed to. ``in_room``: the answer to whoever
    raises it stands in the case's room, and is all that the team is told.
    """
    kept = alerts.add(work, case, by, Signal(text=text, severity=severity, source=source, named=named))
    owned = work.records.put(kept, owner=owner_of(work, kept))
    rung = ringing.begin(work, owned)
    work.fact("signal raised", actor=by, case=case, ref=rung.ref, outcome=severity.words)
    if not in_room:
        signal_words.to_room(work, rung, "signal/standing", {"reached": bool(rung.what.told)})
    return rung


def open_signals(work: Work, case: str) -> tuple[Kept[Signal], ...]:
    """Give the signals of a case that are not closed: the most urgent first, and the oldest of these."""
    return alerts.unclosed(work, case)


def answerable(work: Work, ref: str, person: str) -> Kept[Signal]:
    """Find one for somebody who may answer it: anyone on the team, and whoever stands on its ladder. ``DeniedError`` for others."""
    known = work.recall(alerts.key_of(ref))
    kept = alerts.by_ref(work, ref) if known is not None else None
    if kept is None or not concerns(work, kept, person):
        raise DeniedError
    return kept


def hear(work: Work, kept: Kept[Signal], by: str, text: str, *, takes_over: bool = False) -> Heard:
    """Take somebody's words to a signal. ``takes_over``: they said so, and do not only add something.

    ``ConflictError`` for one that is closed.
    """
    if kept.state == Standing.CLOSED:
        raise ConflictError("refused/signal_closed", ref=kept.ref, code=kept.case)
    raiser = by == kept.author and not takes_over and kept.state == Standing.OPEN
    grade = severity_of(text) if raiser else None
    if grade is not None:
        return Heard(kept=_grade(work, kept, grade), meant=Meant.GRADED)
    if raiser and text.strip():
        return Heard(kept=_add_words(work, kept, text), meant=Meant.ADDED)
    if not own_words(text, kept.what.text):
        return Heard(kept=kept, meant=Meant.BARE)
    if kept.state == Standing.OPEN or (takes_over and kept.state == Standing.TAKEN and by != kept.what.taken_by):
        return _take(work, kept, by, text)
    return Heard(kept=_note(work, kept, by, text), meant=Meant.NOTED)


def severity_of(word: str) -> Severity | None:
    """Read how urgent something is; None for any other word."""
    bare = word.strip().strip(".,:;!").lower()
    return next((one for one in Severity if one.words == bare), None)


def climb(work: Work, ref: str) -> None:
    """Go on with the ladder, as its moment says; one that somebody took over and left without an answer climbs again."""
    kept = alerts.by_ref(work, ref)
    if kept.state == Standing.OPEN:
        ringing.climb(work, kept)
    elif kept.state == Standing.TAKEN and kept.what.asked is not None:
        left = [one for one in ladder(work, kept) if one.step not in kept.what.climbed]
        what = replace(kept.what, taken_by="", asked=None, climbed=kept.what.climbed if left else ())
        again = work.records.put(kept, what=what, state=Standing.OPEN, owner=owner_of(work, kept))
        work.fact("signal again", actor=work.clinic.bot, case=kept.case, ref=kept.ref, outcome="no answer")
        signal_words.to_room(work, again, "signal/standing", {"reached": True})
        ringing.climb(work, again, together=not left)


def ring(work: Work, ref: str, person: str) -> None:
    """Ring somebody whose quiet hours are over, if nobody has answered meanwhile."""
    kept = alerts.by_ref(work, ref)
    if kept.state == Standing.OPEN:
        ringing.ring_now(work, kept, person)


def ask_outcome(work: Work, ref: str) -> None:
    """Ask whoever took it over what happened, unless it is settled."""
    kept = alerts.by_ref(work, ref)
    if kept.state == Standing.TAKEN:
        ringing.ask_outcome(work, kept)


def handle(work: Work, kept: Kept[Signal], by: str, outcome: str) -> Kept[Signal]:
    """Keep what came of it. It stays open until a second clinician agrees; said by a second one, that is what it does."""
    if kept.state == Standing.CLOSED:
        raise ConflictError("refused/signal_closed", ref=kept.ref, code=kept.case)
    if kept.state == Standing.HANDLED and kept.what.outcome is not None and kept.what.outcome.by != by:
        return second(work, kept, by)
    ringing.stop(work, kept)
    said = Said(by=by, at=work.now, text=outcome)
    return work.records.put(kept, what=replace(kept.what, outcome=said, asked=None), state=Standing.HANDLED)


def second(work: Work, kept: Kept[Signal], by: str) -> Kept[Signal]:
    """Close it: a second clinician agrees with what the first said came of it. That asks for a plan review."""
    if kept.state != Standing.HANDLED or kept.what.outcome is None:
        raise ConflictError("refused/signal_closed", ref=kept.ref, code=kept.case)
    if kept.what.outcome.by == by:
        raise InvalidError("refused/signal_second", ref=kept.ref)
    wishes.wish(work, kept.case, wishes.Reason.SIGNAL, ref=kept.ref)
    return work.records.put(kept, what=replace(kept.what, seconded=by), state=Standing.CLOSED)


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give every signal that is not closed, in neutral words: it heads the agenda, for everyone."""
    for kept in open_signals(work, day.case):
        what, outcome = kept.what, kept.what.outcome
        stands = {
            Standing.OPEN: "answered by nobody yet",
            Standing.TAKEN: "answered, not yet closed",
            Standing.HANDLED: "handled, awaiting second",
        }[Standing(kept.state)]
        yield item(
            Section.SAFETY,
            kept,
            reason=day.dated("since", kept.created) if day.spoken(kept.created) != "today" else "raised today",
            need=(Need.SIGNAL, -what.severity, kept.created.timestamp()),
            label=f"{what.severity.words} signal",
            owner=(outcome.by if outcome is not None else what.taken_by) or None,
            neutral=stands,
        )


def _take(work: Work, kept: Kept[Signal], by: str, text: str) -> Heard:
    ringing.stop(work, kept)
    said = Said(by=by, at=work.now, text=text)
    what = replace(kept.what, taken_by=by, asked=None, answers=(*kept.what.answers, said))
    waits, urgent = work.clinic.waits, kept.what.severity is Severity.URGENT
    at = work.now + waits.outcome if urgent else next_working(work, by, work.now + waits.concern)
    taken = work.records.put(kept, what=what, state=Standing.TAKEN, owner=by, due=at)
    work.fact("signal answered", actor=by, case=kept.case, ref=kept.ref)
    for person in dict.fromkeys((*kept.what.told, kept.author)):
        if person != by:
            line = (signal_words.words_line(taken, kept.what.told, said),) if person in kept.what.told else ()
            signal_words.to_person(work, taken, person, "signal/taken", {}, lines=line, rings=person == kept.author)
    signal_words.to_room(work, taken, "signal/standing", {"reached": True})
    if urgent:
        ringing.ask_later(work, taken, at)
    return Heard(kept=taken, meant=Meant.TAKEN, at=at if urgent else None)


def _note(work: Work, kept: Kept[Signal], by: str, text: str) -> Kept[Signal]:
    said = Said(by=by, at=work.now, text=text)
    if kept.what.asked is not None:
        ringing.stop(work, kept)
    noted = work.records.put(kept, what=replace(kept.what, asked=None, answers=(*kept.what.answers, said)))
    taker = kept.what.taken_by
    if taker and taker != by and taker in kept.what.told:
        line = signal_words.words_line(noted, kept.what.told, said)
        signal_words.to_person(work, noted, taker, "signal/more", {"from": by}, lines=(line,))
    return noted


def _add_words(work: Work, kept: Kept[Signal], text: str) -> Kept[Signal]:
    whole = f"{kept.what.text}\n{text}" if kept.what.text.strip() else text
    added = work.records.put(kept, what=replace(kept.what, text=whole))
    said = Said(by=kept.author, at=work.now, text=text)
    for person in kept.what.told:
        line = signal_words.words_line(added, kept.what.told, said)
        signal_words.to_person(work, added, person, "signal/more", {"from": kept.author}, lines=(line,), rings=True)
    return added


def _grade(work: Work, kept: Kept[Signal], severity: Severity) -> Kept[Signal]:
    """Take it for more or less urgent than before: its ladder begins anew."""
    if severity is kept.what.severity:
        return kept
    ringing.stop(work, kept)
    graded = work.records.put(kept, what=replace(kept.what, severity=severity, climbed=(), ended=False))
    work.fact("signal graded", actor=kept.author, case=kept.case, ref=kept.ref, outcome=severity.words)
    if severity > kept.what.severity:
        return ringing.begin(work, graded)
    for person in kept.what.told:
        signal_words.to_person(work, graded, person, "signal/graded", {})
    return ringing.resume(work, graded)
