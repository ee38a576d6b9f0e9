"""A store on a new SQLite file, whose clock stands still until told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.care.facts import Message, case_room
from bot.care.people import Membership, PlaceKind, Role
from bot.care.records import Payload
from bot.care.rosters import Case
from bot.flow.messages import Effect, EffectKind, Posture
from bot.flow.said import Body, Reader, Render
from bot.store.engine import Database
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import MasterKey
from tests.flow.world import BOT, CLINIC, START, TestClock

THERAPIST = "@sex_therapist:example.org"
PHYSICIAN = "@physician:example.org"


@dataclass(frozen=True, kw_only=True)
class Memo(Payload):
    kind = "memo"
    text: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Task(Payload):
    kind = "task"
    text: str = ""


def render(message: Message, lines: tuple[Any, ...], reader: Reader) -> tuple[Body, ...]:  # noqa: ARG001 - the signature is Render's
    text = " | ".join([message.template, *(str(line.values["text"]) for line in lines)])
    return (Body(text=text, html=text),)


def open_store(
    folder: Path, *, kinds: tuple[type[Payload], ...] = (Memo, Task), clock: TestClock | None = None, words: Render = render
) -> SealedStore:
    keyring = Keyring(SqliteKeyStore(folder / "keys.db"), MasterKey(b"k" * 32), START)
    store = SealedStore(
        Database(f"sqlite:///{folder}/store.db"),
        keyring,
        clock or TestClock(),
        clinic=CLINIC,
        kinds=kinds,
        offices={},
        render=words,
    )
    store.database.create()
    return store


def open_case(opened: OpenWork, members: Mapping[str, Role]) -> Case:
    """A case with its room made, and everyone in it."""
    case = opened.cases.open(opened.now)
    for person, role in members.items():
        opened.rosters.put(Membership(case=case.code, person=person, roles=(role,), since=opened.now))
        opened.places.make(f"direct:{person}", PlaceKind.DIRECT, invite=(person,), person=person)
        opened.places.bind(f"direct:{person}", f"!direct-{person}", invited=frozenset({person}))
    opened.places.make(case_room(case.code), PlaceKind.CASE, invite=tuple(members), case=case.code)
    opened.places.bind(case_room(case.code), f"!{case.code}", invited=frozenset(members))
    for lane, effect in opened.claim_effects((), 100):
        opened.delivered(effect, lane, str(opened.room_of(lane)))
    for person in members:
        opened.places.see(posture(f"!direct-{person}", person))
    return case


def posture(room_id: str, *joined: str) -> Posture:
    return Posture(
        room_id=room_id,
        encrypted=True,
        invite_only=True,
        history_joined=True,
        guests_forbidden=True,
        federated=False,
        joined=frozenset({BOT, *joined}),
        invited=frozenset(),
    )


def messages(claimed: list[tuple[str, Effect]]) -> dict[str, str]:
    """Place to text."""
    return {lane: str(effect.content["body"]) for lane, effect in claimed if effect.kind is EffectKind.MESSAGE}
