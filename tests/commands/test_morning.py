"""What the morning reminds people of: tasks of the day, and huddles that they have not checked in for."""

from __future__ import annotations

import pytest

from bot.care import mornings
from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.people import Membership, Role
from tests.commands.test_checkin import kept, ring, weekly
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said


def reminded(heard: list[Said]) -> list[str]:
    return [one.place for one in heard if one.message.template == "morning/reminder"]


def test_who_has_said_that_they_cannot_come_is_not_reminded() -> None:
    ward = weekly()
    ward.say(PHYSICIAN, "!huddle every wed 08:30")
    ward.privately(PHYSICIAN, f"!checkin {ward.code} away")
    assert reminded(ring(ward, mornings.ROUND)) == [direct(MENTAL_HEALTH), direct(SEX_THERAPIST)]


def test_who_has_said_nothing_is_reminded_once_on_the_working_morning_before() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} done the letter")
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    ward.say(PHYSICIAN, "!huddle every mon 08:30")
    for _ in range(3):
        assert reminded(ring(ward, mornings.ROUND)) == []
    heard = ring(ward, mornings.ROUND)
    assert (ward.desk.now.weekday(), ward.desk.now.hour) == (4, 8)
    assert reminded(heard) == [direct(MENTAL_HEALTH), direct(SEX_THERAPIST)]
    text = ward.read(heard[0]).text
    assert f"- {ward.code}: Mon 14 Dec 2026, 08:30 Berlin" in text
    assert "Silence is never taken for agreement." in text
    assert heard[0].message.mentions == (MENTAL_HEALTH,)
    assert reminded(ring(ward, mornings.ROUND)) == []


def test_the_owner_of_an_action_is_reminded_on_its_day_and_each_working_day_until_it_is_done() -> None:
    ward = weekly()
    ward.say(PHYSICIAN, "!huddle stop")
    ward.say(SEX_THERAPIST, f"!action A canary {PHYSICIAN} due 2026-12-10")
    (ref,) = (one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    told = [(ward.desk.now.day, ward.read(one).text) for _ in range(4) for one in ring(ward, mornings.ROUND)]
    assert [day for day, _ in told] == [10, 11]
    assert f"- {ward.code}, action {ref}, due today" in told[0][1]
    assert f"- {ward.code}, action {ref}, overdue 1 day" in told[1][1]
    assert "canary" not in told[0][1]
    heard = ring(ward, mornings.ROUND)
    assert (ward.desk.now.weekday(), reminded(heard)) == (0, [direct(PHYSICIAN)])
    ward.say(PHYSICIAN, f"!done {ref}")
    assert reminded(ring(ward, mornings.ROUND)) == []


def test_it_is_one_message_over_all_cases() -> None:
    ward = weekly()
    other = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=None)
    ward.desk.grant(other, Category.MEDICAL)
    for code in (ward.code, other):
        ward.privately(PHYSICIAN, f"!action {code} A topic {PHYSICIAN} due 2026-12-07")
    heard = [one for one in ring(ward, mornings.ROUND) if one.place == direct(PHYSICIAN)]
    assert len(heard) == 1
    text = ward.read(heard[0]).text
    assert ward.code in text
    assert other in text
    cases = {fact.case for fact in ward.desk.facts if fact.action == mornings.OWN}
    assert cases == {ward.code, other}


def test_who_is_away_is_left_alone_and_who_works_later_is_reminded_then() -> None:
    ward = weekly()
    ward.say(SEX_THERAPIST, f"!action A topic {PHYSICIAN} due 2026-12-07")
    ward.say(SEX_THERAPIST, f"!action A topic {MENTAL_HEALTH} due 2026-12-07")
    ward.privately(PHYSICIAN, "!away 8-9 Dec")
    ward.privately(MENTAL_HEALTH, "!quiet 08:00-11:00")
    ward.say(SEX_THERAPIST, "!huddle stop")
    assert reminded(ring(ward, mornings.ROUND)) == []
    heard = ring(ward, mornings.OWN)
    assert reminded(heard) == [direct(MENTAL_HEALTH)]
    assert ward.desk.now.hour == 10


def test_nobody_is_reminded_twice_a_day() -> None:
    ward = weekly()
    ward.say(SEX_THERAPIST, f"!action A topic {PHYSICIAN} due 2026-12-07")
    assert direct(PHYSICIAN) in reminded(ring(ward, mornings.ROUND))
    assert mornings.remind(ward.desk, PHYSICIAN) is None


def test_a_step_that_is_held_or_waits_for_another_does_not_press_its_owner() -> None:
    ward = weekly()
    ward.say(SEX_THERAPIST, "!huddle stop")
    ward.say(SEX_THERAPIST, '!goal add "in their words"')
    (goal,) = (one.ref for one in ward.desk.state.records.values() if one.what.kind == "goal")
    ward.say(SEX_THERAPIST, f"!step add {goal} A topic {PHYSICIAN} due 2026-12-07 ~couple")
    assert reminded(ring(ward, mornings.ROUND)) == [direct(PHYSICIAN)]
    ward.say(PHYSICIAN, "!modality couple_work out")
    assert reminded(ring(ward, mornings.ROUND)) == []


def test_a_closed_case_reminds_nobody_and_the_round_goes_on() -> None:
    ward = weekly()
    ward.say(SEX_THERAPIST, f"!action A topic {PHYSICIAN} due 2026-12-07")
    known = ward.desk.cases.get(ward.code)
    assert known is not None
    ward.coordinate(f"!case {ward.code} close #summary Goals reached")
    ward.coordinate(f"!yes {ward.code}")
    assert reminded(ring(ward, mornings.ROUND)) == []
    assert [due.kind for due in ward.desk.state.dues.values()] == [mornings.ROUND]
    assert case_room(ward.code) == ward.room


def test_a_reply_to_the_reminder_of_one_huddle_is_a_check_in() -> None:
    ward = weekly()
    ward.say(PHYSICIAN, "!huddle every wed 08:30")
    heard = ring(ward, mornings.ROUND)
    own = next(one for one in heard if one.place == direct(SEX_THERAPIST))
    assert "or reply to this message with `away`" in ward.read(own).text
    assert ward.hear(SEX_THERAPIST, "Thank you", here=direct(SEX_THERAPIST), reply_to=own) == []
    answer = ward.say(SEX_THERAPIST, "done the letter next the visit", here=direct(SEX_THERAPIST), reply_to=own)
    assert f"{ward.code}: Check-in" in answer
    assert [(one.done, one.ahead) for one in kept(ward)] == [("the letter", "the visit")]
    other = next(one for one in heard if one.place == direct(MENTAL_HEALTH))
    assert "you do not come" in ward.say(MENTAL_HEALTH, "away", here=direct(MENTAL_HEALTH), reply_to=other)


def test_a_reply_to_the_reminder_of_several_huddles_that_says_for_none_is_told_how_it_says_for_one() -> None:
    ward = weekly()
    other = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=None)
    ward.desk.grant(other, Category.MEDICAL)
    ward.say(PHYSICIAN, "!huddle every wed 08:30")
    ward.privately(PHYSICIAN, f"!huddle {other} every wed 08:45")
    own = next(one for one in ring(ward, mornings.ROUND) if one.place == direct(PHYSICIAN))
    answer = ward.say(PHYSICIAN, "I can't make it", here=direct(PHYSICIAN), reply_to=own)
    assert answer == (
        f"{ward.code}: That is for one huddle, and there are several: {ward.code} and {other}. "
        f"Say which, with your words behind its case: `!checkin {ward.code} away`"
    )
    assert kept(ward) == []


@pytest.mark.parametrize("huddle", [True, False])
def test_the_list_of_the_morning_is_not_put_off_by_a_reply_and_says_what_is(huddle: bool) -> None:  # noqa: FBT001 - pytest's
    ward = weekly()
    if not huddle:
        ward.say(PHYSICIAN, "!huddle stop")
    ward.say(SEX_THERAPIST, f"!action A canary {PHYSICIAN} due 2026-12-07")
    (told,) = (one for one in ring(ward, mornings.ROUND) if one.place == direct(PHYSICIAN))
    for words in ("in 2h", "in 2 hours", "until 3"):
        answer = ward.say(PHYSICIAN, words, here=direct(PHYSICIAN), reply_to=told)
        assert answer.startswith("A reply puts off your own reminders and those of conferences, and nothing else.")
        assert "`!remind 8R2Q in 2h`" in answer
    assert ward.hear(PHYSICIAN, "in the letter it says so", here=direct(PHYSICIAN), reply_to=told) == []
    (ref,) = (one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    assert f"for you alone, about {ref}: " in ward.say(PHYSICIAN, f"!remind {ref} in 2h", here=direct(PHYSICIAN))
