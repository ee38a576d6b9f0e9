from __future__ import annotations

from dataclasses import replace

from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.records import UNDONE
from tests.unit.chat import tiny
from tests.unit.chat.tiny import OWN, Topic
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.talk import Talk


def talk() -> tuple[Talk, str]:
    conversation = Talk((*OWN, tiny))
    code = conversation.desk.case()
    conversation.desk.grant(code, Category.SUMMARY)
    return conversation, code


def texts(conversation: Talk, code: str) -> list[str]:
    return [one.what.text for one in conversation.desk.records.find(Topic, code)]


def edit(conversation: Talk, code: str, event: str, body: str, person: str = SEX_THERAPIST) -> list[Said]:
    return conversation.hear(person, case_room(code), body, edits=event)


def test_a_failed_command_that_is_edited_runs_once() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topci a topic")
    event = conversation.heard
    (said,) = edit(conversation, code, event, "!topic a topic")
    assert said.message.template == "tiny/kept"
    assert said.message.reply_to == event
    edit(conversation, code, event, "!topic another")
    assert texts(conversation, code) == ["another"]


def test_a_message_that_was_conversation_and_becomes_a_command_runs() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "topic x")
    edit(conversation, code, conversation.heard, "!topic x")
    assert texts(conversation, code) == ["x"]


def test_an_edited_text_is_handed_to_its_family_without_the_command_in_front_of_it() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic a topic")
    event = conversation.heard
    (said,) = edit(conversation, code, event, "!topic  a better\ntopic")
    assert said.message.template == "tiny/edited"
    assert texts(conversation, code) == [" a better\ntopic"]
    edit(conversation, code, event, "without the command")
    assert texts(conversation, code) == ["without the command"]
    conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert texts(conversation, code) == [" a better\ntopic"]


def test_an_edit_of_anything_else_that_succeeded_changes_nothing() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic a topic")
    ref = conversation.desk.facts[-1].ref
    conversation.in_case(SEX_THERAPIST, code, f"!done {ref}")
    (said,) = edit(conversation, code, conversation.heard, f"!topic drop {ref}")
    assert said.message.template == "undo/already"
    assert conversation.desk.state.records[ref].state == 2


def test_somebody_elses_edit_is_not_heard() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topci x")
    assert edit(conversation, code, conversation.heard, "!topic x", PHYSICIAN) == []


def test_a_redaction_changes_nothing_by_itself_and_its_author_is_asked_privately() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic a topic")
    event, ref = conversation.heard, conversation.desk.facts[-1].ref
    (asked,) = conversation.redacts(PHYSICIAN, case_room(code), event)
    assert (asked.place, asked.message.template) == (direct(SEX_THERAPIST), "undo/redacted")
    assert f"`!yes {ref}`" in conversation.read(asked).text
    assert texts(conversation, code) == ["a topic"]
    (said,) = conversation.to_bot(SEX_THERAPIST, f"!yes {ref.lower()}")
    assert said.message.template == "tiny/retracted"
    assert conversation.desk.state.records[ref].state == 9


def test_a_redaction_of_conversation_or_of_what_made_nothing_is_nobodys_business() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "thanks")
    assert conversation.redacts(SEX_THERAPIST, case_room(code), conversation.heard) == []
    conversation.in_case(SEX_THERAPIST, code, "!help")
    assert conversation.redacts(SEX_THERAPIST, case_room(code), conversation.heard) == []


def test_undo_takes_back_ones_own_last_act_in_this_room_alone() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic one")
    conversation.in_case(SEX_THERAPIST, code, "!topics")
    (nothing,) = conversation.in_case(PHYSICIAN, code, "!undo")
    assert nothing.message.template == "undo/nothing"
    (elsewhere,) = conversation.to_bot(SEX_THERAPIST, "!undo")
    assert elsewhere.message.template == "undo/nothing"
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert said.message.template == "undo/done"
    assert texts(conversation, code) == []
    assert [one.state for one in conversation.desk.state.records.values()] == [UNDONE]


def test_undo_goes_one_act_further_back_each_time() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic one")
    conversation.in_case(SEX_THERAPIST, code, "!topic two")
    conversation.in_case(SEX_THERAPIST, code, "!undo")
    conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert texts(conversation, code) == []


def test_undo_restores_what_stood_there_unless_somebody_touched_it_since() -> None:
    conversation, code = talk()
    conversation.in_case(PHYSICIAN, code, "!topic one")
    ref = conversation.desk.facts[-1].ref
    conversation.in_case(SEX_THERAPIST, code, f"!done {ref}")
    conversation.in_case(PHYSICIAN, code, f"!topic drop {ref}")
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert said.message.template == "refused/touched_since"
    assert conversation.desk.state.records[ref].state == 1
    conversation.in_case(PHYSICIAN, code, "!undo")
    assert conversation.desk.state.records[ref].state == 2


def test_undo_names_what_it_cannot_take_back() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!book 2026-12-08 14:00")
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert said.message.template == "undo/never"
    assert "book" in conversation.read(said).text


def test_whoever_left_the_roster_takes_nothing_back_any_more() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic one")
    member = conversation.desk.rosters.member(code, SEX_THERAPIST)
    assert member is not None
    conversation.desk.rosters.put(replace(member, until=conversation.desk.now))
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert said.message.template == "refused/denied"
    assert texts(conversation, code) == ["one"]


def test_what_was_taken_back_stands_in_the_way_of_nothing_that_came_before_it() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!topic one")
    ref = conversation.desk.facts[-1].ref
    conversation.in_case(PHYSICIAN, code, f"!done {ref}")
    conversation.in_case(SEX_THERAPIST, code, f"!topic drop {ref}")
    for person in (SEX_THERAPIST, PHYSICIAN, SEX_THERAPIST):
        (said,) = conversation.in_case(person, code, "!undo")
        assert said.message.template == "undo/done"
    assert conversation.desk.state.records[ref].state == UNDONE


def test_an_answer_is_taken_back_before_what_it_was_about() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!topic risky a topic")
    conversation.in_case(SEX_THERAPIST, code, "none", reply_to=asked)
    (answer,) = conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert "stands as it did before" in conversation.read(answer).text
    (topic,) = conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert "Taken back: `!topic risky`" in conversation.read(topic).text
    assert texts(conversation, code) == []


def test_the_question_about_what_was_taken_back_is_closed_with_it() -> None:
    conversation, code = talk()
    (asked,) = conversation.in_case(SEX_THERAPIST, code, "!topic risky a topic")
    conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert conversation.in_case(SEX_THERAPIST, code, "none", reply_to=asked) == []
    assert texts(conversation, code) == []


def test_what_only_waits_for_a_yes_is_called_off_by_undo() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!end")
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!undo")
    assert said.message.template == "undo/done"
    (nothing,) = conversation.in_case(SEX_THERAPIST, code, f"!yes {code}")
    assert nothing.message.template == "refused/nothing_to_confirm"


def test_what_a_family_has_no_retraction_for_is_undone_by_the_yes_of_its_author() -> None:
    conversation, code = talk()
    conversation.in_case(SEX_THERAPIST, code, "!book tomorrow 14:00")
    assert conversation.redacts(PHYSICIAN, case_room(code), conversation.heard) == []
    conversation.in_case(SEX_THERAPIST, code, "!memo a canary")
    event, ref = conversation.heard, conversation.desk.facts[-1].ref
    (asked,) = conversation.redacts(PHYSICIAN, case_room(code), event)
    assert (asked.place, asked.message.template) == (direct(SEX_THERAPIST), "undo/redacted")
    conversation.in_case(PHYSICIAN, code, f"!yes {ref}")
    assert texts(conversation, code) == ["a canary"]
    (said,) = conversation.to_bot(SEX_THERAPIST, f"!yes {ref}")
    assert said.message.template == "undo/done"
    assert texts(conversation, code) == []
    assert conversation.redacts(SEX_THERAPIST, case_room(code), event) == []
