"""Catching up while the power fails over and over: each person is told each thing once, and each series is posted once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TypeVar

import pytest

from bot.care import backlog, mornings
from bot.chat.dispatch import Dispatcher
from bot.flow.pipeline import Pipeline, Wakers
from bot.flow.sender import Sender
from bot.store.work import OpenWork
from tests.cast import PHYSICIAN, THERAPIST
from tests.flow.world import Fuse, Stop
from tests.stage import Stage

T = TypeVar("T")
Act = Callable[[Callable[[OpenWork], T]], Awaitable[T]]


def failing(act: Act[T], fuse: Fuse) -> Act[T]:
    """The same, where the world may stop before a transaction, within it, and after its commit."""

    async def stopping(run: Callable[[OpenWork], T]) -> T:
        def within(opened: OpenWork) -> T:
            result = run(opened)
            fuse.pass_by()
            return result

        fuse.pass_by()
        result = await act(within)
        fuse.pass_by()
        return result

    return stopping


def start_again(stage: Stage) -> None:
    """A stop loses all that was in memory."""
    wakers = Wakers.fresh()

    def report(reference: str, error: BaseException, *, attempt: int) -> None:  # noqa: ARG001 - the signature is Report's
        stage.faults.append(error)

    stage.pipeline = Pipeline(stage.store, Dispatcher(stage.registry), wakers, report=report, reference=lambda: "7F3K")
    stage.sender = Sender(stage.store, stage.server, wakers, report=report, reference=lambda: "7F3K")


@pytest.mark.slow
@pytest.mark.parametrize("first", [1, 3, 6])
def test_each_person_is_told_once_however_often_the_power_fails(
    first: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "LEAF", 2)
    stage = Stage(tmp_path)
    cases = [stage.open_case(THERAPIST, PHYSICIAN) for _ in range(2)]
    for case in cases:
        stage.say(THERAPIST, case, "!huddle every day 10:00")
        stage.say(PHYSICIAN, case, "!monitor TSH every week")
    stage.store.act_now(mornings.expect)
    stage.say(THERAPIST, cases[0], f"!action Ask the lab {PHYSICIAN} due 2026-12-15")
    stage.wait_until(datetime(2026, 12, 12, 20, tzinfo=UTC))
    stage.wait(timedelta(hours=1))
    before = len(stage.server.effects)
    fuse = Fuse(stops=set(range(first, 400, 7)))
    monkeypatch.setattr(stage.store, "act", failing(stage.store.act, fuse))
    stage.clock.time = datetime(2026, 12, 15, 12, tzinfo=UTC)
    stops = 0
    while True:
        try:
            stage.settle()
            break
        except Stop:
            stops += 1
            start_again(stage)
    assert stops > 20
    sent = {effect.id: effect for _, effect in stage.server.effects[before:]}
    bodies = Counter(str(effect.content.get("body", "")) for effect in sent.values())
    assert sum(times for body, times in bodies.items() if body.startswith("Huddle ")) == len(cases)
    told = [body for body in bodies if body.startswith("I was away")]
    assert sum(bodies[body] for body in told) == 3, "the coordinator, the therapist and the physician"
    assert max(body.count("a result is due") for body in told) == len(cases)
    assert sum(times for body, times in bodies.items() if "Due from you" in body) == 1
    assert [body for body in bodies if "Due from you" in body and body not in told] == []
    assert stage.faults == []
    stage.close()


@pytest.mark.slow
def test_each_person_is_asked_once_for_lists_that_lock_shortly_after_each_other_however_often_the_power_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = Stage(tmp_path)
    case = stage.open_case(THERAPIST, PHYSICIAN)
    for clock in ("14:00", "14:30"):
        stage.say(PHYSICIAN, case, f'!conference at 2026-12-10 {clock} "What next?"')
    before = len(stage.server.effects)
    stops = 0
    for moment in (datetime(2026, 12, 9, 13, 0, 1, tzinfo=UTC), datetime(2026, 12, 9, 13, 30, 1, tzinfo=UTC)):
        with monkeypatch.context() as power:
            power.setattr(stage.store, "act", failing(stage.store.act, Fuse(stops=set(range(2, 200, 5)))))
            stage.clock.time = moment
            while True:
                try:
                    stage.settle()
                    break
                except Stop:
                    stops += 1
                    start_again(stage)
    assert stops > 10
    sent = {effect.id: effect for _, effect in stage.server.effects[before:]}
    (asked,) = [body for body in (str(one.content.get("body", "")) for one in sent.values()) if "Something is missing" in body]
    assert asked.count("\nConference ") == 2
    assert stage.faults == []
    stage.close()
