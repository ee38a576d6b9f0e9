"""Which of several is meant: times that can be read in two ways, and conferences, proposed times and minutes that no ref names."""

from __future__ import annotations

from tests.cast import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, TEAM, THERAPIST
from tests.sentences.play import Play


def play(one: Play) -> None:
    """First what somebody types, then what is on record; a question that not all may read is shown to whoever may, alone."""
    one.room = one.stage.open_case(*TEAM)
    times(one)
    records(one)
    minutes(one)


def times(one: Play) -> None:
    """Morning or evening, an hour that does not exist, a day before a month or behind it, a zone of several places."""
    one.here(THERAPIST, '!conference at tomorrow 8 "Which step comes first?"')
    one.here(THERAPIST, '!conference at 2027-03-28 02:30 "In the lost hour"')
    one.here(THERAPIST, "!review every week mon 8", "!conference at 3.4. 14:00", "!conference at 2026-12-15 14:00 EST")


def records(one: Play) -> None:
    """Conferences to call off or to move, and times that are voted on, each with its question."""
    one.here(THERAPIST, '!conference at 2026-12-10 14:00 "Shall we go on together?" #summary')
    one.here(PHYSICIAN, '!conference at 2026-12-17 14:00-14:45 "What do the results say?" #medical with primary care')
    one.here(THERAPIST, "!conference at 2027-01-07 10:00")
    one.here(PHYSICIAN, "!conference move 2026-12-18 15:00")
    one.here(PHYSICIAN, '!conference propose "What comes next?" #summary with mental health for 45m')
    one.here(THERAPIST, '!conference propose "Who speaks with the patient?" #mental_health with mental health for 1h')
    one.here(PHYSICIAN, "!conference settle 1", "!conference cancel It is answered")
    one.here(THERAPIST, f"!consent withdraw mental_health from {PRIMARY_CARE}")
    one.here(MENTAL_HEALTH, "!conference settle 1")
    one.alone(MENTAL_HEALTH, f"!conference {one.code} settle 1")


def minutes(one: Play) -> None:
    """Minutes that can be put right still."""
    one.pass_time(days=3, hours=6)
    one.here(THERAPIST, "!fact It was three weeks", "!conference end")
    one.here(THERAPIST, '!conference at tomorrow 15:00 "Who tells the patient?" #summary')
    one.pass_time(days=1, hours=1)
    one.here(THERAPIST, "!conference end", "!conference correct It was four weeks")
