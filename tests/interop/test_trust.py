"""People with an independent client that takes only signed devices, and the bot that takes only theirs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.flow.messages import InboundKind, Seen
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.peer import Peer
from tests.conftest import Peers
from tests.homeserver.edge import Edge, open_edge

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def edge(homeserver: Homeserver, peers: Peers, tmp_path: Path) -> AsyncIterator[Edge]:
    running = await open_edge(homeserver.url, await peers.account("bot"), tmp_path / "data")
    await running.start()
    yield running
    await running.stop()


async def room_with(edge: Edge, *people: Peer) -> str:
    """A room of the bot's that these have joined."""
    room_id = await edge.make_room(*(person.user_id for person in people))
    for person in people:
        await person.joined(room_id)
    members = {person.user_id for person in people}
    await edge.mailroom.until(lambda: room_id in edge.mailroom.postures and members <= edge.mailroom.postures[room_id].joined)
    return room_id


async def test_what_a_signed_person_says_is_heard_and_proven(edge: Edge, peers: Peers) -> None:
    therapist = await peers("sex_therapist")
    edge.mailroom.people.add(therapist.user_id)
    room_id = await room_with(edge, therapist)
    said = await therapist.send_text(room_id, "canary", mentions=[edge.client.user_id])
    heard = await edge.mailroom.hears("canary")
    identity = await therapist.identity()
    assert heard.proof is not None
    assert (heard.event_id, heard.sender, heard.room_id) == (said, therapist.user_id, room_id)
    assert (heard.proof.device_id, heard.proof.master_key) == (identity.device_id, identity.master_key)
    assert heard.mentions == (edge.client.user_id,)
    edit = await therapist.edit(room_id, said, "a topic")
    changed = await edge.mailroom.hears("a topic")
    assert (changed.kind, changed.event_id, changed.edits) == (InboundKind.EDIT, edit, said)
    posted = await therapist.send_file(room_id, "canary.ics", b"BEGIN:VCALENDAR\r\n", "text/calendar")
    await edge.mailroom.until(lambda: posted in edge.mailroom.said)
    attached = edge.mailroom.said[posted].attachment
    assert attached is not None
    assert (attached.name, attached.mime, attached.size) == ("canary.ics", "text/calendar", 17)
    taken_back = await therapist.redact(room_id, said)
    await edge.mailroom.until(lambda: taken_back in edge.mailroom.said)
    redaction = edge.mailroom.said[taken_back]
    assert (redaction.kind, redaction.redacts, redaction.proof) == (InboundKind.REDACTION, said, None)


async def test_an_unsigned_device_is_not_obeyed_while_the_signed_member_is(edge: Edge, peers: Peers) -> None:
    account = await peers.account("psychiatrist")
    signed = await peers("psychiatrist", account=account)
    unsigned = await peers("psychiatrist", account=account, sign=False)
    edge.mailroom.people.add(signed.user_id)
    room_id = await room_with(edge, signed)
    await unsigned.joined(room_id)
    await unsigned.send_text(room_id, "not proven")
    await signed.send_text(room_id, "proven")
    await edge.mailroom.hears("proven")
    await edge.mailroom.until(lambda: any(each.what is Seen.UNSIGNED_DEVICE for each in edge.mailroom.noticed.values()))
    noticed = [each for each in edge.mailroom.noticed.values() if each.what is Seen.UNSIGNED_DEVICE]
    assert [(each.person, each.detail) for each in noticed] == [(signed.user_id, unsigned.device_id)]
    assert [each.body for each in edge.mailroom.said.values()] == ["proven"]
    assert edge.devices.refused_devices(signed.user_id) == (unsigned.device_id,)


async def test_a_reset_identity_stops_that_person_alone(edge: Edge, peers: Peers) -> None:
    nurse, therapist = await peers("nurse"), await peers("sex_therapist")
    edge.mailroom.people |= {nurse.user_id, therapist.user_id}
    room_id = await room_with(edge, nurse, therapist)
    await nurse.send_text(room_id, "before")
    await edge.mailroom.hears("before")
    await nurse.reset_identity()
    await edge.mailroom.until(lambda: any(each.what is Seen.IDENTITY_CHANGED for each in edge.mailroom.noticed.values()))
    assert edge.mailroom.pinned[nurse.user_id].changed
    await nurse.send_text(room_id, "after")
    await therapist.send_text(room_id, "still here")
    await edge.mailroom.hears("still here")
    assert [each.body for each in edge.mailroom.said.values()] == ["before", "still here"]
    assert edge.devices.proven_devices(nurse.user_id) == ()
