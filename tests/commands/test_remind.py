"""Reminders as people set, list, move and end them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.care import reminding
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.memos import Standing
from bot.care.people import Role
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.memo import at, kept, last, moments, ring
from tests.unit.ward import TEAM, Ward

GUEST = "@guest:example.org"
HERE = direct(SEX_THERAPIST)


@pytest.mark.parametrize(
    ("typed", "moment", "words"),
    [
        ("tomorrow 9:00 Call  the lab", at(8, 8), "Call  the lab"),
        ("me tomorrow at 9:00 to call the lab", at(8, 8), "to call the lab"),
        ("in 2 weeks call the lab", at(21, 7), "call the lab"),
        ("in 2 weeks call 5 people", at(21, 7), "call 5 people"),
        ("8 Dec 14:00 Look\nat both", at(8, 13), "Look\nat both"),
        ("90m Stand up", at(7, 9, 31), "Stand up"),
        ("in 2 hours, stand up", at(7, 10, 1), "stand up"),
        ("on friday call the lab", at(11, 7), "call the lab"),
        ("today 10am call the lab", at(7, 9), "call the lab"),
    ],
)
def test_the_time_stands_in_front_and_the_words_are_kept_as_typed(typed: str, moment: datetime, words: str) -> None:
    ward = Ward()
    assert "for you alone: " in ward.say(SEX_THERAPIST, f"!remind {typed}")
    assert (last(ward).due, last(ward).what.words) == (moment, words)
    assert [(one.at, one.place) for one in moments(ward)] == [(moment, HERE)]


@pytest.mark.parametrize(
    "typed",
    [
        "tomorrow 9 Call the lab",
        "3.4. Call the lab",
        "every mon 9 Call",
        "every mon 09:00 move the chairs",
        "tue 10 Call",
        "10am Call",
    ],
)
def test_what_may_mean_two_things_is_asked_and_nothing_is_kept(typed: str) -> None:
    ward = Ward()
    assert "can mean more than one thing" in ward.say(SEX_THERAPIST, f"!remind {typed}")
    assert kept(ward) == []


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("call the lab tomorrow", "when, in front of the words"),
        ("tomorrow evening call her", "a day and a time of day"),
        ("tonight call her", "a day and a time of day"),
        ("8 Dec 14:00-15:00 Call", "one moment, without an end"),
        ("tomorrow 25:00 Call", "a time of day from 00:00 to 23:59"),
        ("today 7:00 Call", "still to come"),
        ("today Call", "has begun"),
        ("tomorrow 9:00", "There is no text"),
        (f"{PHYSICIAN} tomorrow 9:00 Call", "names nobody else"),
        ("8R2Q tomorrow 9:00", "nothing with that ref"),
    ],
)
def test_a_refusal_says_what_was_expected_and_keeps_nothing(typed: str, said: str) -> None:
    ward = Ward()
    text = ward.say(SEX_THERAPIST, f"!remind {typed}")
    assert said in text
    assert kept(ward) == []


def test_a_numbered_answer_settles_which_hour_is_meant_and_the_words_stay() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!remind tomorrow 9 Call the lab")
    question = ward.desk.said[-1]
    ward.say(SEX_THERAPIST, "1", reply_to=question)
    assert (last(ward).due, last(ward).what.words) == (at(8, 8), "Call the lab")


@pytest.mark.parametrize("typed", ["{ref} tomorrow 9:00 Call", "tomorrow 9:00 {ref} Call", "me {ref} tomorrow 9:00, Call"])
def test_the_ref_stands_in_front_of_the_time_or_behind_it(typed: str) -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!action Ask the lab {PHYSICIAN} due 2026-12-20")
    action = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    ward.say(SEX_THERAPIST, f"!remind {typed.format(ref=action.lower())}")
    assert (last(ward).what.subject, last(ward).what.words, last(ward).due) == (action, "Call", at(8, 8))


def test_nobody_else_learns_of_it_nor_can_change_it_and_it_stands_in_nobodys_way() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!action Ask the lab {PHYSICIAN} due 2026-12-20")
    action = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    ward.privately(SEX_THERAPIST, f"!remind {ward.code} {action} tomorrow 9:00 canary")
    ref = last(ward).ref
    tries = (
        f"!remind move {ref} mon 9:00",
        f"!remind cancel {ref}",
        f"!remind done {ref}",
        f"!remind {ref} mon 9:00",
        f"!done {ref}",
    )
    for typed in tries:
        assert "canary" not in ward.say(PHYSICIAN, typed)
    ward.privately(PHYSICIAN, f"!reminders {ward.code}")
    for typed in ("!agenda", "!timeline", "!mine", "!notes", "!reminders"):
        text = ward.say(PHYSICIAN, typed)
        assert "canary" not in text
        assert ref not in text
    assert (last(ward).state, last(ward).due) == (Standing.OPEN, at(8, 8))
    ward.say(PHYSICIAN, f"!action Ask again {PHYSICIAN} due 2026-12-21")
    newer = [one for one in ward.desk.state.records.values() if one.what.kind == "action"][-1].ref
    ward.privately(SEX_THERAPIST, f"!remind {newer} tomorrow 9:00")
    assert "Taken back" in ward.say(PHYSICIAN, "!undo")


def test_it_is_moved_and_cancelled_and_what_is_taken_back_comes_as_it_was() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 Call the lab")
    ref = last(ward).ref
    assert "is moved, for you alone: Wed 9 Dec 2026, 10:00 Berlin" in ward.say(SEX_THERAPIST, f"!remind move {ref} 9 Dec 10:00")
    ward.say(SEX_THERAPIST, "!undo")
    ward.say(SEX_THERAPIST, f"!remind cancel {ref}")
    ward.say(SEX_THERAPIST, "!undo")
    (said,) = ring(ward)
    assert said.message.values["at"] == at(8, 8)
    assert ring(ward) == [], "nothing is left of the other moment"


def test_one_that_was_set_by_mistake_is_taken_back() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 Call the lab")
    assert "Taken back" in ward.say(SEX_THERAPIST, "!undo")
    assert ring(ward) == []


def test_one_of_the_room_is_changed_by_its_author_the_lead_or_a_coordinator_alone() -> None:
    ward = Ward()
    ward.say(MENTAL_HEALTH, "!remind here tomorrow 9:00 Bring the list")
    ref = last(ward).ref
    assert "may change it" in ward.say(PHYSICIAN, f"!remind cancel {ref}")
    said = ward.hear(SEX_THERAPIST, f"!remind cancel {ref}", here=HERE)
    (told,) = [one for one in said if one.place == ward.room]
    assert f"Reminder {ref} is ended by the sex therapist" in ward.read(told).text, "the lead may, and the team reads it"
    assert ring(ward) == []


def test_words_that_not_all_in_the_room_may_read_are_taken_out_of_it_and_kept() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    said = ward.hear(PHYSICIAN, "!remind tomorrow 9:00 canary")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert "canary" not in "".join(ward.read(one).text for one in said if one.place == ward.room)
    assert last(ward).what.words == "canary"


@pytest.mark.parametrize(
    "typed", ["#summary tomorrow 9:00 Bring it", "tomorrow 9:00 #summary Bring it", "tomorrow 9:00 Bring it #summary"]
)
def test_a_tag_stands_wherever_it_is_typed_and_is_no_part_of_the_words(typed: str) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!remind here {typed}")
    assert (last(ward).what.words, last(ward).what.categories) == ("Bring it", (Category.SUMMARY,))
    assert "Bring it" in ward.read(ring(ward)[0]).text


def test_a_coordinator_is_asked_of_what_category_words_for_the_room_are_and_never_in_their_own() -> None:
    ward = Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})
    assert "for you alone" in ward.privately(COORDINATOR, f"!remind {ward.code} tomorrow 9:00 canary")
    ward.say(COORDINATOR, "!remind here in 30m Send the letters")
    question = ward.desk.said[-1]
    ward.desk.later(timedelta(minutes=10))
    ward.say(COORDINATOR, "summary", reply_to=question)
    assert (last(ward).what.categories, last(ward).due) == ((Category.SUMMARY,), at(7, 8, 31)), "counted from when it was typed"
    (own, _) = (one.place for one in moments(ward)[::-1])
    assert own == direct(COORDINATOR)


def test_a_guest_sets_them_for_themselves_alone() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    assert "for you alone" in ward.privately(GUEST, f"!remind {ward.code} tomorrow 9:00 Call")
    assert "for the room" not in ward.privately(GUEST, f"!remind {ward.code} here tomorrow 9:00 Call")
    assert len(kept(ward)) == 1


def listed(ward: Ward) -> str:
    (said,) = ward.hear(SEX_THERAPIST, "!reminders", here=HERE)
    return ward.talk.read(said).text


def test_the_list_is_in_order_of_time_over_all_cases_and_mine_has_those_of_today() -> None:
    ward = Ward()
    for typed in ("!remind fri 9:00 Third", "!remind today 16:00 First", "!remind tomorrow 9:00 Second"):
        ward.say(SEX_THERAPIST, typed)
    text = listed(ward)
    assert "3 reminders to come" in text
    assert text.index("First") < text.index("Second") < text.index("Third")
    assert "reminder, Mon 7 Dec 2026" in ward.privately(SEX_THERAPIST, "!mine")
    ring(ward)
    text = listed(ward)
    assert text.index("Second") < text.index("Said, and not done") < text.index("First")
    ward.desk.later(timedelta(days=9))
    assert "First" not in listed(ward), "a week after it was said"
    ward.desk.later(timedelta(days=-9))
    first = next(one.ref for one in kept(ward) if one.what.words == "First")
    assert "is done." in ward.privately(SEX_THERAPIST, f"{first} done")
    assert "Nothing waits for you." in ward.privately(SEX_THERAPIST, "!mine")


def test_one_person_has_at_most_fifty_to_come(monkeypatch: pytest.MonkeyPatch) -> None:
    assert reminding.MOST == 50
    monkeypatch.setattr(reminding, "MOST", 2)
    ward = Ward()
    for _ in range(2):
        ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 Call")
    assert "You have 2 reminders to come, which is the most" in ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 Call")
    ring(ward)
    assert "for you alone" in ward.say(SEX_THERAPIST, "!remind fri 9:00 Call"), "what was said counts no more"


def test_it_stays_in_its_case_and_its_category_is_put_right() -> None:
    ward = Ward()
    other = ward.desk.case(TEAM)
    ward.desk.grant(other, *Category)
    ward.say(SEX_THERAPIST, "!remind here tomorrow 9:00 Bring the list")
    assert "set it anew in the right one" in ward.privately(SEX_THERAPIST, f"!move {last(ward).ref} {other}")
    ward.say(SEX_THERAPIST, f"!fix {last(ward).ref} #summary")
    assert last(ward).what.categories == (Category.SUMMARY,)
