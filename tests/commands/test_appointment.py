from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.care.appointments import Appointment, AppointmentState
from bot.care.consent import Category, Modality
from bot.care.facts import control, direct
from bot.care.holds import Precedence
from bot.care.people import Role
from bot.care.records import Kept
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward


@pytest.fixture
def ward() -> Ward:
    return Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})


def kept(ward: Ward) -> Kept[Appointment]:
    (*_, last) = ward.desk.records.find(Appointment, ward.code)
    return last


@pytest.mark.parametrize(
    ("typed", "people", "roles", "modality", "note"),
    [
        ("physician 2026-12-15 14:00", (), (), None, ""),
        (f"physician 2026-12-15 14:00 with {SEX_THERAPIST} ~couple_work", (SEX_THERAPIST,), (), "couple_work", ""),
        (f"doctor tue 14:00 ~couple with {SEX_THERAPIST} mh", (SEX_THERAPIST,), (Role.MENTAL_HEALTH,), "couple_work", ""),
        (f"physician 2026-12-15 at 14:00 with {SEX_THERAPIST} Bring a canary", (SEX_THERAPIST,), (), None, "Bring a canary"),
        (f"physician 2026-12-15 14:00 Bring a canary with {SEX_THERAPIST}", (SEX_THERAPIST,), (), None, "Bring a canary"),
        ("physician 2026-12-15 from 2pm to 3pm", (), (), None, ""),
        ("physician 2026-12-15 afternoon at 2 Bring a canary", (), (), None, "Bring a canary"),
        ("physician 2026-12-15 two pm", (), (), None, ""),
        ("physician, mental health 2026-12-15 14:00 ~couple_work", (), (Role.MENTAL_HEALTH,), "couple_work", ""),
    ],
)
def test_role_date_and_company_are_told_apart(
    ward: Ward, typed: str, people: tuple[str, ...], roles: tuple[Role, ...], modality: str | None, note: str
) -> None:
    ward.say(PHYSICIAN, f"!appointment {typed}" if "tue" not in typed else f"!appointment {typed.replace('tue', '2026-12-15')}")
    what = kept(ward).what
    assert (what.role, what.when.day) == (Role.PHYSICIAN, date(2026, 12, 15))
    assert what.when.at == datetime(2026, 12, 15, 13, tzinfo=UTC)
    assert (what.people, what.roles, what.modality, what.text) == (people, roles, modality, note)
    assert what.categories == ((Category.MEDICAL,) if note else ())


def test_a_day_is_enough_and_the_answer_names_it(ward: Ward) -> None:
    answer = ward.say(PHYSICIAN, f"!appointment mental health 2026-12-15 with {SEX_THERAPIST} ~couple_work")
    ref = kept(ward).ref
    assert answer == (
        f"Appointment {ref}: mental health clinician, Tue 15 Dec 2026, "
        f"together with the sex therapist ({SEX_THERAPIST}), couple work.\n"
        f"To change it: `!appointment move {ref} …` or `!appointment cancel {ref}`"
    )


@pytest.mark.parametrize(
    "typed", ["wizard 2026-12-15", "physician", "physician soon", "physician 2026-12-01", "physician 2026-12-15 with nobody"]
)
def test_what_cannot_be_meant_keeps_nothing(ward: Ward, typed: str) -> None:
    ward.say(PHYSICIAN, f"!appointment {typed}")
    assert ward.desk.records.find(Appointment, ward.code) == []


def test_words_behind_a_day_that_are_no_time_are_a_note(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!appointment physician 2026-12-15 Morning papers")
    assert (kept(ward).what.when.at, kept(ward).what.text) == (None, "Morning papers")


def test_a_bare_hour_is_asked_about(ward: Ward) -> None:
    asked = ward.hear(PHYSICIAN, "!appointment physician 2026-12-15 10")
    assert asked[0].message.template == "ask/which"
    ward.hear(PHYSICIAN, "1", reply_to=asked[0])
    assert kept(ward).what.when.at == datetime(2026, 12, 15, 9, tzinfo=UTC)


def test_clustering_is_pointed_out_with_the_other_dates_and_a_free_day(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!appointment physician 2026-12-09")
    answer = ward.say(PHYSICIAN, "!appointment mental health 2026-12-10 09:00")
    assert (
        "Close to it: physician, Wed 9 Dec 2026. Appointments are staggered where they can be. "
        "The next day with room around it: Fri 11 Dec 2026." in answer
    )
    assert "Close to it" not in ward.say(PHYSICIAN, f"!appointment {kept(ward).ref} moved 2026-12-11 09:00")


def test_whom_it_concerns_is_rung_and_the_team_reads_it_wherever_it_was_typed(ward: Ward) -> None:
    said = ward.hear(PHYSICIAN, f"!appointment {ward.code} sex therapist 2026-12-15 with {MENTAL_HEALTH}", here=direct(PHYSICIAN))
    assert [one.place for one in said] == [direct(PHYSICIAN), ward.room]
    assert "The team reads it in the case room." in ward.read(said[0]).text
    assert set(said[1].message.mentions) == {SEX_THERAPIST, MENTAL_HEALTH}
    (own,) = ward.hear(PHYSICIAN, f"!appointment cancel {kept(ward).ref}")
    assert "is called off: sex therapist, Tue 15 Dec 2026" in ward.read(own).text
    assert "To change it" not in ward.read(own).text
    assert kept(ward).state == AppointmentState.CANCELLED


@pytest.mark.parametrize("order", ["{ref} moved {when}", "move {ref} {when}", "moved {ref} to {when}"])
def test_it_is_moved_in_either_order(ward: Ward, order: str) -> None:
    ward.say(PHYSICIAN, "!appointment physician 2026-12-15 14:00-15:00")
    ref = kept(ward).ref
    answer = ward.say(PHYSICIAN, f"!appointment {order.format(ref=ref, when='2026-12-16 09:00')}")
    assert answer.startswith(f"Appointment {ref} has moved: physician, Wed 16 Dec 2026, 09:00 Berlin.")
    assert kept(ward).what.end == datetime(2026, 12, 16, 9, tzinfo=UTC)
    assert "For example" in ward.say(PHYSICIAN, f"!appointment move {ref} 2026-12-17 and bring a canary")


def test_a_note_is_gated_and_nothing_else_of_it_is_clinical(ward: Ward) -> None:
    ward.desk.grant(ward.code, Category.MEDICAL, to=SEX_THERAPIST, given=False)
    said = ward.hear(PHYSICIAN, "!appointment sex therapist 2026-12-15 Bring a canary")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert {one.place for one in said} == {ward.room, direct(PHYSICIAN)}
    assert any("medical is not shared with" in ward.read(one).text for one in said)
    assert not any("canary" in ward.read(one).text for one in said if one.place == ward.room)
    assert "canary" not in ward.privately(SEX_THERAPIST, f"!appointments {ward.code}")
    assert "Bring a canary" in ward.privately(PHYSICIAN, f"!appointments {ward.code}")


def test_a_coordinator_is_asked_what_a_note_is_about_and_else_nothing(ward: Ward) -> None:
    ward.coordinate(f"!appointment {ward.code} physician 2026-12-15")
    assert kept(ward).what.text == ""
    asked = ward.talk.hear(
        COORDINATOR, control(), f"!appointment {ward.code} physician, mh 2026-12-20 10:00-11:00 ~couple_work Bring a canary"
    )
    assert asked[0].message.template == "agenda/category"
    ward.talk.hear(COORDINATOR, control(), "summary", reply_to=asked[0])
    what = kept(ward).what
    assert (what.categories, what.text) == ((Category.SUMMARY,), "Bring a canary")
    assert (what.roles, what.modality) == ((Role.MENTAL_HEALTH,), Modality.COUPLE_WORK)
    assert what.when.at == datetime(2026, 12, 20, 9, tzinfo=UTC)
    assert what.end == datetime(2026, 12, 20, 10, tzinfo=UTC)


def test_one_that_is_held_says_why_and_is_not_on_the_agenda(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!appointment sex therapist 2026-12-09")
    assert "appointment" in ward.say(PHYSICIAN, "!agenda here")
    ward.desk.records.add(Precedence(text="x"), case=ward.code, author=PHYSICIAN, owner=PHYSICIAN)
    assert "It waits: a medical evaluation comes first." in ward.privately(PHYSICIAN, f"!appointments {ward.code}")
    assert f"{kept(ward).ref}, appointment" not in ward.say(PHYSICIAN, "!agenda here")
    assert "It waits for now: a medical evaluation comes first." in ward.say(PHYSICIAN, "!appointment sex therapist 2026-12-18")
    own = ward.say(PHYSICIAN, "!appointment physician 2026-12-28")
    assert "It waits" not in own


def test_it_is_on_the_screen_of_the_case_and_leaves_the_agenda_when_dealt_with(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!appointment physician 2026-12-09")
    ref = kept(ward).ref
    assert f"- appointment {ref}, Wed 9 Dec 2026\n" in ward.say(PHYSICIAN, "!case here") + "\n"
    ward.say(PHYSICIAN, f"!done {ref}")
    assert ref not in ward.say(PHYSICIAN, "!agenda here")


def test_the_list_is_empty_before_and_after(ward: Ward) -> None:
    assert "No appointment is to come" in ward.say(PHYSICIAN, "!appointments here")
    ward.say(PHYSICIAN, "!appointment physician 2026-12-09")
    ward.say(PHYSICIAN, "!undo")
    assert "No appointment is to come" in ward.say(PHYSICIAN, "!appointments here")
