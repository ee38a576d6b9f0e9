from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import mornings
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import control, direct
from bot.care.huddles import Huddle
from bot.care.people import Role
from bot.care.progress import Progress
from tests.commands.test_actions import busy, ref_of
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

SINCE = "in progress since Mon 7 Dec 2026"


def test_what_is_begun_is_in_progress_in_lists_on_the_agenda_and_for_its_owner() -> None:
    ward = busy()
    action = ref_of(ward, "action")
    text = ward.say(PHYSICIAN, f"!action start {action} Called twice")
    assert f"Action {action} is in progress, since Mon 7 Dec 2026. Your words are kept: summary." in text
    listed = ward.privately(MENTAL_HEALTH, f"!actions {ward.code}")
    assert f"- {action}, action, due tomorrow, {SINCE}: A canary\nSo far: Called twice" in listed
    agenda = ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    assert f"due tomorrow, {SINCE}: A canary\nSo far: Called twice" in agenda
    assert f"{action}: action, {SINCE}" in ward.privately(PHYSICIAN, "!mine")


@pytest.mark.parametrize("kind", ["action", "decision", "step"])
def test_a_ref_and_started_as_a_reply_begin_an_action_a_decision_and_a_step(kind: str) -> None:
    ward = busy()
    (said,) = ward.hear(SEX_THERAPIST, "!actions here")
    ref = ref_of(ward, kind)
    assert f"{ref} is in progress, since" in ward.say(SEX_THERAPIST, f"{ref} started", reply_to=said)
    assert f"{ref}, {kind}," in (listed := ward.privately(PHYSICIAN, f"!actions {ward.code}"))
    assert listed.count(SINCE) == 1


def test_a_reply_to_the_morning_reminder_begins_it_and_it_is_asked_after_in_kinder_words() -> None:
    ward = busy()
    action = ref_of(ward, "action")
    said = _reminded(ward, 8)
    assert f"{action}, due today\n" in ward.read(said).text
    assert f"when it is begun: `!started {ward.code} {action}`" in ward.read(said).text
    ward.hear(PHYSICIAN, f"{action} started", here=direct(PHYSICIAN), reply_to=said)
    assert f"action {action}, in progress since Tue 8 Dec 2026, 2 days past its day" in ward.read(_reminded(ward, 10)).text


def test_it_is_taken_back_and_what_is_begun_itself_is_not_touched() -> None:
    ward = busy()
    action = ward.desk.records.locate(ward.code, ref_of(ward, "action"))
    assert action is not None
    ward.say(PHYSICIAN, f"!started {action.ref}")
    assert ward.desk.records.locate(ward.code, action.ref) == action
    ward.say(PHYSICIAN, "!undo")
    assert SINCE not in ward.privately(PHYSICIAN, f"!actions {ward.code}")


def test_the_last_words_count_and_it_is_in_progress_since_the_first() -> None:
    ward = busy()
    action = ref_of(ward, "action")
    ward.say(PHYSICIAN, f"!started {action} Called twice")
    ward.desk.later(timedelta(days=1))
    assert "is in progress already, since Mon 7 Dec 2026" in ward.say(PHYSICIAN, f"!started {action}")
    ward.say(PHYSICIAN, f"!started {action} They have called back")
    text = ward.privately(PHYSICIAN, f"!actions {ward.code}")
    assert SINCE in text
    assert "So far: They have called back" in text
    assert "Called twice" not in text


def test_how_far_it_is_reads_only_who_may_read_what_is_begun_and_is_taken_out_of_a_room_for_others() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    ward.hear(PHYSICIAN, f"!action A canary {PHYSICIAN} due 2026-12-08")
    said = ward.hear(PHYSICIAN, f"!started {ref_of(ward, 'action')} Another canary")
    assert {one.place for one in said if one.message.template == "action/started"} == {direct(PHYSICIAN)}
    text = ward.privately(MENTAL_HEALTH, f"!actions {ward.code}") + ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    assert "canary" not in text.casefold()
    ward.hear(PHYSICIAN, f"!action #summary A canary {PHYSICIAN} due 2026-12-08")
    ward.hear(PHYSICIAN, f"!started {ref_of(ward, 'action')} #medical Another canary")
    text = ward.privately(MENTAL_HEALTH, f"!actions {ward.code}")
    assert SINCE in text
    assert "Another canary" not in text


def test_the_minutes_of_a_huddle_tell_what_was_begun_in_it_alone() -> None:
    ward = busy()
    ward.say(SEX_THERAPIST, f"!started {ref_of(ward, 'decision')} Before it")
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(PHYSICIAN, f"!started {ref_of(ward, 'action')} Called twice")
    text = ward.say(SEX_THERAPIST, "!huddle end")
    assert "In progress\n" in text
    assert f"{ref_of(ward, 'action')}, action, the physician ({PHYSICIAN}), since Mon 7 Dec 2026: A canary" in text
    assert "So far: Called twice" in text
    assert "Before it" not in text


def test_what_is_begun_and_done_in_the_same_huddle_is_not_in_progress_in_its_minutes() -> None:
    ward = busy()
    action = ref_of(ward, "action")
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(SEX_THERAPIST, f"!huddle topic {action}")
    ward.say(PHYSICIAN, f"!started {action}")
    (huddle,) = ward.desk.records.find(Huddle, ward.code)
    assert "since Mon 7 Dec 2026: A canary" in ward.say(SEX_THERAPIST, f"!minutes {huddle.ref} here")
    ward.say(PHYSICIAN, f"!done {action}")
    assert "In progress" not in ward.say(SEX_THERAPIST, "!huddle end")


def test_a_line_of_a_checklist_is_begun_like_any_action() -> None:
    ward = Ward()
    ward.coordinate("!checklist keep First month\nphysician in 2 weeks: Ask for a canary")
    ward.say(SEX_THERAPIST, "!checklist start First month")
    ward.say(PHYSICIAN, f"!started {ref_of(ward, 'action')} Called twice")
    assert f"{SINCE}: Ask for a canary (so far: Called twice)" in ward.privately(MENTAL_HEALTH, f"!checklist {ward.code}")


def test_its_owner_may_say_so_and_whoever_may_close_it_and_nobody_else() -> None:
    ward = Ward({**TEAM, PHYSIO: (Role.PHYSIO,), TRAINEE: (Role.TRAINEE,)})
    ward.say(SEX_THERAPIST, f"!action #summary A canary {PHYSICIAN} due 2026-12-08")
    theirs = ref_of(ward, "action")
    assert "cannot do that" in ward.say(TRAINEE, f"!started {theirs}") or ward.desk.records.find(Progress, ward.code) == []
    assert "is in progress" in ward.say(PHYSIO, f"!started {theirs}")
    ward.say(SEX_THERAPIST, f"!action #summary Another canary {TRAINEE} due 2026-12-08")
    assert "is in progress" in ward.say(TRAINEE, f"!started {ref_of(ward, 'action')}")


def test_what_is_done_or_cannot_be_in_progress_is_refused() -> None:
    ward = busy()
    action = ref_of(ward, "action")
    ward.say(PHYSICIAN, f"!done {action}")
    assert "is done already" in ward.say(PHYSICIAN, f"!started {action}")
    assert "That cannot be in progress" in ward.say(PHYSICIAN, f"!started {ref_of(ward, 'goal')}")
    assert ward.desk.records.find(Progress, ward.code) == []


def test_an_action_whose_words_begin_with_start_is_an_action() -> None:
    ward = Ward()
    text = ward.say(PHYSICIAN, f"!action #summary Start 2 canaries {PHYSICIAN} due 2026-12-08")
    assert "Action" in text
    text = ward.say(PHYSICIAN, f"!action Start 2 canaries {PHYSICIAN} due 2026-12-08")
    assert f"Action {ref_of(ward, 'action')} kept, medical" in text


def _reminded(ward: Ward, day: int) -> Said:
    at = ward.desk.now.replace(day=day, hour=8, minute=0)
    ward.desk.later(at - ward.desk.now)
    said = ward.talk.ring(Due(key=mornings.ROUND, kind=mornings.ROUND, at=at, place=control()))
    return next(one for one in said if one.place == direct(PHYSICIAN))
