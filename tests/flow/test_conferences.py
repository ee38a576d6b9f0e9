"""What comes before a conference, on the real store: its list, its reminders, who snoozes, who is left in quiet, and a guest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PRIMARY_CARE, SERVER, THERAPIST
from tests.heard import Heard, at, bodies
from tests.stage import Stage

GUEST = f"@guest:{SERVER}"
BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    yield opened
    assert opened.faults == []
    opened.close()


def ref(heard: list[Heard]) -> str:
    found = re.search("Conference ([0-9A-Z]{4,})", heard[0].body)
    assert found, heard
    return found[1]


def until(stage: Stage, day: int, hour: int, minute: int = 0) -> list[Heard]:
    return stage.wait_until(datetime(2026, 12, day, hour, minute, tzinfo=BERLIN))


def rung(heard: list[Heard]) -> dict[str, list[str]]:
    """Who is mentioned, by the place where it is said."""
    found = {one.place: one.effect.content["m.mentions"] for one in heard if one.effect.content.get("m.mentions")}
    return {place: list(said["user_ids"]) for place, said in found.items() if isinstance(said, dict)}


def own(person: str) -> str:
    return f"direct:{person}"


def test_the_list_locks_a_day_before_and_each_is_asked_once_in_their_own_room(stage: Stage) -> None:
    case = stage.open_case()
    booked = ref(stage.say(PHYSICIAN, case, '!conference at 2026-12-10 14:00 "What next?"'))
    stage.say(PHYSICIAN, case, f"!conference add {booked} The letter {MENTAL_HEALTH}")
    heard = until(stage, 9, 14)
    asked = {one.place: one for one in heard if "Something is missing" in one.body}
    assert set(asked) == {own(THERAPIST), own(MENTAL_HEALTH), own(PRIMARY_CARE)}
    assert "from you: The letter" in asked[own(MENTAL_HEALTH)].body
    said = stage.say(MENTAL_HEALTH, own(MENTAL_HEALTH), "done", reply_to=asked[own(MENTAL_HEALTH)].event_id)
    assert "is there for conference" in said[0].body
    stage.say(THERAPIST, own(THERAPIST), "nothing", reply_to=asked[own(THERAPIST)].event_id)
    assert [one for one in until(stage, 10, 12) if "missing" in one.body] == []
    screen = bodies(stage.say(PHYSICIAN, own(PHYSICIAN), f"!conference {case.removeprefix('case:')} show {booked}"))[0]
    assert f"the mental health clinician ({MENTAL_HEALTH}), there: The letter" in screen
    assert f"the sex therapist ({THERAPIST}), nothing to bring" in screen


@pytest.mark.parametrize("asleep", [False, True])
def test_two_lists_that_lock_shortly_after_each_other_make_one_message_a_person(stage: Stage, *, asleep: bool) -> None:
    case = stage.open_case()
    for clock in ("14:00", "14:30"):
        stage.say(PHYSICIAN, case, f'!conference at 2026-12-10 {clock} "What next?"')
    locked = datetime(2026, 12, 9, 14, 31, tzinfo=BERLIN)
    heard = stage.sleep(locked - stage.clock.now()) if asleep else stage.wait_until(locked)
    asked = [one for one in heard if "Something is missing" in one.body]
    assert sorted(one.place for one in asked) == sorted(own(one) for one in (THERAPIST, MENTAL_HEALTH, PRIMARY_CARE))
    assert all(one.body.count("\nConference ") == 2 for one in asked)
    assert [one for one in until(stage, 10, 12) if "Something is missing" in one.body] == []


def test_who_is_asked_after_the_bot_was_asleep_is_asked_with_the_question_itself(stage: Stage) -> None:
    case = stage.open_case()
    stage.say(PHYSICIAN, case, '!conference at 2026-12-10 14:00 "What next?"')
    heard = stage.sleep(datetime(2026, 12, 10, 10, tzinfo=BERLIN) - stage.clock.now())
    asked = {one.place: one for one in heard if "Something is missing" in one.body}
    assert set(asked) == {own(THERAPIST), own(MENTAL_HEALTH), own(PRIMARY_CARE)}
    assert bodies(stage.say(THERAPIST, own(THERAPIST), "nothing", reply_to=asked[own(THERAPIST)].event_id))[0].endswith(
        "14:00 Berlin."
    )


def test_one_that_is_booked_for_sooner_asks_at_once_and_once(stage: Stage) -> None:
    case = stage.open_case()
    until(stage, 8, 9)
    stage.say(PHYSICIAN, case, '!conference at 2026-12-08 16:00 "What next?"')
    heard = [one for one in stage.heard() if "Something is missing" in one.body]
    assert {one.place for one in heard} == {own(THERAPIST), own(MENTAL_HEALTH), own(PRIMARY_CARE)}
    assert len(heard) == 3
    until(stage, 8, 15, 30)
    assert len([one for one in stage.heard() if "Something is missing" in one.body]) == 3


def test_reminders_ring_those_who_come_and_are_awake_and_others_when_they_may_be(stage: Stage) -> None:
    case = stage.open_case()
    stage.say(PRIMARY_CARE, own(PRIMARY_CARE), "!quiet 12:00-13:20")
    booked = ref(stage.say(PHYSICIAN, case, '!conference at 2026-12-10 14:00 "What next?"'))
    stage.say(MENTAL_HEALTH, case, f"!apologies {booked}")
    day = until(stage, 9, 14)
    asked = [THERAPIST, PHYSICIAN, PRIMARY_CARE]
    assert rung(day) == {own(one): [one] for one in asked}, "whoever is asked as the list locks reads there that it is tomorrow"
    assert [one.body for one in day if one.place == case and "begins tomorrow" in one.body]
    assert rung(until(stage, 10, 13)) == {case: sorted([THERAPIST, PHYSICIAN])}
    assert rung(until(stage, 10, 13, 20)) == {own(PRIMARY_CARE): [PRIMARY_CARE]}
    assert rung(until(stage, 10, 13, 55)) == {case: sorted([THERAPIST, PHYSICIAN, PRIMARY_CARE])}


def test_a_snooze_rings_one_person_alone_and_a_move_takes_it_back(stage: Stage) -> None:
    case = stage.open_case()
    booked = ref(stage.say(PHYSICIAN, case, "!conference at 2026-12-10 14:00"))
    until(stage, 9, 14)
    (hour,) = [one for one in until(stage, 10, 13) if one.place == case]
    said = stage.say(THERAPIST, case, "snooze 20m", reply_to=hour.event_id)
    assert "once more, in your direct room: Thu 10 Dec 2026, 13:20 Berlin" in said[0].body
    heard = until(stage, 10, 13, 21)
    assert rung(heard) == {own(THERAPIST): [THERAPIST]}
    assert "begins in 39 minutes" in heard[0].body
    stage.say(THERAPIST, own(THERAPIST), "snooze until 13:50", reply_to=heard[0].event_id)
    stage.say(PHYSICIAN, case, f"!conference move {booked} 2026-12-17 14:00")
    assert rung(until(stage, 10, 13, 55)) == {}


def test_what_people_reply_to_each_other_is_not_answered(stage: Stage) -> None:
    case = stage.open_case()
    booked = stage.say(PHYSICIAN, case, "!conference at 2026-12-10 14:00")
    assert stage.say(THERAPIST, case, "fine with me", reply_to=booked[0].event_id) == []
    said = stage.say(THERAPIST, case, "apologies", reply_to=booked[0].event_id)
    assert any("you do not come" in one.body for one in said)


def test_a_guest_finds_each_calendar_file_in_the_room_of_the_conference(stage: Stage) -> None:
    case = stage.open_case()
    code = case.removeprefix("case:")
    stage.say(COORDINATOR, "control", f"!team {code} add {GUEST} guest")
    stage.say(COORDINATOR, "control", f"!consent {code} grant medical to {GUEST} form F-2")
    booked = ref(stage.say(PHYSICIAN, case, '!conference at 2026-12-16 14:00 "What next?"'))
    stage.say(THERAPIST, case, f'!brief {GUEST} "#medical What would you look at?"')
    room = f"conference:{booked}"
    stage.say(PHYSICIAN, case, f"!conference move {booked} 2026-12-17 14:00")
    reminded = at(until(stage, 16, 14), room)
    stage.say(GUEST, room, "apologies", reply_to=reminded[-1].event_id)
    stage.say(PHYSICIAN, case, f"!conference cancel {booked} It is answered")
    files = [one for one in at(stage.heard(), room) if one.body.endswith(".ics")]
    assert len(files) == 3, "with the brief, with the move, and with the end of it"
    assert rung(reminded) == {room: [GUEST]}
    assert any("is called off" in one.body for one in at(stage.heard(), room))
    assert stage.clock.now() < datetime(2026, 12, 17, 14, tzinfo=BERLIN) + timedelta(days=1)
