from __future__ import annotations

import pytest

from bot.care.actions import Action
from bot.care.consent import Category
from bot.care.people import Role
from bot.chat.arguments.checklist import Typed, checklist
from bot.chat.arguments.errors import ArgumentError
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

KEEP = "!checklist keep First month\nphysician in 2 weeks: Ask for a canary\nnurse: Send the letter\n- mh, 5 days: Call"


def kept(*, consent: bool = True) -> Ward:
    ward = Ward(consent=consent)
    assert 'Checklist 8B2A, "First month", is kept.' in ward.coordinate(KEEP)
    return ward


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("nurse: Send it", Typed(role=Role.NURSE, days=0, text="Send it")),
        ("sex therapist in 2 weeks: Talk: both", Typed(role=Role.SEX_THERAPIST, days=14, text="Talk: both")),
        ("* physician, 3d: Look", Typed(role=Role.PHYSICIAN, days=3, text="Look")),
        ("mh within 1 week: Call", Typed(role=Role.MENTAL_HEALTH, days=7, text="Call")),
    ],
)
def test_a_line_is_a_role_perhaps_a_number_of_days_and_what_is_to_be_done(line: str, expected: Typed) -> None:
    assert checklist(f"A name\n{line}\n\n") == ("A name", (expected,))


@pytest.mark.parametrize(
    "text", ["", "A name", "\n", "A name\nwizard: Fly", "A name\nSend it", "A name\nnurse, physio: Both", "A\nnurse:"]
)
def test_what_is_no_list_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError):
        checklist(text)


def test_its_lines_become_actions_of_whoever_holds_the_role_due_so_many_days_on() -> None:
    ward = kept()
    text = ward.say(SEX_THERAPIST, "!checklist start first month on 2026-12-14")
    found = ward.desk.records.find(Action, ward.code)
    assert [(one.owner, one.what.day.isoformat()) for one in found] == [
        (PHYSICIAN, "2026-12-28"),
        (SEX_THERAPIST, "2026-12-14"),
        (MENTAL_HEALTH, "2026-12-21"),
    ]
    assert 'Checklist "First month" has begun, counted from Mon 14 Dec 2026' in text
    assert "One of them is the lead's, since nobody here holds the role." in text
    assert f"- {found[0].ref}, the physician ({PHYSICIAN}), due Mon 28 Dec 2026: Ask for a canary" in text


def test_everybody_who_has_something_to_do_is_rung() -> None:
    ward = kept()
    (said,) = ward.hear(SEX_THERAPIST, "!checklist start First month")
    assert set(said.message.mentions) == {PHYSICIAN, MENTAL_HEALTH}


def test_how_far_it_is_tells_what_is_left_and_it_is_over_when_nothing_is() -> None:
    ward = kept()
    assert "No checklist is under way." in ward.privately(PHYSICIAN, f"!checklist {ward.code}")
    ward.say(SEX_THERAPIST, "!checklist start First month")
    refs = [one.ref for one in ward.desk.records.find(Action, ward.code)]
    ward.say(PHYSICIAN, f"!done {refs[0]}")
    text = ward.privately(PHYSICIAN, f"!checklist {ward.code}")
    assert "1 of 3 done." in text
    assert refs[0] not in text
    assert ": Send the letter" in text
    assert "is under way here already" in ward.say(SEX_THERAPIST, "!checklist start First month")
    for ref in refs[1:]:
        ward.say(PHYSICIAN, f"!done {ref}")
    assert "No checklist is under way." in ward.privately(PHYSICIAN, f"!checklist {ward.code}")
    assert "has begun" in ward.say(SEX_THERAPIST, "!checklist start First month")


def test_it_is_taken_back_with_all_its_actions() -> None:
    ward = kept()
    ward.say(SEX_THERAPIST, "!checklist start First month")
    ward.say(SEX_THERAPIST, "!undo")
    assert ward.desk.records.find(Action, ward.code) == []
    assert "No checklist is under way." in ward.privately(PHYSICIAN, f"!checklist {ward.code}")


def test_one_of_the_same_name_takes_the_place_of_the_one_before() -> None:
    ward = kept()
    assert "It takes the place of 8B2A" in ward.coordinate("!checklist keep FIRST month\nnurse: Another letter")
    text = ward.coordinate("!checklists")
    assert text.count("- ") == 1
    assert "FIRST month" in text
    assert "nurse: Another letter" in ward.coordinate("!checklist show first month")


def test_one_that_is_removed_can_no_longer_be_begun() -> None:
    ward = kept()
    ward.coordinate("!checklist remove First month")
    assert "The clinic has no checklist of that name." in ward.say(SEX_THERAPIST, "!checklist start First month")
    assert "The clinic has no checklists yet." in ward.coordinate("!checklists")


def test_clinicians_look_at_them_and_coordinators_keep_them() -> None:
    ward = kept()
    assert "First month" in ward.privately(PHYSICIAN, "!checklists")
    assert "is kept" not in ward.privately(PHYSICIAN, KEEP)


def test_its_words_are_for_those_with_whom_the_summary_is_shared() -> None:
    ward = kept()
    ward.desk.grant(ward.code, Category.SUMMARY, to=PHYSICIAN, given=False)
    assert "canary" not in ward.say(SEX_THERAPIST, "!checklist start First month")
    assert "canary" not in ward.privately(PHYSICIAN, f"!checklist {ward.code}")
    assert "Ask for a canary" in ward.privately(MENTAL_HEALTH, f"!checklist {ward.code}")


def test_a_list_that_is_too_long_and_words_behind_the_day_are_refused() -> None:
    ward = kept()
    assert "up to 30 lines" in ward.coordinate("!checklist keep Long\n" + "nurse: Letter\n" * 31)
    assert "a day" in ward.say(SEX_THERAPIST, "!checklist start First month on 2026-12-14 please")
    assert ward.desk.records.find(Action, ward.code) == []
