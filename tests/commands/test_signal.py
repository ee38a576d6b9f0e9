from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care.alerts import Severity, Standing
from bot.care.consent import Category
from bot.care.facts import case_room, control, direct
from bot.care.signals import raise_signal
from tests.unit.alarm import DEPUTY, GUEST, ON_CALL, Alarm
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, STRANGER

EMERGENCY = "This is no emergency service: In danger, call 112."


def test_an_urgent_signal_rings_the_lead_with_its_words_and_the_room_reads_who_has_answered() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, f"!away deputy {DEPUTY}")
    read = alarm.heard(PHYSICIAN, "!signal urgent Says she has canary at home.")
    assert read[direct(SEX_THERAPIST)] == (
        f"{SEX_THERAPIST}, urgent: {alarm.code}, signal {alarm.ref}, 09:00, from the physician ({PHYSICIAN}): "
        "'Says she has canary at home.'\n"
        f"Reply in your own words with what you will do. At 09:10 it goes to your deputy ({DEPUTY}).\n{EMERGENCY}"
    )
    assert read[alarm.room].startswith(f"Urgent signal {alarm.ref}, answered by: nobody yet.")
    assert "canary" not in read[alarm.room]
    assert set(read) == {direct(SEX_THERAPIST), alarm.room}
    assert alarm.desk.redacted == []
    (ring,) = [one.message for one in alarm.desk.said if one.place == direct(SEX_THERAPIST) and one.message.mentions]
    assert ring.mentions == (SEX_THERAPIST,)


@pytest.mark.parametrize("typed", ["! signal urgent canary", "! Signal urgent canary", "!\u00a0signal urgent canary"])
def test_a_space_that_a_keyboard_put_behind_the_mark_does_not_keep_it_unheard(typed: str) -> None:
    alarm = Alarm()
    assert "'canary'" in alarm.heard(PHYSICIAN, typed)[direct(SEX_THERAPIST)]
    assert alarm.heard(SEX_THERAPIST, f"! ack {alarm.ref} I am calling her now")[alarm.room]
    assert alarm.heard(PHYSICIAN, "! note to all: canary") == {}
    assert alarm.heard(PHYSICIAN, "! what a day") == {}


def test_every_answer_says_that_this_is_no_emergency_service_and_shows_the_clinic_s_own_text() -> None:
    alarm = Alarm()
    said = [*alarm.hear(PHYSICIAN, "!signal urgent canary"), *alarm.hear(PHYSICIAN, "!signal"), *alarm.hear(PHYSICIAN, "!signals")]
    said += alarm.hear(SEX_THERAPIST, f"!ack {alarm.ref} ok")
    said += alarm.hear(SEX_THERAPIST, f"!ack {alarm.ref} I am calling her now")
    said += alarm.hear(PHYSICIAN, f"!signal close {alarm.ref} Seen at home")
    said += alarm.hear(PHYSICIAN, f"!ack {alarm.ref} Adding one word")
    said += alarm.hear(SEX_THERAPIST, f"!yes {alarm.ref}")
    said += alarm.hear(SEX_THERAPIST, f"!signal close {alarm.ref} Once more")
    texts = [alarm.read(one).text for one in said if one.message.template != "read/sent"]
    assert len(texts) > 12
    assert [text for text in texts if EMERGENCY not in text] == []


def test_unanswered_it_goes_to_the_deputy_to_who_is_on_call_and_to_the_coordinators_at_its_times() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, f"!away deputy {DEPUTY}")
    alarm.urgent()
    assert alarm.after(minutes=9) == {}
    deputy = alarm.after(minutes=1)
    assert list(deputy) == [direct(DEPUTY)]
    assert "'canary'" in deputy[direct(DEPUTY)]
    assert f"as deputy of the sex therapist ({SEX_THERAPIST})" in deputy[direct(DEPUTY)]
    assert "because you are on call" in alarm.after(minutes=10)[direct(ON_CALL)]
    assert "as coordinator" in alarm.after(minutes=10)[direct(COORDINATOR)]
    ended = alarm.after(minutes=10)
    assert set(ended) == {alarm.room, control(), direct(PHYSICIAN)}
    assert all("nobody is left to ring" in text and "canary" not in text for text in ended.values())
    assert alarm.after(days=2) == {}


def test_a_reply_in_own_words_stops_the_ladder_and_everybody_is_told_who_answered() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    read = alarm.heard(SEX_THERAPIST, "I am calling her now", here=direct(SEX_THERAPIST), reply_to=alarm.rung(SEX_THERAPIST))
    assert alarm.state(ref) == Standing.TAKEN
    assert read[alarm.room].startswith(f"Urgent signal {ref}, answered by: the sex therapist ({SEX_THERAPIST}).")
    assert "answered by: the sex therapist" in read[direct(PHYSICIAN)]
    assert "calling her" not in read[alarm.room]
    assert "At 09:30 you are asked what happened" in read[direct(SEX_THERAPIST)]
    assert alarm.after(minutes=29) == {}


def test_the_next_words_in_the_direct_room_answer_it_without_a_reply() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.heard(SEX_THERAPIST, "I am calling her now", here=direct(SEX_THERAPIST))
    assert alarm.state(ref) == Standing.TAKEN
    assert alarm.hear(SEX_THERAPIST, "and then I go home", here=direct(SEX_THERAPIST)) == []


def test_what_somebody_was_asked_before_it_rang_is_not_taken_for_an_answer() -> None:
    alarm = Alarm()
    alarm.say(SEX_THERAPIST, f"!note {alarm.code} soap", here=direct(SEX_THERAPIST))
    ref = alarm.urgent()
    alarm.say(SEX_THERAPIST, "what the patient said", here=direct(SEX_THERAPIST))
    assert alarm.state(ref) == Standing.OPEN


@pytest.mark.parametrize("bare", ["ok", "OK, thanks.", "seen", "will do", "👍", "Says she has canary"])
def test_words_that_are_not_somebody_s_own_are_asked_for_again_and_it_goes_on_climbing(bare: str) -> None:
    alarm = Alarm()
    ref = alarm.urgent(text="Says she has canary")
    read = alarm.heard(SEX_THERAPIST, bare, here=direct(SEX_THERAPIST), reply_to=alarm.rung(SEX_THERAPIST))
    assert "in your own words" in read[direct(SEX_THERAPIST)]
    assert alarm.state(ref) == Standing.OPEN
    assert direct(ON_CALL) in alarm.after(minutes=10)


@pytest.mark.parametrize("typed", ["!ack {ref} I am on my way", "!ack {code} {ref} I am on my way", "!ack I am on my way"])
def test_it_is_taken_over_by_its_code_with_the_case_or_without_and_without_any_where_it_is_the_only_one(typed: str) -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.say(MENTAL_HEALTH, typed.format(ref=ref, code=alarm.code), here=direct(MENTAL_HEALTH))
    assert alarm.state(ref) == Standing.TAKEN
    assert alarm.desk.state.records[ref].what.taken_by == MENTAL_HEALTH


def test_with_several_open_ones_an_answer_without_a_code_is_asked_which() -> None:
    alarm = Alarm()
    refs = [alarm.urgent(), alarm.urgent()]
    read = alarm.say(SEX_THERAPIST, "!ack I am on my way", here=direct(SEX_THERAPIST))
    assert all(ref in read for ref in refs)


@pytest.mark.parametrize("person", [SEX_THERAPIST, PHYSICIAN, GUEST])
def test_anyone_on_the_roster_raises_one_without_consent_in_a_locked_room_and_on_a_closed_case(person: str) -> None:
    alarm = Alarm(consent=False)
    alarm.desk.join(alarm.room, person)
    alarm.desk.state.places[alarm.room] = replace(alarm.desk.state.places[alarm.room], locked=True)
    alarm.desk.state.cases[alarm.code] = replace(alarm.desk.state.cases[alarm.code], closed=alarm.desk.now)
    read = alarm.heard(person, "!signal urgent canary")
    assert read[alarm.room] == "Sent to you directly."
    assert "answered by: nobody yet" in read[direct(person)]
    assert len([one for one in alarm.desk.facts if one.action == "signal raised"]) == 1


def test_a_case_that_is_closed_meanwhile_does_not_stop_the_ladder() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.coordinate(f"!case {alarm.code} close #medical Done.")
    alarm.coordinate(f"!yes {alarm.code}")
    case = alarm.desk.cases.get(alarm.code)
    assert case is not None
    assert case.closed
    assert direct(ON_CALL) in alarm.after(minutes=10)
    assert alarm.state(ref) == Standing.OPEN


def test_without_a_word_for_how_soon_it_is_kept_as_urgent_and_the_answer_says_so() -> None:
    alarm = Alarm()
    read = alarm.heard(PHYSICIAN, "!signal Says she has canary")
    assert "taken as urgent" in read[alarm.room]
    assert "'Says she has canary'" in read[direct(SEX_THERAPIST)]
    lowered = alarm.heard(PHYSICIAN, "watch", reply_to=alarm.desk.last)
    assert "taken as watch now" in lowered[alarm.room]
    assert "as watch" in lowered[direct(SEX_THERAPIST)]
    assert alarm.after(days=3) == {}


def test_without_words_it_is_kept_and_rung_first_and_then_asked_for() -> None:
    alarm = Alarm()
    read = alarm.heard(PHYSICIAN, "!signal urgent")
    assert "no words yet" in read[direct(SEX_THERAPIST)]
    assert "What is it? Reply with a sentence" in read[alarm.room]
    more = alarm.heard(PHYSICIAN, "canary", reply_to=alarm.desk.last)
    assert "'canary'" in more[direct(SEX_THERAPIST)]
    assert alarm.state(alarm.ref) == Standing.OPEN
    assert "'canary'" in alarm.after(minutes=10)[direct(ON_CALL)]


def test_the_person_named_is_rung_in_place_of_the_lead_if_they_are_on_the_team() -> None:
    alarm = Alarm()
    read = alarm.heard(PHYSICIAN, f"!signal urgent {MENTAL_HEALTH} canary")
    assert direct(MENTAL_HEALTH) in read
    assert direct(SEX_THERAPIST) not in read
    strange = alarm.heard(PHYSICIAN, f"!signal urgent {STRANGER} canary")
    assert direct(STRANGER) not in strange
    assert "is not on this team" in strange[alarm.room]
    assert direct(SEX_THERAPIST) in strange


def test_typed_in_another_case_s_room_it_counts_for_the_case_it_names_and_is_taken_out_of_that_room() -> None:
    alarm = Alarm()
    other = alarm.desk.case({PHYSICIAN: alarm.desk.rosters.of(alarm.code)[1].roles}, lead=PHYSICIAN)
    alarm.talk.hear(PHYSICIAN, case_room(other), f"!signal {alarm.code} urgent canary")
    assert [one.case for one in alarm.desk.facts if one.action == "signal raised"] == [alarm.code]
    assert [place for place, _ in alarm.desk.redacted] == [case_room(other)]
    assert all(alarm.code not in alarm.read(one).text for one in alarm.desk.said if one.place == case_room(other))


def test_a_formatted_text_that_says_something_else_does_not_stop_it() -> None:
    alarm = Alarm()
    alarm.talk.hear(PHYSICIAN, alarm.room, "!signal urgent canary", html_differs=True)
    assert alarm.state(alarm.ref) == Standing.OPEN


def test_in_the_direct_room_of_somebody_with_one_case_it_needs_no_code() -> None:
    alarm = Alarm()
    read = alarm.heard(PHYSICIAN, "!signal urgent canary", here=direct(PHYSICIAN))
    assert read[alarm.room].startswith(f"Urgent signal {alarm.ref}, answered by: nobody yet.")
    assert direct(SEX_THERAPIST) in read


def test_nothing_takes_a_signal_back() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    alarm.say(PHYSICIAN, "!undo")
    assert alarm.state(ref) == Standing.OPEN


def test_open_signals_head_the_agenda_in_neutral_words_for_everyone() -> None:
    alarm = Alarm()
    alarm.desk.grant(alarm.code, Category.SAFETY, to=MENTAL_HEALTH, given=False)
    ref = alarm.urgent()
    alarm.say(PHYSICIAN, "!huddle add a topic")
    agenda = alarm.say(PHYSICIAN, "!agenda here")
    assert "1 open signal" in agenda
    assert f"{ref}, urgent signal by the physician ({PHYSICIAN}), raised today: answered by nobody yet" in agenda
    assert "canary" not in agenda
    assert agenda.index(ref) < agenda.index("Topics")


def test_what_waits_for_somebody_names_the_signal_and_the_closing() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    assert "signal without an answer" in alarm.say(SEX_THERAPIST, "!mine", here=direct(SEX_THERAPIST))
    alarm.say(SEX_THERAPIST, f"!signal close {ref} canary")
    assert "closing a signal" in alarm.say(PHYSICIAN, "!mine", here=direct(PHYSICIAN))


def test_a_rule_raises_one_with_the_ref_it_comes_from_and_the_team_is_told() -> None:
    alarm = Alarm()
    alarm.desk.later()
    raise_signal(alarm.desk, alarm.code, PHYSICIAN, Severity.CONCERN, "canary", source="8R2Q")
    read = alarm.reading(alarm.desk.said)
    assert read[alarm.room].startswith(f"Concern signal {alarm.ref}, answered by: nobody yet.")
    assert "'canary'" in read[direct(SEX_THERAPIST)]
    assert alarm.desk.state.records[alarm.ref].what.source == "8R2Q"


def test_the_screen_of_a_case_names_its_open_signals_in_neutral_words() -> None:
    alarm = Alarm()
    ref = alarm.urgent()
    read = alarm.say(PHYSICIAN, "!case", here=direct(PHYSICIAN))
    assert f"Urgent signal {ref}, Mon 7 Dec 2026, 09:00 Berlin: answered by nobody yet" in alarm.say(PHYSICIAN, "!case here") + read
    assert "canary" not in read


def test_a_note_that_names_a_risk_offers_a_signal() -> None:
    alarm = Alarm()
    read = alarm.say(PHYSICIAN, f"!note {alarm.code} She was here.\nRisk: canary", here=direct(PHYSICIAN))
    assert f"`!signal {alarm.code} urgent …`" in read


def test_a_mistyped_case_code_does_not_stop_it() -> None:
    alarm = Alarm()
    alarm.say(PHYSICIAN, "!signal C-7K3FZ urgent canary")
    kept = alarm.desk.state.records[alarm.ref]
    assert (kept.case, kept.what.text, kept.what.severity) == (alarm.code, "C-7K3FZ urgent canary", Severity.URGENT)
