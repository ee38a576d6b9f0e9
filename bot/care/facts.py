"""What is said and to whom, before anybody has decided who may read it.

A rule answers with a ``Message``. Its ``values`` are for everyone in its place (refs, dates, counts, names of categories);
whatever is clinical stands in a ``Line``, and the gate decides about each line for each person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
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
class Line:
    """One thing that can be read on its own, with what is needed to decide who may."""

    about: tuple[str, ...] = ()
    """Categories; a reader needs all of them. None: readable for everyone on the roster."""
    author: str | None = None
    """Whoever wrote it may always read it."""
    section: str = ""
    file: File | None = None
    """What goes with it, to exactly those who may read it."""
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
    file: File | None = None
    rest_directly: bool = True
    """Lines that are not for everyone in the room go to each covered person's direct room."""


def control() -> str:
    """The place of the coordinators."""
    return "control"


def case_room(code: str) -> str:
    """The place of one case's team."""
    return f"case:{code}"


def direct(person: str) -> str:
    """The place of one person and the bot."""
    return f"direct:{person}"
