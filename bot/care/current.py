"""Which case somebody means in the direct room, where no room says it."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.care.codes import parse_ref
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


def only(work: Work, person: str) -> str | None:
    """The one case that somebody is on: what they read can be about no other. None: there are several, or none.

    Whoever has an office may mean a case that they are not on.
    """
    found = () if work.people.get(person).offices else work.rosters.cases(person)
    return found[0] if len(found) == 1 else None


def of_ref(work: Work, person: str, text: str) -> str | None:
    """The one case of theirs in which what they typed is a ref; None: it is in none, or in several."""
    ref = parse_ref(text)
    found = [code for code in work.rosters.cases(person) if ref is not None and work.records.locate(code, ref) is not None]
    return found[0] if len(found) == 1 else None


def _key(person: str) -> str:
    return f"current:{person}"
