from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.errors import InvalidError
from bot.care.instruments import CATALOGUE, by_name, spelt
from bot.care.measures import Better, Change, Instrument, band, briefly, change, check, check_item9, compared, counts

EVERY = sorted(CATALOGUE.values(), key=lambda one: one.key)
instruments = st.sampled_from(EVERY)


@st.composite
def totals(draw: st.DrawFn, one: Instrument) -> Decimal:
    return one.least + one.step * draw(st.integers(0, int((one.most - one.least) / one.step)))


@given(st.data(), instruments)
def test_every_total_that_an_instrument_has_is_let_through_as_it_is(data: st.DataObject, one: Instrument) -> None:
    value = data.draw(totals(one))
    assert check(one, value) == value


@pytest.mark.slow
@given(st.data(), instruments)
def test_whatever_is_between_two_totals_or_outside_of_the_range_is_refused(data: st.DataObject, one: Instrument) -> None:
    between = data.draw(totals(one)) + one.step / data.draw(st.integers(2, 9))
    above = one.most + one.step * data.draw(st.integers(1, 1000))
    below = one.least - one.step * data.draw(st.integers(1, 1000))
    for value in (between, above, below):
        with pytest.raises(InvalidError) as refused:
            check(one, value)
        assert refused.value.template == "refused/score_value"


@pytest.mark.slow
@given(st.data(), instruments)
def test_a_change_is_meaningful_from_its_figure_on_and_never_before(data: st.DataObject, one: Instrument) -> None:
    before, after = data.draw(totals(one)), data.draw(totals(one))
    needed, found = counts(one, before), change(one, before, after)
    if needed is None:
        assert found is Change.UNCLAIMED
    elif abs(after - before) < needed:
        assert found is Change.NONE
    else:
        lower = after < before
        assert found is (Change.BETTER if lower is (one.better is Better.LOWER) else Change.WORSE)


@pytest.mark.slow
@given(st.data(), instruments)
def test_the_way_back_is_the_other_way(data: st.DataObject, one: Instrument) -> None:
    before, after = data.draw(totals(one)), data.draw(totals(one))
    there, back = change(one, before, after), change(one, after, before)
    if len(one.change) <= 1:
        assert {there, back} in ({Change.BETTER, Change.WORSE}, {Change.NONE}, {Change.UNCLAIMED})
    assert not there == back == Change.BETTER
    assert not there == back == Change.WORSE


@pytest.mark.slow
@given(st.data(), instruments)
def test_words_say_better_only_where_the_figure_says_so(data: st.DataObject, one: Instrument) -> None:
    before, after = data.draw(totals(one)), data.draw(totals(one))
    words = compared(one, before, after, with_what="the baseline")
    assert words.endswith(", better") == (change(one, before, after) is Change.BETTER)
    assert briefly(one, before, after, with_what="it").startswith("better") == (change(one, before, after) is Change.BETTER)


@pytest.mark.parametrize(
    ("key", "least", "most", "step", "points"),
    [
        ("phq-9", "0", "27", "1", "5"),
        ("gad-7", "0", "21", "1", "4"),
        ("c-ssrs", "0", "3", "1", "1"),
        ("fsfi", "2.0", "36.0", "0.1", None),
        ("fsds-r", "0", "52", "1", None),
        ("iief-5", "1", "25", "1", None),
        ("iief-ef", "1", "30", "1", "7"),
        ("nrs-pain", "0", "10", "1", "2"),
        ("isi", "0", "28", "1", "6"),
        ("rdas", "0", "69", "1", "12"),
        ("csi-4", "0", "21", "1", None),
        ("asex", "5", "30", "1", None),
    ],
)
def test_the_catalogue_has_what_the_literature_has(key: str, least: str, most: str, step: str, points: str | None) -> None:
    one = CATALOGUE[key]
    assert (one.least, one.most, one.step) == (Decimal(least), Decimal(most), Decimal(step))
    assert counts(one, one.least) == (None if points is None else Decimal(points))


def test_the_catalogue_is_these_and_each_names_its_source_and_its_licence() -> None:
    assert " ".join(CATALOGUE) == "phq-9 gad-7 c-ssrs fsfi fsds-r iief-5 iief-ef nrs-pain isi rdas csi-4 asex"
    for one in CATALOGUE.values():
        assert one.citation
        assert one.licence
        assert one.change_source
        assert one.categories
        assert all(lower.first < upper.first for lower, upper in zip(one.bands, one.bands[1:], strict=False))
        assert not one.bands or one.bands[0].first == one.least


def test_no_two_instruments_can_be_meant_by_one_name() -> None:
    assert len(by_name(CATALOGUE)) == sum(len({spelt(name) for name in (one.name, *one.also)}) for one in CATALOGUE.values())


@pytest.mark.parametrize(
    ("key", "total", "name"),
    [
        ("phq-9", "9", "mild"),
        ("phq-9", "10", "moderate"),
        ("phq-9", "27", "severe"),
        ("fsfi", "26.5", "at or below the cut-off of 26.55"),
        ("fsfi", "26.6", "above the cut-off of 26.55"),
        ("iief-5", "21", "mild"),
        ("rdas", "48", "at or above the cut-off of 48"),
        ("csi-4", "13", "below the cut-off of 13.5"),
        ("asex", "19", "at or above the cut-off of 19"),
    ],
)
def test_a_screening_range_begins_where_its_source_says(key: str, total: str, name: str) -> None:
    assert band(CATALOGUE[key], Decimal(total)) == name


@pytest.mark.parametrize(("before", "points"), [(10, 7), (11, 5), (16, 5), (17, 2), (25, 2), (26, 4)])
def test_how_much_counts_may_depend_on_where_it_began(before: int, points: int) -> None:
    assert counts(CATALOGUE["iief-ef"], Decimal(before)) == points


@pytest.mark.parametrize(("total", "item9"), [("2", 3), ("14", 4), ("27", 2), ("0", 1)])
def test_item_9_has_to_go_with_the_total(total: str, item9: int) -> None:
    with pytest.raises(InvalidError):
        check_item9(CATALOGUE["phq-9"], Decimal(total), item9)


@pytest.mark.parametrize(("total", "item9"), [("3", 3), ("14", 0), ("27", 3), ("24", 0), ("0", 0)])
def test_item_9_that_can_be_is_let_through(total: str, item9: int) -> None:
    assert check_item9(CATALOGUE["phq-9"], Decimal(total), item9) == item9
