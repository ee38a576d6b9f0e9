"""Enrolment: the first thing that a person reads of the bot, said once, in a room of their own."""

from __future__ import annotations

from dataclasses import replace

from bot.care.facts import Message, Value, direct
from bot.care.people import Office, PlaceKind
from bot.care.ports import Work


def enrol(work: Work, person: str, *, writes: bool = True) -> None:
    """See to it that somebody has a direct room, and was told once what this is, in three commands that they may use.

    Whoever is put on a roster, or holds an office, is enrolled like this. A second call changes nothing.
    """
    known = work.people.get(person)
    work.places.make(direct(person), PlaceKind.DIRECT, invite=(person,), person=person)
    if known.greeted:
        return
    work.people.put(replace(known, enrolled=known.enrolled or work.now, greeted=True))
    values: dict[str, Value] = {
        "emergency": work.clinic.emergency_text,
        "clinic_name": work.clinic.name,
        "coordinates": Office.COORDINATOR in known.offices,
        "writes": writes,
    }
    work.say(direct(person), Message(template="welcome/first", values=values))


def stand_by(work: Work, person: str) -> None:
    """Enrol somebody who is on call, and tell them once what that means."""
    appoint(work, person, "on call", "signal/on_call")


def appoint(work: Work, person: str, office: str, template: str) -> None:
    """Enrol somebody who has an office, and tell them once what that means; they need not be on any roster.

    ``office`` is for ever: it says of whom it is known that they were told.
    """
    enrol(work, person, writes=False)
    key = f"{office}:{person}"
    if work.recall(key) is None:
        work.remember(key, told=work.now)
        work.say(direct(person), Message(template=template))
