"""A proxy on loopback between the bot and its homeserver that keeps a copy of all that the bot asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Self

import aiohttp
from aiohttp import web
from yarl import URL

_HOP = frozenset({"connection", "content-encoding", "content-length", "host", "keep-alive", "transfer-encoding"})
_LONGEST = 64 * 2**20


@dataclass(frozen=True, kw_only=True)
class Request:
    """What the bot asked: everything that a proxy on the way can see."""

    method: str
    target: str
    """Path and query, as on the wire."""
    headers: str
    body: bytes


@dataclass
class Recorder:
    """Hands on every request as it came, and keeps it in ``seen``. Use it as ``async with Recorder(url) as recorder``."""

    behind: str
    seen: list[Request] = field(default_factory=list)
    url: str = ""
    _http: aiohttp.ClientSession | None = None
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession(auto_decompress=False)
        app = web.Application(client_max_size=_LONGEST)
        app.router.add_route("*", "/{tail:.*}", self._hand_on)
        self._runner = web.AppRunner(app, access_log=None, handler_cancellation=True, shutdown_timeout=1.0)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        host, port = self._runner.addresses[0][:2]
        self.url = f"http://{host}:{port}"
        return self

    async def __aexit__(self, *_: object) -> None:
        if self._runner is not None:
            await self._runner.cleanup()
        if self._http is not None:
            await self._http.close()

    async def _hand_on(self, asked: web.Request) -> web.Response:
        assert self._http is not None
        body = await asked.read()
        headers = "\n".join(f"{name}: {value}" for name, value in asked.headers.items())
        self.seen.append(Request(method=asked.method, target=asked.raw_path, headers=headers, body=body))
        passed = {name: value for name, value in asked.headers.items() if name.lower() not in _HOP}
        target = URL(self.behind + asked.raw_path, encoded=True)
        async with self._http.request(asked.method, target, data=body, headers=passed, allow_redirects=False) as said:
            kept = {name: value for name, value in said.headers.items() if name.lower() not in _HOP - {"content-encoding"}}
            return web.Response(status=said.status, body=await said.read(), headers=kept)
