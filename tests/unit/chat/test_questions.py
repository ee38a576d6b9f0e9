from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from tests.unit.chat import tiny
from tests.unit.chat.tiny import OWN, Topic
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST
from tests.unit.talk import Talk


def talk() -> tuple[Talk, str]:
    conversation = Talk((*OWN, tiny))
    code = conversation.desk.case()
    conversation.desk.grant(code, Category.SUMMARY)
    return conversation, code


def kept(conversation: Talk, code: str) -> list[Topic]:
    return [one.what for one in conversation.desk.records.find(Topic, code)]


def test_a_missing_word_is_asked_for_in_the_words_of_its_declaration_and_the_reply_completes_it() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!topic")
    assert asked.message.template == "ask/missing"
    assert "what to talk about?" in conversation.read(asked).text
    assert kept(conversation, code) == []
    (said,) = conversation.in_case(SEX_THERAPIST, code, "a topic", reply_to=asked)
    assert said.message.template == "tiny/kept"
    assert [one.text for one in kept(conversation, code)] == ["a topic"]
    assert conversation.in_case(SEX_THERAPIST, code, "again", reply_to=asked) == []


@pytest.mark.parametrize("body", ["!topic ", "!topic \u200b", "!topic\n"])
def test_a_blank_text_is_a_missing_one(body: str) -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, body)
    assert asked.message.template == "ask/missing"


def test_somebody_elses_reply_and_a_message_that_is_no_reply_are_conversation() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!topic")
    assert conversation.in_case(PHYSICIAN, code, "a topic", reply_to=asked) == []
    assert conversation.in_case(SEX_THERAPIST, code, "a topic") == []
    assert conversation.to_bot(SEX_THERAPIST, "a thought", reply_to=asked) == []
    assert kept(conversation, code) == []


def test_a_question_expires_after_a_day() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!topic")
    conversation.desk.later(timedelta(days=1))
    (late,) = conversation.in_case(SEX_THERAPIST, code, "a topic", reply_to=asked)
    assert late.message.template == "ask/lapsed"
    assert kept(conversation, code) == []
    assert conversation.in_case(SEX_THERAPIST, code, "a topic", reply_to=asked) == []


def test_in_the_direct_room_too_an_answer_that_comes_too_late_is_not_passed_over_in_silence() -> None:
    conversation, code = talk()
    conversation.to_bot(SEX_THERAPIST, f"!topic {code} risky a topic")
    conversation.desk.later(timedelta(days=1))
    (late,) = conversation.to_bot(SEX_THERAPIST, "a canary")
    assert "your answer was not taken" in conversation.read(late).text
    assert conversation.to_bot(SEX_THERAPIST, "thanks") == []


def test_a_yes_in_reply_that_comes_too_late_is_told_so() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!end")
    conversation.desk.later(timedelta(minutes=10))
    assert conversation.in_case(PHYSICIAN, code, "yes", reply_to=asked) == []
    (late,) = conversation.in_case(SEX_THERAPIST, code, "yes", reply_to=asked)
    assert late.message.template == "refused/nothing_to_confirm"
    assert conversation.desk.recall("ended") is None


def test_in_the_direct_room_the_next_message_that_is_no_command_is_the_answer() -> None:
    conversation, code = talk()
    (which,) = conversation.to_bot(SEX_THERAPIST, "!topic a topic")
    assert which.message.template == "ask/case"
    conversation.to_bot(SEX_THERAPIST, "!help")
    (refused,) = conversation.to_bot(SEX_THERAPIST, "C-12345")
    assert refused.message.template == "refused/argument"
    (said,) = conversation.to_bot(SEX_THERAPIST, code.lower())
    assert said.message.template == "tiny/kept"
    assert [one.text for one in kept(conversation, code)] == ["a topic"]
    assert conversation.to_bot(SEX_THERAPIST, "thanks") == []


def test_an_answer_about_the_case_of_others_is_denied_like_any_other() -> None:
    conversation, _ = talk()
    other = conversation.desk.case({PHYSICIAN: ()})
    conversation.to_bot(SEX_THERAPIST, "!topic a topic")
    (said,) = conversation.to_bot(SEX_THERAPIST, other)
    assert said.message.template == "refused/denied"


def test_cancel_leaves_everything_as_it_was() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!topic")
    (said,) = conversation.in_case(SEX_THERAPIST, code, "Cancel", reply_to=asked)
    assert said.message.template == "ask/cancelled"
    assert conversation.in_case(SEX_THERAPIST, code, "a topic", reply_to=asked) == []


def test_the_question_of_a_rule_is_answered_by_its_author_and_a_wrong_answer_leaves_it_open() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!topic risky a topic")
    (wrong,) = conversation.in_case(SEX_THERAPIST, code, "no answer", reply_to=asked)
    assert wrong.message.template == "tiny/not_that"
    conversation.in_case(SEX_THERAPIST, code, "none", reply_to=wrong)
    assert [one.risk for one in kept(conversation, code)] == ["none"]


def test_two_open_questions_do_not_take_each_others_place() -> None:
    conversation, code = talk()
    (first,) = conversation.in_case(SEX_THERAPIST, code, "!topic risky one")
    (second,) = conversation.in_case(SEX_THERAPIST, code, "!topic risky two")
    conversation.in_case(SEX_THERAPIST, code, "first", reply_to=first)
    conversation.in_case(SEX_THERAPIST, code, "second", reply_to=second)
    assert [(one.text, one.risk) for one in kept(conversation, code)] == [("one", "first"), ("two", "second")]


def test_an_answer_is_authorised_when_it_is_given() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!topic risky a topic")
    del conversation.desk.state.members[code, SEX_THERAPIST]
    (said,) = conversation.in_case(SEX_THERAPIST, code, "none", reply_to=asked)
    assert said.message.template == "refused/denied"


def test_a_time_that_can_mean_two_moments_is_asked_about_and_the_number_settles_it() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!book at tomorrow 10 the plan at 10")
    choices = asked.message.values["choices"]
    assert choices == ["Tue 8 Dec 2026, 10:00 Berlin", "Tue 8 Dec 2026, 22:00 Berlin"]
    (again,) = conversation.in_case(SEX_THERAPIST, code, "3", reply_to=asked)
    assert again.message.template == "ask/which"
    assert conversation.desk.dues.of(code) == ()
    (said,) = conversation.in_case(SEX_THERAPIST, code, "2", reply_to=again)
    assert said.message.template == "tiny/booked"
    assert conversation.desk.dues.of(code)[0].at.hour == 21


def test_one_reading_alone_is_confirmed_by_yes() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!book tomorrow 14")
    (said,) = conversation.in_case(SEX_THERAPIST, code, "yes", reply_to=asked)
    assert said.message.template == "tiny/booked"


def test_a_yes_confirms_ones_own_act_within_ten_minutes_by_code_or_by_reply() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!end")
    (said,) = conversation.in_case(SEX_THERAPIST, code, f"!yes {code.lower()}")
    assert said.message.template == "tiny/ended"
    assert conversation.desk.recall("ended") == {"case": code, "by": SEX_THERAPIST}
    (sure,) = conversation.in_case(SEX_THERAPIST, code, "!end")
    (again,) = conversation.in_case(SEX_THERAPIST, code, "Yes", reply_to=sure)
    assert again.message.template == "tiny/ended"
    (spent,) = conversation.in_case(SEX_THERAPIST, code, f"!yes {code}")
    assert spent.message.template == "refused/nothing_to_confirm"
    conversation.in_case(SEX_THERAPIST, code, "!end")
    conversation.desk.later(timedelta(minutes=10))
    (late,) = conversation.in_case(SEX_THERAPIST, code, f"!yes {code}")
    assert late.message.template == "refused/nothing_to_confirm"


def test_somebody_elses_yes_is_none_and_the_one_who_was_asked_has_two_days() -> None:
    conversation, code = talk()
    _, asked = conversation.in_case(SEX_THERAPIST, code, f"!end {PHYSICIAN}")
    assert asked.place == direct(PHYSICIAN)
    (not_asked,) = conversation.in_case(SEX_THERAPIST, code, f"!yes {code}")
    assert not_asked.message.template == "refused/nothing_to_confirm"
    conversation.desk.later(timedelta(hours=47))
    (said,) = conversation.to_bot(PHYSICIAN, "yes", reply_to=asked)
    assert said.message.template == "tiny/ended"


def test_a_yes_is_authorised_at_that_moment() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!end")
    del conversation.desk.state.members[code, SEX_THERAPIST]
    (said,) = conversation.in_case(SEX_THERAPIST, code, f"!yes {code}")
    assert said.message.template == "refused/denied"
    assert conversation.desk.recall("ended") is None


def test_a_bare_yes_with_nothing_to_confirm_is_conversation() -> None:
    conversation, code = talk()
    assert conversation.to_bot(SEX_THERAPIST, "yes") == []
    assert conversation.in_case(SEX_THERAPIST, code, "yes") == []


def test_a_yes_without_its_code_is_asked_to_name_it() -> None:
    conversation, code = talk()
    conversation.to_bot(SEX_THERAPIST, f"!end {code}")
    (said,) = conversation.to_bot(SEX_THERAPIST, "yes")
    assert said.message.template == "refused/yes_what"
    assert f"`!yes {code}`" in conversation.read(said).text


def test_nothing_of_a_case_is_listed_outside_the_direct_room() -> None:
    conversation, _ = talk()
    (asked,) = conversation.hear(COORDINATOR, "control", "!on")
    assert asked.message.template in {"ask/case", "refused/wrong_place"}
    assert not asked.message.values.get("cases")


@pytest.mark.parametrize(
    "words", ["on the way home", "undo that thought", "fix it with the others", "yes she did", "room for more"]
)
def test_bare_words_that_only_begin_like_a_command_answer_the_open_question(words: str) -> None:
    conversation, code = talk()
    conversation.to_bot(SEX_THERAPIST, f"!topic {code} risky a topic")
    (said,) = conversation.to_bot(SEX_THERAPIST, words)
    assert said.message.template == "tiny/kept"
    assert [one.risk for one in kept(conversation, code)] == [words]


def test_bare_words_that_a_rule_cannot_take_answer_the_open_question() -> None:
    conversation, code = talk()
    conversation.to_bot(SEX_THERAPIST, f"!on {code}")
    conversation.to_bot(SEX_THERAPIST, "!topic risky a topic")
    (said,) = conversation.to_bot(SEX_THERAPIST, "book nothing of the kind")
    assert said.message.template == "tiny/kept"
    assert [one.risk for one in kept(conversation, code)] == ["book nothing of the kind"]
    assert conversation.desk.acts.of(conversation.heard) is not None


def test_a_whole_command_in_bare_words_is_one_although_a_question_is_open() -> None:
    conversation, code = talk()
    conversation.to_bot(SEX_THERAPIST, f"!topic {code} risky a topic")
    (listed,) = conversation.to_bot(SEX_THERAPIST, "mine")
    assert listed.message.template == "mine/list"
    (more,) = conversation.to_bot(SEX_THERAPIST, f"topic {code} another")
    assert more.message.template == "tiny/kept"
    conversation.to_bot(SEX_THERAPIST, "none")
    assert [(one.text, one.risk) for one in kept(conversation, code)] == [("a topic", "none"), ("another", "")]
