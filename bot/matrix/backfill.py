"""The gap in a timeline that was cut: fetched backwards, handed over oldest first."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from bot.matrix.client import Client

PAGE = 100
MOST_PAGES = 200
"""20,000 events of one room in one gap; beyond it the answer is not that of a homeserver that tells the truth."""


async def gap(client: Client, room_id: str, before: str, since: str) -> list[object]:
    """The room's events after the cursor ``since`` and before the token ``before``. Raises the errors of ``bot.matrix.http``."""
    found: list[object] = []
    start: str | None = before
    for _ in range(MOST_PAGES):
        query = urlencode({"dir": "b", "from": start, "to": since, "limit": PAGE})
        said = await client.request("GET", f"/_matrix/client/v3/rooms/{quote(room_id, safe='')}/messages?{query}")
        page, end = said.get("chunk"), said.get("end")
        found += page if isinstance(page, list) else []
        if not isinstance(end, str) or end == start or not page:
            break
        start = end
    return found[::-1]
