"""Figures as people read them, in a terminal of eighty columns: each above the least that the machine needs for it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from bot.bench.figures import Figure, Spread

WIDTH = 80
_LABEL, _NUMBER, _RATIO = 18, 14, 20
_DECIMALS = ((0.1, 3), (10, 2), (1_000, 1))
"""Below so many milliseconds in the middle, so many decimals are told, the same in all that stands below each other; else none."""

_ABOUT = (
    "In milliseconds: the middle one (p50), the one that 95 of 100 do not exceed (p95), and the longest. "
    "The floor is the least that this machine needs for it, taken in the same run: what is said in brackets and no more. "
    "Lateness is counted from a moment to the commit of what it led to."
)


def sheet(figures: Sequence[Figure]) -> str:
    """Give all of them, with a sentence of what they mean; no line is longer than ``WIDTH``."""
    head = _row("", "p50", "p95", "max", "of its floor")
    return "\n".join(line.rstrip() for line in (*wrap(_ABOUT, WIDTH), "", head, *_all(figures), *_ending(figures)))


def _all(figures: Sequence[Figure]) -> Iterator[str]:
    for one in figures:
        decimals = _decimals(one.took.p50)
        yield from wrap(f"{one.what}; measured {'once' if one.count == 1 else f'{one.count:,} times'}", WIDTH)
        yield _row("  took", *_shown(one.took, decimals), "" if one.ratio is None else f"{one.ratio:,.1f} times")
        if one.floor is not None:
            yield _row("  floor", *_shown(one.floor, decimals), "")
            yield from wrap(f"({one.against})", WIDTH, initial_indent="  ", subsequent_indent="  ")
        if one.lost or one.doubled:
            yield f"  LOST: {one.lost:,}. DONE TWICE: {one.doubled:,}."
        yield ""


def _ending(figures: Sequence[Figure]) -> Iterator[str]:
    if not any(one.lost or one.doubled for one in figures):
        yield "Nothing was lost, and nothing was done twice."


def _row(label: str, p50: str, p95: str, most: str, ratio: str) -> str:
    return f"{label:<{_LABEL}}{p50:>{_NUMBER}}{p95:>{_NUMBER}}{most:>{_NUMBER}}{ratio:>{_RATIO}}"


def _shown(spread: Spread, decimals: int) -> tuple[str, str, str]:
    p50, p95, most = (f"{one:,.{decimals}f}" for one in (spread.p50, spread.p95, spread.most))
    return p50, p95, most


def _decimals(milliseconds: float) -> int:
    return next((decimals for below, decimals in _DECIMALS if milliseconds < below), 0)
