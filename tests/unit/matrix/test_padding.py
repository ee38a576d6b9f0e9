from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.matrix.padding import PAD, padded, step
from tests.texts import CHARACTERS


@pytest.mark.parametrize(
    ("length", "sent"),
    [(1, 256), (256, 256), (257, 512), (4096, 4096), (4097, 8192), (8192, 8192), (8193, 12288)],
)
def test_sizes_are_told_in_steps(length: int, sent: int) -> None:
    assert step(length) == sent


@pytest.mark.slow
@given(body=st.text(CHARACTERS, max_size=6000))
def test_any_text_comes_back_whole_from_a_plaintext_of_stepped_length(body: str) -> None:
    plaintext = padded("!room", "m.room.message", {"msgtype": "m.text", "body": body})
    size = len(plaintext.encode())
    assert size == step(size)
    payload = json.loads(plaintext)
    del payload["content"][PAD]
    assert payload == {"room_id": "!room", "type": "m.room.message", "content": {"msgtype": "m.text", "body": body}}


def test_two_texts_of_different_length_in_one_step_cannot_be_told_apart_by_size() -> None:
    sizes = {len(padded("!room", "m.room.message", {"body": "a" * n}).encode()) for n in (1, 50, 100)}
    assert sizes == {256}


def test_text_that_is_no_unicode_is_refused() -> None:
    with pytest.raises(UnicodeEncodeError):
        padded("!room", "m.room.message", {"body": "\ud800"})
