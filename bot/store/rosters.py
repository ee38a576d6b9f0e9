"""Cases, who is on them, what was granted, and who people are. Each row is sealed but for what has to be looked up."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import BindParameter, Row, and_, bindparam, insert, or_, select, update

from bot.care.codes import make_case_code
from bot.care.consent import Grant
from bot.care.people import Membership, Office, Person
from bot.care.rosters import Case
from bot.store.tables import Instant, cases, grants, people, pins, roster
from bot.store.transaction import Transaction

_NOW: BindParameter[datetime] = bindparam("now", type_=Instant)
_CASE = select(cases).where(cases.c.code == bindparam("code_"))
_HELD = and_(roster.c.since <= _NOW, or_(roster.c.until.is_(None), roster.c.until > _NOW))
_ROSTER = select(roster).where(roster.c.case == bindparam("case_"), _HELD).order_by(roster.c.id)
_GRANTS = select(grants).where(grants.c.case == bindparam("case_")).order_by(grants.c.id)
_STANDS = select(pins.c.person).where(pins.c.person == bindparam("person_"), pins.c.changed.is_(False))
_PERSON = select(people, _STANDS.exists().label("stands")).where(people.c.person == bindparam("person_"))
"""What is read in nearly every transaction; made once, each is put into SQL once."""


def _plain(value: Any, *left_out: str) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value) if field.name not in left_out}


class CaseTable:
    """``bot.care.rosters.Cases``."""

    def __init__(self, transaction: Transaction) -> None:
        self._open = transaction

    def open(self, now: datetime) -> Case:
        """Make a new case under a new code, with a key of its own."""
        code = make_case_code(self._open.randbelow)
        while self.get(code) is not None:
            code = make_case_code(self._open.randbelow)
        case = Case(code=code, created=now)
        sealed = self._open.seal("cases", code, code, 0, _sealed_case(case))
        self._open.glance.stale("cases")
        self._open.connection.execute(insert(cases).values(code=code, created=now, epoch=0, version=0, sealed=sealed))
        return case

    def get(self, code: str) -> Case | None:
        """One, or None."""

        def read() -> Case | None:
            row = self._open.connection.execute(_CASE, {"code_": code}).one_or_none()
            return None if row is None else self._case(row)

        return self._open.glance.at("cases", code, read)

    def all(self) -> tuple[Case, ...]:
        """Every case, oldest first."""
        rows = self._open.connection.execute(select(cases).order_by(cases.c.created, cases.c.code))
        return tuple(self._case(row) for row in rows)

    def put(self, case: Case) -> None:
        """Write preference, closing and marks."""
        version = case.version + 1
        self._open.glance.stale("cases")
        self._open.connection.execute(
            update(cases)
            .where(cases.c.code == case.code)
            .values(
                closed=case.closed,
                version=version,
                sealed=self._open.seal("cases", case.code, case.code, version, _sealed_case(case)),
            )
        )

    def raise_epoch(self, code: str) -> None:
        """Who may read what has changed: what is unsent has to be decided anew."""
        self._open.glance.stale("cases")
        self._open.connection.execute(update(cases).where(cases.c.code == code).values(epoch=cases.c.epoch + 1))
        self._open.outdated.add(code)

    def _case(self, row: Row[Any]) -> Case:
        fields = self._open.unseal_fields("cases", row.code, row.code, row.version, row.sealed)
        return Case(code=row.code, created=row.created, closed=row.closed, epoch=row.epoch, version=row.version, **fields)


def _sealed_case(case: Case) -> dict[str, Any]:
    return _plain(case, "code", "created", "closed", "epoch", "version")


class RosterTable:
    """``bot.care.rosters.Rosters``."""

    def __init__(self, transaction: Transaction, case_table: CaseTable) -> None:
        self._open = transaction
        self._cases = case_table

    def of(self, case: str) -> tuple[Membership, ...]:
        """Everyone whose membership holds now, in the order of joining."""

        def read() -> tuple[Membership, ...]:
            asked = {"case_": case, "now": self._open.now}
            return tuple(self._member(row) for row in self._open.connection.execute(_ROSTER, asked))

        return self._open.glance.at("roster", case, read)

    def member(self, case: str, person: str) -> Membership | None:
        """One person's membership, if it holds now."""
        return next((one for one in self.of(case) if one.person == person), None)

    def cases(self, person: str) -> tuple[str, ...]:
        """The open cases this person is on now, most recently joined first."""
        rows = self._open.connection.execute(
            select(roster.c.case)
            .join(cases, cases.c.code == roster.c.case)
            .where(roster.c.person == person, self._holds(), cases.c.closed.is_(None))
            .order_by(roster.c.since.desc(), roster.c.id.desc())
        )
        return tuple(rows.scalars())

    def ended(self, case: str) -> tuple[Membership, ...]:
        """The last membership of everyone who was on it and is not now, in the order of joining."""
        over = select(roster).where(roster.c.case == case, roster.c.until <= self._open.now)
        rows = self._open.connection.execute(over.order_by(roster.c.since, roster.c.id))
        return tuple(self._member(row) for row in rows)

    def put(self, member: Membership) -> None:
        """Write a membership. Raises the case's audience epoch."""
        here = and_(roster.c.case == member.case, roster.c.person == member.person)
        version = self._open.connection.execute(select(roster.c.version).where(here)).scalar_one_or_none()
        after = 0 if version is None else version + 1
        row = f"{member.case} {member.person}"
        columns = {
            "case": member.case,
            "person": member.person,
            "since": member.since,
            "until": member.until,
            "version": after,
            "sealed": self._open.seal("roster", row, member.case, after, _plain(member, "case", "person", "since", "until")),
        }
        self._open.glance.stale("roster")
        statement = insert(roster) if version is None else update(roster).where(here)
        self._open.connection.execute(statement, columns)
        self._cases.raise_epoch(member.case)

    def _holds(self) -> Any:  # noqa: ANN401 - SQLAlchemy's own expression type
        return and_(roster.c.since <= self._open.now, or_(roster.c.until.is_(None), roster.c.until > self._open.now))

    def _member(self, row: Row[Any]) -> Membership:
        fields = self._open.unseal_fields("roster", f"{row.case} {row.person}", row.case, row.version, row.sealed)
        public = {"case": row.case, "person": row.person, "since": row.since, "until": row.until}
        return msgspec.convert(public | fields, Membership)


class GrantTable:
    """``bot.care.rosters.Consents``."""

    def __init__(self, transaction: Transaction, case_table: CaseTable) -> None:
        self._open = transaction
        self._cases = case_table

    def of(self, case: str) -> tuple[Grant, ...]:
        """All that was ever given or withdrawn, oldest first."""

        def read() -> tuple[Grant, ...]:
            return tuple(self._grant(row) for row in self._open.connection.execute(_GRANTS, {"case_": case}))

        return self._open.glance.at("grants", case, read)

    def add(self, *given: Grant) -> None:
        """Write them. Raises the audience epoch of each case."""
        self._open.glance.stale("grants")
        for grant in given:
            key = self._open.key()
            sealed = self._open.seal("grants", key, grant.case, 0, grant)
            columns = {"key": key, "case": grant.case, "at": grant.at, "version": 0, "sealed": sealed}
            self._open.connection.execute(insert(grants), columns)
        for case in {grant.case for grant in given}:
            self._cases.raise_epoch(case)

    def confirm(self, case: str, ids: frozenset[int]) -> None:
        """Turn what was heard into what counts. Raises the case's audience epoch."""
        self._open.glance.stale("grants")
        rows = self._open.connection.execute(select(grants).where(grants.c.case == case, grants.c.id.in_(ids))).all()
        for row in rows:
            grant = dataclasses.replace(self._grant(row), confirmed=True)
            sealed = self._open.seal("grants", row.key, case, row.version + 1, grant)
            changed = update(grants).where(grants.c.id == row.id).values(version=row.version + 1, sealed=sealed)
            self._open.connection.execute(changed)
        self._cases.raise_epoch(case)

    def _grant(self, row: Row[Any]) -> Grant:
        grant = self._open.unseal("grants", row.key, row.case, row.version, row.sealed, Grant)
        return dataclasses.replace(grant, id=row.id)


class PeopleTable:
    """``bot.care.rosters.People``. Offices come from the configuration and are never stored."""

    def __init__(self, transaction: Transaction, offices: Mapping[str, frozenset[Office]]) -> None:
        self._open = transaction
        self._offices = offices

    def get(self, person: str) -> Person:
        """The person, with their offices."""
        return self._open.glance.at("people", person, lambda: self._get(person))

    def _get(self, person: str) -> Person:
        held = self._offices.get(person, frozenset())
        row = self._open.connection.execute(_PERSON, {"person_": person}).one_or_none()
        if row is None:
            stands = self._open.connection.execute(_STANDS, {"person_": person}).first() is not None
            return Person(id=person, offices=held, identified=stands)
        fields = self._open.unseal_fields("people", person, None, row.version, row.sealed)
        return Person(id=person, enrolled=row.enrolled, offices=held, identified=bool(row.stands), **fields)

    def put(self, person: Person) -> None:
        """Write zones and enrolment."""
        self._open.glance.stale("people")
        held = self._open.connection.execute(select(people.c.version).where(people.c.person == person.id)).scalar_one_or_none()
        after = 0 if held is None else held + 1
        fields = {"zone": person.zone, "profile_zone": person.profile_zone, "greeted": person.greeted}
        sealed = self._open.seal("people", person.id, None, after, fields)
        columns = {"person": person.id, "enrolled": person.enrolled, "version": after, "sealed": sealed}
        statement = insert(people) if held is None else update(people).where(people.c.person == person.id)
        self._open.connection.execute(statement, columns)
