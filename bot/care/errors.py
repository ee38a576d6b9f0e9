"""Refusals. Each names the template that tells the sender, and only values that are safe to show to whoever asked."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care.facts import Line, Value


class CareError(Exception):
    """A rule said no. What was done in the same act is undone; the sentence and the audit fact stay."""

    outcome = "refused"
    """The word that the audit fact carries."""
    gives_back = False
    """What was typed may not stand in a room where others read it: it is taken out, and its author gets it back on their own."""
    apart = False
    """It is said to whoever typed that alone, in their direct room if they have one; others in the room spoke of something else."""

    case: str | None = None
    """The one case that it speaks of, where what was asked for is about none."""
    lines: tuple[Line, ...] = ()
    """What stands beside it for whoever may read that, if everyone there may."""
    also: tuple[CareError, ...] = ()
    """The same of other cases, each said behind it."""

    def __init__(self, template: str, **values: Value) -> None:
        super().__init__(template)
        self.template = template
        self.values: Mapping[str, Value] = values


class InvalidError(CareError):
    """What was typed cannot be meant. The template says what was expected, with one right example."""

    outcome = "invalid"


class UnfitError(InvalidError):
    """It is a text that has no place here, neither in the record nor in a room."""

    gives_back = True


class NotFoundError(CareError):
    """There is no such thing in this case."""

    outcome = "not found"


class ConflictError(CareError):
    """It is right in itself, but not now: something has happened since."""

    outcome = "conflict"


class UnsharedError(ConflictError):
    """Nothing is shared here: nothing is consented to yet, or the room is open to others."""

    gives_back = True


class DeniedError(CareError):
    """Not this person, or not here. The words are the same whatever the reason, and whether or not the thing exists."""

    outcome = "denied"

    def __init__(self) -> None:
        super().__init__("refused/denied")
