from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import checkins, mornings
from bot.care.checkins import CheckIn
from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.people import Membership, Role
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward


def kept(ward: Ward) -> list[CheckIn]:
    return [one.what for one in ward.desk.records.find(CheckIn, ward.code, states=frozenset({checkins.Stand.LAST}))]


def ring(ward: Ward, kind: str) -> list[Said]:
    moment = min((due for due in ward.desk.state.dues.values() if due.kind == kind), key=lambda one: one.at)
    return ward.talk.ring(moment)


def reminded(heard: list[Said]) -> list[str]:
    return [one.place for one in heard if one.message.template == "morning/reminder"]


def weekly() -> Ward:
    """Monday, 7 December, 9 o'clock in Berlin; a huddle every Tuesday."""
    ward = Ward()
    ward.say(PHYSICIAN, "!huddle every tue 08:30")
    mornings.expect(ward.desk)
    return ward


def test_a_check_in_stands_on_the_agenda_for_those_who_may_read_it() -> None:
    ward = weekly()
    said = ward.privately(PHYSICIAN, f"!checkin {ward.code} done the letter next the visit")
    assert "is kept: medical. It is on the agenda for Tue 8 Dec 2026, 08:30 Berlin" in said
    agenda = ward.say(SEX_THERAPIST, "!agenda here")
    assert f"check-in by the physician ({PHYSICIAN}), answered today: done: the letter; next: the visit" in agenda
    ward.desk.grant(ward.code, Category.MEDICAL, given=False)
    assert "the letter" not in ward.say(SEX_THERAPIST, "!agenda here")


def test_where_somebody_is_stuck_it_is_a_topic() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} done the letter stuck no answer")
    agenda = ward.say(SEX_THERAPIST, "!agenda here")
    assert "1 topic" in agenda
    assert "stuck, answered today: done: the letter; stuck: no answer" in agenda


@pytest.mark.parametrize("words", ["no", "None.", "nothing", "not stuck", "nichts"])
def test_whoever_says_that_they_are_not_stuck_is_not(words: str) -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} done the letter stuck {words}")
    agenda = ward.say(SEX_THERAPIST, "!agenda here")
    assert "1 new" in agenda
    assert f"), answered today: done: the letter; stuck: {words}" in agenda


def test_a_second_one_takes_the_place_of_the_first_until_the_huddle_has_begun() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} done one thing")
    assert "It takes the place of" in ward.privately(PHYSICIAN, f"!checkin {ward.code} done another")
    assert [one.done for one in kept(ward)] == ["another"]
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(SEX_THERAPIST, "!huddle end")
    assert "takes the place" not in ward.privately(PHYSICIAN, f"!checkin {ward.code} done a third")


def test_one_that_was_on_an_agenda_is_not_on_the_next() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} done the letter")
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(SEX_THERAPIST, "!huddle end")
    ward.desk.later(timedelta(minutes=1))
    assert "the letter" not in ward.say(SEX_THERAPIST, "!huddle start")


def test_who_has_no_default_category_is_asked_and_the_answer_completes_it() -> None:
    ward = weekly()
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    ward.privately(COORDINATOR, f"!checkin {ward.code} next the rooms")
    assert kept(ward) == []
    assert "is kept: summary" in ward.privately(COORDINATOR, "summary")
    assert [one.ahead for one in kept(ward)] == ["the rooms"]


def test_one_that_not_everyone_may_read_is_taken_out_of_the_room() -> None:
    ward = weekly()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    heard = ward.hear(PHYSICIAN, "!checkin done a canary")
    assert [place for place, _ in ward.desk.redacted] == [ward.room]
    assert [one.message.template for one in heard if one.place == direct(PHYSICIAN)] == ["checkin/kept"]
    assert "canary" not in "".join(ward.read(one).text for one in heard)


def test_words_that_are_no_check_in_are_refused_with_an_example() -> None:
    ward = weekly()
    assert "done, next or stuck" in ward.privately(PHYSICIAN, f"!checkin {ward.code} all is well")


def test_who_cannot_come_is_named_on_the_agenda_and_in_the_minutes() -> None:
    ward = weekly()
    said = ward.privately(PHYSICIAN, f"!checkin {ward.code} away")
    assert "Agenda and minutes say that you do not come to the huddle of Tue 8 Dec 2026, 08:30 Berlin" in said
    assert ": medical" not in said
    said = ward.privately(MENTAL_HEALTH, f"!checkin {ward.code} can't come because of a canary, next: the visit")
    assert said.count("Tue 8 Dec 2026, 08:30 Berlin") == 1
    assert "Agenda and minutes say that you do not come; to take that back: " in said
    agenda = ward.say(SEX_THERAPIST, "!huddle start")
    named = next(line for line in agenda.split("\n") if line.startswith("Cannot come: "))
    assert PHYSICIAN in named
    assert MENTAL_HEALTH in named
    assert "cannot come: because of a canary; next: the visit" in agenda
    assert agenda.count("check-in by") == 1
    assert agenda.count("cannot come") == 1
    ward.say(SEX_THERAPIST, f"!present {SEX_THERAPIST}")
    minutes = ward.say(SEX_THERAPIST, "!huddle end")
    named = next(line for line in minutes.split("\n") if line.startswith("Apologies: "))
    assert PHYSICIAN in named
    assert MENTAL_HEALTH in named


def test_whoever_is_there_all_the_same_is_not_named_as_missing() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} away")
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(SEX_THERAPIST, f"!present {PHYSICIAN}")
    assert "Apologies" not in ward.say(SEX_THERAPIST, "!huddle end")


def test_an_apology_is_for_one_huddle() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} away")
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.privately(MENTAL_HEALTH, f"!checkin {ward.code} away")
    assert MENTAL_HEALTH in ward.say(SEX_THERAPIST, "!huddle end")
    ward.desk.later(timedelta(minutes=1))
    assert "Cannot come" not in ward.say(SEX_THERAPIST, "!huddle start")


def test_an_apology_stands_beside_a_later_check_in_until_it_is_taken_back() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} away")
    assert "you do not come" in ward.privately(PHYSICIAN, f"!checkin {ward.code} done the letter")
    assert "The rest of check-in" in ward.privately(PHYSICIAN, f"!checkin {ward.code} coming after all")
    agenda = ward.say(SEX_THERAPIST, "!agenda here")
    assert "Cannot come" not in agenda
    assert "done: the letter" in agenda
    assert "nothing is to be taken back" in ward.privately(PHYSICIAN, f"!checkin {ward.code} coming")


def test_an_apology_without_another_word_leaves_nothing_when_it_is_taken_back() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} away")
    ward.privately(PHYSICIAN, f"!checkin {ward.code} coming")
    assert kept(ward) == []
    ward.privately(PHYSICIAN, f"!checkin {ward.code} away")
    ward.privately(PHYSICIAN, "!undo")
    assert "Cannot come" not in ward.say(SEX_THERAPIST, "!agenda here")


def test_an_apology_alone_needs_no_category() -> None:
    ward = weekly()
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    assert "Agenda and minutes say" in ward.privately(COORDINATOR, f"!checkin {ward.code} not coming")
    ward.privately(COORDINATOR, f"!checkin {ward.code} away a canary")
    assert [one.why for one in kept(ward)] == [""]
    assert "Agenda and minutes say" in ward.privately(COORDINATOR, "summary")
    assert [(one.absent, one.why) for one in kept(ward)] == [(True, "a canary")]


def test_who_is_away_on_the_day_of_a_huddle_is_named_without_a_check_in() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, "!away 8-9 Dec")
    assert f"Cannot come: the physician ({PHYSICIAN})." in ward.say(SEX_THERAPIST, "!agenda here")
    ward.say(SEX_THERAPIST, "!huddle start")
    assert "Apologies" not in ward.say(SEX_THERAPIST, "!huddle end")


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


def test_a_task_that_is_done_is_not_taken_for_a_check_in() -> None:
    ward = weekly()
    ward.say(PHYSICIAN, "!huddle every wed 08:30")
    ward.say(SEX_THERAPIST, f"!action A topic {SEX_THERAPIST} due 2026-12-08")
    (action,) = (one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    own = next(one for one in ring(ward, mornings.ROUND) if one.place == direct(SEX_THERAPIST))
    ward.privately(SEX_THERAPIST, f"!on {ward.code}")
    assert "is done" in ward.say(SEX_THERAPIST, f"done {action}", here=direct(SEX_THERAPIST), reply_to=own)
    assert kept(ward) == []
