"""What is missing on the list of a conference, as it is asked and answered."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.care import asked_for, preparing
from bot.care.conferences import Conference
from bot.care.facts import direct
from bot.care.preparing import Stand
from bot.care.proposals import Proposal
from tests.commands.test_conference_list import AT, asked, items, planned, until
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward


@pytest.mark.parametrize(
    "words", ["I do not know", "Not yet, sorry.", "no idea", "I don\u2019t know", "later", "I'm not sure yet", "?"]
)
def test_who_does_not_know_is_told_that_nothing_was_written_and_who_may_know(words: str) -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!conference add A topic {MENTAL_HEALTH}")
    until(ward, AT - timedelta(days=1))
    question = asked(ward, MENTAL_HEALTH)
    (told,) = ward.hear(MENTAL_HEALTH, words, here=question.place, reply_to=question)
    text = ward.read(told).text
    assert f"Nothing was written down, and it stays open for conference {ref}" in text
    assert f"Perhaps the physician ({PHYSICIAN}) can help." in text or f"Perhaps the physician ({PHYSICIAN}) and " in text
    assert [(one.what.text, one.state) for one in items(ward, ref)] == [("A topic", Stand.OPEN)]
    assert "is there for conference" in ward.say(MENTAL_HEALTH, "done", here=question.place, reply_to=told)


@pytest.mark.parametrize("words", ["Not sleeping is the topic", "The results come later", "I do not know of any results"])
def test_a_sentence_that_only_begins_like_that_is_what_they_bring(words: str) -> None:
    ward, ref = planned()
    until(ward, AT - timedelta(days=1))
    question = asked(ward, SEX_THERAPIST)
    ward.say(SEX_THERAPIST, words, here=question.place, reply_to=question)
    assert [one.what.text for one in items(ward, ref)] == [words]


def two_planned() -> tuple[Ward, str, str, Said]:
    """Two conferences of a case whose lists lock in the same minute, and what the mental health clinician is asked then."""
    ward, first = planned()
    ward.say(PHYSICIAN, '!conference at 2026-12-10 14:00 "canary"')
    second = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "conference" and one.ref != first)
    ward.say(PHYSICIAN, f"!conference add {first} A topic {MENTAL_HEALTH}")
    ward.say(PHYSICIAN, f"!conference add {second} Another topic {MENTAL_HEALTH}")
    until(ward, AT - timedelta(days=1))
    return ward, first, second, asked(ward, MENTAL_HEALTH)


def test_what_is_missing_for_two_conferences_is_asked_in_one_message() -> None:
    ward, first, second, question = two_planned()
    text = ward.read(question).text
    assert "The lists of 2 conferences are locked. Something is missing:" in text
    when = "Thu 10 Dec 2026, 14:00 Berlin"
    mine = {ref: items(ward, ref)[0].ref for ref in (first, second)}
    assert f"Conference {first} begins tomorrow: {when}\n- {mine[first]}, from you: A topic\n" in text
    assert f"Conference {second} begins tomorrow: {when}\n- {mine[second]}, from you: Another topic\n" in text
    assert "Reply `done` if all of yours is there, `nothing`, or in a sentence what you bring, each with the ref" in text
    assert until(ward, AT - timedelta(hours=2)) == []


def test_an_answer_for_two_conferences_counts_for_both_or_for_the_one_that_it_names() -> None:
    ward, first, second, question = two_planned()
    told = ward.say(MENTAL_HEALTH, "What was said last", here=question.place, reply_to=question)
    assert "Put the ref of one in front" in told
    ward.say(MENTAL_HEALTH, f"{second} What was said last", here=question.place, reply_to=question)
    assert [one.what.text for one in items(ward, second)] == ["Another topic", "What was said last"]
    assert len(items(ward, first)) == 1
    told = ward.say(MENTAL_HEALTH, "done", here=question.place, reply_to=question)
    assert "are there for" in told
    assert {one.state for ref in (first, second) for one in items(ward, ref)} == {Stand.READY}


def test_the_ref_of_times_that_were_settled_stands_for_their_conference_in_an_answer() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, '!conference propose "canary" with mental health')
    (proposal,) = ward.desk.records.find(Proposal, ward.code)
    for person in (PHYSICIAN, SEX_THERAPIST, MENTAL_HEALTH):
        ward.say(person, f"!vote {proposal.ref} 2")
    (settled,) = ward.desk.records.find(Conference, ward.code)
    ward.say(PHYSICIAN, f"!conference add {settled.ref} A topic {MENTAL_HEALTH}")
    until(ward, settled.what.at - timedelta(days=1))
    question = asked(ward, MENTAL_HEALTH)
    assert "is there for conference" in ward.say(MENTAL_HEALTH, f"{proposal.ref} done", here=question.place, reply_to=question)
    assert [(one.what.text, one.state) for one in items(ward, settled.ref)] == [("A topic", Stand.READY)]


def test_an_answer_with_the_ref_of_times_that_are_voted_on_is_told_what_is_so_and_kept_for_nothing() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!conference add A topic {MENTAL_HEALTH}")
    ward.say(PHYSICIAN, '!conference propose "canary" with mental health between 2026-12-21 and 2026-12-23')
    (proposal,) = ward.desk.records.find(Proposal, ward.code)
    until(ward, AT - timedelta(days=1))
    question = asked(ward, MENTAL_HEALTH)
    said = ward.say(MENTAL_HEALTH, f"{proposal.ref} done", here=question.place, reply_to=question)
    assert f"proposal {proposal.ref}" in said
    assert [(one.what.text, one.state) for one in items(ward, ref)] == [("A topic", Stand.OPEN)]


def rings(ward: Ward, person: str, at: datetime) -> list[str]:
    """By what somebody is rung until then, the earliest first."""
    return [one.message.template for one in until(ward, at) if person in one.message.mentions]


def test_whoever_is_asked_as_the_list_locks_reads_there_how_soon_it_begins_and_is_rung_once() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!conference add A topic {MENTAL_HEALTH}")
    said = until(ward, AT - timedelta(days=1))
    rung = {one: [told.message.template for told in said if one in told.message.mentions] for one in (MENTAL_HEALTH, PHYSICIAN)}
    assert rung == {MENTAL_HEALTH: ["conference/missing"], PHYSICIAN: ["conference/reminder"]}
    text = ward.read(asked(ward, MENTAL_HEALTH)).text
    assert f"Conference {ref} begins tomorrow: Thu 10 Dec 2026, 14:00 Berlin. Its list is locked. Something is" in text
    assert text.endswith(f"If you cannot come: `!apologies {ward.code} {ref}`")
    assert rings(ward, MENTAL_HEALTH, AT - timedelta(hours=1)) == ["conference/reminder"]
    assert f"You are reminded of conference {ref} once more" in ward.privately(MENTAL_HEALTH, "snooze 20m")


def test_of_two_that_are_asked_about_together_neither_rings_a_second_time() -> None:
    ward, _ = planned()
    another(ward, AT)
    assert rings(ward, MENTAL_HEALTH, AT - timedelta(days=1)) == ["conference/missing"]


def test_whoever_is_asked_at_the_end_of_their_quiet_hours_is_rung_once_and_where_they_snoozed_as_they_wished() -> None:
    ward, ref = planned()
    ward.privately(MENTAL_HEALTH, "!quiet 13:00-15:00")
    assert rings(ward, MENTAL_HEALTH, AT - timedelta(hours=23, minutes=1)) == []
    assert rings(ward, MENTAL_HEALTH, AT - timedelta(hours=22)) == ["conference/missing"]
    assert "begins in 23 hours: " in questions(ward, MENTAL_HEALTH)[0]
    other, ref = planned()
    other.say(MENTAL_HEALTH, f"!snooze {ref} until 2026-12-09 14:01")
    expected = ["conference/missing", "conference/reminder"]
    assert rings(other, MENTAL_HEALTH, AT - timedelta(hours=22)) == expected


def test_whoever_is_asked_when_they_work_or_was_asked_for_another_day_is_reminded_as_everybody_is() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!conference move {ref} 2026-12-10 19:00")
    at = datetime.combine(AT, time(19), tzinfo=ZoneInfo("Europe/Berlin"))
    assert rings(ward, MENTAL_HEALTH, at - timedelta(days=1)) == ["conference/reminder"]
    assert rings(ward, MENTAL_HEALTH, at - timedelta(hours=2)) == ["conference/missing"]
    assert "begins in 11 hours: " in questions(ward, MENTAL_HEALTH)[0]
    ward.say(PHYSICIAN, f"!conference move {ref} 2026-12-15 14:00")
    assert rings(ward, MENTAL_HEALTH, AT + timedelta(days=4)) == ["conference/reminder"]


SOON = AT + timedelta(minutes=90)
"""When another conference begins, shortly after the first."""


def another(ward: Ward, at: datetime = SOON, *, question: str = "canary") -> str:
    """The same, with something that the mental health clinician brings; gives its ref."""
    ward.say(PHYSICIAN, f'!conference at {at.astimezone(ZoneInfo("Europe/Berlin")):%Y-%m-%d %H:%M} "{question}"')
    ref = [one.ref for one in ward.desk.state.records.values() if one.what.kind == "conference"][-1]
    ward.say(PHYSICIAN, f"!conference add {ref} Another topic {MENTAL_HEALTH}")
    return ref


def questions(ward: Ward, person: str) -> list[str]:
    said = (one for one in ward.desk.said if one.message.template == "conference/missing" and one.place == direct(person))
    return [ward.read(one).text for one in said]


def test_the_first_list_to_lock_gathers_what_locks_in_the_next_hours_and_nothing_is_asked_twice() -> None:
    ward, first = planned()
    second = another(ward)
    ward.say(PHYSICIAN, f"!conference add {first} A topic {MENTAL_HEALTH}")
    until(ward, AT - timedelta(days=1))
    question = asked(ward, MENTAL_HEALTH)
    text = ward.read(question).text
    mine = {ref: items(ward, ref)[0].ref for ref in (first, second)}
    assert text.startswith(f"{ward.code}: The lists of 2 conferences are locked or lock soon. Something is missing:")
    assert f"Conference {first} begins tomorrow: Thu 10 Dec 2026, 14:00 Berlin\n- {mine[first]}, from you: A topic\n" in text
    assert (
        f"Conference {second}, Thu 10 Dec 2026, 15:30 Berlin. Its list locks Wed 9 Dec 2026, 15:30 Berlin\n"
        f"- {mine[second]}, from you: Another topic\n"
    ) in text
    ward.say(MENTAL_HEALTH, f"{mine[second]} done", here=question.place, reply_to=question)
    assert [one.state for one in items(ward, second)] == [Stand.READY]
    until(ward, SOON - timedelta(hours=2))
    assert questions(ward, MENTAL_HEALTH) == [text]
    assert [one.ref for one in ward.desk.state.facts if one.action == preparing.LOCKS] == [first, second]


def test_what_comes_onto_a_list_after_it_was_asked_for_is_asked_for_alone_when_it_locks() -> None:
    ward, _ = planned()
    second = another(ward)
    until(ward, AT - timedelta(days=1))
    early = len(questions(ward, MENTAL_HEALTH))
    ward.say(PHYSICIAN, f"!conference add {second} The letter {MENTAL_HEALTH}")
    until(ward, SOON - timedelta(days=1))
    assert early == 1
    (_, again) = questions(ward, MENTAL_HEALTH)
    assert f"{items(ward, second)[1].ref}, from you: The letter" in again
    assert "Another topic" not in again
    assert len(questions(ward, SEX_THERAPIST)) == 1, "of whom nothing has come since"


def test_what_is_withdrawn_or_held_or_locks_much_later_is_not_asked_along() -> None:
    ward, _ = planned()
    withdrawn, held = another(ward), another(ward, AT + timedelta(minutes=60), question="~couple_work canary")
    later = another(ward, AT + asked_for.TOGETHER + timedelta(minutes=30))
    ward.say(PHYSICIAN, f"!conference cancel {withdrawn} It is answered")
    ward.say(PHYSICIAN, "!modality couple work out")
    until(ward, AT - timedelta(days=1))
    (text,) = questions(ward, MENTAL_HEALTH)
    assert not [ref for ref in (withdrawn, held, later) if ref in text]
    until(ward, AT - timedelta(hours=5))
    (_, text) = questions(ward, MENTAL_HEALTH)
    assert f"Conference {later} begins in 10 hours: " in text, "on the next morning, since it locks when nobody works"


def test_a_word_behind_the_ref_of_one_thing_counts_for_that_alone() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!conference add A topic {MENTAL_HEALTH}")
    ward.say(PHYSICIAN, f"!conference add Another topic {MENTAL_HEALTH}")
    until(ward, AT - timedelta(days=1))
    question, (one, other) = asked(ward, MENTAL_HEALTH), [it.ref for it in items(ward, ref)]
    told = ward.say(MENTAL_HEALTH, f"{one} done", here=question.place, reply_to=question)
    assert f"Thank you: {one} is there for conference {ref}" in told
    assert [it.state for it in items(ward, ref)] == [Stand.READY, Stand.OPEN]
    told = ward.say(MENTAL_HEALTH, f"{other} nothing", here=question.place, reply_to=question)
    assert f"Noted: {other} will not be brought to conference {ref}" in told
    assert [(it.what.text, it.state) for it in items(ward, ref)] == [("A topic", Stand.READY), ("Another topic", Stand.NOTHING)]
