"""A thousand and ten thousand moments in one second: how late each is committed, with the real alarm, sweep and pipeline.

All of them are due at the very same instant, which is the worst that a second can bring.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import TypeVar

from bot.bench.figures import Figure, spread
from bot.bench.floor import floor, lateness
from bot.bench.ground import LEAD, TEAM, Ground, hold_huddles, report
from bot.bench.watch import Watch, Watched
from bot.care import monitors
from bot.care.dues import Due
from bot.care.intervals import Interval, Span
from bot.care.monitors import Monitor
from bot.flow.pipeline import Pipeline, Wakers, ring
from bot.schedule.alarm import Alarm
from bot.store.work import OpenWork

T = TypeVar("T")
_AHEAD = timedelta(seconds=3)
_FAR = timedelta(days=3_000)
_STALLED = 60.0
"""Seconds without any moment acted upon, after which those that are left count as lost."""
_AGAINST = "bare transactions of as many rows, one a moment"
_SOME = 500


def huddles(ground: Ground, codes: Sequence[str]) -> Figure:
    """An agenda in each of these cases, all at the same moment."""

    def hold(opened: OpenWork, code: str, at: datetime) -> Due:
        kept = hold_huddles(opened, code, time(0))
        opened.records.put(kept, due=at)
        return replace(kept.what.moment(code, kept.ref, at), at=at)

    return _measured(
        ground, f"{len(codes):,} agendas due in the same second, until committed", [(code, hold) for code in codes], len(codes)
    )


def results(ground: Ground, codes: Sequence[str], each: int) -> Figure:
    """Results to ask for, so many in each of these cases, all at the same moment: of somebody in a case in one message."""

    def wait_for(number: int) -> Setting:
        def begin(opened: OpenWork, code: str, at: datetime) -> Due:
            owner = tuple(TEAM)[number % len(TEAM)]
            what = Monitor(text=f"Result {number}", interval=Interval(count=1, span=Span.WEEK))
            kept, _ = monitors.begin(opened, code, LEAD, owner, what)
            opened.records.put(kept, due=at)
            return replace(next(one for one in opened.dues.of(code) if one.subject == kept.ref), at=at)

        return begin

    settings = [(code, wait_for(number)) for number in range(each) for code in codes]
    said = len(codes) * min(each, len(TEAM))
    return _measured(ground, f"{len(settings):,} results to ask for, due in the same second, until committed", settings, said)


Setting = Callable[[OpenWork, str, datetime], Due]
"""Makes what is due in a case at a moment; gives that moment, which is still to be set."""


def _measured(ground: Ground, what: str, settings: Sequence[tuple[str, Setting]], messages: int) -> Figure:
    """Measure it. So many messages are to come of it: fewer were lost, more were said twice."""
    far = ground.clock.now().replace(microsecond=0) + _FAR
    places = [(code, put, far) for code, put in settings]
    moments: list[Due] = []
    for some in _parts(places):
        moments += ground.store.act_now(partial(_begin, some))
    nearer = far - ground.clock.now().replace(microsecond=0) - _AHEAD
    ground.store.act_now(partial(_bring, far, nearer))
    begun, spaced = far - nearer, [replace(one, at=one.at - nearer) for one in moments]
    before = ground.said()
    watch = Watch(inner=ground.store, now=ground.clock.now)
    asyncio.run(_rung(ground, watch, len(spaced)))
    said = ground.said() - before
    late = [(watch.done[one.key][0] - one.at).total_seconds() for one in spaced if one.key in watch.done]
    with floor(ground.file) as bare:
        needed = [bare.transaction(round(watch.rows / len(spaced))) for _ in spaced]
    lost = max(len(spaced) - len(watch.done), messages - said)
    return Figure(
        what=what,
        count=len(spaced),
        took=spread(late),
        floor=spread(lateness([(one.at - begun).total_seconds() for one in spaced], needed)),
        against=_AGAINST,
        lost=lost,
        doubled=max(sum(len(times) - 1 for times in watch.done.values()), said - messages, 0),
    )


async def _rung(ground: Ground, watch: Watch, count: int) -> None:
    """Let the alarm ring and the pipeline act, as in the bot, until all is done or nothing is done any more."""
    wakers = Wakers.fresh()
    pipeline = Pipeline(watch, Watched(watch), wakers, report=report, reference=lambda: "0000")

    async def rings() -> datetime | None:
        def run(opened: OpenWork) -> tuple[int, datetime | None]:
            return ring(opened), opened.dues.earliest()

        rung, earliest = await ground.store.act(watch.counting(run))
        if rung:
            wakers.inbox.set()
        return earliest

    tasks = (asyncio.create_task(pipeline.run()), asyncio.create_task(Alarm(rings, ground.clock, wakers.dues).run()))
    done, still = -1, 0.0
    while len(watch.done) < count and still < _STALLED and not any(task.done() for task in tasks):
        still = 0.0 if len(watch.done) > done else still + 0.1
        done = len(watch.done)
        await asyncio.sleep(0.1)
    for task in tasks:
        task.cancel()
    for ended in await asyncio.gather(*tasks, return_exceptions=True):
        if isinstance(ended, Exception):
            raise ended


def _begin(settings: Sequence[tuple[str, Setting, datetime]], opened: OpenWork) -> list[Due]:
    moments = [put(opened, code, at) for code, put, at in settings]
    for one in moments:
        opened.dues.put(one)
    return moments


def _bring(far: datetime, nearer: timedelta, opened: OpenWork) -> None:
    """Bring all that is far away nearer, at once: setting ten thousand one by one takes longer than they are to wait."""
    by = (nearer // timedelta(microseconds=1), int(far.timestamp() * 1_000_000))
    opened.connection.exec_driver_sql("UPDATE dues SET at = at - ? WHERE at >= ?", by)
    opened.connection.exec_driver_sql("UPDATE records SET due = due - ? WHERE due >= ?", by)


def _parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    return (whole[at : at + _SOME] for at in range(0, len(whole), _SOME))
