"""Conferences on the real store: begun at their minute, closed and locked once each, whenever the bot is put away meanwhile."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from bot.care import corrections, sittings
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.sittings import Sitting
from bot.flow.messages import EffectKind
from bot.flow.pipeline import ring
from tests.cast import MENTAL_HEALTH, PHYSICIAN, THERAPIST
from tests.heard import Heard, at, bodies
from tests.stage import Stage

BEGINS = datetime(2026, 12, 9, 13, tzinfo=UTC)


class Restarted(Stage):
    """A stage of which nothing but the files of its store outlives a stop."""

    def __init__(self, folder: Path) -> None:
        self._starting = False
        super().__init__(folder)
        self._folder = folder
        self.case = self.open_case(THERAPIST, PHYSICIAN, MENTAL_HEALTH)

    def again(self) -> None:
        """Close the store, and open it anew from its files; the homeserver stays what it was."""
        server, time, said, batches, seen = self.server, self.clock.time, self._said, self._batches, self._seen
        self.close()
        self._starting = True
        super().__init__(self._folder)
        self._starting = False
        self.server.rooms.update(server.rooms)
        self.server.effects[:0] = server.effects
        self.clock.time, self._said, self._batches, self._seen = time, said, batches, seen

    def settle(self) -> None:
        """Nothing happens before the bot is there again, with the homeserver as it was."""
        if not self._starting:
            super().settle()

    def stopped_after(self, steps: int, moment: datetime) -> list[Heard]:
        """Let a moment come, and stop the bot after so many steps on the way from the alarm to the room; then start it again."""
        before = len(self.server.effects)
        self.clock.time = moment
        turns = (lambda: self.store.act(ring), self.pipeline.step, self.sender.step)
        for number in range(steps):
            self._loop.run_until_complete(turns[number % len(turns)]())
        self.again()
        self.settle()
        return self.heard(before)

    def held(self) -> list[Sitting]:
        code = self.case.removeprefix("case:")
        return [kept.what for kept in self.store.act_now(lambda opened: opened.records.find(Sitting, code))]

    def minutes(self) -> list[ConferenceMinutes]:
        code = self.case.removeprefix("case:")
        return [kept.what for kept in self.store.act_now(lambda opened: opened.records.find(ConferenceMinutes, code))]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Restarted]:
    opened = Restarted(tmp_path)
    yield opened
    assert opened.faults == []
    opened.close()


def booked(stage: Restarted, text: str = "14:00-14:30") -> str:
    said = bodies(stage.say(THERAPIST, stage.case, f'!conference at 2026-12-09 {text} #summary "What next?" with {PHYSICIAN}'))
    found = re.search(r"Conference ([0-9A-Z]{4,})", said[0])
    assert found
    return found[1]


def said(heard: list[Heard], words: str) -> list[Heard]:
    return [one for one in heard if words in one.body]


@pytest.mark.parametrize("steps", range(7))
def test_it_begins_is_closed_and_is_locked_once_whenever_the_bot_is_stopped(steps: int, stage: Restarted) -> None:
    ref = booked(stage)
    stage.wait_until(BEGINS - timedelta(minutes=4))
    assert len(said(stage.stopped_after(steps, BEGINS), f"Conference {ref} begins: ")) == 1
    assert len(stage.held()) == 1
    stage.say(PHYSICIAN, stage.case, "!fact #summary A topic")
    closes = BEGINS + timedelta(hours=1)
    (minutes,) = said(stage.stopped_after(steps, closes), f"Minutes of conference {ref}")
    assert "closed by the clock" in minutes.body
    assert (stage.held()[0].ended, len(stage.minutes())) == (closes, 1)
    (locked,) = said(stage.stopped_after(steps, closes + corrections.OPEN_FOR), "are locked")
    (kept,) = stage.minutes()
    assert kept.digest in locked.body
    stage.wait(timedelta(days=3))
    assert len(stage.minutes()) == 1


def test_it_is_said_in_everyones_zone_and_rings_exactly_those_who_take_part(stage: Restarted) -> None:
    stage.say(PHYSICIAN, f"direct:{PHYSICIAN}", "!tz Europe/London")
    ref = booked(stage)
    stage.wait_until(BEGINS - timedelta(minutes=4))
    (begun,) = said(stage.wait_until(BEGINS), "begins: ")
    told = "Wed 9 Dec 2026, 14:00 Berlin / 13:00 London, until 14:30 Berlin / 13:30 London"
    assert begun.body.startswith(f"Conference {ref} begins: {told}.")
    assert begun.effect.content["m.mentions"] == {"user_ids": sorted([THERAPIST, PHYSICIAN])}


@pytest.mark.parametrize(("asleep", "begun"), [(10, 1), (85, 1), (8 * 60, 0)])
def test_after_a_sleep_it_begins_late_or_not_at_all_and_either_is_said_once(asleep: int, begun: int, stage: Restarted) -> None:
    ref = booked(stage)
    stage.wait_until(BEGINS - timedelta(minutes=4))
    heard = stage.sleep(timedelta(minutes=4 + asleep))
    assert len(said(heard, f"Conference {ref} begins: ")) == begun
    assert len(said(heard, "Posted late: ")) == begun
    assert len(said(heard, f"Conference {ref}, planned for Wed 9 Dec 2026, 14:00 Berlin, was not begun")) == 1 - begun
    assert len(stage.held()) == begun


def test_the_bytes_that_were_hashed_reach_those_who_may_read_all_of_them_and_give_the_hash(stage: Restarted) -> None:
    ref = booked(stage)
    stage.wait_until(BEGINS)
    stage.say(
        THERAPIST, f"direct:{THERAPIST}", f"!consent {stage.case.removeprefix('case:')} withdraw medical from {MENTAL_HEALTH}"
    )
    stage.say(PHYSICIAN, f"direct:{PHYSICIAN}", f"!fact {stage.case.removeprefix('case:')} A canary")
    stage.say(PHYSICIAN, stage.case, "!conference end")
    heard = stage.wait(corrections.OPEN_FOR + timedelta(minutes=1))
    (digest,) = {one for body in bodies(heard) for one in re.findall(r"\b[0-9a-f]{64}\b", body)}
    files = [one for one in heard if one.effect.kind is EffectKind.FILE]
    sent = {one.place: base64.b64decode(str(one.effect.content["data"])) for one in files}
    assert set(sent) == {f"direct:{PHYSICIAN}", f"direct:{THERAPIST}"}
    assert {sha256(data).hexdigest() for data in sent.values()} == {digest}
    assert all("canary" not in one.body for one in at(heard, stage.case))
    (shown,) = said(stage.say(THERAPIST, stage.case, f"!conference minutes {ref}"), "Minutes of conference")
    assert f"SHA-256, made anew just now and the same: {digest}" in shown.body


def test_nothing_of_it_rings_before_its_minute(stage: Restarted) -> None:
    booked(stage)
    assert said(stage.wait_until(BEGINS - timedelta(seconds=10)), "begins: ") == []
    dues = stage.store.act_now(lambda opened: opened.dues.of(stage.case.removeprefix("case:")))
    assert [due.at for due in dues if due.kind == sittings.BEGINS] == [BEGINS]
