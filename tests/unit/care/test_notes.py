from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import msgspec
import pytest

from bot.care import charting, guided
from bot.care.consent import Category, Modality
from bot.care.facts import Line
from bot.care.notes import DRAFT, KEPT, Amendment, Format, Missing, Note, Risk, RiskAnswer, Section, lines, missing, open_to
from bot.care.people import Membership, Role
from bot.care.tags import UNSORTED, about, default_category
from tests.unit.desk import MENTAL_HEALTH, NOW, PHYSICIAN, SEX_THERAPIST, TRAINEE, FakeDesk


def member(person: str, *roles: Role, supervisor: str | None = None) -> Membership:
    return Membership(case="C-7K3FX", person=person, roles=roles, since=NOW, supervisor=supervisor)


@pytest.mark.parametrize(
    ("role", "category"),
    [
        (Role.SEX_THERAPIST, Category.SEXUAL_HISTORY),
        (Role.MENTAL_HEALTH, Category.MENTAL_HEALTH),
        (Role.SOCIAL_WORKER, Category.MENTAL_HEALTH),
        (Role.PHYSICIAN, Category.MEDICAL),
        (Role.PRIMARY_CARE, Category.MEDICAL),
        (Role.NURSE, Category.MEDICAL),
        (Role.PHYSIO, Category.MEDICAL),
        (Role.COORDINATOR, None),
        (Role.GUEST, None),
        (Role.TRAINEE, None),
    ],
)
def test_each_role_has_its_default_category_or_is_asked(role: Role, category: Category | None) -> None:
    assert default_category(member(PHYSICIAN, role), ()) is category


def test_a_trainees_default_is_the_supervisors() -> None:
    supervisor = member(SEX_THERAPIST, Role.SEX_THERAPIST)
    trainee = member(TRAINEE, Role.TRAINEE, supervisor=SEX_THERAPIST)
    assert default_category(trainee, (supervisor, trainee)) is Category.SEXUAL_HISTORY
    assert default_category(trainee, (trainee,)) is None


def test_the_first_role_with_a_default_decides() -> None:
    assert default_category(member(PHYSICIAN, Role.COORDINATOR, Role.PHYSIO, Role.SEX_THERAPIST), ()) is Category.MEDICAL
    assert default_category(None, ()) is None


def test_a_text_without_a_category_is_its_authors_alone() -> None:
    assert about(()) == (UNSORTED,)
    assert UNSORTED not in {category.value for category in Category}


def test_a_draft_waits_for_one_thing_after_the_other() -> None:
    desk = FakeDesk()
    code = desk.case()
    kept = desk.records.add(Note(format=Format.SOAP, step=3, supervised=True), case=code, author=TRAINEE, state=DRAFT)
    sorted_out = replace(kept.what, step=None, categories=(Category.MEDICAL,))
    stages = (
        kept.what,
        replace(kept.what, step=None),
        sorted_out,
        replace(sorted_out, risk=RiskAnswer.NONE),
        replace(sorted_out, risk=RiskAnswer.NONE, supervised=False),
    )
    waits = [missing(replace(kept, what=note)) for note in stages]
    assert waits == [Missing.FIELDS, Missing.CATEGORY, Missing.RISK, Missing.COSIGNATURE, None]


def test_a_draft_is_open_to_its_author_and_a_finished_one_of_a_trainee_to_the_supervisor() -> None:
    desk = FakeDesk()
    code = desk.case()
    desk.rosters.put(Membership(case=code, person=TRAINEE, roles=(Role.TRAINEE,), since=NOW, supervisor=PHYSICIAN))
    unfinished = Note(format=Format.FREE, text="a canary", categories=(Category.MEDICAL,), supervised=True)
    kept = desk.records.add(unfinished, case=code, author=TRAINEE, state=DRAFT)
    assert [open_to(desk, kept, person) for person in (TRAINEE, PHYSICIAN, SEX_THERAPIST)] == [True, False, False]
    finished = charting.answer_risk(desk, kept, "none")
    assert [open_to(desk, finished, person) for person in (TRAINEE, PHYSICIAN, SEX_THERAPIST)] == [True, True, False]


def test_once_a_trainee_has_left_the_lead_signs() -> None:
    desk = FakeDesk()
    code = desk.case()
    note = Note(format=Format.FREE, text="x", categories=(Category.MEDICAL,), supervised=True, risk=RiskAnswer.NONE)
    kept = desk.records.add(note, case=code, author=TRAINEE, state=DRAFT)
    assert charting.cosign(desk, code, SEX_THERAPIST, kept.ref).what.signed_by == SEX_THERAPIST


def test_each_part_of_a_note_is_a_line_with_its_own_categories() -> None:
    desk = FakeDesk()
    code = desk.case()
    note = Note(
        format=Format.FREE,
        text="a canary",
        categories=(Category.MEDICAL,),
        amendments=(Amendment(text="more", categories=(Category.SAFETY,), at=NOW),),
    )
    kept = charting.retract(desk, desk.records.add(note, case=code, author=PHYSICIAN, state=KEPT), "because")
    found = [(line.section, line.about, line.author) for line in lines(kept)]
    assert found == [
        ("note", ("medical",), PHYSICIAN),
        ("amendment", ("safety",), PHYSICIAN),
        ("retraction", ("medical",), PHYSICIAN),
    ]
    assert all(isinstance(line, Line) for line in lines(kept))


@pytest.mark.parametrize("text", ["none", "None.", " none reported ", "`none`", "no", "No risk", "nil"])
def test_a_few_plain_words_name_no_risk(text: str) -> None:
    assert charting.is_none(text)


@pytest.mark.parametrize("text", ["none of the tablets are left", "no, but she worries", "not sure", "unknown", "some", "nope"])
def test_anything_else_names_one(text: str) -> None:
    assert not charting.is_none(text)


def test_none_takes_back_no_risk_and_the_same_words_name_it_once() -> None:
    desk = FakeDesk()
    code = desk.case()
    note = Note(format=Format.FREE, text="x", categories=(Category.MEDICAL,))
    kept = charting.answer_risk(desk, desk.records.add(note, case=code, author=PHYSICIAN, state=DRAFT), "a canary")
    kept = charting.answer_risk(desk, kept, "a canary")
    kept = charting.answer_risk(desk, kept, "none")
    assert (kept.what.risk, kept.state) == (RiskAnswer.NAMED, KEPT)
    assert len(desk.records.find(Risk, code)) == 1


def test_guided_fields_keep_their_order_and_a_second_answer_replaces_the_first() -> None:
    note = guided.begin(Note(format=Format.SOAP))
    note = guided.answer(guided.skip(guided.answer(note, "first")), "third")
    note = guided.answer(guided.back(guided.back(guided.back(note))), "again")
    assert note.sections == (Section(label="S", text="again"), Section(label="A", text="third"))
    assert note.step == 1
    assert guided.back(guided.back(note)).step == 0
    assert guided.skip(guided.skip(guided.skip(note))).step is None


def test_the_last_modality_is_the_authors_own() -> None:
    desk = FakeDesk()
    code = desk.case()
    desk.records.add(Note(format=Format.FREE, modality=Modality.PHYSIO), case=code, author=PHYSICIAN)
    desk.records.add(Note(format=Format.FREE), case=code, author=PHYSICIAN)
    desk.records.add(Note(format=Format.FREE, modality=Modality.MEDICATION), case=code, author=MENTAL_HEALTH)
    assert charting.last_modality(desk, code, PHYSICIAN) is Modality.PHYSIO


def test_a_note_survives_sealing() -> None:
    note = Note(
        format=Format.SOAP,
        sections=(Section(label="S", text="a \x00 canary \u202e 👨‍👩‍👧"),),
        categories=(Category.MEDICAL, Category.SAFETY),
        modality=Modality.COUPLE_WORK,
        amendments=(Amendment(text="more", categories=(Category.SAFETY,), at=datetime(2026, 12, 7, tzinfo=UTC)),),
        signed=datetime(2026, 12, 7, tzinfo=UTC),
    )
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(note), type=Note) == note
