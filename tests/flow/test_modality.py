"""A part of care is left out and taken up again: in the real store, row by row, nothing else is another one."""

from __future__ import annotations

import dataclasses
import enum
import types
import typing
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from bot.care.carriers import CARRIERS
from bot.care.consent import Category, Modality
from bot.care.dues import Due
from bot.care.kinds import KINDS
from bot.care.records import Payload
from bot.store.work import OpenWork
from tests.cast import PHYSICIAN, THERAPIST
from tests.heard import bodies
from tests.stage import Stage

STATE = ("cases", "roster", "grants", "people", "places", "postures", "pins", "records", "dues")
"""What the care is made of. All else (inbox, outbox, audit, acts) tells of what happened, and grows with each word."""

BROUGHT = {"modality_choice", "consent_review", "review_wish"}
"""What leaving a part of care out adds: the choice itself, and that consent and the plan are to be looked at."""

HOLDS = {"modality_choice", "pause", "precedence"}

Rows = dict[str, dict[object, tuple[object, ...]]]


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    opened = Stage(tmp_path)
    opened.open_case()
    yield opened
    opened.close()


def rows(stage: Stage) -> Rows:
    """Every row, every column: the sealed ones as the bytes that are stored."""

    def read(opened: OpenWork) -> Rows:
        found: Rows = {}
        for table in STATE:
            every = opened.connection.exec_driver_sql(f"select * from {table}").all()  # noqa: S608 - names of ours
            found[table] = {row[0]: tuple(row) for row in every}
        return found

    return stage.store.act_now(read)


def added(before: Rows, after: Rows) -> set[str]:
    """Assert that every row of before is there unchanged; gives the kinds of the records that are new."""
    for table in STATE:
        assert {key: after[table].get(key) for key in before[table]} == before[table], table
    new = {table: set(after[table]) - set(before[table]) for table in STATE}
    assert {table for table in STATE if new[table]} <= {"records"}
    return {str(after["records"][key][2]) for key in new["records"]}


def value(hint: Any, modality: Modality | None) -> object:  # noqa: ANN401, PLR0911 - a type's own values, one kind of type after the other
    """Something of a type: the least that it can hold."""
    if isinstance(hint, types.UnionType):
        options = typing.get_args(hint)
        return modality if Modality in options else None if type(None) in options else value(options[0], modality)
    if hint is Modality:
        return modality or Modality.MEASURES
    if hint == tuple[Category, ...]:
        return (Category.MEDICAL,)
    if typing.get_origin(hint) is tuple:
        return (sample(typing.get_args(hint)[0], modality),) if _listing(hint) else ()
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return next(iter(hint))
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return sample(hint, modality)
    plain: dict[object, object] = {
        str: "a topic",
        int: 1,
        float: 1.0,
        bool: False,
        Decimal: Decimal(1),
        time: time(9),
        date: date(2027, 1, 13),
        datetime: datetime(2027, 1, 13, 9, tzinfo=UTC),
    }
    return plain[hint]


def sample(kind: type[Any], modality: Modality | None) -> Any:  # noqa: ANN401 - an instance of the kind
    """One of a kind, with its part of care, what it cannot do without, and one of each thing that it lists."""
    hints = typing.get_type_hints(kind)
    needed = [
        one
        for one in dataclasses.fields(kind)
        if one.name == "modality"
        or _listing(hints[one.name])
        or (one.default is dataclasses.MISSING and one.default_factory is dataclasses.MISSING)
    ]
    return kind(**{one.name: value(hints[one.name], modality) for one in needed})


def _listing(hint: Any) -> bool:  # noqa: ANN401 - a type
    return typing.get_origin(hint) is tuple and dataclasses.is_dataclass(typing.get_args(hint)[0])


def carrying() -> list[type[Payload]]:
    """Every kind that a part of care stands in, but what holds such a part, and all else that can be held."""
    named = {kind for kind in KINDS if "modality" in typing.get_type_hints(kind) and kind.kind not in HOLDS}
    return sorted(named | set(CARRIERS), key=lambda kind: kind.kind)


def furnish(stage: Stage, kinds: Iterable[type[Payload]]) -> dict[str, Modality | None]:
    """Fill a case with everything there is, of the part of care, of another one, and of none, each with a date that will ring.

    To what can be typed, one of each of ``kinds`` is added.

    Gives the part of care of each ref that can be held.
    """
    case = stage.case_place()
    for person, said in (
        (THERAPIST, "!note #sexual_history ~couple_work Talked about the plan.\nRisk: none reported"),
        (PHYSICIAN, "!note #medical Talked about the plan.\nRisk: none reported"),
        (PHYSICIAN, f"!action Ask for the latest results {PHYSICIAN} due 2027-01-14"),
        (PHYSICIAN, f"!decide Go on because it helps by {THERAPIST}"),
        (PHYSICIAN, "!huddle every mon 09:00"),
        (PHYSICIAN, "!huddle add A topic"),
        (PHYSICIAN, "!review every 6 weeks"),
        (PHYSICIAN, '!conference at 2027-01-12 14:00 ~couple_work "What next?"'),
        (PHYSICIAN, '!conference at 2027-01-12 15:00 ~physio "What else?"'),
        (THERAPIST, '!conference at 2027-01-12 16:00 "And then?"'),
    ):
        stage.say(person, case, said)
    code = case.removeprefix("case:")

    def fill(opened: OpenWork) -> dict[str, Modality | None]:
        at = datetime(2027, 1, 12, 9, tzinfo=UTC)
        for kind in kinds:
            for modality in (Modality.COUPLE_WORK, Modality.PHYSIO, None):
                states = sorted(CARRIERS.get(kind, frozenset({0})))
                opened.records.add(sample(kind, modality), case=code, author=PHYSICIAN, owner=THERAPIST, state=states[0], due=at)
        refs = {}
        for kind, states_ in CARRIERS.items():
            for kept in opened.records.find(kind, code, states=states_):
                refs[kept.ref] = getattr(kept.what, "modality", None)
                due = Due(key=f"asks:{kept.ref}", kind="conference reminder", at=at, place=case, case=code, subject=kept.ref)
                opened.dues.put(due)
        return refs

    return stage.store.act_now(fill)


def test_leaving_a_part_of_care_out_and_taking_it_up_again_leaves_every_row_as_it_was(stage: Stage) -> None:
    furnish(stage, carrying())
    before = rows(stage)
    out = stage.say(THERAPIST, stage.case_place(), "!modality couple work out It is to wait")
    during = rows(stage)
    assert added(before, during) == BROUGHT
    assert "Held, and otherwise unchanged:" in out[-1].body
    back = stage.say(THERAPIST, stage.case_place(), "!modality couple work in")
    after = rows(stage)
    assert added(before, after) == BROUGHT
    assert stage.faults == []
    assert "Going on as it was:" in back[-1].body
    print(f"{sum(len(found) for found in before.values())} rows, 0 differ")  # noqa: T201 - the figure that is published


def test_of_everything_whose_moment_comes_meanwhile_only_what_is_held_waits(stage: Stage) -> None:
    refs = furnish(stage, CARRIERS)
    stage.say(THERAPIST, stage.case_place(), "!modality couple work out")
    stage.wait_until(datetime(2027, 1, 12, 9, 0, 30, tzinfo=UTC))
    waiting = {due[5] for due in rows(stage)["dues"].values() if str(due[0]).startswith("asks:")}
    assert waiting == {ref for ref, modality in refs.items() if modality is Modality.COUPLE_WORK}
    before = rows(stage)["records"]
    stage.say(THERAPIST, stage.case_place(), "!modality couple work in")
    stage.wait(timedelta(seconds=2))
    assert not any(str(key).startswith("asks:") for key in rows(stage)["dues"])
    assert {key: row for key, row in rows(stage)["records"].items() if row[2] not in BROUGHT} == {
        key: row for key, row in before.items() if row[2] not in BROUGHT
    }
    assert stage.faults == []


def test_what_is_held_rings_nobody_and_rings_again_once_it_goes_on(stage: Stage) -> None:
    place = stage.case_place()
    booked = stage.say(PHYSICIAN, place, '!conference at 2027-01-12 14:00 ~couple_work "What next?"')
    assert booked
    stage.say(THERAPIST, place, "!modality couple work out")
    assert stage.wait_until(datetime(2027, 1, 11, 13, 30, tzinfo=UTC)) == []
    stage.say(THERAPIST, place, "!modality couple work in")
    assert stage.wait_until(datetime(2027, 1, 11, 20, tzinfo=UTC)) == []
    rung = bodies(stage.wait_until(datetime(2027, 1, 12, 12, 0, 10, tzinfo=UTC)))
    assert [body for body in rung if "begins in one hour" in body]
    assert stage.faults == []


def test_a_conference_that_passes_while_it_is_held_is_said_once_rings_nobody_and_waits_no_longer(stage: Stage) -> None:
    place = stage.case_place()
    stage.say(PHYSICIAN, place, '!conference at 2027-01-12 14:00 ~couple_work "What next?"')
    stage.say(THERAPIST, place, "!modality couple work out")
    assert [due for due in rows(stage)["dues"].values() if due[1] == "conference reminder"]
    (said,) = stage.wait_until(datetime(2027, 1, 15, 12, tzinfo=UTC))
    assert "was not begun: couple work is left out" in said.body
    assert said.effect.content["msgtype"] == "m.notice"
    assert not [due for due in rows(stage)["dues"].values() if due[1] == "conference reminder"]
    back = stage.say(THERAPIST, place, "!modality couple work in")
    assert "Nothing that is open was waiting." in back[-1].body
    assert stage.wait(timedelta(days=2)) == []
    assert stage.faults == []
