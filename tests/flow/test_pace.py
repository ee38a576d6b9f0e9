from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from tests.cast import PHYSICIAN, THERAPIST
from tests.stage import Stage


def test_more_than_sixty_commands_at_once_wait_in_order_a_second_each_and_none_is_dropped(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    place = stage.open_case()
    stage.rushing = True
    before = len(stage.heard())
    started = stage.clock.now()
    for _ in range(70):
        stage.say(THERAPIST, place, "!room")
    answered = [one for one in stage.heard()[before:] if one.place == place]
    assert len(answered) == 60
    stage.wait(timedelta(seconds=1))
    assert len([one for one in stage.heard()[before:] if one.place == place]) == 61
    stage.wait(timedelta(seconds=9))
    replies = [one.effect.content["m.relates_to"] for one in stage.heard()[before:] if one.place == place]
    assert len(replies) == 70
    typed = [int(reply["m.in_reply_to"]["event_id"].removeprefix("$typed")) for reply in replies if isinstance(reply, dict)]
    assert typed == sorted(typed)
    assert (stage.clock.now() - started).total_seconds() == 10
    stage.close()


def test_whoever_gives_a_command_a_second_is_never_held_up(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    place = stage.open_case()
    stage.rushing = True
    for _ in range(60):
        stage.say(THERAPIST, place, "!room")
    for _ in range(70):
        stage.clock.time += timedelta(seconds=1)
        assert [one for one in stage.say(THERAPIST, place, "!room") if one.place == place]
    assert [one for one in stage.say(THERAPIST, place, "!room") if one.place == place] == []
    stage.close()


def test_others_in_the_room_wait_no_longer_than_a_second_behind_somebody_too_quick(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    place = stage.open_case()
    stage.rushing = True
    for _ in range(61):
        stage.say(THERAPIST, place, "!room")
    assert [one for one in stage.say(PHYSICIAN, place, "!room") if one.place == place] == []
    heard = stage.wait(timedelta(seconds=1))
    assert len([one for one in heard if one.place == place]) == 2
    stage.close()


def test_a_signal_waits_behind_nothing_however_many_commands_its_author_gave_before_it(tmp_path: Path) -> None:
    stage = Stage(tmp_path)
    place = stage.open_case()
    stage.rushing = True
    for _ in range(70):
        stage.say(THERAPIST, place, "!room")
    started = stage.clock.now()
    heard = stage.say(THERAPIST, place, "!signal urgent canary")
    assert [one for one in heard if one.place == place and "answered by: nobody yet" in one.body]
    assert stage.clock.now() == started
    stage.close()
