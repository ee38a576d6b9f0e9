"""What people say to the lines of an agenda, each in a reply."""

from __future__ import annotations

import re
from datetime import timedelta

import commands
from bot.care.actions import Info
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.huddles import Huddle
from bot.care.signals import Severity, raise_signal
from bot.chat.parameters import RefWord
from commands.agenda import BEHIND_REF
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.meeting import Meeting
from tests.unit.shelves import Said
from tests.unit.talk import registry_of
from tests.unit.ward import Ward


def refs(ward: Ward, kind: str) -> list[str]:
    return [one.ref for one in ward.desk.state.records.values() if one.what.kind == kind]


def begun(ward: Ward) -> Said:
    """A huddle begins; its agenda."""
    return next(one for one in ward.hear(SEX_THERAPIST, "!huddle start") if one.message.template == "huddle/agenda")


def test_a_ref_and_a_sentence_are_kept_with_the_categories_of_that_line() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!huddle add A topic")
    (topic,) = refs(ward, "topic")
    agenda = begun(ward)
    answer = ward.say(SEX_THERAPIST, f"{topic} A canary was spoken of", reply_to=agenda)
    assert f"to {topic}: medical. It stands in the minutes of this huddle." in answer
    (said,) = ward.desk.records.find(Info, ward.code)
    assert said.what.categories == (Category.MEDICAL,)
    assert f"For everyone\n- {topic}: A canary was spoken of\n" in ward.say(SEX_THERAPIST, "!huddle end"), "one ref is enough"


def test_a_tag_of_its_own_counts_and_what_not_all_may_read_is_taken_out() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    ward.say(PHYSICIAN, "!huddle add A topic")
    agenda = begun(ward)
    heard = ward.hear(SEX_THERAPIST, f"{refs(ward, 'topic')[0]} #sexual_history A canary", reply_to=agenda)
    assert [place for place, _ in ward.desk.redacted] == [ward.room]
    assert "agenda/said" in [one.message.template for one in heard if one.place == direct(SEX_THERAPIST)]
    assert "canary" not in "".join(ward.read(one).text for one in heard)


def test_it_works_on_a_preview_and_on_what_more_brought() -> None:
    ward = Ward()
    for number in range(14):
        ward.say(PHYSICIAN, f"!huddle add Topic {number}")
    last = refs(ward, "topic")[-1]
    agenda = begun(ward)
    assert "2 more: reply `more`." in ward.read(agenda).text
    rest = next(one for one in ward.hear(PHYSICIAN, "more", reply_to=agenda) if one.message.template == "agenda/more")
    assert "Kept as" in ward.say(PHYSICIAN, f"{last} A sentence", reply_to=rest)
    preview = ward.hear(PHYSICIAN, f"!agenda {ward.code}", here=direct(PHYSICIAN))[-1]
    assert "Kept as" in ward.say(PHYSICIAN, f"{last} Another sentence", here=direct(PHYSICIAN), reply_to=preview)


def test_a_sentence_without_a_ref_is_conversation() -> None:
    ward = Ward()
    assert ward.hear(PHYSICIAN, "I think that we should wait", reply_to=begun(ward)) == []


def test_whoever_sees_to_a_signal_or_an_ask_says_so_with_its_own_command() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!ask sex therapist What next?")
    (ask,) = refs(ward, "question")
    signal = raise_signal(ward.desk.later(), ward.code, PHYSICIAN, Severity.CONCERN, "A canary").ref
    agenda = begun(ward)
    assert f"`!answer {ask} …`" in ward.say(SEX_THERAPIST, f"{ask} Wait a little", reply_to=agenda)
    assert f"`!ack {signal} …`" in ward.say(SEX_THERAPIST, f"{signal} I will call", reply_to=agenda)
    assert ward.desk.records.find(Info, ward.code) == []


def test_an_unknown_ref_is_refused() -> None:
    ward = Ward()
    assert ward.hear(PHYSICIAN, "7Z9Q A sentence", reply_to=begun(ward))[0].message.template == "refused/no_such_ref"


def test_words_that_are_commands_behind_a_ref_are_never_taken_for_a_sentence() -> None:
    registry = registry_of(tuple(commands.FAMILIES))
    takes_ref = {
        name
        for one in registry.commands.values()
        for name in (one.name, *one.aliases)
        if " " not in name and one.parameters and isinstance(one.parameters[0].argument, RefWord)
    }
    assert takes_ref == BEHIND_REF


def test_all_lines_of_an_agenda_are_dealt_with_within_a_minute() -> None:
    ward = Ward()
    for number in range(12):
        ward.say(PHYSICIAN, f"!huddle add Topic {number}")
    agenda = begun(ward)
    answers = [ward.say(SEX_THERAPIST, f"{ref} done", reply_to=agenda) for ref in refs(ward, "topic")]
    assert all("is done" in one for one in answers)


def test_a_signal_is_not_put_off_and_its_words_stand_in_no_minutes() -> None:
    ward = Ward()
    signal = raise_signal(ward.desk, ward.code, PHYSICIAN, Severity.CONCERN, "A canary").ref
    agenda = begun(ward)
    assert "A signal is not put off" in ward.say(SEX_THERAPIST, f"{signal} defer", reply_to=agenda)
    assert signal in ward.say(SEX_THERAPIST, "!agenda here")
    ward.privately(SEX_THERAPIST, f"!ack {ward.code} {signal} I will call them today")
    ward.privately(SEX_THERAPIST, f"!signal {ward.code} close {signal} Seen and safe")
    ward.privately(MENTAL_HEALTH, f"!yes {signal}")
    minutes = ward.say(SEX_THERAPIST, "!huddle end")
    assert "canary" not in minutes
    assert ward.desk.records.find(Huddle, ward.code)[-1].what.ended is not None


def test_a_conference_stands_there_with_its_hour_and_its_question_for_those_who_may_read_it() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    at = ward.desk.now + timedelta(days=1)
    booked = ward.say(SEX_THERAPIST, f'!conference at {at:%Y-%m-%d} 14:00 "Is a canary enough?" #medical')
    ref = re.search(r"Conference (\w{4})", booked)
    assert ref
    line = f"- {ref[1]}, tomorrow, {at:%a} {at.day} {at:%b %Y}, 14:00 Berlin: Conference\nQuestion: Is a canary enough?"
    shown = ward.say(PHYSICIAN, f"!agenda {ward.code}", here=direct(PHYSICIAN))
    assert line in shown
    assert "!done" not in shown
    assert f"`!defer {ward.code} {ref[1]}`" in shown
    posted = begun(ward)
    assert line in ward.read(posted).text
    assert f"Answer with a ref: `{ref[1]} defer`. Or reply with a ref and a sentence." in ward.read(posted).text
    assert "Question: Is a canary enough?" in ward.say(SEX_THERAPIST, "!huddle topic next")
    assert "put off" in ward.say(SEX_THERAPIST, f"!defer {ref[1]}")


def test_the_question_of_a_conference_that_not_all_may_read_is_read_alone() -> None:
    meeting = Meeting()
    meeting.say(SEX_THERAPIST, '!conference at 2026-12-09 14:00 "Is a canary enough?" #mental_health')
    posted = next(one for one in meeting.say(SEX_THERAPIST, "!huddle start") if one.message.template == "huddle/agenda")
    assert ", in 2 days, Wed 9 Dec 2026, 14:00 Berlin / 13:00 London: Conference\n" in meeting.shown(posted)
    assert "canary" not in meeting.shown(posted)
    assert meeting.rest(posted, SEX_THERAPIST).endswith(", the question of the conference: Is a canary enough?")
    assert meeting.rest(posted, PHYSICIAN) == ""
