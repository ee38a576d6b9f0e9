from __future__ import annotations

import operator
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.amounts import Against, Amount, Quality, Reference, Sign, against

FINE = Fraction(1, 16)
NUMBERS = st.integers(0, 12).map(Decimal)
REFERENCES = st.one_of(
    st.tuples(NUMBERS, NUMBERS).filter(lambda two: two[0] < two[1]).map(lambda two: Reference(low=two[0], high=two[1])),
    st.tuples(NUMBERS, st.booleans()).map(lambda one: Reference(high=one[0], high_out=one[1])),
    st.tuples(NUMBERS, st.booleans()).map(lambda one: Reference(low=one[0], low_out=one[1])),
)


def possible(amount: Amount) -> list[Fraction]:
    """Every value, a sixteenth apart, that an amount may stand for."""
    assert amount.number is not None
    number = Fraction(amount.number)
    every = [FINE * step for step in range(-16 * 4, 16 * 20)]
    beside = {
        Sign.EXACT: operator.eq,
        Sign.BELOW: operator.lt,
        Sign.AT_MOST: operator.le,
        Sign.ABOVE: operator.gt,
        Sign.AT_LEAST: operator.ge,
    }[amount.sign]
    return [one for one in every if beside(one, number)]


def side(value: Fraction, reference: Reference) -> Against:
    if reference.low is not None and (value < reference.low or (value == reference.low and reference.low_out)):
        return Against.BELOW
    if reference.high is not None and (value > reference.high or (value == reference.high and reference.high_out)):
        return Against.ABOVE
    return Against.WITHIN


@pytest.mark.slow
@given(st.builds(Amount, number=NUMBERS, sign=st.sampled_from(Sign)), REFERENCES)
def test_a_value_stands_where_all_that_it_may_be_stands_and_else_nothing_is_claimed(amount: Amount, reference: Reference) -> None:
    sides = {side(value, reference) for value in possible(amount)}
    assert against(amount, reference) is (sides.pop() if len(sides) == 1 else Against.UNCLEAR)


@pytest.mark.parametrize(
    ("value", "wanted", "stands"),
    [
        (Quality.NEGATIVE, Quality.NEGATIVE, Against.WITHIN),
        (Quality.POSITIVE, Quality.NEGATIVE, Against.OUTSIDE),
        (Quality.NEGATIVE, Quality.POSITIVE, Against.OUTSIDE),
        (Quality.UNCLEAR, Quality.NEGATIVE, Against.UNCLEAR),
        (Quality.ABNORMAL, Quality.NEGATIVE, Against.OUTSIDE),
        (Quality.NORMAL, Quality.NEGATIVE, Against.WITHIN),
    ],
)
def test_words_are_held_against_words(value: Quality, wanted: Quality, stands: Against) -> None:
    assert against(Amount(quality=value), Reference(quality=wanted)) is stands


def test_without_a_range_nothing_is_said_but_what_was_reported() -> None:
    assert against(Amount(number=Decimal(5)), None) is Against.NONE
    assert against(Amount(quality=Quality.ABNORMAL), None) is Against.OUTSIDE


def test_a_word_and_a_range_of_numbers_cannot_be_compared() -> None:
    assert against(Amount(quality=Quality.NEGATIVE), Reference(high=Decimal(5))) is Against.UNCLEAR
    assert against(Amount(number=Decimal(5)), Reference(quality=Quality.NEGATIVE)) is Against.UNCLEAR
