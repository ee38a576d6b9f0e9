"""Whoever has not answered to proposed times is reminded, once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.care import absences, holds, proposals
from bot.care.absences import Absence
from bot.care.facts import direct
from bot.care.proposals import Stage
from bot.care.vote_reminders import REMINDS
from tests.unit.desk import MENTAL_HEALTH, NOW, PHYSICIAN, SEX_THERAPIST
from tests.unit.proposed import PLAIN, announcement, kept_of, one, ring, settled
from tests.unit.ward import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_whoever_has_not_answered_is_reminded_once_in_their_own_room(ward: Ward) -> None:
    ward.say(PHYSICIAN, PLAIN)
    ward.say(PHYSICIAN, "!vote 1")
    said = ring(ward, REMINDS)
    assert {each.place for each in said} == {direct(SEX_THERAPIST), direct(MENTAL_HEALTH)}
    assert all(each.message.mentions == (each.place.removeprefix("direct:"),) for each in said)
    assert "your answer is still missing" in ward.read(said[0]).text
    assert [due for due in ward.desk.dues.of(ward.code) if due.kind == REMINDS] == []


def test_a_reply_to_a_reminder_is_a_vote_or_is_told_what_was_expected(ward: Ward) -> None:
    ward.say(PHYSICIAN, f'!conference propose "canary" with {MENTAL_HEALTH} by 10 Dec')
    reminder = next(one for one in ring(ward, REMINDS) if one.place == direct(MENTAL_HEALTH))
    unread = ward.say(MENTAL_HEALTH, "Tuesday suits me", here=direct(MENTAL_HEALTH), reply_to=reminder)
    assert "Expected: the numbers of the times that suit you, or none." in unread
    assert "yes to 2" in ward.say(MENTAL_HEALTH, "2", here=direct(MENTAL_HEALTH), reply_to=reminder)


def test_a_reminder_waits_for_working_hours_and_leaves_out_who_is_away(ward: Ward) -> None:
    ward.desk.people.put(replace(ward.desk.people.get(MENTAL_HEALTH), zone="America/New_York"))
    ward.say(PHYSICIAN, f'!conference propose "canary" with {MENTAL_HEALTH} by 10 Dec')
    absences.leave(ward.desk, SEX_THERAPIST, Absence(first=NOW.date(), last=NOW.date() + timedelta(days=3)))
    ward.say(PHYSICIAN, "!vote 1")
    assert ring(ward, REMINDS) == []
    (later,) = [due for due in ward.desk.dues.of(ward.code) if due.kind == REMINDS]
    assert (later.place, later.at) == (direct(MENTAL_HEALTH), datetime.fromisoformat("2026-12-09T13:00Z"))
    (said,) = ring(ward, REMINDS)
    assert said.message.mentions == (MENTAL_HEALTH,)


def test_nobody_is_reminded_of_what_was_answered_meanwhile(ward: Ward) -> None:
    ward.desk.people.put(replace(ward.desk.people.get(MENTAL_HEALTH), zone="America/New_York"))
    ward.say(PHYSICIAN, f'!conference propose "canary" with {MENTAL_HEALTH} by 10 Dec')
    ward.say(PHYSICIAN, "!vote 1")
    ring(ward, REMINDS)
    ward.say(MENTAL_HEALTH, "!vote none")
    assert ring(ward, REMINDS) == []


def test_what_is_held_is_neither_counted_nor_reminded_of_until_it_goes_on(ward: Ward) -> None:
    ref = kept_of(ward, '!conference propose "canary" with mental health ~couple_work').ref
    ward.say(SEX_THERAPIST, "!modality couple_work out")
    settled(ward)
    assert one(ward).state == Stage.OPEN
    assert ring(ward, REMINDS) == []
    assert ring(ward, proposals.CLOSES) == []
    assert holds.on(ward.desk, ward.code, modality=None, kept=one(ward)) is not None
    assert ref not in ward.say(PHYSICIAN, "!agenda here")
    ward.say(SEX_THERAPIST, "!modality couple_work in")
    assert announcement(ring(ward, proposals.CLOSES)).values["number"] == 1


def test_whoever_has_answered_but_to_what_was_added_is_reminded_of_that_alone(ward: Ward) -> None:
    ward.say(PHYSICIAN, PLAIN)
    ward.say(SEX_THERAPIST, "!vote 1 3")
    ref = one(ward).ref
    ward.say(PHYSICIAN, f"!conference times {ref} add 17 Dec 15:00")
    reminder = next(each for each in ring(ward, REMINDS) if each.place == direct(SEX_THERAPIST))
    text = ward.read(reminder).text
    assert "your answer to 4 is still missing. Does it suit you, for a conference of 45 minutes?" in text
    assert "4: Thu 17 Dec 2026, 15:00 Berlin" in text
    assert "1: " not in text
    assert f"reply yes, maybe or no, or type `!vote {ref} also 4`. What you answered to the others stands." in text
    assert "yes to 1, 3 and 4" in ward.say(SEX_THERAPIST, "yes", here=direct(SEX_THERAPIST), reply_to=reminder)
    assert "yes to 1 and 3, maybe to 4" in ward.say(SEX_THERAPIST, "maybe 4", here=direct(SEX_THERAPIST), reply_to=reminder)
