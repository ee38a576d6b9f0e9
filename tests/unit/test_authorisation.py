"""Who may do what: the whole product of commands and circumstances, against an expectation written from the promises.

The expectation shares nothing with the declarations but the names of the commands: a command that is new, or missing,
or open to somebody else than is written here, fails.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

import commands
from bot.care import openings
from bot.care.errors import DeniedError
from bot.care.people import Actor, Circumstance, Cover, Membership, Office, PlaceKind, Role, Verdict, verdict
from bot.chat import authorise
from bot.chat.registry import Registry
from bot.chat.spec import Command
from tests.unit.desk import STRANGER, FakeDesk
from tests.unit.expectation import (
    ANYBODY,
    BEFORE_CONSENT,
    IN_A_LOCKED_ROOM,
    NO_CASE,
    ON_A_CLOSED_CASE,
    ONLY_IN,
    OUTSIDE,
    ROLES,
    SEEING,
    WHEN_OPENED,
    allowed,
)

NOW = datetime(2026, 12, 7, tzinfo=UTC)
KNOWN = ((True, True), (True, False), (False, False))
"""Whether a case was named, and whether it exists."""


@dataclass(frozen=True, kw_only=True)
class Who:
    """Somebody, in words and as the roster knows them."""

    words: frozenset[str]
    actor: Actor


@dataclass(frozen=True, kw_only=True)
class At:
    """Where and when they ask."""

    place: str
    proven: bool
    named: bool
    exists: bool
    locked: bool
    closed: bool
    consent: bool


def expected(name: str, who: frozenset[str], at: At) -> Verdict:  # noqa: PLR0911 - a reason a line, in the order in which it is told
    case = name not in NO_CASE
    if not at.proven:
        return Verdict.DENIED
    if case and not at.named:
        return Verdict.CASE_NEEDED
    seat = "opened" in who and not who & ROLES and name in WHEN_OPENED and at.place == "direct" and not at.closed
    sees = at.exists and (seat or bool(who & SEEING) or (name in OUTSIDE and not at.closed))
    permitted = seat or ANYBODY in allowed()[name] or bool(who & allowed()[name])
    if (case and not sees) or not permitted:
        return Verdict.DENIED
    if at.place not in ONLY_IN.get(name, {at.place}):
        return Verdict.WRONG_PLACE
    if at.locked and name not in IN_A_LOCKED_ROOM:
        return Verdict.LOCKED
    if case and at.closed and name not in ON_A_CLOSED_CASE:
        return Verdict.CLOSED
    if case and not at.consent and not seat and name not in BEFORE_CONSENT:
        return Verdict.NO_CONSENT
    return Verdict.YES


def people(*, case: bool) -> Iterator[Who]:
    """Everybody there can be: any role, leading or not, or standing in for a physician; any office; and whoever is on no roster,
    with the case opened or not, with a case of their own or not."""
    members: list[tuple[set[str], Membership | None]] = [(set(), None)]
    for role in Role if case else ():
        plain = Membership(case="C", person="@p:x", roles=(role,), since=NOW)
        covers = Cover(person="@q:x", roles=(Role.PHYSICIAN,), until=NOW + timedelta(days=1))
        members += [
            ({role.value}, plain),
            ({role.value, "lead"}, replace(plain, lead=True)),
            ({role.value}, replace(plain, covers=covers)),
        ]
    for (words, member), office in itertools.product(members, (None, *Office)):
        held = frozenset({office}) if office else frozenset()
        also = {"office" if office is Office.COORDINATOR else office.value} if office else set()
        for opened, clinician in itertools.product((False, True), (False, True)) if member is None else ((True, True),):
            extra = {*(["opened"] if opened else []), *(["clinician"] if clinician else [])}
            actor = Actor(id="@p:x", zone="UTC", offices=held, membership=member, clinician=clinician, opened=opened)
            yield Who(words=frozenset(words | also | extra), actor=actor)


def moments() -> Iterator[At]:
    """Every place and time there can be."""
    for proven, (named, exists), place, locked in itertools.product((True, False), KNOWN, PlaceKind, (False, True)):
        for closed, consent in itertools.product((False, True), (True, False)) if exists else ((False, False),):
            yield At(place=place.value, proven=proven, named=named, exists=exists, locked=locked, closed=closed, consent=consent)


def alike() -> dict[tuple[object, ...], list[Command]]:
    """The commands, those together of which the same is declared and the same is expected."""
    groups: dict[tuple[object, ...], list[Command]] = {}
    for name, command in Registry(commands.FAMILIES).commands.items():
        marks = tuple(
            name in table for table in (NO_CASE, BEFORE_CONSENT, IN_A_LOCKED_ROOM, ON_A_CLOSED_CASE, OUTSIDE, WHEN_OPENED)
        )
        key = (command.rule, allowed()[name], frozenset(ONLY_IN.get(name, ())), marks)
        groups.setdefault(key, []).append(command)
    return groups


def test_every_command_is_in_the_expectation_and_nothing_else() -> None:
    known = set(Registry(commands.FAMILIES).commands)
    assert set(allowed()) == known
    assert NO_CASE | BEFORE_CONSENT | IN_A_LOCKED_ROOM | ON_A_CLOSED_CASE | OUTSIDE | WHEN_OPENED | set(ONLY_IN) <= known


@pytest.mark.slow
def test_the_whole_product_of_people_and_circumstances() -> None:
    cells: Counter[Verdict] = Counter()
    differing: list[str] = []
    asked = [
        (
            at,
            Circumstance(
                place=PlaceKind(at.place),
                proven=at.proven,
                locked=at.locked,
                case_exists=at.exists,
                case_open=not at.closed,
                consent=at.consent,
            ),
        )
        for at in moments()
    ]
    everybody = {case: tuple(people(case=case)) for case in (True, False)}
    for those in alike().values():
        rule, name = those[0].rule, those[0].name
        for who, (at, circumstance) in itertools.product(everybody[rule.case], asked):
            if not at.exists and (who.actor.membership is not None):
                continue
            found = verdict(rule, who.actor, circumstance, case_named=at.named)
            cells[found] += len(those)
            if found is not expected(name, who.words, at):
                differing.append(f"{name}: {sorted(who.words)} {at}: {found} for {expected(name, who.words, at)}")
    assert not differing, f"{len(differing)} kinds of cells differ, such as {differing[:5]}"
    print(f"{cells.total()} cells, 0 differ")  # noqa: T201 - the figure that is published
    assert cells.total() > 26_000
    assert all(cells[one] for one in Verdict)


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("proven", [True, False])
@pytest.mark.parametrize("opened", [True, False])
def test_a_device_that_is_not_proven_and_a_person_whom_nobody_knows_are_denied_what_was_opened(
    *, opened: bool, proven: bool, known: bool
) -> None:
    desk = FakeDesk()
    code = desk.case()
    place = desk.room_of(STRANGER)
    if known:
        desk.people.put(replace(desk.people.get(STRANGER), enrolled=desk.now))
    if opened:
        openings.begin(desk, code, STRANGER, "8R2Q")
    rule = Registry(commands.FAMILIES).commands["notes"].rule
    if opened and proven and known:
        assert authorise.require(desk, rule, STRANGER, place, code, proven=proven).opened
    else:
        with pytest.raises(DeniedError):
            authorise.require(desk, rule, STRANGER, place, code, proven=proven)
