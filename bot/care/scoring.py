"""Keeping a score, and what follows from it.

What a total may mean for safety becomes a signal; what does not change puts the plan on the list for a review.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.care import holds, instruments, wishes
from bot.care.consent import Modality
from bot.care.dates import spoken_day
from bot.care.huddles import stir
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.scores import Score, at
from bot.care.signals import Severity, Signal, raise_signal
from bot.care.standings import standing
from bot.care.wishes import Reason

_SEVERITY = {"moderate": Severity.CONCERN, "high": Severity.URGENT}
"""What a class of the suicide risk screen asks for (C-SSRS alone has classes of these names)."""


def keep(work: Work, case: str, by: str, score: Score, served: datetime) -> tuple[Kept[Score], Kept[Signal] | None]:
    """Keep a total that ``measures.check`` has let through, and do what follows from it. Gives the signal that came of it.

    ``served``: when the answers were given; aware.
    """
    stir(work, case)
    kept = work.records.add(score, case=case, author=by, served=served)
    return kept, follow_up(work, kept, by)


def follow_up(work: Work, kept: Kept[Score], by: str) -> Kept[Signal] | None:
    """Do what follows from a score that has come into a case. Gives the signal that came of it."""
    _wish(work, kept)
    return _signal(work, kept, by)


def complete(work: Work, kept: Kept[Score], by: str, item9: int) -> tuple[Kept[Score], Kept[Signal] | None]:
    """Add the answer to the ninth question to a score that was kept without it."""
    whole = work.records.put(kept, what=replace(kept.what, item9=item9))
    return whole, _signal(work, whole, by)


def _signal(work: Work, kept: Kept[Score], by: str) -> Kept[Signal] | None:
    """Say what cannot wait, in words that hold no more than that."""
    what, day = kept.what, spoken_day(at(kept).astimezone(ZoneInfo(work.clinic.zone)))
    instrument = instruments.CATALOGUE.get(what.instrument)
    if instrument is None:
        return None
    if what.item9:
        text = f"{what.name} of {day}{what.whose}: item 9 is {what.item9}."
        return raise_signal(work, kept.case, by, Severity.CONCERN, text, source=kept.ref)
    severity = _SEVERITY.get(instrument.shown(what.value)) if instrument.classes else None
    if severity is None:
        return None
    text = f"{what.name} screen of {day}{what.whose}: {instrument.shown(what.value)}."
    return raise_signal(work, kept.case, by, severity, text, source=kept.ref)


def _wish(work: Work, kept: Kept[Score]) -> None:
    """Ask for a plan review where the newest two scores show no meaningful change, once an instrument until it was reviewed."""
    seen = standing(work, kept)
    if seen is None or not (seen.newest and seen.flat) or holds.on(work, kept.case, modality=Modality.MEASURES) is not None:
        return
    about = (work.records.locate(kept.case, one.what.subject) for one in wishes.open_wishes(work, kept.case))
    mine = (kept.what.instrument, kept.what.by)
    if not any(isinstance(one.what, Score) and (one.what.instrument, one.what.by) == mine for one in about if one is not None):
        wishes.wish(work, kept.case, Reason.NO_CHANGE, ref=kept.ref)
