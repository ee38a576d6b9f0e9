"""Who tells the patient, read out of what was typed."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.chat.arguments.errors import ArgumentError
from bot.chat.telling import teller
from bot.chat.tokens import Word

PHYSICIAN, SELF, SECOND = "@p2:example.org", "@me:example.org", "@second:example.org"
SHORT = {"physician": PHYSICIAN, "@physician": PHYSICIAN, "mental health": SECOND, "me": SELF}


def short(words: Sequence[Word]) -> str | None:
    """As on a case with one physician and two nurses."""
    name = " ".join(word.key for word in words)
    if len(words) == 1 and name.startswith("@") and name not in SHORT:
        raise ArgumentError("person", "a full Matrix id", PHYSICIAN)
    return SHORT.get(name)


@pytest.mark.parametrize(
    ("text", "who", "words"),
    [
        (f'{PHYSICIAN} "a  b"', PHYSICIAN, '"a  b"'),
        ('@physician "a"', PHYSICIAN, '"a"'),
        ('Physician: "a"', PHYSICIAN, '"a"'),
        ('mental health, "a"', SECOND, '"a"'),
        ('me "a"', SELF, '"a"'),
        ('"a" by me', SELF, '"a"'),
        ('"a" by physician', PHYSICIAN, '"a"'),
        ('"a" @physician', PHYSICIAN, '"a"'),
        ('"a", by mental health.', None, '"a", by mental health.'),
        ('me "a" by me', SELF, '"a"'),
        ("@physician a b", PHYSICIAN, "a b"),
        ("a b by physician", PHYSICIAN, "a b"),
        ("physician a b", None, "physician a b"),
        (f'{PHYSICIAN} "see @nurse"', PHYSICIAN, '"see @nurse"'),
        (f"{PHYSICIAN} see @nurse", PHYSICIAN, "see @nurse"),
        ('physician #summary "a\nb"', PHYSICIAN, '#summary "a\nb"'),
        ('"a\nb" by physician #summary', PHYSICIAN, '#summary "a\nb"'),
        ('the words "a" by me', SELF, 'the words "a"'),
        ('"a" by Friday', None, '"a" by Friday'),
        ('"a"', None, '"a"'),
        ("", None, ""),
    ],
)
def test_who_it_is_stands_beside_the_words_and_is_no_part_of_them(text: str, who: str | None, words: str) -> None:
    assert teller(text, short=short) == (who, words)


@pytest.mark.parametrize("text", ['nurse "a"', '"a" by nurse', '@nurse "a"', '@physician "a" by me', f'{PHYSICIAN} "a" by me'])
def test_a_role_of_several_and_two_people_are_refused(text: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        teller(text, short=short)
    assert caught.value.field == "person"


def test_one_who_is_mentioned_by_name_is_meant() -> None:
    assert teller('"a"', [SECOND], short) == (SECOND, '"a"')
    assert teller('nurse "a"', [SECOND], short) == (SECOND, '"a"')
    assert teller('"a"', [SECOND, PHYSICIAN], short) == (None, '"a"')
