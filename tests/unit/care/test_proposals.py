"""Proposals as rules: who is asked on a roster that changes, and how one ends without being settled."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.care import cases, conferences, deciding, proposals, team, votes
from bot.care.consent import Category
from bot.care.covers import stand_in
from bot.care.errors import ConflictError, InvalidError
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from bot.care.vote_reminders import REMINDS
from tests.unit.care.open_proposal import closes, opened, say, stage
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST, STRANGER


def test_chair_presenter_and_those_invited_are_asked_and_nobody_else() -> None:
    desk, kept = opened()
    assert proposals.asked(desk, kept) == (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    with pytest.raises(InvalidError) as refused:
        say(desk, kept, COORDINATOR, 1)
    assert refused.value.template == "refused/vote_not_asked"


def test_of_a_whole_team_all_clinicians_are_asked_and_no_coordinator_or_guest() -> None:
    desk, kept = opened(people=())
    desk.rosters.put(Membership(case=kept.case, person=STRANGER, roles=(Role.GUEST,), since=NOW))
    assert proposals.asked(desk, kept) == (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    desk, named = opened(people=(), roles=(Role.MENTAL_HEALTH,))
    assert proposals.asked(desk, named) == (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)


def test_whoever_leaves_the_team_has_no_vote_any_more_and_is_not_waited_for() -> None:
    desk, kept = opened()
    say(desk, kept, PHYSICIAN, 1)
    say(desk, kept, MENTAL_HEALTH, 1)
    team.remove(desk, kept.case, COORDINATOR, MENTAL_HEALTH)
    assert proposals.asked(desk, kept) == (SEX_THERAPIST, PHYSICIAN)
    assert say(desk, kept, SEX_THERAPIST, 1) is None
    left = closes(desk, kept)
    assert isinstance(left, Kept)
    assert deciding.lacking(desk, left, votes.race(desk, left), 1) == ("a mental health clinician",)
    outcome = deciding.settle(desk, left, 1, PHYSICIAN)
    assert conferences.participants(desk, outcome.conference) == (SEX_THERAPIST, PHYSICIAN)


def test_if_everybody_who_was_named_has_left_the_whole_team_is_not_called_in_their_place() -> None:
    desk, kept = opened()
    team.remove(desk, kept.case, COORDINATOR, MENTAL_HEALTH)
    closes(desk, kept)
    outcome = deciding.settle(desk, desk.records.get(Proposal, kept.case, kept.ref), 1, PHYSICIAN)
    assert COORDINATOR not in conferences.participants(desk, outcome.conference)


def test_where_the_one_who_proposed_has_left_the_lead_takes_their_place() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, 2)
    team.remove(desk, kept.case, COORDINATOR, PHYSICIAN)
    outcome = say(desk, kept, MENTAL_HEALTH, 2)
    assert outcome is not None
    what = outcome.conference.what
    assert (outcome.conference.owner, what.chair, what.presenter) == (SEX_THERAPIST, SEX_THERAPIST, SEX_THERAPIST)


def test_whoever_stands_in_is_asked_counts_and_takes_part() -> None:
    desk, kept = opened(people=(), roles=(Role.MENTAL_HEALTH,))
    stand_in(desk, kept.case, COORDINATOR, PHYSIO, MENTAL_HEALTH, NOW + timedelta(days=30))
    assert PHYSIO in proposals.asked(desk, kept)
    say(desk, kept, SEX_THERAPIST, 1)
    say(desk, kept, PHYSICIAN, 1)
    say(desk, kept, MENTAL_HEALTH)
    outcome = say(desk, kept, PHYSIO, 1)
    assert outcome is not None
    assert PHYSIO in conferences.participants(desk, outcome.conference)


def test_a_withdrawn_one_takes_no_vote_and_never_rings() -> None:
    desk, kept = opened()
    gone = proposals.withdraw(desk, kept.case, kept.ref, "It is answered")
    assert (gone.state, gone.what.withdrawn) == (Stage.WITHDRAWN, "It is answered")
    assert [one for one in desk.dues.of(kept.case) if one.subject == kept.ref] == []
    with pytest.raises(ConflictError):
        proposals.withdraw(desk, kept.case, kept.ref, "Again")


def test_it_ends_with_its_case_and_stays_so_when_that_is_opened_again() -> None:
    desk, kept = opened()
    off = cases.close(desk, kept.case, COORDINATOR, "Done", (Category.SUMMARY,))
    assert [one.ref for one in off.proposals] == [kept.ref]
    cases.reopen(desk, kept.case)
    assert stage(desk, kept) == Stage.WITHDRAWN
    assert desk.dues.of(kept.case) == ()


@pytest.mark.parametrize(
    ("closes_at", "reminds_at"),
    [
        ("2026-12-10T17:00Z", "2026-12-09T08:00Z"),
        ("2026-12-14T17:00Z", "2026-12-11T08:00Z"),
        ("2026-12-08T17:00Z", "2026-12-08T00:30Z"),
        ("2026-12-07T09:00Z", None),
    ],
)
def test_the_reminder_comes_on_the_last_working_morning_before_or_half_way(closes_at: str, reminds_at: str | None) -> None:
    desk, kept = opened(closes=datetime.fromisoformat(closes_at))
    found = [one.at for one in desk.dues.of(kept.case) if one.kind == REMINDS]
    assert found == ([datetime.fromisoformat(reminds_at)] if reminds_at else [])


def test_one_whose_deadline_is_past_or_that_names_a_stranger_is_not_kept() -> None:
    with pytest.raises(InvalidError):
        opened(closes=NOW)
    with pytest.raises(InvalidError):
        opened(people=(STRANGER,))
