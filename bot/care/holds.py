"""What is held in a case, and why: a part of care left out by the patient, a pause for safety, medical evaluation put first.

Whatever is held stays as it is: no field of it changes. Its dues wait (``bot.chat.due``), and agendas do not press for it. So
there is nothing to put back when a hold ends. ``bot.care.carriers`` lists what can be held.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import IntEnum
from typing import Any, ClassVar, Literal

from bot.care.consent import Category, Modality
from bot.care.dates import spoken_day
from bot.care.ports import Work
from bot.care.records import Kept, Payload

DEPENDENT = frozenset({"step", "appointment"})
"""The kinds that wait for a medical evaluation which comes first."""


class Stand(IntEnum):
    """Whether it holds. Stored: values are for ever."""

    ON = 0
    OFF = 1


@dataclass(frozen=True, kw_only=True)
class Choice(Payload):
    """A part of care that the patient leaves out; off once they take it up again."""

    kind: ClassVar[str] = "modality_choice"
    modality: Modality
    text: str = ""
    """Why, if it was said."""
    categories: tuple[Category, ...] = ()
    ended: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Pause(Payload):
    """A part of care that the team pauses for safety. The day it is for does not end it: somebody does."""

    kind: ClassVar[str] = "pause"
    modality: Modality
    text: str
    categories: tuple[Category, ...] = (Category.SAFETY,)
    until: date
    """The day on which whoever paused it is asked."""
    ended: datetime | None = None
    ended_by: str = ""


@dataclass(frozen=True, kw_only=True)
class Precedence(Payload):
    """A medical evaluation that comes first. The record's owner is whoever sees to it."""

    kind: ClassVar[str] = "precedence"
    text: str
    categories: tuple[Category, ...] = ()
    goal: str | None = None
    """It holds what serves this goal alone; None: whatever the goal."""
    modality: Modality | None = None
    """It holds this part of care alone; None: every one."""
    ended: datetime | None = None
    ended_by: str = ""


KINDS: tuple[type[Choice | Pause | Precedence], ...] = (Choice, Pause, Precedence)
"""What holds something, the one that is named first where several do: a pause that ends frees nothing that the patient left out."""

_WHY: Mapping[type[Payload], Literal["modality", "pause", "precedence"]] = {
    Choice: "modality",
    Pause: "pause",
    Precedence: "precedence",
}


@dataclass(frozen=True, kw_only=True)
class Hold:
    """One reason why something waits. All of it is neutral: it may be told to everyone on the team."""

    why: Literal["modality", "pause", "precedence"]
    modality: Modality | None
    until: date | None
    """The day on which a pause is looked at again."""
    ref: str
    """Of the choice, the pause or the precedence."""
    goal: str | None = None
    owner: str | None = None
    """Who sees to the medical evaluation: what is theirs goes on."""
    since: datetime
    by: str

    def applies(self, *, modality: Modality | None, kept: Kept[Any] | None = None) -> bool:
        """Say whether it holds what is of this modality, or this very record."""
        of = modality or getattr(kept.what if kept is not None else None, "modality", None)
        if self.why != "precedence":
            return of is self.modality
        return (
            kept is not None
            and kept.what.kind in DEPENDENT
            and kept.owner != self.owner
            and (self.modality is None or of is self.modality)
            and (self.goal is None or getattr(kept.what, "goal", None) == self.goal)
        )


def of(work: Work, case: str) -> tuple[Hold, ...]:
    """Give all that holds something now: the patient's choices, then pauses, then precedence, the oldest of each first."""
    return tuple(as_hold(kept) for kind in KINDS for kept in work.records.find(kind, case, states=frozenset({Stand.ON})))


def as_hold(kept: Kept[Any]) -> Hold:
    """Give what a choice, a pause or a precedence holds, whether it is on or was."""
    what: Choice | Pause | Precedence = kept.what
    return Hold(
        why=_WHY[type(what)],
        modality=what.modality,
        until=what.until if isinstance(what, Pause) else None,
        ref=kept.ref,
        goal=what.goal if isinstance(what, Precedence) else None,
        owner=kept.owner if isinstance(what, Precedence) else None,
        since=kept.created,
        by=kept.author,
    )


def on(work: Work, case: str, *, modality: Modality | None, kept: Kept[Any] | None = None) -> Hold | None:
    """Say whether something of this modality, or this very record, is held now, and by what first; None: it goes on.

    Whoever asks about many things asks ``of`` once, and each ``Hold`` whether it ``applies``.
    """
    return next((hold for hold in of(work, case) if hold.applies(modality=modality, kept=kept)), None)


def words(hold: Hold) -> str:
    """Say it in neutral words, without the ref: ``couple work is left out for now, as the patient wishes``."""
    part = hold.modality.words if hold.modality is not None else ""
    verb = "are" if part.endswith("s") else "is"
    match hold.why:
        case "modality":
            return f"{part} {verb} left out for now, as the patient wishes"
        case "pause":
            return f"{part} {verb} paused{f' until {spoken_day(hold.until)}' if hold.until else ''}"
        case "precedence":
            return f"a medical evaluation comes first{f', before {part}' if part else ''}"
