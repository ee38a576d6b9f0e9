from __future__ import annotations

from datetime import date

import pytest

from bot.care import decisions, dissents, ledger
from bot.care.actions import Decision, TaskState
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.people import Role
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, FakeDesk

MEDICAL = (Category.MEDICAL,)
TEAM = {SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,), MENTAL_HEALTH: (Role.MENTAL_HEALTH,)}


def opened() -> tuple[FakeDesk, str]:
    desk = FakeDesk()
    case = desk.case(TEAM)
    desk.grant(case, Category.MEDICAL)
    return desk, case


def decided(desk: FakeDesk, case: str, *, instead_of: str = "", reason: str = "it helps", by: str = PHYSICIAN) -> Kept[Decision]:
    desk.later()
    return decisions.decide(
        desk,
        case,
        by,
        text="wait",
        reason=reason,
        categories=MEDICAL,
        implementer=by,
        day=date(2026, 12, 20),
        instead_of=instead_of,
    )


def test_every_decision_stays_in_the_ledger_the_newest_first() -> None:
    desk, case = opened()
    first = decided(desk, case)
    second = decided(desk, case, instead_of=first.ref)
    third = decided(desk, case, instead_of=second.ref)
    assert [one.decision.ref for one in ledger.entries(desk, case)] == [third.ref, second.ref, first.ref]
    shown = [ledger.lines(one)[0].values for one in ledger.entries(desk, case)]
    assert [(one["instead_of"], one["changed_to"]) for one in shown] == [
        (second.ref, ""),
        (first.ref, third.ref),
        ("", second.ref),
    ]
    assert [one.decision.state for one in ledger.entries(desk, case)] == [TaskState.OPEN, TaskState.CHANGED, TaskState.CHANGED]


def test_a_change_needs_a_reason_and_a_decision_that_still_counts() -> None:
    desk, case = opened()
    first = decided(desk, case)
    with pytest.raises(InvalidError, match="refused/decision_reason"):
        decided(desk, case, instead_of=first.ref, reason=" \n")
    second = decided(desk, case, instead_of=first.ref)
    with pytest.raises(ConflictError, match="refused/decision_changed") as refused:
        decided(desk, case, instead_of=first.ref)
    assert refused.value.values["by"] == second.ref


def test_whoever_may_not_read_a_decision_neither_changes_it_nor_dissents_from_it() -> None:
    desk, case = opened()
    first = decided(desk, case)
    desk.grant(case, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    with pytest.raises(NotFoundError):
        decided(desk, case, instead_of=first.ref, by=MENTAL_HEALTH)
    with pytest.raises(NotFoundError):
        dissents.meant(desk, case, MENTAL_HEALTH, first.ref)


def test_dissent_stands_beside_its_decision_for_those_who_may_read_both() -> None:
    desk, case = opened()
    first = decided(desk, case)
    said = dissents.dissent(desk, case, SEX_THERAPIST, first, "Not so long", (Category.SEXUAL_HISTORY,))
    (entry,) = ledger.entries(desk, case)
    own, against = ledger.lines(entry)
    assert own.about == ("medical",)
    assert against.about == ("medical", "sexual_history")
    assert (against.author, against.values["text"], against.values["ref"]) == (SEX_THERAPIST, "Not so long", said.ref)
    assert said.what.conference == "", "no conference is held"
