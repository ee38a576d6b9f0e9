"""What becomes of a proposal: it is settled by votes, at its deadline, by somebody's word, or not at all; once at most."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.care import apologies, carriers, conferences, deciding, proposals, votes
from bot.care.conferences import Standing
from bot.care.consent import Category, Modality
from bot.care.deciding import Outcome
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.holds import Choice
from bot.care.people import Role
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from tests.unit.care.open_proposal import CLOSES, HOUR, SECOND, booked, closes, due, opened, say, stage
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST


def test_it_is_booked_once_with_all_that_the_proposal_said() -> None:
    desk, kept = opened(modality=Modality.COUPLE_WORK)
    assert say(desk, kept, PHYSICIAN, 2, 3) is None
    assert say(desk, kept, SEX_THERAPIST, 2) is None
    outcome = say(desk, kept, MENTAL_HEALTH, 2, maybe=(3,))
    assert outcome is not None
    what = outcome.conference.what
    assert (what.at, what.end, what.zone) == (SECOND, SECOND + HOUR / 2, "Europe/Berlin")
    assert (what.question, what.categories, what.modality) == ("What next?", (Category.MEDICAL,), Modality.COUPLE_WORK)
    assert (what.chair, what.presenter, what.required) == (SEX_THERAPIST, PHYSICIAN, (Role.MENTAL_HEALTH,))
    assert what.proposal == kept.ref
    assert outcome.conference.owner == PHYSICIAN
    assert conferences.participants(desk, outcome.conference) == (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    assert outcome.lacking == ()
    assert stage(desk, kept) == Stage.SETTLED
    assert [one.kind for one in desk.dues.of(kept.case) if one.subject == kept.ref] == []
    assert [fact for fact in desk.facts if fact.action == deciding.SETTLED] != []


def test_nothing_settles_it_a_second_time() -> None:
    desk, kept = opened()
    for person in (PHYSICIAN, SEX_THERAPIST, MENTAL_HEALTH):
        say(desk, kept, person, 1)
    now = desk.records.get(Proposal, kept.case, kept.ref)
    assert deciding.decide(desk, now, PHYSICIAN) is None
    assert deciding.close(desk, Due(key="", kind=proposals.CLOSES, at=CLOSES, place="", case=kept.case, subject=kept.ref)) is None
    with pytest.raises(ConflictError) as over:
        proposals.standing(desk, kept.case, kept.ref)
    assert over.value.template == "refused/proposal_over"
    assert len(booked(desk, kept)) == 1


def test_of_two_who_settle_it_at_once_the_second_one_books_nothing() -> None:
    desk, kept = opened()
    seen = desk.records.get(Proposal, kept.case, kept.ref)
    for person in (PHYSICIAN, SEX_THERAPIST, MENTAL_HEALTH):
        say(desk, kept, person, 1)
    assert deciding.decide(desk, seen, desk.clinic.bot) is None
    desk.later(CLOSES - desk.now)
    with pytest.raises(ConflictError), desk.savepoint():
        deciding.settle(desk, seen, 2, PHYSICIAN)
    assert len(booked(desk, kept)) == 1


VOTES = some.lists(
    some.tuples(
        some.sampled_from((SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)),
        some.frozensets(some.sampled_from((1, 2, 3))),
        some.frozensets(some.sampled_from((1, 2, 3))),
    ),
    max_size=7,
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(VOTES)
def test_whatever_people_vote_it_is_booked_once_at_most_by_their_last_words_and_never_too_early(
    said: list[tuple[str, frozenset[int], frozenset[int]]],
) -> None:
    desk, kept = opened()
    last: dict[str, tuple[frozenset[int], frozenset[int]]] = {}
    outcome: Outcome | None = None
    for person, yes, maybe in said:
        if outcome is not None:
            break
        last[person] = yes, maybe - yes
        outcome = say(desk, kept, person, *yes, maybe=tuple(maybe))
    counted = {person: (frozenset(one.what.yes), frozenset(one.what.maybe)) for person, one in votes.of(desk, kept).items()}
    assert counted == last
    quorum = {SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH}
    if outcome is not None:
        assert all(outcome.number in last[person][0] for person in quorum)
    else:
        found = closes(desk, kept)
        if isinstance(found, Outcome):
            assert all(found.number in last[person][0] | last[person][1] for person in quorum)
        else:
            assert stage(desk, kept) == Stage.UNDECIDED
            assert not any(all(time in (last.get(one, ((), ()))[0]) for one in quorum) for time in (1, 2, 3))
    assert len(booked(desk, kept)) == (stage(desk, kept) == Stage.SETTLED)


def test_at_the_deadline_a_maybe_makes_the_quorum() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, 1)
    say(desk, kept, PHYSICIAN, 1)
    assert say(desk, kept, MENTAL_HEALTH, maybe=(1,)) is None
    outcome = closes(desk, kept)
    assert isinstance(outcome, Outcome)
    assert (outcome.number, outcome.perhaps, outcome.lacking) == (1, (MENTAL_HEALTH,), ())


def test_without_a_quorum_it_waits_for_a_late_vote_or_for_somebodys_word() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, 1, 2)
    say(desk, kept, PHYSICIAN, 2)
    left = closes(desk, kept)
    assert isinstance(left, Kept)
    assert left.state == Stage.UNDECIDED
    assert booked(desk, kept) == []
    race = votes.race(desk, left)
    assert deciding.lacking(desk, left, race, 2) == ("a mental health clinician",)
    outcome = say(desk, kept, MENTAL_HEALTH, maybe=(2,))
    assert outcome is not None
    assert outcome.number == 2


def test_somebodys_word_books_it_without_the_quorum_as_advisory() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, 1)
    say(desk, kept, MENTAL_HEALTH)
    with pytest.raises(ConflictError) as early:
        deciding.settle(desk, kept, 1, PHYSICIAN)
    assert early.value.template == "refused/settle_early"
    assert early.value.values["lacking"] == ("the presenter", "a mental health clinician")
    left = closes(desk, kept)
    assert isinstance(left, Kept)
    outcome = deciding.settle(desk, left, 1, PHYSICIAN)
    assert outcome.lacking == ("the presenter", "a mental health clinician")
    assert outcome.cannot == (MENTAL_HEALTH,)
    assert apologies.apologies_of(desk, kept.case, outcome.conference.ref) == (MENTAL_HEALTH,)
    assert stage(desk, kept) == Stage.SETTLED


def test_somebodys_word_settles_it_before_the_deadline_where_the_quorum_is_there() -> None:
    desk, kept = opened()
    say(desk, kept, SEX_THERAPIST, maybe=(3,))
    say(desk, kept, PHYSICIAN, 3)
    say(desk, kept, MENTAL_HEALTH, 3)
    assert deciding.settle(desk, kept, 3, SEX_THERAPIST).number == 3


def test_when_the_last_time_has_come_it_is_over() -> None:
    desk, kept = opened()
    closes(desk, kept)
    lapsed = deciding.lapse(desk, due(desk, kept, proposals.PASSES))
    assert lapsed is not None
    assert lapsed.state == Stage.LAPSED
    assert [one for one in desk.dues.of(kept.case) if one.subject == kept.ref] == []


def test_a_deadline_that_comes_when_all_times_have_passed_ends_it() -> None:
    desk, kept = opened()
    moment = due(desk, kept, proposals.CLOSES)
    desk.later(timedelta(days=30))
    over = deciding.close(desk, moment)
    assert isinstance(over, Kept)
    assert over.state == Stage.LAPSED


def test_while_it_is_held_votes_are_kept_and_nothing_is_settled() -> None:
    desk, kept = opened(modality=Modality.COUPLE_WORK)
    hold = desk.records.add(Choice(modality=Modality.COUPLE_WORK), case=kept.case, author=SEX_THERAPIST)
    assert kept.ref in carriers.held(desk, kept.case)
    for person in (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH):
        assert say(desk, kept, person, 1) is None
    desk.records.put(hold, state=1)
    assert isinstance(closes(desk, kept), Outcome)


def test_a_conference_that_was_settled_stands_by_itself() -> None:
    desk, kept = opened()
    outcome = [say(desk, kept, person, 1) for person in (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)][-1]
    assert outcome is not None
    assert outcome.conference.state == Standing.BOOKED
    assert conferences.cancel(desk, kept.case, outcome.conference.ref, "No").state == Standing.CANCELLED
    assert stage(desk, kept) == Stage.SETTLED
