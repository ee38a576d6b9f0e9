"""The zones of people's profiles: asked for gently, believed only as zones, and told once."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
import pytest_asyncio

from bot.flow.messages import Observed, Seen
from bot.matrix.client import Client
from bot.matrix.http import LimitedError, RefusedError, RevokedError, UnavailableError
from bot.matrix.profiles import AFTER_FAILURE, AGAIN, LOOK, PAUSE, Profiles
from tests.unit.matrix.people import BOT

NURSE = "@nurse:example.org"
PHYSICIAN = "@physician:example.org"
NOT_FOUND = RefusedError("M_NOT_FOUND", 404)


class TimeIsUpError(Exception):
    """The bot was let run for long enough."""


class Town:
    """A homeserver with profiles, and what the bot keeps of them."""

    def __init__(self, folder: Path) -> None:
        self.profiles: dict[str, Mapping[str, object] | Exception] = {NURSE: {}}
        self.kept: dict[str, str] = {}
        self.told: list[Observed] = []
        self.asked: list[str] = []
        self.slept: list[float] = []
        self.nights = 10**6
        self.time = datetime(2026, 12, 7, 8, 0, tzinfo=UTC)
        self.client = Client("http://127.0.0.1:1", BOT, folder=folder, pickle_key=bytes(32))
        self.client.request = self.request  # type: ignore[assignment, method-assign]
        self.bot = Profiles(self.client, self, self, sleep=self.sleep)

    def now(self) -> datetime:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if len(self.slept) >= self.nights:
            raise TimeIsUpError

    async def enrolled(self) -> frozenset[str]:
        return frozenset(self.profiles)

    async def zones(self) -> Mapping[str, str]:
        return dict(self.kept)

    async def observe(self, *observed: Observed) -> None:
        self.told += observed
        self.kept |= {one.person: one.detail for one in observed}

    async def request(self, method: str, path: str, _body: object = None, **_: object) -> Mapping[str, object]:
        before, _slash, person = path.rpartition("/")
        assert (method, before) == ("GET", "/_matrix/client/v3/profile")
        self.asked.append(unquote(person))
        said = self.profiles[unquote(person)]
        if isinstance(said, Exception):
            raise said
        return said

    async def says(self, profile: Mapping[str, object]) -> list[str]:
        """What the bot notices of the nurse's profile when it next looks."""
        before = len(self.told)
        self.profiles[NURSE] = profile
        self.time += AGAIN
        await self.bot.step()
        return [one.detail for one in self.told[before:]]


@pytest_asyncio.fixture
async def town(tmp_path: Path) -> AsyncIterator[Town]:
    made = Town(tmp_path)
    yield made
    await made.client.close()


@pytest.mark.parametrize("field", ["m.tz", "us.cloke.msc4175.tz"])
async def test_the_zone_of_a_profile_is_noticed_under_both_of_its_names(town: Town, field: str) -> None:
    assert await town.says({"displayname": "a name", field: "Europe/London"}) == ["Europe/London"]
    assert [(one.what, one.person, one.room_id) for one in town.told] == [(Seen.ZONE, NURSE, None)]


async def test_the_name_in_the_specification_goes_before_the_older_one(town: Town) -> None:
    assert await town.says({"us.cloke.msc4175.tz": "Asia/Tokyo", "m.tz": "Europe/London"}) == ["Europe/London"]


@pytest.mark.parametrize("value", ["Mars/Olympus", "../../etc/passwd", "CET", "", None, 7, ["Europe/London"], {"m.tz": "UTC"}])
async def test_what_is_no_zone_is_passed_over(town: Town, value: object) -> None:
    assert await town.says({"m.tz": value}) == []


async def test_a_zone_is_told_when_it_changes_and_when_it_goes_and_not_each_day(town: Town) -> None:
    assert await town.says({"m.tz": "Europe/London"}) == ["Europe/London"]
    assert await town.says({"m.tz": "Europe/London"}) == []
    assert await town.says({"m.tz": "Asia/Tokyo"}) == ["Asia/Tokyo"]
    assert await town.says({"m.tz": "Europe/London"}) == ["Europe/London"]
    assert await town.says({"m.tz": "nowhere"}) == [""]
    assert len({one.id for one in town.told}) == len(town.told)


async def test_a_person_is_asked_about_at_once_and_then_once_a_day(town: Town) -> None:
    await town.bot.step()
    town.time += AGAIN - timedelta(seconds=1)
    town.profiles[PHYSICIAN] = {"m.tz": "UTC"}
    await town.bot.step()
    assert town.asked == [NURSE, PHYSICIAN]
    town.time += timedelta(seconds=1)
    await town.bot.step()
    assert town.asked == [NURSE, PHYSICIAN, NURSE]


async def test_between_two_questions_there_is_a_pause(town: Town) -> None:
    town.profiles[PHYSICIAN] = {}
    town.nights = 4
    with pytest.raises(TimeIsUpError):
        await town.bot.run()
    assert town.slept == [PAUSE, PAUSE, LOOK, LOOK]
    assert town.asked == [NURSE, PHYSICIAN]


async def test_one_profile_that_cannot_be_read_holds_up_no_other_and_is_tried_again(town: Town) -> None:
    town.kept = {NURSE: "Europe/London"}
    town.profiles = {NURSE: UnavailableError("down"), PHYSICIAN: {"m.tz": "UTC"}}
    await town.bot.step()
    assert [(one.person, one.detail) for one in town.told] == [(PHYSICIAN, "UTC")]
    town.time += AFTER_FAILURE
    await town.bot.step()
    assert town.asked == [NURSE, PHYSICIAN, NURSE]


async def test_a_profile_that_is_not_there_has_no_zone_and_one_that_is_not_shown_changes_nothing(town: Town) -> None:
    town.kept = {NURSE: "Europe/London", PHYSICIAN: "Europe/London"}
    town.profiles = {NURSE: NOT_FOUND, PHYSICIAN: RefusedError("M_FORBIDDEN", 403)}
    await town.bot.step()
    assert [(one.person, one.detail) for one in town.told] == [(NURSE, "")]


async def test_a_limit_is_honoured_and_the_rest_are_asked_about_later(town: Town) -> None:
    town.profiles = {NURSE: LimitedError(42.0), PHYSICIAN: {}}
    await town.bot.step()
    assert (town.asked, town.slept) == ([NURSE], [42.0])
    await town.bot.step()
    assert town.asked == [NURSE, NURSE]


async def test_a_revoked_login_ends_it(town: Town) -> None:
    town.profiles = {NURSE: RevokedError()}
    with pytest.raises(RevokedError):
        await town.bot.step()
