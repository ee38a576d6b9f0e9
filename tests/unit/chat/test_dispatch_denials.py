"""What is refused, to whom, and that nobody learns from it what there is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.people import Role
from tests.unit.chat import tiny
from tests.unit.chat.test_dispatch import NOBODYS, OTHER, talk, topics
from tests.unit.chat.tiny import OWN
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, STRANGER, TRAINEE
from tests.unit.talk import Talk


@pytest.mark.parametrize("typed", ["C\u20117K3FX", "C\u22127K3FX", "C-01", "C-7K3FX;--", "C-7K3FX,C-7Q53R", "C--1", "C-7K3FXx"])
def test_what_is_no_case_code_and_was_meant_for_one_is_refused_without_echo(typed: str) -> None:
    conversation, code = talk()
    (said,) = conversation.to_bot(SEX_THERAPIST, f"!topic {typed} text")
    assert said.message.template in {"refused/argument", "ask/case"}
    assert typed not in conversation.read(said).text.replace(code, "").replace("!on C-7K3FX", "")
    assert topics(conversation, code) == []


def test_another_cases_code_in_a_case_room_is_refused_and_taken_out_whether_or_not_it_exists() -> None:
    conversation, code = talk()
    other = conversation.desk.case({PHYSICIAN: (Role.PHYSICIAN,)})
    assert other == OTHER
    for foreign in (OTHER, NOBODYS):
        said, back = conversation.in_case(SEX_THERAPIST, code, f"!topic {foreign} x")
        assert said.message.template == "refused/foreign_code"
        assert (back.place, conversation.read(back).text.splitlines()[1]) == (direct(SEX_THERAPIST), f"!topic {foreign} x")
        assert conversation.desk.redacted[-1] == (case_room(code), conversation.heard)
    said, back = conversation.in_case(SEX_THERAPIST, code, "!topic C-7K3F x")
    assert said.message.template == "refused/argument"
    assert conversation.desk.redacted[-1] == (case_room(code), said.message.reply_to)
    assert conversation.read(back).text.endswith("!topic C-7K3F x")
    (wrong,) = conversation.in_case(SEX_THERAPIST, code, f"!yes {OTHER}")
    assert wrong.message.template == "refused/foreign_code"


def test_every_denial_reads_the_same_and_is_audited() -> None:
    conversation, code = talk()
    other = conversation.desk.case({PHYSICIAN: (Role.PHYSICIAN,)})
    denied = [
        conversation.to_bot(SEX_THERAPIST, f"!topics {other}"),
        conversation.to_bot(SEX_THERAPIST, f"!topics {NOBODYS}"),
        conversation.hear(STRANGER, case_room(code), "!topics"),
        conversation.hear(STRANGER, case_room(code), "!nothing"),
        conversation.hear(SEX_THERAPIST, case_room(code), "!topics", proven=False),
        conversation.hear(PHYSICIAN, case_room(code), "!end"),
    ]
    assert {len(said) for said in denied} == {1}
    assert {(said.message.template, said.message.case, *said.message.values) for (said,) in denied} == {("refused/denied", None)}
    assert [fact.outcome for fact in conversation.desk.facts] == ["denied"] * 6
    assert [fact.case for fact in conversation.desk.facts][:2] == [other, None]


def test_without_consent_a_case_takes_nothing_that_needs_it() -> None:
    conversation = Talk((*OWN, tiny))
    code = conversation.desk.case()
    said, back = conversation.in_case(SEX_THERAPIST, code, "!topic x")
    assert said.message.template == "refused/no_consent"
    assert conversation.desk.redacted == [(case_room(code), conversation.heard)]
    assert (back.place, conversation.read(back).text.splitlines()[1]) == (direct(SEX_THERAPIST), "!topic x")
    (read,) = conversation.in_case(SEX_THERAPIST, code, "!topics")
    assert read.message.template == "refused/no_consent"
    assert len(conversation.desk.redacted) == 1


def test_a_locked_room_a_closed_case_and_a_wrong_place_are_told_apart() -> None:
    conversation, code = talk()
    (wrong,) = conversation.in_case(SEX_THERAPIST, code, "!on")
    assert wrong.message.template == "refused/wrong_place"
    place = conversation.desk.state.places[case_room(code)]
    conversation.desk.state.places[case_room(code)] = replace(place, locked=True)
    locked, back = conversation.in_case(SEX_THERAPIST, code, "!topic x")
    assert locked.message.template == "refused/locked"
    assert (back.place, conversation.desk.redacted) == (direct(SEX_THERAPIST), [(case_room(code), locked.message.reply_to)])
    conversation.desk.state.places[case_room(code)] = place
    conversation.desk.cases.put(replace(conversation.desk.state.cases[code], closed=conversation.desk.now))
    (closed,) = conversation.in_case(SEX_THERAPIST, code, "!topic x")
    assert closed.message.template == "refused/closed"


def test_someone_who_left_the_roster_may_nothing_more_at_once() -> None:
    conversation, code = talk()
    desk = conversation.desk
    member = desk.rosters.member(code, SEX_THERAPIST)
    assert member is not None
    desk.rosters.put(replace(member, until=desk.now))
    (said,) = conversation.in_case(SEX_THERAPIST, code, "!topics")
    assert said.message.template == "refused/denied"


def test_roles_decide_and_presence_does_not() -> None:
    conversation = Talk((*OWN, tiny))
    code = conversation.desk.case({TRAINEE: (Role.TRAINEE,), MENTAL_HEALTH: (Role.MENTAL_HEALTH,)}, lead=MENTAL_HEALTH)
    conversation.desk.grant(code, Category.SUMMARY)
    (denied,) = conversation.in_case(TRAINEE, code, "!topic x")
    (kept,) = conversation.in_case(MENTAL_HEALTH, code, "!topic x")
    assert (denied.message.template, kept.message.template) == ("refused/denied", "tiny/kept")
