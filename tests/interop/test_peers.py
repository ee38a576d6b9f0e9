"""The second client by itself: what it shows must be true before it may judge the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.chat.calendar import Entry, written
from bot.sandbox.lines import PeerError
from bot.sandbox.peer import Peer
from bot.sandbox.sights import PeerEvent
from tests.conftest import Peers

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]


def event_is(event_id: str) -> Callable[[PeerEvent], bool]:
    return lambda event: event.event_id == event_id


async def a_pair(peers: Peers) -> tuple[Peer, Peer, str]:
    """Two signed people in an encrypted room of theirs."""
    first, second = await asyncio.gather(peers("coordinator"), peers("sex_therapist"))
    room = await first.create_room(invite=[second.user_id])
    await second.joined(room)
    await first.wait_event(room, lambda event: event.state_key == second.user_id and event.content["membership"] == "join")
    return first, second, room


async def test_two_signed_people_read_each_other_without_a_warning(peers: Peers) -> None:
    first, second, room = await a_pair(peers)
    asked = await first.send_text(room, "canary", mentions=[second.user_id])
    read = await second.wait_event(room, event_is(asked))
    assert (read.body, read.content["m.mentions"]) == ("canary", {"user_ids": [second.user_id]})
    assert (read.encrypted, read.decrypted, read.shield, read.failure) == (True, True, "none", None)
    answered = await second.send_text(room, "a topic", reply_to=asked, html="<b>a topic</b>")
    read = await first.wait_event(room, event_is(answered))
    assert (read.content["formatted_body"], read.relates_to) == ("<b>a topic</b>", {"m.in_reply_to": {"event_id": asked}})
    assert await first.members(room) == {first.user_id: "join", second.user_id: "join"}


async def test_an_edit_and_a_redaction_arrive_as_what_they_are(peers: Peers) -> None:
    first, second, room = await a_pair(peers)
    said = await first.send_text(room, "canry")
    edit = await second.wait_event(room, event_is(await first.edit(room, said, "canary")))
    assert edit.content["m.new_content"]["body"] == "canary"
    assert edit.relates_to == {"rel_type": "m.replace", "event_id": said}
    await second.wait_event(room, event_is(await first.redact(room, said)))
    assert [event.redacted for event in await second.timeline(room) if event.event_id == said] == [True]


async def test_a_file_arrives_as_it_was_sent(peers: Peers) -> None:
    first, second, room = await a_pair(peers)
    posted = await first.send_file(room, "canary.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar")
    seen = await second.wait_event(room, event_is(posted))
    assert (seen.body, seen.content["info"]) == ("canary.ics", {"mimetype": "text/calendar", "size": 17})
    assert await second.download(room, posted) == b"BEGIN:VCALENDAR\r\n"


async def test_a_calendar_is_read_with_the_time_zone_that_it_brings(peers: Peers) -> None:
    first, second, room = await a_pair(peers)
    begin = datetime(2027, 3, 29, 7, 30, tzinfo=UTC)
    end = begin + timedelta(hours=1)
    entry = Entry(ref="8R2Q", uid="canary", sequence=2, stamp=begin, at=begin, end=end, zone="Europe/Berlin", cancelled=True)
    posted = await first.send_file(room, "canary.ics", written(entry), "text/calendar")
    await second.wait_event(room, event_is(posted))
    (read,) = await second.calendar(room, posted)
    assert (read.begins, read.ends, read.zone) == (entry.at, entry.end, "Europe/Berlin")
    assert (read.uid, read.sequence, read.method, read.status) == ("canary", 2, "PUBLISH", "CANCELLED")


async def test_a_device_that_its_owner_never_signed_is_neither_read_nor_given_keys(peers: Peers) -> None:
    account = await peers.account("psychiatrist")
    first, second = await asyncio.gather(peers("coordinator"), peers("psychiatrist", account=account))
    unsigned = await peers("psychiatrist", account=account, sign=False)
    room = await first.create_room(invite=[second.user_id])
    await asyncio.gather(second.joined(room), unsigned.joined(room))
    refused = await first.wait_event(room, event_is(await unsigned.send_text(room, "canary")))
    assert (refused.decrypted, refused.failure, refused.content) == (False, "UNSIGNED_SENDER_DEVICE", {})
    withheld = await unsigned.wait_event(room, event_is(await first.send_text(room, "a topic")))
    assert (withheld.decrypted, withheld.failure) == (False, "MEGOLM_KEY_WITHHELD_FOR_UNVERIFIED_DEVICE")
    assert (await second.wait_event(room, event_is(await first.send_text(room, "a second topic")))).shield == "none"


async def test_the_recovery_key_signs_a_new_device_and_the_identity_stays(peers: Peers) -> None:
    account = await peers.account("psychologist")
    first, second = await asyncio.gather(peers("coordinator"), peers("psychologist", account=account))
    before = await second.identity()
    await second.log_out()
    again = await peers("psychologist", account=account, recovery_key=second.recovery_key)
    after = await again.identity()
    assert after.master_key == before.master_key is not None
    assert after.device_id != before.device_id
    room = await first.create_room(invite=[again.user_id])
    await again.joined(room)
    assert (await first.wait_event(room, event_is(await again.send_text(room, "canary")))).shield == "none"
    assert (await again.wait_event(room, event_is(await first.send_text(room, "a topic")))).shield == "none"


async def test_a_reset_identity_is_another_one_and_its_recovery_key_opens_it(peers: Peers) -> None:
    account = await peers.account("social_worker")
    person = await peers("social_worker", account=account)
    before = await person.identity()
    await person.reset_identity()
    after = await person.identity()
    assert after.master_key not in {before.master_key, None}
    again = await peers("social_worker", account=account, recovery_key=person.recovery_key)
    assert (await again.identity()).master_key == after.master_key


async def test_an_invitation_waits_for_a_person_who_decides_alone(peers: Peers) -> None:
    first, second = await asyncio.gather(peers("coordinator"), peers("nurse", auto_join=False))
    room = await first.create_room()
    await first.invite(room, second.user_id)
    await first.wait_event(room, lambda event: event.state_key == second.user_id)
    async with asyncio.timeout(60):
        while not (waiting := await second.invites()):  # noqa: ASYNC110 - the question goes to another process
            await asyncio.sleep(0.02)
    assert waiting == [room]
    await second.join(room)
    assert await second.rooms() == {room: "join"}
    await second.leave(room)
    await first.wait_event(room, lambda event: event.state_key == second.user_id and event.content["membership"] == "leave")


async def test_what_the_server_refuses_is_said_by_its_own_code(peers: Peers) -> None:
    person = await peers("coordinator")
    with pytest.raises(PeerError, match="M_") as refused:
        await person.join("!nowhere:care.localhost")
    assert refused.value.code.startswith("M_")
