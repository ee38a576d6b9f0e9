"""Before anybody is invited, the coordinators read whose devices are missing, and nothing about anybody else."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from bot.sandbox.accounts import COORDINATOR
from bot.sandbox.peer import Peer
from bot.sandbox.scenes import PHYSICIAN
from bot.sandbox.sights import PeerEvent
from tests.interop.practice import Practice

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

MISSING = "has no verified devices yet"


@asynccontextmanager
async def newcomer(practice: Practice, name: str) -> AsyncIterator[Peer]:
    """Somebody with an account and a device that encrypts, who has no identity to sign it with."""
    homeserver, password = practice.home.homeserver, secrets.token_urlsafe(16)
    await homeserver.register(name, password)
    journal = practice.folder / f"{name}.log"
    async with Peer(
        practice.environment, homeserver.url, homeserver.user_id(name), password, journal=journal, sign=False, auto_join=False
    ) as peer:
        yield peer


async def told_of(practice: Practice, person: str) -> list[str]:
    """What the control room reads about somebody's devices, by the homeserver's timeline."""
    timeline = await practice.peer(COORDINATOR).timeline(practice.control.id)
    said = [event.body for event in timeline if event.sender == practice.stage.bot and not event.relates_to]
    return [body for body in said if person in body]


async def invited(person: Peer) -> None:
    """Both rooms have asked them in: the case's, and one of their own."""
    async with asyncio.timeout(60):
        while len(await person.invites()) < 2:  # noqa: ASYNC110 - its client tells nobody of an invitation that it does not accept
            await asyncio.sleep(0.1)


async def test_whoever_is_added_without_a_signed_device_is_told_of_to_the_coordinators(practice: Practice) -> None:
    stage = practice.stage
    async with newcomer(practice, "day_nurse") as nurse:
        marks = stage.marks()

        def missing(event: PeerEvent) -> bool:
            return stage.speaks(event) and MISSING in event.body

        await practice.peer(COORDINATOR).send_text(practice.control.id, f"!team {practice.case.code} add {nurse.user_id} nurse")
        told = await stage.heard(practice.control, missing, what="who is missing devices", after=marks)
        assert nurse.user_id in told.body
        await invited(nurse)
        await stage.asks(COORDINATOR, practice.control, "!case list")
        assert len(await told_of(practice, nurse.user_id)) == 1


async def test_whoever_has_no_signed_device_is_told_of_before_the_opening_is_confirmed_and_not_again_after_it(
    practice: Practice,
) -> None:
    stage, control, signed = practice.stage, practice.control, practice.peer(PHYSICIAN).user_id
    async with newcomer(practice, "night_nurse") as nurse:
        nobody = practice.home.homeserver.user_id("nobody_there")
        marks = stage.marks()

        def missing(event: PeerEvent) -> bool:
            return stage.speaks(event) and MISSING in event.body

        plan = await practice.peer(COORDINATOR).send_text(
            control.id, f"!case open {signed} physician {nurse.user_id} nurse {nobody} physio"
        )
        told = await stage.heard(control, missing, what="who is missing devices", after=marks)
        assert nurse.user_id in told.body
        assert "Please tell them by another channel" in told.body
        await stage.heard(control, lambda event: "no such account" in event.body and nobody in event.body, what="who is nobody")
        assert await nurse.rooms() == {}
        (shown,) = await practice.answers_to(plan, COORDINATOR, control)
        without = shown.partition("!yes ")[2].partition("`")[0]
        opened = await stage.asks(COORDINATOR, control, f"!yes {without}")
        assert "is open" in opened.body
        await invited(nurse)
        await stage.asks(COORDINATOR, control, "!case list")
        assert len(await told_of(practice, nurse.user_id)) == 1
        assert await told_of(practice, signed) == []
