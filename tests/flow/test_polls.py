"""A question about dates from beginning to end, over the real store: text and poll, votes by either, settled, and ended."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.care.conferences import Conference
from bot.care.facts import direct
from bot.flow.messages import Effect, EffectKind
from tests.cast import MENTAL_HEALTH, PHYSICIAN, THERAPIST
from tests.stage import Stage

ASKED = '!conference propose "canary" with mental health for 45m'


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    made = Stage(tmp_path)
    yield made
    made.close()


def polled(stage: Stage, kind: EffectKind) -> list[tuple[str, Effect]]:
    return [(event, effect) for event, effect in stage.server.effects if effect.kind is kind]


def test_a_date_is_found_by_poll_and_by_text_and_the_poll_is_ended_once(stage: Stage) -> None:
    room = stage.open_case(THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    stage.say(THERAPIST, room, ASKED)
    ((poll, begun),) = polled(stage, EffectKind.POLL)
    ref = str(begun.content["ref"])
    assert begun.room_id == stage.room(room)
    assert "canary" not in repr(begun.content)
    answered = stage.vote(PHYSICIAN, room, f"{ref}-1", f"{ref}-2", points_at=poll)
    assert [one.place for one in answered] == [direct(PHYSICIAN)]
    stage.vote(PHYSICIAN, room, f"{ref}-2", points_at="$another")
    stage.say(THERAPIST, room, f"!vote {ref} 2")
    assert polled(stage, EffectKind.POLL_END) == []
    stage.vote(MENTAL_HEALTH, room, f"{ref}-2", points_at=poll)
    ((_, ended),) = polled(stage, EffectKind.POLL_END)
    event = ended.content["event"]
    assert isinstance(event, dict)
    assert event["m.relates_to"] == {"rel_type": "m.reference", "event_id": poll}
    held = stage.store.act_now(lambda opened: opened.records.find(Conference, room.removeprefix("case:")))
    assert len(held) == 1
    late = stage.vote(MENTAL_HEALTH, room, f"{ref}-1", points_at=poll)
    assert [one.place for one in late] == [direct(MENTAL_HEALTH)]
    assert stage.faults == []


def test_whoever_ends_the_poll_in_their_client_settles_nothing(stage: Stage) -> None:
    room = stage.open_case(THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    stage.say(THERAPIST, room, ASKED)
    ((poll, _),) = polled(stage, EffectKind.POLL)
    told = stage.vote(PHYSICIAN, room, points_at=poll, ends=True)
    assert [(one.place, "settles nothing here" in one.body) for one in told] == [(direct(PHYSICIAN), True)]
    assert stage.vote(PHYSICIAN, room, points_at=poll, ends=True) == []
    assert polled(stage, EffectKind.POLL_END) == []


def test_where_times_change_the_poll_is_ended_and_a_new_one_begun_and_answers_to_either_count(stage: Stage) -> None:
    room = stage.open_case(THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    stage.say(THERAPIST, room, ASKED)
    ((old, begun),) = polled(stage, EffectKind.POLL)
    ref = str(begun.content["ref"])
    stage.vote(MENTAL_HEALTH, room, f"{ref}-1", points_at=old)
    stage.say(THERAPIST, room, f"!conference times {ref} add 2027-01-13 15:00")
    stage.say(THERAPIST, room, f"!conference times {ref} drop 3")
    polls = [(event, effect) for event, effect in stage.server.effects if effect.kind in {EffectKind.POLL, EffectKind.POLL_END}]
    assert [effect.kind for _, effect in polls] == [EffectKind.POLL, *[EffectKind.POLL_END, EffectKind.POLL] * 2]
    ended = [effect.content["event"]["m.relates_to"]["event_id"] for _, effect in polls[1::2]]  # type: ignore[index]
    assert ended == [event for event, _ in polls[:-1:2]]
    (late,) = stage.vote(MENTAL_HEALTH, room, f"{ref}-2", f"{ref}-3", points_at=old)
    assert "yes to 2. Taken out meanwhile, and left out: 3. Not answered yet: 4." in late.body
    (new,) = stage.vote(MENTAL_HEALTH, room, f"{ref}-2-4", f"{ref}-4-4", points_at=polls[-1][0])
    assert "yes to 2 and 4." in new.body
    assert stage.faults == []
