from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations
from random import Random
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from bot.care.availability import Pace
from bot.care.quorum import Group
from bot.care.slots import Burden, Calendar, Slot, Wish, propose
from bot.care.spans import joined
from tests.unit.care.slot_oracle import Found, Oracle, unfair

MONDAY = datetime(2027, 3, 1, tzinfo=UTC)
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
WORK = (time(8), time(18))
ZONES = (
    "Africa/Cairo",
    "America/Denver",
    "America/New_York",
    "America/Santiago",
    "America/St_Johns",
    "Asia/Kathmandu",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Europe/Berlin",
    "Europe/London",
    "Pacific/Auckland",
    "UTC",
)
CHANGES = (date(2027, 3, 11), date(2027, 3, 25), date(2027, 4, 1), date(2027, 4, 22), date(2027, 9, 23), date(2027, 10, 28))
"""Days shortly before clocks change, here or there."""


@dataclass(frozen=True, kw_only=True)
class World:
    """What times are looked for in."""

    calendars: tuple[Calendar, ...]
    groups: tuple[Group, ...]
    wish: Wish
    shut: frozenset[date]
    burdens: Mapping[str, Burden]

    def closed(self, day: date) -> bool:
        return day in self.shut

    def proposed(self) -> tuple[Slot, ...]:
        return propose(self.calendars, self.groups, self.wish, closed=self.closed, burdens=self.burdens)

    def possible(self) -> dict[datetime, Found]:
        return {one.at: one for one in Oracle(self.calendars, self.groups, self.closed).all(self.wish)}


@some.composite
def worlds(draw: some.DrawFn) -> World:
    day = draw(some.sampled_from(CHANGES)) + draw(some.integers(-2, 3)) * DAY
    first = datetime.combine(day, time(), tzinfo=UTC) + timedelta(minutes=draw(some.integers(0, 1439)))
    span = draw(some.integers(1, 8)) * DAY
    minute = some.integers(0, 287).map(lambda number: time(number * 5 // 60, number * 5 % 60))

    def calendar(person: str) -> Calendar:
        quiet = draw(some.none() | some.tuples(minute, minute).filter(lambda ends: ends[0] != ends[1]))
        away = draw(some.lists(some.tuples(some.integers(-3, 9), some.integers(0, 4)), max_size=2))
        busy = draw(some.lists(some.tuples(some.integers(-12, 12 * 24 * 9), some.integers(1, 50)), max_size=6))
        begin = datetime.combine(day, time(), tzinfo=UTC)
        spans = tuple((begin + at * timedelta(minutes=5), begin + (at + lasts) * timedelta(minutes=5)) for at, lasts in busy)
        conferences, visits = draw(some.integers(0, 4)), draw(some.integers(0, 1))
        free = some.sampled_from((0, 0, 5, 15, 60)).map(lambda number: timedelta(minutes=number))
        return Calendar(
            person=person,
            zone=draw(some.sampled_from(ZONES)),
            hours=(time(draw(some.integers(5, 11)), draw(some.sampled_from((0, 30)))), time(draw(some.integers(12, 22)), 15)),
            quiet=quiet,
            away=tuple((day + ahead * DAY, day + (ahead + lasts) * DAY) for ahead, lasts in away),
            busy=joined(spans),
            conferences=spans[:conferences],
            appointments=spans[conferences : conferences + visits],
            pace=Pace(before=draw(free), after=draw(free), most=draw(some.sampled_from((0, 0, 1, 2)))),
            gone=draw(some.none() | some.integers(0, 9).map(lambda days: begin + days * DAY + 9 * HOUR)),
        )

    people = [f"@p{number}:clinic.example" for number in range(draw(some.integers(1, 5)))]
    group = some.sets(some.sampled_from([*people, "@elsewhere:clinic.example"]), min_size=1, max_size=3)
    burden = some.builds(Burden, last=some.booleans(), hours=some.integers(0, 20), times=some.integers(0, 9))
    return World(
        calendars=tuple(calendar(person) for person in people),
        groups=tuple(Group(name="a discipline", people=frozenset(one)) for one in draw(some.lists(group, max_size=3))),
        wish=Wish(first=first, last=first + span, lasts=timedelta(minutes=draw(some.sampled_from((15, 30, 45, 50, 90, 240))))),
        shut=frozenset(day + ahead * DAY for ahead in draw(some.sets(some.integers(0, 8), max_size=2))),
        burdens=draw(some.dictionaries(some.sampled_from(people), burden)),
    )


def person(name: str, zone: str = "Europe/Berlin") -> Calendar:
    return Calendar(person=f"@{name}:clinic.example", zone=zone, hours=WORK)


def week(*calendars: Calendar, last: datetime = MONDAY + 5 * DAY, burdens: Mapping[str, Burden] | None = None) -> World:
    """All of them are needed."""
    groups = tuple(Group(name="a discipline", people=frozenset({one.person})) for one in calendars)
    wish = Wish(first=MONDAY, last=last, lasts=timedelta(minutes=45))
    return World(calendars=calendars, groups=groups, wish=wish, shut=frozenset(), burdens=burdens or {})


def overlap(one: Slot, other: Slot) -> bool:
    return one.at < other.end and other.at < one.end


@pytest.mark.slow
@settings(max_examples=120, deadline=None)
@given(worlds())
def test_no_time_that_is_proposed_breaks_a_constraint_and_none_is_kept_back(world: World) -> None:
    slots, possible = world.proposed(), world.possible()
    for slot in slots:
        assert world.wish.first <= slot.at < slot.end <= world.wish.last
        assert slot.end - slot.at == world.wish.lasts
        found = possible[slot.at]
        assert (frozenset(slot.absent), frozenset(slot.outside)) == (found.absent, found.outside)
    assert len({slot.at for slot in slots}) == len(slots) == min(world.wish.most, len(possible))
    assert list(slots) == sorted(slots, key=lambda one: one.at)
    assert sorted(slot.rank for slot in slots) == list(range(len(slots)))


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(worlds(), some.timedeltas(timedelta(), timedelta(minutes=20)))
def test_further_times_are_none_of_those_there_are_and_overlap_with_none_while_fair_ones_are_left(
    world: World, later: timedelta
) -> None:
    """What people know of already need not lie on a quarter of an hour, nor be possible any more."""
    known = tuple(slot.at + later for slot in world.proposed())
    further, possible = replace(world, wish=replace(world.wish, beside=known)).proposed(), world.possible()
    assert {slot.at for slot in further} <= possible.keys() - set(known)
    fair = [
        one
        for one in possible.values()
        if not any(abs(one.at - at) < world.wish.lasts for at in known)
        and not any(other.again(world.burdens) < one.again(world.burdens) for other in possible.values())
    ]
    best = min(further, key=lambda one: one.rank, default=None)
    assert best is not None or not fair
    assert best is None or not fair or all(abs(best.at - at) >= world.wish.lasts for at in known)


@pytest.mark.slow
@settings(max_examples=80, deadline=None)
@given(worlds())
def test_the_best_time_is_the_fairest_and_none_is_unfair_or_overlaps_as_long_as_there_are_others(world: World) -> None:
    slots, possible = sorted(world.proposed(), key=lambda one: one.rank), world.possible().values()
    for slot in slots[:1]:
        best = min(one.rank(world.burdens) for one in possible)
        assert next(one for one in possible if one.at == slot.at).rank(world.burdens) == best
        assert slot.at == min(one.at for one in possible if one.rank(world.burdens) == best)
    as_slots = [
        Slot(at=one.at, end=one.at + world.wish.lasts, outside=tuple(one.outside), absent=tuple(one.absent)) for one in possible
    ]
    fair = [one for one in as_slots if not unfair(one, possible, world.burdens)]
    for number, slot in enumerate(slots):
        before = slots[:number]
        left = [one for one in fair if one.at not in {other.at for other in before}]
        assert not unfair(slot, possible, world.burdens) or not left
        apart = [one for one in left if not any(overlap(one, other) for other in before)]
        assert not any(overlap(slot, other) for other in before) or not apart


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(worlds(), some.randoms(use_true_random=False))
def test_in_which_order_people_groups_and_absences_are_named_changes_nothing(world: World, chance: Random) -> None:
    calendars = [
        replace(one, away=tuple(chance.sample(one.away, len(one.away))), busy=tuple(chance.sample(one.busy, len(one.busy))))
        for one in world.calendars
    ]
    chance.shuffle(calendars)
    groups = chance.sample(world.groups, len(world.groups))
    burdens = dict(chance.sample(list(world.burdens.items()), len(world.burdens)))
    assert replace(world, calendars=tuple(calendars), groups=tuple(groups), burdens=burdens).proposed() == world.proposed()


def test_a_team_in_one_place_gets_three_days_and_three_times_of_day() -> None:
    slots = week(person("one"), person("two")).proposed()
    assert [slot.at for slot in slots] == [MONDAY + 7 * HOUR, MONDAY + DAY + 9 * HOUR, MONDAY + 2 * DAY + 11 * HOUR]
    assert all(not slot.outside and not slot.absent for slot in slots)


def test_nobody_is_asked_to_come_at_night_even_without_quiet_hours() -> None:
    opposite = week(person("here", "UTC"), person("there", "Pacific/Auckland"))
    zones = [ZoneInfo(one.zone) for one in opposite.calendars]
    slots = propose(opposite.calendars, opposite.groups, replace(opposite.wish, most=99), closed=opposite.closed, burdens={})
    assert len(slots) > 10
    assert all(time(6) <= slot.at.astimezone(zone).time() <= time(21, 15) for slot in slots for zone in zones)


def test_a_weekend_a_closing_day_and_an_absence_are_those_of_each_persons_own_clocks() -> None:
    denver, auckland = person("denver", "America/Denver"), person("auckland", "Pacific/Auckland")
    friday = replace(week(denver, auckland), wish=Wish(first=MONDAY + 4 * DAY, last=MONDAY + 7 * DAY, lasts=HOUR))
    assert all(slot.end <= MONDAY + 4 * DAY + 11 * HOUR for slot in friday.proposed())  # midnight in Auckland
    shut = replace(week(denver, auckland), shut=frozenset({date(2027, 3, 2)}))
    assert all(slot.at.astimezone(ZoneInfo(one.zone)).day != 2 for slot in shut.proposed() for one in shut.calendars)
    away = week(denver, replace(auckland, away=((date(2027, 3, 2), date(2027, 3, 4)),)))
    assert {slot.at.astimezone(ZoneInfo("Pacific/Auckland")).day for slot in away.proposed()} == {5}


def test_one_of_a_group_is_enough_but_all_of_it_is_better() -> None:
    here, there = person("here"), replace(person("there"), away=((date(2027, 3, 1), date(2027, 3, 4)),))
    either = replace(week(here, there), groups=(Group(name="a physician", people=frozenset({here.person, there.person})),))
    assert {slot.at.day for slot in either.proposed()} == {5}
    early = replace(either, wish=replace(either.wish, last=MONDAY + 3 * DAY))
    assert {slot.absent for slot in early.proposed()} == {(there.person,)}
    assert week(here, there, last=MONDAY + 3 * DAY).proposed() == ()


def test_a_group_of_which_nobody_has_a_calendar_leaves_no_time() -> None:
    world = week(person("one"))
    assert replace(world, groups=(*world.groups, Group(name="a physiotherapist", people=frozenset()))).proposed() == ()
    assert week().proposed() == ()


LONDON, DENVER, AUCKLAND = (
    person(zone.partition("/")[2].lower(), zone) for zone in ("Europe/London", "America/Denver", "Pacific/Auckland")
)


@pytest.mark.parametrize(("last", "next_one"), [(LONDON, AUCKLAND), (AUCKLAND, LONDON)])
def test_whoever_was_outside_their_hours_last_time_is_spared(last: Calendar, next_one: Calendar) -> None:
    burdens = {last.person: Burden(last=True), next_one.person: Burden(hours=99, times=9)}
    slots = week(LONDON, DENVER, AUCKLAND, burdens=burdens).proposed()
    assert [slot.outside for slot in slots] == [(next_one.person,)] * 3


@pytest.mark.parametrize(("most", "least"), [(LONDON, AUCKLAND), (AUCKLAND, LONDON)])
def test_whoever_has_carried_least_carries_next(most: Calendar, least: Calendar) -> None:
    burdens = {most.person: Burden(hours=9, times=4), least.person: Burden(hours=3, times=4)}
    slots = week(LONDON, DENVER, AUCKLAND, burdens=burdens).proposed()
    assert [slot.outside for slot in slots] == [(least.person,)] * 3


def test_nobody_is_left_out_so_that_somebody_else_is_spared() -> None:
    burdens = {one.person: Burden(last=True) for one in (LONDON, AUCKLAND)}
    slots = week(LONDON, DENVER, AUCKLAND, burdens=burdens).proposed()
    assert len(slots) == 3
    assert all(len(slot.outside) == 1 and not slot.absent for slot in slots)


@pytest.mark.parametrize("heavy", ["berlin", "new_york", "tokyo"])
def test_where_some_always_have_to_the_one_who_has_carried_most_has_to_least(heavy: str) -> None:
    berlin, new_york, tokyo = person("berlin"), person("new_york", "America/New_York"), person("tokyo", "Asia/Tokyo")
    burdens = {f"@{heavy}:clinic.example": Burden(hours=50, times=9)}
    found = Oracle((berlin, new_york, tokyo), (), lambda _: False)
    slots = week(berlin, new_york, tokyo, burdens=burdens).proposed()
    hours = [one.hours for slot in slots if (one := found.look(slot.at, slot.end))]
    expected = {"berlin": (2, 3), "new_york": (1, 4), "tokyo": (2, 3)}[heavy]
    assert [(one[new_york.person], one[tokyo.person]) for one in hours] == [expected] * 3


def test_times_overlap_rather_than_that_there_is_only_one() -> None:
    busy = ((MONDAY, MONDAY + 9 * HOUR), (MONDAY + 10 * HOUR, MONDAY + 5 * DAY))
    slots = week(replace(person("one"), busy=busy)).proposed()
    assert [slot.at for slot in slots] == [MONDAY + 9 * HOUR, MONDAY + 9 * HOUR + timedelta(minutes=15)]


def test_another_time_at_which_fewer_can_come_is_proposed_rather_than_one_that_overlaps() -> None:
    busy = ((MONDAY, MONDAY + 9 * HOUR), (MONDAY + 10 * HOUR, MONDAY + 5 * DAY))
    world = week(person("one"), replace(person("two"), busy=busy))
    slots = replace(world, groups=world.groups[:1]).proposed()
    assert not any(overlap(one, other) for one, other in combinations(slots, 2))
    assert sorted((slot.rank, len(slot.absent)) for slot in slots) == [(0, 0), (1, 1), (2, 1)]


def test_nothing_is_looked_for_after_sixty_days() -> None:
    away = replace(person("one"), away=((date(2027, 3, 1), date(2027, 4, 27)),))
    slots = week(away, last=MONDAY + 400 * DAY).proposed()
    assert {slot.at.date() for slot in slots} == {date(2027, 4, 28), date(2027, 4, 29)}
