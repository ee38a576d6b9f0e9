from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest

from bot.care import conferences, modalities, pauses
from bot.care.conferences import Conference
from bot.care.consent import Modality
from bot.care.dues import Due
from bot.care.facts import case_room
from bot.care.holds import Pause
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat import due
from bot.chat.due_actions import Late
from bot.chat.due_actions import due as declared
from bot.chat.registry import Registry
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST, FakeDesk

AT = datetime(2026, 12, 10, 9, tzinfo=UTC)
COUPLE = Modality.COUPLE_WORK


class Bell:
    """A due moment that is written down when it comes: which one, and whether it was late."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.case = self.desk.case()
        self.rung: list[tuple[Due, bool]] = []

        @declared("bell", late=Late.ACT)
        def ring(*, moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - as each of them is called
            self.rung.append((moment, late))

        family = ModuleType("bells")
        family.ring = ring  # type: ignore[attr-defined]  # a module is filled here as a file would fill it
        self.registry = Registry((family,))

    def conference(self, modality: Modality | None) -> Kept[Conference]:
        at = datetime(2026, 12, 20, 9, tzinfo=UTC)
        what = Conference(at=at, end=at + timedelta(hours=1), zone="Europe/Berlin", modality=modality)
        kept = conferences.book(self.desk, self.case, PHYSICIAN, what)
        self.desk.state.dues.clear()
        self.desk.dues.put(self.bell(kept))
        return kept

    def bell(self, kept: Kept[Conference]) -> Due:
        return Due(key=f"bell:{kept.ref}", kind="bell", at=AT, place=case_room(self.case), case=self.case, subject=kept.ref)

    def until(self, moment: datetime) -> None:
        """Let everything come whose moment comes by then."""
        while ripe := [one for one in self.desk.state.dues.values() if one.at <= moment]:
            first = min(ripe, key=lambda one: one.at)
            self.desk.dues.cancel(first.key)
            self.desk.later(max(first.at - self.desk.now, timedelta()))
            due.happen(self.desk, self.registry, first, self.desk.now - first.at)
        self.desk.later(max(moment - self.desk.now, timedelta()))


@pytest.fixture
def bell() -> Bell:
    return Bell()


def test_a_moment_of_something_held_waits_and_comes_as_it_was_set(bell: Bell) -> None:
    kept = bell.conference(COUPLE)
    modalities.leave_out(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT + timedelta(days=5))
    assert bell.rung == []
    modalities.take_up(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT + timedelta(days=5, seconds=1))
    assert bell.rung == [(bell.bell(kept), True)]
    assert bell.desk.state.dues == {}
    assert bell.desk.state.memory == {}


def test_a_moment_that_did_not_come_meanwhile_is_the_very_same(bell: Bell) -> None:
    kept = bell.conference(COUPLE)
    before = dict(bell.desk.state.dues)
    modalities.leave_out(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    modalities.take_up(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    assert bell.desk.state.dues == before
    bell.until(AT)
    assert bell.rung == [(bell.bell(kept), False)]


@pytest.mark.parametrize("modality", [Modality.PHYSIO, None])
def test_what_is_of_another_part_or_of_none_rings_on(bell: Bell, modality: Modality | None) -> None:
    kept = bell.conference(modality)
    modalities.leave_out(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT)
    assert bell.rung == [(bell.bell(kept), False)]


def test_what_two_things_hold_waits_for_the_end_of_both(bell: Bell) -> None:
    bell.conference(COUPLE)
    modalities.leave_out(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    pauses.pause(bell.desk, bell.case, PHYSICIAN, Pause(modality=COUPLE, text="a topic", until=AT.date() + timedelta(days=9)))
    bell.desk.dues.cancel(next(key for key in bell.desk.state.dues if key.startswith("pause:")))
    bell.until(AT + timedelta(days=1))
    lifted = modalities.take_up(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    assert (len(lifted.goes_on), len(lifted.still)) == (0, 1)
    bell.until(AT + timedelta(days=2))
    assert bell.rung == []
    lifted = pauses.resume(bell.desk, bell.case, PHYSICIAN, COUPLE)
    assert (len(lifted.goes_on), len(lifted.still)) == (1, 0)
    bell.until(AT + timedelta(days=2))
    assert len(bell.rung) == 1


def test_another_moment_that_is_set_meanwhile_takes_the_place_of_the_one_that_waits(bell: Bell) -> None:
    kept = bell.conference(COUPLE)
    modalities.leave_out(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT + timedelta(hours=1))
    other = Due(key=f"bell:{kept.ref}", kind="bell", at=AT + timedelta(days=9), place="", case=bell.case, subject=kept.ref)
    bell.desk.dues.put(other)
    modalities.take_up(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT + timedelta(days=9))
    assert bell.rung == [(other, False)]


def test_a_moment_that_is_called_off_meanwhile_never_comes(bell: Bell) -> None:
    kept = bell.conference(COUPLE)
    modalities.leave_out(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT + timedelta(hours=1))
    bell.desk.dues.cancel(f"bell:{kept.ref}")
    modalities.take_up(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT + timedelta(days=9))
    assert bell.rung == []


def test_no_moment_comes_again_under_the_time_at_which_it_rang(bell: Bell) -> None:
    bell.conference(COUPLE)
    modalities.leave_out(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT)
    modalities.take_up(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    assert [one.at for one in bell.desk.state.dues.values()] == [AT + timedelta(seconds=1)]


def test_that_a_moment_waits_is_written_down_once(bell: Bell) -> None:
    kept = bell.conference(COUPLE)
    modalities.leave_out(bell.desk, bell.case, SEX_THERAPIST, COUPLE)
    bell.until(AT + timedelta(days=5))
    assert [(one.action, one.ref, one.outcome) for one in bell.desk.facts] == [("bell", kept.ref, "held")]
