"""Figures: what was measured, and what the machine needed for the least that it could be."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Spread:
    """Milliseconds: the middle one, the one that 95 of 100 do not exceed, and the longest."""

    p50: float
    p95: float
    most: float


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One thing measured. ``floor``: the least that the same machine needs for it, taken in the same run."""

    what: str
    count: int
    took: Spread
    floor: Spread | None = None
    against: str = ""
    """What the floor is."""
    lost: int = 0
    doubled: int = 0

    @property
    def ratio(self) -> float | None:
        """How many times the floor it took, in the middle."""
        return self.took.p50 / self.floor.p50 if self.floor is not None and self.floor.p50 else None

    @property
    def plain(self) -> Mapping[str, Any]:
        """For JSON."""
        return asdict(self) | {"ratio": self.ratio}


def spread(seconds: Iterable[float]) -> Spread:
    """Order them. ``ValueError`` for none."""
    ordered = sorted(seconds)
    if not ordered:
        raise ValueError("nothing was measured")
    last = len(ordered) - 1
    p50, p95, most = (ordered[round(last * part)] * 1_000 for part in (0.5, 0.95, 1.0))
    return Spread(p50=p50, p95=p95, most=most)


def timed(run: Callable[[], object], times: int) -> Spread:
    """Run something as often as that; the first run, which may load what the others have, does not count."""
    run()
    taken = []
    for _ in range(times):
        begun = perf_counter()
        run()
        taken.append(perf_counter() - begun)
    return spread(taken)
