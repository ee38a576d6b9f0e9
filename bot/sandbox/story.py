"""The short story of the sandbox, from the coordinators' room to the plan review, and the transcript of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.sandbox import scenes
from bot.sandbox.installation import ZONE
from bot.sandbox.peer import Peer
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import MESSAGE, NAMED, Stage, local, spoken


async def tell(stage: Stage, now: datetime, *, first: bool) -> None:
    """Play every scene; ``first``: nobody has been here before.

    Raises ``StoryError`` or ``PeerError`` where one does not come true.
    """
    today = now.astimezone(ZoneInfo(ZONE)).date()
    earlier = await scenes.earlier_cases(stage)
    control = await scenes.control_room(stage, first=first)
    case = await scenes.case_opened(stage, control)
    await scenes.consent(stage, case, today)
    await scenes.notes(stage, case)
    await scenes.topics(stage, case)
    agenda = await scenes.agenda(stage, case)
    await scenes.outcomes(stage, case, today)
    await scenes.conference(stage, case)
    await scenes.review(stage, case)
    stage.screen.scene("The story came true")
    readers = len(case.room.people)
    shield = agenda.shield or "no word of a shield"
    stage.screen.say(f"The agenda was posted by a signed device and decrypted by {readers} other clients; shield: {shield}.")
    if earlier:
        stage.screen.say(f"Cases of earlier runs that are still there: {', '.join(earlier)}.")


async def transcript(peer: Peer, begun: int) -> AsyncIterator[str]:
    """What somebody's client showed since ``begun`` (a position of theirs), as text, a message a paragraph.

    Call it once the client was stopped; before, it goes on as long as the client does.
    """
    rooms = {event.room_id: str(event.content.get("name")) async for event in peer.events() if event.type == NAMED}
    async for event in peer.events(begun):
        if event.type == MESSAGE or event.failure is not None:
            yield _paragraph(event, rooms.get(event.room_id, event.room_id))


def _paragraph(event: PeerEvent, room: str) -> str:
    at = datetime.fromtimestamp(event.sent_ms / 1000, UTC).astimezone(ZoneInfo(ZONE))
    shown = event.body if event.failure is None else f"(not readable: {event.failure})"
    return f"[{at:%H:%M:%S}] {room} | {spoken(local(event.sender))}\n{shown}\n"
