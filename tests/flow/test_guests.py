"""A guest, a stand-in and a handover in the real store: what each room is sent, and who is in it in the end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.care import guests
from bot.care.people import Cover, Role
from bot.flow.messages import EffectKind
from tests.cast import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SERVER, THERAPIST
from tests.flow.world import BOT
from tests.heard import at, bodies
from tests.stage import Stage

GUEST = f"@guest:{SERVER}"
NURSE = f"@nurse:{SERVER}"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    opened.open_case(THERAPIST, PHYSICIAN, MENTAL_HEALTH)
    yield opened
    assert opened.faults == []
    opened.close()


def ref(body: str, before: str) -> str:
    found = re.search(rf"{before} ([0-9A-Z]{{4,}})", body)
    assert found, body
    return found[1]


def briefed(stage: Stage, *, part2: bool = False) -> tuple[str, str]:
    """A guest who was sent a note that is shared with them. Gives the place of the case, and that of the conference."""
    place = stage.case_place()
    code = place.removeprefix("case:")
    stage.say(COORDINATOR, "control", f"!team {code} add {GUEST} guest")
    stage.say(COORDINATOR, "control", f"!consent {code} grant medical to {GUEST} form F-2")
    if part2:
        stage.say(COORDINATOR, "control", f"!consent {code} part2 on")
    conference = ref(bodies(stage.say(THERAPIST, place, "!conference at 2027-01-14 14:00"))[0], "Conference")
    note = ref(bodies(stage.say(PHYSICIAN, place, "!note A canary.\nRisk: none"))[0], "note")
    hidden = ref(bodies(stage.say(THERAPIST, place, "!note A topic.\nRisk: none"))[0], "note")
    stage.say(THERAPIST, place, f'!brief {GUEST} {note} {hidden} "#medical What next?"')
    return place, guests.key_of(conference)


def test_a_guest_is_sent_the_brief_and_nothing_of_the_room_of_the_case(stage: Stage) -> None:
    place, conference = briefed(stage)
    told = stage.heard()
    brief, entry = at(told, conference)
    assert entry.body == f"{conference.replace(':', '-')}.ics"
    assert "A canary." in brief.body
    assert "What next?" in brief.body
    assert "A topic." not in brief.body
    assert stage.server.rooms[stage.room(conference)] == {GUEST, THERAPIST, PHYSICIAN, MENTAL_HEALTH}
    assert GUEST not in stage.server.rooms[stage.room(place)]
    assert [one.place for one in told if "canary" in one.body and one.place == f"direct:{GUEST}"] == []


def test_the_notice_on_passing_it_on_goes_with_a_brief_and_a_sheet(stage: Stage) -> None:
    _, conference = briefed(stage, part2=True)
    assert stage.clinic.redisclosure in at(stage.heard(), conference)[0].body
    stage.say(THERAPIST, stage.case_place(), "!who")
    files = [effect for _, effect in stage.server.effects if effect.kind is EffectKind.FILE]
    assert str(files[-1].content["name"]).endswith(".html")


def rung(stage: Stage, words: str) -> dict[str, object]:
    """Who is mentioned where something is said, by the place."""
    return {one.place: one.effect.content["m.mentions"] for one in stage.heard() if words in one.body and one.effect.content}


def test_a_guest_is_mentioned_in_the_room_of_the_conference_and_not_in_that_of_the_case(stage: Stage) -> None:
    place, conference = briefed(stage)
    stage.say(THERAPIST, place, f"!conference move {conference.partition(':')[2]} 2027-01-15 14:00")
    there = {place: {"user_ids": sorted([PHYSICIAN, MENTAL_HEALTH])}, conference: {"user_ids": [GUEST]}}
    assert rung(stage, "has moved from") == there
    stage.clock.time = stage.clock.now().replace(year=2027, month=1, day=15, hour=13, minute=0)
    stage.settle()
    assert rung(stage, " begins: ")[place] == {"user_ids": sorted([THERAPIST, PHYSICIAN, MENTAL_HEALTH])}


def test_a_second_guest_is_mentioned_in_the_room_that_they_are_invited_to_with_it(stage: Stage) -> None:
    place, conference = briefed(stage)
    code, second = place.removeprefix("case:"), f"@second:{SERVER}"
    stage.say(COORDINATOR, "control", f"!team {code} add {second} guest")
    stage.say(COORDINATOR, "control", f"!consent {code} grant medical to {second} form F-3")
    stage.say(THERAPIST, place, f'!brief {second} {conference.partition(":")[2]} "#medical What next?"')
    assert {"user_ids": [second]} in [one.effect.content.get("m.mentions") for one in at(stage.heard(), conference)]


def test_the_room_closes_two_days_after_the_conference_the_bot_last(stage: Stage) -> None:
    place, conference = briefed(stage)
    room = stage.room(conference)
    stage.clock.time = stage.clock.now().replace(year=2027, month=1, day=16, hour=13, minute=0)
    stage.settle()
    assert len(at(stage.heard(), conference)) == 2
    stage.wait(timedelta(minutes=31))
    closing = at(stage.heard(), conference)[-1]
    assert "This room closes in 10 minutes" in closing.body
    before = len(stage.server.effects)
    stage.wait(timedelta(minutes=10))
    left = [effect for _, effect in stage.server.effects[before:] if effect.room_id == room]
    assert [effect.kind for effect in left] == [*[EffectKind.KICK] * 4, EffectKind.LEAVE]
    assert stage.server.rooms[room] == set()
    on_case = stage.store.act_now(lambda opened: opened.rosters.of(place.removeprefix("case:")))
    assert GUEST not in {member.person for member in on_case}


def test_a_withdrawal_before_it_is_sent_leaves_it_out(stage: Stage) -> None:
    place, conference = briefed(stage)
    stage.say(THERAPIST, place, "!consent withdraw medical")
    note = ref(bodies(stage.say(PHYSICIAN, place, "!note #summary A second canary.\nRisk: none"))[0], "note")
    said = stage.say(THERAPIST, place, f"!brief {GUEST} {note}")
    assert len(at(stage.heard(), conference)) == 2
    assert "Nothing is sent" in said[0].body


def test_who_stands_in_for_whom_is_kept_and_ends_by_itself(stage: Stage) -> None:
    place = stage.case_place()
    code = place.removeprefix("case:")
    said = stage.say(COORDINATOR, "control", f"!team {code} cover {NURSE} for {PHYSICIAN} until tomorrow")
    assert "stands in for" in at(said, "control")[0].body
    member = stage.store.act_now(lambda opened: opened.rosters.member(code, NURSE))
    assert member is not None
    assert isinstance(member.covers, Cover)
    assert (member.covers.person, member.covers.roles, member.own) == (PHYSICIAN, (Role.PHYSICIAN,), False)
    assert NURSE in stage.server.rooms[stage.room(place)]
    told = stage.wait(timedelta(days=2))
    assert any(one.place == place and "is over" in one.body for one in told)
    assert NURSE not in stage.server.rooms[stage.room(place)]


def test_a_role_that_is_taken_over_puts_its_giver_out_of_the_room_who_is_told(stage: Stage) -> None:
    place = stage.case_place()
    said = stage.say(THERAPIST, place, f"!handover sex therapist {MENTAL_HEALTH} I am away.")
    (question,) = at(said, f"direct:{MENTAL_HEALTH}")
    told = stage.say(MENTAL_HEALTH, f"direct:{MENTAL_HEALTH}", "yes", reply_to=question.event_id)
    assert {one.place for one in told} == {place, f"direct:{MENTAL_HEALTH}", f"direct:{THERAPIST}"}
    assert stage.server.rooms[stage.room(place)] == {PHYSICIAN, MENTAL_HEALTH}
    assert BOT not in stage.server.rooms[stage.room(place)]
