from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import checkins, mornings
from bot.care.checkins import CheckIn
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Membership, Role
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward


def kept(ward: Ward) -> list[CheckIn]:
    return [one.what for one in ward.desk.records.find(CheckIn, ward.code, states=frozenset({checkins.Stand.LAST}))]


def ring(ward: Ward, kind: str) -> list[Said]:
    moment = min((due for due in ward.desk.state.dues.values() if due.kind == kind), key=lambda one: one.at)
    return ward.talk.ring(moment)


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


def test_a_task_that_is_done_is_not_taken_for_a_check_in() -> None:
    ward = weekly()
    ward.say(PHYSICIAN, "!huddle every wed 08:30")
    ward.say(SEX_THERAPIST, f"!action A topic {SEX_THERAPIST} due 2026-12-08")
    (action,) = (one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    own = next(one for one in ring(ward, mornings.ROUND) if one.place == direct(SEX_THERAPIST))
    ward.privately(SEX_THERAPIST, f"!on {ward.code}")
    assert "is done" in ward.say(SEX_THERAPIST, f"done {action}", here=direct(SEX_THERAPIST), reply_to=own)
    assert kept(ward) == []


def huddle(ward: Ward) -> str:
    """One that begins a minute later, is not used, and ends; what was said."""
    ward.desk.later(timedelta(minutes=1))
    return f"{ward.say(SEX_THERAPIST, '!huddle start')}\n{ward.say(SEX_THERAPIST, '!huddle end')}"


def test_where_somebody_is_stuck_is_carried_over_until_it_is_closed_or_they_check_in_anew() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} done the letter stuck no answer")
    (ref,) = (one.ref for one in ward.desk.records.find(CheckIn, ward.code))
    said = huddle(ward)
    assert f"Carried over\n- {ref}, check-in by the physician ({PHYSICIAN}), Mon 7 Dec 2026: stuck: no answer\n" in said
    for day, often in (("Mon", "once"), ("Mon", "2 times")):
        ward.desk.later(timedelta(days=1))
        ward.privately(PHYSICIAN, f"!checkin {ward.code} away")
        said = huddle(ward)
        line = f"- {ref}, check-in by the physician ({PHYSICIAN}), stuck since {day}, carried over {often}: no answer\n"
        assert said.count(line) == 1, "an apology says nothing of it"
        assert "the letter" not in said
    ward.privately(PHYSICIAN, f"!checkin {ward.code} done the answer is here")
    assert "no answer" not in huddle(ward)
    ward.privately(PHYSICIAN, f"!checkin {ward.code} stuck again no answer")
    assert "again no answer" in huddle(ward)
    (ref,) = (one.ref for one in ward.desk.records.find(CheckIn, ward.code) if "again" in one.what.stuck)
    ward.desk.later(timedelta(minutes=1))
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(SEX_THERAPIST, f"!defer {ref}")
    assert ward.say(SEX_THERAPIST, "!huddle end").count(ref) == 1, "it is carried over once"
    assert "put off today, carried over: stuck: again no answer" in huddle(ward)
    ward.say(SEX_THERAPIST, f"!done {ref}")
    assert "no answer" not in huddle(ward)


def test_where_somebody_is_stuck_is_carried_over_for_those_who_may_read_it() -> None:
    ward = weekly()
    ward.privately(PHYSICIAN, f"!checkin {ward.code} stuck no answer")
    huddle(ward)
    ward.desk.grant(ward.code, Category.MEDICAL, given=False)
    assert "no answer" not in huddle(ward)
