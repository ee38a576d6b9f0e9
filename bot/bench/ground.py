"""A clinic on a SQLite file of its own, in which figures are taken: the real store, vault, rules and words.

Nothing of it is anybody's, and nothing of it leaves the machine. There is no homeserver: an answer counts once it is committed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import time
from functools import partial
from pathlib import Path

import commands
from bot.care import series
from bot.care.cadence import Kind, Rule
from bot.care.clinic import Clinic
from bot.care.consent import Category, Grant, Rank
from bot.care.facts import case_room, control
from bot.care.kinds import KINDS
from bot.care.people import Membership, Office, PlaceKind, Role
from bot.care.records import Kept
from bot.care.series import Purpose, Series
from bot.chat.registry import Registry
from bot.chat.render import Renderer
from bot.clock import Clock
from bot.flow.messages import Posture
from bot.store.engine import Database
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import KEY_BYTES, MasterKey

SERVER = "clinic.example"
BOT = f"@care:{SERVER}"
COORDINATOR = f"@coordinator:{SERVER}"
TEAM = {f"@{role.value}:{SERVER}": role for role in (Role.SEX_THERAPIST, Role.PHYSICIAN, Role.MENTAL_HEALTH)}
LEAD = next(iter(TEAM))
ZONE = "UTC"


def report(reference: str, error: BaseException, *, attempt: int) -> None:  # noqa: ARG001 - the signature is Report's
    """Nothing is expected to fail here: what does ends the bench."""
    raise error


@dataclass(frozen=True, kw_only=True)
class Ground:
    """A store on one file, with a clinic in it."""

    folder: Path
    clock: Clock
    store: SealedStore

    @property
    def file(self) -> Path:
        """The database."""
        return self.folder / "store.db"

    def said(self) -> int:
        """How many messages were put on their way so far."""
        query = "SELECT count(*) FROM outbox WHERE kind = 'message'"
        return self.store.act_now(lambda opened: int(opened.connection.exec_driver_sql(query).scalar_one()))

    def close(self) -> None:
        """Let go of the file."""
        self.store.database.close()


def lay(folder: Path, clock: Clock) -> Ground:
    """Make an empty clinic in a folder."""
    clinic = Clinic(name="Bench", zone=ZONE, emergency_text="In an emergency call 112.", coordinators=(COORDINATOR,), bot=BOT)
    keyring = Keyring(SqliteKeyStore(folder / "keys.db"), MasterKey(secrets.token_bytes(KEY_BYTES)), clock.now())
    store = SealedStore(
        Database(f"sqlite:///{folder}/store.db"),
        keyring,
        clock,
        clinic=clinic,
        kinds=KINDS,
        offices={COORDINATOR: frozenset({Office.COORDINATOR})},
        render=Renderer("en", Registry(commands.FAMILIES)),
    )
    store.database.create()
    ground = Ground(folder=folder, clock=clock, store=store)
    store.act_now(_staff)
    return ground


def open_cases(ground: Ground, count: int) -> tuple[str, ...]:
    """Open cases of three people each, with consent and a room in which they are; gives their codes."""
    codes: list[str] = []
    while len(codes) < count:
        some = min(200, count - len(codes))
        codes += ground.store.act_now(partial(_open_some, some))
    return tuple(codes)


def hold_huddles(opened: OpenWork, code: str, at: time) -> Kept[Series]:
    """Begin a daily series of huddles in a case."""
    rule = Rule(kind=Kind.DAILY, at=at, zone=ZONE, start=opened.now.date())
    return series.establish(opened, code, LEAD, Purpose.HUDDLE, rule)[0]


def room_of(code: str) -> str:
    """The room's id, as a homeserver would name it."""
    return f"!{code}:{SERVER}"


def _staff(opened: OpenWork) -> None:
    _furnish(opened, control(), PlaceKind.CONTROL, frozenset({COORDINATOR}))
    for person in TEAM:
        _furnish(opened, f"direct:{person}", PlaceKind.DIRECT, frozenset({person}), person=person)
    opened.finish()


def _open_some(count: int, opened: OpenWork) -> list[str]:
    return [_open_case(opened) for _ in range(count)]


def _open_case(opened: OpenWork) -> str:
    code = opened.cases.open(opened.now).code
    for person, role in TEAM.items():
        opened.rosters.put(Membership(case=code, person=person, roles=(role,), since=opened.now, lead=person == LEAD))
    given = (one for one in Category if one is not Category.PARTNER)
    opened.consents.add(
        *(
            Grant(case=code, category=one, rank=Rank.TEAM, recipient="team", given=True, by=COORDINATOR, at=opened.now)
            for one in given
        )
    )
    _furnish(opened, case_room(code), PlaceKind.CASE, frozenset(TEAM), case=code)
    return code


def _furnish(
    opened: OpenWork, key: str, kind: PlaceKind, people: frozenset[str], *, case: str | None = None, person: str | None = None
) -> None:
    """A room in which people are, made by nobody: what would be asked of a homeserver is taken for done."""
    room = room_of(key.partition(":")[2] or key)
    opened.places.make(key, kind, invite=(), case=case, person=person)
    opened.places.bind(key, room, invited=frozenset())
    opened.places.see(
        Posture(
            room_id=room,
            encrypted=True,
            invite_only=True,
            history_joined=True,
            guests_forbidden=True,
            federated=False,
            joined=people | {BOT},
            invited=frozenset(),
        )
    )
