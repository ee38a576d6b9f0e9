"""A yes counts in the place where it was asked for, in no other case's room, and an act is taken back by whoever still may."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.people import Role
from tests.unit.chat import tiny
from tests.unit.chat.tiny import OWN, Topic
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST
from tests.unit.talk import Talk


def talk() -> tuple[Talk, str, str]:
    """Two cases of the same team."""
    conversation = Talk((*OWN, tiny))
    codes = [conversation.desk.case(), conversation.desk.case()]
    for code in codes:
        conversation.desk.grant(code, Category.SUMMARY)
    return conversation, codes[0], codes[1]


def test_a_reply_counts_only_in_the_place_where_the_yes_was_asked_for() -> None:
    conversation, one, other = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, one, "!end")
    for place in (case_room(other), direct(SEX_THERAPIST)):
        (denied,) = conversation.hear(SEX_THERAPIST, place, "yes", reply_to=asked)
        assert (denied.place, denied.message.template) == (place, "refused/denied")
        assert conversation.desk.recall("ended") is None
    (said,) = conversation.in_case(SEX_THERAPIST, one, "yes", reply_to=asked)
    assert said.message.template == "tiny/ended"


def test_what_asks_for_a_yes_in_another_case_takes_no_other_words_either() -> None:
    conversation, one, other = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, one, "!end")
    assert conversation.in_case(SEX_THERAPIST, other, "approve", reply_to=asked) == []
    assert conversation.desk.recall("ended") is None


def test_a_yes_by_ref_is_not_given_in_the_room_of_another_case() -> None:
    conversation, one, other = talk()
    conversation.in_case(SEX_THERAPIST, one, "!topic a topic")
    ref = conversation.desk.facts[-1].ref
    conversation.redacts(PHYSICIAN, case_room(one), conversation.heard)
    (denied,) = conversation.in_case(SEX_THERAPIST, other, f"!yes {ref}")
    assert (denied.message.template, denied.message.case) == ("refused/denied", None)
    assert conversation.desk.state.records[ref].state == 0
    (said,) = conversation.in_case(SEX_THERAPIST, one, f"!yes {ref}")
    assert said.message.template == "tiny/retracted"


def test_a_direct_room_hears_its_own_person_alone() -> None:
    conversation, one, _ = talk()
    assert conversation.hear(PHYSICIAN, direct(SEX_THERAPIST), f"!topics {one}") == []
    assert len(conversation.to_bot(SEX_THERAPIST, f"!topics {one}")) == 1


@pytest.mark.parametrize("change", ["role", "closed"])
def test_an_act_is_taken_back_only_by_whoever_may_still_do_it(change: str) -> None:
    conversation, code, _ = talk()
    desk = conversation.desk
    conversation.in_case(SEX_THERAPIST, code, "!topic one")
    if change == "role":
        member = desk.rosters.member(code, SEX_THERAPIST)
        assert member is not None
        desk.rosters.put(replace(member, roles=(Role.GUEST,)))
    else:
        case = desk.cases.get(code)
        assert case is not None
        desk.cases.put(replace(case, closed=desk.now))
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert said.message.template == {"role": "refused/denied", "closed": "refused/closed"}[change]
    assert [one.what.text for one in desk.records.find(Topic, code)] == ["one"]


def test_a_message_removed_many_times_is_asked_about_once() -> None:
    conversation, code, _ = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic a topic")
    event = conversation.heard
    assert len(conversation.redacts(PHYSICIAN, case_room(code), event)) == 1
    assert conversation.redacts(PHYSICIAN, case_room(code), event) == []


def test_a_yes_without_a_code_names_what_was_asked_there_of_the_same_person_and_does_nothing() -> None:
    conversation, one, other = talk()
    conversation.in_case(SEX_THERAPIST, one, "!end")
    (said,) = conversation.in_case(SEX_THERAPIST, one, "!yes")
    assert said.message.values == {"codes": [one]}
    assert conversation.desk.recall("ended") is None
    for person, case in ((SEX_THERAPIST, other), (PHYSICIAN, one)):
        (nothing,) = conversation.in_case(person, case, "!yes")
        assert nothing.message.template == "refused/nothing_to_confirm"
