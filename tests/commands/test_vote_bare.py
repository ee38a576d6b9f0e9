"""Numbers typed in the direct room without a reply: right behind a reminder they are the vote; elsewhere it is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import proposals, vote_reminders, votes
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.proposals import Proposal
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

PLAIN = '!conference propose "canary" with mental health for 45m'


@pytest.fixture
def ward() -> Ward:
    opened = Ward()
    opened.say(PHYSICIAN, PLAIN)
    opened.say(PHYSICIAN, "!vote 1")
    return opened


def reminded(ward: Ward, code: str = "") -> Said:
    """Who has not voted is reminded; what the sex therapist reads."""
    due = min((one for one in ward.desk.dues.of(code or ward.code) if one.kind == vote_reminders.REMINDS), key=lambda one: one.at)
    return next(one for one in ward.talk.ring(due) if one.place == direct(SEX_THERAPIST))


def bare(ward: Ward, words: str, person: str = SEX_THERAPIST) -> list[Said]:
    return ward.hear(person, words, here=direct(person))


def yes(ward: Ward, person: str = SEX_THERAPIST) -> tuple[int, ...] | None:
    """What counts of somebody's words; None: they have not voted."""
    found = [votes.of(ward.desk, kept).get(person) for kept in ward.desk.records.find(Proposal, ward.code)]
    return next((one.what.yes for one in found if one is not None), None)


@pytest.mark.parametrize(("words", "numbers"), [("1", (1,)), ("1 3", (1, 3)), ("3, 1.", (1, 3)), ("1 and 2", (1, 2)), ("none", ())])
def test_right_behind_the_reminder_numbers_are_the_vote(ward: Ward, words: str, numbers: tuple[int, ...]) -> None:
    reminded(ward)
    (answer,) = bare(ward, words)
    assert answer.message.template == "vote/kept"
    assert yes(ward) == numbers
    assert bare(ward, "1") == []


@pytest.mark.parametrize("words", ["1 o'clock", "we are 3", "yes", "maybe", "1.5 mg", "no", "123"])
def test_whatever_else_is_typed_there_stays_conversation(ward: Ward, words: str) -> None:
    reminded(ward)
    assert bare(ward, words) == []
    assert yes(ward) is None


def test_once_something_else_was_said_there_it_is_asked_and_typing_it_again_does_it(ward: Ward) -> None:
    reminded(ward)
    ward.privately(SEX_THERAPIST, "!tz")
    (asked,) = bare(ward, "1 3")
    text = ward.read(asked).text
    assert "Are these numbers your answer to proposal" in text
    assert "\n1: Mon 14 Dec 2026" in text
    assert yes(ward) is None
    assert bare(ward, "none of your business") == []
    bare(ward, "1 3")
    assert yes(ward) == (1, 3)


def test_where_several_wait_it_is_asked_which(ward: Ward) -> None:
    other = ward.desk.case(TEAM)
    ward.desk.grant(other, Category.MEDICAL, Category.MENTAL_HEALTH)
    ward.talk.in_case(PHYSICIAN, other, PLAIN)
    reminded(ward)
    asked, more = bare(ward, "1 3")
    assert [one.message.template for one in (asked, more)] == ["refused/vote_which"] * 2
    assert {asked.message.case, more.message.case} == {ward.code, other}
    assert all(ward.read(one).text.rstrip().endswith("Berlin: canary") for one in (asked, more))
    assert ward.read(more).text.startswith(f"{more.message.case}: These wait for your answer as well:")
    assert yes(ward) is None
    ref = asked.message.values["proposals"][0]["ref"]  # type: ignore[index, call-overload]
    assert f"`!vote {ref} 1 3`" in ward.read(asked).text


def test_a_question_that_is_open_there_takes_the_number_and_so_does_a_signal(ward: Ward) -> None:
    ward.say(PHYSICIAN, f"!conference at 2026-12-20 14:00 with {MENTAL_HEALTH}")
    due = min((one for one in ward.desk.dues.of(ward.code) if one.kind == vote_reminders.REMINDS), key=lambda one: one.at)
    ward.desk.later(due.at - ward.desk.now - timedelta(hours=2))
    assert "1. " in ward.privately(SEX_THERAPIST, f"!conference {ward.code} move 2027-03-09 8")
    reminded(ward)
    assert "has moved" in ward.privately(SEX_THERAPIST, "2")
    assert yes(ward) is None
    ward.say(PHYSICIAN, f"!signal urgent {SEX_THERAPIST} canary")
    (answer, *_) = bare(ward, "1")
    assert answer.message.template.startswith("signal/")
    assert yes(ward) is None


def test_what_nobody_waits_for_is_conversation(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!vote 2")
    assert bare(ward, "1") == []
    assert bare(ward, "3", PHYSICIAN) == []
    assert ward.hear(MENTAL_HEALTH, "1 3") == []


def test_once_some_times_are_over_the_poll_and_the_examples_are_of_those_to_come(ward: Ward) -> None:
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    ward.talk.ring(next(due for due in ward.desk.dues.of(ward.code) if due.kind == proposals.CLOSES))
    ward.desk.later(kept.what.times[0].at - ward.desk.now)
    (said,) = (each for each in ward.hear(PHYSICIAN, "!conference deadline in 1h") if each.place == ward.room)
    text = ward.read(said).text
    example = text.split("or type `", 1)[1].split("`", 1)[0]
    assert example == f"!vote {kept.ref} 2"
    begun = [each.message.poll for each in ward.hear(PHYSICIAN, "!conference times drop 3") if each.message.poll]
    assert [option.number for poll in begun for option in poll.options] == [2]
    assert "yes to 2" in ward.say(SEX_THERAPIST, example)
