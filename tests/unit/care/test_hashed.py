"""The canonical bytes of minutes: the same for ever, and others with any change of any field."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.conference_minutes import Addition, Attendant, Closing, ConferenceMinutes, Entry, Part
from bot.care.consent import Category
from bot.care.hashed import canonical, digest
from bot.care.people import Role

AT = datetime(2026, 12, 10, 13, 0, 0, 5, tzinfo=UTC)
MINUTES = ConferenceMinutes(
    case="C-7K3FX",
    conference="8R2Q",
    question='What "next"?',
    question_categories=(Category.MEDICAL,),
    asked_by="@sex_therapist:example.org",
    planned=AT,
    begun=AT,
    ended=AT + timedelta(minutes=30),
    closing=Closing.ENDED,
    present=(Attendant(person="@sex_therapist:example.org", role=Role.SEX_THERAPIST),),
    apologies=(Attendant(person="@nurse:example.org", role=None),),
    lacking=("a physician",),
    entries=(
        Entry(part=Part.FACT, ref="8B2A", at=AT, author="@nurse:example.org", text="Ä topic\nin two lines\t\x1f", categories=()),
        Entry(
            part=Part.DECISION,
            ref="8C2A",
            at=AT,
            author="@nurse:example.org",
            text="Wait",
            categories=(Category.MEDICAL, Category.RESULTS),
            owner="@nurse:example.org",
            day=date(2026, 12, 20),
            reason="It helps",
            of="8D2A",
            was="Go on",
            was_author="@nurse:example.org",
            was_categories=(Category.SUMMARY,),
        ),
    ),
    additions=(Addition(ref="8F2A", at=AT, author="@nurse:example.org", text="Three", categories=(Category.SUMMARY,), of="8B2A"),),
    locked=AT + timedelta(days=2),
)

GOLDEN = (
    '{"additions":[{"at":"2026-12-10T13:00:00.000005Z","author":"@nurse:example.org","categories":["summary"],"of":"8B2A",'
    '"ref":"8F2A","text":"Three"}],"apologies":[{"person":"@nurse:example.org","role":null}],"asked_by":"@sex_therapist:example.org",'
    '"begun":"2026-12-10T13:00:00.000005Z","case":"C-7K3FX","closing":"ended","conference":"8R2Q","ended":"2026-12-10T13:30:00.000005Z",'
    '"entries":[{"at":"2026-12-10T13:00:00.000005Z","author":"@nurse:example.org","categories":[],"day":null,"of":"","owner":"",'
    '"part":"fact","reason":"","ref":"8B2A",'
    '"text":"Ä topic\\nin two lines\\t\\u001f","was":"","was_author":"","was_categories":[]},'
    '{"at":"2026-12-10T13:00:00.000005Z","author":"@nurse:example.org","categories":["medical","results"],"day":"2026-12-20",'
    '"of":"8D2A","owner":"@nurse:example.org","part":"decision","reason":"It helps","ref":"8C2A","text":"Wait","was":"Go on",'
    '"was_author":"@nurse:example.org","was_categories":["summary"]}],"form":1,"format":"carehuddle conference minutes",'
    '"lacking":["a physician"],"locked":"2026-12-12T13:00:00.000005Z","planned":"2026-12-10T13:00:00.000005Z",'
    '"present":[{"person":"@sex_therapist:example.org","role":"sex_therapist"}],"question":"What \\"next\\"?",'
    '"question_categories":["medical"]}'
)
"""What was hashed of these minutes in form 1. It stays as it is for ever: hashes were given to people."""

HASH = "474ee4211c67af5d5f7f6171c84264d085bd065f0a7c219af33cfcafdf314471"


def test_the_bytes_of_form_1_are_what_they_have_always_been() -> None:
    assert canonical(MINUTES).decode() == GOLDEN
    assert digest(MINUTES) == HASH


def test_the_same_moment_in_another_zone_is_the_same() -> None:
    moved = dataclasses.replace(MINUTES, planned=AT.astimezone(timezone(timedelta(hours=5, minutes=45))))
    assert digest(moved) == digest(MINUTES)


def test_the_hash_itself_is_no_part_of_what_is_hashed() -> None:
    assert digest(dataclasses.replace(MINUTES, digest="0" * 64)) == digest(MINUTES)


def other(value: Any) -> Any:  # noqa: ANN401 - whatever a field holds
    """Something else of the same kind."""
    match value:
        case enum.Enum():
            return next(one for one in type(value) if one is not value)
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=1)
        case str():
            return f"{value}."
        case tuple():
            return (*value, *value[:1]) if value else (Category.PARTNER,)
        case None:
            return Role.NURSE
        case _:
            raise TypeError(type(value))


def changes(value: Any) -> Iterator[Any]:  # noqa: ANN401 - whatever is nested in minutes
    """Everything that differs from this in one field, at any depth."""
    for field in dataclasses.fields(value):
        held = getattr(value, field.name)
        if field.name in {"form", "digest"}:
            continue
        changed = date(2026, 12, 1) if field.name == "day" and held is None else other(held)
        yield dataclasses.replace(value, **{field.name: changed})
        for place, inner in enumerate(held if isinstance(held, tuple) else ()):
            if dataclasses.is_dataclass(inner):
                for one in changes(inner):
                    yield dataclasses.replace(value, **{field.name: (*held[:place], one, *held[place + 1 :])})


def test_any_change_of_any_field_at_any_depth_makes_another_hash() -> None:
    every = list(changes(MINUTES))
    hashes = {digest(one) for one in every} | {digest(MINUTES)}
    assert len(every) == 51
    assert len(hashes) == len(every) + 1


texts = st.text(st.characters(codec="utf-8"), max_size=12)
entries = st.builds(
    Entry,
    part=st.sampled_from(Part),
    ref=texts,
    at=st.datetimes(timezones=st.just(UTC)),
    author=texts,
    text=texts,
    categories=st.lists(st.sampled_from(Category), max_size=2).map(tuple),
    owner=texts,
    day=st.none() | st.dates(),
    reason=texts,
)
whole = st.builds(
    dataclasses.replace,
    st.just(MINUTES),
    question=texts,
    entries=st.lists(entries, max_size=3).map(tuple),
    lacking=st.lists(texts, max_size=2).map(tuple),
)


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(one=whole, other=whole)
def test_two_minutes_have_the_same_hash_only_if_they_are_the_same(one: ConferenceMinutes, other: ConferenceMinutes) -> None:
    assert (digest(one) == digest(other)) is (one == other)


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(one=whole)
def test_a_reader_of_json_finds_in_the_bytes_what_was_said(one: ConferenceMinutes) -> None:
    read = json.loads(canonical(one))
    assert read["question"] == one.question
    assert [entry["text"] for entry in read["entries"]] == [entry.text for entry in one.entries]
    assert json.dumps(read, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() == canonical(one)


@pytest.mark.parametrize("field", [field.name for field in dataclasses.fields(ConferenceMinutes) if field.name != "digest"])
def test_every_field_but_the_hash_is_in_the_bytes(field: str) -> None:
    assert field in json.loads(canonical(MINUTES))
