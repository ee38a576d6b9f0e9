"""Signals on the real store: what reaches people who are on no roster, and what they reply."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from bot.store.tables import pins
from tests.cast import COORDINATOR, PHYSICIAN, THERAPIST
from tests.heard import Heard
from tests.stage import Stage

ON_CALL = "@on_call:example.org"
RUNG = timedelta(minutes=10, seconds=10)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    built = Stage(tmp_path, on_call=(ON_CALL,))
    yield built
    assert built.faults == []
    built.close()


def to(person: str, heard: list[Heard]) -> list[Heard]:
    return [one for one in heard if one.place == f"direct:{person}"]


def test_who_is_on_call_is_greeted_at_the_start_and_told_once_what_that_means(stage: Stage) -> None:
    told = [one.body for one in to(ON_CALL, stage.heard())]
    assert ["Welcome" in body for body in told] == [True, False]
    assert "You are on call" in told[1]


def test_somebody_on_no_roster_is_rung_with_its_words_and_answers_with_a_reply(stage: Stage) -> None:
    place = stage.open_case(THERAPIST, PHYSICIAN)
    stage.say(PHYSICIAN, place, "!signal urgent canary")
    (ring,) = to(ON_CALL, stage.wait(RUNG))
    assert "'canary'" in ring.body
    assert ring.effect.covered == {ON_CALL}
    assert ring.effect.content["m.mentions"] == {"user_ids": [ON_CALL]}
    answered = stage.say(ON_CALL, f"direct:{ON_CALL}", "I am calling her now", reply_to=ring.event_id)
    assert "is yours" in to(ON_CALL, answered)[0].body
    (room,) = [one for one in answered if one.place == place]
    assert f"answered by: {ON_CALL}" in room.body
    assert "calling her" not in room.body
    assert "'I am calling her now'" in to(THERAPIST, answered)[0].body
    assert stage.wait(timedelta(minutes=29)) == []


def test_the_room_s_notice_can_be_answered_by_anyone_of_the_team_with_a_reply(stage: Stage) -> None:
    place = stage.open_case(THERAPIST, PHYSICIAN)
    heard = stage.say(PHYSICIAN, place, "!signal urgent canary")
    (notice,) = [one for one in heard if one.place == place]
    answered = stage.say(THERAPIST, place, "I am calling her now", reply_to=notice.event_id)
    assert any("is yours" in one.body for one in answered if one.place == place)


def test_a_long_text_is_rung_in_parts_and_a_reply_to_any_of_them_answers_it(stage: Stage) -> None:
    place = stage.open_case(THERAPIST, PHYSICIAN)
    parts = to(THERAPIST, stage.say(PHYSICIAN, place, "!signal urgent " + "canary " * 900))
    assert len(parts) > 1
    answered = stage.say(THERAPIST, f"direct:{THERAPIST}", "I am calling her now", reply_to=parts[0].event_id)
    assert "is yours" in to(THERAPIST, answered)[0].body


def test_whose_identity_has_changed_is_skipped(stage: Stage) -> None:
    place = stage.open_case(THERAPIST, PHYSICIAN)
    changed = update(pins).where(pins.c.person.in_((THERAPIST, ON_CALL))).values(changed=True)
    stage.store.act_now(lambda opened: opened.connection.execute(changed))
    heard = stage.say(PHYSICIAN, place, "!signal urgent canary")
    assert not to(THERAPIST, heard)
    assert "'canary'" in to(COORDINATOR, heard)[0].body
