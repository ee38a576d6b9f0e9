from __future__ import annotations

import pytest

from bot.care.consent import Category
from bot.care.facts import case_room, direct
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN
from tests.unit.ward import Ward


@pytest.mark.parametrize(
    "typed",
    [
        f"!action A canary {MENTAL_HEALTH} due 2026-12-10",
        f"!decide A canary because it helps by {MENTAL_HEALTH}",
        f"!refer the hospital for a canary {MENTAL_HEALTH}",
    ],
)
def test_who_names_somebody_that_may_not_read_it_is_told_so_at_once_and_alone(typed: str) -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    said = [one for one in ward.hear(PHYSICIAN, typed) if one.message.template == "action/unread"]
    assert [one.place for one in said] == [direct(PHYSICIAN)]
    text = ward.read(said[0]).text
    assert f"({MENTAL_HEALTH}) may not read what" in text
    assert "medical is not shared with them" in text
    assert f"`!consent {ward.code} grant medical to {MENTAL_HEALTH}`" in text
    assert "canary" not in text
    tagged = typed.replace(" ", " #summary ", 1)
    assert "may not read" not in ward.say(PHYSICIAN, tagged, here=case_room(ward.code))
