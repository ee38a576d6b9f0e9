"""The room of a conference with guests: what is said there, and when it closes."""

from __future__ import annotations

from datetime import timedelta

from bot.care import conferences, guests
from bot.care.consent import Category
from tests.commands.test_brief import GUEST, due, ready, refs, room_of
from tests.unit.desk import BOT, COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST


def test_two_days_after_the_conference_everybody_is_told_and_then_out() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    place = room_of(ward)
    for person in (*place.invited, BOT):
        ward.desk.join(place.key, person)
    (kept,) = ward.desk.records.find(conferences.Conference, ward.code)
    closing = due(ward, guests.CLOSING)
    assert closing.at == kept.what.end + timedelta(hours=48)
    said = ward.talk.ring(closing)
    assert [(one.place, one.message.template) for one in said] == [(place.key, "brief/closing")]
    assert ward.desk.rosters.member(ward.code, GUEST) is not None
    ward.talk.ring(due(ward, guests.CLOSED))
    assert ward.desk.rosters.member(ward.code, GUEST) is None
    assert ward.desk.rosters.member(ward.code, PHYSICIAN) is not None
    assert room_of(ward).present == frozenset()
    assert not [one for one in ward.desk.dues.of(ward.code) if one.kind in {guests.CLOSED, guests.CLOSING}]


def test_a_conference_that_has_moved_keeps_its_room_until_two_days_after_it() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    closing = due(ward, guests.CLOSING)
    ward.say(SEX_THERAPIST, f"!conference move {refs(ward)[0]} 2026-12-20 14:00")
    assert [one for one in ward.talk.ring(closing) if one.message.template == "brief/closing"] == []
    (kept,) = ward.desk.records.find(conferences.Conference, ward.code)
    assert due(ward, guests.CLOSING).at == kept.what.end + timedelta(hours=48)


def test_a_room_follows_its_conference_to_another_day_and_closes_where_it_is_called_off() -> None:
    ward = ready(Category.MEDICAL)
    conference, note, _ = refs(ward)
    guests.follow(ward.desk, ward.code, conference, None)
    assert ward.desk.places.get(guests.key_of(conference)) is None
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {note}")
    end = ward.desk.now + timedelta(days=20)
    guests.follow(ward.desk, ward.code, conference, end)
    assert due(ward, guests.CLOSING).at == end + timedelta(hours=48)
    ward.say(SEX_THERAPIST, f"!conference cancel {conference} #medical Somebody is ill.")
    guests.follow(ward.desk, ward.code, conference, None)
    assert [one.message.template for one in ward.talk.ring(due(ward, guests.CLOSING))] == ["brief/closing"]


def test_a_closed_case_closes_the_rooms_of_its_guests() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    ward.say(SEX_THERAPIST, "!case close Goals reached.")
    ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    ward.talk.ring(due(ward, guests.CLOSING))
    ward.talk.ring(due(ward, guests.CLOSED))
    assert room_of(ward).present == frozenset()
    assert ward.desk.rosters.member(ward.code, GUEST) is None


def test_whoever_leaves_the_team_is_out_of_that_room_too() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")
    ward.coordinate(f"!team {ward.code} remove {GUEST}")
    assert room_of(ward).present == {SEX_THERAPIST, MENTAL_HEALTH}


def test_what_is_typed_there_is_read_by_those_who_are_there_or_taken_out() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    place = room_of(ward)
    for person in place.invited:
        ward.desk.join(place.key, person)
    ward.say(SEX_THERAPIST, "!note A topic.\nRisk: none", here=place.key)
    assert [where for where, _ in ward.desk.redacted] == [place.key]
    ward.say(PHYSICIAN, "!note A canary.\nRisk: none", here=place.key)
    assert len(ward.desk.redacted) == 1
    answer = ward.say(GUEST, "!notes here", here=place.key)
    assert "canary" in answer
    assert "A topic." not in answer


def test_the_room_is_fit_although_most_of_the_team_is_elsewhere() -> None:
    ward = ready(Category.MEDICAL, people=f" with {PHYSICIAN}")
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    for person in room_of(ward).invited:
        ward.desk.join(room_of(ward).key, person)
    said = ward.say(PHYSICIAN, "!room", here=room_of(ward).key)
    assert MENTAL_HEALTH not in said
    assert COORDINATOR not in said


def test_the_command_that_moves_or_calls_off_a_conference_takes_its_guest_room_along() -> None:
    ward = ready(Category.MEDICAL)
    conference, note, _ = refs(ward)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {note}")
    planned = due(ward, guests.CLOSING).at
    ward.say(SEX_THERAPIST, f"!conference move {conference} 2026-12-17 14:00")
    assert due(ward, guests.CLOSING).at == planned + timedelta(days=7)
    ward.say(SEX_THERAPIST, f"!conference cancel {conference} The question is answered")
    assert due(ward, guests.CLOSING).at <= ward.desk.now + timedelta(days=1)
