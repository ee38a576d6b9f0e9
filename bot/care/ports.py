"""What a rule may ask of the open transaction, and no more. The store answers; a rule never sees a database."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Protocol, TypeVar

from bot.care.cadence import open_always
from bot.care.consent import Grant
from bot.care.facts import Message, Value
from bot.care.people import Membership, Person, PlaceKind
from bot.care.records import Kept, Payload

P = TypeVar("P", bound=Payload)


@dataclass(frozen=True, kw_only=True)
class Waits:
    """How long a signal waits for somebody's own words."""

    urgent: timedelta = timedelta(minutes=10)
    """On each rung of its ladder."""
    concern: timedelta = timedelta(hours=24)
    """The same for a concern, which then waits for working hours."""
    outcome: timedelta = timedelta(minutes=30)
    """Before whoever took an urgent one over is asked what happened."""


@dataclass(frozen=True, kw_only=True)
class Clinic:
    """What the configuration says of the clinic."""

    name: str
    zone: str
    emergency_text: str
    coordinators: tuple[str, ...]
    bot: str
    """The bot's own Matrix id."""
    on_call: tuple[str, ...] = ()
    """Who is rung when nobody of a case answers a signal."""
    privacy_officers: tuple[str, ...] = ()
    """Who is told when somebody opens a case that they are not on, and says whether that was justified."""
    auditors: tuple[str, ...] = ()
    """Who reads what was written down: ids alone."""
    hours: tuple[time, time] = (time(8), time(18))
    """When work begins and ends, on the clocks of whoever works."""
    waits: Waits = Waits()
    closed: Callable[[date], bool] = open_always
    """Whether a day of the clinic's own calendar is a public holiday there, or one of its closing days."""
    allowed_servers: tuple[str, ...] = ()
    """Whose users may be on a team, the bot's own server among them; empty: of every server."""
    language: str = "en"
    standard_consent: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """What a signed form grants: category, recipients."""
    call_link: str = ""
    """The address of a call, with ``{room}`` in place of its name; empty: the clinic has none."""
    redisclosure: str = ""
    """What goes with whatever leaves the team of a case that is marked ``part2``."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One patient's care. Public: code, created, closed, epoch. The rest is sealed."""

    code: str
    created: datetime
    closed: datetime | None = None
    epoch: int = 0
    """Raised whenever who may read what has changed."""
    preference: str = ""
    part2: bool = False
    version: int = 0


@dataclass(frozen=True, kw_only=True)
class Place:
    """A room that the bot keeps, by what it is for; ``room_id`` is None until the homeserver has made it."""

    key: str
    kind: PlaceKind
    case: str | None = None
    person: str | None = None
    room_id: str | None = None
    locked: bool = False
    joined: frozenset[str] = frozenset()
    invited: frozenset[str] = frozenset()

    @property
    def present(self) -> frozenset[str]:
        """Everyone who is in it, or invited, which counts as present."""
        return self.joined | self.invited


@dataclass(frozen=True, kw_only=True)
class Due:
    """Something that is to happen at a moment."""

    key: str
    """Unique while it waits; a second one with the same key replaces the first."""
    kind: str
    """The name of an ``@due``."""
    at: datetime
    place: str
    """Whose order it keeps: it is handled like something said in this room."""
    case: str | None = None
    subject: str = ""
    """The ref that it is about."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """One fact of an audit chain: ids, and nothing clinical."""

    at: datetime
    case: str | None
    """None: it stands in the chain of the organisation."""
    actor: str
    action: str
    ref: str
    outcome: str


class Records(Protocol):
    """The sealed repository of every kind."""

    def add(
        self,
        what: P,
        *,
        case: str,
        author: str,
        owner: str | None = None,
        state: int = 0,
        served: datetime | None = None,
        due: datetime | None = None,
    ) -> Kept[P]:
        """Keep a new record under a new ref."""

    def get(self, kind: type[P], case: str, ref: str) -> Kept[P]:
        """Find one. ``NotFoundError`` (template ``refused/no_such_ref``) where this case has none of this kind."""

    def locate(self, case: str, ref: str) -> Kept[Any] | None:
        """Find a record of whatever kind by its ref within a case."""

    def find(
        self,
        kind: type[P],
        case: str,
        *,
        states: frozenset[int] | None = None,
        owner: str | None = None,
        author: str | None = None,
        since: datetime | None = None,
        newest: int | None = None,
    ) -> list[Kept[P]]:
        """List in the order of keeping, without what was taken back; ``since`` is about ``created``."""

    def put(
        self,
        kept: Kept[P],
        *,
        what: P | None = None,
        state: int | None = None,
        owner: str | None = None,
        due: datetime | None = None,
        served: datetime | None = None,
        superseded_by: str | None = None,
    ) -> Kept[P]:
        """Write a new version; None leaves a column as it is. ``ConflictError`` if somebody else was faster."""

    def owned(self, kind: type[P], owner: str, *, states: frozenset[int] | None = None) -> list[Kept[P]]:
        """List over all cases what this person owns."""

    def move(self, kept: Kept[P], case: str) -> Kept[P]:
        """Seal it anew under another case, with the same ref."""


class Rosters(Protocol):
    """Who is on which case."""

    def of(self, case: str) -> tuple[Membership, ...]:
        """Everyone whose membership holds now, in the order of joining."""

    def member(self, case: str, person: str) -> Membership | None:
        """One person's membership, if it holds now."""

    def cases(self, person: str) -> tuple[str, ...]:
        """The open cases this person is on now, most recently joined first."""

    def ended(self, case: str) -> tuple[Membership, ...]:
        """The last membership of everyone who was on it and is not now, in the order of joining."""

    def put(self, member: Membership) -> None:
        """Write a membership. Raises the case's audience epoch. ``bot.care.welcome.enrol`` makes the person known."""


class Consents(Protocol):
    """The grants of each case."""

    def of(self, case: str) -> tuple[Grant, ...]:
        """All that was ever given or withdrawn, oldest first."""

    def add(self, *grants: Grant) -> None:
        """Write them. Raises the case's audience epoch."""

    def confirm(self, case: str, ids: frozenset[int]) -> None:
        """Turn what was heard into what counts. Raises the case's audience epoch."""


class Cases(Protocol):
    """The cases themselves."""

    def open(self, now: datetime) -> Case:
        """Make a new case under a new code, with a key of its own."""

    def get(self, code: str) -> Case | None:
        """One, or None."""

    def all(self) -> tuple[Case, ...]:
        """Every case, oldest first."""

    def put(self, case: Case) -> None:
        """Write preference, closing and marks."""


class Dues(Protocol):
    """What is to happen at a moment."""

    def put(self, due: Due) -> None:
        """Set it, or set it anew."""

    def cancel(self, key: str) -> None:
        """Forget it; an unknown key is no error."""

    def of(self, case: str) -> tuple[Due, ...]:
        """Those of a case, earliest first."""

    def at(self, place: str) -> tuple[Due, ...]:
        """Those of a place, earliest first."""


class People(Protocol):
    """What is known of each person."""

    def get(self, person: str) -> Person:
        """The person, with their offices; an unknown one is a Person without ``enrolled``."""

    def put(self, person: Person) -> None:
        """Write zones and enrolment."""


class Places(Protocol):
    """The rooms."""

    def get(self, key: str) -> Place | None:
        """One, or None."""

    def of_case(self, code: str) -> Place | None:
        """The case room."""

    def make(
        self, key: str, kind: PlaceKind, *, invite: tuple[str, ...], case: str | None = None, person: str | None = None
    ) -> Place:
        """Have a room made for this purpose, once; what is said to it waits until it is there. A second call changes nothing."""

    def invite(self, key: str, person: str) -> None:
        """Have somebody invited."""

    def remove(self, key: str, person: str) -> None:
        """Have somebody put out of a room, or their invitation taken back."""


class Work(Protocol):
    """One open transaction, as a rule sees it. All of it is written together, or nothing."""

    @property
    def now(self) -> datetime:
        """The moment of this transaction; aware, UTC."""

    @property
    def clinic(self) -> Clinic:
        """What the configuration says."""

    @property
    def records(self) -> Records:
        """The sealed repository."""

    @property
    def rosters(self) -> Rosters:
        """Who is on which case."""

    @property
    def consents(self) -> Consents:
        """What was granted."""

    @property
    def cases(self) -> Cases:
        """The cases."""

    @property
    def dues(self) -> Dues:
        """What is to happen."""

    @property
    def people(self) -> People:
        """Who is who."""

    @property
    def places(self) -> Places:
        """Which room is what."""

    def say(self, place: str, message: Message) -> None:
        """Say something besides the answer: to ``control()``, ``case_room(code)`` or ``direct(person)``. Gated line by line."""

    def look(self, *people: str) -> None:
        """Have people looked at before they are invited: the coordinators are told what each lacks to be written to."""

    def redact(self, place: str, event_id: str) -> None:
        """Have one message taken out of a room."""

    def fact(self, action: str, *, actor: str, case: str | None = None, ref: str = "", outcome: str = "done") -> None:
        """Write one fact into the audit chain of the case (or of the organisation). No clinical word in any of them."""

    def written(self, *, case: str | None, ref: str | None, newest: int) -> tuple[Written, ...]:
        """Give what was written down last, the newest first: of all chains, or of one case, or of one ref."""

    def audit_root(self, before: datetime) -> str:
        """Give one hash, in hexadecimal, that stands for all that was in all audit chains before a moment."""

    def nonce(self) -> str:
        """A name that nothing else has, and that nobody can guess."""

    def savepoint(self) -> AbstractContextManager[None]:
        """What happens inside is undone if it raises; the transaction goes on."""

    def remember(self, key: str, **values: Value) -> None:
        """Keep a few sealed values under a key of the caller's, for ever or until forgotten."""

    def recall(self, key: str) -> dict[str, Any] | None:
        """What was remembered."""

    def forget(self, key: str) -> None:
        """Remove it."""
