from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.formats import LAYOUTS
from bot.care.notes import DRAFT, KEPT, SIGNED, Format, Note, Risk
from bot.care.people import Role
from bot.care.readbacks import Loop, Readback
from bot.care.records import Kept
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, TRAINEE
from tests.unit.ward import TEAM, Ward

EVERY = pytest.mark.parametrize("kind", list(LAYOUTS), ids=str)
RECEIVED = pytest.mark.parametrize("kind", [Format.SBAR, Format.IPASS], ids=str)


def notes(ward: Ward) -> list[Kept[Note]]:
    return ward.desk.records.find(Note, ward.code)


def labelled(kind: Format, *, backwards: bool = False) -> str:
    labels = [field.label for field in LAYOUTS[kind].fields]
    return "\n".join(f"{label}: canary {label}\nand more" for label in (reversed(labels) if backwards else labels))


def front(kind: Format) -> str:
    return f"{PHYSICIAN} " if kind.received else ""


@EVERY
@pytest.mark.parametrize("backwards", [False, True])
def test_each_format_keeps_its_labelled_sections_in_any_order_over_many_lines(kind: Format, *, backwards: bool) -> None:
    ward = Ward()
    typed = f"!note {kind.value} {front(kind)}#medical {labelled(kind, backwards=backwards)}\nRisk: none"
    said = ward.say(SEX_THERAPIST, typed.replace(f"{front(kind)}#medical", f"#medical {front(kind)}"))
    (kept,) = notes(ward)
    assert f"note {kept.ref} kept: medical" in said
    found = {section.label: section.text for section in kept.what.sections}
    assert found == {field.label: f"canary {field.label}\nand more" for field in LAYOUTS[kind].fields}
    assert (kept.state, kept.what.format) == (KEPT, kind)


@pytest.mark.parametrize(
    "typed",
    [
        "S: tired O: calm A: ok P: go on Risk: none reported",
        "S: tired O: calm Risk: none reported A: ok P: go on",
        "Risk: none reported S: tired O: calm A: ok P: go on",
        "S: tired O: calm A: ok P: go on\nRisk: none reported",
    ],
)
def test_on_one_line_the_risk_is_a_part_like_the_others(typed: str) -> None:
    ward = Ward()
    said = ward.say(SEX_THERAPIST, f"!note soap {typed}")
    (kept,) = notes(ward)
    assert "Risk: none reported." in said
    assert {section.label: section.text for section in kept.what.sections} == {"S": "tired", "O": "calm", "A": "ok", "P": "go on"}


def test_on_one_line_a_risk_that_is_told_ends_where_the_next_part_begins() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!note soap S: tired Risk: a canary at home P: go on")
    (kept,) = notes(ward)
    (risk,) = ward.desk.records.find(Risk, ward.code)
    assert risk.what.text == "a canary at home"
    assert {section.label: section.text for section in kept.what.sections} == {"S": "tired", "P": "go on"}


@EVERY
def test_each_field_may_be_named_in_full(kind: Format) -> None:
    ward = Ward()
    text = " ".join(f"{field.names[-1]}: canary {field.label}" for field in LAYOUTS[kind].fields)
    ward.say(SEX_THERAPIST, f"!note {kind.value} {front(kind)}{text}\nRisk: none")
    assert [section.label for section in notes(ward)[0].what.sections] == [field.label for field in LAYOUTS[kind].fields]


@EVERY
def test_each_format_alone_asks_one_question_a_field_in_the_direct_room(kind: Format) -> None:
    ward = Ward()
    said = ward.hear(PHYSICIAN, f"!note {kind.value}")
    assert said[-1].place == direct(PHYSICIAN)
    fields, asked = LAYOUTS[kind].fields, ward.read(said[-1]).text
    for number, field in enumerate(fields, start=1):
        assert f"{number} of {len(fields)}. {field.names[-1]}: {field.question}." in asked
        asked = ward.privately(PHYSICIAN, f"canary {field.label}")
    if kind.received:
        assert "who is to read it back?" in asked
        asked = ward.privately(PHYSICIAN, "mental health")
    assert "any risk today?" in asked
    assert "kept: medical" in ward.privately(PHYSICIAN, "none")
    (kept,) = notes(ward)
    assert [(one.label, one.text) for one in kept.what.sections] == [(field.label, f"canary {field.label}") for field in fields]
    assert (kept.state, kept.what.to) == (KEPT, (MENTAL_HEALTH,) if kind.received else ())


@EVERY
def test_each_guided_format_goes_back_skips_goes_on_later_and_is_cancelled(kind: Format) -> None:
    ward = Ward()
    of = len(LAYOUTS[kind].fields)
    ward.say(PHYSICIAN, f"!note {kind.value}")
    ward.privately(PHYSICIAN, "first")
    assert f"1 of {of}." in ward.privately(PHYSICIAN, "back")
    assert f"2 of {of}." in ward.privately(PHYSICIAN, "second")
    assert f"3 of {of}." in ward.privately(PHYSICIAN, "skip")
    ward.desk.later(timedelta(days=2))
    assert f"3 of {of}." in ward.say(PHYSICIAN, f"!note {kind.value}")
    (kept,) = notes(ward)
    assert [one.text for one in kept.what.sections] == ["second"]
    assert "thrown away" in ward.privately(PHYSICIAN, "cancel")
    assert notes(ward) == []


def test_two_formats_may_be_begun_and_each_goes_on_under_its_own_name() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note soap")
    ward.privately(PHYSICIAN, "a topic")
    ward.say(PHYSICIAN, "!note dap")
    assert "2 of 4. Objective" in ward.say(PHYSICIAN, "!note soap")
    assert "1 of 3. Data" in ward.say(PHYSICIAN, "!note dap")
    assert len(notes(ward)) == 2


@EVERY
def test_each_format_takes_the_risk_line_and_asks_where_there_is_none(kind: Format) -> None:
    ward = Ward()
    said = ward.say(SEX_THERAPIST, f"!note {kind.value} {front(kind)}{labelled(kind)}\nRisk: a canary of a risk")
    assert notes(ward)[0].what.risk_ref is not None
    assert "kept as " in said
    assert "any risk today?" in ward.say(SEX_THERAPIST, f"!note {kind.value} {front(kind)}{labelled(kind)}")
    assert notes(ward)[1].state == DRAFT


@pytest.mark.parametrize("kind", [one for one in Format if one is not Format.FREE], ids=str)
@pytest.mark.parametrize("text", ["process what I felt", "Psychotherapy notes: x", "#process x"])
def test_process_notes_are_refused_in_every_format(kind: Format, text: str) -> None:
    ward = Ward()
    said = ward.say(MENTAL_HEALTH, f"!note {kind.value} {text}")
    assert "therapist's own file" in said
    assert ward.desk.redacted
    assert notes(ward) == []


@EVERY
def test_a_process_note_is_refused_as_an_answer_an_edit_and_an_amendment_too(kind: Format) -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!note {kind.value} to mental health {labelled(kind)}\nRisk: none")
    typed, ref = ward.talk.heard, notes(ward)[0].ref
    said = [
        ward.say(PHYSICIAN, f"!note {kind.value} P: x\nProcess note: y", edits=typed),
        ward.say(PHYSICIAN, f"!note amend {ref} Psychotherapy note: y"),
        ward.say(PHYSICIAN, f"!note {kind.value}") and ward.privately(PHYSICIAN, "Process notes: y"),
    ]
    assert all("therapist's own file" in one for one in said)
    assert [kept.version for kept in notes(ward)] == [notes(ward)[0].version, 1]


def test_a_plan_with_psychotherapy_in_it_is_a_note() -> None:
    ward = Ward()
    ward.say(MENTAL_HEALTH, "!note dap D: as before A: better P: psychotherapy weekly\nRisk: none")
    assert notes(ward)[0].what.sections[-1].text == "psychotherapy weekly"


@EVERY
def test_text_without_labels_is_kept_whole_and_its_author_is_told(kind: Format) -> None:
    ward = Ward()
    said = ward.say(SEX_THERAPIST, f"!note {kind.value} {front(kind)}Without any label\nRisk: none")
    assert "so it is kept as one text" in said
    assert f"`{LAYOUTS[kind].fields[0].label}:`" in said
    assert [one.text for one in notes(ward)[0].what.sections] == ["Without any label"]


@EVERY
def test_an_edit_of_each_format_is_a_new_version_and_of_a_signed_one_an_amendment_to_be_signed(kind: Format) -> None:
    ward = Ward()
    first = LAYOUTS[kind].fields[0].label
    ward.say(SEX_THERAPIST, f"!note {kind.value} {front(kind)}{labelled(kind)}\nRisk: none")
    typed = ward.talk.heard
    assert "version 2 kept" in ward.say(SEX_THERAPIST, f"!note {kind.value} {front(kind)}{first}: edited", edits=typed)
    (kept,) = notes(ward)
    assert [(one.label, one.text) for one in kept.what.sections] == [(first, "edited")]
    ward.say(SEX_THERAPIST, f"!note sign {kept.ref}")
    assert "is to be signed" in ward.say(SEX_THERAPIST, f"!note {kind.value} {first}: once more", edits=typed)
    (kept,) = notes(ward)
    assert (kept.state, [one.text for one in kept.what.sections]) == (KEPT, ["edited"])
    assert [one.signed for one in kept.what.amendments] == [None]


@EVERY
def test_a_redaction_of_each_format_leads_to_a_question_alone(kind: Format) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!note {kind.value} {front(kind)}{labelled(kind)}\nRisk: none")
    (asked,) = ward.talk.redacts(SEX_THERAPIST, ward.room, ward.talk.heard)
    assert notes(ward)[0].state == KEPT
    assert "is retracted" in ward.say(SEX_THERAPIST, "yes", here=asked.place, reply_to=asked)


@RECEIVED
@pytest.mark.parametrize(
    "named",
    [
        f"{PHYSICIAN} X: …",
        "to physician X: …",
        "physician X: …",
        "To: physician\nX: …",
        f"X: …\nTo: {PHYSICIAN}",
        f"to [the physician](https://matrix.to/#/{PHYSICIAN}) X: …",
    ],
)
def test_a_receiver_is_named_in_front_or_on_a_line_of_its_own(kind: Format, named: str) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!note {kind.value} {named.replace('X: …', labelled(kind))}\nRisk: none")
    (kept,) = notes(ward)
    assert kept.what.to == (PHYSICIAN,)
    assert [section.label for section in kept.what.sections] == [field.label for field in LAYOUTS[kind].fields]
    assert PHYSICIAN not in kept.what.gist()


@RECEIVED
@pytest.mark.parametrize("named", ["", "@stranger:example.org ", f"{SEX_THERAPIST} ", "to nurse "])
def test_without_a_receiver_on_the_team_the_note_is_safe_and_its_author_is_asked(kind: Format, named: str) -> None:
    ward = Ward()
    asked = ward.hear(SEX_THERAPIST, f"!note {kind.value} {named}{labelled(kind)}\nRisk: none")[0]
    assert "who is to read it back?" in ward.read(asked).text
    assert notes(ward)[0].state == DRAFT
    assert "It takes somebody else" in ward.say(SEX_THERAPIST, "nurse", reply_to=asked)
    assert ": the physician" in ward.say(SEX_THERAPIST, "physician", reply_to=asked)
    assert (notes(ward)[0].state, notes(ward)[0].what.to) == (KEPT, (PHYSICIAN,))


def test_a_mention_names_the_receiver() -> None:
    ward = Ward()
    ward.talk.hear(SEX_THERAPIST, ward.room, "!note sbar Physician S: a topic\nRisk: none", mentions=(PHYSICIAN,))
    assert notes(ward)[0].what.to == (PHYSICIAN,)


def test_the_author_cannot_fill_the_synthesis() -> None:
    ward = Ward()
    said = ward.say(SEX_THERAPIST, "!note ipass to physician I: stable P: x A: y S: z\nSynthesis: all heard\nRisk: none")
    (kept,) = notes(ward)
    assert [section.label for section in kept.what.sections] == ["I", "P", "A", "S"]
    assert kept.what.sections[-1].text == "z\nSynthesis: all heard"
    assert "Asked for the synthesis, which is theirs to write: the physician" in said
    (waiting,) = ward.desk.records.find(Readback, ward.code)
    assert (waiting.state, waiting.what.text) == (Loop.OPEN, "")


@RECEIVED
def test_a_trainees_note_reaches_its_receiver_once_it_is_cosigned(kind: Format) -> None:
    ward = Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {MENTAL_HEALTH}")
    ward.coordinate(f"!consent {ward.code} grant medical to {TRAINEE} form F-1")
    ward.desk.join(ward.room, TRAINEE)
    ward.desk.room_of(TRAINEE)
    ward.say(TRAINEE, f"!note {kind.value} #medical to physician {labelled(kind)}\nRisk: none")
    (kept,) = notes(ward)
    assert kept.state == DRAFT
    assert ward.desk.said_in(direct(PHYSICIAN)) == []
    assert ": the physician" in ward.say(MENTAL_HEALTH, f"!note cosign {kept.ref}")
    assert notes(ward)[0].state == SIGNED
    assert [one.template for one in ward.desk.said_in(direct(PHYSICIAN))] == ["readback/asked"]


def test_what_is_not_shared_with_its_receiver_is_asked_of_nobody_and_somebody_else_can_be_named() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to="physician", given=False)
    said = ward.privately(SEX_THERAPIST, f"!note {ward.code} sbar to physician S: a canary\nRisk: none")
    assert "Nobody is asked to read it back yet, since it is not shared with the physician" in said
    assert ward.desk.said_in(direct(PHYSICIAN)) == []
    ref = notes(ward)[0].ref
    assert "asked to read it back: the mental health clinician (@mental_health:example.org)" in ward.privately(
        SEX_THERAPIST, f"!readback {ward.code} ask {ref} {MENTAL_HEALTH}"
    )
    assert "a canary" in ward.read(ward.desk.said[-2]).text


def test_an_edit_may_name_another_format() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!note soap S: a canary\nRisk: none")
    said = ward.say(SEX_THERAPIST, "!note dap D: another canary P: go on", edits=ward.talk.heard)
    (kept,) = notes(ward)
    assert f"note {kept.ref}, version 2 kept" in said
    assert kept.what.format is Format.DAP
    assert [(one.label, one.text) for one in kept.what.sections] == [("D", "another canary"), ("P", "go on")]


@RECEIVED
def test_a_risk_that_an_edit_or_an_amendment_names_reaches_the_receiver(kind: Format) -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!note {kind.value} {front(kind)}{labelled(kind)}\nRisk: none")
    typed, ref = ward.talk.heard, notes(ward)[0].ref
    edited = ward.hear(SEX_THERAPIST, f"!note {kind.value} {labelled(kind)}\nRisk: first of the risks", edits=typed)
    amended = ward.hear(SEX_THERAPIST, f"!note amend {ref} More.\nRisk: second of the risks")
    asked = [ward.read(one).text for said in (edited, amended) for one in said if one.place == direct(PHYSICIAN)]
    assert ["first of" in one for one in asked] == [True, True]
    assert ["second of" in one for one in asked] == [False, True]
