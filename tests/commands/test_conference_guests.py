"""A guest is there for one conference, and hears of no other."""

from __future__ import annotations

import pytest

from bot.care import guests
from bot.care.conferences import Conference
from bot.care.consent import Category
from bot.care.facts import control, direct
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal
from bot.care.reminders import REMINDER_DUE
from tests.unit.desk import BOT, COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward

GUEST = "@guest:example.org"


def two() -> tuple[Ward, str, str]:
    """A guest's conference, and one of the whole team; their refs."""
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.desk.room_of(GUEST)
    ward.desk.grant(ward.code, Category.SUMMARY, to=GUEST)
    ward.say(SEX_THERAPIST, f'!conference at 2026-12-09 14:00 #summary "What next?" with {PHYSICIAN}')
    theirs = ward.desk.records.find(Conference, ward.code)[0].ref
    ward.say(SEX_THERAPIST, f'!brief {GUEST} {theirs} "#summary What would you do?"')
    place = ward.desk.places.get(guests.key_of(theirs))
    assert place is not None
    for person in (*place.invited, BOT):
        ward.desk.join(place.key, person)
    ward.say(SEX_THERAPIST, '!conference at 2026-12-10 14:00 #summary "canary"')
    return ward, theirs, ward.desk.records.find(Conference, ward.code)[1].ref


def asked(ward: Ward, text: str) -> str:
    family, _, rest = text.partition(" ")
    return ward.say(GUEST, f"{family} {ward.code} {rest}", here=direct(GUEST))


def test_the_whole_team_has_no_guest_who_is_there_for_another_conference() -> None:
    ward, theirs, other = two()
    (booked,) = (one for one in ward.desk.said if one.message.values.get("ref") == other)
    assert GUEST not in booked.message.mentions
    moments = [one for one in ward.desk.dues.of(ward.code) if one.kind == REMINDER_DUE]
    for moment in sorted(moments, key=lambda one: one.at):
        rung = [one.message for one in ward.talk.ring(moment) if GUEST in one.message.mentions]
        assert {str(one.values["ref"]) for one in rung} <= {theirs}
        assert bool(rung) is (moment.subject == theirs), "of their own they are reminded"


def test_everyone_is_there_who_has_a_place_and_a_guest_at_their_own_conference_alone() -> None:
    ward, theirs, other = two()
    ward.say(PHYSICIAN, f"!apologies {other}")
    ward.say(SEX_THERAPIST, f"!conference start {other}")
    said = ward.say(SEX_THERAPIST, "!present everyone")
    assert MENTAL_HEALTH in said
    assert GUEST not in said
    assert PHYSICIAN not in said, "they cannot come"
    ward.say(SEX_THERAPIST, "!conference end")
    ward.say(SEX_THERAPIST, f"!conference start {theirs}")
    said = ward.say(SEX_THERAPIST, "!present everyone")
    assert all(one in said for one in (GUEST, PHYSICIAN, MENTAL_HEALTH, SEX_THERAPIST))


def test_a_guest_finds_no_other_conference_on_any_list_and_none_by_its_ref() -> None:
    ward, theirs, other = two()
    listed = asked(ward, "!conferences")
    assert theirs in listed
    assert other not in listed
    assert theirs in asked(ward, "!conference show")
    assert asked(ward, f"!conference show {other}") == asked(ward, "!conference show 8R2Q")
    assert "canary" in ward.privately(PHYSICIAN, f"!conference {ward.code} show {other}")


def test_a_guest_reads_the_minutes_of_their_own_conference_alone() -> None:
    ward, theirs, other = two()
    for ref in (theirs, other):
        ward.say(SEX_THERAPIST, f"!conference start {ref}")
        ward.say(SEX_THERAPIST, "!fact #summary A topic")
        ward.say(SEX_THERAPIST, "!conference end")
    for text in ("!conference minutes", "!minutes"):
        assert "A topic" in asked(ward, f"{text} {theirs}")
        assert "A topic" not in asked(ward, f"{text} {other}")
        assert SEX_THERAPIST not in asked(ward, f"{text} {other}")
    assert theirs in asked(ward, "!minutes")
    assert other not in asked(ward, "!minutes")
    assert "A topic" in ward.privately(PHYSICIAN, f"!minutes {ward.code} {other}")


def test_what_is_posted_where_a_guest_reads_it_tells_of_no_other_conference_either() -> None:
    ward, theirs, other = two()
    room = guests.key_of(theirs)
    (listed,) = (one for one in ward.hear(PHYSICIAN, "!conferences here", here=room) if one.place == room)
    assert theirs in ward.read(listed).text
    assert other not in ward.read(listed).text
    (shown,) = (one for one in ward.hear(PHYSICIAN, f"!conference show {other} here", here=room) if one.place == room)
    assert shown.message.template == "refused/no_such_ref"
    assert other in ward.say(PHYSICIAN, "!conferences here"), "the case's own room has no guests"


def test_who_votes_where_a_guest_is_there_who_hears_nothing_of_these_times_is_answered_alone() -> None:
    ward, theirs, _ = two()
    room = guests.key_of(theirs)
    ward.say(SEX_THERAPIST, f'!conference propose "What then?" with {GUEST} {PHYSICIAN} #summary')
    (known,) = (one.ref for one in ward.desk.records.find(Proposal, ward.code))
    assert known in "".join(ward.read(one).text for one in ward.hear(PHYSICIAN, "!vote 1", here=room) if one.place == room)
    ward.say(SEX_THERAPIST, f'!conference propose "canary" with {PHYSICIAN} ~couple_work #summary')
    unheard = next(one.ref for one in ward.desk.records.find(Proposal, ward.code) if one.ref != known)
    said = [*ward.hear(PHYSICIAN, "!vote 1", here=room), *ward.hear(PHYSICIAN, f"!vote {unheard} 1", here=room)]
    there = "".join(ward.read(one).text for one in said if one.place == room)
    assert unheard not in there
    assert "2026" not in there
    assert unheard in "".join(ward.read(one).text for one in said if one.place == direct(PHYSICIAN))


@pytest.mark.parametrize(
    ("person", "text"),
    [
        (SEX_THERAPIST, "!conference times more"),
        (SEX_THERAPIST, "!conference deadline Wed 12:00"),
        (PHYSICIAN, "!conference settle 1"),
        (PHYSICIAN, "!modality couple work out"),
        (SEX_THERAPIST, '!conference at 2026-12-10 14:00 #summary "canary"'),
    ],
)
def test_an_answer_that_tells_of_what_a_guest_who_is_there_hears_nothing_of_goes_to_whoever_asked(person: str, text: str) -> None:
    ward, theirs, other = two()
    room = guests.key_of(theirs)
    ward.say(SEX_THERAPIST, f'!conference propose "canary" with {PHYSICIAN} ~couple_work #summary')
    (unheard,) = (one.ref for one in ward.desk.records.find(Proposal, ward.code))
    read = [(one.place, ward.read(one).text) for one in ward.hear(person, text, here=room)]
    there = "".join(text for place, text in read if place == room)
    assert not any(one in there for one in (unheard, other, "2026"))
    assert any(one in text for place, text in read for one in (unheard, other) if place == direct(person))


def test_a_guest_hears_of_no_times_but_those_that_they_are_asked_about_on_no_list_agenda_or_screen() -> None:
    ward, theirs, other = two()
    ward.say(SEX_THERAPIST, f'!conference propose "What then?" with {GUEST} #summary')
    ward.say(SEX_THERAPIST, f'!conference propose "canary" with {PHYSICIAN} ~couple_work #summary')
    asked_about, unheard = (one.ref for one in ward.desk.records.find(Proposal, ward.code))
    for text in ("!conferences", "!agenda", "!case"):
        read = asked(ward, text)
        assert asked_about in read, text
        assert unheard not in read, text
        assert other not in read, text
        assert unheard in ward.privately(PHYSICIAN, f"{text} {ward.code}"), text
    ward.say(SEX_THERAPIST, "!modality couple work out")
    assert unheard not in asked(ward, "!modalities")
    assert unheard in ward.privately(PHYSICIAN, f"!modalities {ward.code}")
    assert theirs in asked(ward, "!conferences")


def test_what_a_guests_agenda_counts_is_what_that_guest_hears_of() -> None:
    ward, theirs, _ = two()
    ward.say(SEX_THERAPIST, "!huddle add #medical canary")
    ward.say(SEX_THERAPIST, "!huddle add #results canary")
    counted = [text.partition("\n")[0] for text in (asked(ward, "!agenda"), ward.privately(PHYSICIAN, f"!agenda {ward.code}"))]
    assert counted[0].endswith("The agenda so far: 2 due soon.")
    assert "2 topics" in counted[1]
    assert "Your" not in asked(ward, "!agenda")
    assert theirs in asked(ward, "!agenda")


def test_what_is_posted_in_a_guests_room_leaves_out_what_the_guest_does_not_hear_of() -> None:
    ward, theirs, _ = two()
    ward.say(SEX_THERAPIST, f'!conference propose "canary" with {PHYSICIAN} #summary')
    (unheard,) = (one.ref for one in ward.desk.records.find(Proposal, ward.code))
    room = guests.key_of(theirs)
    for text in ("!conferences here", "!agenda here", "!case here"):
        (posted,) = (one for one in ward.hear(PHYSICIAN, text, here=room) if one.place == room)
        assert unheard not in ward.read(posted).text, text


def test_a_guest_who_is_asked_by_name_and_has_no_room_yet_hears_alone_when_it_is_and_where_it_has_moved_to() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.desk.room_of(GUEST)
    said = ward.hear(PHYSICIAN, f'!conference at 2026-12-09 14:00 #medical "canary" with {GUEST}')
    (kept,) = ward.desk.records.find(Conference, ward.code)
    booked = next(ward.read(one).text for one in said if one.place == direct(GUEST))
    assert f"If you cannot come: `!apologies {ward.code} {kept.ref}`" in booked
    for told in (said, ward.hear(PHYSICIAN, f"!conference move {kept.ref} 2026-12-10 14:00")):
        (theirs,) = (one for one in told if one.place == direct(GUEST))
        assert theirs.message.mentions == (GUEST,)
        assert theirs.message.file is not None
        assert "canary" not in ward.read(theirs).text


def test_a_coordinator_who_is_not_in_the_room_hears_alone_that_their_conference_has_moved() -> None:
    ward = Ward()
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    ward.hear(COORDINATOR, f'!conference {ward.code} at 2026-12-09 14:00 #summary "What next?" with physician', here=control())
    (kept,) = ward.desk.records.find(Conference, ward.code)
    said = ward.hear(PHYSICIAN, f"!conference move {kept.ref} 2026-12-10 14:00")
    assert [one.place for one in said if COORDINATOR in one.message.mentions][1:] == [direct(COORDINATOR)]


def test_a_guest_who_votes_on_times_that_are_put_to_others_hears_what_they_would_hear_of_none() -> None:
    ward = Ward({**TEAM, GUEST: (Role.GUEST,)})
    ward.say(PHYSICIAN, '!conference propose "canary" with mental health for 45m')
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    assert ward.privately(GUEST, f"!vote {kept.ref} 1") == ward.privately(GUEST, "!vote 9Z9Z 1")


def test_a_guest_who_names_a_conference_of_others_hears_what_they_would_hear_of_none() -> None:
    ward = Ward({**TEAM, GUEST: (Role.GUEST,)})
    ward.say(PHYSICIAN, '!conference at 2026-12-14 10:00 for 45m "canary" with sex therapist')
    (kept,) = ward.desk.records.find(Conference, ward.code)
    for words in ("apologies {} {}", "apologies {} {} withdraw", "snooze {} {} 30m", "snooze {} {} off"):
        answers = (ward.privately(GUEST, f"!{words.format(ward.code, ref)}") for ref in (kept.ref, "9Z9Z"))
        assert len(set(answers)) == 1
