"""What clients are told of the commands there are, and what they send back when somebody filled in a form of theirs.

Nothing here is more than a list of words. What somebody invoked is turned into the words that they might have typed, and those
go the way of every typed command (``bot.chat.invoked``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

CASE = "case"
"""The slot of a case's code. It is not needed in the case's own room, and asked for elsewhere."""


class Form(StrEnum):
    """The drafts by which clients can be told. Stored, and in the configuration: values are for ever."""

    MSC4391 = "msc4391"
    MSC4332 = "msc4332"


@dataclass(frozen=True, kw_only=True)
class Slot:
    """One thing that a command takes."""

    key: str
    says: str = ""
    """What it is, in generic words; empty where there are none."""
    optional: bool = False


@dataclass(frozen=True, kw_only=True)
class Advert:
    """One command, in words that anybody may read: the homeserver does."""

    name: str
    """What is typed behind the ``!``: a family, or a family and a verb."""
    says: str
    slots: tuple[Slot, ...] = ()
    """In the order in which they are typed."""


@dataclass(frozen=True, kw_only=True)
class Invocation:
    """A form that somebody filled in. It stood inside the ciphertext."""

    form: Form
    name: str
    """The advert's."""
    given: Mapping[str, str]
    """What was filled in, by the keys of its slots."""
