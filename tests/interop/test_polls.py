"""A poll in a client that is not ours: shown, answered in both spellings, ended; and what comes back of it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio

from bot.care.facts import Option, Poll
from bot.flow import polls
from bot.flow.messages import Effect, EffectKind, InboundKind
from bot.matrix.send import UnsureError
from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.peer import Peer
from tests.conftest import Peers
from tests.sender import Bot, BotHome, Wire

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

FIRST = datetime(2026, 12, 14, 13, tzinfo=UTC)
LABELS = ("1: Mon 14 Dec 2026, 14:00 Berlin / 13:00 London", "2: Tue 15 Dec 2026, 14:00 Berlin / 13:00 London")
POLL = Poll(
    ref="8R2Q",
    options=tuple(
        Option(id=f"8R2Q-{n}", at=FIRST + timedelta(days=n - 1), end=FIRST + timedelta(days=n - 1, hours=1)) for n in (1, 2)
    ),
    most=2,
    closes=FIRST - timedelta(days=1),
)
QUESTION = "Proposal 8R2Q: when can you come?"
BEGUN = polls.begun(POLL, question=QUESTION, labels=LABELS, none="None of these", fallback=f"{QUESTION} To vote: !vote 8R2Q 1")


@dataclass(frozen=True, kw_only=True)
class Floor:
    home: BotHome
    bot: Bot
    room: str
    people: tuple[Peer, Peer]
    receiving: asyncio.Task[None]

    @property
    def covered(self) -> frozenset[str]:
        return frozenset(person.user_id for person in self.people)

    def begins(self, effect_id: str, *, attempted: bool = False) -> Effect:
        content = {"ref": "8R2Q", "event": BEGUN}
        return Effect(
            id=effect_id,
            kind=EffectKind.POLL,
            room_id=self.room,
            content=content,
            covered=self.covered,
            attempted=attempted,
        )

    async def votes(self, number: int) -> list[tuple[str, tuple[str, ...], str | None]]:
        """Everything that was chosen so far, in order: at least so many votes."""
        async with asyncio.timeout(60):
            while len(self._heard()) < number:  # noqa: ASYNC110 - what is awaited happens in the sync
                await asyncio.sleep(0.02)
        return self._heard()

    def _heard(self) -> list[tuple[str, tuple[str, ...], str | None]]:
        heard = self.home.mailroom.inbound
        assert all(one.proof is not None for one in heard)
        return [(one.sender, one.choices, one.reply_to) for one in heard if one.kind is InboundKind.VOTE]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def floor(
    sandbox_environment: Environment, homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Floor]:
    folder = tmp_path_factory.mktemp("polls")
    home, peers = BotHome(homeserver, folder / "bot"), Peers(sandbox_environment, homeserver, folder)
    bot, *people = await asyncio.gather(home.start(), peers("sex_therapist"), peers("nurse"))
    home.mailroom.people |= {person.user_id for person in people}
    receiving = asyncio.create_task(bot.receiver.run())
    try:
        await bot.receiver.ready.wait()
        room = await bot.room(*(person.user_id for person in people))
        await asyncio.gather(*(person.joined(room) for person in people))
        await bot.sees(room, *(person.user_id for person in people))
        yield Floor(home=home, bot=bot, room=room, people=(people[0], people[1]), receiving=receiving)
    finally:
        receiving.cancel()
        await asyncio.gather(receiving, return_exceptions=True)
        await home.stop()
        await peers.stop()


async def begun(person: Peer, room: str) -> list[str]:
    """The polls that a room has had."""
    return [one.event_id for one in await person.timeline(room) if one.type == "org.matrix.msc3381.poll.start"]


async def test_a_poll_is_shown_answered_in_both_spellings_and_ended(floor: Floor) -> None:
    therapist, nurse = floor.people
    poll = await floor.bot.transport.perform(floor.begins("poll-1"))
    event = await therapist.wait_event(floor.room, lambda one: one.event_id == poll and one.decrypted)
    assert (event.type, event.shield, event.relates_to) == ("org.matrix.msc3381.poll.start", "none", None)
    seen = await therapist.poll(floor.room, poll)
    assert (seen.question, seen.most, seen.open_to_see, seen.ended, seen.votes) == (QUESTION, 2, True, False, {})
    assert seen.options == {"8R2Q-1": LABELS[0], "8R2Q-2": LABELS[1], "8R2Q-0": "None of these"}

    await therapist.vote(floor.room, poll, "8R2Q-1", "8R2Q-2")
    await floor.votes(1)
    await nurse.vote(floor.room, poll, "8R2Q-2", stable=True)
    await floor.votes(2)
    await therapist.vote(floor.room, poll, "8R2Q-0")
    await floor.votes(3)
    await nurse.vote(floor.room, poll)
    assert await floor.votes(4) == [
        (therapist.user_id, ("8R2Q-1", "8R2Q-2"), poll),
        (nurse.user_id, ("8R2Q-2",), poll),
        (therapist.user_id, ("8R2Q-0",), poll),
        (nurse.user_id, (), poll),
    ]
    assert (await nurse.poll(floor.room, poll)).votes[therapist.user_id] == ["8R2Q-0"]

    end = polls.ending(polls.ended("Voting on proposal 8R2Q has ended."), poll)
    effect = Effect(
        id="end-1", kind=EffectKind.POLL_END, room_id=floor.room, content={"ref": "8R2Q", "event": end}, covered=floor.covered
    )
    ended = await floor.bot.transport.perform(effect)
    for person in floor.people:
        event = await person.wait_event(floor.room, lambda one: one.event_id == ended and one.decrypted)
        assert (event.type, event.shield) == ("org.matrix.msc3381.poll.end", "none")
        assert (await person.poll(floor.room, poll)).ended


async def test_who_ends_a_poll_of_ours_is_heard_and_no_client_heeds_it(floor: Floor) -> None:
    therapist, nurse = floor.people
    poll = await floor.bot.transport.perform(floor.begins("poll-2"))
    await therapist.poll(floor.room, poll)
    end = await therapist.end_poll(floor.room, poll)
    await nurse.wait_event(floor.room, lambda one: one.event_id == end and one.decrypted)
    async with asyncio.timeout(60):
        while end not in {one.event_id for one in floor.home.mailroom.inbound}:  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.02)
    heard = floor.home.mailroom.inbound[-1]
    assert (heard.kind, heard.sender, heard.reply_to) == (InboundKind.POLL_END, therapist.user_id, poll)
    assert not (await nurse.poll(floor.room, poll)).ended


async def test_nothing_of_a_poll_travels_in_clear(floor: Floor) -> None:
    therapist, _ = floor.people
    wire = Wire(floor.bot.client)
    poll = await floor.bot.transport.perform(floor.begins("poll-4"))
    await therapist.poll(floor.room, poll)
    sent = [body for _, path, body in wire.asked if "/send/m.room.encrypted/" in path]
    assert len(sent) == 1
    assert not any(word in sent[0] for word in (b"8R2Q", b"poll", b"Berlin"))


async def test_killed_after_the_server_took_it_a_poll_is_there_once(floor: Floor) -> None:
    therapist, _ = floor.people
    floor.receiving.cancel()
    before = await begun(therapist, floor.room)
    Wire(floor.bot.client).lose = lambda path: "/send/" in path
    with pytest.raises(UnsureError):
        await floor.bot.transport.perform(floor.begins("poll-killed"))
    again = await floor.home.start()
    found = await again.transport.perform(floor.begins("poll-killed", attempted=True))
    assert await begun(therapist, floor.room) == [*before, found]
