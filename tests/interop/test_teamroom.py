"""A team room as other clients see it: its huddle walks the cases, and who is not on a case never receives a word of it."""

from __future__ import annotations

import re

import pytest

from bot.clock import SystemClock
from bot.sandbox import scenes
from bot.sandbox.accounts import COORDINATOR
from bot.sandbox.scenes import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, OpenedCase
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import Room, reply_to
from tests.interop.practice import Practice

pytestmark = [pytest.mark.interop, pytest.mark.asyncio(loop_scope="session")]

THREE = (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)


async def team_room(practice: Practice, *cases: OpenedCase) -> Room:
    """One for three clinicians, with these cases on its list."""
    stage, control = practice.stage, practice.control
    people = " ".join(practice.peer(one).user_id for one in THREE)
    shown = await stage.asks(COORDINATOR, control, f"!teamroom open Tuesday team with {people}")
    asked = re.search(r"!yes [0-9A-Z]+", shown.body)
    assert asked is not None, shown.body
    made = await stage.asks(COORDINATOR, control, asked[0])
    named = re.search(r"Team room ([0-9A-Z]+)", made.body)
    assert named is not None, made.body
    room = await stage.room("Team", *THREE)
    for one in THREE:  # a key goes to those whom a client knows to be there
        await everybody_there(practice, one, room)
    await practice.peer(SEX_THERAPIST).wait_event(room.id, stage.speaks)
    for one in (SEX_THERAPIST, PHYSICIAN):  # the first words of a client may be sent before it knows everybody's devices
        await warmed_up(practice, one, room)
    await stage.asks(COORDINATOR, control, f"!teamroom add {named[1]} {' '.join(one.code for one in cases)}")
    return room


async def warmed_up(practice: Practice, name: str, room: Room) -> None:
    """Somebody says something that nobody else has to read, and is answered."""
    sent = await practice.peer(name).send_text(room.id, "!room")
    await practice.peer(name).wait_event(room.id, lambda event: practice.stage.speaks(event) and reply_to(event) == sent)


async def everybody_there(practice: Practice, name: str, room: Room) -> None:
    """Wait until somebody's client has seen all three come."""
    for other in THREE:
        user = practice.peer(other).user_id
        await practice.peer(name).wait_event(
            room.id,
            lambda event, user=user: (
                event.type == "m.room.member"  # type: ignore[misc]
                and event.sender == user
                and event.content.get("membership") == "join"
            ),
        )


def bodies(practice: Practice, name: str, after: int, room: str | None = None) -> str:
    """All that the bot has said to somebody since then, in one room or in any."""
    events = practice.peer(name).so_far(after)
    return "\n".join(one.body for one in events if one.sender == practice.stage.bot and room in {None, one.room_id})


async def test_who_is_not_on_a_case_never_receives_its_line_and_next_walks_the_others(practice: Practice) -> None:
    stage = practice.stage
    shared = practice.case
    other = await scenes.case_opened(stage, practice.control)
    await scenes.consent(stage, other, SystemClock().now().date())
    gone = await stage.asks(COORDINATOR, practice.control, f"!team {other.code} remove {practice.peer(MENTAL_HEALTH).user_id}")
    assert other.code in gone.body
    for case, word in ((shared, "canary-one"), (other, "canary-two")):
        room = case.room if case is shared else Room(id=case.room.id, name=case.room.name, people=(SEX_THERAPIST, PHYSICIAN))
        await stage.asks(PHYSICIAN, room, f"!action #medical {word} {practice.peer(PHYSICIAN).user_id} due tomorrow")
    room = await team_room(practice, shared, other)
    marks = stage.marks()

    agenda = await stage.asks(SEX_THERAPIST, room, "!huddle start")
    assert f"- {shared.code}: " in agenda.body
    assert other.code not in agenda.body
    assert "canary" not in agenda.body
    for one in (SEX_THERAPIST, PHYSICIAN):
        alone = await stage.heard(
            await stage.direct(one), lambda event: other.code in event.body and stage.speaks(event), what="own lines", after=marks
        )
        assert "canary" not in alone.body

    first = await stage.asks(SEX_THERAPIST, room, "!next")
    assert f"Now {shared.code}" in first.body
    own = await stage.heard(shared.room, agenda_of, what="the agenda of the case", after=marks)
    assert "canary-one" in own.body
    kept = await stage.asks(PHYSICIAN, room, f"!action #summary A topic {practice.peer(PHYSICIAN).user_id} due tomorrow")
    assert "kept, summary" in kept.body

    over = await stage.asks(SEX_THERAPIST, room, "!next")
    assert f"- {shared.code}: 1 action." in over.body
    assert other.code not in over.body
    minutes = await stage.heard(
        shared.room, lambda event: event.body.startswith("Minutes of huddle"), what="the minutes of the case", after=marks
    )
    assert "A topic" in minutes.body
    left = await stage.heard(
        await stage.direct(PHYSICIAN), lambda event: f"Not spoken of: {other.code}" in event.body, what="what was left", after=marks
    )
    assert "canary" not in left.body

    assert "canary" not in "".join(bodies(practice, one, marks[one], room.id) for one in THREE)
    assert other.code not in bodies(practice, MENTAL_HEALTH, marks[MENTAL_HEALTH])
    assert "canary-two" not in bodies(practice, MENTAL_HEALTH, 0)
    assert {agenda.body, first.body, over.body} <= {
        one.body for one in practice.peer(MENTAL_HEALTH).so_far() if one.room_id == room.id and one.failure is None
    }


def agenda_of(event: PeerEvent) -> bool:
    """It is the agenda of a huddle."""
    return event.body.startswith("Huddle ") and "Unfinished" in event.body
