"""Proposals as rules: votes of real people on a roster that changes, and what becomes of the times meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.care import absences, apologies, carriers, cases, conferences, deciding, proposals, team, votes
from bot.care.absences import Absence
from bot.care.conferences import Conference, Standing
from bot.care.consent import Category, Modality
from bot.care.covers import stand_in
from bot.care.deciding import Outcome
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.holds import Choice
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal, Stage, Time
from bot.care.records import Kept
from bot.care.settling import Ballot
from bot.care.vote_reminders import REMINDS
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST, STRANGER, FakeDesk

HOUR = timedelta(hours=1)
CLOSES = datetime.fromisoformat("2026-12-10T17:00Z")
FIRST, SECOND, THIRD = (datetime.fromisoformat(f"2026-12-{day}T10:00Z") for day in (14, 15, 16))
TEAM = {
    SEX_THERAPIST: (Role.SEX_THERAPIST,),
    PHYSICIAN: (Role.PHYSICIAN,),
    MENTAL_HEALTH: (Role.MENTAL_HEALTH,),
    COORDINATOR: (Role.COORDINATOR,),
}


def opened(**fields: object) -> tuple[FakeDesk, Kept[Proposal]]:
    """The lead (a sex therapist) takes the chair, the physician asks and presents; with the mental health clinician."""
    desk = FakeDesk()
    case = desk.case(TEAM)
    times = tuple(Time(at=at, end=at + HOUR / 2, rank=rank) for rank, at in enumerate((FIRST, SECOND, THIRD)))
    plain: dict[str, object] = {"people": (MENTAL_HEALTH,), "zone": "Europe/Berlin", "question": "What next?"}
    given = {"times": times, "closes": CLOSES, "categories": (Category.MEDICAL,), **plain, **fields}
    return desk, proposals.propose(desk, case, PHYSICIAN, Proposal(**given))  # type: ignore[arg-type]


def say(desk: FakeDesk, kept: Kept[Proposal], person: str, *yes: int, maybe: tuple[int, ...] = ()) -> Outcome | None:
    """Somebody votes; gives what that settles."""
    now = desk.records.get(Proposal, kept.case, kept.ref)
    votes.cast(desk.later(), now, person, Ballot(yes=frozenset(yes), maybe=frozenset(maybe)))
    return deciding.decide(desk, now, person)


def due(desk: FakeDesk, kept: Kept[Proposal], kind: str) -> Due:
    """A moment of it, which now comes."""
    moment = next(one for one in desk.dues.of(kept.case) if one.kind == kind and one.subject == kept.ref)
    desk.dues.cancel(moment.key)
    desk.later(max(timedelta(), moment.at - desk.now))
    return moment


def closes(desk: FakeDesk, kept: Kept[Proposal]) -> Outcome | Kept[Proposal] | None:
    return deciding.close(desk, due(desk, kept, proposals.CLOSES))


def booked(desk: FakeDesk, kept: Kept[Proposal]) -> list[Conference]:
    return [one.what for one in desk.records.find(Conference, kept.case)]


def stage(desk: FakeDesk, kept: Kept[Proposal]) -> int:
    return desk.records.get(Proposal, kept.case, kept.ref).state


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


def test_while_it_is_held_votes_are_kept_and_nothing_is_settled() -> None:
    desk, kept = opened(modality=Modality.COUPLE_WORK)
    hold = desk.records.add(Choice(modality=Modality.COUPLE_WORK), case=kept.case, author=SEX_THERAPIST)
    assert kept.ref in carriers.held(desk, kept.case)
    for person in (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH):
        assert say(desk, kept, person, 1) is None
    desk.records.put(hold, state=1)
    assert isinstance(closes(desk, kept), Outcome)


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


def test_a_conference_that_was_settled_stands_by_itself() -> None:
    desk, kept = opened()
    outcome = [say(desk, kept, person, 1) for person in (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)][-1]
    assert outcome is not None
    assert outcome.conference.state == Standing.BOOKED
    assert conferences.cancel(desk, kept.case, outcome.conference.ref, "No").state == Standing.CANCELLED
    assert stage(desk, kept) == Stage.SETTLED
