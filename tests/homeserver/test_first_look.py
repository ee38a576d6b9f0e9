"""Before somebody is invited: a real homeserver says who is missing, and who has no signed device."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.flow.messages import Effect, EffectKind, Looked, RetryLaterError, Seen
from bot.matrix import keys, signing
from bot.matrix.sealed import SealedFile
from bot.sandbox.homeserver import Homeserver
from tests.sender import Bot, BotHome, Member, Wire

pytestmark = [pytest.mark.homeserver, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def home(homeserver: Homeserver, tmp_path: Path) -> AsyncIterator[BotHome]:
    made = BotHome(homeserver, tmp_path / "bot")
    yield made
    await made.stop()


async def sign_device(member: Member, folder: Path) -> None:
    """Their device publishes its keys, and their new identity signs it."""
    await keys.upload(member.client, held=None, fallback_unused=True)
    await signing.ensure(member.client, SealedFile(path=folder / f"{member.user_id[1:5]}.identity", seal=bytes, unseal=bytes))


def noticed(bot: Bot) -> dict[str, tuple[Seen, str]]:
    return {each.person: (each.what, each.detail) for each in bot.mailroom.observed}


async def test_each_person_is_told_apart_and_nobody_with_a_signed_device_is_named(home: BotHome, tmp_path: Path) -> None:
    bot = await home.start()
    signed, unsigned, bare = [await home.member(role) for role in ("sex_therapist", "physician", "nurse")]
    await sign_device(signed, tmp_path)
    await keys.upload(unsigned.client, held=None, fallback_unused=True)
    nobody = f"@nobody{signed.user_id[signed.user_id.index(':') :]}"
    room_id = await bot.room()
    people = [signed.user_id, unsigned.user_id, bare.user_id, nobody]
    for _ in range(2):
        effect = Effect(id="look-1", kind=EffectKind.LOOK, room_id=room_id, content={"people": people})
        assert await bot.transport.perform(effect) == ""
    assert noticed(bot) == {
        unsigned.user_id: (Seen.NO_IDENTITY, Looked.ASKED),
        bare.user_id: (Seen.NO_IDENTITY, Looked.ASKED),
        nobody: (Seen.NO_ACCOUNT, Looked.ASKED),
    }
    assert len({each.id for each in bot.mailroom.observed}) == 3


async def test_what_somebody_lacks_is_noticed_before_the_invitation_is_sent(home: BotHome, tmp_path: Path) -> None:
    bot = await home.start()
    signed, bare = [await home.member(role) for role in ("sex_therapist", "nurse")]
    await sign_device(signed, tmp_path)
    wire = Wire(bot.client)
    wire.cut = lambda path: path.endswith("/createRoom")
    with pytest.raises(RetryLaterError):
        await bot.room(bare.user_id)
    assert noticed(bot) == {bare.user_id: (Seen.NO_IDENTITY, Looked.INVITING)}
    bot.clock.wind(timedelta(minutes=1))
    wire.cut = lambda _: False
    room_id = await bot.room()
    bot.mailroom.observed.clear()
    for person in (signed, bare):
        wire.asked.clear()
        await bot.act(EffectKind.INVITE, room_id, person=person.user_id)
        paths = [path for _, path, _ in wire.asked]
        assert paths[0].endswith("/keys/query")
        assert paths[-1].endswith("/invite")
    assert noticed(bot) == {bare.user_id: (Seen.NO_IDENTITY, Looked.INVITING)}
    await bare.join(room_id)


async def test_a_look_changes_nothing_of_what_counts(home: BotHome, tmp_path: Path) -> None:
    """Keys that were only looked at are asked for again once they matter: nobody tells of changes before."""
    bot = await home.start()
    member = await home.member("sex_therapist")
    await sign_device(member, tmp_path)
    bot.mailroom.people = {member.user_id}
    room_id = await bot.room(member.user_id)
    assert bot.mailroom.pinned == {}
    assert bot.devices.proven_devices(member.user_id) == ()
    await member.join(room_id)
    await bot.say(room_id, "canary", covered={member.user_id})
    assert len(bot.devices.proven_devices(member.user_id)) == 1
