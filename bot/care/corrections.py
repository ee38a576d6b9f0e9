"""Putting minutes right: for 48 hours corrections are added, with author and time; then they are locked with their hash."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import ClassVar

from bot.care import conference_minutes, hashed
from bot.care.conference_minutes import Addition, ConferenceMinutes
from bot.care.consent import Category
from bot.care.contributions import check_guest
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.facts import case_room
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked

OPEN_FOR = timedelta(hours=48)
"""How long after the end of a conference its minutes can be put right."""

LOCKS = "conference minutes lock"
"""The kind of due moment at which they are locked."""

HASHED = "conference minutes hash"
"""The fact that the audit has of that; its outcome is the hash."""

DIFFERS = "conference minutes differ"
"""The fact that they were read, and were no longer what was locked."""

_SOUGHT = 1_000
"""Among so many of the newest facts of a conference its hash is looked for."""


class Stand(IntEnum):
    """Whether it is part of what was locked. Stored: values are for ever."""

    ADDED = 0
    LOCKED = 1


@dataclass(frozen=True, kw_only=True)
class Correction(Payload):
    """Something that is to be put right."""

    kind: ClassVar[str] = "correction"
    text: str
    categories: tuple[Category, ...]
    conference: str
    """The ref of the conference whose minutes it is about."""
    of: str = ""
    """The ref of the entry that it is about; empty: the whole."""


def until(kept: Kept[ConferenceMinutes]) -> datetime:
    """When they are locked, or are to be: what was written only hours after the end, by the clock, has its 48 hours from then."""
    return kept.what.locked or max(kept.what.ended, kept.created) + OPEN_FOR


def open_ones(work: Work, kept: Kept[ConferenceMinutes]) -> Kept[ConferenceMinutes]:
    """Give minutes that can be put right. ``ConflictError`` where it is too late: it names what to do instead."""
    if kept.what.locked is not None or work.now >= until(kept):
        raise ConflictError("refused/minutes_locked", ref=kept.what.conference, since=until(kept))
    return kept


def correct(
    work: Work, by: str, kept: Kept[ConferenceMinutes], of: str, *, text: str, categories: tuple[Category, ...]
) -> Kept[Correction]:
    """Add a correction. What was written stays as it is."""
    check_guest(work, kept.case, by, kept.what.conference)
    what = Correction(text=checked(text), categories=categories, conference=kept.what.conference, of=of)
    return work.records.add(what, case=open_ones(work, kept).case, author=by)


def additions(work: Work, kept: Kept[ConferenceMinutes]) -> tuple[Addition, ...]:
    """Give the corrections, the oldest first: those that were locked, or so far."""
    return kept.what.additions if kept.what.locked is not None else tuple(_added(one) for one in _of(work, kept))


def expect_lock(work: Work, kept: Kept[ConferenceMinutes]) -> None:
    """See to it that they are locked in time."""
    at, key = until(kept), f"{LOCKS}:{kept.what.conference}"
    work.dues.put(Due(key=key, kind=LOCKS, at=at, place=case_room(kept.case), case=kept.case, subject=kept.what.conference))


def wind_up(work: Work, case: str) -> None:
    """Have what is not locked yet locked in time, once what was due of a closed case is called off."""
    for kept in work.records.find(ConferenceMinutes, case):
        if kept.what.locked is None:
            expect_lock(work, kept)


def lock(work: Work, case: str, conference: str) -> Kept[ConferenceMinutes] | None:
    """Lock them as they are now, and write their hash into the audit. None: they are locked already."""
    kept = conference_minutes.of(work, case, conference)
    if kept is None or kept.what.locked is not None:
        return None
    for one in (found := _of(work, kept)):
        work.records.put(one, state=Stand.LOCKED)
    whole = replace(kept.what, additions=tuple(_added(one) for one in found), locked=work.now)
    locked = work.records.put(kept, what=replace(whole, digest=hashed.digest(whole)))
    work.fact(HASHED, actor=work.clinic.bot, case=case, ref=conference, outcome=locked.what.digest)
    return locked


def differs(work: Work, kept: Kept[ConferenceMinutes]) -> tuple[str, str] | None:
    """Hash locked minutes anew, and hold that against the lock and the audit. Gives the hash that they have, and the one they had.

    None: not a word has changed, or they are not locked yet.
    """
    if kept.what.locked is None:
        return None
    now = hashed.digest(kept.what)
    written = work.written(case=kept.case, ref=kept.what.conference, newest=_SOUGHT)
    audited = next((one.outcome for one in written if one.action == HASHED), kept.what.digest)
    return next(((now, then) for then in (audited, kept.what.digest) if then != now), None)


def _of(work: Work, kept: Kept[ConferenceMinutes]) -> list[Kept[Correction]]:
    found = work.records.find(Correction, kept.case, since=kept.early)
    return [one for one in found if one.what.conference == kept.what.conference]


def _added(kept: Kept[Correction]) -> Addition:
    what = kept.what
    return Addition(ref=kept.ref, at=kept.created, author=kept.author, text=what.text, categories=what.categories, of=what.of)
