"""Which days the clinic does not work, as its configuration says, and what becomes of the meetings that would be then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot import app
from bot.config import Config
from bot.settings import Clinic, Data, Matrix, People, Vault
from tests.cast import THERAPIST
from tests.heard import bodies
from tests.stage import Stage


def configured(country: str | None, *closed: date) -> Config:
    return Config(
        matrix=Matrix(homeserver="https://matrix.example.org", user_id="@carehuddle:example.org", password_file=Path("password")),
        people=People(coordinators=("@coordinator:example.org",)),
        clinic=Clinic(name="The clinic", timezone="Europe/Berlin", country=country, closed=closed),
        data=Data(dir=Path("data")),
        vault=Vault(key_file=Path("key")),
    )


@pytest.mark.parametrize(
    ("country", "shut", "at_work"),
    [
        ("DE", ["2026-12-25", "2027-01-01", "2027-03-26", "2026-12-30"], ["2026-12-24", "2026-12-28"]),
        ("GB", ["2026-12-25", "2026-12-28", "2026-12-30"], ["2026-12-29"]),
        (None, ["2026-12-30"], ["2026-12-25", "2027-01-01"]),
    ],
)
def test_public_holidays_of_the_country_and_the_clinics_own_days_are_closed(
    country: str | None, shut: list[str], at_work: list[str]
) -> None:
    closed = app.clinic(configured(country, date(2026, 12, 30))).closed
    assert [day for day in (*shut, *at_work) if closed(date.fromisoformat(day))] == shut


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    staged = Stage(tmp_path, closed=app.clinic(configured("DE", date(2026, 12, 31))).closed)
    yield staged
    staged.close()


def test_a_series_leaves_closing_days_out_and_says_which(stage: Stage) -> None:
    case = stage.open_case()
    (said,) = bodies(stage.say(THERAPIST, case, "!huddle every fri 09:00"))
    assert "Next: Fri 11 Dec 2026, 09:00 Berlin; Fri 18 Dec 2026, 09:00 Berlin; Fri 8 Jan 2027, 09:00 Berlin." in said
    assert "Left out, as the clinic is closed: Fri 25 Dec 2026 and Fri 1 Jan 2027." in said
    (said,) = bodies(stage.say(THERAPIST, case, "!huddle skip 2026-12-25 #summary Nobody is in"))
    assert "Fri 11 Dec 2026" in said, "nothing would be that day, so nothing can be left out"
    (said,) = bodies(stage.say(THERAPIST, case, "!review every 3 weeks thu"))
    assert "Next: Thu 10 Dec 2026, 09:00 Berlin; Thu 21 Jan 2027, 09:00 Berlin" in said
    assert "Left out, as the clinic is closed: Thu 31 Dec 2026." in said
    (said,) = bodies(stage.say(THERAPIST, case, "!huddle every 2 weeks wed 10:00"))
    assert "closed" not in said


def test_a_series_is_held_on_the_next_working_day_where_that_was_said(stage: Stage) -> None:
    case = stage.open_case()
    stage.say(THERAPIST, case, "!huddle every fri 09:00 move")
    stage.wait_until(datetime(2026, 12, 20, 12, tzinfo=UTC))
    stage.say(THERAPIST, case, "!huddle end")
    stage.say(THERAPIST, case, "!huddle stop")
    (said,) = bodies(stage.say(THERAPIST, case, "!huddle every fri 09:00 move"))
    assert "Next: Mon 28 Dec 2026, 09:00 Berlin; Mon 4 Jan 2027, 09:00 Berlin; Fri 8 Jan 2027, 09:00 Berlin." in said
    assert "on the next working day: that of Fri 25 Dec 2026 on Mon 28 Dec 2026, that of Fri 1 Jan 2027 on Mon 4 Jan 2027." in said
    assert "Left out" not in said
    assert stage.wait_until(datetime(2026, 12, 27, 12, tzinfo=UTC)) == []
    (said,) = bodies(stage.wait_until(datetime(2026, 12, 28, 8, 0, 1, tzinfo=UTC)))
    assert said.startswith("Huddle Mon 28 Dec 2026, 09:00 Berlin")


@pytest.mark.parametrize(
    ("series", "move", "dates"),
    [
        ("fri", "10:00 from 28 Dec", ["Mon 28 Dec 2026, 10:00", "Mon 4 Jan 2027, 10:00", "Fri 8 Jan 2027, 10:00"]),
        ("fri", "every fri 10:00 move from 28 Dec", ["Mon 28 Dec 2026, 10:00", "Mon 4 Jan 2027, 10:00", "Fri 8 Jan 2027, 10:00"]),
        ("fri", "all 10:00", ["Mon 28 Dec 2026, 10:00", "Mon 4 Jan 2027, 10:00", "Fri 8 Jan 2027, 10:00"]),
        ("fri", "8:00 from 4 Jan", ["Mon 28 Dec 2026, 09:00", "Mon 4 Jan 2027, 08:00", "Fri 8 Jan 2027, 08:00"]),
        ("2 weeks fri", "10:00 from 28 Dec", ["Mon 28 Dec 2026, 10:00", "Fri 8 Jan 2027, 10:00", "Fri 22 Jan 2027, 10:00"]),
        ("last fri", "10:00 from 28 Dec", ["Mon 28 Dec 2026, 10:00", "Fri 29 Jan 2027, 10:00", "Fri 26 Feb 2027, 10:00"]),
        ("fri", "wed 8:00 from 8 Jan", ["Mon 28 Dec 2026, 09:00", "Mon 4 Jan 2027, 09:00", "Wed 6 Jan 2027, 08:00"]),
        ("fri", "mon 8:00 from 8 Jan", ["Mon 28 Dec 2026, 09:00", "Mon 4 Jan 2027, 08:00", "Mon 11 Jan 2027, 08:00"]),
        ("fri", "tue 10:00 from 28 Dec", ["Tue 29 Dec 2026, 10:00", "Tue 5 Jan 2027, 10:00", "Tue 12 Jan 2027, 10:00"]),
    ],
)
def test_what_was_put_off_is_held_once_where_the_series_is_moved_from_a_date_on(
    stage: Stage, series: str, move: str, dates: list[str]
) -> None:
    case = stage.open_case()
    stage.wait_until(datetime(2026, 12, 9, 12, tzinfo=UTC))
    stage.say(THERAPIST, case, f"!huddle every {series} 09:00 move")
    stage.wait_until(datetime(2026, 12, 20, 12, tzinfo=UTC))
    stage.say(THERAPIST, case, "!huddle end")
    (said,) = bodies(stage.say(THERAPIST, case, f"!huddle move {move}"))
    assert [part.partition(" Berlin")[0] for part in said.partition("Next: ")[2].split("; ")] == dates
    first = datetime.strptime(dates[0], "%a %d %b %Y, %H:%M").replace(tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    assert stage.wait_until(first - timedelta(seconds=10)) == []
    (said,) = bodies(stage.wait_until(first + timedelta(seconds=1)))
    assert said.startswith(f"Huddle {dates[0]} Berlin")


def test_every_day_takes_no_notice_of_them_and_every_weekday_does(stage: Stage) -> None:
    case = stage.open_case()
    (said,) = bodies(stage.say(THERAPIST, case, "!huddle every day 09:00"))
    assert "closed" not in said
    stage.wait_until(datetime(2026, 12, 30, 12, tzinfo=UTC))
    stage.say(THERAPIST, case, "!huddle end")
    (said,) = bodies(stage.wait_until(datetime(2026, 12, 31, 8, 0, 1, tzinfo=UTC)))
    assert said.startswith("Huddle Thu 31 Dec 2026, 09:00 Berlin")
    stage.say(THERAPIST, case, "!huddle end")
    stage.say(THERAPIST, case, "!huddle every weekday 09:00")
    assert stage.wait_until(datetime(2027, 1, 3, 12, tzinfo=UTC)) == []
    assert len(stage.wait_until(datetime(2027, 1, 4, 8, 0, 1, tzinfo=UTC))) == 1
