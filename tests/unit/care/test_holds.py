from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.care import carriers, holds, modalities, pauses, precedence
from bot.care.consent import Category, Modality
from bot.care.errors import CareError, ConflictError, DeniedError, InvalidError
from bot.care.goals import Goal
from bot.care.holds import Pause, Precedence
from bot.care.people import Role
from bot.care.records import Kept
from bot.care.steps import Step
from tests.unit.desk import CLINIC, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, FakeDesk

COUPLE = Modality.COUPLE_WORK
BERLIN = ZoneInfo("Europe/Berlin")
TEAM = {
    SEX_THERAPIST: (Role.SEX_THERAPIST,),
    PHYSICIAN: (Role.PHYSICIAN,),
    MENTAL_HEALTH: (Role.MENTAL_HEALTH,),
    PHYSIO: (Role.PHYSIO,),
}
FIRST = Precedence(text="a topic", categories=(Category.MEDICAL,))


class Ward:
    """A case with two goals and steps for them."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.case = self.desk.case(TEAM)
        self.goals = [self._goal(), self._goal()]

    def _goal(self) -> str:
        what = Goal(text="a topic", categories=(Category.SUMMARY,))
        return self.desk.records.add(what, case=self.case, author=SEX_THERAPIST, owner=SEX_THERAPIST).ref

    def step(self, owner: str, *, goal: int = 0, modality: Modality | None = None, day: date = date(2026, 12, 15)) -> Kept[Step]:
        what = Step(text="a topic", categories=(Category.MEDICAL,), goal=self.goals[goal], day=day, modality=modality)
        at = datetime(day.year, day.month, day.day, 23, 59, tzinfo=BERLIN).astimezone(UTC)
        return self.desk.records.add(what, case=self.case, author=owner, owner=owner, due=at)

    def held(self) -> dict[str, str]:
        return {ref: hold.why for ref, hold in carriers.held(self.desk, self.case).items()}

    def pause(self, modality: Modality = COUPLE, until: date = date(2026, 12, 14)) -> Kept[Pause]:
        return pauses.pause(self.desk, self.case, PHYSICIAN, Pause(modality=modality, text="a topic", until=until))[0]


@pytest.fixture
def ward() -> Ward:
    return Ward()


def test_nothing_is_held_where_nothing_holds(ward: Ward) -> None:
    kept = ward.step(PHYSIO, modality=COUPLE)
    assert ward.held() == {}
    assert holds.on(ward.desk, ward.case, modality=COUPLE, kept=kept) is None


def test_what_the_patient_leaves_out_is_named_before_a_pause_and_outlasts_it(ward: Ward) -> None:
    kept = ward.step(PHYSIO, modality=COUPLE)
    ward.pause()
    assert ward.held() == {kept.ref: "pause"}
    modalities.leave_out(ward.desk, ward.case, SEX_THERAPIST, COUPLE)
    assert ward.held() == {kept.ref: "modality"}
    pauses.resume(ward.desk, ward.case, PHYSICIAN, COUPLE)
    assert ward.held() == {kept.ref: "modality"}


@pytest.mark.parametrize("modality", [None, *(one for one in Modality if one is not COUPLE)])
def test_a_part_of_care_that_is_left_out_holds_no_other(ward: Ward, modality: Modality | None) -> None:
    ward.step(PHYSIO, modality=modality)
    modalities.leave_out(ward.desk, ward.case, SEX_THERAPIST, COUPLE)
    assert ward.held() == {}


def test_what_has_ended_is_not_held(ward: Ward) -> None:
    kept = ward.step(PHYSIO, modality=COUPLE)
    ward.desk.records.put(kept, state=1)
    modalities.leave_out(ward.desk, ward.case, SEX_THERAPIST, COUPLE)
    assert ward.held() == {}
    assert carriers.holding(ward.desk, ward.case, kept.ref) is None


def test_precedence_holds_every_step_but_those_of_whoever_sees_to_it(ward: Ward) -> None:
    own, other, third = ward.step(PHYSICIAN), ward.step(PHYSIO), ward.step(MENTAL_HEALTH, modality=COUPLE)
    _, waits = precedence.put_first(ward.desk, ward.case, SEX_THERAPIST, PHYSICIAN, FIRST)
    assert {one.ref for one in waits} == {other.ref, third.ref}
    assert ward.held() == {other.ref: "precedence", third.ref: "precedence"}
    assert own.ref not in ward.held()


def test_a_step_that_comes_later_is_held_as_well(ward: Ward) -> None:
    precedence.put_first(ward.desk, ward.case, SEX_THERAPIST, PHYSICIAN, FIRST)
    later = ward.step(PHYSIO)
    assert ward.held() == {later.ref: "precedence"}


def test_a_goal_and_a_part_of_care_narrow_precedence(ward: Ward) -> None:
    hit = ward.step(PHYSIO, goal=1, modality=COUPLE)
    ward.step(PHYSIO, goal=0, modality=COUPLE)
    ward.step(PHYSIO, goal=1)
    narrow = Precedence(text="a topic", categories=(Category.MEDICAL,), goal=ward.goals[1].lower(), modality=COUPLE)
    precedence.put_first(ward.desk, ward.case, SEX_THERAPIST, PHYSICIAN, narrow)
    assert ward.held() == {hit.ref: "precedence"}


def test_precedence_is_seen_to_by_a_clinician_of_the_team_for_a_goal_of_the_case(ward: Ward) -> None:
    with pytest.raises(InvalidError):
        precedence.put_first(ward.desk, ward.case, PHYSICIAN, "@stranger:example.org", FIRST)
    step = ward.step(PHYSIO)
    narrow = Precedence(text="a topic", goal=step.ref)
    with pytest.raises(InvalidError) as refused:
        precedence.put_first(ward.desk, ward.case, SEX_THERAPIST, PHYSICIAN, narrow)
    assert refused.value.template == "refused/no_such_goal"


@pytest.mark.parametrize(
    ("person", "error"), [(SEX_THERAPIST, None), (PHYSICIAN, None), (PHYSIO, DeniedError), (MENTAL_HEALTH, DeniedError)]
)
def test_the_lead_and_whoever_sees_to_it_clear_it_and_nobody_else(ward: Ward, person: str, error: type[CareError] | None) -> None:
    kept, _ = precedence.put_first(ward.desk, ward.case, PHYSIO, PHYSICIAN, FIRST)
    actor = ward.desk.actor(person, ward.case)
    if error is not None:
        with pytest.raises(error):
            precedence.clear(ward.desk, ward.case, actor, kept.ref)
        return
    precedence.clear(ward.desk, ward.case, actor, kept.ref)
    with pytest.raises(ConflictError):
        precedence.clear(ward.desk, ward.case, actor, kept.ref)


def test_clearing_proposes_each_date_later_by_as_long_as_it_waited_and_changes_none(ward: Ward) -> None:
    first, second = ward.step(PHYSIO, day=date(2026, 12, 15)), ward.step(MENTAL_HEALTH, day=date(2026, 12, 16))
    kept, _ = precedence.put_first(ward.desk, ward.case, SEX_THERAPIST, PHYSICIAN, FIRST)
    ward.desk.later(timedelta(days=10))
    lifted = precedence.clear(ward.desk, ward.case, ward.desk.actor(PHYSICIAN, ward.case), kept.ref)
    assert lifted.goes_on == (first, second)
    to = {one.kept.ref: one.to.astimezone(BERLIN) if one.to else None for one in precedence.proposals(ward.desk, lifted)}
    assert to[first.ref] == datetime(2026, 12, 25, 23, 59, tzinfo=BERLIN)
    assert to[second.ref] == datetime(2026, 12, 28, 23, 59, tzinfo=BERLIN), "26 December is a Saturday"
    assert ward.desk.records.locate(ward.case, first.ref) == first


def test_what_is_cleared_on_the_same_day_keeps_its_date(ward: Ward) -> None:
    ward.step(PHYSIO)
    kept, _ = precedence.put_first(ward.desk, ward.case, SEX_THERAPIST, PHYSICIAN, FIRST)
    lifted = precedence.clear(ward.desk, ward.case, ward.desk.actor(PHYSICIAN, ward.case), kept.ref)
    assert [one.to for one in precedence.proposals(ward.desk, lifted)] == [None]


def test_what_a_pause_holds_as_well_goes_not_on_when_an_evaluation_is_cleared(ward: Ward) -> None:
    step = ward.step(PHYSIO, modality=COUPLE)
    ward.pause()
    kept, _ = precedence.put_first(ward.desk, ward.case, SEX_THERAPIST, PHYSICIAN, FIRST)
    lifted = precedence.clear(ward.desk, ward.case, ward.desk.actor(PHYSICIAN, ward.case), kept.ref)
    assert (lifted.goes_on, [one.ref for one in lifted.still]) == ((), [step.ref])


@pytest.mark.parametrize(
    ("at", "days", "today", "to"),
    [
        (datetime(2027, 3, 26, 9, tzinfo=UTC), 3, date(2027, 3, 1), datetime(2027, 3, 29, 8, tzinfo=UTC)),  # the clocks changed
        (datetime(2026, 12, 8, 9, tzinfo=UTC), 1, date(2026, 12, 20), datetime(2026, 12, 21, 9, tzinfo=UTC)),  # none is past
        (datetime(2026, 12, 8, 9, tzinfo=UTC), 4, date(2026, 12, 1), datetime(2026, 12, 14, 9, tzinfo=UTC)),  # no weekend
    ],
)
def test_a_date_moves_to_a_working_day_at_its_own_time(at: datetime, days: int, today: date, to: datetime) -> None:
    assert precedence.shifted(at, days, today, CLINIC) == to


def test_a_closing_day_is_passed_over() -> None:
    def closed(day: date) -> bool:
        return day == date(2026, 12, 10)

    clinic = type(CLINIC)(**{**CLINIC.__dict__, "closed": closed})
    at = datetime(2026, 12, 8, 9, tzinfo=UTC)
    assert precedence.shifted(at, 2, date(2026, 12, 1), clinic) == datetime(2026, 12, 11, 9, tzinfo=UTC)


def test_a_second_pause_takes_the_place_of_the_first_which_is_kept(ward: Ward) -> None:
    first = ward.pause()
    second = ward.pause(until=date(2026, 12, 20))
    kept = ward.desk.records.get(Pause, ward.case, first.ref)
    assert (kept.superseded_by, kept.what.text, kept.what.until) == (second.ref, "a topic", date(2026, 12, 14))
    assert [one.ref for one in holds.of(ward.desk, ward.case)] == [second.ref]
    assert [due.subject for due in ward.desk.dues.of(ward.case)] == [second.ref]


def test_a_pause_is_for_a_day_still_to_come(ward: Ward) -> None:
    with pytest.raises(InvalidError):
        ward.pause(until=date(2026, 12, 7))


def test_the_words_for_a_hold_are_neutral(ward: Ward) -> None:
    modalities.leave_out(ward.desk, ward.case, SEX_THERAPIST, Modality.JOINT_SESSIONS)
    ward.pause()
    precedence.put_first(ward.desk, ward.case, SEX_THERAPIST, PHYSICIAN, FIRST)
    assert [holds.words(one) for one in holds.of(ward.desk, ward.case)] == [
        "joint sessions are left out for now, as the patient wishes",
        "couple work is paused until Mon 14 Dec 2026",
        "a medical evaluation comes first",
    ]
