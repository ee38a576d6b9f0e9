"""``/healthz``: can the bot answer commands now? ``/metrics``: the same figures for Prometheus. No ids, nothing of any room."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from aiohttp import web
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot.clock import Clock
from bot.matrix.sync import Receiver
from bot.store.store import SealedStore
from bot.store.work import OpenWork

_STALE = 90.0
"""Seconds without an understood answer of the homeserver after which commands are not answered any more."""


@dataclass(frozen=True, kw_only=True)
class Pulse:
    """Where health is read from."""

    clock: Clock
    store: SealedStore
    receiver: Receiver

    async def state(self) -> tuple[bool, dict[str, Any]]:
        """Whether commands are answered, and the figures behind it. Times in seconds."""

        def read(opened: OpenWork) -> tuple[float, float, int]:
            return opened.mail.oldest_unhandled(), opened.mail.oldest_unsent(), len(opened.mail.quarantined())

        waiting, unsent, quarantined = await self.store.act(read)
        heard = self.receiver.heard
        silence = None if heard is None else round((self.clock.now() - heard).total_seconds(), 1)
        ready = self.receiver.ready.is_set() and silence is not None and silence < _STALE
        figures = {
            "ready": ready,
            "seconds_since_homeserver": silence,
            "seconds_clock_ahead": None if self.receiver.ahead is None else round(self.receiver.ahead.total_seconds(), 1),
            "oldest_unhandled_seconds": round(waiting, 1),
            "oldest_unsent_seconds": round(unsent, 1),
            "quarantined": quarantined,
            "put_aside": dict(self.receiver.bad),
        }
        return ready, figures


_GAUGES = {
    "ready": "1 while commands are answered, else 0.",
    "seconds_since_homeserver": "Seconds since the homeserver was last understood; missing before the first time.",
    "seconds_clock_ahead": "Seconds by which this machine's clock is ahead of the homeserver's; missing where it does not tell.",
    "oldest_unhandled_seconds": "Age in seconds of the oldest thing heard that was not handled yet; 0 where there is none.",
    "oldest_unsent_seconds": "Age in seconds of the oldest thing to be sent that was not sent yet; 0 where there is none.",
    "quarantined": "Things heard that could not be handled and wait for the operator.",
}
"""What each figure is, as the page of metrics says it."""


@dataclass(frozen=True, eq=False)
class _Page(Collector):
    """The figures of one moment. The only labels are the reasons in our own words."""

    figures: Mapping[str, Any]

    def collect(self) -> Iterator[Metric]:
        """Each figure that is known now."""
        for name, meaning in _GAUGES.items():
            if self.figures[name] is not None:
                yield GaugeMetricFamily(f"carehuddle_{name}", meaning, value=float(self.figures[name]))
        aside = CounterMetricFamily("carehuddle_put_aside", "Events that were not acted upon since the start.", labels=["reason"])
        for reason, times in sorted(self.figures["put_aside"].items()):
            aside.add_metric([reason], times)
        yield aside


def page(figures: Mapping[str, Any]) -> bytes:
    """The figures of ``Pulse.state`` in Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Page(figures))
    return generate_latest(registry)


async def listen(address: tuple[str, int], pulse: Pulse) -> NoReturn:
    """Answer until cancelled."""

    async def healthz(_: web.Request) -> web.Response:
        ready, figures = await pulse.state()
        return web.json_response(figures, status=200 if ready else 503)

    async def metrics(_: web.Request) -> web.Response:
        figures = (await pulse.state())[1]
        return web.Response(body=page(figures), headers={"Content-Type": CONTENT_TYPE_PLAIN_0_0_4})

    app = web.Application()
    app.router.add_get("/healthz", healthz)
    app.router.add_get("/metrics", metrics)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, *address).start()
        await asyncio.Event().wait()
    finally:
        await runner.cleanup()
    raise AssertionError
