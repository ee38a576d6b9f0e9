from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import guests
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import direct
from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.care.proposals import Proposal
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

GUEST = "@guest:example.org"
AT = "2026-12-10 14:00"


def ready(*granted: Category, people: str = "") -> Ward:
    """A guest, a conference, and two records: a note of the physician's, one of the sex therapist's."""
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.desk.grant(ward.code, *granted, to=GUEST)
    ward.say(SEX_THERAPIST, f'!conference at {AT} for 45m "What next?"{people}')
    ward.say(PHYSICIAN, "!note A canary.\nRisk: none")
    ward.say(SEX_THERAPIST, "!note A topic.\nRisk: none")
    return ward


def refs(ward: Ward) -> tuple[str, str, str]:
    """Of the conference, the physician's note and the sex therapist's."""
    found = ward.desk.state.records.values()
    (conference,) = (kept.ref for kept in found if kept.what.kind == "conference")
    first, second = (kept.ref for kept in found if kept.what.kind == "note")
    return conference, first, second


def refs_of(ward: Ward, kind: str) -> list[str]:
    return [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == kind]


def room_of(ward: Ward) -> Place:
    place = ward.desk.places.get(guests.key_of(refs(ward)[0]))
    assert place is not None
    return place


def sent(ward: Ward) -> Said:
    return next(one for one in reversed(ward.desk.said) if one.message.template == "brief/sent")


def due(ward: Ward, kind: str) -> Due:
    (found,) = (one for one in ward.desk.dues.of(ward.code) if one.kind == kind)
    return found


def test_a_guest_gets_what_is_granted_to_them_in_a_room_of_that_conference() -> None:
    ward = ready(Category.MEDICAL)
    conference, note, other = refs(ward)
    said = ward.say(SEX_THERAPIST, f'!brief {GUEST} {note} {other} "#medical What would you look at?"')
    assert f"Sent to {GUEST} in the room of conference {conference}, which is being made now: {note}, and the question." in said
    assert f"Left out: {other}, not shared with the guest ({GUEST})." in said
    place = room_of(ward)
    assert (place.kind, place.case) == (PlaceKind.CONFERENCE, ward.code)
    assert place.present == {GUEST, SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH}
    text = ward.read(sent(ward)).text
    assert "A canary." in text
    assert "What would you look at?" in text
    assert "A topic." not in text
    assert other not in text
    assert sent(ward).message.mentions == (GUEST,)


def test_a_guest_never_comes_into_the_room_of_the_case() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    room = ward.desk.places.get(ward.room)
    assert room is not None
    assert GUEST not in room.present
    assert [one.place for one in ward.desk.said if one.message.template == "brief/sent"] == [room_of(ward).key]


def test_without_a_question_the_one_of_the_conference_is_sent_if_it_is_shared() -> None:
    ward = ready(Category.MEDICAL, Category.SEXUAL_HISTORY)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    assert "The question: What next?" in ward.read(sent(ward)).text
    ward = ready(Category.MEDICAL)
    said = ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    assert "The question is left out, not shared with the guest" in said
    assert """A tag in front of it says another category: `#medical "…"`""" in said
    assert "What next?" not in ward.read(sent(ward)).text


def test_what_somebody_else_in_the_room_may_not_read_is_left_out() -> None:
    ward = ready(Category.MEDICAL, Category.SEXUAL_HISTORY)
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    said = ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    assert f"Left out: {refs(ward)[1]}, not shared with the mental health clinician ({MENTAL_HEALTH})." in said
    assert "canary" not in ward.read(sent(ward)).text


def test_whoever_takes_no_part_is_not_in_the_room_and_needs_no_grant() -> None:
    ward = ready(Category.MEDICAL, people=f" with {PHYSICIAN}")
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    assert room_of(ward).present == {GUEST, SEX_THERAPIST, PHYSICIAN}
    assert "canary" in ward.read(sent(ward)).text


def test_where_nothing_is_shared_no_room_is_made() -> None:
    ward = ready()
    said = ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    assert "Nothing is sent" in said
    assert f"!consent grant CATEGORY to {GUEST}" in said
    assert ward.desk.places.get(guests.key_of(refs(ward)[0])) is None


def test_a_withdrawal_in_between_counts_when_it_is_sent() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MEDICAL, to=GUEST, given=False)
    assert "canary" not in ward.read(sent(ward)).text


def test_a_second_brief_uses_the_same_room() -> None:
    ward = ready(Category.MEDICAL, Category.SEXUAL_HISTORY)
    conference, note, other = refs(ward)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {note} {conference}")
    said = ward.say(SEX_THERAPIST, f"!brief {GUEST} {other}")
    assert "being made" not in said
    assert "A topic." in ward.read(sent(ward)).text
    assert len(ward.desk.records.find(guests.GuestRoom, ward.code)) == 1


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("{physician} {note}", "no guest on this case"),
        ("@nobody:example.org {note}", "not on this case's team"),
        ("{guest}", ""),
        ("{guest} 9ZZ9", "nothing with that ref"),
        ("{guest} {note} and some words", ""),
        ('{guest} {note} "A question" and some words', "a question in quotation marks"),
    ],
)
def test_what_cannot_be_sent_is_told(text: str, answer: str) -> None:
    ward = ready(Category.MEDICAL)
    typed = text.format(physician=PHYSICIAN, guest=GUEST, note=refs(ward)[1])
    assert answer in ward.say(SEX_THERAPIST, f"!brief {typed}") or not answer
    assert not any(one.message.template == "brief/sent" for one in ward.desk.said)


def test_only_the_lead_briefs_and_only_what_they_may_read_themselves() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(PHYSICIAN, f"!brief {GUEST} {refs(ward)[1]}")
    assert not any(one.message.template == "brief/sent" for one in ward.desk.said)
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MEDICAL, to=SEX_THERAPIST, given=False)
    unshared = ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    assert unshared == ward.say(SEX_THERAPIST, f"!brief {GUEST} 9ZZ9")


def test_without_a_conference_to_come_there_is_nothing_to_be_briefed_for() -> None:
    ward = ready(Category.MEDICAL)
    ward.desk.later(timedelta(days=7))
    assert "No conference is to come" in ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]}")
    assert "over" in ward.say(SEX_THERAPIST, f"!brief {GUEST} {refs(ward)[1]} {refs(ward)[0]}")


def test_the_ref_of_times_leads_to_their_conference_or_to_what_settles_them() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.desk.grant(ward.code, Category.MEDICAL, to=GUEST)
    ward.say(PHYSICIAN, "!note A canary.\nRisk: none")
    (note,) = (kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "note")
    ward.say(SEX_THERAPIST, '!conference propose "What next?" with physician')
    (proposal,) = ward.desk.records.find(Proposal, ward.code)
    for text in (f"!brief {GUEST} {note} {proposal.ref}", f"!brief {GUEST} {note}"):
        assert f"times are voted on, proposal {proposal.ref}, answers by" in ward.say(SEX_THERAPIST, text)
    for person in (SEX_THERAPIST, PHYSICIAN):
        ward.say(person, f"!vote {proposal.ref} 1")
    said = ward.say(SEX_THERAPIST, f"!brief {GUEST} {note} {proposal.ref}")
    assert f"Sent to {GUEST} in the room of conference {refs_of(ward, 'conference')[0]}" in said


def test_in_the_room_of_a_conference_that_one_is_meant() -> None:
    ward = ready(Category.MEDICAL)
    conference, note, _ = refs(ward)
    ward.say(SEX_THERAPIST, f"!brief {GUEST} {note}")
    room = room_of(ward).key
    for person in room_of(ward).present:
        ward.desk.join(room, person)
    ward.say(SEX_THERAPIST, f'!conference at 2026-12-08 10:00 "Another canary" with {GUEST}')
    assert f"Sent to {GUEST} in the room of conference {conference}" in ward.say(SEX_THERAPIST, f"!brief {GUEST} {note}", here=room)
    (earlier,) = (one for one in refs_of(ward, "conference") if one != conference)
    assert f"in the room of conference {earlier}" in ward.say(SEX_THERAPIST, f"!brief {GUEST} {note}")
    ward.say(SEX_THERAPIST, f"!conference cancel {earlier} Not needed")
    assert f"Conference {earlier} is called off" in ward.say(SEX_THERAPIST, f"!brief {GUEST} {note} {earlier}")


def test_a_question_has_the_category_of_its_author_unless_a_tag_says_another() -> None:
    ward = ready(Category.MEDICAL)
    ward.say(SEX_THERAPIST, f'!brief {GUEST} {refs(ward)[1]} "Shall we go on?"')
    assert "Shall we go on?" not in ward.read(sent(ward)).text
    assert [one.template for one in ward.desk.said_in(direct(GUEST))] == ["welcome/first"]


def test_a_guest_may_be_named_by_their_role_and_a_question_without_marks_is_told_apart_from_a_ref() -> None:
    ward = ready(Category.MEDICAL)
    _, note, _ = refs(ward)
    unmarked = ward.say(SEX_THERAPIST, f"!brief @guest {note} what do you make of it")
    assert "then a question in quotation marks" in unmarked
    mistyped = ward.say(SEX_THERAPIST, f"!brief @guest {note} 8R2O")
    assert "There is nothing with that ref" in mistyped
    ward.say(SEX_THERAPIST, f"!brief @guest {note} #medical “What do you make of it?”")
    assert sent(ward).message.mentions == (GUEST,)
