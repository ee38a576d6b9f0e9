from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.care import holds
from bot.care.appointments import Appointment
from bot.care.consent import Category, Modality
from bot.care.facts import direct
from bot.care.goals import Goal
from bot.care.holds import Precedence
from bot.care.people import Role
from bot.care.steps import Step
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

BERLIN = ZoneInfo("Europe/Berlin")


class Plan(Ward):
    """A case with a goal, and steps of three people."""

    def __init__(self) -> None:
        super().__init__({**TEAM, PHYSIO: (Role.PHYSIO,)})
        goal = Goal(text="a topic", categories=(Category.SUMMARY,))
        self.goal = self.desk.records.add(goal, case=self.code, author=SEX_THERAPIST).ref
        self.steps = [self._step(owner) for owner in (PHYSIO, PHYSIO, MENTAL_HEALTH, PHYSICIAN)]

    def _step(self, owner: str) -> str:
        what = Step(
            text="canary",
            categories=(Category.MEDICAL,),
            goal=self.goal,
            day=date(2026, 12, 15),
            modality=Modality.PHYSIO if owner == PHYSIO else None,
        )
        at = datetime(2026, 12, 15, 23, 59, tzinfo=BERLIN)
        return self.desk.records.add(what, case=self.code, author=owner, owner=owner, due=at).ref

    def booked(self, role: str) -> str:
        """An appointment with a discipline; its ref."""
        self.hear(PHYSICIAN, f"!appointment {role} 2026-12-16 14:00")
        return self.desk.records.find(Appointment, self.code)[-1].ref

    def told(self, said: list[Said], template: str) -> dict[str, str]:
        """Who was told what in their direct room."""
        found = [one for one in said if one.message.template == template]
        assert len({one.place for one in found}) == len(found), "one message for each"
        return {one.message.mentions[0]: self.read(one).text for one in found if one.place == direct(one.message.mentions[0])}

    @property
    def ref(self) -> str:
        return holds.of(self.desk, self.code)[0].ref


@pytest.fixture
def plan() -> Plan:
    return Plan()


def test_every_owner_is_told_once_what_of_theirs_waits(plan: Plan) -> None:
    said = plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    told = plan.told(said, "precedence/held")
    assert set(told) == {PHYSIO, MENTAL_HEALTH}
    assert all(f"- step {ref}, Tue 15 Dec 2026" in told[PHYSIO] for ref in plan.steps[:2])
    assert plan.steps[2] not in told[PHYSIO]
    assert f"- step {plan.steps[2]}" in told[MENTAL_HEALTH]
    assert "Reason: Pain is to be looked at first" in told[PHYSIO]
    assert set(plan.told(said, "precedence/yours")) == {PHYSICIAN}


def test_the_room_reads_neutral_words_alone(plan: Plan) -> None:
    said = plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    (room,) = [plan.read(one).text for one in said if one.place == plan.room]
    assert f"a medical evaluation comes first, seen to by the physician ({PHYSICIAN})." in room
    assert "Pain" not in room
    assert "canary" not in room
    assert all(ref in room for ref in plan.steps[:3])
    assert plan.steps[3] not in room


def test_whoever_puts_their_own_evaluation_first_is_not_asked_to_see_to_it(plan: Plan) -> None:
    said = plan.hear(PHYSICIAN, f"!precedence {PHYSICIAN} Pain is to be looked at first")
    assert plan.told(said, "precedence/yours") == {}


def test_where_nothing_waits_nobody_is_said_to_be_told() -> None:
    ward = Ward()
    said = ward.say(PHYSICIAN, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    assert "Nothing that is open waits for it now." in said
    assert "Each owner is told" not in said


def test_words_that_whoever_sees_to_it_may_not_read_are_told_of(plan: Plan) -> None:
    plan.desk.grant(plan.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    said = plan.hear(SEX_THERAPIST, f"!precedence {plan.code} {PHYSICIAN} canary", here=direct(SEX_THERAPIST))
    answer = plan.read(next(one for one in said if one.place == direct(SEX_THERAPIST))).text
    assert f"Please tell the physician ({PHYSICIAN}) yourself what it is about: sexual history is not shared with them." in answer
    assert "canary" not in plan.told(said, "precedence/yours")[PHYSICIAN]


def test_tags_narrow_what_waits(plan: Plan) -> None:
    said = plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical ~physio >{plan.goal} Pain is to be looked at first")
    assert set(plan.told(said, "precedence/held")) == {PHYSIO}
    (kept,) = plan.desk.records.find(Precedence, plan.code)
    assert (kept.what.modality, kept.what.goal) == (Modality.PHYSIO, plan.goal)
    assert f"It concerns physio and goal {plan.goal} alone." in plan.read(said[-1]).text


@pytest.mark.parametrize("typed", ["", "Pain first", f"{PHYSICIAN}", "@stranger:example.org Pain first", f"{PHYSICIAN} >8R2Q Pain"])
def test_without_somebody_to_see_to_it_a_reason_or_a_goal_there_is_nothing_held(plan: Plan, typed: str) -> None:
    plan.hear(SEX_THERAPIST, f"!precedence {typed}")
    assert holds.of(plan.desk, plan.code) == ()


def test_steps_that_wait_press_nobody_on_the_agenda(plan: Plan) -> None:
    plan.desk.later(timedelta(days=9))
    late = plan.say(PHYSICIAN, "!agenda")
    assert all(ref in late for ref in plan.steps)
    plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    said = plan.say(PHYSICIAN, "!agenda")
    assert not any(ref in said for ref in plan.steps[:3])
    assert plan.steps[3] in said
    assert f"{plan.ref}, medical evaluation first, the physician ({PHYSICIAN}), today: 3 things wait" in said


def test_clearing_proposes_new_dates_to_each_owner_in_one_message(plan: Plan) -> None:
    plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    before = [plan.desk.records.locate(plan.code, ref) for ref in plan.steps]
    plan.desk.later(timedelta(days=10))
    said = plan.hear(PHYSICIAN, f"!clear {plan.ref}")
    told = plan.told(said, "precedence/proposed")
    assert set(told) == {PHYSIO, MENTAL_HEALTH}
    command = f"`!step {plan.code} change {plan.steps[0]} due 2026-12-25`"
    assert f"- step {plan.steps[0]}: Tue 15 Dec 2026, proposed now: Fri 25 Dec 2026 ({command})" in told[PHYSIO]
    assert [plan.desk.records.locate(plan.code, ref) for ref in plan.steps] == before
    assert holds.of(plan.desk, plan.code) == ()


def test_what_is_sent_with_a_proposal_moves_the_step(plan: Plan) -> None:
    plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    plan.desk.later(timedelta(days=10))
    told = plan.told(plan.hear(PHYSICIAN, f"!clear {plan.ref}"), "precedence/proposed")
    command = told[PHYSIO].partition("(`")[2].partition("`)")[0]
    plan.hear(PHYSIO, command, here=direct(PHYSIO))
    assert plan.desk.records.get(Step, plan.code, plan.steps[0]).what.day == date(2026, 12, 25)


def test_appointments_wait_too_but_not_those_with_whoever_sees_to_it(plan: Plan) -> None:
    waits = plan.booked("physio")
    goes_on = plan.booked("physician")
    said = plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    told = plan.told(said, "precedence/held")
    assert f"- appointment {waits}, Wed 16 Dec 2026, 14:00 Berlin" in told[PHYSIO]
    assert goes_on not in "".join(plan.read(one).text for one in said)
    plan.desk.later(timedelta(days=7))
    proposed = plan.told(plan.hear(PHYSICIAN, f"!clear {plan.ref}"), "precedence/proposed")
    command = f"!appointment {plan.code} move {waits} 2026-12-23 14:00"
    assert f"proposed now: Wed 23 Dec 2026, 14:00 Berlin (`{command}`)" in proposed[PHYSIO]
    plan.hear(PHYSIO, command, here=direct(PHYSIO))
    moved = plan.desk.records.get(Appointment, plan.code, waits)
    assert moved.what.when.at == datetime(2026, 12, 23, 14, tzinfo=BERLIN)


def test_an_appointment_that_passed_while_it_waited_is_proposed_anew(plan: Plan) -> None:
    waits = plan.booked("physio")
    plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    plan.desk.later(timedelta(days=14))
    proposed = plan.told(plan.hear(PHYSICIAN, f"!clear {plan.ref}"), "precedence/proposed")[PHYSIO]
    command = next(part for part in proposed.split("`") if part.startswith("!appointment"))
    assert f"- appointment {waits}, Wed 16 Dec 2026" not in proposed
    assert f"- appointment {waits}: Wed 16 Dec 2026, 14:00 Berlin, proposed now: Wed 30 Dec 2026, 14:00 Berlin" in proposed
    plan.hear(PHYSIO, command, here=direct(PHYSIO))
    again = plan.desk.records.find(Appointment, plan.code)[-1]
    assert again.ref != waits
    assert again.what.when.at == datetime(2026, 12, 30, 14, tzinfo=BERLIN)


def test_what_was_cleared_is_not_cleared_twice_and_other_refs_are_none(plan: Plan) -> None:
    plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    ref = plan.ref
    assert "There is nothing with that ref" in plan.say(PHYSICIAN, f"!clear {plan.steps[0]}")
    plan.say(PHYSICIAN, f"!clear {ref}")
    assert f"{ref} is cleared already" in plan.say(PHYSICIAN, f"!clear {ref}")


def test_neither_the_lead_nor_whoever_sees_to_it_is_told_no_and_everyone_else_is(plan: Plan) -> None:
    plan.hear(SEX_THERAPIST, f"!precedence {PHYSICIAN} #medical Pain is to be looked at first")
    said = plan.hear(PHYSIO, f"!clear {plan.ref}")
    assert [one.message.template for one in said] == ["refused/denied"]
    plan.say(SEX_THERAPIST, f"!clear {plan.ref}")
    assert holds.of(plan.desk, plan.code) == ()
