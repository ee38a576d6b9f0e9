"""What is said and to whom, before anybody has decided who may read it.

A rule answers with a ``Message``. Its ``values`` are for everyone in its place (refs, dates, counts, names of categories);
whatever is clinical stands in a ``Line``, and the gate decides about each line for each person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    Value: TypeAlias = "bool | int | float | str | datetime | Sequence[Value] | Mapping[str, Value] | None"
else:
    Value = Any  # what is read back from a sealed row is checked by its encoding; a recursive union is for the type checker
"""What a template may be given, and a sealed row may hold."""


@dataclass(frozen=True, kw_only=True)
class File:
    """A file that travels encrypted. Its name and body are neutral."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, kw_only=True)
class Shade:
    """One stretch of a picture's scale, with what it is called there."""

    least: float
    most: float
    name: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """One level of a picture's scale that is drawn across it."""

    at: float
    name: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    """What is drawn right before it is sent, and says nothing that its line does not say in words."""

    name: str
    """What the file is called: neutral."""
    words: str
    """The same in a sentence, for those who do not see it."""
    title: str
    """What is measured; of nobody's name."""
    least: float
    most: float
    points: tuple[tuple[date, float], ...]
    """Days and values, the oldest first; at least one."""
    shades: tuple[Shade, ...] = ()
    """From the lowest to the highest."""
    marks: tuple[Mark, ...] = ()
    names: tuple[str, ...] = ()
    """What the values 0, 1, 2 … are called, where they are no numbers."""


@dataclass(frozen=True, kw_only=True)
class Option:
    """One thing that a poll lets people choose: a time. Its words are made from it for whoever reads it."""

    id: str
    """The ref of what is voted on, a hyphen and its number: ``8R2Q-1``. Number 0 is "none of these", and stands in every poll.

    In a poll that takes the place of another, the highest number that there was then follows: ``8R2Q-1-4``.
    """
    at: datetime
    """Aware."""
    end: datetime
    """Aware, after ``at``."""

    @property
    def number(self) -> int:
        """Its number."""
        return int(self.id.split("-")[1])


@dataclass(frozen=True, kw_only=True)
class Poll:
    """A question that is sent beside its text, for clients that show polls. It is neutral: everybody in the room may read it."""

    ref: str
    """Of what is voted on."""
    options: tuple[Option, ...]
    """In the order of their numbers; one that was dropped is left out, and its number stays its own."""
    most: int
    """How many one person may choose."""
    closes: datetime
    """Until when votes count; aware."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """One thing that can be read on its own, with what is needed to decide who may."""

    about: tuple[str, ...] = ()
    """Categories; a reader needs all of them. None: readable for everyone on the roster."""
    author: str | None = None
    """Whoever wrote it may always read it."""
    section: str = ""
    roster: str = ""
    """The code of the case on whose roster a reader has to be, whatever the message is about. For what is said of several cases
    in one message; such a line is in neutral words, and has no ``about``."""
    file: File | None = None
    """What goes with it, to exactly those who may read it."""
    exception: tuple[str, ...] = ()
    """With any: exactly these may read it, each in their own direct room, whatever the consent and whether or not they are on the
    roster; nobody else may, its author included. The words of a signal have one, for those whom its ladder rings, and nothing else.
    Whoever makes one writes it down as a fact."""
    picture: Picture | None = None
    """The same in a picture, to exactly those who may read it."""
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Message:
    """One thing to be said: a template, what everyone may read, and the lines that the gate decides about."""

    template: str
    """A folder and a name below ``templates/``, such as ``note/kept``; a ``.txt`` and a ``.html`` stand there."""
    values: Mapping[str, Value] = field(default_factory=dict)
    lines: tuple[Line, ...] = ()
    case: str | None = None
    mentions: tuple[str, ...] = ()
    """Exactly those who are to be rung. With any, the message is an ``m.text``, else an ``m.notice``."""
    reply_to: str | None = None
    answers: str = ""
    """Whom alone it answers, be others there or not: it offers what they may do."""
    file: File | None = None
    rest_directly: bool = True
    """Lines that are not for everyone in the room go to each covered person's direct room."""
    exception: tuple[str, ...] = ()
    """Who is told of the case in their direct room although they need not be on its roster: whom the ladder of a signal rings."""
    hears: tuple[str, str] | None = None
    """The ``@answer`` and the ref that a reply to it is handed to, whoever gives it."""
    poll: Poll | None = None
    """What goes after the text as a poll. The text says the same by itself, since not every client shows polls."""
    ends_poll: str = ""
    """The ref whose poll ends with this, if its room has one: clients take no votes from then on."""


def control() -> str:
    """The place of the coordinators."""
    return "control"


def case_room(code: str) -> str:
    """The place of one case's team."""
    return f"case:{code}"


def direct(person: str) -> str:
    """The place of one person and the bot."""
    return f"direct:{person}"


def heard_next(person: str) -> str:
    """Where the ``kind`` and the ``ref`` are remembered of what somebody's next words in their direct room answer."""
    return f"hears:{person}"
