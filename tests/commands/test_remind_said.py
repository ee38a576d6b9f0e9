"""Reminders as they come, and what is replied to them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.care import memos
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import direct
from bot.care.memos import Standing
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.memo import at, kept, last, moments, ring
from tests.unit.shelves import Said
from tests.unit.ward import Ward

HERE = direct(SEX_THERAPIST)


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
