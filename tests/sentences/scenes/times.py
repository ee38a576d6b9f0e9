"""Times in many spellings, what is asked about them, and series whose dates are moved."""

from __future__ import annotations

from datetime import date, timedelta

from tests.cast import PHYSICIAN, TEAM, THERAPIST
from tests.sentences.play import Play


def play(one: Play) -> None:
    """Questions first, then each way to move a date, of huddles and of plan reviews."""
    one.room = one.stage.open_case(*TEAM)
    asked(one)
    huddles(one)
    reviews(one)


def asked(one: Play) -> None:
    """What may mean several things."""
    for text in ("3.4. 14:00", "next fri 14:00", "8 Jan 14:00 EST", "tue 10-11"):
        one.reply(THERAPIST, one.here(THERAPIST, f'!conference at {text} "A question"'), "cancel")
    one.reply(THERAPIST, one.here(THERAPIST, "!action #summary Ask the lab due 3.4."), "1")


def huddles(one: Play) -> None:
    """One date, the series from a date on, all of it; and what cannot be."""
    one.here(THERAPIST, "!huddle move 2026-12-28 2026-12-29")
    one.here(
        THERAPIST, "!huddle every tue 10:00 move", "!huddle move", "!huddle move nonsense", "!huddle move 2020-01-01 2020-01-02"
    )
    first, second, third = tuesdays(one)
    one.here(THERAPIST, f"!huddle move {first} {first + timedelta(days=1)} 11:30", f"!huddle move {second} {third}")
    one.here(THERAPIST, f"!huddle move {first} {third}")
    one.here(THERAPIST, f"!huddle move thu 9:00 from {second}", "!huddle", "!huddle move all 9:30")
    one.here(THERAPIST, "!huddle move all every last fri 9:30")
    one.alone(PHYSICIAN, f"!huddle {one.code} move all mon 9:00")
    monday = third - timedelta(days=1)
    one.here(THERAPIST, f"!huddle skip {monday} Nobody is in", f"!huddle move {monday} 9:30", f"!huddle move {third} 9:30")


def reviews(one: Play) -> None:
    """Plan reviews likewise."""
    second = tuesdays(one)[1]
    first = second - timedelta(days=14)
    one.here(THERAPIST, f"!review skip {first} Nobody is in", "!review every 2 weeks tue 10:00")
    one.here(THERAPIST, f"!review skip {first} #summary Nobody is in", f"!review move {second} {second + timedelta(days=2)}")
    one.here(THERAPIST, f"!review move 11:00 from {second + timedelta(days=28)}", "!review move all thu 11:00")


def tuesdays(one: Play) -> tuple[date, date, date]:
    """The next three, later than tomorrow."""
    soon = one.stage.clock.time.date() + timedelta(days=2)
    first = soon + timedelta(days=(1 - soon.weekday()) % 7)
    return first, first + timedelta(days=7), first + timedelta(days=14)
