"""The link under which people meet on a screen: the clinic's address, with a room that nobody can guess, one for each meeting."""

from __future__ import annotations

from bot.care.ports import Work

ROOM = "{room}"
"""What the configured address has in place of the room's name."""


def link(work: Work) -> str:
    """Make a new one; empty where the clinic has configured no address. It holds nothing of the case."""
    return work.clinic.call_link.replace(ROOM, f"care-{work.nonce()}") if work.clinic.call_link else ""
