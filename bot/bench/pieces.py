"""What is done again and again within a transaction: an agenda, times for a conference, sealing and opening a record."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from time import perf_counter

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bot.bench.figures import Figure, spread, timed
from bot.bench.floor import Floor, floor
from bot.bench.ground import TEAM, Ground
from bot.care import agenda, huddles, slots
from bot.care.availability import Calendar
from bot.care.cadence import open_always
from bot.care.consent import Category
from bot.care.quorum import Group
from bot.store.work import OpenWork
from bot.vault.envelope import Binding, seal, unseal

_KIBIBYTE = os.urandom(1024)
_ZONES = ("Europe/Berlin", "America/New_York", "Asia/Singapore")
_WEEKS = timedelta(weeks=2)


def one_agenda(ground: Ground, code: str, lines: int, times: int) -> Figure:
    """The agenda of a case that has so many things on it, each time in a transaction of its own."""

    def fill(opened: OpenWork) -> None:
        for number in range(lines):
            huddles.add_topic(opened, code, tuple(TEAM)[number % len(TEAM)], f"Topic {number}", (Category.MEDICAL,))

    ground.store.act_now(fill)
    taken: list[float] = []

    def compose(opened: OpenWork) -> None:
        begun = perf_counter()
        agenda.preview(opened, code)
        taken.append(perf_counter() - begun)

    for _ in range(times + 1):
        ground.store.act_now(compose)
    key, nonce = AESGCM(AESGCM.generate_key(256)), os.urandom(12)
    sealed = [key.encrypt(nonce, _KIBIBYTE[:256], b"")] * lines

    def read(bare: Floor) -> None:
        bare.read(code)
        for one in sealed:
            key.decrypt(nonce, one, b"")

    with floor(ground.file) as bare:
        least = timed(lambda: read(bare), times)
    what = f"the agenda of a case with {lines} topics"
    return Figure(what=what, count=times, took=spread(taken[1:]), floor=least, against="reading its rows, and opening as many")


def times_for_a_conference(times: int) -> Figure:
    """Three times within two weeks, for six people in three zones, each busy at other hours."""
    first = datetime(2027, 1, 11, 6, tzinfo=UTC)
    people = [f"@p{number}:clinic.example" for number in range(6)]
    calendars = [
        Calendar(
            person=person,
            zone=_ZONES[number % len(_ZONES)],
            hours=(time(8), time(18)),
            quiet=(time(22), time(7)),
            busy=tuple(_busy(first, number)),
        )
        for number, person in enumerate(people)
    ]
    groups = [Group(name=f"a group {number}", people=frozenset(people[number::3])) for number in range(3)]
    wish = slots.Wish(first=first, last=first + _WEEKS, lasts=timedelta(minutes=45))
    quarters = int(_WEEKS / timedelta(minutes=15))

    def look_at_each() -> int:
        return sum(
            one.free(first + quarter * timedelta(minutes=15), first + wish.lasts)
            for one in calendars
            for quarter in range(quarters)
        )

    return Figure(
        what="three times for a conference of six people in three zones",
        count=times,
        took=timed(lambda: slots.propose(calendars, groups, wish, closed=open_always, burdens={}), times),
        floor=timed(look_at_each, max(1, times // 10)),
        against="looking at each quarter of an hour once",
    )


def sealing(times: int) -> Figure:
    """A record of one kibibyte, sealed and opened."""
    key, key_id = AESGCM(AESGCM.generate_key(256)), os.urandom(16)
    place = Binding("records", "8R2Q", "C-7K3FX", 1)

    def bare() -> bytes:
        nonce = os.urandom(12)
        return key.decrypt(nonce, key.encrypt(nonce, _KIBIBYTE, b""), b"")

    return Figure(
        what="sealing and opening a record of 1 KiB",
        count=times,
        took=timed(lambda: unseal(key, seal(key, key_id, _KIBIBYTE, place), place), times),
        floor=timed(bare, times),
        against="AES-256-GCM alone",
    )


def _busy(first: datetime, number: int) -> Iterator[tuple[datetime, datetime]]:
    for day in range(_WEEKS.days):
        at = first + timedelta(days=day, hours=(3 * number + day) % 9)
        yield at, at + timedelta(hours=1)
