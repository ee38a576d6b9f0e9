from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import case_room, control, direct
from bot.chat.declarations import DeclarationError
from tests.unit.chat import tiny
from tests.unit.chat.tiny import OWN, Topic
from tests.unit.desk import BOT, COORDINATOR, PHYSICIAN, SEX_THERAPIST
from tests.unit.talk import Talk

OTHER = "C-7Q53R"
NOBODYS = "C-4R41T"


def talk() -> tuple[Talk, str]:
    talk = Talk((*OWN, tiny))
    code = talk.desk.case()
    talk.desk.grant(code, Category.SUMMARY)
    talk.desk.room_of(COORDINATOR)
    return talk, code


def topics(talk: Talk, code: str) -> list[str]:
    return [kept.what.text for kept in talk.desk.records.find(Topic, code)]


@pytest.mark.parametrize(
    "body",
    [
        "!topic a topic",
        "/topic a topic",
        "//topic a topic",
        "!care topic a topic",
        "/care topic a topic",
        f"{BOT}: topic a topic",
        "!TOPIC a topic",
    ],
)
def test_each_way_of_turning_to_the_bot_reaches_the_same_command(body: str) -> None:
    conversation, code = talk()
    (said,) = conversation.in_case(SEX_THERAPIST, code, body)
    assert said.message.template == "tiny/kept"
    assert said.place == case_room(code)
    assert said.message.reply_to == conversation.heard
    assert topics(conversation, code) == ["a topic"]


def test_a_command_is_answered_once_and_its_fact_and_act_are_kept() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic a topic")
    (fact,) = conversation.desk.facts
    assert (fact.action, fact.actor, fact.case, fact.outcome) == ("topic", SEX_THERAPIST, code, "done")
    act = conversation.desk.acts.of(conversation.heard)
    assert act is not None
    assert act.refs == (fact.ref,)
    assert act.journal


def test_conversation_is_neither_answered_nor_written_down() -> None:
    conversation, code = talk()
    for body in (
        "",
        " ",
        "!",
        "! ",
        "thanks",
        "yes",
        "¡topic x",
        "```\n!topic x\n```",
        "> <@a:example.org> !topic x\n\nok",
        "* !topic x",
    ):
        assert conversation.in_case(SEX_THERAPIST, code, body) == []
    assert conversation.desk.facts == []
    assert topics(conversation, code) == []


def test_an_unknown_room_and_the_bot_itself_are_not_heard() -> None:
    conversation, code = talk()
    assert conversation.hear(SEX_THERAPIST, "nowhere", "!topic x") == []
    assert conversation.in_case(BOT, code, "!topic x") == []


def test_an_unknown_word_offers_the_nearest_command_and_never_echoes_what_was_typed() -> None:
    conversation, code = talk()
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!topci x")
    assert said.message.values["suggestion"] == "topic"
    (long,) = conversation.in_case(SEX_THERAPIST, code, f"!{'a' * 500}")
    assert "aaaa" not in conversation.read(long).text
    (act_as,) = conversation.in_case(SEX_THERAPIST, code, f"!as @lead:example.org topics {code}")
    assert act_as.message.template == "refused/unknown"


def test_a_fullwidth_exclamation_mark_is_told_about_and_never_acted_upon() -> None:
    conversation, code = talk()
    (said,) = conversation.in_case(SEX_THERAPIST, code, "\uff01topic x")
    assert said.message.template == "refused/near_prefix"
    assert topics(conversation, code) == []


def test_a_slash_that_is_no_command_of_ours_is_conversation() -> None:
    conversation, code = talk()
    assert conversation.in_case(SEX_THERAPIST, code, "/usr1234567890 is a folder") == []


@pytest.mark.parametrize(
    "words", ["--private --role=admin x", '"unclosed quote', "it's the patient's view", "“smart” \u2013 dashes —", "a\u0085b"]
)
def test_free_text_is_kept_as_typed(words: str) -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, f"!topic {words}")
    assert topics(conversation, code) == [words]


def test_in_the_direct_room_bare_words_reach_a_command_of_the_case_that_was_chosen() -> None:
    conversation, code = talk()
    (chosen,) = conversation.to_bot(SEX_THERAPIST, f"on {code.lower()}")
    assert chosen.message.template == "on/chosen"
    assert conversation.read(chosen).text.startswith(f"{code}: ")
    (kept,) = conversation.to_bot(SEX_THERAPIST, "topic a topic")
    assert kept.message.template == "tiny/kept"
    assert topics(conversation, code) == ["a topic"]


def test_the_choice_of_a_case_holds_for_thirty_minutes() -> None:
    conversation, code = talk()
    conversation.to_bot(SEX_THERAPIST, f"!on {code}")
    (asked,) = conversation.hear(SEX_THERAPIST, direct(SEX_THERAPIST), "!topic late", after=timedelta(minutes=30))
    assert asked.message.template == "ask/case"
    assert asked.message.values["cases"] == [code]


def test_the_code_stands_directly_behind_the_family_in_any_letter_case() -> None:
    conversation, code = talk()
    conversation.to_bot(SEX_THERAPIST, f"!topic {code.lower()} about it")
    conversation.hear(COORDINATOR, control(), "!topics c-7k3fx\u200b")
    assert topics(conversation, code) == ["about it"]


def test_a_read_is_answered_directly_and_posted_with_here_at_its_end() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic a topic")
    room, private = conversation.in_case(PHYSICIAN, code, "!topics")
    assert (room.place, room.message.template) == (case_room(code), "read/sent")
    assert (private.place, private.message.template) == (direct(PHYSICIAN), "tiny/list")
    assert private.message.reply_to is None
    (posted,) = conversation.in_case(PHYSICIAN, code, "!topics here")
    assert (posted.place, posted.message.values["here"]) == (case_room(code), True)


def test_a_read_over_all_cases_is_never_posted_in_a_case_room() -> None:
    conversation, code = talk()
    for body in ("!topics all here", "!mine here"):
        room, private = conversation.in_case(SEX_THERAPIST, code, body)
        assert (room.message.template, private.place) == ("read/sent", direct(SEX_THERAPIST))
    (posted,) = conversation.hear(COORDINATOR, control(), "!topics all here")
    assert (posted.place, posted.message.template) == (control(), "tiny/all")


def test_a_rule_that_refuses_leaves_nothing_behind_but_its_sentence_and_a_fact() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic a topic")
    ref = conversation.desk.facts[-1].ref
    conversation.in_case(SEX_THERAPIST, code, f"!topic drop {ref.lower()}")
    version = conversation.desk.state.records[ref].version
    (said,) = conversation.in_case(SEX_THERAPIST, code, f"!topic drop {ref}")
    assert said.message.template == "tiny/dropped_before"
    assert conversation.desk.state.records[ref].version == version
    assert conversation.desk.facts[-1].outcome == "conflict"


def test_a_fault_is_left_to_the_pipeline_which_has_it_told_with_a_reference() -> None:
    conversation, code = talk()
    with pytest.raises(RuntimeError):
        conversation.in_case(SEX_THERAPIST, code, "!break")
    conversation.dispatcher.fault(conversation.desk, case_room(code), "7F3K")
    assert "7F3K" in conversation.read(conversation.desk.last).text
    conversation.dispatcher.fault(conversation.desk, "!elsewhere:example.org", "7F3K")
    assert conversation.desk.last.place == case_room(code)


def test_formatted_text_that_says_something_else_is_refused() -> None:
    conversation, code = talk()
    (said,) = conversation.hear(SEX_THERAPIST, case_room(code), "!topic x", html_differs=True)
    assert said.message.template == "refused/html_differs"
    assert topics(conversation, code) == []


def test_the_fourth_reply_to_our_replies_within_a_minute_is_not_answered() -> None:
    conversation, code = talk()
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!help")
    for _ in range(3):
        (said,) = conversation.in_case(SEX_THERAPIST, code, "!help", reply_to=said)
    assert conversation.in_case(SEX_THERAPIST, code, "!help", reply_to=said) == []
    conversation.desk.later(timedelta(minutes=1))
    assert len(conversation.in_case(SEX_THERAPIST, code, "!help", reply_to=said)) == 1


def test_a_ref_in_front_of_a_command_turns_it_around_in_a_reply_and_in_the_direct_room() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic a topic")
    ref = conversation.desk.facts[-1].ref
    assert conversation.in_case(PHYSICIAN, code, f"{ref} done") == []
    (agenda,) = conversation.in_case(PHYSICIAN, code, "!room")
    (said,) = conversation.in_case(PHYSICIAN, code, f"{ref.lower()} done it was settled", reply_to=agenda)
    assert said.message.values == {"ref": ref, "why": "it was settled"}


def test_only_those_who_were_mentioned_by_the_person_and_chosen_by_the_rule_are_rung() -> None:
    conversation, code = talk()
    body = f"!topic @all @room {PHYSICIAN} https://matrix.to/#/{PHYSICIAN}"
    (said,) = conversation.in_case(SEX_THERAPIST, code, body)
    assert said.message.mentions == ()


def test_due_moments_are_done_and_told_how_late_they_are_as_declared() -> None:
    conversation, code = talk()
    desk, room = conversation.desk, case_room(code)
    chime = Due(key="c", kind="chime", at=desk.now, place=room, case=code)
    conversation.dispatcher.due(desk, chime, timedelta(seconds=5))
    punctual = desk.last.message.values["late"]
    conversation.dispatcher.due(desk, chime, timedelta(seconds=6))
    assert (punctual, desk.last.message.values["late"]) == (False, True)
    conversation.dispatcher.due(desk, replace(chime, kind="talk"), timedelta(minutes=5))
    assert (desk.last.message.template, desk.last.message.values["late"]) == ("tiny/talk", True)
    conversation.dispatcher.due(desk, replace(chime, subject="refused"), timedelta())
    assert desk.last.message.template == "tiny/talk"
    assert desk.facts[-1].outcome == "conflict"
    with pytest.raises(DeclarationError):
        conversation.dispatcher.due(desk, replace(chime, kind="unknown"), timedelta())
