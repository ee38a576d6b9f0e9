"""The conferences of a case: booked, moved, called off, held, and their minutes locked and put right."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.care import booked, timeline_acts
from bot.care.booked import Conference, Standing
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.corrections import Correction
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.sittings import Sitting
from bot.care.timeline_events import Event, known, shared
from bot.care.timeline_huddles import spoken_minutes

CANCELS = ("conference cancel", "conference cancel category")
"""What calls a conference off, or withdraws proposed times: the command, and the category of its reason, if that was asked for."""

_MOVES = "conference move"


def conferences(work: Work, case: str, readers: tuple[str, ...]) -> Iterator[Event]:
    """Give the conferences. A guest hears of their own alone."""
    heard = {kept.ref: kept for kept in work.records.find(Conference, case) if booked.is_known_to(work, kept, *readers)}
    for kept in heard.values():
        yield from _planned(work, kept)
    for sitting in work.records.find(Sitting, case):
        if sitting.what.conference in heard:
            until, advisory = sitting.what.ended, ", advisory" if sitting.what.lacking else ""
            took = f", {spoken_minutes(until - sitting.created)}{advisory}" if until is not None else ", open"
            yield known(sitting, f"conference held{took}", ref=sitting.what.conference, by="")
    for minutes in work.records.find(ConferenceMinutes, case):
        if minutes.what.conference in heard and minutes.what.locked is not None:
            yield known(minutes, "minutes locked", at=minutes.what.locked, by="", ref=minutes.what.conference)
    for correction in work.records.find(Correction, case):
        if correction.what.conference in heard:
            yield shared(correction, f"correction of the minutes of {correction.what.conference}")


def _planned(work: Work, kept: Kept[Conference]) -> Iterator[Event]:
    """Each with the moment for which it was then."""
    what = kept.what
    moments = (*(one.was for one in what.moves), what.at)
    asker, concerns = booked.asker(kept), what.categories
    yield known(kept, "conference booked", moment=moments[0], text=what.question, concerns=concerns, author=asker)
    acts = timeline_acts.done(work, kept.case, kept.ref, _MOVES) if what.moves else ()
    who = {one.at: one.actor for one in acts}
    for number, move in enumerate(what.moves, 1):
        yield known(kept, "conference moved", number, at=move.on, by=who.get(move.on, ""), moment=moments[number])
    if kept.state == Standing.CANCELLED:
        yield replace(timeline_acts.called_off(work, kept, "conference called off", *CANCELS), moment=what.at)
