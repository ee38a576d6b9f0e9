"""What was built on a record since: whoever would take the record back would take the ground from under it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from bot.care.files import StoredFile
from bot.care.kinds import KINDS
from bot.care.memos import Memo
from bot.care.outcomes import Outcome
from bot.care.ports import Work
from bot.care.records import Kept, Payload


def built_on(work: Work, case: str, refs: frozenset[str]) -> Iterator[Kept[Any]]:
    """Give the records of a case that name one of these refs, and are none of them.

    Files are never looked into; that something was dealt with, or put off, or that somebody wants to be reminded of it, builds
    nothing on it.
    """
    for kind in KINDS:
        if kind not in {Memo, Outcome, StoredFile}:
            yield from (kept for kept in work.records.find(kind, case) if kept.ref not in refs and _names(kept.what, refs))


def _names(what: Payload, refs: frozenset[str]) -> bool:
    for field in fields(what):
        value = getattr(what, field.name)
        if isinstance(value, str) and value in refs:
            return True
        if isinstance(value, tuple) and any(isinstance(one, str) and one in refs for one in value):
            return True
    return False
