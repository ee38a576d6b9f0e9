"""A conference from its proposal to its locked minutes: three people in three zones, each with a client that is not ours.

The real bot runs as a process of its own. Between two acts its clock alone goes on: nobody waits for days.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio
from icalendar import Calendar

from bot.clock import SystemClock
from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.peer import Peer
from bot.sandbox.sights import CalendarEntry, PeerEvent
from tests.conftest import Peers
from tests.homeserver.crash.life import Life
from tests.homeserver.crash.team import Said, Team, found

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

ZONES = ("Europe/Berlin", "America/New_York", "Asia/Kolkata")
POLL = "org.matrix.msc3381.poll.start"
POLL_END = "org.matrix.msc3381.poll.end"
AHEAD = timedelta(seconds=8)
"""So long before a moment the bot is started anew: it is ready by then."""
LOCK = timedelta(hours=48)
_PROPOSAL = re.compile(r"Proposal (\w{4,})")
_CONFERENCE = re.compile(r"[Cc]onference (\w{4,})")
_SHA256 = re.compile(r"SHA-256: ([0-9a-f]{64})")

TUESDAY = 1
"""Times on three days from a Tuesday on: the day before each is one on which everybody works, and is asked for what is missing."""


@dataclass(kw_only=True)
class ThreeZones(Team):
    """A team of three clinicians, each in a zone of their own."""

    colleague: Peer

    @property
    def clinicians(self) -> tuple[Peer, Peer, Peer]:
        return self.therapist, self.physician, self.colleague

    async def open(self) -> PeerEvent:
        roles = ("sex therapist", "physician", "mental health")
        people = " ".join(f"{one.user_id} {role}" for one, role in zip(self.clinicians, roles, strict=True))
        return await self.agrees(f"!case open {people}")


@dataclass(kw_only=True)
class Scene:
    life: Life
    team: ThreeZones
    said: dict[str, PeerEvent] = field(default_factory=dict)
    """What the bot has said in the room, by a name."""
    shifted: timedelta = timedelta()

    def now(self) -> datetime:
        """As the bot's clock has it."""
        return SystemClock().now() + self.shifted

    async def until(self, moment: datetime) -> None:
        """Let the bot's clock stand right before a moment."""
        await self.life.kill()
        self.shifted = moment - AHEAD - SystemClock().now()
        self.life.shift(self.shifted.total_seconds())
        await self.life.start()

    async def asks(self, who: Peer, text: str) -> PeerEvent:
        """Say something in the room of the case; gives the answer."""
        return await self.team.asks(who, self.team.room, text)

    async def all_hear(self, part: str, *, kind: str = "m.room.message", after: tuple[int, ...] = (0, 0, 0)) -> PeerEvent:
        """Everybody's client has decrypted what the bot said in the room, and shows no warning; gives it."""

        def fits(event: PeerEvent) -> bool:
            right = event.sender == self.team.bot and event.decrypted and event.type == kind
            return right and (kind != "m.room.message" or part in event.body)

        room = self.team.room
        heard = await asyncio.gather(
            *(one.wait_event(room, fits, within=60, after=mark) for one, mark in zip(self.team.clinicians, after, strict=True))
        )
        assert len({event.event_id for event in heard}) == 1
        assert {event.shield for event in heard} == {"none"}
        return heard[0]

    def marks(self) -> tuple[int, ...]:
        return tuple(one.position for one in self.team.clinicians)

    async def told(self, who: Peer, part: str) -> PeerEvent:
        """What the bot says to somebody alone."""
        return await who.wait_event(self.team.direct[who.user_id], says(self.team.bot, part), within=60)

    async def calendars(self, after: tuple[int, ...]) -> tuple[CalendarEntry, ...]:
        """The newest calendar file of the room, as the client of each downloads, decrypts and reads it."""
        entries = []
        for one, mark in zip(self.team.clinicians, after, strict=True):
            file = await one.wait_event(self.team.room, posts_file(self.team.bot), within=60, after=mark)
            raw = await one.download(self.team.room, file.event_id)
            assert b"canary" not in raw
            (event,) = Calendar.from_ical(raw).events
            (entry,) = await one.calendar(self.team.room, file.event_id)
            assert (event["UID"], event["SEQUENCE"]) == (entry.uid, entry.sequence)
            assert (entry.begins, entry.ends) == (event.DTSTART, event.DTEND)
            entries.append(entry)
        return tuple(entries)


def posts_file(sender: str) -> Callable[[PeerEvent], bool]:
    return lambda event: event.sender == sender and event.decrypted and event.content.get("msgtype") == "m.file"


def says(sender: str, part: str) -> Callable[[PeerEvent], bool]:
    return lambda event: event.sender == sender and event.decrypted and part in event.body


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def scene(
    sandbox_environment: Environment, homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Scene]:
    folder = tmp_path_factory.mktemp("conference")
    peers = Peers(sandbox_environment, homeserver, folder)
    account = await peers.account("carehuddle")
    roles = ("coordinator", "therapist", "physician", "mental_health")
    coordinator, therapist, physician, colleague = await asyncio.gather(*(peers(role) for role in roles))
    life = Life(folder / "bot", homeserver=homeserver.url, user_id=account[0], password=account[1], coordinator=coordinator.user_id)
    try:
        await life.start()
        team = ThreeZones(bot=account[0], coordinator=coordinator, therapist=therapist, physician=physician, colleague=colleague)
        await team.open_case()
        team.direct[colleague.user_id] = await team.find(colleague, "Care bot")
        for one, zone in zip(team.clinicians, ZONES, strict=True):
            answer = await team.asks(one, team.direct[one.user_id], f"!tz {zone}")
            assert zone in answer.body
        yield Scene(life=life, team=team)
    finally:
        await life.stop()
        await peers.stop()


async def proposed(scene: Scene) -> tuple[str, PeerEvent]:
    """Three times are proposed, in words and as a poll, and everybody reads both."""
    team, today = scene.team, scene.now().date()
    first = next(day for ahead in range(10, 17) if (day := today + timedelta(days=ahead)).weekday() == TUESDAY)
    last = first + timedelta(days=14)
    people = f"with {team.physician.user_id}, {team.colleague.user_id}"
    text = f'!conference propose "#medical canary-question" {people} between {first} and {last} for 45m'
    scene.said["proposed"] = await scene.asks(team.therapist, text)
    ref = found(_PROPOSAL, scene.said["proposed"], 1)
    for number in (1, 2, 3):
        assert f"\n{number}: " in scene.said["proposed"].body
    poll = await scene.all_hear("", kind=POLL)
    for one in team.clinicians:
        shown = await one.poll(team.room, poll.event_id)
        assert list(shown.options) == [f"{ref}-1", f"{ref}-2", f"{ref}-3", f"{ref}-0"]
        for label in shown.options.values():
            assert "canary" not in label
        assert all(city in shown.options[f"{ref}-2"] for city in ("Berlin", "New York", "Kolkata"))
    return ref, poll


async def retimed(scene: Scene, ref: str, poll: PeerEvent) -> PeerEvent:
    """One votes; then a time is taken out. Each client sees the old poll end and another begin, of the times that are left."""
    team, marks = scene.team, scene.marks()
    await team.physician.vote(team.room, poll.event_id, f"{ref}-1")
    await scene.told(team.physician, "yes to 1")
    await scene.asks(team.therapist, f"!conference times {ref} drop 3")
    await scene.all_hear("", kind=POLL_END, after=marks)
    another = await scene.all_hear("", kind=POLL, after=marks)
    for one in team.clinicians:
        assert (await one.poll(team.room, poll.event_id)).ended
        assert len((await one.poll(team.room, another.event_id)).options) == 3
    return another


async def settled(scene: Scene, ref: str, poll: PeerEvent) -> tuple[str, CalendarEntry]:
    """One changes their mind in the new poll; two type numbers. The last word of all settles it, and it is booked."""
    team, marks = scene.team, scene.marks()
    shown = await team.physician.poll(team.room, poll.event_id)
    await team.physician.vote(team.room, poll.event_id, list(shown.options)[1], stable=True)
    await scene.told(team.physician, "yes to 2")
    await scene.asks(team.therapist, "!vote 2 maybe 1")
    await scene.asks(team.colleague, f"!vote {ref} 2")
    booked = await scene.all_hear(f"Proposal {ref} is settled: time 2", after=marks)
    await scene.all_hear("", kind=POLL_END, after=marks)
    assert (await team.colleague.poll(team.room, poll.event_id)).ended
    entries = await scene.calendars(marks)
    assert len(set(map(repr, entries))) == 1
    assert (entries[0].sequence, entries[0].status, entries[0].method) == (0, "CONFIRMED", "PUBLISH")
    return found(_CONFERENCE, booked, 1), entries[0]


async def moved(scene: Scene, ref: str, entry: CalendarEntry) -> CalendarEntry:
    """It is moved by an hour; each calendar takes the new file in place of the old one."""
    marks, to = scene.marks(), (entry.begins + timedelta(hours=1)).astimezone(ZoneInfo(ZONES[0]))
    await scene.asks(scene.team.therapist, f"!conference move {ref} {to:%Y-%m-%d %H:%M}")
    entries = await scene.calendars(marks)
    assert len(set(map(repr, entries))) == 1
    assert (entries[0].uid, entries[0].sequence) == (entry.uid, 1)
    assert (entries[0].begins, entries[0].ends) == (entry.begins + timedelta(hours=1), entry.ends + timedelta(hours=1))
    return entries[0]


async def reminded(scene: Scene, ref: str, entry: CalendarEntry) -> None:
    """A day before everybody is rung, by what is asked of them or else by the reminder, and one of them once more, later."""
    team = scene.team
    await scene.asks(team.therapist, f"!conference add {ref} #medical canary-item {team.physician.user_id}")
    marks = scene.marks()
    await scene.until(entry.begins - timedelta(days=1))
    reminder = await scene.all_hear("tomorrow", after=marks)
    mentioned = reminder.content["m.mentions"].get("user_ids", []) if "m.mentions" in reminder.content else []
    for one in team.clinicians:
        if one.user_id not in mentioned:
            asked = await scene.told(one, f"Conference {ref} begins tomorrow")
            assert asked.content["m.mentions"]["user_ids"] == [one.user_id]
    await scene.told(team.physician, "canary-item")
    sent = await team.physician.send_text(team.room, "snooze 30m", reply_to=reminder.event_id)
    await team.answer(Said(team.physician, team.room, sent))
    before = team.physician.position
    await scene.until(entry.begins - timedelta(days=1) + timedelta(minutes=30))
    own = team.direct[team.physician.user_id]
    again = await team.physician.wait_event(own, says(team.bot, ref), within=60, after=before)
    assert again.content["m.mentions"]["user_ids"] == [team.physician.user_id]


async def held(scene: Scene, ref: str, entry: CalendarEntry) -> None:
    """It begins at its minute; what is said in it stands in its minutes, with who was there."""
    team, marks = scene.team, scene.marks()
    therapist, physician, colleague = team.clinicians
    await scene.until(entry.begins)
    begun = await scene.all_hear(f"Conference {ref} begins", after=marks)
    assert "canary-question" in begun.body
    assert "late" not in begun.body
    await scene.asks(therapist, f"!present {therapist.user_id} {physician.user_id} {colleague.user_id}")
    await scene.asks(physician, "!fact #medical canary-fact")
    await scene.asks(colleague, "!option #medical canary-option")
    due = (entry.begins + timedelta(days=14)).date()
    decided = await scene.asks(therapist, f"!decide #medical canary-first because canary-reason by {physician.user_id} due {due}")
    first = found(re.compile(r"\b(?=\w*[0-9])(?=\w*[A-Z])\w{4}\b"), decided)
    refused = await scene.asks(therapist, f"!decide #medical canary-second instead of {first} by {physician.user_id}")
    assert "kept" not in refused.body
    await scene.asks(
        therapist, f"!decide #medical canary-second instead of {first} because canary-change by {physician.user_id} due {due}"
    )
    await scene.asks(colleague, "!dissent canary-dissent")
    await scene.asks(therapist, f'!tell {physician.user_id} "#medical canary-told"')
    marks = scene.marks()
    await scene.asks(therapist, "!conference end")
    minutes = await scene.all_hear(f"Minutes of conference {ref}", after=marks)
    for word in ("question", "fact", "option", "first", "second", "change", "dissent", "told"):
        assert f"canary-{word}" in minutes.body, word
    assert "Everyone who is needed to decide was there." in minutes.body
    for role in ("sex therapist", "physician", "mental health"):
        assert role in minutes.body.lower()


async def locked(scene: Scene, ref: str) -> None:
    """For two days it can be put right; then it is closed with a hash that anybody can make anew from the file."""
    team, marks = scene.team, scene.marks()
    ended = scene.now()
    await scene.asks(team.physician, f"!conference correct {ref} #medical canary-correction")
    await scene.until(ended + LOCK)
    closed = await scene.all_hear(f"The minutes of conference {ref} are locked, with 1 correction", after=marks)
    digest = found(_SHA256, closed, 1)
    file = await team.physician.wait_event(team.room, posts_file(team.bot), within=60, after=marks[1])
    raw = await team.physician.download(file.room_id, file.event_id)
    assert hashlib.sha256(raw).hexdigest() == digest
    assert b"canary-correction" in raw
    refused = await scene.asks(team.physician, f"!conference correct {ref} #medical canary-late")
    assert "locked" in refused.body
    shown = await team.asks(team.therapist, team.direct[team.therapist.user_id], f"!conference {team.code} minutes {ref}")
    assert digest in shown.body


async def test_it_is_proposed_voted_on_changed_settled_booked_moved_reminded_of_held_minuted_and_locked(scene: Scene) -> None:
    ref, poll = await proposed(scene)
    conference, entry = await settled(scene, ref, await retimed(scene, ref, poll))
    entry = await moved(scene, conference, entry)
    await reminded(scene, conference, entry)
    await held(scene, conference, entry)
    await locked(scene, conference)
