"""A year of weekly conferences of teams in three zones, through both changes of clocks of each, with absences and holidays.

``pytest -s tests/unit/care/test_slots_year.py`` prints what becomes of each team; it is the same each time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import permutations, product
from random import Random

import pytest

from bot.care.quorum import Group
from bot.care.slots import Burden, Calendar, Slot, Wish, propose
from tests.unit.care.slot_oracle import Found, Oracle, unfair

BEGIN = date(2027, 1, 4)
WEEKS = 52
DAY = timedelta(days=1)
QUARTER = timedelta(minutes=15)
WORK = (time(8), time(18))
HOLIDAYS = frozenset(
    {
        date(2027, 3, 26),
        date(2027, 3, 29),
        date(2027, 5, 6),
        date(2027, 5, 17),
        date(2027, 10, 4),
        *(date(2027, 12, day) for day in range(24, 32)),
    }
)
TEAMS = {
    "Berlin, New York, Tokyo": ("Europe/Berlin", "America/New_York", "Asia/Tokyo"),
    "London, Denver, Auckland": ("Europe/London", "America/Denver", "Pacific/Auckland"),
    "Kolkata, Berlin, Los Angeles": ("Asia/Kolkata", "Europe/Berlin", "America/Los_Angeles"),
    "Berlin, New York, Kolkata": ("Europe/Berlin", "America/New_York", "Asia/Kolkata"),
    "London, New York, Sydney": ("Europe/London", "America/New_York", "Australia/Sydney"),
}


@dataclass(frozen=True)
class Week:
    """One week of a team: what is asked for, and all times that the oracle finds."""

    wish: Wish
    possible: list[Found]


@dataclass
class Year:
    """What became of a team."""

    held: int = 0
    again: int = 0
    """Conferences at which somebody was outside their working hours twice in a row."""
    needless: int = 0
    """Of these, those for which there was another way."""
    proposed: int = 0
    """Such times among all that were proposed while there were three others."""
    times: Counter[str] = field(default_factory=Counter)
    """Who was outside how often."""
    earliest: Counter[str] = field(default_factory=Counter)
    """The same, had the first time of each week been taken at which the quorum can come."""
    turns: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of two people, how often the first was outside and not the second, when it could have been the other way round."""
    burdens: dict[str, Burden] = field(default_factory=dict)

    @property
    def spread(self) -> int:
        """How many turns more than another somebody had, of those who ever had to: the most."""
        taken = (self.turns[one, other] - self.turns[other, one] for one, other in permutations(sorted(self.times), 2))
        return max(taken, default=0)

    @property
    def figures(self) -> str:
        loads = {person[1:].partition(":")[0]: round(one.hours / one.times, 1) for person, one in sorted(self.burdens.items())}
        return (
            f"{self.held} held; somebody outside twice in a row at {self.again}, needlessly at {self.needless}; turns differ by "
            f"{self.spread} at most; outside {self.times.total()} times (the earliest times: {self.earliest.total()}); "
            f"hours outside a conference: {', '.join(f'{name} {load}' for name, load in loads.items())}"
        )


@dataclass(frozen=True)
class Team:
    """Two people in each zone, one of whom has to be there. Each is away four times a year, for up to two weeks."""

    calendars: list[Calendar]
    groups: list[Group]

    @classmethod
    def of(cls, zones: tuple[str, ...]) -> Team:
        chance = Random(2027)  # noqa: S311 - it only has to be the same each time
        calendars = []
        for zone, number in product(zones, (1, 2)):
            begins = [BEGIN + chance.randrange(7 * WEEKS) * DAY for _ in range(4)]
            away = tuple((day, day + chance.choice((0, 4, 13)) * DAY) for day in begins)
            name = f"@{zone.partition('/')[2].lower()}{number}:clinic.example"
            calendars.append(Calendar(person=name, zone=zone, hours=WORK, away=away))
        places = (frozenset(one.person for one in calendars if one.zone == zone) for zone in zones)
        return cls(calendars=calendars, groups=[Group(name="one there", people=people) for people in places])

    def weeks(self) -> Iterator[Week]:
        oracle = Oracle(self.calendars, self.groups, HOLIDAYS.__contains__, QUARTER)
        for number in range(WEEKS):
            first = datetime.combine(BEGIN + number * 7 * DAY, time(), tzinfo=UTC)
            wish = Wish(first=first, last=first + 5 * DAY, lasts=3 * QUARTER)
            yield Week(wish=wish, possible=oracle.all(wish))

    def live(self, weeks: list[Week], settle: Callable[[tuple[Slot, ...]], Slot]) -> Year:
        lived = Year()
        for week in weeks:
            slots = propose(self.calendars, self.groups, week.wish, closed=HOLIDAYS.__contains__, burdens=lived.burdens)
            assert len(slots) == min(3, len(week.possible))
            if slots:
                hold(lived, slots, settle(slots), week.possible)
        return lived


def hold(lived: Year, slots: tuple[Slot, ...], settled: Slot, possible: list[Found]) -> None:
    before = lived.burdens
    there = next(one for one in possible if one.at == settled.at)
    needless = [slot for slot in slots if unfair(slot, possible, before)]
    lived.held += 1
    lived.again += there.again(before) > 0
    lived.needless += settled in needless
    if needless:
        every = [Slot(at=one.at, end=one.at, outside=tuple(one.outside), absent=tuple(one.absent)) for one in possible]
        lived.proposed += sum(not unfair(one, possible, before) for one in every) >= len(slots)
    lived.times.update(there.outside)
    lived.earliest.update(possible[0].outside)
    ways = {one.outside for one in possible if one.absent == there.absent}
    for one, other in permutations(there.hours, 2):
        if one in there.outside and other not in there.outside and any(other in way and one not in way for way in ways):
            lived.turns[one, other] += 1
    for person, hours in there.hours.items():
        known = before.get(person, Burden())
        lived.burdens[person] = Burden(last=hours > 0, hours=known.hours + hours, times=known.times + 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", TEAMS)
def test_over_a_year_nobody_is_outside_their_hours_twice_in_a_row_who_need_not_be_and_turns_are_even(name: str) -> None:
    team = Team.of(TEAMS[name])
    weeks = list(team.weeks())
    chance = Random(2027)  # noqa: S311 - the same
    for settled, settle in {"the best": lambda slots: min(slots, key=lambda one: one.rank), "any": chance.choice}.items():
        lived = team.live(weeks, settle)
        print(f"\n{name}, {settled} of the three: {lived.figures}")  # noqa: T201 - whoever wants the figures runs it with -s
        assert lived.held > 48
        assert lived.needless == 0
        assert lived.proposed == 0
        assert lived.spread <= 4
