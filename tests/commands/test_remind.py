"""Reminders as people type and read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.care import memos, reminding
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.memos import Memo, Standing
from bot.care.people import Role
from bot.care.ports import Due
from bot.care.records import Kept
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

GUEST = "@guest:example.org"
HERE = direct(SEX_THERAPIST)


def kept(ward: Ward) -> list[Kept[Memo]]:
    found = [one for one in ward.desk.state.records.values() if isinstance(one.what, Memo)]
    return sorted(found, key=lambda one: one.id)


def last(ward: Ward) -> Kept[Memo]:
    return kept(ward)[-1]


def moments(ward: Ward) -> list[Due]:
    return [one for one in ward.desk.dues.of(ward.code) if one.kind in {memos.OWN_DUE, memos.ROOM_DUE}]


def ring(ward: Ward, late: timedelta = timedelta()) -> list[Said]:
    """The next one comes."""
    return ward.talk.ring(moments(ward)[0], late)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of December 2026; in Berlin it is an hour later."""
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


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


def test_it_rings_its_author_alone_in_their_direct_room_even_in_quiet_hours_and_says_so_before() -> None:
    ward = Ward()
    ward.privately(SEX_THERAPIST, "!quiet 20:00-07:00")
    assert "It rings all the same, since you chose the time." in ward.say(SEX_THERAPIST, "!remind today 21:00 Call the lab")
    (said,) = ring(ward)
    assert (said.place, said.message.mentions) == (HERE, (SEX_THERAPIST,))
    text = ward.read(said).text
    assert f"Reminder {last(ward).ref}: Call the lab" in text
    assert "late" not in text
    assert last(ward).state == Standing.SAID
    assert ring_again(ward) == []


def ring_again(ward: Ward) -> list[Said]:
    """The same moment comes once more."""
    one = last(ward)
    moment = Due(key="memo", kind=memos.OWN_DUE, at=one.due or one.created, place=HERE, case=ward.code, subject=one.ref)
    return ward.talk.ring(moment)


def test_a_record_is_shown_as_its_reader_may_read_it_when_the_moment_comes() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!action Ask the canary lab {PHYSICIAN} due 2026-12-20")
    action = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    for moment in ("tomorrow 9:00", "tomorrow 10:00"):
        assert f"about {action}" in ward.privately(SEX_THERAPIST, f"!remind {action} {moment}"), "its ref says which case"
    assert "canary" in ward.read(ring(ward)[0]).text
    ward.desk.grant(ward.code, Category.MEDICAL, to=SEX_THERAPIST, given=False)
    text = ward.read(ring(ward)[0]).text
    assert "canary" not in text
    assert f"about {action}" in text


@pytest.mark.parametrize("typed", ["{ref} tomorrow 9:00 Call", "tomorrow 9:00 {ref} Call", "me {ref} tomorrow 9:00, Call"])
def test_the_ref_stands_in_front_of_the_time_or_behind_it(typed: str) -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!action Ask the lab {PHYSICIAN} due 2026-12-20")
    action = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    ward.say(SEX_THERAPIST, f"!remind {typed.format(ref=action.lower())}")
    assert (last(ward).what.subject, last(ward).what.words, last(ward).due) == (action, "Call", at(8, 8))


def test_as_a_reply_to_what_told_of_a_record_it_is_about_that_one_and_to_a_reminder_it_is_that_one_again() -> None:
    ward = Ward()
    said = ward.hear(SEX_THERAPIST, f"!action Ask the lab {PHYSICIAN} due 2026-12-20", here=ward.room)
    typed = ward.talk.heard
    action = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    own = direct(PHYSICIAN)
    ward.say(PHYSICIAN, "!remind tomorrow 9:00", reply_to=said[0])
    ward.say(PHYSICIAN, "!remind tomorrow 10:00 Call", reply_to=replace(said[0], event_id=typed))
    assert [(one.what.subject, one.what.words) for one in kept(ward)] == [(action, ""), (action, "Call")]
    (rung,) = ring(ward)
    assert "again: Tue 8 Dec 2026, 11:00 Berlin" in ward.say(PHYSICIAN, "!remind today 11:00", here=own, reply_to=rung)
    assert "again: Tue 8 Dec 2026, 12:00 Berlin" in ward.say(PHYSICIAN, f"!remind {kept(ward)[0].ref} today 12:00")
    assert len(kept(ward)) == 2
    ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 canary")
    ward.say(PHYSICIAN, "!remind tomorrow 9:00 Call", reply_to=replace(said[0], event_id=ward.talk.heard))
    assert last(ward).what.subject == "", "nobody learns of another's"


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


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("in 1h", at(8, 9, 1)),
        ("snooze 30m", at(8, 8, 31)),
        ("tomorrow 9:00", at(9, 8)),
        ("until 13:40", at(8, 12, 40)),
        ("14:00", at(8, 13)),
        ("tomorrow", at(9, 7)),
        ("fri", at(11, 7)),
        ("for 2 hours", at(8, 10, 1)),
        ("2 weeks", at(22, 7)),
    ],
)
def test_a_reply_says_when_it_comes_again(words: str, moment: datetime) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 Call the lab")
    (said,) = ring(ward)
    assert f"You are reminded of {last(ward).ref} again: " in ward.say(SEX_THERAPIST, words, here=HERE, reply_to=said)
    assert last(ward).due is not None
    assert abs((last(ward).due or moment) - moment) <= timedelta(minutes=1)
    assert "Call the lab" in ward.read(ring(ward)[0]).text


def test_a_reply_with_a_bare_hour_is_asked_about_and_one_that_is_no_time_says_what_was_expected() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 Call the lab")
    (said,) = ring(ward)
    (asked,) = ward.hear(SEX_THERAPIST, "tomorrow 9", here=HERE, reply_to=said)
    assert "Which is meant?" in ward.read(asked).text
    ward.say(SEX_THERAPIST, "2", here=HERE, reply_to=asked)
    assert last(ward).due == at(9, 20)
    assert "when to be reminded again" in ward.say(SEX_THERAPIST, "some day", here=HERE, reply_to=said)


def test_what_is_done_or_on_hold_by_then_is_said_beside_it() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!action Ask the lab {PHYSICIAN} due 2026-12-20")
    action = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    ward.say(SEX_THERAPIST, "!refer The pelvic clinic for a first assessment ~physio")
    referral = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "referral")
    ward.say(SEX_THERAPIST, f"!remind {action} tomorrow 9:00")
    ward.say(SEX_THERAPIST, f"!remind {referral} tomorrow 10:00")
    ward.say(PHYSICIAN, f"!done {action}")
    ward.say(PHYSICIAN, "!modality physio out")
    assert f"about {action}, action, done: Ask the lab" in ward.read(ring(ward)[0]).text
    assert "On hold: physio is left out for now, as the patient wishes." in ward.read(ring(ward)[0]).text


@pytest.mark.parametrize("words", ["done", "Done.", "{ref} done"])
def test_done_ends_it_and_a_later_reply_says_that_it_has_ended(words: str) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 Call the lab")
    (said,) = ring(ward)
    assert "is done." in ward.say(SEX_THERAPIST, words.format(ref=last(ward).ref), here=HERE, reply_to=said)
    assert last(ward).state == Standing.DONE
    assert "has ended already" in ward.say(SEX_THERAPIST, "in 1h", here=HERE, reply_to=said)


def test_a_series_names_its_zone_and_next_three_dates_and_goes_on_when_one_is_done() -> None:
    ward = Ward()
    text = ward.say(SEX_THERAPIST, "!remind every mon 09:30 Look at the scores")
    assert "every Monday at 09:30 Berlin time" in text
    assert text.count("2026, 09:30 Berlin") == 3
    ref = last(ward).ref
    (said,) = ring(ward)
    assert f"Reminder {ref}: Look at the scores" in ward.read(said).text
    assert "The next one of its series: Mon 14 Dec 2026, 09:30 Berlin" in ward.say(SEX_THERAPIST, "done", here=HERE, reply_to=said)
    ward.say(SEX_THERAPIST, "in 2h", here=HERE, reply_to=said)
    (again,) = ring(ward)
    assert ward.desk.now < at(7, 12), "once more, besides the series"
    assert ref in ward.read(again).text
    assert last(ward).due == at(14, 8, 30)
    assert "a rhythm too" in ward.say(SEX_THERAPIST, f"!remind move {ref} tomorrow 9:00")
    ward.say(SEX_THERAPIST, f"!remind move {ref} every tue 10:00")
    assert last(ward).due == at(8, 9)
    assert "with all that were to come" in ward.say(SEX_THERAPIST, f"!remind cancel {ref}")
    assert ring(ward) == []


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


def test_in_the_room_it_is_gated_when_it_is_said_and_rings_those_named_outside_their_quiet_hours() -> None:
    ward = Ward()
    ward.privately(MENTAL_HEALTH, "!quiet 08:00-10:00")
    typed = f"!remind here tomorrow 9:00 {PHYSICIAN} {MENTAL_HEALTH} canary"
    text = ward.say(SEX_THERAPIST, typed)
    assert "for the room of the case" in text
    assert "Its words (sexual history) are shown to those who may read them then." in text
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=MENTAL_HEALTH, given=False)
    (said,) = ring(ward)
    assert (said.place, said.message.mentions) == (ward.room, (PHYSICIAN,))
    assert "canary" not in ward.read(said).text
    assert "Its words are in the direct rooms of those who may read them." in ward.read(said).text


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


def test_whoever_has_left_the_team_hears_nothing_more_of_the_case() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!remind tomorrow 9:00 canary")
    ward.say(SEX_THERAPIST, f"!remind here tomorrow 10:00 {PHYSICIAN} Call")
    ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")
    assert ring(ward) == []
    assert kept(ward)[0].state == Standing.ENDED
    (said,) = ring(ward)
    assert said.message.mentions == ()


def test_those_of_a_case_end_with_it_and_each_is_told_once() -> None:
    ward = Ward()
    for typed in ("!remind tomorrow 9:00 Call", "!remind every mon 9:00 Look", "!remind here fri 9:00 Bring it"):
        ward.say(SEX_THERAPIST, typed)
    ward.coordinate(f"!case {ward.code} close #medical Goals reached.")
    said = [one for one in ward.talk.hear(COORDINATOR, "control", f"!yes {ward.code}") if one.message.template == "remind/ended"]
    assert [one.place for one in said] == [HERE]
    assert all(one.ref in ward.read(said[0]).text for one in kept(ward))
    assert {one.state for one in kept(ward)} == {Standing.ENDED}
    assert moments(ward) == []


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


def test_what_was_said_more_than_a_week_ago_and_never_answered_waits_no_longer() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!remind tomorrow 9:00 First")
    ward.say(SEX_THERAPIST, "!remind 2026-12-20 9:00 Second")
    (first,) = ring(ward)
    ring(ward)
    assert [one.state for one in kept(ward)] == [Standing.LAPSED, Standing.SAID]
    assert "has ended already" in ward.say(SEX_THERAPIST, "done", here=HERE, reply_to=first)


def test_a_series_rings_nobody_who_is_away_and_what_was_set_for_one_moment_does() -> None:
    ward = Ward()
    ward.privately(SEX_THERAPIST, "!away 8-14 Dec")
    for typed in ("every day 9:00 Look", "tomorrow 9:10 Call"):
        ward.say(SEX_THERAPIST, f"!remind {typed}")
    assert [ring(ward)[0].message.mentions for _ in range(2)] == [(), (SEX_THERAPIST,)]


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
