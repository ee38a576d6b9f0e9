"""Voting on proposed times: typed, by a reply, and in a poll; in the room, alone, and for several proposals at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import proposals, votes
from bot.care.absences import Absence, leave
from bot.care.conferences import Conference
from bot.care.facts import direct
from bot.care.proposals import Proposal
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

PLAIN = '!conference propose "canary" with mental health for 45m'


@pytest.fixture
def ward() -> Ward:
    opened = Ward()
    opened.say(PHYSICIAN, PLAIN)
    return opened


def proposal(ward: Ward, *, last: bool = False) -> Kept[Proposal]:
    found = ward.desk.records.find(Proposal, ward.code)
    return found[-1 if last else 0]


def said_yes(ward: Ward, person: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """What counts of somebody's words: yes, maybe."""
    what = votes.of(ward.desk, proposal(ward))[person].what
    return what.yes, what.maybe


@pytest.mark.parametrize(
    ("words", "yes", "maybe"),
    [
        ("1 3", (1, 3), ()),
        ("1, 3", (1, 3), ()),
        ("1,3", (1, 3), ()),
        ("all", (1, 2, 3), ()),
        ("3 and 1", (1, 3), ()),
        ("1 maybe 2", (1,), (2,)),
        ("maybe 2 3", (), (2, 3)),
        ("yes 1 perhaps 2.", (1,), (2,)),
        ("maybe 2 yes 3", (3,), (2,)),
        ("1 maybe 1", (), (1,)),
        ("2 2", (2,), ()),
        ("none", (), ()),
        ("None.", (), ()),
        ("0", (), ()),
    ],
)
def test_numbers_are_read_however_they_are_typed(ward: Ward, words: str, yes: tuple[int, ...], maybe: tuple[int, ...]) -> None:
    ward.say(SEX_THERAPIST, f"!vote {words}")
    assert said_yes(ward, SEX_THERAPIST) == (yes, maybe)


@pytest.mark.parametrize(
    "words",
    ["fine", "1 tuesday", "none 1", "maybe", "-1", "1.5 hours", "0 1", "², ³", "1 maybe", "1 maybe 2 yes", "1 yes 2 maybe"],
)
def test_what_is_no_vote_is_refused_with_an_example_and_counts_nothing(ward: Ward, words: str) -> None:
    assert "Expected: the numbers of the times that suit you, or none. For example: `!vote 1 maybe 3`" in ward.say(
        SEX_THERAPIST, f"!vote {words}"
    )
    assert votes.of(ward.desk, proposal(ward)) == {}


def test_a_number_that_there_is_not_is_refused(ward: Ward) -> None:
    assert "has the times 1, 2 and 3" in ward.say(SEX_THERAPIST, "!vote 1 4")
    assert votes.of(ward.desk, proposal(ward)) == {}


def test_without_a_number_it_is_asked_which_and_the_answer_counts(ward: Ward) -> None:
    (asked,) = ward.hear(SEX_THERAPIST, "!vote")
    ward.hear(SEX_THERAPIST, "2", reply_to=asked)
    assert said_yes(ward, SEX_THERAPIST) == ((2,), ())


def test_the_answer_repeats_what_was_understood_and_who_is_waited_for(ward: Ward) -> None:
    ref = proposal(ward).ref
    assert (
        ward.say(SEX_THERAPIST, "!vote 1 maybe 2")
        == f"Your answer to proposal {ref}: yes to 1, maybe to 2. 2 answers still missing."
    )
    assert ward.say(SEX_THERAPIST, "!vote none") == (
        f"Your answer to proposal {ref}, in place of the one before: none of the times suits you. 2 answers still missing."
    )
    ward.say(PHYSICIAN, "!vote 1")
    assert ward.say(MENTAL_HEALTH, "!vote 1").endswith(
        "All have answered; it is settled by Thu 10 Dec 2026, 18:00 Berlin, if enough can come."
    )


def test_voting_again_replaces_what_was_said_before(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!vote 1 2")
    ward.say(SEX_THERAPIST, "!vote 3")
    assert said_yes(ward, SEX_THERAPIST) == ((3,), ())


@pytest.mark.parametrize(
    ("words", "yes", "maybe"),
    [
        ("1, maybe 3", (1,), (3,)),
        ("all", (1, 2, 3), ()),
        ("Any of them.", (1, 2, 3), ()),
        ("the second", (2,), ()),
        ("The 2nd and the third one", (2, 3), ()),
        ("option 2", (2,), ()),
        ("2 and 3", (2, 3), ()),
        ("maybe the first", (), (1,)),
        ("none of them", (), ()),
        ("I cannot come.", (), ()),
        ("I can\u2019t", (), ()),
    ],
)
def test_a_reply_to_the_times_is_a_vote_in_the_words_of_a_conversation(
    ward: Ward, words: str, yes: tuple[int, ...], maybe: tuple[int, ...]
) -> None:
    (said,) = [one for one in ward.desk.said if one.message.template == "propose/proposed"]
    (answer,) = ward.hear(SEX_THERAPIST, words, reply_to=said)
    assert answer.message.template == "vote/kept"
    assert said_yes(ward, SEX_THERAPIST) == (yes, maybe)


@pytest.mark.parametrize("words", ["I will look into my diary on the 3rd", "maybe", "not the second", "all but 2", "one", "2 pm?"])
def test_a_reply_to_the_times_that_is_no_vote_is_answered_in_ones_own_room(ward: Ward, words: str) -> None:
    (said,) = [one for one in ward.desk.said if one.message.template == "propose/proposed"]
    ward.desk.room_of(SEX_THERAPIST)
    (answer,) = ward.hear(SEX_THERAPIST, words, reply_to=said)
    assert answer.place == direct(SEX_THERAPIST)
    assert f"For example: `!vote {proposal(ward).ref} 1`" in ward.read(answer).text
    assert votes.of(ward.desk, proposal(ward)) == {}
    assert ward.hear(SEX_THERAPIST, words) == []


def test_once_the_time_for_answers_is_over_numbers_replied_to_that_count_and_all_else_is_conversation(ward: Ward) -> None:
    (moment,) = (due for due in ward.desk.dues.of(ward.code) if due.kind == proposals.CLOSES)
    (over,) = ward.talk.ring(moment)
    assert "Answers still count, also as a reply to this." in ward.read(over).text
    assert ward.hear(MENTAL_HEALTH, "I will call them", reply_to=over) == []
    for person, words in ((MENTAL_HEALTH, "1"), (PHYSICIAN, "1 and 2")):
        ward.hear(person, words, reply_to=over)
    assert said_yes(ward, MENTAL_HEALTH) == ((1,), ())
    said = ward.hear(SEX_THERAPIST, "I can do 1", reply_to=over)
    assert said == []
    ward.hear(SEX_THERAPIST, "1", reply_to=over)
    assert len(ward.desk.records.find(Conference, ward.code)) == 1


def test_all_means_the_times_that_were_shown_and_are_still_to_come(ward: Ward) -> None:
    (said,) = [one for one in ward.desk.said if one.message.template == "propose/proposed"]
    ward.say(PHYSICIAN, "!conference times drop 1")
    ward.hear(SEX_THERAPIST, "any", reply_to=said)
    assert said_yes(ward, SEX_THERAPIST) == ((2, 3), ())


def test_a_vote_in_the_poll_is_the_typed_vote_and_is_answered_in_ones_own_room(ward: Ward) -> None:
    ref = proposal(ward).ref
    said = ward.talk.votes(SEX_THERAPIST, ward.room, f"{ref}-1", f"{ref}-3")
    assert [one.place for one in said] == [direct(SEX_THERAPIST)]
    assert said_yes(ward, SEX_THERAPIST) == ((1, 3), ())
    ward.say(SEX_THERAPIST, "!vote 2")
    assert said_yes(ward, SEX_THERAPIST) == ((2,), ())
    ward.talk.votes(SEX_THERAPIST, ward.room, f"{ref}-0")
    assert said_yes(ward, SEX_THERAPIST) == ((), ())


def test_by_poll_text_and_reply_it_is_settled_once(ward: Ward) -> None:
    kept = proposal(ward)
    (asked,) = [one for one in ward.desk.said if one.message.template == "propose/proposed"]
    ward.hear(PHYSICIAN, "2", reply_to=asked)
    ward.talk.votes(SEX_THERAPIST, ward.room, f"{kept.ref}-2")
    said = ward.hear(MENTAL_HEALTH, "!vote 2")
    assert "That settles it: time 2, conference " in ward.read(said[0]).text
    assert [one.message.template for one in said] == ["vote/kept", "propose/settled"]
    (late,) = ward.talk.votes(SEX_THERAPIST, ward.room, f"{kept.ref}-1")
    assert late.message.template == "refused/proposal_over"
    assert len(ward.desk.records.find(Conference, ward.code)) == 1


def test_whoever_votes_for_a_day_on_which_they_are_away_is_told_and_taken_at_their_word(ward: Ward) -> None:
    day = proposal(ward).what.times[0].at.date()
    leave(ward.desk, SEX_THERAPIST, Absence(first=day, last=day))
    assert "You are away or busy at 1; it counts as you say." in ward.say(SEX_THERAPIST, "!vote 1 2")
    assert said_yes(ward, SEX_THERAPIST) == ((1, 2), ())


def test_a_time_that_is_over_is_left_out_and_said(ward: Ward) -> None:
    kept = proposal(ward)
    for moment in [due for due in ward.desk.dues.of(ward.code) if due.kind == "conference vote closes"]:
        ward.talk.ring(moment)
    ward.desk.later(kept.what.times[0].at + timedelta(minutes=1) - ward.desk.now)
    assert "Over already, and left out: 1." in ward.say(SEX_THERAPIST, "!vote 1 2")
    assert said_yes(ward, SEX_THERAPIST) == ((2,), ())
    assert "That time of" in ward.say(SEX_THERAPIST, "!vote 1")


def test_undo_does_not_take_a_vote_back_and_says_what_changes_it(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!vote 1")
    assert "cannot take `!vote` back. `!help vote` shows what changes it" in ward.say(SEX_THERAPIST, "!undo")
    assert said_yes(ward, SEX_THERAPIST) == ((1,), ())
    assert "to change it, vote again" in ward.say(SEX_THERAPIST, "!help vote")


def rings(said: list[Said]) -> list[tuple[str, ...]]:
    return [one.message.mentions for one in said]


def test_a_vote_rings_nobody_and_what_it_settles_rings_the_others(ward: Ward) -> None:
    assert rings(ward.hear(PHYSICIAN, "!vote 1")) == [()]
    assert rings(ward.hear(SEX_THERAPIST, "!vote 1")) == [()]
    assert rings(ward.hear(MENTAL_HEALTH, "!vote 1")) == [(), (SEX_THERAPIST, PHYSICIAN)]


def test_a_vote_by_a_reply_is_taken_back_by_undo_no_more_than_a_typed_one(ward: Ward) -> None:
    said = next(each for each in ward.desk.said if each.message.template == "propose/proposed")
    assert "yes to 1" in ward.say(SEX_THERAPIST, "1", reply_to=said)
    assert "cannot take `!vote` back. `!help vote` shows what changes it." in ward.say(SEX_THERAPIST, "!undo")
    assert said_yes(ward, SEX_THERAPIST) == ((1,), ())
