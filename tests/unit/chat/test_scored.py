from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.errors import InvalidError
from bot.care.instruments import CATALOGUE
from bot.care.measures import check
from bot.care.scores import Respondent
from bot.chat.scored import scored

TODAY = date(2026, 12, 7)
NAMES = [name for one in CATALOGUE.values() for name in (one.name, *one.also)]


@pytest.mark.slow
@given(st.sampled_from(NAMES), st.text(max_size=40))
def test_whatever_is_typed_is_a_total_that_the_instrument_has_or_is_refused(name: str, rest: str) -> None:
    try:
        read = scored(f"{name} {rest}", CATALOGUE, today=TODAY)
    except InvalidError:
        return
    assert check(read.instrument, read.value) == read.value
    assert read.day is None or read.day <= TODAY


@given(st.sampled_from(sorted(CATALOGUE)), st.integers(0, 400))
def test_a_total_is_understood_as_it_is_shown(key: str, number: int) -> None:
    one = CATALOGUE[key]
    value = one.least + one.step * (number % (int((one.most - one.least) / one.step) + 1))
    assert scored(f"{one.name} {one.shown(value)}", CATALOGUE, today=TODAY).value == value


def test_the_words_behind_the_total_may_stand_in_any_order() -> None:
    read = scored("shim 12 by partner on 2026-12-01", CATALOGUE, today=TODAY)
    assert (read.instrument.key, read.value, read.by, read.day) == ("iief-5", Decimal(12), Respondent.PARTNER, date(2026, 12, 1))
    assert scored("PHQ-9 14 on yesterday item9=1 by patient", CATALOGUE, today=TODAY).item9 == 1


@pytest.mark.parametrize(
    "typed", ["PHQ-9 14 item9=1 item9=2", "PHQ-9 14 on mon on tue", "PHQ-9 14 item9=", "PHQ-9 14 14", "PHQ-9 1e1"]
)
def test_what_is_said_twice_or_by_half_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError):
        scored(typed, CATALOGUE, today=TODAY)
