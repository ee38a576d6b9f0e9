"""Coming and going at the level of room keys: who leaves reads on nowhere, and a guest holds no key of the case's room."""

from __future__ import annotations

import re
import secrets
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import date

import pytest

from bot.clock import SystemClock
from bot.sandbox import scenes
from bot.sandbox.accounts import COORDINATOR
from bot.sandbox.peer import Peer
from bot.sandbox.scenes import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, OpenedCase
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import DIRECT, NAMED, Room, Stage
from tests.interop.practice import Practice

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]


@asynccontextmanager
async def newcomer(practice: Practice, name: str) -> AsyncIterator[Peer]:
    """Somebody with an account, an identity, and a device that it has signed."""
    homeserver, password = practice.home.homeserver, secrets.token_urlsafe(16)
    await homeserver.register(name, password)
    journal = practice.folder / f"{name}.log"
    async with Peer(practice.environment, homeserver.url, homeserver.user_id(name), password, journal=journal) as peer:
        yield peer


def today() -> date:
    return SystemClock().now().date()


async def new_case(practice: Practice) -> OpenedCase:
    """A case of its own, so that nobody leaves the one that all tests share."""
    case = await scenes.case_opened(practice.stage, practice.control)
    await scenes.consent(practice.stage, case, today())
    return case


def with_them(practice: Practice, case: OpenedCase, **people: Peer) -> tuple[Stage, Room]:
    """The stage with these people on it, and the room of the case as they and the physician know it."""
    stage = replace(practice.stage, people={**practice.stage.people, **people})
    return stage, replace(case.room, people=(PHYSICIAN, *people))


async def enters(peer: Peer, room: str) -> None:
    """Wait until somebody's client knows itself in a room."""
    await peer.wait_event(room, lambda event: event.type == NAMED)
    await peer.joined(room)


async def test_whoever_is_taken_off_the_team_never_gets_the_key_of_what_is_said_next(practice: Practice) -> None:
    case = await new_case(practice)
    async with AsyncExitStack() as stack:
        stays = await stack.enter_async_context(newcomer(practice, "staying_nurse"))
        leaves = await stack.enter_async_context(newcomer(practice, "leaving_physio"))
        stage, room = with_them(practice, case, stays=stays, leaves=leaves)
        for one, role in ((stays, "nurse"), (leaves, "physio")):
            await stage.asks(COORDINATOR, practice.control, f"!team {case.code} add {one.user_id} {role}")
            await enters(one, room.id)
        await stage.asks(PHYSICIAN, replace(room, people=(PHYSICIAN,)), "!room")  # by the answer their client knows who came
        before = await stage.asks(PHYSICIAN, room, "!room")
        marks = stage.marks()
        await stage.asks(COORDINATOR, practice.control, f"!team {case.code} remove {leaves.user_id}")
        without = replace(room, people=(PHYSICIAN, "stays"))
        told = await stage.heard(without, stage.speaks, what="that somebody is off the team", after=marks)
        after = await stage.asks(PHYSICIAN, without, "!room")
        assert leaves.user_id in told.body
        held = frozenset((await leaves.sessions())[room.id])
        assert before.session in held
        assert told.session != before.session
        assert not held & {told.session, after.session}
        assert {told.session, after.session} <= frozenset((await stays.sessions())[room.id])


async def test_a_guest_reads_the_brief_alone_and_holds_no_key_of_the_room_of_the_case(practice: Practice) -> None:
    case = await new_case(practice)
    async with newcomer(practice, "guest_urologist") as guest:
        stage, _ = with_them(practice, case, guest=guest)
        control, who = practice.control, guest.user_id
        await stage.asks(COORDINATOR, control, f"!team {case.code} add {who} guest")
        await stage.asks(COORDINATOR, control, f"!consent {case.code} grant medical to {who} form F-2")
        physician = stage.people[PHYSICIAN].user_id
        booked = await stage.asks(SEX_THERAPIST, case.room, f"!conference at {today().year + 1}-06-01 14:00 with {physician}")
        kept = await stage.asks(PHYSICIAN, case.room, "!note Canary.\nRisk: none reported")
        hidden = await stage.asks(SEX_THERAPIST, await stage.direct(SEX_THERAPIST), f"!note {case.code} A topic.\nRisk: none")
        marks = stage.marks()
        refs = f"{ref(kept, 'note')} {ref(hidden, 'note')}"
        await stage.asks(SEX_THERAPIST, case.room, f'!brief {who} {refs} "#medical What would you look at?"')
        room = await stage.room(f"Conference {case.code}", "guest", SEX_THERAPIST, PHYSICIAN)
        brief = await stage.heard(room, stage.speaks, what="brief", after={**marks, "guest": 0})
        assert ref(booked, "Conference") in brief.body
        assert "Canary." in brief.body
        assert "What would you look at?" in brief.body
        assert "A topic." not in brief.body
        await stage.asks("guest", room, "!room")
        own = await stage.room(DIRECT, "guest")
        assert await guest.rooms() == {own.id: "join", room.id: "join"}
        assert set(await guest.sessions()) <= {own.id, room.id}
        assert case.room.id not in {event.room_id for event in guest.so_far()}
        assert {event.failure for event in guest.so_far()} == {None}
        assert "A topic." not in "".join(event.body for event in guest.so_far())
        members = await stage.people[PHYSICIAN].members(case.room.id)
        assert who not in members
        there = await stage.people[PHYSICIAN].members(room.id)
        assert stage.people[MENTAL_HEALTH].user_id not in there


def ref(event: PeerEvent, behind: str) -> str:
    """The ref that stands behind a word."""
    found = re.search(rf"(?i){behind} ([0-9A-Z]{{4,}})", event.body)
    assert found is not None, event.body
    return found[1]
