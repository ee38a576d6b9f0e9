"""The composition root: the only place that builds objects. It owns the task group in which everything runs.

homeserver → Receiver → inbox → Pipeline (Dispatcher → rules) → outbox → Sender → MatrixTransport → homeserver
                          ↑
             dues → Alarm ┘
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import random
import secrets
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from holidays import country_holidays

import commands
from bot import health, logs
from bot.care import anchors, mornings
from bot.care.clinic import Clinic, Waits
from bot.care.kinds import KINDS
from bot.care.people import Office
from bot.chat.adverts import adverts
from bot.chat.dispatch import Dispatcher
from bot.chat.registry import Registry
from bot.chat.render import Renderer
from bot.clock import Clock, SystemClock
from bot.config import Config, read_secret
from bot.export.charts import Charts
from bot.flow.adverts import Advert, Form
from bot.flow.messages import RetryLaterError, UndeliverableError
from bot.flow.pipeline import Pipeline, Wakers, ring
from bot.flow.sender import Sender
from bot.matrix.adverts import Adverts
from bot.matrix.devices import Devices
from bot.matrix.profiles import Profiles
from bot.matrix.sealed import SealedFile
from bot.matrix.session import open_session
from bot.matrix.signing import FILE as IDENTITY
from bot.matrix.sync import Receiver
from bot.matrix.transport import MatrixTransport
from bot.matrix.trust import Policy
from bot.schedule.alarm import Alarm
from bot.store.engine import Database
from bot.store.store import EdgeStore, SealedStore, begin
from bot.store.work import OpenWork
from bot.vault.envelope import Binding
from bot.vault.keyring import ORGANISATION, Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import Label, load_master

_AHEAD = timedelta(seconds=45)
"""How long before a due moment the keys of its room are handed out, so that the minute itself is short."""
_REFERENCE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_log = logs.get(__name__)


class AlreadyRunningError(Exception):
    """Another process works in this data folder."""


@dataclass(frozen=True, kw_only=True)
class Inner:
    """Everything that needs no homeserver."""

    clock: Clock
    keyring: Keyring
    store: SealedStore
    edge: EdgeStore
    pipeline: Pipeline
    wakers: Wakers
    adverts: tuple[Advert, ...]
    """What clients are told of the commands."""
    drafts: tuple[Form, ...]
    """And how."""


def offices(config: Config) -> dict[str, frozenset[Office]]:
    """Who is what for the whole organisation."""
    held = {
        Office.COORDINATOR: config.people.coordinators,
        Office.PRIVACY_OFFICER: config.people.privacy_officers,
        Office.AUDITOR: config.people.auditors,
        Office.ON_CALL: config.people.on_call,
    }
    people = {person for persons in held.values() for person in persons}
    return {person: frozenset(office for office, persons in held.items() if person in persons) for person in people}


def closed(config: Config) -> Callable[[date], bool]:
    """On which days the clinic does not work: its own closing days, and the public holidays of its country."""
    country, own = config.clinic.country, frozenset(config.clinic.closed)
    if country is None:
        return lambda day: day in own
    public = country_holidays(country)
    return lambda day: day in own or day in public


def clinic(config: Config) -> Clinic:
    """What rules may know of the configuration."""
    return Clinic(
        name=config.clinic.name,
        zone=config.clinic.timezone,
        emergency_text=config.clinic.emergency_text,
        coordinators=config.people.coordinators,
        bot=config.matrix.user_id,
        on_call=config.people.on_call,
        privacy_officers=config.people.privacy_officers,
        auditors=config.people.auditors,
        hours=config.clinic.hours,
        waits=Waits(
            urgent=timedelta(minutes=config.signals.urgent_minutes),
            concern=timedelta(hours=config.signals.concern_hours),
            outcome=timedelta(minutes=config.signals.outcome_minutes),
        ),
        closed=closed(config),
        allowed_servers=(config.matrix.user_id.partition(":")[2], *config.people.allowed_servers),
        language=config.clinic.language,
        standard_consent=tuple((category, recipients) for category, recipients in config.consent.standard.items()),
        call_link=config.clinic.call_link,
        redisclosure=config.consent.redisclosure,
    )


def open_inner(config: Config, clock: Clock) -> Inner:
    """Open vault and store, and put the pipeline together."""
    config.data.dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    now = clock.now()
    keyring = Keyring(SqliteKeyStore(config.vault.keys_path), load_master(config.vault.key_file, config.data.dir), now)
    held = offices(config)
    registry, drafts = Registry(commands.FAMILIES), tuple(Form(one) for one in config.matrix.adverts)
    store = SealedStore(
        Database(config.store.url),
        keyring,
        clock,
        clinic=clinic(config),
        kinds=KINDS,
        offices=held,
        render=Renderer(config.clinic.language, registry),
    )
    store.database.create()
    wakers = Wakers.fresh()
    dispatcher, bot = Dispatcher(registry, drafts), config.matrix.user_id
    return Inner(
        clock=clock,
        keyring=keyring,
        store=store,
        edge=EdgeStore(store, bot, held, wakers.all, at_once=partial(dispatcher.at_once, bot=bot)),
        pipeline=Pipeline(store, dispatcher, wakers, report=_report, reference=_reference),
        wakers=wakers,
        adverts=tuple(adverts(registry).values()) if drafts else (),
        drafts=drafts,
    )


async def serve(config: Config, *, ready: Callable[[], None] = lambda: None) -> None:
    """Run the whole bot until cancelled. Logs one line ``ready`` and calls ``ready`` once it can answer commands."""
    os.umask(0o077)
    clock = SystemClock()
    async with AsyncExitStack() as stack:
        stack.enter_context(_alone(config.data.dir))
        inner = open_inner(config, clock)
        stack.callback(inner.store.database.close)
        if not stack.enter_context(inner.store.database.held(config.matrix.user_id)):
            raise AlreadyRunningError("Another carehuddle works for this account on this database; stop it first.")
        client = await open_session(
            homeserver=config.matrix.homeserver,
            user_id=config.matrix.user_id,
            password=read_secret(config.matrix.password_file),
            device_name=config.matrix.device_name,
            folder=config.data.dir,
            pickle_key=inner.keyring.subkey(Label.PICKLE),
            seal=_sealer(inner.keyring, clock),
            unseal=_unsealer(inner.keyring),
        )
        stack.push_async_callback(client.close)
        devices = Devices(client, inner.edge, clock, Policy(config.trust.policy))
        identity = SealedFile(path=config.data.dir / IDENTITY, seal=_sealer(inner.keyring, clock), unseal=_unsealer(inner.keyring))
        receiver = Receiver(client, inner.edge, devices, clock, identity, random=random.random)
        charts = Charts(config.data.dir / "charts")
        transport = MatrixTransport(
            client, inner.edge, devices, clock, federate=bool(config.people.allowed_servers), draw=charts.draw
        )
        sender = Sender(inner.store, transport, inner.wakers, report=_report, reference=_reference)
        alarm = Alarm(_ringing(inner), clock, inner.wakers.dues)
        pulse = health.Pulse(clock=clock, store=inner.store, receiver=receiver)
        await inner.store.act(begin)
        await inner.store.act(anchors.expect)
        await inner.store.act(mornings.expect)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(health.listen(config.http.address, pulse))
            tasks.create_task(receiver.run())
            tasks.create_task(_once_ready(receiver, ready))
            await receiver.ready.wait()
            tasks.create_task(inner.pipeline.run())
            tasks.create_task(sender.run())
            tasks.create_task(alarm.run())
            tasks.create_task(_prepare_ahead(inner, transport))
            tasks.create_task(Profiles(client, inner.edge, clock).run())
            tasks.create_task(Adverts(client, inner.edge, inner.adverts, inner.drafts).run())


async def _once_ready(receiver: Receiver, ready: Callable[[], None]) -> None:
    await receiver.ready.wait()
    _log.info("ready")
    ready()


def _ringing(inner: Inner) -> Callable[[], Awaitable[datetime | None]]:
    async def rung() -> datetime | None:
        def run(opened: OpenWork) -> tuple[int, datetime | None]:
            return ring(opened), opened.dues.earliest()

        count, earliest = await inner.store.act(run)
        if count:
            inner.wakers.inbox.set()
        return earliest

    return rung


async def _prepare_ahead(inner: Inner, transport: MatrixTransport) -> None:
    """Hand out the keys of a room shortly before something is due there."""
    prepared: set[str] = set()
    while True:

        def soon(opened: OpenWork) -> dict[str, str]:
            return {due.key: room for due in opened.dues.before(opened.now + _AHEAD) if (room := opened.room_of(due.place))}

        rooms = await inner.store.act(soon)
        for key in rooms.keys() - prepared:
            try:
                await transport.prepare(rooms[key])
            except (RetryLaterError, UndeliverableError):
                continue
        prepared = set(rooms)
        await asyncio.sleep(_AHEAD.total_seconds() / 3)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the data folder for this process; the kernel lets go of it when the process ends, however it ends."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)
    with (folder / "lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise AlreadyRunningError("Another carehuddle works in this data folder; stop it first.") from None
        yield


def _sealer(keyring: Keyring, clock: Clock) -> Callable[[bytes], bytes]:
    return lambda plain: keyring.seal(ORGANISATION, _FILE, plain, clock.now())


def _unsealer(keyring: Keyring) -> Callable[[bytes], bytes]:
    return lambda blob: keyring.unseal(ORGANISATION, _FILE, blob)


_FILE = Binding("file", "session or identity", ORGANISATION, 0)


def _reference() -> str:
    return "".join(_REFERENCE[secrets.randbelow(len(_REFERENCE))] for _ in range(4))


def _report(reference: str, error: BaseException, *, attempt: int) -> None:
    _log.error("fault", ref=reference, attempt=attempt, exc_info=error)
