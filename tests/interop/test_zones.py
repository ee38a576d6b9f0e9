"""The zone of a profile, end to end: written with Matrix's own field, it is the one in which the bot answers."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox.homeserver import Homeserver
from bot.sandbox.installation import install
from bot.sandbox.peer import Peer
from bot.sandbox.running import bot_serving
from bot.sandbox.stage import CONTROL, NAMED, reply_to
from tests.conftest import Peers

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]


async def write_zone(homeserver: Homeserver, account: tuple[str, str], zone: str) -> None:
    """Set the field ``m.tz`` of this person's profile, as their client does."""
    user, password = account
    login = {"type": "m.login.password", "identifier": {"type": "m.id.user", "user": user}, "password": password}
    async with aiohttp.ClientSession(f"{homeserver.url}/_matrix/client/v3/") as client:
        async with client.post("login", json=login) as answer:
            token = (await answer.json())["access_token"]
        headers = {"Authorization": f"Bearer {token}"}
        async with client.put(f"profile/{user}/m.tz", json={"m.tz": zone}, headers=headers) as answer:
            assert answer.status == 200, await answer.text()


async def control_room(who: Peer) -> str:
    """The room into which the bot asks its coordinator."""
    async for event in who.events():
        if event.type == NAMED and event.content.get("name") == CONTROL:
            await who.joined(event.room_id)
            return event.room_id
    raise AssertionError("the client has ended")


async def asks(who: Peer, bot: str, room: str, text: str) -> str:
    """The bot's answer."""
    sent = await who.send_text(room, text)
    return (await who.wait_event(room, lambda event: event.sender == bot and reply_to(event) == sent)).body


async def test_answers_show_the_zone_of_the_profile_until_another_is_chosen(
    homeserver: Homeserver, peers: Peers, tmp_path: Path
) -> None:
    account, (bot, password) = await peers.account("coordinator"), await peers.account("carehuddle")
    await write_zone(homeserver, account, "Asia/Tokyo")
    coordinator = await peers("coordinator", account=account)
    (tmp_path / "bot").mkdir()
    config = install(tmp_path / "bot", homeserver=homeserver.url, user_id=bot, password=password, coordinator=account[0])
    async with bot_serving(config), asyncio.timeout(60):
        room = await control_room(coordinator)
        said = ""
        while "Asia/Tokyo" not in said:  # the profile is read once the bot is up
            said = await asks(coordinator, bot, room, "!tz")
        assert said.startswith("Your zone is Asia/Tokyo, as your Matrix profile says: it is now")
        assert "Tokyo." in said
        await asks(coordinator, bot, room, "!tz Europe/London")
        assert (await asks(coordinator, bot, room, "!tz")).startswith("Your zone is Europe/London: it is now")
