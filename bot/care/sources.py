"""Everything that brings something to an agenda, in one explicit list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.care import (
    appointments,
    asks,
    brought,
    carriers,
    checkins,
    consent_reviews,
    factors,
    intakes,
    medicines,
    monitor_lines,
    outcomes,
    planned,
    proposal_lines,
    referral_lines,
    rejections,
    results,
    reviews,
    signals,
    standings,
    stuck,
    tellings,
    unanswered,
    wishes,
)
from bot.care.consent import Category
from bot.care.facts import Line
from bot.care.items import Day, Item, Way
from bot.care.ports import Work


def preference(work: Work, case: str) -> tuple[Line, ...]:
    """Give how the patient wants to be spoken of."""
    known = work.cases.get(case)
    if known is None or not known.preference:
        return ()
    return (Line(about=(Category.SUMMARY.value,), section="preference", values={"text": known.preference}),)


SOURCES: tuple[Callable[[Work, Day], Iterator[Item]], ...] = (
    signals.on_agenda,
    brought.tasks,
    brought.notes,
    tellings.on_agenda,
    brought.information,
    brought.topics,
    checkins.on_agenda,
    stuck.on_agenda,
    brought.coming,
    factors.on_agenda,
    intakes.on_agenda,
    consent_reviews.on_agenda,
    planned.open_steps,
    planned.bare_goals,
    planned.proposals,
    planned.voices,
    carriers.on_agenda,
    results.on_agenda,
    standings.on_agenda,
    medicines.on_agenda,
    monitor_lines.on_agenda,
    unanswered.on_agenda,
    asks.on_agenda,
    rejections.on_agenda,
    wishes.on_agenda,
    reviews.on_agenda,
    appointments.on_agenda,
    referral_lines.on_agenda,
    proposal_lines.on_agenda,
)
"""What stands on an agenda: a function a family."""

HEADINGS: tuple[Callable[[Work, str], tuple[Line, ...]], ...] = (preference, planned.headings)
"""What stands above every agenda, each line in a section of its own name."""


def collect(work: Work, case: str, *, since: datetime, begun: datetime, zone: str, readers: tuple[str, ...] = ()) -> list[Item]:
    """Gather everything that belongs on the agenda of a huddle, in no order.

    ``since`` is the beginning of the huddle before; ``begun`` that of this one (for a preview: now): what was dealt with or
    put off later is no longer on it; what is held presses nobody. ``zone`` is the IANA name of the zone whose days count.
    ``readers``: for whom it is, where it is not for the case's own room.
    """
    own = ZoneInfo(zone)
    words = outcomes.last_words(work, case)
    gone = {ref for ref, (way, at) in words.items() if way is Way.DONE or at >= begun}
    gone |= set(carriers.held(work, case))
    day = Day(case=case, today=work.now.astimezone(own).date(), zone=own, since=since, words=words, readers=readers)
    return [item for source in SOURCES for item in source(work, day) if item.ref not in gone]
