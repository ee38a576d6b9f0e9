"""Replies that point at what was said in another room: no client makes one, and a homeserver can."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.people import Role
from tests.unit.desk import PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.memo import ring
from tests.unit.shelves import Said
from tests.unit.ward import Ward

Told = Callable[[Ward], Said]


def page(ward: Ward) -> Said:
    """A page of the timeline, with more to come."""
    for number in range(14):
        ward.say(PHYSICIAN, f"!note #medical Canary {number}\nRisk: none")
        ward.desk.later(timedelta(minutes=1))
    (said,) = ward.hear(PHYSICIAN, f"!timeline {ward.code}", here=direct(PHYSICIAN))
    return said


def reminder(ward: Ward) -> Said:
    """A reminder that waits for a word."""
    ward.privately(PHYSICIAN, f"!remind {ward.code} tomorrow 9:00 A canary")
    (said,) = ring(ward)
    return said


def agenda(ward: Ward) -> Said:
    """The agenda of a huddle that is open."""
    ward.say(PHYSICIAN, "!huddle add #medical Canary")
    return next(one for one in ward.hear(SEX_THERAPIST, "!agenda here") if one.place == ward.room)


@pytest.mark.parametrize(("told", "words"), [(page, "more"), (reminder, "in 1h"), (reminder, "done"), (agenda, "{ref} canary")])
def test_what_was_said_elsewhere_is_not_answered_here_and_nothing_comes_of_it(told: Told, words: str) -> None:
    ward = Ward()
    other = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,), PHYSIO: (Role.PHYSIO,)}, lead=PHYSICIAN)
    ward.desk.grant(other, *Category)
    said = told(ward)
    ward.desk.later(timedelta(minutes=5))
    before = {ref: kept.version for ref, kept in ward.desk.state.records.items()}
    words = words.format(ref=next(iter(before)))
    for room in (case_room(other), direct(PHYSICIAN) if said.place == ward.room else ward.room):
        answers = ward.hear(PHYSICIAN, words, here=room, reply_to=said)
        assert "canary" not in "".join(ward.read(one).text for one in answers).lower()
        assert [one.message.template for one in answers if one.message.case == ward.code] == []
    assert {ref: kept.version for ref, kept in ward.desk.state.records.items()} == before
    assert ward.hear(PHYSICIAN, words, here=said.place, reply_to=said) != [], "where it was said it is heard"


def test_one_word_that_points_at_a_list_in_another_room_says_nothing_of_what_stands_in_it() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!action #summary A thing {PHYSICIAN} due 2026-12-20")
    (listed,) = ward.hear(PHYSICIAN, "!actions", here=direct(PHYSICIAN))
    assert ward.hear(PHYSICIAN, "done", reply_to=listed) == []
    assert "is done" in ward.say(PHYSICIAN, "done", here=direct(PHYSICIAN), reply_to=listed)
