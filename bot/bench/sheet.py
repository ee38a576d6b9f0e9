"""Figures as people read them, in a terminal of eighty columns: each above the least that the machine needs for it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from bot.bench.figures import Figure, Spread

WIDTH = 80
_LABEL, _NUMBER, _RATIO = 18, 14, 20
_EXACT, _ROUGH = 10, 1_000
"""Milliseconds: below the first two decimals are told, below the second one, else none."""

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
        yield from wrap(f"{one.what}: {'once' if one.count == 1 else f'{one.count:,} times'}", WIDTH)
        yield _row("  took", *_shown(one.took), "" if one.ratio is None else f"{_number(one.ratio)} times")
        if one.floor is not None:
            yield _row("  floor", *_shown(one.floor), "")
            yield from wrap(f"({one.against})", WIDTH, initial_indent="  ", subsequent_indent="  ")
        if one.lost or one.doubled:
            yield f"  LOST: {one.lost:,}. DONE TWICE: {one.doubled:,}."
        yield ""


def _ending(figures: Sequence[Figure]) -> Iterator[str]:
    if not any(one.lost or one.doubled for one in figures):
        yield "Nothing was lost, and nothing was done twice."


def _row(label: str, p50: str, p95: str, most: str, ratio: str) -> str:
    return f"{label:<{_LABEL}}{p50:>{_NUMBER}}{p95:>{_NUMBER}}{most:>{_NUMBER}}{ratio:>{_RATIO}}"


def _shown(spread: Spread) -> tuple[str, str, str]:
    return _number(spread.p50), _number(spread.p95), _number(spread.most)


def _number(milliseconds: float) -> str:
    decimals = 2 if milliseconds < _EXACT else 1 if milliseconds < _ROUGH else 0
    return f"{milliseconds:,.{decimals}f}"
