"""Stretches of time, and what is left of them: each from its first moment up to, and without, its last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

Span = tuple[datetime, datetime]
"""From, until; aware."""


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Put them in order; those that touch or overlap become one, and those without any length none."""
    found: list[Span] = []
    for begin, end in sorted(spans):
        if begin >= end:
            continue
        if found and begin <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((begin, end))
    return tuple(found)


def without(spans: Iterable[Span], holes: Iterable[Span]) -> tuple[Span, ...]:
    """Give what is left of spans where holes are cut out."""
    cut = joined(holes)
    left: list[Span] = []
    first = 0
    for begin, end in joined(spans):
        at = begin
        while first < len(cut) and cut[first][1] <= at:
            first += 1
        number = first
        while number < len(cut) and cut[number][0] < end:
            if cut[number][0] > at:
                left.append((at, cut[number][0]))
            at = max(at, cut[number][1])
            number += 1
        if at < end:
            left.append((at, end))
    return tuple(left)
