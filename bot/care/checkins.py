"""Check-ins: what somebody who cannot come has to say to a huddle, before it. Whoever does not answer has agreed to nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import ClassVar

from bot.care.consent import Category
from bot.care.huddles import news_since, stir
from bot.care.items import Day, Item, Need, Section, item
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked, first_line


class Stand(IntEnum):
    """Whether it is the last word of its author before this huddle. Stored: values are for ever."""

    LAST = 0
    REPLACED = 1


@dataclass(frozen=True, kw_only=True)
class CheckIn(Payload):
    """What is done, what comes next, and where somebody is stuck: at least one of the three."""

    kind: ClassVar[str] = "checkin"
    done: str = ""
    ahead: str = ""
    stuck: str = ""
    categories: tuple[Category, ...] = ()

    def gist(self) -> str:
        """All three, each in one line."""
        parts = (("done", self.done), ("next", self.ahead), ("stuck", self.stuck))
        return "; ".join(f"{name}: {first_line(text)}" for name, text in parts if text)


def check_in(work: Work, case: str, by: str, what: CheckIn) -> tuple[Kept[CheckIn], Kept[CheckIn] | None]:
    """Keep it for the next huddle. A second one takes the place of the first; gives both."""
    whole = replace(what, done=checked(what.done), ahead=checked(what.ahead), stuck=checked(what.stuck))
    before = of(work, case, by)
    kept = work.records.add(whole, case=case, author=by)
    if before is not None:
        work.records.put(before, state=Stand.REPLACED, superseded_by=kept.ref)
    stir(work, case)
    return kept, before


def of(work: Work, case: str, person: str) -> Kept[CheckIn] | None:
    """What somebody has said to the next huddle, or the one that is open; None where they have not."""
    found = work.records.find(CheckIn, case, author=person, states=frozenset({Stand.LAST}), since=news_since(work, case))
    return found[-1] if found else None


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what came in since the last huddle; where somebody is stuck it is a topic."""
    for kept in work.records.find(CheckIn, day.case, states=frozenset({Stand.LAST}), since=day.early):
        carried, at = day.carried(kept.ref), kept.created.timestamp()
        if kept.created < day.since and not carried:
            continue
        stuck = bool(kept.what.stuck)
        answered = f"answered {day.spoken(kept.created)}"
        found = item(
            Section.TOPICS if carried or stuck else Section.NEW,
            kept,
            reason=carried or (f"stuck, {answered}" if stuck else answered),
            need=(Need.CARRIED, -at) if carried else (Need.ADDED, at) if stuck else (Need.NEWS, -at),
            label="check-in",
        )
        yield replace(found, text=kept.what.gist())
