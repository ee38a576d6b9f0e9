"""Whoever names somebody for something that these may not read is told so at once, alone, and what to do about it."""

from __future__ import annotations

from typing import Any

from bot.care.consent import Category
from bot.care.facts import Message, Value, direct
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import may_read, reads


def warned(work: Work, kept: Kept[Any], by: str) -> tuple[tuple[str, Message], ...]:
    """Give what is said to ``by`` where the owner of what they have just kept may not read it; else nothing."""
    owner = kept.owner
    if owner is None or owner == by or reads(work, kept, owner):
        return ()
    withheld = [one for one in kept.what.concerns() if not may_read(work, kept.case, owner, (one,))]
    values: dict[str, Value] = {
        "ref": kept.ref,
        "kind": kept.what.kind,
        "owner": owner,
        "withheld": [one.words for one in withheld],
        "grants": [] if Category.PARTNER in withheld else [one.value for one in withheld],
    }
    return ((direct(by), Message(template="action/unread", values=values, case=kept.case)),)
