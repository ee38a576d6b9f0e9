"""The reminders of a conference: a day, an hour and five minutes before."""

from __future__ import annotations

from datetime import timedelta

from bot.care.booked import Conference, Standing
from bot.care.facts import case_room
from bot.care.ports import Due, Work
from bot.care.records import Kept

REMINDERS = {
    timedelta(days=1): ("a day", "tomorrow"),
    timedelta(hours=1): ("an hour", "in one hour"),
    timedelta(minutes=5): ("five minutes", "in five minutes"),
}
"""How long before it people are reminded, how that is announced, and how it is said then."""

REMINDER_DUE = "conference reminder"
"""The kind of due moment that reminds."""


def arrange(work: Work, kept: Kept[Conference]) -> None:
    """Set those that are still to come, in place of any that were set."""
    for before in REMINDERS:
        at = kept.what.at - before
        work.dues.cancel(_key(kept.ref, before))
        if at > work.now:
            due = Due(
                key=_key(kept.ref, before), kind=REMINDER_DUE, at=at, place=case_room(kept.case), case=kept.case, subject=kept.ref
            )
            work.dues.put(due)


def drop(work: Work, kept: Kept[Conference]) -> None:
    """Have nobody reminded any more."""
    for before in REMINDERS:
        work.dues.cancel(_key(kept.ref, before))


def to_come(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """How long before it people will still be reminded."""
    return tuple(announced for before, (announced, _) in REMINDERS.items() if kept.what.at - before > work.now)


def reminded(work: Work, moment: Due) -> tuple[Kept[Conference], str] | None:
    """Give the conference that a reminder is about, and how soon it is; None where it was moved or called off."""
    found = work.records.locate(moment.case or "", moment.subject)
    if found is None or not isinstance(found.what, Conference) or found.state != Standing.BOOKED:
        return None
    before = REMINDERS.get(found.what.at - moment.at)
    return (found, before[1]) if before is not None else None


def is_last_word(work: Work, kept: Kept[Conference], moment: Due, late: timedelta) -> bool:
    """Whether no later reminder of the conference was missed too, by more than ``late``: of several, the last one alone is told."""
    missed = (kept.what.at - before for before in REMINDERS if work.now - (kept.what.at - before) > late)
    return max(missed, default=moment.at) <= moment.at


def _key(ref: str, before: timedelta) -> str:
    return f"conference:{ref}:{int(before.total_seconds()) // 60}"
