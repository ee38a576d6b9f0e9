"""What ``bot.care.slots`` is held against: the same rules, read off each person's clocks moment by moment; slow, nothing shared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.care.quorum import Group
from bot.care.slots import Burden, Calendar, Slot, Wish


@dataclass(frozen=True, kw_only=True)
class Found:
    """One time that could be."""

    at: datetime
    absent: frozenset[str]
    hours: Mapping[str, int]
    """Of those who can come: how many hours begun they are outside their working hours."""

    @property
    def outside(self) -> frozenset[str]:
        return frozenset(person for person, hours in self.hours.items() if hours)

    def again(self, burdens: Mapping[str, Burden]) -> int:
        return len([person for person in self.outside if person in burdens and burdens[person].last])

    def loads(self, burdens: Mapping[str, Burden]) -> list[float]:
        """The mean of each who comes, the heaviest first."""
        found = []
        for person, hours in self.hours.items():
            known = burdens.get(person)
            carried, times = (known.hours, known.times) if known else (0, 0)
            found.append((carried + hours) / (times + 1))
        return sorted(found, reverse=True)

    def rank(self, burdens: Mapping[str, Burden]) -> tuple[int, int, int, list[float]]:
        return len(self.absent), self.again(burdens), len(self.outside), self.loads(burdens)


class Oracle:
    """All times that could be, one after the other. Whatever begins or ends in a test does so at a multiple of ``look``."""

    def __init__(
        self,
        calendars: Iterable[Calendar],
        groups: Iterable[Group],
        closed: Callable[[date], bool],
        look: timedelta = timedelta(minutes=5),
    ) -> None:
        self.calendars = list(calendars)
        self.groups = list(groups)
        self.closed = closed
        self.step = look
        self._known: dict[tuple[str, datetime], bool] = {}

    def all(self, wish: Wish) -> list[Found]:
        """Every one on the quarter hour."""
        found = []
        at = datetime.fromtimestamp(-(-int(wish.first.timestamp()) // 900) * 900, tz=UTC)
        while at + wish.lasts <= wish.last:
            one = self.look(at, at + wish.lasts)
            if one is not None:
                found.append(one)
            at += timedelta(minutes=15)
        return found

    def look(self, at: datetime, end: datetime) -> Found | None:
        """Look at one; None where it can never be."""
        coming = {one.person: self.hours(one, at, end) for one in self.calendars if self.can_come(one, at, end)}
        if not coming or any(not group.people & coming.keys() for group in self.groups):
            return None
        absent = frozenset(one.person for one in self.calendars) - coming.keys()
        return Found(at=at, absent=absent, hours=coming)

    def can_come(self, one: Calendar, at: datetime, end: datetime) -> bool:
        if any(begin < end and at < until for begin, until in one.busy):
            return False
        if one.gone is not None and end > one.gone:
            return False
        if self.too_near(one, at, end) or self.too_many(one, at):
            return False
        moment = at
        while moment < end:
            known = self._known.get((one.person, moment))
            if known is None:
                known = self._known[one.person, moment] = self.awake(one, moment)
            if not known:
                return False
            moment += self.step
        return True

    @staticmethod
    def too_near(one: Calendar, at: datetime, end: datetime) -> bool:
        """Before and after this one as much is free as they wish; and so it is before and after those that they have."""
        for begin, until in one.busy:
            if (until <= at and at - until < one.pace.before) or (end <= begin and begin - end < one.pace.after):
                return True
        for begin, until in [*one.conferences, *one.appointments]:
            if (until <= at and at - until < one.pace.after) or (end <= begin and begin - end < one.pace.before):
                return True
        return False

    @staticmethod
    def too_many(one: Calendar, at: datetime) -> bool:
        zone = ZoneInfo(one.zone)
        that_day = [begin for begin, _ in one.conferences if begin.astimezone(zone).date() == at.astimezone(zone).date()]
        return one.pace.most > 0 and len(that_day) + 1 > one.pace.most

    def awake(self, one: Calendar, moment: datetime) -> bool:
        local = moment.astimezone(ZoneInfo(one.zone))
        day, clock = local.date(), local.time()
        if local.strftime("%a") in {"Sat", "Sun"} or self.closed(day):
            return False
        if any(first <= day <= last for first, last in one.away):
            return False
        at_work = one.hours[0] <= clock < one.hours[1]
        at_night = clock >= time(22) or clock < time(6)
        return not (at_night and not at_work) and not (one.quiet is not None and between(clock, *one.quiet))

    @staticmethod
    def hours(one: Calendar, at: datetime, end: datetime) -> int:
        """On the clocks of one day: nobody's clocks change by day, and nobody can come at midnight."""
        begins, ends = (moment.astimezone(ZoneInfo(one.zone)) for moment in (at, end))
        early = minutes(one.hours[0]) - minutes(begins.time())
        late = minutes(ends.time()) - minutes(one.hours[1])
        return min(8, -(-max(early, late, 0) // 60))


def between(clock: time, begin: time, end: time) -> bool:
    return begin <= clock < end if begin < end else clock >= begin or clock < end


def minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def unfair(slot: Slot, possible: Iterable[Found], burdens: Mapping[str, Burden]) -> bool:
    """Somebody is outside their working hours again, and could have been spared with as many people there, or more."""
    again = len([person for person in slot.outside if person in burdens and burdens[person].last])
    return any(len(one.absent) <= len(slot.absent) and one.again(burdens) < again for one in possible)
