"""Pauses: a part of care that the team stops for safety, with a reason and a day.

No pause ends by the clock. On its day whoever set it is asked, and again each week; until somebody resumes it, it holds.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

from bot.care import waiting, workdays
from bot.care.cadence import at_clock
from bot.care.consent import Category, Modality
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import direct
from bot.care.holds import Pause, Stand
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.team import lead_of
from bot.care.texts import checked
from bot.care.waiting import Lifted

ASKS = "pause asks"
"""The kind of due moment at which it is asked whether a pause is to go on."""

_MORNING = time(9)
_AGAIN = timedelta(days=7)


def paused(work: Work, case: str, modality: Modality) -> Kept[Pause] | None:
    """The pause of this part of care, while it holds."""
    going = work.records.find(Pause, case, states=frozenset({Stand.ON}))
    return next((kept for kept in going if kept.what.modality is modality), None)


def pause(work: Work, case: str, by: str, what: Pause) -> tuple[Kept[Pause], Kept[Pause] | None]:
    """Hold what carries this part of care. Gives the pause, and the one that it takes the place of, which is kept as it was.

    ``InvalidError`` for a day that is not still to come, where the clinic is.
    """
    if what.until <= workdays.today(work):
        raise InvalidError("refused/date_past")
    before = paused(work, case, what.modality)
    categories = tuple(dict.fromkeys((Category.SAFETY, *what.categories)))
    kept = work.records.add(replace(what, text=checked(what.text), categories=categories), case=case, author=by, owner=by)
    if before is not None:
        ended = replace(before.what, ended=work.now, ended_by=by)
        work.records.put(before, what=ended, state=Stand.OFF, superseded_by=kept.ref)
        work.dues.cancel(_key(before.ref))
    _ask_on(work, kept, what.until)
    return kept, before


def resume(work: Work, case: str, by: str, modality: Modality) -> Lifted:
    """End a pause. ``ConflictError`` where there is none of this part of care."""
    kept = paused(work, case, modality)
    if kept is None:
        raise ConflictError("refused/not_paused", modality=modality.words)
    work.dues.cancel(_key(kept.ref))
    return waiting.lift(work, kept, by)


def reached(work: Work, moment: Due) -> Kept[Pause] | None:
    """Give the pause whose day has come, and see to it that it is asked about again; None where it has ended."""
    found = work.records.locate(moment.case or "", moment.subject)
    if found is None or not isinstance(found.what, Pause) or found.state != Stand.ON:
        return None
    _ask_on(work, found, workdays.today(work) + _AGAIN)
    return found


def to_ask(work: Work, kept: Kept[Pause]) -> str | None:
    """Whoever set the pause; once they have left the team, the lead. None: there is neither."""
    if work.rosters.member(kept.case, kept.author) is not None:
        return kept.author
    lead = lead_of(work, kept.case)
    return lead.person if lead is not None else None


def _ask_on(work: Work, kept: Kept[Pause], day: date) -> None:
    at = at_clock(day, _MORNING, work.clinic.zone)
    work.dues.put(Due(key=_key(kept.ref), kind=ASKS, at=at, place=direct(kept.author), case=kept.case, subject=kept.ref))


def _key(ref: str) -> str:
    return f"pause:{ref}"
