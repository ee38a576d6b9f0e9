"""Which case somebody means in the direct room, where no room says it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.care.ports import Work

HOLDS = timedelta(minutes=30)


def choose(work: Work, person: str, code: str) -> datetime:
    """Take a case for the current one; gives the moment until which it holds."""
    until = work.now + HOLDS
    work.remember(_key(person), code=code, until=until.isoformat())
    return until


def current(work: Work, person: str) -> str | None:
    """The case that was chosen, while the choice holds."""
    kept = work.recall(_key(person))
    if kept is None or datetime.fromisoformat(kept["until"]) <= work.now:
        return None
    return str(kept["code"])


def _key(person: str) -> str:
    return f"current:{person}"
