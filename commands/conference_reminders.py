"""Reminding people of a conference: everybody who comes, in the room where they read it; and one alone, in their direct room."""

from __future__ import annotations

from bot.care import asked_for, guests, holds, preparing, reminders, waiting
from bot.care.booked import Conference
from bot.care.dues import Due
from bot.care.facts import Message, Value, direct
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat import booking
from bot.chat.due import LATE
from bot.chat.due_actions import Late, due


@due(reminders.REMINDER_DUE, late=Late.SKIP)
def remind(moment: Due, late: bool, work: Work) -> None:
    """Remind everyone who comes, but whoever is asked now for what is missing on its list: that tells them the same.

    One that comes late rings nobody; that it was missed is told once a conference.
    One that is late because the conference was held was not missed: what goes on again was told when the hold ended.
    """
    found = reminders.reminded(work, moment)
    if found is None:
        return
    kept, soon = found
    if late:
        held = waiting.waited(work, moment) or holds.on(work, kept.case, modality=kept.what.modality, kept=kept) is not None
        if not held and reminders.is_last_word(work, kept, moment, LATE[Late.SKIP]):
            values: dict[str, Value] = {**booking.shown(work, kept), "to_come": kept.what.at > work.now}
            work.say(moment.place, Message(template="conference/missed", values=values, case=kept.case))
        work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref, outcome="skipped")
        return
    people, room = reminders.rung(work, kept), work.places.get(moment.place)
    if moment.at == preparing.locks_at(kept):
        people = tuple(one for one in people if not asked_for.is_asked(work, kept, one))
    here = tuple(one for one in people if room is not None and one in room.present)
    work.say(moment.place, _message(work, kept, soon, here))
    _remind_others(work, kept, soon, tuple(one for one in people if one not in here))
    work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref)


@due(reminders.OWN_DUE, late=Late.ACT, apart=True)
def remind_alone(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - however late, it says how soon it begins
    """Remind one person, who snoozed or was in their quiet hours; after these not as well as asking them for something."""
    found = reminders.alone(work, moment)
    if found is None or (reminders.waited_for_quiet(moment) and asked_for.was_asked(work, *found)):
        work.fact(moment.kind, actor=work.clinic.bot, case=moment.case, ref=moment.subject, outcome="skipped")
        return
    kept, person = found
    _say_alone(work, kept, reminders.soon(kept.what.at - work.now), person)
    work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref)


def _remind_others(work: Work, kept: Kept[Conference], soon: str, people: tuple[str, ...]) -> None:
    """A guest reads it in the room of the conference; whoever is in neither room reads it alone."""
    place = work.places.get(guests.key_of(kept.ref))
    there = tuple(one for one in people if place is not None and one in place.present)
    if place is not None and there:
        work.say(place.key, _message(work, kept, soon, there))
    for person in people:
        if person not in there:
            _say_alone(work, kept, soon, person)


def _say_alone(work: Work, kept: Kept[Conference], soon: str, person: str) -> None:
    work.say(direct(person), _message(work, kept, soon, (person,)))
    reminders.note_told(work, kept, person)


def _message(work: Work, kept: Kept[Conference], soon: str, rings: tuple[str, ...]) -> Message:
    values: dict[str, Value] = {**booking.reminder(work, kept), "soon": soon}
    return Message(template="conference/reminder", values=values, case=kept.case, mentions=rings, hears=booking.hears(kept))
