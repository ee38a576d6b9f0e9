from __future__ import annotations

import pytest

from bot.chat.arguments.checkin import answer, coming, parts
from bot.chat.arguments.errors import ArgumentError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("done the letter next the visit stuck no answer", {"done": "the letter", "next": "the visit", "stuck": "no answer"}),
        ("stuck no answer", {"stuck": "no answer"}),
        ("next the visit, done the letter", {"next": "the visit", "done": "the letter"}),
        ("Done: with the next step\nNext: stuck to the plan", {"done": "with the next step", "next": "stuck to the plan"}),
        ("done\nthe letter\nthe call\nnext\nthe visit", {"done": "the letter\nthe call", "next": "the visit"}),
        ("done the letter next", {"done": "the letter"}),
        ("done the letter, next: the visit, stuck: no", {"done": "the letter", "next": "the visit", "stuck": "no"}),
        ("done: one done: two", {"done": "one\ntwo"}),
        ("DONE the letter, NEXT abandoned plans", {"done": "the letter", "next": "abandoned plans"}),
    ],
)
def test_a_check_in_is_read_in_any_order(text: str, expected: dict[str, str]) -> None:
    assert parts(text) == expected


@pytest.mark.parametrize("text", ["", "the letter is done", "hello", "done", "done next stuck", "done: \u200b"])
def test_what_begins_with_none_of_them_or_says_nothing_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError):
        parts(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("away", {"away": ""}),
        ("Away.", {"away": ""}),
        ("cannot come because the clinic moves", {"away": "the clinic moves"}),
        ("can\u2019t come because of a topic", {"away": "because of a topic"}),
        ("I can\u2019t make it, the clinic moves", {"away": "the clinic moves"}),
        ("I cannot come", {"away": ""}),
        ("away: stuck no answer", {"away": "", "stuck": "no answer"}),
        ("sorry, next the visit", {"away": "", "next": "the visit"}),
        ("away a topic done: one next: two", {"away": "a topic", "done": "one", "next": "two"}),
        ("done what was put away", {"done": "what was put away"}),
    ],
)
def test_an_apology_stands_before_the_rest_with_or_without_a_reason(text: str, expected: dict[str, str]) -> None:
    assert answer(text) == expected


@pytest.mark.parametrize(("text", "expected"), [("coming", True), ("Coming after all.", True), ("coming home", False)])
def test_coming_alone_takes_an_apology_back(text: str, expected: bool) -> None:  # noqa: FBT001 - given by the table
    assert coming(text) is expected
