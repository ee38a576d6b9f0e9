from __future__ import annotations

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.vault.envelope import KEY_ID_BYTES, Binding, bucket, seal, sealed_with, unseal
from bot.vault.errors import TamperedError

KEY = AESGCM(bytes(range(32)))
KEY_ID = b"k" * KEY_ID_BYTES
PLACE = Binding("note", "row-1", "case-1", 3)

texts = st.text(st.characters(), max_size=12)
places = st.builds(Binding, texts, texts, texts, st.integers(0, 2**64 - 1))
plaintexts = st.one_of(st.binary(max_size=600), st.integers(3800, 9000).map(lambda size: b"x" * size))


@pytest.mark.slow
@settings(max_examples=60)
@given(plaintexts, places)
def test_what_was_sealed_opens_byte_for_byte_at_its_place(plaintext: bytes, place: Binding) -> None:
    blob = seal(KEY, KEY_ID, plaintext, place)
    assert sealed_with(blob) == KEY_ID
    assert unseal(KEY, blob, place) == plaintext


@pytest.mark.slow
@settings(max_examples=80)
@given(places, places)
def test_a_blob_opens_at_no_other_place(sealed_at: Binding, read_at: Binding) -> None:
    assume(sealed_at != read_at)
    with pytest.raises(TamperedError):
        unseal(KEY, seal(KEY, KEY_ID, b"canary", sealed_at), read_at)


@pytest.mark.parametrize(
    "other",
    [
        PLACE._replace(table="result"),
        PLACE._replace(row="row-2"),
        PLACE._replace(case="case-2"),
        PLACE._replace(version=4),
        PLACE._replace(version=2),
        PLACE._replace(table="noter", row="ow-1"),
        PLACE._replace(row="row-1case-1", case=""),
    ],
)
def test_a_moved_row_and_a_swapped_version_do_not_open(other: Binding) -> None:
    with pytest.raises(TamperedError):
        unseal(KEY, seal(KEY, KEY_ID, b"canary", PLACE), other)


@settings(max_examples=120)
@given(st.data())
def test_one_changed_bit_anywhere_is_found(data: st.DataObject) -> None:
    blob = bytearray(seal(KEY, KEY_ID, b"canary", PLACE))
    bit = data.draw(st.integers(0, len(blob) * 8 - 1))
    blob[bit // 8] ^= 1 << bit % 8
    with pytest.raises(TamperedError):
        unseal(KEY, bytes(blob), PLACE)


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_a_blob_cut_short_or_made_longer_is_found(data: st.DataObject) -> None:
    blob = seal(KEY, KEY_ID, b"canary", PLACE)
    kept = data.draw(st.integers(0, len(blob) - 1))
    for damaged in (blob[:kept], blob + blob[:kept] + b"\0"):
        with pytest.raises(TamperedError):
            unseal(KEY, damaged, PLACE)


def test_a_blob_renamed_to_another_key_does_not_open_with_its_own() -> None:
    blob = seal(KEY, KEY_ID, b"canary", PLACE)
    with pytest.raises(TamperedError):
        unseal(KEY, blob[:1] + b"o" * KEY_ID_BYTES + blob[1 + KEY_ID_BYTES :], PLACE)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(TamperedError):
        unseal(AESGCM(bytes(32)), seal(KEY, KEY_ID, b"canary", PLACE), PLACE)


def test_the_same_words_never_give_the_same_bytes() -> None:
    assert len({seal(KEY, KEY_ID, b"canary", PLACE) for _ in range(100)}) == 100


def test_the_plaintext_is_not_in_the_blob() -> None:
    assert b"canary" not in seal(KEY, KEY_ID, b"canary", PLACE)


@pytest.mark.parametrize(
    ("size", "padded"),
    [(0, 256), (252, 256), (253, 512), (4092, 4096), (4093, 8192), (8188, 8192), (8189, 12288)],
)
def test_sizes_are_told_in_steps_only(size: int, padded: int) -> None:
    assert bucket(size) == padded
    assert len(seal(KEY, KEY_ID, bytes(size), PLACE)) == 1 + 16 + 12 + padded + 16


def test_a_refusal_names_nothing_of_what_was_sealed() -> None:
    with pytest.raises(TamperedError) as refused:
        unseal(KEY, seal(KEY, KEY_ID, b"canary", PLACE), PLACE._replace(row="another"))
    assert "canary" not in str(refused.value)
    assert refused.value.__cause__ is None
