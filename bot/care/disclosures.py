"""What goes with whatever leaves the team of a case that is marked ``part2``: the clinic's redisclosure notice."""

from __future__ import annotations

from dataclasses import replace

from bot.care.cases import known
from bot.care.ports import Work


def mark(work: Work, case: str, *, on: bool) -> bool:
    """Mark a case, or take the mark away; False where it was so already."""
    found = known(work, case)
    if found.part2 is on:
        return False
    work.cases.put(replace(found, part2=on))
    return True


def notice(work: Work, case: str) -> str:
    """Give the notice that an export or a disclosure of this case carries; empty where none is needed."""
    return work.clinic.redisclosure if known(work, case).part2 else ""
