from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.care import preparing
from bot.care.consent import Category
from bot.care.facts import control, direct
from bot.care.people import Role
from bot.care.preparing import ConferenceItem, Stand
from bot.care.records import Kept
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

AT = datetime(2026, 12, 10, 13, tzinfo=UTC)


def planned() -> tuple[Ward, str]:
    ward = Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})
    ward.desk.join(ward.room, COORDINATOR)
    ward.desk.grant(ward.code, Category.MEDICAL, Category.SUMMARY, to=COORDINATOR)
    ward.say(PHYSICIAN, '!conference at 2026-12-10 14:00-14:45 "canary"')
    return ward, next(kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference")


def items(ward: Ward, ref: str) -> tuple[Kept[ConferenceItem], ...]:
    return preparing.items(ward.desk, ward.code, ref)


def until(ward: Ward, at: datetime) -> list[Said]:
    """Let everything come whose moment comes by then."""
    before = len(ward.desk.said)
    while ripe := [one for one in ward.desk.state.dues.values() if one.at <= at]:
        ward.talk.ring(min(ripe, key=lambda one: (one.at, one.key)))
    return ward.desk.said[before:]


def asked(ward: Ward, person: str) -> Said:
    (found,) = (one for one in ward.desk.said if one.message.template == "conference/missing" and one.place == direct(person))
    return found


def test_something_is_put_on_the_list_with_who_brings_it() -> None:
    ward, ref = planned()
    said = ward.hear(PHYSICIAN, f"!conference add {ref} A topic {MENTAL_HEALTH}")
    (item,) = items(ward, ref)
    assert (item.what.text, item.owner, item.what.categories) == ("A topic", MENTAL_HEALTH, (Category.MEDICAL,))
    assert f"{item.ref} is on the list of conference {ref}" in ward.read(said[0]).text
    assert said[0].message.mentions == (MENTAL_HEALTH,)
    assert len(said) == 1


def test_whoever_is_named_by_a_role_that_they_alone_hold_brings_it_and_nobody_does_by_one_that_is_not_there() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!conference add {ref} A topic @mental_health")
    (item,) = items(ward, ref)
    assert (item.what.text, item.owner) == ("A topic", MENTAL_HEALTH)
    assert "Expected: a full Matrix id or a mention" in ward.say(PHYSICIAN, f"!conference add {ref} Another topic @physio")
    assert len(items(ward, ref)) == 1


def test_without_a_ref_it_is_the_only_conference_whose_list_takes_it_and_without_a_name_oneself() -> None:
    ward, ref = planned()
    assert "brought by you" in ward.say(SEX_THERAPIST, "!conference add A topic")
    (item,) = items(ward, ref)
    assert (item.owner, item.due) == (SEX_THERAPIST, AT)


def test_of_several_lists_it_is_asked_which_and_one_that_is_locked_takes_what_is_urgent_alone() -> None:
    ward, ref = planned()
    later = str(ward.hear(PHYSICIAN, '!conference at 2026-12-20 14:00 "later"')[0].message.values["ref"])
    (asked,) = ward.hear(SEX_THERAPIST, "!conference add A topic")
    assert ward.read(asked).text.endswith(f"14:00 Berlin: canary\n2. {later}, Sun 20 Dec 2026, 14:00 Berlin: later")
    ward.say(SEX_THERAPIST, "2", reply_to=asked)
    assert [one.what.text for one in items(ward, later)] == ["A topic"]
    ward.desk.later(AT - ward.desk.now - timedelta(hours=2))
    ward.say(SEX_THERAPIST, "!conference add Another topic")
    ward.say(SEX_THERAPIST, "!conference add A third urgent because it came in today")
    assert [one.what.text for one in items(ward, later)] == ["A topic", "Another topic"]
    assert [one.what.text for one in items(ward, ref)] == ["A third"]
    ward.say(PHYSICIAN, f"!conference cancel {later} Not needed")
    assert "urgent because" in ward.say(SEX_THERAPIST, "!conference add A fourth")


def test_a_tag_counts_then_the_question_s_category_then_one_s_own() -> None:
    ward, ref = planned()
    ward.say(SEX_THERAPIST, f"!conference add {ref} #sexual_history A topic")
    ward.say(SEX_THERAPIST, f"!conference add {ref} A topic")
    ward.say(PHYSICIAN, "!conference at 2026-12-11 14:00")
    plain = next(k.ref for k in ward.desk.state.records.values() if k.what.kind == "conference" and k.ref != ref)
    ward.say(SEX_THERAPIST, f"!conference add {plain} A topic")
    assert [one.what.categories for one in (*items(ward, ref), *items(ward, plain))] == [
        (Category.SEXUAL_HISTORY,),
        (Category.MEDICAL,),
        (Category.SEXUAL_HISTORY,),
    ]


def test_whoever_has_no_category_of_their_own_is_asked() -> None:
    ward, _ = planned()
    ward.say(PHYSICIAN, "!conference at 2026-12-11 14:00")
    plain = [k.ref for k in ward.desk.state.records.values() if k.what.kind == "conference"][-1]
    (question,) = ward.hear(COORDINATOR, f"!conference add {plain} A topic {PHYSICIAN} urgent because it is")
    assert items(ward, plain) == ()
    ward.say(COORDINATOR, "summary", reply_to=question)
    (item,) = items(ward, plain)
    assert (item.what.categories, item.owner, item.what.urgent) == ((Category.SUMMARY,), PHYSICIAN, "it is")


def test_what_not_all_may_read_is_taken_out_and_told_to_whoever_brings_it() -> None:
    ward, ref = planned()
    said = ward.hear(PHYSICIAN, f"!conference add {ref} #mental_health canary {SEX_THERAPIST}")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert not any("canary" in ward.read(one).text for one in said if one.place == ward.room)
    (told,) = [one for one in said if one.place == direct(SEX_THERAPIST)]
    assert "canary" in ward.read(told).text
    assert told.message.mentions == (SEX_THERAPIST,)


@pytest.mark.parametrize("text", ["urgent because it is", "@physician:example.org", "#medical"])
def test_nothing_is_no_thing_to_bring(text: str) -> None:
    ward, ref = planned()
    assert "!conference add" in ward.say(PHYSICIAN, f"!conference add {ref} {text}")
    assert items(ward, ref) == ()


def test_where_no_conference_is_booked_nothing_is_brought() -> None:
    ward = Ward()
    assert "No conference is booked" in ward.say(PHYSICIAN, "!conference add A topic")
    assert "No conference is booked" in ward.privately(PHYSICIAN, f"!conference {ward.code} show")


def test_a_word_closes_it_and_undo_opens_it_again() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, "!conference add A topic")
    (item,) = items(ward, ref)
    assert "something to bring to a conference" in ward.privately(PHYSICIAN, "!mine")
    assert f"Conference item {item.ref} is done." in ward.say(PHYSICIAN, f"!done {item.ref}")
    assert items(ward, ref)[0].state == Stand.READY
    assert "something to bring" not in ward.privately(PHYSICIAN, "!mine")
    ward.say(PHYSICIAN, "!undo")
    assert items(ward, ref)[0].state == Stand.OPEN


def test_a_day_before_each_is_asked_once_in_their_own_room_and_the_day_s_reminder_says_how_the_list_stands() -> None:
    ward, _ = planned()
    ward.say(PHYSICIAN, f"!conference add A topic {MENTAL_HEALTH}")
    said = until(ward, AT - timedelta(days=1))
    assert {one.place for one in said} == {ward.room, direct(SEX_THERAPIST), direct(MENTAL_HEALTH)}
    theirs = ward.read(asked(ward, MENTAL_HEALTH)).text
    assert "from you: A topic\nReply `done` if yours is there" in theirs
    assert "- what you bring as sex therapist\nReply `nothing`" in ward.read(asked(ward, SEX_THERAPIST)).text
    reminder = next(one for one in said if one.message.template == "conference/reminder")
    assert "Its list, locked: 1 thing, not there yet." in ward.read(reminder).text
    assert until(ward, AT - timedelta(hours=2)) == []


@pytest.mark.parametrize(
    ("words", "answer", "state"),
    [
        ("done", "is there for conference", Stand.READY),
        ("Ready.", "is there for conference", Stand.READY),
        ("nothing", "will not be brought", Stand.NOTHING),
    ],
)
def test_a_word_answers_it(words: str, answer: str, state: Stand) -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, f"!conference add A topic {MENTAL_HEALTH}")
    until(ward, AT - timedelta(days=1))
    question = asked(ward, MENTAL_HEALTH)
    assert answer in ward.say(MENTAL_HEALTH, words, here=question.place, reply_to=question)
    assert items(ward, ref)[0].state == state


def test_a_sentence_answers_it_and_is_on_the_list_without_a_reason() -> None:
    ward, ref = planned()
    until(ward, AT - timedelta(days=1))
    question = asked(ward, SEX_THERAPIST)
    ward.say(SEX_THERAPIST, "#sexual_history What was said last", here=question.place, reply_to=question)
    (item,) = items(ward, ref)
    assert (item.what.text, item.what.categories, item.state) == ("What was said last", (Category.SEXUAL_HISTORY,), Stand.READY)
    shown = ward.privately(SEX_THERAPIST, f"!conference {ward.code} show {ref}")
    assert "there, late: What was said last" in shown


def test_done_is_no_answer_of_somebody_who_was_to_bring_nothing() -> None:
    ward, _ = planned()
    until(ward, AT - timedelta(days=1))
    question = asked(ward, SEX_THERAPIST)
    assert "Reply `nothing`, or a sentence" in ward.say(SEX_THERAPIST, "done", here=question.place, reply_to=question)


def test_a_locked_list_takes_what_is_urgent_and_tells_the_presenter_and_the_chair() -> None:
    ward, ref = planned()
    until(ward, AT - timedelta(days=1))
    refused = ward.read(ward.hear(MENTAL_HEALTH, f"!conference add {ref} canary")[0]).text
    assert f"The list of conference {ref} is locked since Wed 9 Dec 2026, 14:00 Berlin." in refused
    assert "urgent because" in refused
    assert "canary" not in refused
    said = ward.hear(MENTAL_HEALTH, f"!conference add {ref} A topic urgent because it came in today")
    told = {one.place: one.message.mentions for one in said if one.message.template == "conference/bring"}
    assert told == {direct(PHYSICIAN): (PHYSICIAN,), direct(SEX_THERAPIST): (SEX_THERAPIST,)}
    assert "A topic (urgent: it came in today)" in ward.read(said[0]).text


def test_what_is_refused_and_not_all_may_read_does_not_stay_in_the_room_either() -> None:
    ward, ref = planned()
    until(ward, AT - timedelta(days=1))
    said = ward.hear(MENTAL_HEALTH, f"!conference add {ref} #mental_health canary")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert "canary" in ward.read(next(one for one in said if one.place == direct(MENTAL_HEALTH))).text


def test_one_screen_shows_a_conference_line_by_line_for_those_who_may_read_it() -> None:
    ward, ref = planned()
    ward.say(SEX_THERAPIST, f"!conference {ward.code} add {ref} #sexual_history A canary topic", here=direct(SEX_THERAPIST))
    ward.say(MENTAL_HEALTH, f"!apologies {ref} On the ward")
    text = ward.privately(SEX_THERAPIST, f"!conference {ward.code} show {ref}")
    for part in (
        f"Conference {ref}: Thu 10 Dec 2026, 14:00 Berlin, for 45 minutes.",
        "Question: canary",
        f"Chair: the sex therapist ({SEX_THERAPIST}). Presents: the physician ({PHYSICIAN}).",
        "Needed: sex therapist, physician and mental health clinician.",
        "Without a mental health clinician it can only advise.",
        f"Cannot come: the mental health clinician ({MENTAL_HEALTH}).",
        "On the ward",
        "Its list, open until Wed 9 Dec 2026, 14:00 Berlin:",
        f"the sex therapist ({SEX_THERAPIST}), not there yet: A canary topic",
    ):
        assert part in text
    theirs = ward.privately(COORDINATOR, f"!conference {ward.code} show {ref}")
    assert f"the sex therapist ({SEX_THERAPIST}), not there yet" in theirs
    assert "A canary topic" not in theirs
    assert len(text.splitlines()) <= 15, "one screen"


def test_in_the_room_it_is_shown_as_far_as_all_may_read_it() -> None:
    ward, ref = planned()
    ward.say(SEX_THERAPIST, f"!conference {ward.code} add {ref} #sexual_history A canary topic", here=direct(SEX_THERAPIST))
    assert "A canary topic" not in ward.say(SEX_THERAPIST, f"!conference show {ref} here")


def test_those_to_come_are_listed_with_quorum_apologies_and_the_list_in_neutral_words() -> None:
    ward, ref = planned()
    ward.say(PHYSICIAN, "!conference add A topic")
    ward.say(MENTAL_HEALTH, f"!apologies {ref}")
    text = ward.privately(SEX_THERAPIST, f"!conferences {ward.code}")
    assert (
        f"Cannot come: the mental health clinician ({MENTAL_HEALTH}). Without a mental health clinician it can only advise. "
        "Its list: 1 thing, not there yet." in text
    )
    assert "A topic" not in text


def test_of_another_case_nothing_is_shown() -> None:
    ward, ref = planned()
    other = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=PHYSICIAN)
    ward.desk.grant(other, Category.MEDICAL)
    assert "canary" not in ward.privately(PHYSICIAN, f"!conference {other} show {ref}")


def test_whoever_is_to_bring_something_is_rung_where_they_are() -> None:
    ward, ref = planned()
    said = ward.hear(COORDINATOR, f"!conference {ward.code} add {ref} #summary A topic {MENTAL_HEALTH}", here=control())
    rung = {one.place: one.message.mentions for one in said}
    assert rung == {direct(MENTAL_HEALTH): (MENTAL_HEALTH,), control(): ()}


def test_of_what_comes_late_the_lead_hears_in_place_of_a_presenter_who_has_left() -> None:
    ward, ref = planned()
    ward.desk.later(AT - timedelta(hours=3) - ward.desk.now)
    ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")
    said = ward.hear(MENTAL_HEALTH, f"!conference add {ref} #summary A topic urgent because it is new")
    assert [one.place for one in said if one.message.template == "conference/bring"] == [direct(SEX_THERAPIST)]


def test_a_list_is_not_locked_since_before_its_conference_was_booked() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, '!conference at 2026-12-07 16:00 "What next?"')
    assert "is locked since Mon 7 Dec 2026, 09:00 Berlin." in ward.say(PHYSICIAN, "!conference add A canary")


def test_a_locked_list_with_nothing_on_it_is_called_that() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, '!conference at tomorrow 08:00 "What next?"')
    assert "Its list is locked, with nothing on it." in ward.say(PHYSICIAN, "!conferences here")
