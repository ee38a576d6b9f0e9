"""Votes for the times of a proposal, and what people's other times make of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from bot.care import absences, conferences, deciding, proposals, votes
from bot.care.absences import Absence
from bot.care.conferences import Conference
from bot.care.errors import ConflictError, InvalidError
from bot.care.proposals import Proposal, Time
from bot.care.settling import Ballot
from tests.unit.care.open_proposal import FIRST, HOUR, SECOND, TEAM, THIRD, booked, closes, opened, say
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST


def test_the_last_vote_counts_and_the_one_before_is_kept_as_replaced() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, 1)
    say(desk, kept, SEX_THERAPIST, 3)
    say(desk, kept, PHYSICIAN, 1, 3)
    outcome = say(desk, kept, MENTAL_HEALTH, 1, 3)
    assert outcome is not None
    assert outcome.number == 3
    both = desk.records.find(votes.Vote, kept.case, author=SEX_THERAPIST)
    assert [one.state for one in both] == [votes.Stand.REPLACED, votes.Stand.LAST]
    assert both[0].superseded_by == both[1].ref


@pytest.mark.parametrize("number", [0, 4, 99])
def test_a_number_that_is_none_is_refused(number: int) -> None:
    desk, kept = opened()
    with pytest.raises(InvalidError):
        deciding.settle(desk, kept, number, PHYSICIAN)
    with pytest.raises(InvalidError) as refused:
        say(desk, kept, PHYSICIAN, number)
    assert refused.value.template == "refused/vote_number"


def test_a_time_that_has_passed_is_neither_voted_for_nor_settled() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, 1, 2)
    say(desk, kept, PHYSICIAN, 1, 2)
    closes(desk, kept)
    desk.later(FIRST + HOUR - desk.now)
    left = desk.records.get(Proposal, kept.case, kept.ref)
    with pytest.raises(ConflictError) as over:
        votes.cast(desk, left, MENTAL_HEALTH, Ballot(yes=frozenset({1})))
    assert over.value.template == "refused/vote_passed"
    with pytest.raises(ConflictError):
        deciding.settle(desk, left, 1, PHYSICIAN)
    cast = votes.cast(desk, left, MENTAL_HEALTH, Ballot(yes=frozenset({1, 2})))
    assert (cast.kept.what.yes, cast.passed) == ((2,), (1,))
    outcome = deciding.decide(desk, left, MENTAL_HEALTH)
    assert outcome is not None
    assert outcome.conference.what.at == SECOND


def test_a_yes_is_not_counted_once_its_author_is_away_then() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, 1, 2)
    say(desk, kept, MENTAL_HEALTH, 1, 2)
    absences.leave(desk, MENTAL_HEALTH, Absence(first=FIRST.date(), last=FIRST.date()))
    outcome = say(desk, kept, PHYSICIAN, 1, 2)
    assert outcome is not None
    assert outcome.number == 2


def test_whoever_says_yes_although_they_are_away_is_taken_at_their_word() -> None:
    desk, kept = opened()
    absences.leave(desk, MENTAL_HEALTH, Absence(first=date(2026, 12, 14), last=date(2026, 12, 14)))
    say(desk, kept, MENTAL_HEALTH, 1)
    say(desk, kept, SEX_THERAPIST, 1)
    outcome = say(desk, kept, PHYSICIAN, 1)
    assert outcome is not None
    assert votes.of(desk, kept)[MENTAL_HEALTH].what.despite == (1,)


def test_another_conference_that_is_booked_or_moved_onto_a_time_takes_those_who_take_part_in_it() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, 1, 2)
    say(desk, kept, MENTAL_HEALTH, 1, 2)
    other = desk.case(TEAM)
    wanted = Conference(at=THIRD, end=THIRD + HOUR, zone="Europe/Berlin", people=(MENTAL_HEALTH,))
    elsewhere = conferences.book(desk, other, COORDINATOR, wanted)
    conferences.move(desk, other, elsewhere.ref, at=FIRST + HOUR / 4, end=None, zone="Europe/Berlin")
    outcome = say(desk, kept, PHYSICIAN, 1, 2)
    assert outcome is not None
    assert outcome.conference.what.at == SECOND


def test_of_two_proposals_for_the_same_time_the_second_one_goes_elsewhere() -> None:
    desk, kept = opened()
    again = proposals.propose(desk, kept.case, PHYSICIAN, replace(kept.what, question="And then?"))
    for person in (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH):
        say(desk, again, person, 1, 3)
        say(desk, kept, person, 1)
    assert sorted(one.at for one in booked(desk, kept)) in ([FIRST, THIRD], [FIRST])


def test_who_is_outside_working_hours_is_known_of_those_who_come() -> None:
    early = datetime.fromisoformat("2026-12-14T06:00Z")
    time = Time(at=early, end=early + HOUR / 2, outside=(MENTAL_HEALTH, SEX_THERAPIST))
    desk, kept = opened(times=(time,))
    desk.people.put(replace(desk.people.get(PHYSICIAN), zone="Europe/Helsinki"))
    outcome = [say(desk, kept, person, 1) for person in (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)][-1]
    assert outcome is not None
    assert set(outcome.conference.what.outside) == {MENTAL_HEALTH, SEX_THERAPIST}
