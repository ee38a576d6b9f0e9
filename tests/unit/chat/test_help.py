from __future__ import annotations

import pytest

from bot.care.consent import Category
from bot.care.facts import control
from bot.care.people import Role
from bot.chat.registry import Registry
from commands import FAMILIES
from commands.help import GROUPS, USES
from tests.unit.chat import tiny
from tests.unit.chat.tiny import OWN
from tests.unit.desk import COORDINATOR, SEX_THERAPIST, TRAINEE
from tests.unit.talk import Talk


def talk() -> tuple[Talk, str]:
    conversation = Talk((*OWN, tiny))
    code = conversation.desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,), TRAINEE: (Role.TRAINEE,)})
    conversation.desk.grant(code, Category.SUMMARY)
    return conversation, code


def read(conversation: Talk, person: str, code: str, body: str) -> str:
    (said,) = conversation.in_case(person, code, body)
    return conversation.read(said).text


def test_help_shows_what_the_asker_may_do_here_and_nothing_else() -> None:
    conversation, code = talk()
    therapist = read(conversation, SEX_THERAPIST, code, "!help")
    trainee = read(conversation, TRAINEE, code, "!help")
    assert "`!topic`" in therapist
    assert "`!end`" in therapist
    assert "`!topics`" in trainee
    assert "`!topic`" not in trainee
    assert "`!on`" not in therapist


def test_the_overview_is_a_line_for_each_heading_so_that_a_phone_shows_it_whole() -> None:
    conversation = Talk(FAMILIES)
    code = conversation.desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,)})
    conversation.desk.grant(code, Category.SUMMARY)
    overview = read(conversation, SEX_THERAPIST, code, "!help")
    assert "Notes: `!note` `!notes` `!readback` `!fix`" in overview
    assert overview.endswith("What one of them does, with examples: `!help note`")
    assert len(overview.splitlines()) <= len(GROUPS) + 2
    assert sum(1 + len(line) // 44 for line in overview.splitlines()) <= 36


def test_in_the_direct_room_help_is_about_all_of_ones_cases_until_one_is_chosen() -> None:
    conversation, code = talk()
    other = conversation.desk.case({TRAINEE: (Role.NURSE,)})
    (said,) = conversation.to_bot(TRAINEE, "help")
    assert "`!topic`" in conversation.read(said).text
    conversation.to_bot(TRAINEE, f"on {code}")
    (said,) = conversation.to_bot(TRAINEE, "help")
    assert "`!topic`" not in conversation.read(said).text
    conversation.to_bot(TRAINEE, f"on {other}")
    (said,) = conversation.to_bot(TRAINEE, "help")
    assert "`!topic`" in conversation.read(said).text


def test_help_on_a_family_lists_its_commands_and_on_a_command_tells_all_of_it() -> None:
    conversation, code = talk()
    family = read(conversation, SEX_THERAPIST, code, "!help topic")
    assert "Keep a topic and ask about it: " in family
    assert "`!topic drop 8R2Q`" in family
    one = read(conversation, SEX_THERAPIST, code, "!help !topic drop")
    assert one == "Drop a topic.\n`!topic drop 8R2Q`"
    assert "`here`" in read(conversation, SEX_THERAPIST, code, "!help topics all")


def test_an_alias_leads_to_the_same_help() -> None:
    conversation, code = talk()
    assert read(conversation, SEX_THERAPIST, code, "/care help me") == read(conversation, SEX_THERAPIST, code, "!help mine")


def test_the_words_of_a_large_family_are_told_in_the_order_of_their_use_each_in_a_line_of_a_phone() -> None:
    conversation = Talk(FAMILIES)
    code = conversation.desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,)})
    lines = read(conversation, SEX_THERAPIST, code, "!help conference").splitlines()
    told = [line.split("`")[1].removeprefix("!") for line in lines[:-1]]
    assert tuple(told[: len(USES["conference"])]) == USES["conference"]
    assert {one.name for one in conversation.registry.family("conference")} <= set(told)
    assert max(map(len, lines)) <= 75
    assert lines[0] == "- `!conference propose`: Propose three times for a conference."
    assert lines[-1] == "All about one of them: `!help conference propose`"


def test_every_family_stands_under_a_heading_once() -> None:
    placed = [family for _, families in GROUPS for family in families]
    assert sorted(placed) == sorted(Registry(FAMILIES).families)


@pytest.mark.parametrize("topic", ["../../etc/passwd", "topc", "<b>x</b>", "a" * 500])
def test_an_unknown_topic_is_never_echoed(topic: str) -> None:
    conversation, code = talk()
    (said,) = conversation.in_case(SEX_THERAPIST, code, f"!help {topic}")
    assert said.message.template == "refused/unknown_topic"
    assert topic not in conversation.read(said).text


def test_what_one_may_not_do_reads_like_what_does_not_exist() -> None:
    conversation, code = talk()
    (denied,) = conversation.in_case(TRAINEE, code, "!help end")
    (unknown,) = conversation.in_case(TRAINEE, code, "!help xylophone")
    assert denied.message.template == unknown.message.template == "refused/unknown_topic"
    assert denied.message.values == unknown.message.values == {"suggestion": None}


def test_a_coordinator_in_the_control_room_gets_help_too() -> None:
    conversation, _ = talk()
    (said,) = conversation.hear(COORDINATOR, control(), "!help")
    assert "`!help`" in conversation.read(said).text
