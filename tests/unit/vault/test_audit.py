from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.vault.audit import Anchor, Entry, Fault, Finding, Head, Link, append, begin, root, verify
from bot.vault.errors import TamperedError

KEY = b"a" * 32
CHAIN = "case-1"
START = datetime(2027, 3, 1, 9, 0, tzinfo=UTC)

texts = st.text(st.characters(), max_size=8)
times = st.datetimes(datetime(2020, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - Hypothesis takes naive bounds
entries = st.builds(
    Entry,
    sequence=st.integers(1, 2**40),
    time=times,
    actor=texts,
    action=texts,
    ref=texts,
    outcome=texts,
)


def chain_of(length: int, name: str = CHAIN, key: bytes = KEY) -> tuple[list[Link], Head]:
    head = begin(key, name)
    links = []
    for number in range(length):
        link, head = append(
            head,
            time=START + timedelta(minutes=number),
            actor="@psychologist:example.org",
            action="note.read",
            ref=f"R{number}",
            outcome="done",
        )
        links.append(link)
    return links, head


@settings(max_examples=20)
@given(st.integers(0, 30))
def test_an_untouched_chain_is_whole(length: int) -> None:
    links, head = chain_of(length)
    assert [link.entry.sequence for link in links] == list(range(1, length + 1))
    assert verify(links, CHAIN, KEY, head.anchor) is None
    assert verify(links, CHAIN, KEY, None) is None


@pytest.mark.slow
@settings(max_examples=60)
@given(st.data())
def test_an_altered_entry_is_found_and_named(data: st.DataObject) -> None:
    links, head = chain_of(12)
    index = data.draw(st.integers(0, 11))
    field = data.draw(st.sampled_from(["time", "actor", "action", "ref", "outcome"]))
    value: object = START - timedelta(microseconds=1) if field == "time" else data.draw(texts)
    altered = replace(links[index].entry, **{field: value})  # type: ignore[arg-type] # the field is drawn
    assume(altered != links[index].entry)
    links[index] = replace(links[index], entry=altered)
    assert verify(links, CHAIN, KEY, head.anchor) == Finding(sequence=index + 1, fault=Fault.ALTERED)


@settings(max_examples=40)
@given(st.integers(0, 11), st.integers(0, 255))
def test_an_altered_mac_is_found_and_named(index: int, bit: int) -> None:
    links, head = chain_of(12)
    mac = bytearray(links[index].mac)
    mac[bit // 8] ^= 1 << bit % 8
    links[index] = replace(links[index], mac=bytes(mac))
    assert verify(links, CHAIN, KEY, head.anchor) == Finding(sequence=index + 1, fault=Fault.ALTERED)


@settings(max_examples=30)
@given(st.integers(0, 10))
def test_a_removed_entry_is_found_and_named(index: int) -> None:
    links, head = chain_of(12)
    del links[index]
    assert verify(links, CHAIN, KEY, head.anchor) == Finding(sequence=index + 1, fault=Fault.MISSING)


@settings(max_examples=30)
@given(st.integers(0, 10))
def test_a_removed_entry_is_found_though_the_rest_was_renumbered(index: int) -> None:
    links, head = chain_of(12)
    del links[index]
    renumbered = [replace(link, entry=replace(link.entry, sequence=number)) for number, link in enumerate(links, 1)]
    assert verify(renumbered, CHAIN, KEY, head.anchor) == Finding(sequence=index + 1, fault=Fault.ALTERED)


@settings(max_examples=40)
@given(st.permutations(range(12)))
def test_reordered_entries_are_found_at_the_first_that_moved(order: list[int]) -> None:
    assume(order != list(range(12)))
    links, head = chain_of(12)
    first = next(place for place, index in enumerate(order) if place != index) + 1
    assert verify([links[index] for index in order], CHAIN, KEY, head.anchor) == Finding(sequence=first, fault=Fault.MISSING)


def test_a_repeated_entry_is_found() -> None:
    links, head = chain_of(4)
    assert verify([*links[:2], links[1], *links[2:]], CHAIN, KEY, head.anchor) == Finding(sequence=3, fault=Fault.OUT_OF_PLACE)


@settings(max_examples=20)
@given(st.integers(0, 11))
def test_a_truncated_chain_is_found_by_its_anchor(kept: int) -> None:
    links, head = chain_of(12)
    assert verify(links[:kept], CHAIN, KEY, head.anchor) == Finding(sequence=kept + 1, fault=Fault.TRUNCATED)


def test_an_older_anchor_still_fits_a_chain_that_grew() -> None:
    _, early = chain_of(5)
    links, _ = chain_of(12)
    assert verify(links, CHAIN, KEY, early.anchor) is None


def test_a_chain_rewritten_with_the_key_does_not_fit_its_anchor() -> None:
    _, honest = chain_of(5)
    head, forged = begin(KEY, CHAIN), []
    for _ in range(8):
        link, head = append(head, time=START, actor="@intruder:example.org", action="note.read", ref="R1", outcome="done")
        forged.append(link)
    assert verify(forged, CHAIN, KEY, None) is None
    assert verify(forged, CHAIN, KEY, honest.anchor) == Finding(sequence=5, fault=Fault.ALTERED)


def test_a_chain_is_not_taken_for_another_and_needs_its_own_key() -> None:
    links, _ = chain_of(3)
    assert verify(links, "case-2", KEY, None) == Finding(sequence=1, fault=Fault.ALTERED)
    assert verify(links, CHAIN, b"b" * 32, None) == Finding(sequence=1, fault=Fault.ALTERED)


def test_a_head_taken_from_the_machine_does_not_forge_what_came_before() -> None:
    links, head = chain_of(5)
    replayed, _ = append(replace(head, sequence=3, mac=links[2].mac), time=START, actor="x", action="y", ref="z", outcome="done")
    assert verify([*links[:3], replayed], CHAIN, KEY, None) == Finding(sequence=4, fault=Fault.ALTERED)


@pytest.mark.slow
@settings(max_examples=100)
@given(entries, entries)
def test_different_entries_have_different_bytes(one: Entry, other: Entry) -> None:
    assert (one.canonical() == other.canonical()) == (one == other)


def test_text_moved_over_a_field_s_edge_changes_the_bytes() -> None:
    entry = Entry(sequence=1, time=START, actor="ab", action="c", ref="", outcome="")
    assert entry.canonical() != replace(entry, actor="a", action="bc").canonical()


def test_an_instant_has_the_same_bytes_in_every_zone() -> None:
    entry = Entry(sequence=1, time=START, actor="a", action="b", ref="c", outcome="d")
    assert replace(entry, time=START.astimezone(timezone(timedelta(hours=5, minutes=30)))).canonical() == entry.canonical()


def test_a_head_survives_packing_and_shows_no_key() -> None:
    _, head = chain_of(3)
    assert Head.unpacked(head.packed()) == head
    assert "key" not in repr(head)
    with pytest.raises(TamperedError):
        Head.unpacked(head.packed()[:-1])


def heads_of(count: int) -> dict[str, Anchor]:
    return {f"case-{number}": chain_of(2, f"case-{number}")[1].anchor for number in range(count)}


@settings(max_examples=20)
@given(st.integers(1, 9), st.data())
def test_the_root_changes_with_any_head(count: int, data: st.DataObject) -> None:
    heads = heads_of(count)
    before = root(heads)
    name = data.draw(st.sampled_from(sorted(heads)))
    assert root({**heads, name: replace(heads[name], sequence=3)}) != before
    assert root({**heads, name: replace(heads[name], mac=bytes(32))}) != before
    assert root({chain: anchor for chain, anchor in heads.items() if chain != name}) != before
    assert root({**heads, "zz": heads[name]}) != before


def test_the_root_does_not_depend_on_the_order_of_asking() -> None:
    heads = heads_of(5)
    assert root(dict(reversed(heads.items()))) == root(heads)


def test_the_root_of_nothing_is_steady() -> None:
    assert root({}) == root({})
    assert len(root({})) == 32
