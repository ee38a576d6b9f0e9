"""What a look at an installation finds: a verdict, a sentence, and the command that mends it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_WITH_COMMAND = re.compile(r"(?P<what>.+?); (?:close it|own it|make one|install it) with: (?P<mend>.+?)\.?")


class Verdict(StrEnum):
    """How it stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    """``run`` does not start."""


@dataclass(frozen=True, kw_only=True)
class Finding:
    """One line of the doctor's."""

    verdict: Verdict
    what: str
    mend: str = ""
    """The command, or the line of the configuration, that mends it."""


def ok(what: str) -> Finding:
    """All is well."""
    return Finding(verdict=Verdict.OK, what=what)


def warn(what: str, mend: str) -> Finding:
    """It works, but should not stay so."""
    return Finding(verdict=Verdict.WARN, what=what, mend=mend)


def fail(what: str, mend: str = "") -> Finding:
    """It does not work, and has to be mended before a start. A sentence that ends in its own mending command is taken apart."""
    found = None if mend else _WITH_COMMAND.fullmatch(what)
    if found is not None:
        what, mend = f"{found['what']}.", found["mend"]
    return Finding(verdict=Verdict.FAIL, what=what, mend=mend)
