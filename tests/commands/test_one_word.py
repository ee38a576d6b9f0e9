"""``done``, ``started`` and ``defer`` alone, in a reply to what the bot told of one thing; and commands by another name."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from bot.care import mornings
from bot.care.actions import Action, TaskState
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Role
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, STRANGER
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

KEPT = re.compile(r"\b(?:Action|Decision|Step) ([0-9A-Z]{4,8})\b")


@pytest.fixture
def ward() -> Ward:
    return Ward()


def kept(ward: Ward, text: str = f"!action Look at it {PHYSICIAN} due tomorrow", by: str = SEX_THERAPIST) -> tuple[Said, str]:
    """What was kept: the message that tells of it, and its ref."""
    said = ward.hear(by, text)[0]
    found = KEPT.search(ward.read(said).text)
    assert found
    return said, found[1]


@pytest.mark.parametrize(
    ("word", "answer", "fact"),
    [
        ("done", "is done", "done"),
        ("Done.", "is done", "done"),
        ("started", "in progress", "action start"),
        ("defer", "put off", "defer"),
    ],
)
def test_one_word_replied_to_what_was_kept_does_what_that_word_does_behind_the_ref(
    ward: Ward, word: str, answer: str, fact: str
) -> None:
    said, ref = kept(ward)
    heard = ward.say(PHYSICIAN, word, reply_to=said)
    assert ref in heard
    assert answer in heard
    last = ward.desk.state.facts[-1]
    assert (last.action, last.actor, last.case, last.ref) == (fact, PHYSICIAN, ward.code, ref)


def test_it_is_so_for_a_decision_and_a_step(ward: Ward) -> None:
    said, ref = kept(ward, f"!decide Go on because it helps by {PHYSICIAN}")
    assert f"{ref} is done" in ward.say(PHYSICIAN, "done", reply_to=said)
    ward.say(SEX_THERAPIST, '!goal add "to sleep through"')
    of = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "goal")
    said, ref = kept(ward, f"!step add {of} Breathe {PHYSICIAN} due 2026-12-14")
    assert ref in ward.say(PHYSICIAN, "started", reply_to=said)
    assert "is done" in ward.say(PHYSICIAN, "done", reply_to=said)


def test_who_may_not_do_it_with_the_ref_may_not_do_it_with_the_word_alone(ward: Ward) -> None:
    said, ref = kept(ward)
    with_ref = ward.say(STRANGER, f"{ref} done", reply_to=said)
    assert ward.say(STRANGER, "done", reply_to=said) == with_ref
    assert [one.outcome for one in ward.desk.state.facts[-2:]] == ["denied", "denied"]
    (action,) = ward.desk.records.find(Action, ward.code)
    assert action.state == TaskState.OPEN


def test_what_replies_to_nothing_of_the_bot_and_what_says_more_is_conversation(ward: Ward) -> None:
    said, _ = kept(ward)
    assert ward.hear(PHYSICIAN, "done") == []
    assert ward.talk.hear(PHYSICIAN, ward.room, "done", reply_to="$somebody") == []
    assert ward.hear(PHYSICIAN, "done with the first half", reply_to=said) == []
    assert ward.hear(PHYSICIAN, "well done", reply_to=said) == []


def test_whoever_it_is_given_to_says_it_in_their_own_room(ward: Ward) -> None:
    ward.privately(SEX_THERAPIST, f"!action {ward.code} Look at it {PHYSICIAN} due tomorrow")
    told = next(one for one in ward.desk.said if one.message.template == "action/assigned")
    assert told.place == direct(PHYSICIAN)
    assert "is done" in ward.say(PHYSICIAN, "done", here=direct(PHYSICIAN), reply_to=told)


def reminded(ward: Ward) -> Said:
    mornings.expect(ward.desk)
    ward.desk.later(timedelta(hours=12))
    while True:
        due = min(
            (one for one in ward.desk.state.dues.values() if one.kind in {mornings.ROUND, mornings.OWN}), key=lambda one: one.at
        )
        for said in ward.talk.ring(due):
            if said.message.template == "morning/reminder":
                return said


def test_a_morning_reminder_of_one_line_takes_it_and_one_of_several_asks_for_the_ref(ward: Ward) -> None:
    _, ref = kept(ward)
    said = reminded(ward)
    assert f"{ref} is done" in ward.say(PHYSICIAN, "done", here=direct(PHYSICIAN), reply_to=said)
    refs = [kept(ward)[1], kept(ward)[1]]
    said = reminded(ward)
    asked = ward.say(PHYSICIAN, "done", here=direct(PHYSICIAN), reply_to=said)
    first = next(ref for ref in refs if f"`{ref} done`" in asked)
    assert "Reply with the ref of one in front" in asked
    assert f"{first} is done" in ward.say(PHYSICIAN, f"{first} done", here=direct(PHYSICIAN), reply_to=said)


def test_a_morning_reminder_of_an_action_and_a_note_that_waits_asks_for_the_ref(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!note soap S: a topic")
    ward.desk.later(timedelta(days=1))
    _, ref = kept(ward)
    said = reminded(ward)
    assert "Still waiting for you:" in ward.read(said).text
    assert f"`{ref} done`" in ward.say(PHYSICIAN, "done", here=direct(PHYSICIAN), reply_to=said)


def test_a_reminder_of_two_cases_asks_and_says_nothing_in_the_room_of_one_to_which_it_is_pointed(ward: Ward) -> None:
    _, ref = kept(ward)
    other = ward.desk.case(TEAM)
    ward.desk.grant(other, Category.MEDICAL)
    ward.talk.in_case(SEX_THERAPIST, other, f"!action #medical Look at it {PHYSICIAN} due tomorrow")
    third = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)})
    said = reminded(ward)
    assert " done`" in ward.say(PHYSICIAN, "done", here=direct(PHYSICIAN), reply_to=said)
    assert ward.talk.in_case(PHYSICIAN, third, "done", reply_to=said) == []
    assert f"{ref} is done" in ward.say(PHYSICIAN, f"{ref} done", here=direct(PHYSICIAN), reply_to=said)


def test_what_was_told_in_another_case_is_not_done_from_here(ward: Ward) -> None:
    said, _ = kept(ward)
    other = ward.desk.case(TEAM)
    assert ward.talk.in_case(PHYSICIAN, other, "done", reply_to=said) == []
    assert ward.hear(STRANGER, "done", here=direct(STRANGER), reply_to=said) == []


def test_a_list_and_an_agenda_of_several_ask_for_the_ref(ward: Ward) -> None:
    _, ref = kept(ward)
    listed = ward.hear(PHYSICIAN, "!actions here")[0]
    kept(ward)
    longer = ward.hear(PHYSICIAN, "!actions here")[0]
    agenda = next(one for one in ward.hear(SEX_THERAPIST, "!huddle start") if one.message.template == "huddle/agenda")
    for several in (longer, agenda):
        assert re.search(r"in front: `[0-9A-Z]{4,8} done`", ward.say(MENTAL_HEALTH, "done", reply_to=several))
    assert f"{ref} is done" in ward.say(PHYSICIAN, "done", reply_to=listed)


def test_a_command_that_people_look_for_under_another_word_is_offered(ward: Ward) -> None:
    assert "Perhaps you meant `!away end`" in ward.say(PHYSICIAN, "!back")
    assert "Perhaps you meant `!apologies`" in ward.say(PHYSICIAN, "!excuse")


def test_a_bare_snooze_is_answered_with_what_can_be_typed(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, '!conference at 2026-12-10 14:00 "canary"')
    assert "`!snooze 30m` or `!snooze until 13:40`" in ward.say(PHYSICIAN, "!snooze")
    assert f"`!snooze {ward.code} 30m`" in ward.privately(PHYSICIAN, f"!snooze {ward.code}")
