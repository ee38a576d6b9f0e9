"""Check-ins: what somebody who cannot come has to say to a huddle, before it. Whoever does not answer has agreed to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.items import Day, Item, Need, Section, item
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import first_line

REPLIED = "checkin reply"
"""What takes a reply to a reminder of one huddle, if it is a check-in."""


class Stand(IntEnum):
    """Whether it is the last word of its author before this huddle. Stored: values are for ever."""

    LAST = 0
    REPLACED = 1


@dataclass(frozen=True, kw_only=True)
class CheckIn(Payload):
    """What is done, what comes next, and where somebody is stuck; and that they cannot come. At least one of these."""

    kind: ClassVar[str] = "checkin"
    done: str = ""
    ahead: str = ""
    stuck: str = ""
    categories: tuple[Category, ...] = ()
    absent: bool = False
    """They cannot come: an apology."""
    why: str = ""
    huddle: str = ""
    """The ref of the huddle that was open; an apology given in it is none for the next."""

    @property
    def speaks(self) -> bool:
        """It holds words of theirs."""
        return bool(self.done or self.ahead or self.stuck or self.why)

    def gist(self) -> str:
        """All of it, each in one line."""
        parts = (("cannot come", self.why), ("done", self.done), ("next", self.ahead), ("stuck", self.stuck))
        return "; ".join(f"{name}: {first_line(text)}" for name, text in parts if text)


def said(work: Work, case: str, since: datetime, person: str | None = None) -> tuple[Kept[CheckIn], ...]:
    """What stands of what was said since the huddle before, by somebody or by everybody; oldest first."""
    return tuple(work.records.find(CheckIn, case, author=person, states=frozenset({Stand.LAST}), since=since))


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what came in since the last huddle; where somebody is stuck it is a topic."""
    for kept in work.records.find(CheckIn, day.case, states=frozenset({Stand.LAST}), since=day.early):
        carried, at = day.carried(kept.ref), kept.created.timestamp()
        if not kept.what.speaks or (kept.created < day.since and not carried):
            continue
        stuck = bool(kept.what.stuck)
        answered = f"{'cannot come, ' if kept.what.absent else ''}answered {day.spoken(kept.created)}"
        found = item(
            Section.TOPICS if carried or stuck else Section.NEW,
            kept,
            reason=carried or (f"stuck, {answered}" if stuck else answered),
            need=(Need.CARRIED, -at) if carried else (Need.ADDED, at) if stuck else (Need.NEWS, -at),
            label="check-in",
        )
        yield replace(found, text=kept.what.gist())
