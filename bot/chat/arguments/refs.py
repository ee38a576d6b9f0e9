"""Refs and case codes as arguments."""

from __future__ import annotations

from bot.care.codes import parse_case_code, parse_ref
from bot.chat.arguments.errors import ArgumentError


def ref(text: str) -> str:
    """Read the ref of a record, in any letter case. Whether there is such a record is for the caller to see."""
    found = parse_ref(text.strip(".,;:"))
    if found is None:
        raise ArgumentError("ref", "the four characters that stand with the record", "8R2Q")
    return found


def case_code(text: str) -> str:
    """Read a case code, in any letter case. Whether there is such a case is for the caller to see."""
    found = parse_case_code(text)
    if found is None:
        raise ArgumentError("case code", "C, a hyphen and five characters, as the case room shows it", "C-7K3FX")
    return found
