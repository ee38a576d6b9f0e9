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

ROUND = "checkin round"
"""What takes a reply to a reminder of several huddles: the wish to be asked the questions of their teams, or a check-in."""

_NOWHERE = frozenset({"", "-", "n/a", "nein", "nichts", "no", "none", "nope", "not", "not stuck", "nothing", "nowhere"})
"""What people say behind ``stuck`` who are not."""

_SHORT = 40
"""So much of a question stands before its answer on an agenda, in code points."""


class Stand(IntEnum):
    """Whether it is the last word of its author before this huddle. Stored: values are for ever."""

    LAST = 0
    REPLACED = 1


@dataclass(frozen=True, kw_only=True)
class Answered:
    """What was said to one question of the team."""

    question: str
    """As it was asked."""
    text: str
    asked: tuple[Category, ...]
    """Of the question."""
    categories: tuple[Category, ...]
    """Of the answer."""

    @property
    def whole(self) -> tuple[Category, ...]:
        """Of both: whoever reads the answer learns what was asked."""
        return tuple(dict.fromkeys((*self.categories, *self.asked)))

    def line(self) -> str:
        """The question in short, and the answer."""
        bare = self.question.rstrip(" ?:.")
        short = bare if len(bare) <= _SHORT else f"{bare[: _SHORT - 1].rsplit(' ', 1)[0].rstrip(' ,;')}…"
        return f"{short}: {first_line(self.text)}"


@dataclass(frozen=True, kw_only=True)
class CheckIn(Payload):
    """What is done, what comes next, where somebody is stuck; what they answer to their team; and that they cannot come."""

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
    answers: tuple[Answered, ...] = ()
    """In the order in which they were given."""

    @property
    def speaks(self) -> bool:
        """It holds words of theirs."""
        return bool(self.own() or self.answers)

    @property
    def halted(self) -> bool:
        """They are stuck: ``stuck: no`` says that they are not."""
        return self.stuck.strip(" .,;:!\n").lower() not in _NOWHERE

    def own(self) -> str:
        """What they said unasked, each in one line."""
        parts = (("cannot come", self.why), ("done", self.done), ("next", self.ahead), ("stuck", self.stuck))
        return "; ".join(f"{name}: {first_line(text)}" for name, text in parts if text)

    def told(self) -> tuple[tuple[str, tuple[Category, ...]], ...]:
        """What can be read of it: a text for each set of categories, what was said unasked first."""
        texts: dict[tuple[Category, ...], list[str]] = {}
        for one in self.answers:
            texts.setdefault(tuple(sorted(one.whole)), []).append(one.line())
        own = ((self.own(), self.categories),) if self.own() else ()
        return (*own, *(("; ".join(said), named) for named, said in texts.items()))

    def gist(self) -> str:
        """All of it, each in one line."""
        return "; ".join(text for text, _ in self.told())

    def concerns(self) -> tuple[Category, ...]:
        """The categories of all of it."""
        return tuple(dict.fromkeys(one for _, named in self.told() for one in named))


def said(work: Work, case: str, since: datetime, person: str | None = None) -> tuple[Kept[CheckIn], ...]:
    """What stands of what was said since the huddle before, by somebody or by everybody; oldest first."""
    return tuple(work.records.find(CheckIn, case, author=person, states=frozenset({Stand.LAST}), since=since))


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what came in since the last huddle; where somebody is stuck it is a topic."""
    for kept in work.records.find(CheckIn, day.case, states=frozenset({Stand.LAST}), since=day.early):
        carried, at = day.carried(kept.ref), kept.created.timestamp()
        if not kept.what.speaks or (kept.created < day.since and not carried):
            continue
        for place, (text, concerns) in enumerate(kept.what.told()):
            said = place == 0 and bool(kept.what.why)  # the text itself begins with it
            answered = f"{'cannot come, ' if kept.what.absent and not said else ''}answered {day.spoken(kept.created)}"
            stuck = kept.what.halted and place == 0
            found = item(
                Section.TOPICS if carried or stuck else Section.NEW,
                kept,
                reason=carried or (f"stuck, {answered}" if stuck else answered),
                need=(Need.CARRIED, -at) if carried else (Need.ADDED, at) if stuck else (Need.NEWS, -at),
                label="check-in",
                concerns=concerns,
            )
            yield replace(found, text=text)
