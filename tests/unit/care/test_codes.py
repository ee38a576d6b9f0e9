from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.codes import ALPHABET, make_case_code, make_ref, parse_case_code, parse_ref, resembles_case_code, resembles_ref

seeds = st.integers(min_value=0, max_value=2**32)


def draws(seed: int) -> Callable[[int], int]:
    return random.Random(seed).randrange  # noqa: S311 - a draw that can be repeated


@given(seeds)
def test_every_code_that_is_made_is_read(seed: int) -> None:
    code = make_case_code(draws(seed))
    assert parse_case_code(code) == code
    assert parse_case_code(code.lower()) == code
    assert parse_case_code(code.replace("0", "o").replace("1", "l")) == code
    assert parse_case_code(code[:2] + code[2:].replace("0", "O").replace("1", "I")) == code


@pytest.mark.slow
@given(seeds)
def test_any_one_wrong_character_is_caught_and_still_seen_as_a_case_code(seed: int) -> None:
    code = make_case_code(draws(seed))
    for place in range(2, 7):
        for other in ALPHABET.replace(code[place], ""):
            wrong = code[:place] + other + code[place + 1 :]
            assert parse_case_code(wrong) is None
            assert resembles_case_code(wrong)


@given(seeds)
def test_two_characters_that_changed_places_are_caught(seed: int) -> None:
    code = make_case_code(draws(seed))
    for one in range(2, 7):
        for other in range(one + 1, 7):
            if code[one] != code[other]:
                swapped = list(code)
                swapped[one], swapped[other] = swapped[other], swapped[one]
                assert parse_case_code("".join(swapped)) is None


def test_the_code_of_the_examples_is_a_right_one() -> None:
    assert parse_case_code("c-7k3fx") == "C-7K3FX"


@pytest.mark.parametrize(
    "text",
    [
        "C-1",
        "C-01",
        "C-999999",
        "C\u20117K3FX",
        "C\u22127K3FX",
        "C--7K3FX",
        "C-7K3FXx",
        "C-7K3FX,C-7K3FX",
        "C-7K3FX' OR '1'='1",
        "C-7K3FX;DROP",
        "C-\u0667K3FX",
        "7K3FX",
        "\u03f9-7K3FX",
        "C-7K3FX\n",
        "C-7K3FX ",
        "",
    ],
)
def test_what_is_not_exactly_a_code_is_none(text: str) -> None:
    assert parse_case_code(text) is None


@pytest.mark.parametrize(
    "text", ["C-1", "c-01", "C-999999", "C\u20117K3FX", "C\u22121", "C--1", "C-7K3FXx", "C-1,C-2", "C-1'", "C-1;DROP"]
)
def test_a_mistyped_code_is_seen_as_one(text: str) -> None:
    assert resembles_case_code(text)


@pytest.mark.parametrize(
    "text", ["C-section", "C-reactive", "C-spine", "C-PTSD", "C-SSRS", "c-value", "case", "C", "-1", "*", "C: 5", "COVID-19", ""]
)
def test_words_of_the_trade_are_no_case_codes(text: str) -> None:
    assert parse_case_code(text) is None
    assert not resembles_case_code(text)


@given(seeds, st.integers(min_value=4, max_value=8))
def test_every_ref_that_is_made_is_read(seed: int, length: int) -> None:
    ref = make_ref(draws(seed), length)
    assert len(ref) == length
    assert any(character.isdigit() for character in ref)
    assert any(character.isalpha() for character in ref)
    assert parse_ref(ref) == parse_ref(ref.lower()) == ref
    assert parse_case_code(ref) is None


def test_refs_differ() -> None:
    draw = draws(7)
    assert len({make_ref(draw) for _ in range(1000)}) > 990


@pytest.mark.parametrize("smallest", [0, 1])
def test_a_source_that_always_says_the_same_still_gives_codes(smallest: int) -> None:
    assert parse_case_code(make_case_code(lambda _: smallest))
    assert parse_ref(make_ref(lambda _: smallest))


def test_a_ref_is_read_in_any_letter_case_and_with_letters_that_stand_for_digits() -> None:
    assert parse_ref("8r2q") == "8R2Q"
    assert parse_ref("8ro2") == parse_ref("8RO2") == "8R02"


@pytest.mark.parametrize(
    "text",
    [
        "50mg",
        "30th",
        "PHQ9",
        "also",
        "will",
        "done",
        "2026",
        "10am",
        "8R2",
        "8R2Q8R2Q8",
        "8R2U",
        "8R-2Q",
        "8R2\u0661",
        "\uff18R2Q",
        "8R2Q\n",
        "",
    ],
)
def test_words_amounts_and_years_are_no_refs(text: str) -> None:
    assert parse_ref(text) is None


def test_what_somebody_meant_for_a_ref_is_told_from_times_lengths_and_words() -> None:
    assert all(resembles_ref(one) for one in ("8R2Q", "8r2q", "8R2", "K2R9U", "1H30M"))
    assert not any(resembles_ref(one) for one in ("2pm", "10PM", "30m", "14:00", "MRI", "8r2", "withdraw", "I", "3rd"))
