"""``8R2Q done`` as people type it on a phone: under the agenda, and not as a reply to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.care import sittings
from bot.care.actions import Action, TaskState
from bot.care.consent import Category
from bot.care.outcomes import Outcome
from bot.chat import loops
from bot.chat.shortened import OUTCOMES
from tests.commands.test_one_word import kept
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, STRANGER
from tests.unit.held_conference import due
from tests.unit.team_ward import TeamWard
from tests.unit.ward import TEAM, Ward


def met() -> tuple[Ward, str]:
    """A case with one action, and its open huddle."""
    ward = Ward()
    _, ref = kept(ward)
    ward.say(SEX_THERAPIST, "!huddle start")
    return ward, ref


@pytest.mark.parametrize(
    ("typed", "answer", "fact"),
    [
        ("{} done", "is done", "done"),
        ("done {}", "is done", "done"),
        ("{} Done.", "is done", "done"),
        ("{} started", "in progress", "action start"),
        ("Defer {}!", "put off", "defer"),
    ],
)
def test_a_ref_and_one_word_in_the_room_of_an_open_huddle_do_what_the_reply_does(typed: str, answer: str, fact: str) -> None:
    ward, ref = met()
    heard = ward.hear(PHYSICIAN, typed.format(ref.lower()))
    assert [one.message.reply_to for one in heard] == [ward.talk.heard]
    assert ref in ward.read(heard[0]).text
    assert answer in ward.read(heard[0]).text
    last = ward.desk.state.facts[-1]
    assert (last.action, last.actor, last.case, last.ref, last.outcome) == (fact, PHYSICIAN, ward.code, ref, "done")


def test_it_is_so_while_a_conference_is_held() -> None:
    ward = Ward()
    _, ref = kept(ward)
    ward.say(SEX_THERAPIST, f'!conference at 2026-12-10 14:00-14:30 "What next?" with {PHYSICIAN}')
    assert ward.hear(PHYSICIAN, f"{ref} done") == []
    ward.talk.ring(due(ward, sittings.BEGINS))
    assert f"{ref} is done" in ward.say(PHYSICIAN, f"{ref} done")


def test_in_a_team_room_it_is_about_the_case_that_is_at_hand() -> None:
    ward = TeamWard()
    _, ref = kept(ward)
    assert ward.there(f"{ref} done") == []
    ward.there("!huddle start")
    for _ in ward.codes:
        at_hand = ward.open_one().what.visits[-1].code if ward.open_one().what.visits else ""
        if at_hand == ward.code:
            break
        assert ward.there(f"{ref} done") == [], "it is no record of the case at hand"
        ward.there("!next")
    assert any(f"{ref} is done" in ward.read(one).text for one in ward.there(f"{ref} done"))


def test_where_no_meeting_is_open_and_behind_a_sentence_it_is_conversation() -> None:
    ward, ref = met()
    for said in (
        f"{ref} done I think",
        f"{ref} is done",
        f"well {ref} done",
        f"{ref}",
        "done",
        f"{ref} {ref} done",
        f"{ref} done?",
    ):
        assert ward.hear(PHYSICIAN, said) == [], said
    ward.say(SEX_THERAPIST, "!huddle end")
    assert ward.hear(PHYSICIAN, f"{ref} done") == []
    (action,) = ward.desk.records.find(Action, ward.code)
    assert action.state == TaskState.OPEN


@pytest.mark.parametrize("word", ["COVID19", "2ND", "B12", "PHQ9", "H1N1", "8R2Q", "T4", "3D4D", "C-7K3FX", "step2b"])
def test_what_only_looks_like_a_ref_is_conversation(word: str) -> None:
    ward, _ = met()
    facts = len(ward.desk.state.facts)
    assert ward.hear(PHYSICIAN, f"{word} done") == ward.hear(PHYSICIAN, f"done {word}") == []
    assert len(ward.desk.state.facts) == facts


def test_the_ref_of_another_case_is_conversation() -> None:
    ward, _ = met()
    other = ward.desk.case(TEAM)
    ward.desk.grant(other, Category.MEDICAL)
    ward.talk.in_case(SEX_THERAPIST, other, f"!action #medical Look at it {PHYSICIAN} due tomorrow")
    (theirs,) = ward.desk.records.find(Action, other)
    assert ward.hear(PHYSICIAN, f"{theirs.ref} done") == []


def test_whoever_may_not_do_it_by_a_reply_may_not_do_it_so_and_it_is_written_down() -> None:
    ward, ref = met()
    agenda = next(one for one in ward.desk.said if one.message.template == "huddle/agenda")
    by_reply = ward.say(STRANGER, f"{ref} done", reply_to=agenda)
    assert ward.say(STRANGER, f"{ref} done") == by_reply
    assert [(one.action, one.outcome) for one in ward.desk.state.facts[-2:]] == [("done", "denied")] * 2


def test_what_is_done_already_says_so_as_the_reply_does() -> None:
    ward, ref = met()
    ward.say(PHYSICIAN, f"{ref} done")
    assert ward.say(MENTAL_HEALTH, f"{ref} done") == ward.say(MENTAL_HEALTH, f"!done {ref}") != ""


def test_a_program_that_says_it_over_and_over_is_not_answered_for_ever() -> None:
    ward, ref = met()
    answered = [
        bool(ward.talk.hear(PHYSICIAN, ward.room, f"{ref} done", after=timedelta(seconds=1))) for _ in range(loops.LINES + 10)
    ]
    assert answered == [True] * loops.LINES + [False] * 10


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_nothing_that_people_say_to_each_other_is_ever_taken_for_it(data: st.DataObject) -> None:
    ward, ref = SPOKEN
    words = st.sampled_from(
        (
            *(
                ref,
                ref.lower(),
                f"{ref},",
                f"({ref})",
                "PHQ9",
                "COVID19",
                "2ND",
                "done",
                "Done.",
                "done?",
                "undone",
                "defer",
                "started",
            ),
            *("we", "is", "not", "the", "yet", "?", "half", "I", "think", "so", "and", "@physician", "-", "…", "👍"),
        )
    )
    typed = data.draw(st.lists(words, min_size=1, max_size=6))
    bare = [one.rstrip(".,!").lower() for one in typed]
    assume(not (len(bare) == 2 and ref.lower() in bare and set(bare) & OUTCOMES))
    assert ward.hear(PHYSICIAN, " ".join(typed)) == []
    assert ward.desk.records.find(Outcome, ward.code) == []


SPOKEN = met()
"""One conversation: nothing in it is ever answered."""
