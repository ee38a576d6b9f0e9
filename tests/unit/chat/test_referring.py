from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.errors import InvalidError
from bot.care.referral_states import ReferralState
from bot.chat import listing, referring, visits
from tests.texts import CHARACTERS
from tests.unit.desk import CLINIC, NOW

WORDS = (
    "for", "urgent", "discipline", "languages", "remote", "wait", "not", "6", "weeks", "with", "and", ",", "physio", "sex",
    "therapist", "2026-12-14", "14:00", "tue", "at", "to", "moved", "@p:example.org", "@p", "#medical", "~couple_work", ">8R2Q",
    "[a b](https://matrix.to/#/@p:example.org)", '"', "\n", "A", "clinic", "8R2Q",
)  # fmt: skip
TYPED = st.one_of(st.text(CHARACTERS, max_size=40), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))


@pytest.mark.slow
@given(text=TYPED)
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    for read in (
        lambda: referring.wanted(text, now=NOW, zone="Europe/Berlin"),
        lambda: listing.entry(text),
        lambda: listing.change(text),
        lambda: visits.read(text, now=NOW, zone="Europe/Berlin", clinic=CLINIC),
    ):
        with suppress(InvalidError):
            read()
    referring.moved(text)


@pytest.mark.parametrize("state", [one for one in ReferralState if one is not ReferralState.SENT])
def test_each_state_but_the_first_is_a_word_behind_a_ref(state: ReferralState) -> None:
    assert referring.moved(f"8r2q {state.words}. a word") == (state, "8R2Q", "a word")
    assert referring.moved(f"8R2Q for {state.words}") is None
    assert referring.moved("8R2Q sent") is None


def test_urgent_and_an_owner_count_behind_a_long_text_too() -> None:
    text = "The clinic for " + "a word " * 400 + "urgent @p:example.org"
    read = referring.wanted(text, now=NOW, zone="Europe/Berlin")
    assert (read.urgent, read.owner) == (True, "@p:example.org")
    assert read.text.endswith("a word")


def test_the_word_urgent_within_the_sentence_is_part_of_it() -> None:
    read = referring.wanted("The clinic for an urgent look", now=NOW, zone="Europe/Berlin")
    assert (read.urgent, read.text) == (False, "an urgent look")


def test_one_mention_alone_names_the_owner_where_a_client_sends_a_mere_name() -> None:
    two = ("@p:example.org", "@q:example.org")
    assert referring.wanted("The clinic for a look", now=NOW, zone="Europe/Berlin", mentions=two[:1]).owner == two[0]
    assert referring.wanted("The clinic for a look", now=NOW, zone="Europe/Berlin", mentions=two).owner is None
