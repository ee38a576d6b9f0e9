from __future__ import annotations

import pytest

from bot.matrix.pills import with_ids

NURSE = "@nurse:example.org"
PHYSIO = "@physio:example.org"


def pill(person: str, name: str) -> str:
    return f'<a href="https://matrix.to/#/{person}">{name}</a>'


def test_a_pill_becomes_the_id_behind_it() -> None:
    formatted = f"!team add {pill(NURSE, 'A name')} nurse"
    assert with_ids("!team add A name nurse", formatted, {NURSE}) == f"!team add {NURSE} nurse"


def test_two_pills_with_one_name_become_two_people_in_their_order() -> None:
    formatted = f"!present {pill(NURSE, 'Same')} {pill(PHYSIO, 'Same')}"
    assert with_ids("!present Same Same", formatted, {NURSE, PHYSIO}) == f"!present {NURSE} {PHYSIO}"


def test_a_link_to_somebody_who_is_not_mentioned_changes_nothing() -> None:
    assert with_ids("!note Same", f"!note {pill(NURSE, 'Same')}", {PHYSIO}) == "!note Same"


@pytest.mark.parametrize("formatted", ["<a href=>x</a>", "</a><a>", f"<a href='https://matrix.to/#/!room'>{NURSE}</a>", "<a"])
def test_broken_html_changes_nothing(formatted: str) -> None:
    assert with_ids("x text", formatted, {NURSE}) == "x text"


def test_a_percent_encoded_link_is_read() -> None:
    assert with_ids("N done", '<a href="https://matrix.to/#/%40nurse%3Aexample.org">N</a> done', {NURSE}) == f"{NURSE} done"
