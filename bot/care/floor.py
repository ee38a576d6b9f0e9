"""What a huddle is at: one line of its agenda after another, so that its minutes tell what was said on what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.care import agenda, huddles
from bot.care.errors import ConflictError, NotFoundError
from bot.care.huddles import Huddle
from bot.care.items import Item
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.taken import Taken, of

NEXT = "next"
"""The word for whatever comes next."""


@dataclass(frozen=True, kw_only=True)
class Floor:
    """What is being talked about, and how far the huddle is."""

    huddle: Kept[Huddle]
    item: Item | None
    """None: everything has been taken up."""
    number: int
    left: int
    before: str
    """The ref of what was talked about until now; empty: nothing was."""
    since: datetime
    """When that was taken up, or when the huddle began."""


def take_up(work: Work, case: str, by: str, ref: str) -> Floor:
    """Go to a line of the agenda, or to the next one that was not yet taken up.

    ``ConflictError`` where no huddle is open, or nothing of it is at hand; ``NotFoundError`` for a ref that is not on the agenda.
    """
    huddle = huddles.needed(work, case)
    before, items = of(work, huddle), agenda.left(work, case)
    seen = {one.what.subject for one in before}
    coming = [one for one in items if one.ref not in seen and not _comes_of(work, huddle, one)]
    found = next((one for one in (coming if ref == NEXT else items) if ref in {NEXT, one.ref}), None)
    if found is None and ref != NEXT:
        raise NotFoundError("refused/topic_not_there")
    if found is not None:
        work.records.add(Taken(subject=found.ref, huddle=huddle.ref), case=case, author=by)
    huddles.stir(work, case)
    left = len([one for one in coming if found is None or one.ref != found.ref])
    return _floor(huddle, before, found, number=len(seen | ({found.ref} if found is not None else set())), left=left)


def at_hand(work: Work, case: str) -> Floor:
    """What is being talked about now. ``ConflictError`` where no huddle is open, or nothing was taken up yet."""
    huddle = huddles.needed(work, case)
    before, items = of(work, huddle), agenda.left(work, case)
    if not before:
        raise ConflictError("refused/topic_none")
    ref, seen = before[-1].what.subject, {one.what.subject for one in before}
    found = next((one for one in items if one.ref == ref), None)
    left = len([one for one in items if one.ref not in seen and not _comes_of(work, huddle, one)])
    return _floor(huddle, before, found, number=len(seen), left=left)


def _comes_of(work: Work, huddle: Kept[Huddle], item: Item) -> bool:
    """It was said in this huddle: whoever wants to talk about it now names its ref."""
    kept = work.records.locate(huddle.case, item.ref)
    return kept is not None and getattr(kept.what, "huddle", "") == huddle.ref


def _floor(huddle: Kept[Huddle], before: Sequence[Kept[Taken]], item: Item | None, *, number: int, left: int) -> Floor:
    last = before[-1] if before else None
    return Floor(
        huddle=huddle,
        item=item,
        number=number,
        left=left,
        before=last.what.subject if last is not None else "",
        since=last.created if last is not None else huddle.created,
    )
