from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.care import guests, sittings
from bot.care.actions import Action, Decision
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.conferences import Conference, Standing
from bot.care.consent import Category
from bot.care.contributions import Fact
from bot.care.facts import direct
from bot.care.ports import Due
from bot.care.records import Kept
from bot.care.sittings import Sitting
from tests.unit.desk import BOT, COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

GUEST = "@guest:example.org"
AT = "2026-12-10 14:00-14:30"
BOOK = f'!conference at {AT} "What next?" with {PHYSICIAN}'


def booked(text: str = BOOK) -> tuple[Ward, str]:
    ward = Ward()
    ward.say(SEX_THERAPIST, text)
    (kept,) = ward.desk.records.find(Conference, ward.code)
    return ward, kept.ref


def begun(text: str = BOOK) -> tuple[Ward, str]:
    """A conference that has begun at its minute."""
    ward, ref = booked(text)
    ward.talk.ring(due(ward, sittings.BEGINS))
    return ward, ref


def due(ward: Ward, kind: str) -> Due:
    (found,) = (one for one in ward.desk.dues.of(ward.code) if one.kind == kind)
    return found


def rung(ward: Ward, kind: str, *, late: timedelta = timedelta()) -> str:
    return "\n".join(ward.read(one).text for one in ward.talk.ring(due(ward, kind), late=late))


def latest(ward: Ward, template: str) -> Said:
    return next(one for one in reversed(ward.desk.said) if one.message.template == template)


def decision(ward: Ward, number: int = -1) -> Kept[Decision]:
    return ward.desk.records.find(Decision, ward.code)[number]


def test_it_begins_at_its_minute_with_the_question_who_is_needed_and_whoever_takes_part_is_rung() -> None:
    ward, ref = booked()
    (said,) = ward.talk.ring(due(ward, sittings.BEGINS))
    text = ward.read(said).text
    assert text.startswith(f"Conference {ref} begins: Thu 10 Dec 2026, 14:00 Berlin, until 14:30.")
    assert "Question: What next?" in text
    assert "- the chair: nobody yet" in text
    assert "- a physician: nobody yet" in text
    assert said.place == ward.room
    assert set(said.message.mentions) == {SEX_THERAPIST, PHYSICIAN}
    assert [one for one in ward.desk.dues.of(ward.code) if one.kind == sittings.BEGINS] == []


def test_one_that_was_missed_begins_late_and_says_so() -> None:
    ward, ref = booked()
    assert "Posted late: Thu 10 Dec 2026, 14:20 Berlin." in rung(ward, sittings.BEGINS, late=timedelta(minutes=20))
    assert sittings.running(ward.desk, ward.code) is not None
