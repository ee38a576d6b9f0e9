"""A signal for which its case is still asked: it cannot ring anybody yet, so that it must not be forgotten either."""

from __future__ import annotations

from datetime import timedelta

from bot.care.dues import Due
from bot.care.facts import Message, Value, control, direct
from bot.care.ports import Work

UNPLACED_DUE = "signal unplaced"
"""The kind of due moment at which somebody else hears of it."""
WITHIN = timedelta(minutes=2)
"""So long whoever raises it has for the code of the case."""


def begun(work: Work, person: str) -> None:
    """Somebody raises a signal, and is asked for which case."""
    work.dues.put(Due(key=_key(person), kind=UNPLACED_DUE, at=work.now + WITHIN, place=_key(person), subject=person))


def settled(work: Work, person: str) -> None:
    """They have raised one."""
    work.dues.cancel(_key(person))


def tell(work: Work, person: str) -> None:
    """Tell the coordinators and themselves that it is not raised yet. Its words are nobody's to read so far."""
    values: dict[str, Value] = {"person": person}
    work.say(control(), Message(template="signal/unplaced", values=values, mentions=work.clinic.coordinators))
    work.say(direct(person), Message(template="signal/unplaced", values=values, mentions=(person,)))
    work.fact("signal unplaced", actor=person, outcome="no case")


def _key(person: str) -> str:
    return f"{UNPLACED_DUE}:{person}"
