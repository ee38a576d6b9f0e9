"""Each policy, whether a moment fell into an absence or not: where it is said, and to whom it is told together with the rest."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest

from bot.care import catching_up
from bot.care.dues import Due
from bot.care.facts import File, Message, case_room, control, direct
from bot.care.ports import Work
from bot.chat import due
from bot.chat.due_actions import Late
from bot.chat.due_actions import due as declared
from bot.chat.registry import Registry
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST, FakeDesk

AT = datetime(2026, 12, 10, 9, tzinfo=UTC)
BOTH = {SEX_THERAPIST, PHYSICIAN}


class Bench:
    """One kind of each policy, which says something in a place."""

    def __init__(self, place: str | None = None, **more: object) -> None:
        self.desk = FakeDesk(now=AT - timedelta(minutes=1))
        self.case = self.desk.case()
        self.place = place or case_room(self.case)
        family = ModuleType("bells")
        for policy in Late:
            for apart in (False, True):

                @declared(f"{policy.name} {apart}", late=policy, apart=apart)
                def ring(*, moment: Due, late: bool, work: Work) -> None:
                    values = {"ref": "8R2Q", "late": late}
                    work.say(self.place, Message(template="a/bell", values=values, case=moment.case, **more))  # type: ignore[arg-type]

                setattr(family, f"ring_{policy.name}_{apart}", ring)
        self.registry = Registry((family,))

    def come(self, policy: Late, *, after: timedelta, there: bool, apart: bool = False) -> list[str]:
        """Let it come so late; gives where it was said."""
        catching_up.beat(self.desk)
        self.desk.later(timedelta(minutes=1) + after)
        if there:
            self.desk.remember(catching_up.BEAT, at=self.desk.now.isoformat())
        catching_up.beat(self.desk)
        kind = f"{policy.name} {apart}"
        moment = Due(key=kind, kind=kind, at=AT, place=self.place, case=self.case, subject="8R2Q")
        due.happen(self.desk, self.registry, moment, self.desk.now - moment.at)
        return [one.place for one in self.desk.said]

    def told(self) -> dict[str, list[str]]:
        """What each person is to be told."""
        waiting = [one.subject for one in self.desk.state.dues.values() if one.kind == catching_up.TELL]
        return {person: [one.what for one in catching_up.told(self.desk, person)] for person in waiting}


@pytest.mark.parametrize("policy", list(Late))
@pytest.mark.parametrize("after", [timedelta(), timedelta(minutes=20), timedelta(days=3)])
def test_whoever_was_there_all_the_time_says_it_where_it_belongs(policy: Late, after: timedelta) -> None:
    bench = Bench()
    assert bench.come(policy, after=after, there=True) == [bench.place]
    assert bench.told() == {}


@pytest.mark.parametrize(
    ("policy", "in_room", "told"),
    [(Late.POST_MARKED, True, BOTH), (Late.SKIP, False, BOTH), (Late.ACT, True, set())],
)
@pytest.mark.parametrize("after", [timedelta(hours=1, minutes=1), timedelta(hours=8), timedelta(days=1), timedelta(days=3)])
def test_what_is_for_a_room_is_posted_there_or_skipped_and_told_to_everybody_of_the_case(
    policy: Late, told: set[str], after: timedelta, *, in_room: bool
) -> None:
    bench = Bench()
    assert bench.come(policy, after=after, there=False) == ([bench.place] if in_room else [])
    assert {person: set(what) for person, what in bench.told().items()} == {person: {"a/bell"} for person in told}


@pytest.mark.parametrize("policy", [Late.SKIP, Late.ACT])
def test_what_is_for_one_person_is_told_to_them_alone(policy: Late) -> None:
    bench = Bench(direct(PHYSICIAN))
    assert bench.come(policy, after=timedelta(days=1), there=False) == []
    assert bench.told() == {PHYSICIAN: ["a/bell"]}


@pytest.mark.parametrize("policy", list(Late))
def test_what_stands_apart_is_said_as_ever(policy: Late) -> None:
    bench = Bench(direct(PHYSICIAN))
    assert bench.come(policy, after=timedelta(days=1), there=False, apart=True) == [bench.place]
    assert bench.told() == {}


def test_what_brings_a_file_is_said_as_ever() -> None:
    bench = Bench(direct(PHYSICIAN), file=File(name="a.ics", mime="text/calendar", data=b""))
    assert bench.come(Late.ACT, after=timedelta(days=1), there=False) == [bench.place]
    assert bench.told() == {}


def test_a_question_whose_reply_is_heard_is_asked_as_ever() -> None:
    bench = Bench(direct(PHYSICIAN), hears=("an answer", "8R2Q"))
    assert bench.come(Late.ACT, after=timedelta(days=1), there=False) == [bench.place]


def test_what_is_said_to_somebody_who_is_not_on_the_case_is_said_as_ever() -> None:
    bench = Bench(direct(COORDINATOR))
    assert bench.come(Late.ACT, after=timedelta(days=1), there=False) == [bench.place]
    assert bench.told() == {}


def test_whom_it_was_to_ring_alone_are_told() -> None:
    bench = Bench(mentions=(PHYSICIAN,))
    assert bench.come(Late.SKIP, after=timedelta(days=1), there=False) == []
    assert bench.told() == {PHYSICIAN: ["a/bell"]}


def test_what_is_of_no_case_is_said_as_ever() -> None:
    bench = Bench(control(), mentions=())
    bench.case = ""
    catching_up.beat(bench.desk)
    bench.desk.later(timedelta(days=1))
    catching_up.beat(bench.desk)
    moment = Due(key="k", kind="SKIP False", at=AT, place=control())
    due.happen(bench.desk, bench.registry, moment, bench.desk.now - AT)
    assert [one.place for one in bench.desk.said] == [control()]


def test_one_that_was_set_in_the_past_did_not_fall_into_an_absence() -> None:
    bench = Bench(direct(PHYSICIAN))
    catching_up.beat(bench.desk)
    bench.desk.later(timedelta(days=1))
    catching_up.beat(bench.desk)
    moment = Due(key="k", kind="ACT False", at=AT - timedelta(days=30), place=bench.place, case=bench.case)
    due.happen(bench.desk, bench.registry, moment, bench.desk.now - moment.at)
    assert [one.place for one in bench.desk.said] == [bench.place]


def test_a_clock_that_was_set_back_is_noticed_and_no_absence() -> None:
    desk = FakeDesk(now=AT)
    assert not catching_up.beat(desk)
    assert catching_up.beat(desk.later(timedelta(hours=-1)))
    assert catching_up.gap(desk) is None
    assert not catching_up.beat(desk.later(timedelta(seconds=31)))


def test_two_absences_with_less_than_an_hour_between_them_are_one() -> None:
    desk = FakeDesk(now=AT)
    catching_up.beat(desk)
    for hours in (3, 5):
        catching_up.beat(desk.later(timedelta(hours=hours)))
    assert catching_up.gap(desk) == catching_up.Gap(since=AT, until=AT + timedelta(hours=8))
    for _ in range(5):
        catching_up.beat(desk.later(timedelta(minutes=30)))
    catching_up.beat(desk.later(timedelta(hours=2)))
    assert catching_up.gap(desk) == catching_up.Gap(since=AT + timedelta(hours=10.5), until=AT + timedelta(hours=12.5))


def fell(desk: FakeDesk, at: datetime) -> bool:
    return catching_up.overslept(desk, Due(key="k", kind="a bell", at=at, place=control()))


@pytest.mark.parametrize("steps", [(400.0,), (398.0, 1.5, 0.5)])
def test_a_clock_that_was_ahead_leaves_no_absence_behind_however_it_is_set_right(steps: tuple[float, ...]) -> None:
    desk = FakeDesk(now=AT)
    catching_up.beat(desk)
    catching_up.beat(desk.later(timedelta(days=400)))
    assert fell(desk, AT + timedelta(minutes=5))
    for days in steps:
        assert catching_up.beat(desk.later(-timedelta(days=days)))
    catching_up.beat(desk.later(timedelta(minutes=10)))
    assert desk.now == AT + timedelta(minutes=10)
    assert not any(fell(desk, AT + timedelta(minutes=late)) for late in range(10))


def test_hours_asleep_are_an_absence_though_the_clock_was_ahead_at_their_end_or_before_them() -> None:
    desk = FakeDesk(now=AT)
    catching_up.beat(desk)
    catching_up.beat(desk.later(timedelta(days=3, hours=5)))
    catching_up.beat(desk.later(-timedelta(days=3)))
    assert fell(desk, AT + timedelta(hours=4))
    assert not fell(desk, AT + timedelta(hours=6))
    for _ in range(4):
        catching_up.beat(desk.later(timedelta(minutes=30)))
    catching_up.beat(desk.later(timedelta(hours=10)))
    assert catching_up.gap(desk) == catching_up.Gap(since=AT + timedelta(hours=7), until=AT + timedelta(hours=17))
