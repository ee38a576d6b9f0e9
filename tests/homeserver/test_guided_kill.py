"""A handover by questions, with the bot ended as by kill -9 at each of them: while it waits, and again while it takes the answer.

The homeserver is real, and so are the clients of those who write, which are not ours.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest
import pytest_asyncio

from bot.sandbox.environment import Environment
from bot.sandbox.homeserver import Homeserver
from bot.sandbox.peer import Peer
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import reply_to
from tests.conftest import Peers
from tests.homeserver.crash.life import Life
from tests.homeserver.crash.points import Point
from tests.homeserver.crash.team import Said, Team

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

QUESTIONS = (
    ("1 of 4. Illness severity", "canary one", Point.KEPT),
    ("2 of 4. Patient summary", "canary two", Point.HANDLING),
    ("3 of 4. Action list", "canary three", Point.HANDLED),
    ("4 of 4. Situation awareness", "canary four", Point.CLAIMED),
    ("who is to read it back?", "physician", Point.ACCEPTED),
    ("any risk today?", "none", Point.SYNCED),
)
"""What is asked, what is answered, and where the bot is ended while it takes the answer."""

OWN_WORDS = "You hand over to me, and I call on Friday."


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def team_and_life(
    sandbox_environment: Environment, homeserver: Homeserver, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Team, Life]]:
    """A case of two clinicians, and the process that serves them."""
    folder = tmp_path_factory.mktemp("guided")
    peers = Peers(sandbox_environment, homeserver, folder)
    user, password = await peers.account("carehuddle")
    coordinator, therapist, physician = [await peers(role) for role in ("coordinator", "therapist", "physician")]
    life = Life(folder / "bot", homeserver=homeserver.url, user_id=user, password=password, coordinator=coordinator.user_id)
    try:
        await life.start()
        team = Team(bot=user, coordinator=coordinator, therapist=therapist, physician=physician)
        await team.open_case()
        yield team, life
    finally:
        await life.stop()
        await peers.stop()


async def test_killed_at_each_question_the_answer_fills_the_right_field_and_nothing_happens_twice(
    team_and_life: tuple[Team, Life],
) -> None:
    team, life = team_and_life
    therapist, physician = team.therapist, team.physician
    room, theirs = team.direct[therapist.user_id], team.direct[physician.user_id]
    asked = await team.asks(therapist, room, f"!note {team.code} ipass")
    for question, answer, point in QUESTIONS:
        assert question in asked.body
        asked = await _killed_twice(team, life, therapist, room, answer, point)
    assert "kept: " in asked.body
    ref = asked.body.partition(", note ")[2][:4]

    request = await physician.wait_event(theirs, lambda event: "the synthesis, is yours" in event.body)
    assert all(
        f"{label}: canary {number}" in request.body for label, number in zip("IPAS", ("one", "two", "three", "four"), strict=True)
    )
    kept = await _killed_twice(team, life, physician, theirs, OWN_WORDS, Point.HANDLED, answers=request.event_id)
    assert "your synthesis is kept" in kept.body
    await therapist.wait_event(room, lambda event: OWN_WORDS in event.body)

    shown = await team.asks(therapist, room, f"!note {team.code} show {ref}")
    for label, number in zip("IPAS", ("one", "two", "three", "four"), strict=True):
        assert shown.body.count(f"{label}: canary {number}") == 1
    assert shown.body.count(OWN_WORDS) == 1

    said = _of_the_bot(team, await therapist.timeline(room))
    assert [sum(question in one.body for one in said) for question, _, _ in QUESTIONS] == [1] * len(QUESTIONS)
    assert sum("In their words" in one.body for one in said) == 1
    assert sum("the synthesis, is yours" in one.body for one in _of_the_bot(team, await physician.timeline(theirs))) == 1
    listed = await team.asks(therapist, room, f"!notes {team.code}")
    assert "1 note" in listed.body
    assert life.kills >= 2 * len(QUESTIONS) + 2


async def _killed_twice(
    team: Team, life: Life, who: Peer, room: str, text: str, point: Point, *, answers: str | None = None
) -> PeerEvent:
    """End the bot while it waits, answer meanwhile, and end it again while it takes the answer; what it says in the end, once."""
    await life.kill()
    life.arm(point)
    said = Said(who, room, await who.send_text(room, text, reply_to=answers))
    await life.survive()
    found = await team.answer(said)
    replies = [one for one in _of_the_bot(team, await who.timeline(room)) if reply_to(one) == said.event_id]
    assert len(replies) == 1
    return found


def _of_the_bot(team: Team, timeline: Sequence[PeerEvent]) -> list[PeerEvent]:
    return [event for event in timeline if event.sender == team.bot and event.decrypted and event.state_key is None]
