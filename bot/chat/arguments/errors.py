"""What cannot be read, or be read in one way only. Neither error ever holds what was typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.care.errors import InvalidError
from bot.care.facts import Line


class ArgumentError(InvalidError):
    """An argument cannot be meant as it stands: which one, what was expected, and one right example."""

    def __init__(self, field: str, expected: str, example: str) -> None:
        super().__init__("refused/argument", field=field, expected=expected, example=example)
        self.field = field
        self.expected = expected
        self.example = example


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One thing that was perhaps meant."""

    label: str
    """For people: ``Tue 8 Dec 2026, 08:00 Berlin``."""
    at: datetime
    """The moment that it stands for; of a series the first one. Aware, UTC."""
    typed: str
    """What to put in place of the ambiguous words, so that they mean this and nothing else."""
    line: Line | None = None
    """What it is about, for whoever may read that."""


class AmbiguousError(InvalidError):
    """An argument can be meant in several ways: a question to whoever typed it, never a guess."""

    def __init__(self, field: str, choices: Sequence[Choice], consumed: int) -> None:
        labels = [choice.label for choice in choices]
        super().__init__("refused/ambiguous", field=field, choices=labels, typed=[choice.typed for choice in choices])
        self.field = field
        self.choices = tuple(choices)
        """At least one: a single one is to be confirmed."""
        self.consumed = consumed
        """How many words a choice's ``typed`` stands in place of."""


class WhichError(InvalidError):
    """No ref says which of several records is meant: a question to whoever typed it, never a guess."""

    def __init__(self, parameter: str, choices: Sequence[Choice]) -> None:
        super().__init__("ask/which", choices=[choice.label for choice in choices])
        self.parameter = parameter
        """The name of the command's parameter that takes the ref."""
        self.choices = tuple(choices)
        """Each with its ref as what is to be typed."""
        known = ((number, one.line) for number, one in enumerate(choices, start=1))
        self.lines = tuple(replace(line, values={**line.values, "choice": number}) for number, line in known if line is not None)
