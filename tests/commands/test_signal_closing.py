"""A signal is followed until two clinicians have said what came of it."""

from __future__ import annotations

import pytest

from bot.care.alerts import Standing, by_ref
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import direct
from bot.care.signals import second
from tests.unit.alarm import GUEST, ON_CALL, Alarm
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST


def test_after_thirty_minutes_it_is_asked_what_happened_and_the_answer_ends_the_ringing() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.say(SEX_THERAPIST, f"!ack {ref} I am calling her now", here=direct(SEX_THERAPIST))
    asked = alarm.after(minutes=30)
    assert "what happened?" in asked[direct(SEX_THERAPIST)]
    assert alarm.desk.last.message.mentions == (SEX_THERAPIST,)
    told = alarm.heard(SEX_THERAPIST, "She is with her sister", here=direct(SEX_THERAPIST), reply_to=alarm.desk.last)
    assert "Kept with signal" in told[direct(SEX_THERAPIST)]
    assert alarm.after(days=1) == {}
    assert [one.text for one in alarm.desk.state.records[ref].what.answers] == ["I am calling her now", "She is with her sister"]


def test_the_next_words_in_the_direct_room_say_what_happened() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.say(SEX_THERAPIST, f"!ack {ref} I am calling her now", here=direct(SEX_THERAPIST))
    alarm.after(minutes=30)
    told = alarm.heard(SEX_THERAPIST, "She is with her sister", here=direct(SEX_THERAPIST))
    assert "Kept with signal" in told[direct(SEX_THERAPIST)]
    assert alarm.heard(SEX_THERAPIST, "Thank you", here=direct(SEX_THERAPIST)) == {}
    assert alarm.after(days=1) == {}


def test_without_an_answer_to_what_happened_it_climbs_again() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.say(SEX_THERAPIST, f"!ack {ref} I am calling her now", here=direct(SEX_THERAPIST))
    alarm.after(minutes=30)
    again = alarm.after(minutes=10)
    assert "answered by: nobody yet" in again[alarm.room]
    assert "nobody has said since what happened" in again[direct(ON_CALL)]
    assert alarm.state(ref) == Standing.OPEN
    everyone = alarm.after(minutes=10)
    assert direct(COORDINATOR) in everyone


def test_once_the_whole_ladder_was_rung_it_climbs_again_all_at_once() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.after(minutes=20)
    alarm.say(COORDINATOR, f"!ack {ref} I am calling her now", here=direct(COORDINATOR))
    alarm.after(minutes=30)
    again = alarm.after(minutes=10)
    assert {direct(SEX_THERAPIST), direct(ON_CALL), direct(COORDINATOR)} <= set(again)


def test_it_is_closed_by_two_clinicians_and_until_then_it_awaits_the_second() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    read = alarm.heard(SEX_THERAPIST, f"!signal close {ref} canary")
    assert read[alarm.room].startswith(f"Urgent signal {ref}: handled by the sex therapist ({SEX_THERAPIST}), awaiting second.")
    assert "canary" in read[direct(PHYSICIAN)]
    assert alarm.after(hours=3) == {}
    alarm.say(SEX_THERAPIST, f"!signal close {ref} canary once more")
    assert alarm.state(ref) == Standing.HANDLED
    closed = alarm.say(MENTAL_HEALTH, f"!yes {ref}")
    assert f"handled by the sex therapist ({SEX_THERAPIST}), closed by the mental health clinician ({MENTAL_HEALTH})" in closed
    assert alarm.state(ref) == Standing.CLOSED
    assert not alarm.desk.dialogues.confirmations(PHYSICIAN)


def test_a_second_clinician_closes_it_by_a_reply_or_by_saying_what_came_of_it_themselves() -> None:
    for typed in ("yes", "!signal close {ref} I saw her too"):
        alarm = Alarm()
        ref = alarm.urgent()
        alarm.say(SEX_THERAPIST, f"!signal close {ref} canary")
        asked = next(one for one in reversed(alarm.desk.said) if one.place == direct(PHYSICIAN))
        here, reply = (direct(PHYSICIAN), asked) if typed == "yes" else (alarm.room, None)
        alarm.say(PHYSICIAN, typed.format(ref=ref), here=here, reply_to=reply)
        assert alarm.state(ref) == Standing.CLOSED


@pytest.mark.parametrize("person", [GUEST, COORDINATOR, SEX_THERAPIST])
def test_nobody_but_another_clinician_is_the_second(person: str) -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.say(SEX_THERAPIST, f"!signal close {ref} canary")
    alarm.say(person, f"!yes {ref}", here=direct(person))
    assert alarm.state(ref) == Standing.HANDLED


def test_what_came_of_it_is_taken_out_of_a_room_where_safety_is_not_shared_with_all() -> None:
    alarm = Alarm()
    alarm.desk.grant(alarm.code, Category.SAFETY, to=MENTAL_HEALTH, given=False)
    ref = alarm.urgent()
    read = alarm.heard(SEX_THERAPIST, f"!signal close {ref} canary")
    assert len(alarm.desk.redacted) == 1
    assert "canary" not in read[alarm.room] + read[direct(MENTAL_HEALTH)]
    assert "canary" in read[direct(PHYSICIAN)]


def test_done_on_an_agenda_leads_to_the_two_clinicians() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    assert f"!signal close {ref}" in alarm.say(SEX_THERAPIST, f"!done {ref}")
    assert alarm.state(ref) == Standing.OPEN


def test_the_first_of_the_two_clinicians_is_never_the_second() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.say(SEX_THERAPIST, f"!signal close {ref} canary")
    with pytest.raises(InvalidError):
        second(alarm.desk, by_ref(alarm.desk, ref), SEX_THERAPIST)
    alarm.say(PHYSICIAN, f"!yes {ref}")
    with pytest.raises(ConflictError):
        second(alarm.desk, by_ref(alarm.desk, ref), MENTAL_HEALTH)
