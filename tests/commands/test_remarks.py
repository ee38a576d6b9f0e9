"""What somebody says of a record, behind its ref: of which category it is where nothing says so."""

from __future__ import annotations

import pytest

from bot.care.actions import Info
from bot.care.consent import Category
from bot.care.people import Role
from tests.commands.test_actions import ref_of
from tests.unit.desk import COORDINATOR, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward


@pytest.mark.parametrize("typed", ["!defer {ref} {said}", "{ref} {said}"])
def test_whoever_has_no_category_of_their_own_says_it_and_it_is_never_taken_for_the_summary(typed: str) -> None:
    ward = Ward({**TEAM, COORDINATOR: (Role.COORDINATOR,)})
    ward.say(SEX_THERAPIST, "!modality couple work out")
    ref = ref_of(ward, "consent_review")
    (agenda,) = (one for one in ward.hear(SEX_THERAPIST, "!agenda here") if one.place == ward.room)
    text = ward.say(COORDINATOR, typed.format(ref=ref, said="A canary"), reply_to=agenda)
    assert f"{ref} #summary The form is signed" in text
    assert ward.desk.records.find(Info, ward.code) == []
    ward.say(COORDINATOR, typed.format(ref=ref, said="#results A canary"), reply_to=agenda)
    (kept,) = ward.desk.records.find(Info, ward.code)
    assert kept.what.categories == (Category.RESULTS,)
