"""What stands beside the question of a conference, as people type it: whom it books, and what is refused with an example."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.care.conferences import Conference
from bot.care.consent import Category
from bot.care.people import Role
from bot.care.proposals import Proposal
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward

AT = "!conference at 9 Dec 16:00"
SECOND = "@second:example.org"
MINUTES = timedelta(minutes=1)


def booked(ward: Ward, text: str) -> Conference:
    ward.say(SEX_THERAPIST, text)
    (kept,) = ward.desk.records.find(Conference, ward.code)
    return kept.what


@pytest.mark.parametrize(
    "text",
    [
        'for 45m with physician "What next?"',
        'with physician for 45m "What next?"',
        'for 45m "What next?" with physician',
        '"What next?" with physician for 45m',
        '"What next?" for 45m with physician',
        'with physician "What next?" for 45m',
        'with physician, for 45 minutes: "What next?"',
        '"What next?", with physician and for 45m',
    ],
)
def test_whom_and_how_long_stand_before_or_behind_the_question(text: str) -> None:
    what = booked(Ward(), f"{AT} {text}")
    assert (what.question, what.people, what.roles) == ("What next?", (), (Role.PHYSICIAN,))
    assert (what.end - what.at) // MINUTES == 45
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!conference propose {text}")
    (asked,) = (kept.what for kept in ward.desk.records.find(Proposal, ward.code))
    assert (asked.question, asked.people, asked.roles) == ("What next?", (), (Role.PHYSICIAN,))
    assert {(time.end - time.at) // MINUTES for time in asked.times} == {45}


def test_at_signs_and_roles_of_two_words_are_mixed() -> None:
    what = booked(Ward(), f'{AT} "What next?" with @physician, mental health')
    assert (what.people, what.roles) == ((PHYSICIAN,), (Role.MENTAL_HEALTH,))
    what = booked(Ward(), f"{AT} with me, mental health and @physician")
    assert (what.question, what.people, what.roles) == ("", (SEX_THERAPIST, PHYSICIAN), (Role.MENTAL_HEALTH,))


def test_an_at_sign_that_fits_two_or_nobody_books_nobody_and_a_role_of_two_asks_both() -> None:
    ward = Ward({**TEAM, SECOND: (Role.PHYSICIAN,)})
    for command in (AT, "!conference propose"):
        for name in ("@physio", "@nobody", "@second, @nurse"):
            said = ward.say(SEX_THERAPIST, f'{command} "What next?" with {name}')
            assert "Expected: a full Matrix id or a mention" in said
            assert f"`{' '.join(command.split()[:2])} " in said
            assert "with @physician:clinic.example" in said
    assert not ward.desk.records.find(Conference, ward.code) + ward.desk.records.find(Proposal, ward.code)
    text = ward.say(SEX_THERAPIST, f'{AT} "What next?" with physician')
    assert PHYSICIAN in text
    assert SECOND in text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('sharp "What next?"', "the question in quotation marks, and before or behind it"),
        ('"What next?" sharp', "the question in quotation marks, and before or behind it"),
        ('for 45m sharp "What next?"', "the question in quotation marks, and before or behind it"),
        ('physician "What next?"', "the question in quotation marks, and before or behind it"),
        ('"What next?" physician', "the question in quotation marks, and before or behind it"),
        ('with physician sharp "What next?"', "behind it full ids or roles alone"),
        ("sharp with physician", "quotation marks around it"),
        ('"What next? with physician', "quotation marks around it"),
        ('with nurses "What next?"', "behind it full ids or roles alone"),
        ('"What next?" for ages with physician', "minutes or hours"),
    ],
)
def test_a_word_that_is_nothing_of_this_is_refused_with_a_right_example_and_nobody_is_booked(text: str, expected: str) -> None:
    ward = Ward()
    for command in (AT, "!conference propose"):
        said = ward.say(SEX_THERAPIST, f"{command} {text}")
        assert expected in said
        example = said.partition("For example: `")[2].partition("`")[0]
        assert example.startswith(" ".join(command.split()[:2]))
        assert not ward.desk.records.find(Conference, ward.code) + ward.desk.records.find(Proposal, ward.code)
        assert ward.desk.state.dues == {}


def test_the_example_that_a_refusal_shows_books_what_it_says() -> None:
    ward = Ward({**TEAM, SECOND: (Role.PHYSIO,)})
    said = ward.say(SEX_THERAPIST, f'{AT} sharp "What next?"')
    what = booked(ward, said.partition("For example: `")[2].partition("`")[0])
    assert (what.question, what.roles) == ("What next?", (Role.PHYSICIAN, Role.PHYSIO))


def test_an_end_behind_the_time_and_a_length_beside_the_question_are_one() -> None:
    what = booked(Ward(), f'{AT}-16:45 "What next?" for 45m')
    assert (what.end - what.at) // MINUTES == 45
    ward = Ward()
    said = ward.say(SEX_THERAPIST, f'{AT}-16:45 "What next?" for 30m')
    assert "That length cannot be used. Expected: one length, or one time at which it ends." in said
    assert ward.desk.records.find(Conference, ward.code) == []


def test_a_time_that_may_be_two_is_asked_about_with_words_before_the_question_too() -> None:
    ward = Ward()
    (asked,) = ward.hear(SEX_THERAPIST, '!conference at tomorrow 8 with @physician "What next?" for 45m')
    ward.say(SEX_THERAPIST, "1", reply_to=asked)
    (kept,) = ward.desk.records.find(Conference, ward.code)
    assert (kept.what.people, kept.what.question, (kept.what.end - kept.what.at) // MINUTES) == ((PHYSICIAN,), "What next?", 45)


def test_a_word_beside_the_question_is_refused_before_it_is_asked_which_time_is_meant() -> None:
    said = Ward().say(SEX_THERAPIST, '!conference at tomorrow 8 sharp "What next?"')
    assert said.startswith("That wording cannot be used.")


@pytest.mark.parametrize(
    ("text", "question", "people", "roles"),
    [
        ('2027-03-09 14:00-14:45 "Shall we go on together?" with {0}', "Shall we go on together?", (PHYSICIAN,), ()),
        ('2027-03-09 14:00 "Is it time to change the plan?"', "Is it time to change the plan?", (), ()),
        ("tomorrow 14:00", "", (), ()),
        ("tomorrow 14:00 for 45m", "", (), ()),
        ('in 20m ~couple_work "What next?" with sex therapist', "What next?", (), (Role.SEX_THERAPIST,)),
        ("2027-03-09 14:00 with {0}, mental health", "", (PHYSICIAN,), (Role.MENTAL_HEALTH,)),
        ("2027-03-09 14:00 What next?", "What next?", (), ()),
    ],
)
def test_what_help_and_readme_show_reads_as_ever(
    text: str, question: str, people: tuple[str, ...], roles: tuple[Role, ...]
) -> None:
    what = booked(Ward(), f"!conference at {text.format(PHYSICIAN)}")
    assert (what.question, what.people, what.roles) == (question, people, roles)


def test_who_is_to_come_counts_still_once_the_category_is_told() -> None:
    ward = Ward()
    for name in ("at 9 Dec 16:00", "propose"):
        text = f'!conference {ward.code} {name} for 45m with @physician, mental health "What next?"'
        asked = next(one for one in ward.hear(COORDINATOR, text, here="control") if one.place == "control")
        ward.hear(COORDINATOR, "summary", here="control", reply_to=asked)
    (conference,) = ward.desk.records.find(Conference, ward.code)
    (proposal,) = ward.desk.records.find(Proposal, ward.code)
    for what in (conference.what, proposal.what):
        assert (what.people, what.roles) == ((PHYSICIAN,), (Role.MENTAL_HEALTH,))
        assert what.categories == (Category.SUMMARY,)


def test_times_may_be_proposed_without_a_question_to_those_who_are_named() -> None:
    ward = Ward()
    said = ward.hear(SEX_THERAPIST, "!conference propose with mental health for 45m")
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    assert (kept.what.question, kept.what.roles) == ("", (Role.MENTAL_HEALTH,))
    assert MENTAL_HEALTH in said[0].message.mentions


def test_words_that_may_be_a_zone_are_one_where_nothing_else_may_stand_beside_the_question() -> None:
    for words in ("in London", "London", "in London for 30m"):
        assert booked(Ward(), f'{AT} {words} "What next?"').at == datetime(2026, 12, 9, 16, tzinfo=UTC)
    ward = Ward()
    (asked,) = ward.hear(SEX_THERAPIST, '!conference at 9 Dec 4 in London "What next?"')
    assert "1. Wed 9 Dec 2026, 04:00 London\n2. Wed 9 Dec 2026, 16:00 London" in ward.read(asked).text
    assert ward.read(asked).text.count("Dec 2026") == 2, "what would be refused is not offered"
    assert ward.say(SEX_THERAPIST, "2", reply_to=asked).startswith("Conference ")
    assert ward.desk.records.find(Conference, ward.code)[0].what.at == datetime(2026, 12, 9, 16, tzinfo=UTC)
    assert "Which is meant" in Ward().say(SEX_THERAPIST, f"{AT} in London shall we meet again?"), "it may be the question"


def test_a_conference_is_moved_to_a_time_of_its_day_elsewhere() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, AT)
    assert "to Wed 9 Dec 2026, 15:00 Berlin" in ward.say(SEX_THERAPIST, "!conference move 14:00 in London")
