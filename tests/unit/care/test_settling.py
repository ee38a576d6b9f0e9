"""When a vote on times is settled, and on which: by a table, and for any votes at all."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as some

from bot.care.settling import Ballot, Race, settled

PEOPLE = ("a", "b", "c", "d")
TIMES = (1, 2, 3)


def ballot(words: str) -> Ballot:
    """``13/2``: yes to 1 and 3, maybe to 2."""
    yes, _, maybe = words.partition("/")
    return Ballot(yes=frozenset(map(int, yes)), maybe=frozenset(map(int, maybe)))


def race(groups: str, votes: dict[str, str], *, times: tuple[int, ...] = TIMES, asked: str = "abc") -> Race:
    """``a b cd``: a group a word."""
    return Race(
        times=times,
        groups=tuple(frozenset(group) for group in groups.split()),
        asked=frozenset(asked),
        ballots={person: ballot(words) for person, words in votes.items()},
    )


TABLE = {
    "nobody has voted": ("a b", {}, None, None),
    "the quorum is there, and a vote that is missing changes nothing": ("a b", {"a": "1", "b": "1"}, 1, 1),
    "a vote that is missing may bring another time level, and that one stands behind": ("a b", {"a": "12", "b": "12"}, None, 1),
    "the same once everyone has voted": ("a b", {"a": "12", "b": "12", "c": ""}, 1, 1),
    "most yes": ("a b", {"a": "12", "b": "12", "c": "2"}, 2, 2),
    "a yes outweighs any maybe": ("a b", {"a": "12", "b": "12", "c": "1/2"}, 1, 1),
    "of as many yes, most maybe": ("a b", {"a": "12", "b": "12", "c": "/2"}, 2, 2),
    "a group of several needs one of them": ("a bc", {"a": "3", "c": "3", "b": ""}, 3, 3),
    "without the quorum all other yes count nothing": ("a", {"b": "1", "c": "1", "a": ""}, None, None),
    "a maybe makes a quorum at the deadline alone": ("a b", {"a": "1", "b": "/1", "c": "1"}, None, 1),
    "a plain quorum goes before one with a maybe, however many come": ("a b", {"a": "12", "b": "2/1", "c": "1"}, 2, 2),
    "no quorum, be it with a maybe": ("a b", {"a": "1", "b": "/2", "c": "12"}, None, None),
    "a group without anybody": ("a b x", {"a": "1", "b": "1", "c": "1"}, None, None),
    "whoever is not asked has no vote": ("a d", {"a": "1", "d": "1", "b": "1", "c": "1"}, None, None),
    "one person may be all of the quorum": ("a a a", {"a": "2", "b": "", "c": "3"}, 2, 2),
    "it is settled early where nobody can bring another time above": ("a", {"a": "1", "b": "1", "c": "1"}, 1, 1),
    "the last vote could make an earlier one a quorum, and win": ("a bc", {"a": "23", "b": "3"}, None, 3),
}
"""What it is about: groups, votes, what is settled before the deadline, and at it. Asked are a, b and c."""


@pytest.mark.parametrize("name", TABLE)
def test_the_table(name: str) -> None:
    groups, votes, before, after = TABLE[name]
    assert settled(race(groups, votes), closed=False) == before
    assert settled(race(groups, votes), closed=True) == after


def test_a_time_that_was_added_may_still_win_until_those_who_voted_before_have_answered_to_it() -> None:
    before = {"a": ballot("1"), "b": ballot("1"), "c": ballot("")}
    votes = {person: replace(said, silent=frozenset({3})) for person, said in before.items()}
    one = replace(race("a b", {}), ballots=votes)
    assert one.awaited(3) == frozenset("abc")
    assert one.awaited(1) == one.cannot(3) == frozenset()
    assert (settled(one, closed=False), settled(one, closed=True)) == (None, 1)
    assert settled(replace(one, ballots={**votes, "a": ballot("1"), "b": ballot("1")}), closed=False) == 1


def test_a_time_that_has_passed_is_settled_no_more() -> None:
    votes = {"a": "13", "b": "13", "c": "1"}
    assert settled(race("a b", votes, times=(2, 3)), closed=False) == 3
    assert settled(race("a b", votes, times=(2,)), closed=True) is None
    assert settled(race("a b", votes, times=()), closed=True) is None


def test_of_times_that_suit_as_many_the_one_proposed_first_is_settled() -> None:
    votes = {"a": "123", "b": "123", "c": "123"}
    assert settled(race("a b", votes, times=(2, 1, 3)), closed=False) == 2


RARE = (HealthCheck.filter_too_much,)
"""What is looked at is one in six of all votes; that the others are drawn as well makes no test slow."""

NUMBERS = some.frozensets(some.sampled_from(TIMES))
BALLOTS = some.builds(
    lambda yes, maybe, silent: Ballot(yes=yes - silent, maybe=maybe - silent, silent=silent),
    NUMBERS,
    NUMBERS,
    some.just(frozenset[int]()) | some.just(frozenset({3})) | NUMBERS,
)
"""Of people who had all times before them, or not the last one, or not some others."""
RACES = some.builds(
    Race,
    times=some.permutations(TIMES).map(tuple) | some.just((2, 3)),
    groups=some.lists(some.frozensets(some.sampled_from(PEOPLE), min_size=1), min_size=1, max_size=3).map(tuple),
    asked=some.frozensets(some.sampled_from(PEOPLE), min_size=1),
    ballots=some.dictionaries(some.sampled_from(PEOPLE), BALLOTS),
)


def endings(one: Race) -> Iterator[Race]:
    """Whoever has said nothing about a time says that it suits them, or that none of those does."""
    left = {person: one.ballots.get(person, Ballot(silent=frozenset(TIMES))) for person in sorted(one.asked)}
    ways = [
        [replace(said, silent=frozenset()), *(replace(said, yes=said.yes | {time}, silent=frozenset()) for time in said.silent)]
        for said in left.values()
    ]
    for said in itertools.product(*ways):
        yield replace(one, ballots={**one.ballots, **dict(zip(left, said, strict=True))})


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(one=RACES, closed=some.booleans())
def test_nothing_is_settled_without_its_quorum_and_before_the_deadline_none_by_a_maybe(one: Race, *, closed: bool) -> None:
    time = settled(one, closed=closed)
    if time is not None:
        there = one.can(time) | (one.perhaps(time) if closed else frozenset())
        assert time in one.times
        assert all(group & there for group in one.groups)


@pytest.mark.slow
@settings(max_examples=80, deadline=None, suppress_health_check=RARE)
@given(RACES)
def test_what_is_settled_early_is_settled_however_the_others_vote(one: Race) -> None:
    time = settled(one, closed=False)
    assume(time is not None)
    for whole in endings(one):
        assert settled(whole, closed=False) == time
        assert settled(whole, closed=True) == time


@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(RACES)
def test_it_is_settled_as_early_as_can_be(one: Race) -> None:
    """Where it is not, there is some way to vote by which another time is settled, or none."""
    leading = settled(one, closed=True)
    sure = leading is not None and one.covered(one.can(leading))
    if settled(one, closed=False) is not None or not sure:
        return
    ends = set()
    for whole in endings(one):
        ends.add(settled(whole, closed=False))
    assert len(ends) > 1


def first_settled(one: Race, order: tuple[str, ...]) -> int | None:
    """Let people vote one after another; gives what is settled, as soon as it is."""
    votes: dict[str, Ballot] = {}
    for person in order:
        votes[person] = one.ballots[person]
        found = settled(Race(times=one.times, groups=one.groups, asked=one.asked, ballots=votes), closed=False)
        if found is not None:
            return found
    return settled(Race(times=one.times, groups=one.groups, asked=one.asked, ballots=votes), closed=True)


@pytest.mark.slow
@settings(max_examples=60, deadline=None, suppress_health_check=RARE)
@given(RACES)
def test_the_order_of_votes_does_not_matter(one: Race) -> None:
    assume(one.asked <= one.ballots.keys())
    assert len({first_settled(one, order) for order in itertools.permutations(sorted(one.ballots))}) == 1
