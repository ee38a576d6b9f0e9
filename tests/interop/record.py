"""The record of one case from its opening to the second version of its plan, played by six people with clients that are not ours.

What is said is made of canaries: words that stand nowhere else, each with those whom the patient's consent lets read it.
"""

from __future__ import annotations

import asyncio
import re
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from bot.clock import SystemClock
from bot.sandbox.accounts import CLINICIANS, COORDINATOR
from bot.sandbox.environment import Environment
from bot.sandbox.peer import Peer
from bot.sandbox.scenes import MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, SEX_THERAPIST
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import Room, Stage
from tests.interop.practice import Practice, practice_in

GUEST = "guest"
SIX = (COORDINATOR, *CLINICIANS, GUEST)
T, P, M, R, C, G = SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH, PRIMARY_CARE, COORDINATOR, GUEST

ALL = frozenset(CLINICIANS)
COVERED = frozenset({T, P, M})
"""With whom sexual history is shared, and results, once they are withdrawn from primary care; and what the partner says."""
RELATED = frozenset({T, M})
"""With whom matters of the relationship are shared."""
PRESENT = frozenset({T, P, G})
"""Who takes part in the conference that the guest comes to."""

SHARED: Mapping[str, frozenset[str]] = {
    "canary-history": COVERED,
    "canary-lifestyle": ALL,
    "canary-feelings": ALL,
    "canary-organ": ALL,
    "canary-excluded": COVERED,
    "canary-quarrel": RELATED,
    "canary-evidence": RELATED,
    "canary-data": ALL,
    "canary-assessment": ALL,
    "canary-situation": ALL,
    "canary-request": ALL,
    "canary-readback": ALL,
    "PHQ-9 14": ALL,
    "item 9 is 1": frozenset({T}),
    "canary-words": frozenset({T}),
    "canary-outcome": ALL,
    "24.6": COVERED,
    "GAD-7 12": ALL,
    "canary-warning": ALL,
    "canary-image": COVERED,
    "canary-file": COVERED,
    "canary-opinion": COVERED,
    "canary-tablet": ALL | {G},
    "canary-wish": COVERED,
    "canary-stairs": ALL,
    "canary-why": ALL,
    "canary-step": COVERED,
    "canary-walk": ALL,
    "canary-voice": ALL,
    "canary-partner": COVERED,
    "canary-pause": ALL,
    "canary-precedence": ALL,
    "canary-referral": ALL,
    "canary-brief": ALL | {G},
    "canary-hidden": COVERED,
    "canary-question": COVERED,
    "canary-asked": PRESENT,
    "canary-answer": PRESENT,
    "canary-logistics": ALL | {C},
    "canary-action": RELATED,
    "canary-decision": ALL,
    "canary-later": frozenset({T, M, R}),
    "canary-learnt": COVERED,
    "canary-next": COVERED,
}
"""Who reads it in the end, by whatever way; nobody else ever holds a key to anything that carries it."""

TAKEN_OUT: Mapping[str, frozenset[str]] = {"canary-typed": COVERED, "canary-lab": COVERED}
"""What was typed before somebody who may not read it: what they have read they have read, the bot says it to these alone."""

READS = (
    *("case", "consent", "team", "intake show", "factors", "notes", "results", "meds", "scores", "plan", "goals", "safetyplan"),
    *("referrals", "appointments", "conferences", "signals", "agenda", "agenda more"),
)
"""All that somebody may ask to see of a case."""

PDF = b"%PDF-1.7\ncanary-file\n"
_YES = re.compile(r"!yes [0-9A-Z-]+")
_REF = re.compile(r"\b(?=[0-9A-Z]*[0-9])(?=[0-9A-Z]*[A-Z])[0-9A-Z]{4}\b")


@dataclass(frozen=True, kw_only=True)
class Record:
    """A case, those who work on it, and what was said of it that tests look at again."""

    practice: Practice
    stage: Stage
    today: date
    said: dict[str, PeerEvent] = field(default_factory=dict)
    """Answers that are looked at later, by a name."""
    sent: dict[str, str] = field(default_factory=dict)
    """The ids of what was typed and taken out, by its words."""

    @property
    def code(self) -> str:
        return self.practice.case.code

    @property
    def room(self) -> Room:
        return self.practice.case.room

    def id(self, name: str) -> str:
        return self.practice.home.homeserver.user_id(name)

    def day(self, ahead: int) -> date:
        return self.today + timedelta(days=ahead)

    async def here(self, who: str, text: str) -> PeerEvent:
        """Say it in the room of the case; gives the answer, as everybody there has read it."""
        return await self.stage.asks(who, self.room, text)

    async def agreed(self, who: str, text: str) -> PeerEvent:
        """Ask for something in the room of the case that is done with one's ``!yes``."""
        found = _YES.search((await self.here(who, text)).body)
        assert found is not None, text
        return await self.here(who, found[0])

    async def alone(self, who: str, *lines: str) -> PeerEvent:
        """Say these in one's direct room, one after the other; gives the last answer."""
        room = await self.stage.direct(who)
        return [await self.stage.asks(who, room, line) for line in lines][-1]

    async def control(self, text: str) -> PeerEvent:
        """The coordinator says it in the control room."""
        return await self.stage.asks(COORDINATOR, self.practice.control, text)

    async def taken_out(self, who: str, words: str, text: str) -> PeerEvent:
        """Type in the room of the case what somebody there may not read, and have it sent on; gives what its author is told."""
        marks = self.stage.marks()
        self.sent[words] = await self.stage.people[who].send_text(self.room.id, text)
        told = await self.told(who, "Kept, not posted", after=marks)
        await self.stage.replies(who, await self.stage.direct(who), told, "direct")
        return told

    async def told(self, who: str, part: str, *, after: Mapping[str, int] | None = None) -> PeerEvent:
        """Wait for what the bot says to somebody alone that holds this."""
        direct = await self.stage.direct(who)
        return await self.stage.heard(
            direct, lambda event: self.stage.speaks(event) and part in event.body, what=f"word of {part!r}", after=after
        )


def ref(event: PeerEvent) -> str:
    """The code of the record that an answer is about."""
    found = _REF.search(event.body)
    assert found is not None, event.body
    return found[0]


@asynccontextmanager
async def record_in(folder: Path, environment: Environment) -> AsyncIterator[Record]:
    """A case with its team and the clinic's standard consent, and a guest who is nowhere yet."""
    async with practice_in(folder, environment) as practice:
        server, password = practice.home.homeserver, secrets.token_urlsafe(12)
        assert await server.register(GUEST, password, display_name=GUEST)
        user = server.user_id(GUEST)
        async with Peer(
            environment, server.url, user, password, journal=folder / "client-guest.log", device_name="tablet"
        ) as guest:
            stage = replace(practice.stage, people={**practice.stage.people, GUEST: guest})
            yield Record(practice=practice, stage=stage, today=SystemClock().now().date())


async def read_all(record: Record, *people: str) -> None:
    """Each of these asks for all there is, in their own room with the bot."""

    async def reads(who: str) -> None:
        await record.alone(who, f"!on {record.code}")
        for what in READS:
            await record.alone(who, f"!{what}")
        for what in ("result", "note", "goal"):
            await record.alone(who, f"!{what} show {ref(record.said[what])}")

    await asyncio.gather(*(reads(who) for who in people))
