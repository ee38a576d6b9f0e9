"""Time around conferences, and how many a day, as somebody wishes it: typed, kept by what is proposed, and told to nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.care import paces, votes
from bot.care.availability import Pace
from bot.care.conferences import Conference
from bot.care.facts import direct
from bot.care.proposals import Proposal
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward

PLAIN = '!conference propose "canary" with mental health between 14 Dec and 14 Dec for 45m'
MINUTE = timedelta(minutes=1)


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.mark.parametrize(
    ("typed", "before", "after", "most"),
    [
        ("15m", 15, 15, 0),
        ("15 minutes around", 15, 15, 0),
        ("10m before 5m after", 10, 5, 0),
        ("10m before and 5m after, most 2", 10, 5, 2),
        ("most 3 a day", 0, 0, 3),
        ("most 3 a day and 1h after", 0, 60, 3),
    ],
)
def test_it_is_read_as_people_type_it_and_shown_to_them_alone(ward: Ward, typed: str, before: int, after: int, most: int) -> None:
    (sent, told) = ward.hear(MENTAL_HEALTH, f"!buffer {typed.replace(',', '')}")
    assert (sent.message.template, told.place) == ("read/sent", direct(MENTAL_HEALTH))
    assert paces.of(ward.desk, MENTAL_HEALTH) == Pace(before=before * MINUTE, after=after * MINUTE, most=most)
    assert "Others are told at most that you are not free" in ward.read(told).text
    assert "You wish no time" in ward.privately(MENTAL_HEALTH, "!buffer end")


def test_what_is_not_said_stays(ward: Ward) -> None:
    ward.privately(PHYSICIAN, "!buffer 15m most 3")
    text = ward.privately(PHYSICIAN, "!buffer 5m after")
    assert "15 minutes free before and 5 minutes free after each of your conferences and appointments, and at most" in text


@pytest.mark.parametrize("typed", ["15", "3h", "most", "most 0", "most 10", "most many", "15m before noon", "0m", "a day"])
def test_what_cannot_be_is_said_with_an_example_and_nothing_is_kept(ward: Ward, typed: str) -> None:
    assert "For example: `!buffer 15m" in ward.privately(PHYSICIAN, f"!buffer {typed}")
    assert paces.of(ward.desk, PHYSICIAN) == Pace()


@pytest.mark.parametrize("word", ["end", "off", "none"])
def test_it_is_ended_in_the_words_that_people_have_for_that(ward: Ward, word: str) -> None:
    ward.privately(PHYSICIAN, "!buffer 15m most 3")
    ward.privately(PHYSICIAN, f"!buffer {word}")
    assert paces.of(ward.desk, PHYSICIAN) == Pace()


def booked(ward: Ward, *clocks: str) -> None:
    for clock in clocks:
        ward.say(PHYSICIAN, f'!conference at 2026-12-14 {clock} "canary" with {MENTAL_HEALTH}')
    assert len(ward.desk.records.find(Conference, ward.code)) == len(clocks)


def times(ward: Ward) -> list[tuple[datetime, datetime]]:
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    return [(time.at, time.end) for time in kept.what.times]


@pytest.mark.parametrize("wish", ["40m before 20m after", "20m before 40m after"])
def test_times_that_are_proposed_leave_free_what_one_of_those_wishes_who_have_to_be_there(ward: Ward, wish: str) -> None:
    booked(ward, "09:00-11:00", "14:00-16:00")
    ward.privately(MENTAL_HEALTH, f"!buffer {wish}")
    ward.say(PHYSICIAN, PLAIN)
    begin = datetime.fromisoformat("2026-12-14T07:00Z")
    taken = [(begin + timedelta(hours=hour), begin + timedelta(hours=hour + 2)) for hour in (1, 6)]
    assert times(ward)
    for at, end in times(ward):
        assert all(end + 40 * MINUTE <= first or at >= last + 40 * MINUTE for first, last in taken)


def test_on_a_day_with_as_many_conferences_as_somebody_wishes_none_is_proposed_that_needs_them(ward: Ward) -> None:
    booked(ward, "09:00-09:30", "14:00-14:30")
    ward.privately(MENTAL_HEALTH, "!buffer most 2")
    assert "there is no time at which everybody could come" in ward.say(PHYSICIAN, PLAIN)
    ward.privately(MENTAL_HEALTH, "!buffer most 3")
    ward.say(PHYSICIAN, PLAIN)
    assert len(times(ward)) == 3


def test_a_time_that_breaks_it_is_one_at_which_they_are_not_free_and_their_own_word_counts_against_it(ward: Ward) -> None:
    booked(ward, "14:00-15:00")
    ward.say(PHYSICIAN, PLAIN)
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    ward.privately(MENTAL_HEALTH, "!buffer 25m most 5")
    text = ward.say(PHYSICIAN, f"!conference times {kept.ref} add 2026-12-14 15:10")
    assert "it would lack a mental health clinician. Not free: the mental health clinician" in text
    assert "25" not in text.replace(kept.ref, "")
    ward.say(PHYSICIAN, f"!conference times {kept.ref} add 2026-12-14 15:10 anyway")
    ward.say(MENTAL_HEALTH, "!vote 4")
    kept = ward.desk.records.get(Proposal, ward.code, kept.ref)
    assert votes.race(ward.desk, kept).can(4) == {MENTAL_HEALTH}
    assert votes.of(ward.desk, kept)[MENTAL_HEALTH].what.despite == ()
    assert SEX_THERAPIST in votes.awaited(ward.desk, kept)
