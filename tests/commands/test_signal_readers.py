"""Who reads the words of a signal, and who may answer it."""

from __future__ import annotations

from dataclasses import replace

from bot.care.alerts import Standing
from bot.care.facts import control, direct
from bot.care.people import Role
from tests.unit.alarm import DEPUTY, ON_CALL, Alarm
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, STRANGER


def test_somebody_on_call_who_is_on_no_roster_reads_its_words_whatever_the_consent_and_may_answer() -> None:
    alarm = Alarm(consent=False)
    ref = alarm.urgent()
    read = alarm.after(minutes=10)
    assert "'canary'" in read[direct(ON_CALL)]
    facts = [one for one in alarm.desk.facts if one.action == "signal told"]
    assert {(one.actor, one.case, one.ref, one.outcome) for one in facts} == {
        (SEX_THERAPIST, alarm.code, ref, "exception"),
        (ON_CALL, alarm.code, ref, "exception"),
    }
    alarm.say(ON_CALL, "I am calling her now", here=direct(ON_CALL), reply_to=alarm.rung(ON_CALL))
    assert alarm.state(ref) == Standing.TAKEN
    assert alarm.desk.facts[-1].actor == ON_CALL


def test_whoever_is_covered_for_safety_is_no_exception_in_the_audit() -> None:
    alarm = Alarm()
    alarm.urgent()
    assert [one.outcome for one in alarm.desk.facts if one.action == "signal told"] == ["covered"]


def test_nobody_but_those_who_were_rung_ever_reads_its_words() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.say(SEX_THERAPIST, f"!ack {ref} I call about the rainbow", here=direct(SEX_THERAPIST))
    alarm.after(hours=2)
    for said in alarm.desk.said:
        text = alarm.read(said).text
        if said.place not in {direct(SEX_THERAPIST), direct(ON_CALL), direct(COORDINATOR)}:
            assert "canary" not in text
            assert "rainbow" not in text


def test_the_list_shows_its_words_to_whoever_was_rung_or_raised_it_and_to_nobody_else() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    for person, shown in ((SEX_THERAPIST, True), (PHYSICIAN, True), (MENTAL_HEALTH, False)):
        for typed in ("!signals", "!signals here", "!signal"):
            read = alarm.heard(person, typed)
            assert ("canary" in read.get(direct(person), "")) is (shown and typed != "!signals here")
            assert all("canary" not in text for place, text in read.items() if place != direct(person))
            assert any(ref in text for text in read.values())


def test_a_stranger_to_a_signal_gets_the_one_sentence_that_has_no_reasons() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    for person in (STRANGER, DEPUTY):
        alarm.desk.room_of(person)
        alarm.desk.people.put(alarm.desk.people.get(person))
        there = alarm.say(person, f"!ack {ref} I am on my way", here=direct(person))
        nowhere = alarm.say(person, "!ack 9Z9Z I am on my way", here=direct(person))
        assert there == nowhere
    assert alarm.state(ref) == Standing.OPEN


def test_while_its_case_is_asked_for_it_is_not_forgotten() -> None:
    alarm = Alarm()
    other = alarm.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=PHYSICIAN)
    assert "case" in alarm.say(PHYSICIAN, "!signal urgent canary", here=direct(PHYSICIAN)).lower()
    late = alarm.after(minutes=2)
    assert "has not said for which case" in late[control()]
    assert "canary" not in late[control()]
    assert "not raised yet" in late[direct(PHYSICIAN)]
    read = alarm.heard(PHYSICIAN, alarm.code, here=direct(PHYSICIAN))
    assert "'canary'" in read[direct(SEX_THERAPIST)]
    assert [one.case for one in alarm.desk.facts if one.action == "signal raised"] == [alarm.code]
    assert other != alarm.code


def test_once_its_case_is_said_nobody_else_hears_that_it_was_asked_for() -> None:
    alarm = Alarm()
    alarm.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=PHYSICIAN)
    alarm.say(PHYSICIAN, "!signal urgent canary", here=direct(PHYSICIAN))
    alarm.say(PHYSICIAN, alarm.code, here=direct(PHYSICIAN))
    assert control() not in alarm.after(minutes=9)


def test_a_deputy_who_is_on_no_roster_sees_what_they_took_over_among_what_waits() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.after(minutes=10)
    alarm.say(ON_CALL, f"!ack {ref} I am calling her now", here=direct(ON_CALL))
    assert f"{ref}" in alarm.say(ON_CALL, "!mine", here=direct(ON_CALL))


def test_whoever_has_left_the_team_hears_no_more_of_it_and_can_no_longer_answer() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    lead = alarm.desk.rosters.member(alarm.code, SEX_THERAPIST)
    assert lead is not None
    assert alarm.rung(SEX_THERAPIST).message.exception == ()
    alarm.desk.rosters.put(replace(lead, until=alarm.desk.now))
    denied = alarm.say(SEX_THERAPIST, f"!ack {ref} I am calling her now", here=direct(SEX_THERAPIST))
    assert denied == alarm.say(SEX_THERAPIST, "!ack 9Z9Z I am calling her now", here=direct(SEX_THERAPIST))
    read = alarm.heard(PHYSICIAN, f"!ack {ref} I am going there")
    assert direct(SEX_THERAPIST) not in read
    assert alarm.state(ref) == Standing.TAKEN


def test_words_that_begin_like_the_verb_are_a_signal_all_the_same() -> None:
    alarm = Alarm()
    alarm.say(PHYSICIAN, "!signal close to tears all day")
    assert alarm.desk.state.records[alarm.ref].what.text == "close to tears all day"
    ref = alarm.ref
    assert "refused" in alarm.hear(PHYSICIAN, "!signal close 5M8 Seen at home")[0].message.template
    assert alarm.hear(PHYSICIAN, "!signal close")[0].message.template == "ask/missing"
    assert alarm.ref == ref
