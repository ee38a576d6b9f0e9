"""What a guest reads and says in a conference that is held."""

from __future__ import annotations

from dataclasses import replace

from bot.care import guests, sittings
from bot.care.consent import Category
from bot.care.facts import direct
from tests.unit.desk import BOT, PHYSICIAN, SEX_THERAPIST
from tests.unit.held_conference import GUEST, begun, booked, due, latest, refs
from tests.unit.ward import Ward


def guest_there() -> tuple[Ward, str]:
    """A conference that has begun, with a guest in its room."""
    ward, ref = booked()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.desk.grant(ward.code, Category.SUMMARY, to=GUEST)
    ward.say(SEX_THERAPIST, f'!brief {GUEST} {ref} "#summary What would you do?"')
    place = ward.desk.places.get(guests.key_of(ref))
    assert place is not None
    for person in (*place.invited, BOT):
        ward.desk.join(place.key, person)
    ward.talk.ring(due(ward, sittings.BEGINS))
    return ward, ref


def test_a_guest_reads_in_the_conference_room_what_is_shared_with_them_and_adds_facts_there() -> None:
    ward, ref = guest_there()
    room = guests.key_of(ref)
    opening = latest(ward, "sitting/begun")
    assert (opening.place, opening.message.mentions) == (room, (GUEST,))
    (question,) = ward.hear(GUEST, "!fact I have seen this before", here=room)
    assert "Fact" in ward.say(GUEST, "summary", here=room, reply_to=question)
    ward.say(PHYSICIAN, "!fact A canary")
    ward.say(SEX_THERAPIST, "!conference end")
    minutes = [one for one in ward.desk.said if one.message.template == "sitting/minutes"]
    assert [one.place for one in minutes] == [ward.room, room]
    text = ward.read(minutes[1]).text
    assert "I have seen this before" in text
    assert f"- guest: {GUEST}" in text
    assert "canary" not in text
    said = ward.hear(GUEST, f"!conference correct {ref} #summary Twice", here=room)
    assert [one.message.template for one in said] == ["sitting/corrected"] * 2
    assert [one.place for one in said] == [room, ward.room]
    assert "Twice" not in ward.read(said[0]).text
    assert "Twice" in ward.read(said[1]).text


def test_a_guest_of_another_conference_says_nothing_in_this_one() -> None:
    ward, _ = begun()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.desk.grant(ward.code, Category.SUMMARY, to=GUEST)
    for text in ("!fact #summary A canary", "!option #summary A canary", f"!decide #summary A canary by {PHYSICIAN}"):
        ward.say(GUEST, text.replace(" ", f" {ward.code} ", 1), here=direct(GUEST))
    assert refs(ward, "conference_fact") + refs(ward, "conference_option") + refs(ward, "decision") == []


def test_what_a_guest_may_read_and_somebody_else_in_that_room_may_not_goes_to_the_guest_directly() -> None:
    ward, _ = guest_there()
    ward.desk.grant(ward.code, Category.MEDICAL, to=GUEST)
    ward.desk.grant(ward.code, Category.MEDICAL, to=SEX_THERAPIST, given=False)
    ward.privately(PHYSICIAN, f"!fact {ward.code} A canary")
    ward.say(SEX_THERAPIST, "!conference end")
    minutes = {one.place: ward.read(one).text for one in ward.desk.said if one.message.template == "sitting/minutes"}
    assert [place for place, text in minutes.items() if "canary" in text] == [direct(GUEST)]


def test_what_reaches_a_guest_of_a_case_that_is_marked_brings_the_notice_along() -> None:
    ward, ref = guest_there()
    ward.desk._clinic = replace(ward.desk.clinic, redisclosure="Passing this on needs consent.")  # noqa: SLF001 - as it is configured
    known = ward.desk.cases.get(ward.code)
    assert known is not None
    ward.desk.cases.put(replace(known, part2=True))
    ward.say(SEX_THERAPIST, "!conference end")
    minutes = {one.place: ward.read(one).text for one in ward.desk.said if one.message.template == "sitting/minutes"}
    assert [place for place, text in minutes.items() if "Passing this on" in text] == [guests.key_of(ref)]
