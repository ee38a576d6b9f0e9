"""Marks a list, so that one word alone may be replied to it: what became of the one thing in it. ``bot.chat.outright`` reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.care import outcomes
from bot.care.codes import parse_ref
from bot.care.facts import Value
from bot.chat.turn import Reply

_ENOUGH = 2
"""Whether there are several is all that counts."""


def hearing(reply: Reply, case: str | None) -> Reply:
    """The same, heard by the refs that stand in it, if no other answer is waited for."""
    found = (ref for values in (reply.values, *(line.values for line in reply.lines)) for ref in _refs(values))
    refs = tuple(dict.fromkeys(found))
    waits = reply.hears is not None or reply.ask is not None or reply.confirm is not None
    return reply if waits or not refs else replace(reply, hears=outcomes.hears(case or "", *refs[:_ENOUGH]))


def _refs(values: Mapping[str, Value]) -> Iterator[str]:
    for key, value in values.items():
        if key == "ref" and isinstance(value, str) and parse_ref(value) is not None:
            yield value
        elif isinstance(value, Mapping):
            yield from _refs(value)
        elif isinstance(value, list | tuple):
            for one in value:
                yield from _refs(one) if isinstance(one, Mapping) else ()
