"""Apologies as people type and read them, and what they take from the quorum."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care import apologies
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Role
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.planned_conference import GUEST, planned, reminder


def test_an_apology_tells_the_presenter_and_the_chair_at_once_what_is_missing() -> None:
    ward, ref = planned()
    said = ward.hear(MENTAL_HEALTH, f"!apologies {ref} I am on the ward")
    told = {one.place: one for one in said if one.message.template == "apologies/told"}
    assert set(told) == {direct(PHYSICIAN), direct(SEX_THERAPIST)}
    text = ward.read(told[direct(PHYSICIAN)]).text
    assert f"Conference {ref}, Thu 10 Dec 2026, 14:00 Berlin: the mental health clinician ({MENTAL_HEALTH}) cannot come." in text
    assert "Without a mental health clinician it can only advise." in text
    assert "I am on the ward" in text
    assert told[direct(PHYSICIAN)].message.mentions == (PHYSICIAN,)
    answer = ward.read(next(one for one in said if one.message.template == "apologies/kept")).text
    assert "are not reminded of it. Without a mental health clinician it can only advise. Told: the physician" in answer


def test_one_that_changes_nothing_rings_nobody() -> None:
    ward, _ = planned()
    ward.say(PHYSICIAN, f"!conference at 2026-12-11 14:00 with {PHYSICIAN}")
    ref = [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference"][-1]
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.say(PHYSICIAN, f"!conference at 2026-12-12 14:00 with {PHYSICIAN} {GUEST}")
    ref = [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference"][-1]
    kept = ward.desk.records.locate(ward.code, ref)
    assert kept is not None
    ward.desk.records.put(kept, what=replace(kept.what, required=(Role.PHYSICIAN,)))
    said = ward.hear(GUEST, f"!apologies {ward.code} {ref}", here=direct(GUEST))
    told = [one for one in said if one.message.template == "apologies/told"]
    assert [one.message.mentions for one in told] == [(), ()]
    assert "There are still enough people to decide." in ward.read(told[0]).text


def test_where_chair_and_presenter_are_one_and_cannot_come_the_team_is_told() -> None:
    ward, _ = planned()
    ward.say(SEX_THERAPIST, '!conference at 2026-12-11 14:00 "canary"')
    ref = [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference"][-1]
    said = ward.hear(SEX_THERAPIST, f"!apologies {ward.code} {ref} For a reason", here=direct(SEX_THERAPIST))
    (team,) = [one for one in said if one.place == ward.room]
    assert "Without the chair, the presenter and a sex therapist it can only advise." in ward.read(team).text
    assert team.message.mentions == (PHYSICIAN, MENTAL_HEALTH)
    assert team.message.lines == ()


def test_it_is_taken_back_and_they_are_told_that_there_is_a_quorum() -> None:
    ward, ref = planned()
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    said = ward.hear(MENTAL_HEALTH, f"!apologies {ref} withdraw")
    assert "comes after all." in ward.read(said[0]).text
    assert "There are enough people to decide." in ward.read(said[0]).text
    assert apologies.apologies_of(ward.desk, ward.code, ref) == ()
    assert "You have not said" in ward.say(MENTAL_HEALTH, f"!apologies {ref} withdraw")


def test_a_reason_that_not_all_may_read_is_taken_out_and_told_to_those_who_may() -> None:
    ward, ref = planned()
    ward.desk.grant(ward.code, Category.MENTAL_HEALTH, to=PHYSICIAN, given=False)
    said = ward.hear(MENTAL_HEALTH, f"!apologies {ref} #mental_health canary reason")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    texts = {one.place: ward.read(one).text for one in said if one.message.template == "apologies/told"}
    assert "canary reason" in texts[direct(SEX_THERAPIST)]
    assert "canary reason" not in texts[direct(PHYSICIAN)]


def test_a_reply_says_that_one_cannot_come() -> None:
    ward, ref = planned()
    (day, *_) = reminder(ward)
    ward.say(MENTAL_HEALTH, "Apologies, I am on the ward", reply_to=day)
    assert apologies.apologies_of(ward.desk, ward.code, ref) == (MENTAL_HEALTH,)
    assert [one.what.text for one in apologies.given_for(ward.desk, ward.code, ref)] == ["I am on the ward"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("i cant make it", ""),
        ("Sorry, I can\u2019t come.", ""),
        ("cannot come because I am on the ward", "because I am on the ward"),
        ("Not coming, I am on the ward", "I am on the ward"),
    ],
)
def test_a_reply_says_so_in_ones_own_words(words: str, why: str) -> None:
    ward, ref = planned()
    (day, *_) = reminder(ward)
    said = ward.hear(MENTAL_HEALTH, words, reply_to=day)
    assert [one.what.text for one in apologies.given_for(ward.desk, ward.code, ref)] == [why]
    (told,) = (one for one in said if one.message.template == "apologies/told" and one.place == direct(PHYSICIAN))
    assert ("In their words: " in ward.read(told).text) is bool(why)


def test_a_move_says_whose_apologies_were_for_the_old_time() -> None:
    ward, ref = planned()
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    (moved,) = ward.hear(PHYSICIAN, f"!conference move {ref} 2026-12-11 14:00")
    assert f"Apologies were for the old time, and are asked for anew: the mental health clinician ({MENTAL_HEALTH})." in (
        ward.read(moved).text
    )
    assert MENTAL_HEALTH in moved.message.mentions


@pytest.mark.parametrize("words", ["I can come after all", "can make it after all", "I\u2019m coming after all."])
def test_it_is_taken_back_by_a_reply_in_ones_own_words(words: str) -> None:
    ward, ref = planned()
    (told,) = reminder(ward)
    ward.say(MENTAL_HEALTH, "I can't make it", reply_to=told)
    assert MENTAL_HEALTH in apologies.apologies_of(ward.desk, ward.code, ref)
    ward.say(MENTAL_HEALTH, words, reply_to=told)
    assert not apologies.apologies_of(ward.desk, ward.code, ref)
