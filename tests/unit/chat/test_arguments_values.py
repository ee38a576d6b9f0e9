from __future__ import annotations

from contextlib import suppress
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.amounts import Quality, Reference, Sign
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.values import lab, tail

TODAY = date(2026, 12, 7)
PLAIN = st.decimals(0, 99999, places=2).map(lambda number: f"{number.normalize():f}")
"""Numbers with at most two places, so that their point is no sign of thousands."""
UNITS = st.sampled_from(
    ["mIU/L", "ng/mL", "µg/l", "10*9/L", "x 10^9 /L", "mL/min/1.73 m2", "%", "nmol/L", "m[IU]/L", "", "U/L", "G/l"]
)
NAMES = st.sampled_from(["TSH", "25-OH vitamin D", "CA 15-3", "HbA1c", "Lp(a)", "5'-nucleotidase", "anti-TPO", "Testosterone free"])
SIGNS = st.sampled_from(["", "<", "<=", ">", ">=", "\u2264", "\u2265"])


@pytest.mark.slow
@given(NAMES, SIGNS, PLAIN, UNITS, st.tuples(PLAIN, PLAIN).filter(lambda two: Decimal(two[0]) < Decimal(two[1])))
def test_what_is_typed_plainly_is_read_as_it_stands(name: str, sign: str, value: str, unit: str, ends: tuple[str, str]) -> None:
    read = lab(f"{name} {sign}{value} {unit} [{ends[0]}-{ends[1]}] on 2026-12-01", today=TODAY)
    assert read.sure
    assert (read.name, read.unit, read.day) == (name, unit, date(2026, 12, 1))
    (way,) = read.readings
    assert (way.value, way.amount.number) == (f"{sign}{value}", Decimal(value))
    assert way.reference == Reference(low=Decimal(ends[0]), high=Decimal(ends[1]))
    assert way.range == f"{ends[0]}-{ends[1]}"


@pytest.mark.slow
@given(st.integers(0, 999), st.integers(0, 99))
def test_a_decimal_comma_is_asked_and_never_read_as_another_number(whole: int, part: int) -> None:
    read = lab(f"TSH {whole},{part:02} mIU/L", today=TODAY)
    assert not read.sure
    assert [one.amount.number for one in read.readings] == [Decimal(f"{whole}.{part:02}")]


@pytest.mark.slow
@given(st.integers(1, 999), st.integers(0, 999), st.sampled_from(".,"))
def test_three_figures_behind_a_point_or_a_comma_are_asked_for_both_meanings(whole: int, part: int, mark: str) -> None:
    read = lab(f"TSH {whole}{mark}{part:03} mIU/L", today=TODAY)
    assert not read.sure
    assert {one.amount.number for one in read.readings} == {Decimal(f"{whole}.{part:03}"), Decimal(f"{whole}{part:03}")}


@given(st.text(alphabet="0123456789.,<>=-+ eExX_'\u0661\u00bd\u2212\u00a0", min_size=1, max_size=12))
def test_no_spelling_of_a_number_is_read_silently_as_another_one(typed: str) -> None:
    with suppress(ArgumentError):
        read = lab(f"TSH: {typed} mIU/L", today=TODAY)
        if read.sure and read.readings[0].amount.number is not None:
            behind = read.unit.removesuffix("mIU/L").strip()
            assert not behind or behind[0] in "xXeE"
            bare = "".join(typed.split()).removesuffix("".join(behind.split()))
            assert bare.replace("=<", "<=") == read.readings[0].value or bare.count(".") > 1


@pytest.mark.slow
@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused(typed: str) -> None:
    with suppress(ArgumentError):
        assert lab(typed, today=TODAY).readings


@pytest.mark.parametrize("typed", ["1.015 [1.005-1.030]", "150.000 /uL [140-400]", "5 [1.000-2.000]", "5,000 x", "1.234.567,5 x"])
def test_where_value_and_range_can_be_meant_in_two_ways_or_another_its_author_is_asked(typed: str) -> None:
    assert not lab(f"SG {typed}", today=TODAY).sure


@pytest.mark.parametrize(
    "typed",
    [
        "NaN ng/mL", "inf x", "-5 ng/mL", "\u0661\u0662 ng/mL", "0x10 x", "1_000 x", "5e3 U", ".5 U", "5. U", "007 x",
        "4.9 [0,4-4,0]", "4.9 [4.0-0.4]", "4.9 [0.4]", "4.9 []", "4.9 mIU/L 0.4-4.0", "4.9 5.0 mIU/L", "4.9 mIU/L and a long story",
        "1'000 x", "1 000 x", "4 \u00bd x", "5 e3 U", "4 -9 x", "4 ,9 x", "0 < x", "4.9 [<]", "120/80", "",
    ],
)  # fmt: skip
def test_what_cannot_be_meant_in_one_way_or_two_is_refused(typed: str) -> None:
    with pytest.raises(ArgumentError) as refused:
        lab(f"prolactin {typed}", today=TODAY)
    assert typed == "" or typed not in str(refused.value.values)


@pytest.mark.parametrize("typed", ["\\'); DROP 1 x", "5 U", "<b> 5 x", '" 5 x', f"{'a' * 61} 5 x", "A_B 5 x"])
def test_a_name_is_made_of_letters_figures_and_a_few_signs(typed: str) -> None:
    with pytest.raises(ArgumentError):
        lab(typed, today=TODAY)


@pytest.mark.parametrize(
    ("typed", "quality", "wanted"),
    [
        ("HBsAg negative [negative]", Quality.NEGATIVE, Quality.NEGATIVE),
        ("HIV not detected [Negative]", Quality.NEGATIVE, Quality.NEGATIVE),
        ("HIV Reactive [non-reactive]", Quality.POSITIVE, Quality.NEGATIVE),
        ("Protein trace [neg]", Quality.UNCLEAR, Quality.NEGATIVE),
    ],
)
def test_words_of_laboratories_are_values(typed: str, quality: Quality, wanted: Quality) -> None:
    (way,) = lab(typed, today=TODAY).readings
    assert (way.amount.quality, way.reference) == (quality, Reference(quality=wanted))


@pytest.mark.parametrize(
    ("typed", "reference"),
    [
        ("<5", Reference(high=Decimal(5), high_out=True)),
        ("<= 5", Reference(high=Decimal(5))),
        ("\u22655", Reference(low=Decimal(5))),
        (">60", Reference(low=Decimal(60), low_out=True)),
        ("0.4 \u2013 4.0", Reference(low=Decimal("0.4"), high=Decimal("4.0"))),
        ("0.4 to 4.0 x", Reference(low=Decimal("0.4"), high=Decimal("4.0"))),
    ],
)
def test_ranges_are_read_in_the_forms_that_letters_of_laboratories_have(typed: str, reference: Reference) -> None:
    for text in (f"A 3 x [{typed}]", f"A 3 x ({typed})", f"A 3 x on 2026-12-01 [{typed}]"):
        (way,) = lab(text, today=TODAY).readings
        assert way.reference == reference


@pytest.mark.parametrize("typed", ["Vitamin B 12: 250 pg/mL", '"Vitamin B 12" 250 pg/mL', "\u201cVitamin B 12\u201d 250 pg/mL"])
def test_a_name_that_ends_in_a_number_is_marked_as_one(typed: str) -> None:
    read = lab(typed, today=TODAY)
    assert (read.name, read.unit, read.readings[0].amount.number) == ("Vitamin B 12", "pg/mL", Decimal(250))


def test_two_numbers_without_a_mark_are_not_told_apart() -> None:
    with pytest.raises(ArgumentError) as refused:
        lab("Vitamin B 12 250 pg/mL", today=TODAY)
    assert "colon" in refused.value.expected


def test_findings_in_words_stay_words() -> None:
    read = lab("Urine culture: E. coli 100000 CFU", today=TODAY)
    assert (read.name, read.readings[0].value, read.readings[0].amount.number) == ("Urine culture", "E. coli 100000 CFU", None)


def test_below_the_limit_of_detection_stays_below_it() -> None:
    (way,) = lab("testosterone < 0.1 ng/mL", today=TODAY).readings
    assert (way.value, way.amount.sign) == ("<0.1", Sign.BELOW)


def test_a_percentage_may_stand_with_its_number() -> None:
    read = lab("HbA1c 5.6% [<5.7 %]", today=TODAY)
    assert (read.unit, read.readings[0].value, read.readings[0].range) == ("%", "5.6", "<5.7")


def test_of_an_image_only_a_date_and_a_report_of_normal_are_cut_off() -> None:
    assert tail("MRI: focus on liver [left]", today=TODAY, free=True) == ("MRI: focus on liver [left]", None, None)
    assert tail("MRI: nothing on 1 Dec", today=TODAY, free=True) == ("MRI: nothing", date(2026, 12, 1), None)
    assert tail("MRI: nothing on Nov 20 2026", today=TODAY, free=True) == ("MRI: nothing", date(2026, 11, 20), None)
    assert tail("MRI: a cyst on the left", today=TODAY, free=True) == ("MRI: a cyst on the left", None, None)
    assert tail("TSH 4.9 on 20 Nov", today=TODAY) == ("TSH 4.9", date(2026, 11, 20), None)
    assert tail("MRI: nothing [Normal] on 2026-12-01", today=TODAY, free=True) == ("MRI: nothing", date(2026, 12, 1), "Normal")


def test_a_day_to_come_is_refused() -> None:
    with pytest.raises(ArgumentError):
        lab("TSH 4.9 mIU/L on 2026-12-08", today=TODAY)
