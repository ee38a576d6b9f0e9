from __future__ import annotations

from datetime import timedelta

from bot.care import adjourning, conferences, sittings
from bot.care.conferences import Conference
from bot.care.people import Role
from bot.care.records import Kept
from bot.care.sittings import Stage
from tests.unit.desk import BOT, SEX_THERAPIST, FakeDesk

HOUR = timedelta(hours=1)


def booked(desk: FakeDesk) -> Kept[Conference]:
    case = desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,)})
    at = desk.now + HOUR
    return conferences.book(desk, case, SEX_THERAPIST, Conference(at=at, end=at + HOUR, zone="UTC"))


def test_a_conference_is_set_to_begin_at_its_minute_and_at_no_other_once_it_has_moved() -> None:
    desk = FakeDesk()
    kept = booked(desk)
    for at in (kept.what.at, kept.what.at + HOUR):
        moved = desk.records.put(kept, what=Conference(at=at, end=at + HOUR, zone="UTC"))
        sittings.schedule(desk, moved)
        assert [due.at for due in desk.dues.of(kept.case) if due.kind == sittings.BEGINS] == [at]
        kept = moved
    sittings.unschedule(desk, kept.ref)
    assert [due for due in desk.dues.of(kept.case) if due.kind == sittings.BEGINS] == []


def test_silence_counts_from_the_planned_end_on() -> None:
    desk = FakeDesk()
    kept = booked(desk)
    until = desk.now + HOUR
    sittings.begin(desk, kept.case, SEX_THERAPIST, kept.ref, planned=kept.what.at, until=until)

    def closes() -> list[timedelta]:
        return [due.at - until for due in desk.dues.of(kept.case) if due.kind == sittings.QUIET_DUE]

    assert closes() == [sittings.QUIET]
    desk.later(timedelta(minutes=20))
    assert sittings.stir(desk, kept.case) == kept.ref
    assert closes() == [sittings.QUIET]
    desk.later(HOUR)
    sittings.stir(desk, kept.case)
    assert closes() == [desk.now - until + sittings.QUIET]


def test_it_is_closed_as_of_when_it_had_been_silent_for_long_enough() -> None:
    desk = FakeDesk()
    kept = booked(desk)
    sittings.begin(desk, kept.case, SEX_THERAPIST, kept.ref, planned=kept.what.at, until=desk.now + HOUR)
    (quiet,) = (due for due in desk.dues.of(kept.case) if due.kind == sittings.QUIET_DUE)
    desk.later(3 * HOUR)
    silent = sittings.silent(desk, quiet)
    assert silent is not None
    ended = adjourning.end(desk, silent, BOT, Stage.BY_CLOCK, at=quiet.at)
    assert (ended.sitting.state, ended.sitting.what.ended, ended.minutes.what.ended) == (Stage.BY_CLOCK, quiet.at, quiet.at)
    assert sittings.silent(desk, quiet) is None
    assert sittings.stir(desk, kept.case) == ""
    assert sittings.running(desk, kept.case) is None
