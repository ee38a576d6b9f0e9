from __future__ import annotations

from datetime import timedelta

from bot.matrix.outage import Outage
from tests.sender import HandClock


def test_each_failure_doubles_the_wait_up_to_ten_seconds_and_a_success_ends_it() -> None:
    clock = HandClock()
    outage = Outage(clock)
    waits = []
    for _ in range(6):
        assert outage.remaining() == 0
        waits.append(outage.failed())
        clock.wind(timedelta(seconds=waits[-1]))
    assert waits == [1, 2, 4, 8, 10, 10]
    outage.succeeded()
    assert outage.remaining() == 0
    assert outage.failed() == 1


def test_requests_that_fail_side_by_side_count_once() -> None:
    outage = Outage(HandClock())
    assert [outage.failed() for _ in range(32)] == [1.0] * 32


def test_after_the_wait_one_tries_and_the_others_wait_for_it() -> None:
    clock = HandClock()
    outage = Outage(clock)
    clock.wind(timedelta(seconds=outage.failed()))
    assert [outage.remaining() for _ in range(3)] == [0, 1, 1]
    outage.succeeded()
    assert [outage.remaining() for _ in range(3)] == [0, 0, 0]
