"""The parameters of a command.

Each is filled by its type:

* ``Actor``, ``Work``, ``datetime`` (the moment of the transaction), ``Turn`` (where and how it was said);
* ``CaseCode``: the code of the case at hand, already authorised;
* ``Annotated[str, Word("…")]``: one word; ``Annotated[str, Rest("…")]``: all that follows, as typed;
  ``Annotated[str, Said("…")]``: the same, in which somebody speaks of the patient;
  ``Annotated[str, RefWord("…")]``: the ref of a record. A parameter with a default may be left out; where one without
  a default is missing, the person is asked for it, in the words given.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NewType

CaseCode = NewType("CaseCode", str)


@dataclass(frozen=True)
class Word:
    """One word; ``what`` finishes the question "…?" that is asked where it is missing."""

    what: str


@dataclass(frozen=True)
class RefWord:
    """The ref of a record, in any letter case."""

    what: str


@dataclass(frozen=True)
class Rest:
    """All that follows, as typed."""

    what: str


@dataclass(frozen=True)
class Said(Rest):
    """All that follows, in which somebody speaks of the patient: what cannot be meant is as private as what can."""


@dataclass(frozen=True)
class Parameter:
    """One typed argument of a command."""

    name: str
    argument: Word | RefWord | Rest
    optional: bool
