"""``carehuddle bench``: figures of this machine, each beside the least that the same machine needs for it, taken in the same run.

Nothing here passes or fails by a time. What is lost or done twice fails.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console

from bot.bench import answers, moments, pieces
from bot.bench.figures import Figure
from bot.bench.ground import Ground, lay, open_cases
from bot.bench.sheet import sheet
from bot.clock import SystemClock

ROOMS = 1_000
EACH = 10
"""Moments a room, in the larger of the two."""


def run(*, rooms: int = ROOMS, as_json: bool = False) -> int:
    """Measure, and print a table, or JSON; gives the status that the process ends with. ``rooms``: fewer for a quick look."""
    console = Console(stderr=True)
    taken: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="carehuddle-bench-") as folder, console.status("…") as status:
        ground = lay(Path(folder), SystemClock())
        try:
            status.update(f"opening {rooms:,} cases …")
            codes = open_cases(ground, rooms)
            for doing, take in _what(ground, codes):
                status.update(f"{doing} …")
                taken.append(take())
        finally:
            ground.close()
    if as_json:
        Console().print_json(json.dumps([one.plain for one in taken]))
    else:
        Console().print(sheet(taken), markup=False, highlight=False)
    return 1 if any(one.lost or one.doubled for one in taken) else 0


def _what(ground: Ground, codes: tuple[str, ...]) -> Iterator[tuple[str, Callable[[], Figure]]]:
    rooms = len(codes)
    yield "sealing", lambda: pieces.sealing(2_000)
    yield "times for a conference", lambda: pieces.times_for_a_conference(30)
    yield "an agenda", lambda: pieces.one_agenda(ground, codes[0], 40, 100)
    yield "commands", lambda: answers.commands(ground, codes[1], 150)
    yield f"{rooms:,} agendas at one moment", lambda: moments.huddles(ground, codes)
    yield f"{rooms * EACH:,} moments in one second", lambda: moments.results(ground, codes, EACH)
