from __future__ import annotations

from dataclasses import replace

import pytest
from icalendar import Calendar

from bot.care.appointments import Appointment
from bot.care.conferences import Conference
from bot.care.reminders import REMINDER_DUE
from tests.unit.desk import CLINIC, PHYSICIAN, SEX_THERAPIST, FakeDesk
from tests.unit.ward import Ward


def calling(monkeypatch: pytest.MonkeyPatch, address: str = "https://meet.example.org/{room}") -> Ward:
    monkeypatch.setattr(FakeDesk, "clinic", replace(CLINIC, call_link=address))
    return Ward()


def test_each_conference_has_a_link_of_its_own_in_the_answer_and_in_the_calendar(monkeypatch: pytest.MonkeyPatch) -> None:
    ward = calling(monkeypatch)
    said = ward.hear(SEX_THERAPIST, "!conference at 2027-03-09 14:00")
    ward.hear(SEX_THERAPIST, "!conference at 2027-03-16 14:00")
    first, second = ward.desk.records.find(Conference, ward.code)
    assert first.what.link.startswith("https://meet.example.org/care-")
    assert first.what.link != second.what.link
    assert f"To call: {first.what.link}" in ward.read(said[0]).text
    assert ward.code not in first.what.link
    file = said[0].message.file
    assert file is not None
    (event,) = Calendar.from_ical(file.data).walk("VEVENT")
    assert str(event["URL"]) == str(event["LOCATION"]) == first.what.link


def test_a_move_keeps_the_link(monkeypatch: pytest.MonkeyPatch) -> None:
    ward = calling(monkeypatch)
    ward.say(SEX_THERAPIST, "!conference at 2027-03-09 14:00")
    (kept,) = ward.desk.records.find(Conference, ward.code)
    said = ward.say(SEX_THERAPIST, f"!conference move {kept.ref} 2027-03-10 14:00")
    assert f"To call: {kept.what.link}" in said
    assert ward.desk.records.get(Conference, ward.code, kept.ref).what.link == kept.what.link


def test_the_link_stands_where_somebody_looks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    ward = calling(monkeypatch)
    ward.say(SEX_THERAPIST, "!conference at 2027-03-09 14:00")
    (kept,) = ward.desk.records.find(Conference, ward.code)
    due = next(one for one in ward.desk.dues.of(ward.code) if one.kind == REMINDER_DUE)
    shown = [ward.read(one).text for one in ward.talk.ring(due) if one.message.template == "conference/reminder"]
    shown += [ward.privately(PHYSICIAN, f"!conferences {ward.code}"), ward.privately(PHYSICIAN, f"!conference {ward.code} show")]
    assert all(f"To call: {kept.what.link}" in one for one in shown)


def test_a_joint_appointment_carries_one_and_another_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    ward = calling(monkeypatch)
    said = ward.say(SEX_THERAPIST, f"!appointment sex therapist 2027-03-09 14:00 with {PHYSICIAN}")
    assert "To call: https://meet.example.org/care-" in said
    assert "To call" not in ward.say(SEX_THERAPIST, "!appointment physician 2027-04-09 14:00")
    assert [bool(kept.what.link) for kept in ward.desk.records.find(Appointment, ward.code)] == [True, False]


def test_without_an_address_nobody_is_told_of_a_call() -> None:
    ward = Ward()
    assert "To call" not in ward.say(SEX_THERAPIST, "!conference at 2027-03-09 14:00")
