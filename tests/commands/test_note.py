from __future__ import annotations

import pytest

from bot.care.consent import Category, Modality
from bot.care.facts import direct
from bot.care.notes import DRAFT, KEPT, Format, Note, Risk, RiskAnswer
from bot.care.people import Role
from bot.care.records import Kept
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward


def notes(ward: Ward) -> list[Kept[Note]]:
    return ward.desk.records.find(Note, ward.code)


def risks(ward: Ward) -> list[str]:
    return [kept.what.text for kept in ward.desk.records.find(Risk, ward.code)]


def closed_to_physician() -> Ward:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to="physician", given=False)
    return ward


def test_a_note_is_acknowledged_with_what_was_understood() -> None:
    ward = Ward()
    said = ward.say(SEX_THERAPIST, "!note #sexual_history ~couple_work @08:30 A canary.\nRisk: none reported")
    (kept,) = notes(ward)
    assert said == (
        f"{ward.code}, note {kept.ref} kept: sexual history, couple work, today 08:30. Risk: none reported. "
        f"To add: `!note amend {kept.ref} …`"
    )
    assert (kept.state, kept.what.text, kept.what.risk) == (KEPT, "A canary.", RiskAnswer.NONE)
    assert kept.what.modality is Modality.COUPLE_WORK


def test_a_note_without_a_risk_is_safe_before_it_is_asked_for() -> None:
    ward = Ward()
    asked = ward.hear(PHYSICIAN, "!note A canary.")[0]
    (kept,) = notes(ward)
    assert ward.read(asked).text == (
        f"Your note is safe as draft {kept.ref}. One thing is missing: any risk today? "
        "Reply to this message with `none` or a sentence."
    )
    assert kept.state == DRAFT
    said = ward.say(PHYSICIAN, "none", reply_to=asked)
    assert f"note {kept.ref} kept: medical" in said
    assert "Risk: none reported." in said
    assert notes(ward)[0].state == KEPT


def test_a_risk_becomes_a_record_of_its_own_and_nobody_is_led_to_think_that_it_rings() -> None:
    ward = Ward()
    asked = ward.hear(PHYSICIAN, "!note A topic.")[0]
    said = ward.say(PHYSICIAN, "A canary of a risk", reply_to=asked)
    (risk,) = ward.desk.records.find(Risk, ward.code)
    assert risk.what.text == "A canary of a risk"
    assert "Nobody is rung by that." in said
    assert "`!signal urgent …`" in said
    assert "In danger, call 112." in said
    assert "canary" not in said
    assert notes(ward)[0].what.risk_ref == risk.ref


def test_the_risk_line_is_no_part_of_the_note_since_its_readers_are_others() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note A topic.\nRisk: a canary\nMore.")
    assert notes(ward)[0].what.text == "A topic.\nMore."
    assert risks(ward) == ["a canary"]


def test_a_risk_alone_may_be_added_later_and_completes_the_draft() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note A topic.")
    (kept,) = notes(ward)
    said = ward.say(PHYSICIAN, f"!note amend {kept.ref} Risk: none")
    assert f"note {kept.ref} kept: medical" in said
    assert "Risk: none reported." in said
    assert (notes(ward)[0].state, notes(ward)[0].what.amendments) == (KEPT, ())


def test_a_question_about_risk_is_no_way_back_or_out() -> None:
    ward = Ward()
    asked = ward.hear(PHYSICIAN, "!note A topic.")[0]
    assert "any risk today?" in ward.say(PHYSICIAN, "skip", reply_to=asked)
    assert risks(ward) == []
    assert notes(ward)[0].state == DRAFT


def test_a_question_asked_twice_is_answered_by_a_reply_to_either() -> None:
    ward = Ward()
    first = ward.hear(PHYSICIAN, "!note A topic.")[0]
    ward.say(PHYSICIAN, "later", reply_to=first)
    assert "Risk: none reported." in ward.say(PHYSICIAN, "none", reply_to=first)
    assert notes(ward)[0].state == KEPT


def test_a_contact_is_asked_for_no_risk() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!note contact Called, no answer.")
    (kept,) = notes(ward)
    assert f"note {kept.ref} kept: medical" in said
    assert "isk" not in said
    assert (kept.what.format, kept.state) == (Format.CONTACT, KEPT)


def test_the_last_modality_is_the_default() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note contact ~physio Called.")
    assert "medical, physio, " in ward.say(PHYSICIAN, "!note contact Called again.")
    ward.say(MENTAL_HEALTH, "!note contact Called.")
    assert notes(ward)[-1].what.modality is None


def test_a_goal_that_the_case_does_not_have_is_refused_and_nothing_is_kept() -> None:
    ward = Ward()
    assert "no goal with that ref" in ward.say(PHYSICIAN, "!note >8R2Q A topic.\nRisk: none")
    assert notes(ward) == []


@pytest.mark.parametrize("text", ["!note \u200b\u2060", "!note #medical", "!note contact ~physio \u200b"])
def test_what_nobody_could_see_is_not_kept(text: str) -> None:
    ward = Ward()
    ward.say(PHYSICIAN, text)
    assert notes(ward) == []


@pytest.mark.parametrize(
    "text",
    [
        "{{ 7*7 }} {% raw %}<img src=x>",
        "ﬁrst ① Å 👨‍👩‍👧‍👦 ￾",
        "\u202eabc\u202c and\ttabs",
        "a \x00 nul",
        "  two spaces before, a line\r\nand another  ",
        "--private it's “quoted",
    ],
)
def test_free_text_is_kept_as_typed(text: str) -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!note {text}")
    assert notes(ward)[0].what.text == text


def test_sections_are_told_apart_in_any_order() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note soap P: go on\nS: sleeps better O: calm\nA: on the way\nRisk: none")
    (kept,) = notes(ward)
    assert {section.label: section.text for section in kept.what.sections} == {
        "P": "go on",
        "S": "sleeps better",
        "O": "calm",
        "A": "on the way",
    }
    assert kept.state == KEPT


def test_a_soap_note_without_labels_is_kept_all_the_same() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, "!note soap all in one\nRisk: none")
    assert "kept as one text" in said
    assert notes(ward)[0].what.sections[0].text == "all in one"


def test_a_guided_note_asks_one_field_after_the_other_in_the_direct_room() -> None:
    ward = Ward()
    said = ward.hear(PHYSICIAN, "!note soap")
    assert [one.place for one in said] == [ward.room, direct(PHYSICIAN)]
    assert "1 of 4. Subjective" in ward.read(said[1]).text
    assert "2 of 4. Objective" in ward.privately(PHYSICIAN, "a canary")
    assert "1 of 4. Subjective" in ward.privately(PHYSICIAN, "back")
    assert "2 of 4. Objective" in ward.privately(PHYSICIAN, "another canary")
    assert "3 of 4. Assessment" in ward.privately(PHYSICIAN, "skip")
    assert "4 of 4. Plan" in ward.privately(PHYSICIAN, "better")
    assert "any risk today?" in ward.privately(PHYSICIAN, "go on")
    assert "kept: medical" in ward.privately(PHYSICIAN, "none")
    (kept,) = notes(ward)
    assert [(one.label, one.text) for one in kept.what.sections] == [("S", "another canary"), ("A", "better"), ("P", "go on")]
    assert kept.state == KEPT


def test_a_guided_note_goes_on_where_it_was_left() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note soap")
    ward.privately(PHYSICIAN, "a canary")
    said = ward.say(PHYSICIAN, "!note soap")
    assert "2 of 4. Objective" in said
    assert len(notes(ward)) == 1


def test_a_guided_note_that_is_cancelled_or_empty_is_thrown_away() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note soap")
    assert "thrown away" in ward.privately(PHYSICIAN, "cancel")
    ward.say(PHYSICIAN, "!note soap")
    for _ in range(3):
        ward.privately(PHYSICIAN, "skip")
    assert "thrown away" in ward.privately(PHYSICIAN, "skip")
    assert notes(ward) == []


def test_a_note_that_not_everyone_present_may_read_is_kept_and_taken_out_of_the_room() -> None:
    ward = closed_to_physician()
    said = ward.hear(SEX_THERAPIST, "!note A canary.\nRisk: none")
    (kept,) = notes(ward)
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert kept.what.overheard == (PHYSICIAN,)
    assert [one.place for one in said] == [ward.room, direct(SEX_THERAPIST)]
    assert "canary" not in "".join(ward.read(one).text for one in said)
    assert (
        "Kept, not posted: sexual history is not shared with the physician (@physician:example.org), who is in the case room. "
        "Reply `direct` to send it to the one person who may read it, or write a part for all."
    ) in ward.read(said[1]).text


def test_what_could_not_be_posted_is_sent_to_those_who_may_read_it() -> None:
    ward = closed_to_physician()
    ward.say(SEX_THERAPIST, "!note A canary.\nRisk: none")
    said = ward.hear(SEX_THERAPIST, "direct", here=direct(SEX_THERAPIST))
    assert [one.place for one in said] == [direct(SEX_THERAPIST), direct(MENTAL_HEALTH)]
    assert "A canary." in ward.read(said[1]).text
    assert "sent directly to the mental health" in ward.read(said[0]).text


def test_a_risk_is_still_asked_for_when_a_note_was_not_posted() -> None:
    ward = closed_to_physician()
    assert "any risk today?" in ward.say(SEX_THERAPIST, "!note A canary.")
    assert "any risk today?" in ward.privately(SEX_THERAPIST, "direct")
    assert "kept: sexual history" in ward.privately(SEX_THERAPIST, "none")
    assert notes(ward)[0].state == KEPT


def test_other_words_than_direct_leave_the_note_where_it_is() -> None:
    ward = closed_to_physician()
    ward.say(SEX_THERAPIST, "!note A canary.\nRisk: none")
    assert "Not sent." in ward.privately(SEX_THERAPIST, "later perhaps")
    assert "A canary" not in "".join(ward.read(one).text for one in ward.desk.said)


def test_a_risk_typed_in_a_room_without_safety_for_all_is_taken_out_too() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.SAFETY, to=MENTAL_HEALTH, given=False)
    asked = ward.hear(PHYSICIAN, "!note A topic.")[0]
    said = ward.say(PHYSICIAN, "A canary of a risk", reply_to=asked)
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert "safety is not shared with the mental health" in said
    (risk,) = ward.desk.records.find(Risk, ward.code)
    assert risk.what.overheard == (MENTAL_HEALTH,)


def test_what_is_written_in_the_direct_room_stays_there() -> None:
    ward = closed_to_physician()
    said = ward.privately(SEX_THERAPIST, f"!note {ward.code} A canary.\nRisk: none")
    assert f"{ward.code}, note" in said
    assert ward.desk.redacted == []


@pytest.mark.parametrize(
    "text", ["process what I felt", "psychotherapy session", "Process note: x", "#process x", "Psychotherapy: x"]
)
def test_process_notes_are_refused_with_where_they_belong(text: str) -> None:
    ward = Ward()
    assert "therapist's own file" in ward.say(MENTAL_HEALTH, f"!note {text}")
    assert notes(ward) == []


def test_a_process_note_typed_in_a_room_is_taken_out_of_it_and_given_back_to_its_author_alone() -> None:
    ward = Ward()
    said, back = ward.hear(MENTAL_HEALTH, "!note process what I felt")
    assert "therapist's own file" in ward.read(said).text
    assert [event for _, event in ward.desk.redacted] == [said.message.reply_to]
    assert back.place == direct(MENTAL_HEALTH)
    assert ward.read(back).text.endswith("!note process what I felt")
    ward.privately(MENTAL_HEALTH, f"!note {ward.code} process what I felt")
    assert len(ward.desk.redacted) == 1


def test_a_sentence_that_begins_with_the_word_is_a_note() -> None:
    ward = Ward()
    ward.say(MENTAL_HEALTH, "!note Psychotherapy goes on.\nRisk: none")
    assert notes(ward)[0].what.text == "Psychotherapy goes on."


def test_a_coordinator_writes_no_note() -> None:
    ward = Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})
    ward.say(COORDINATOR, "!note A topic.")
    assert notes(ward) == []


def test_nothing_is_kept_before_consent() -> None:
    ward = Ward(consent=False)
    ward.say(PHYSICIAN, "!note A topic.")
    assert notes(ward) == []
