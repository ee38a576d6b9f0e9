"""The command list as another client finds it in a room, and the forms that it sends back."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

import msgspec
import pytest
import pytest_asyncio

import commands
from bot.chat.adverts import adverts
from bot.chat.registry import Registry
from bot.flow.adverts import Form, Invocation
from bot.matrix.adverts import COMMANDS, DESCRIPTION, Adverts, state_key
from bot.matrix.client import Client
from bot.matrix.invocations import KEYS
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.installation import install
from bot.sandbox.peer import Peer
from bot.sandbox.running import bot_serving
from bot.sandbox.stage import CONTROL, NAMED, reply_to
from tests.conftest import Peers
from tests.sender import V3, BotHome, Wire

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

TOLD = tuple(one for one in adverts(Registry(commands.FAMILIES)).values() if one.name in {"note", "note amend", "mine"})


@pytest_asyncio.fixture(loop_scope="session")
async def home(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[BotHome]:
    made = BotHome(homeserver, tmp_path / "bot")
    yield made
    await made.stop()


async def no_pause(_seconds: float) -> None:
    return


async def control_room(who: Peer) -> str:
    """The room into which the bot asks its coordinator."""
    async for event in who.events():
        if event.type == NAMED and event.content.get("name") == CONTROL:
            await who.joined(event.room_id)
            return event.room_id
    raise AssertionError("the client has ended")


async def state(client: Client, room: str) -> dict[tuple[str, str], object]:
    """What stands in the room's state of adverts, as the homeserver has it."""
    found: dict[tuple[str, str], object] = {}
    keys = [(DESCRIPTION, state_key(one.name, client.user_id)) for one in TOLD]
    for kind, key in [*keys, (COMMANDS, client.user_id)]:
        found[kind, key] = await client.request("GET", f"{V3}/rooms/{room}/state/{kind}/{key.replace('/', '%2F')}")
    return found


async def test_a_room_tells_its_commands_once_takes_forms_and_is_emptied_when_that_is_turned_off(
    home: BotHome, peers: Peers
) -> None:
    bot, nurse = await asyncio.gather(home.start(), peers("nurse"))
    home.mailroom.people.add(nurse.user_id)
    receiving = asyncio.create_task(bot.receiver.run())
    try:
        await bot.receiver.ready.wait()
        room = await bot.room(nurse.user_id)
        await nurse.joined(room)
        home.mailroom.rooms.add(room)
        async with asyncio.timeout(60):
            while room not in bot.client.state:  # noqa: ASYNC110 - what is awaited happens in the sync
                await asyncio.sleep(0.02)
        telling = Adverts(bot.client, home.mailroom, TOLD, tuple(Form), sleep=no_pause)
        assert await telling.step()
        await nurse.wait_event(room, lambda event: event.type == COMMANDS)
        events = [event for event in nurse.so_far() if event.room_id == room]
        described = [event for event in events if event.type == DESCRIPTION]
        assert [event.content["command"] for event in described] == ["mine", "note", "note amend"]
        assert [event.state_key for event in described] == [state_key(one.name, bot.client.user_id) for one in TOLD]
        async with asyncio.timeout(60):
            while (COMMANDS, bot.client.user_id) not in bot.client.state[room]:  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.02)
        wire = Wire(bot.client)
        assert await telling.step()
        assert wire.count("/state/") == 0

        filled = {"ref": "8R2Q", "text": "a topic"}
        for form, block in (
            (Form.MSC4391, {"command": "note amend", "arguments": filled}),
            (Form.MSC4332, {"syntax": "note amend {ref} {text}", "variables": filled}),
        ):
            mentions = {"user_ids": [bot.client.user_id]}
            content = {"msgtype": "m.text", "body": "/note amend 8R2Q a topic", "m.mentions": mentions, KEYS[form]: block}
            sent = await nurse.send_raw(room, "m.room.message", content)
            async with asyncio.timeout(60):
                while sent not in {one.event_id for one in home.mailroom.inbound}:  # noqa: ASYNC110 - the same
                    await asyncio.sleep(0.02)
            heard = home.mailroom.inbound[-1]
            assert heard.invoked == Invocation(form=form, name="note amend", given=filled)
            assert (heard.proof is not None, heard.mentions) == (True, (bot.client.user_id,))

        assert await Adverts(bot.client, home.mailroom, (), (), sleep=no_pause).step()
        assert set(map(str, (await state(bot.client, room)).values())) == {"{}"}
    finally:
        receiving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await receiving


async def test_the_whole_bot_tells_its_commands_and_does_what_a_form_says(
    homeserver: Homeserver, peers: Peers, tmp_path: Path
) -> None:
    account, (bot, password) = await peers.account("coordinator"), await peers.account("carehuddle")
    coordinator = await peers("coordinator", account=account)
    (tmp_path / "bot").mkdir()
    config = install(tmp_path / "bot", homeserver=homeserver.url, user_id=bot, password=password, coordinator=account[0])
    replace = msgspec.structs.replace
    config = replace(config, matrix=replace(config.matrix, adverts=("msc4332",)))
    async with bot_serving(config), asyncio.timeout(90):
        room = await control_room(coordinator)
        told = await coordinator.wait_event(room, lambda event: event.type == COMMANDS, within=60)
        syntaxes = [one["syntax"] for one in told.content["commands"]]
        assert "tz {zone}" in syntaxes
        for zone, answer in (("Europe/London", "Europe/London"), ("Europe/London\n!case list", "zone cannot be used")):
            block = {"syntax": "tz {zone}", "variables": {"zone": zone}}
            content = {"msgtype": "m.text", "body": f"!tz {zone}", "m.mentions": {"user_ids": [bot]}, KEYS[Form.MSC4332]: block}
            sent = await coordinator.send_raw(room, "m.room.message", content)
            said = await coordinator.wait_event(room, lambda event, sent=sent: event.sender == bot and reply_to(event) == sent)  # type: ignore[misc]
            assert answer in said.body
