"""Whoever may not read something does not learn by its name that it is there."""

from __future__ import annotations

import re

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN
from tests.unit.ward import Ward

_REF = re.compile(r"\b(?=[0-9A-Z]*[0-9])[0-9A-Z]{4}\b")


def answered(typed: str, *, there: bool) -> tuple[list[str], list[tuple[str, str]]]:
    """What somebody without medicines and results reads, refs left out, and what is written down of it."""
    ward = Ward()
    name = "Canary" if there else "Another"
    for one in (
        f"!med start {name} 50 mg since 2026-11-01",
        f"!monitor {name} every 2 weeks",
        f"!result lab {name} 2.2 mIU/L on 2026-12-01",
    ):
        ward.say(PHYSICIAN, one)
    for category in (Category.MEDICATION, Category.RESULTS):
        ward.desk.later()
        ward.desk.grant(ward.code, category, to=MENTAL_HEALTH, given=False)
    ward.desk.later()
    before = len(ward.desk.facts)
    family, _, words = typed.partition(" ")
    said = ward.hear(MENTAL_HEALTH, f"{family} {ward.code} {words}", here=direct(MENTAL_HEALTH))
    facts = [(fact.action, fact.outcome) for fact in ward.desk.facts[before:]]
    return [_REF.sub("REF", ward.read(one).text) for one in said], facts


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("!med start Canary 25 mg", "is kept, taken since"),
        ("!med change Canary 25 mg", "No medicine of that name is taken"),
        ("!med stop Canary", "No medicine of that name is taken"),
        ("!monitor Canary every 12 weeks", "Results are not shared with you"),
        ("!monitor Canary stop", "Nothing is asked for under that name"),
        ("!result lab Canary 4.9 mIU/L", "not reviewed yet"),
    ],
)
def test_a_name_that_is_there_is_answered_as_one_that_is_not(typed: str, sentence: str) -> None:
    there, absent = answered(typed, there=True), answered(typed, there=False)
    assert there == absent
    assert sentence.lower() in "\n".join(there[0]).lower()


def test_who_may_read_it_is_told_that_it_is_there() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!med start Canary 50 mg")
    assert "is being taken already" in ward.say(MENTAL_HEALTH, "!med start Canary 25 mg")
