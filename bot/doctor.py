"""Is this installation fit to run? One finding a line, each with the command that mends it.

Whatever fails stops ``carehuddle run`` before it has touched anything; what the bot can live with is a warning. A homeserver that
is away is a failure at the first start, which logs in there, and later a warning: the bot waits for it. A message that could not be
handled is a failure until the operator has looked at it and said so: what somebody wrote was not kept, and must not be forgotten.
"""

from __future__ import annotations

import importlib
import os
import stat
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp

from bot.app import open_inner
from bot.clock import Clock
from bot.config import Config, ConfigError, read_secret
from bot.findings import Finding, fail, ok, warn
from bot.matrix import session
from bot.settings import loopback
from bot.store.checkup import Checkup, StoreUnreadableError, check_up
from bot.store.work import OpenWork
from bot.vault.errors import VaultError
from bot.vault.keyring import Keyring
from bot.vault.keystore import SqliteKeyStore
from bot.vault.master import load_master

_PATIENCE = 10.0
"""Seconds to wait for the homeserver."""
_OPERATOR = "operator"
"""Whoever may use the command line and the key, as the audit names them."""
_CLOCK_MAY_DIFFER = timedelta(seconds=30)
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


async def examine(config: Config, now: datetime) -> tuple[Finding, ...]:
    """Everything that can be looked at from outside, in the order in which a start would come to it. Changes nothing."""
    known = (config.data.dir / session.FILE).exists()
    return (
        ok("The configuration can be used."),
        *(warn(sentence, f"change it in the configuration: {sentence.partition(':')[0]}") for sentence in config.warnings()),
        encryption(),
        secret_file(config.matrix.password_file),
        *data_folder(config.data.dir),
        *vault_and_store(config, now),
        *await homeserver(config.matrix.homeserver, now, known=known),
        *limits(config.matrix.homeserver, config.matrix.user_id),
        ok("The bot's device is logged in." if known else "First start: the bot's device will log in."),
    )


def mark_seen(config: Config, reference: str, clock: Clock) -> bool:
    """Write that the operator has looked at what lies aside under ``reference``; False where nothing does.

    It can be done while the bot runs. Raises ``StoreUnreadableError``, ``SchemaError`` and ``VaultError``.
    """
    if reference not in check_up(config.store.url).quarantined:
        return False
    store = open_inner(config, clock).store

    def mark(opened: OpenWork) -> bool:
        marked = opened.mail.looked_at(reference)
        if marked:
            opened.fact("look at quarantined", actor=_OPERATOR, ref=reference)
        return marked

    try:
        return store.act_now(mark)
    finally:
        store.database.close()


def encryption() -> Finding:
    """Without the library nothing could leave."""
    try:
        importlib.import_module("vodozemac").Account()
    except (ImportError, AttributeError):
        return fail("The encryption library is not there, and nothing is sent without it.", "pip install 'matrix-nio[e2e]'")
    return ok("The encryption library works.")


def secret_file(path: Path) -> Finding:
    """The bot's password: there, one line, closed to others."""
    try:
        read_secret(path)
    except ConfigError as error:
        return fail(str(error), "" if "with:" in str(error) else f"carehuddle init, or: install -m 600 /dev/stdin {path}")
    return ok("The password file is closed to others.")


def data_folder(folder: Path) -> Iterator[Finding]:
    """A folder of the bot's own, mode 0700, or a place where it can be made."""
    if not folder.exists():
        parent = next(one for one in folder.parents if one.exists())
        if os.access(parent, os.W_OK | os.X_OK):
            yield ok("First start: the data folder will be made.")
        else:
            yield fail(f"The data folder {folder} cannot be made.", f"install -d -m 700 -o $USER {folder}")
        return
    found = folder.stat()
    if not stat.S_ISDIR(found.st_mode):
        yield fail(f"The data folder {folder} is no folder.", f"mv {folder} {folder}.away")
    elif found.st_mode & _OTHERS:
        yield fail(f"The data folder {folder} is open to others.", f"chmod 700 {folder}")
    elif not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield fail(f"The data folder {folder} belongs to somebody else.", f"chown -R $USER {folder}")
    else:
        yield ok("The data folder is closed to others.")


def vault_and_store(config: Config, now: datetime) -> Iterator[Finding]:
    """The key opens what is there, and what is there is ours, whole and of this program's schema."""
    try:
        master = load_master(config.vault.key_file, config.data.dir)
        yield ok("The key file is closed to others, and outside the data folder.")
        seen = check_up(config.store.url)
        if config.vault.keys_path.exists():
            with SqliteKeyStore(config.vault.keys_path) as keys:
                Keyring(keys, master, now)
            yield ok("The key opens the vault.")
        elif seen.begun:
            yield fail(
                "There are records, but the file of their keys is gone: restore it from the keys' backup.",
                "ls -l " + str(config.vault.keys_path),
            )
    except (VaultError, StoreUnreadableError) as error:
        yield fail(str(error))
    else:
        yield from _store(seen)


def _store(seen: Checkup) -> Iterator[Finding]:
    if not seen.begun:
        yield ok("First start: the store will be made.")
    elif not seen.current:
        yield warn(
            "The store has another schema; the next start migrates it, if it is an older one.", "carehuddle run, after a backup"
        )
    else:
        yield ok("The store can be read, and its schema is current.")
    for reference in seen.quarantined:
        what = f"A message could not be handled and lies aside, reference {reference}. Its room has read the same reference."
        yield fail(what, f"find the reason in the log (grep {reference}), then: carehuddle doctor --seen {reference}")


async def homeserver(url: str, now: datetime, *, known: bool) -> tuple[Finding, ...]:
    """It answers, and its clock and ours agree. ``known``: the bot has logged in there before, and can wait for it."""
    asked = f"{url}/_matrix/client/versions"
    try:
        timeout = aiohttp.ClientTimeout(total=_PATIENCE)
        async with aiohttp.ClientSession(timeout=timeout) as client, client.get(asked) as answer:
            said = await answer.json(content_type=None)
            date = answer.headers.get("Date", "")
    except (aiohttp.ClientError, TimeoutError, OSError):
        return (_away("The homeserver does not answer.", asked, known=known),)
    except ValueError:
        said, date = None, ""
    if not isinstance(said, dict) or not isinstance(said.get("versions"), list):
        return (_away("What answers there is no Matrix homeserver.", asked, known=known),)
    return (ok("The homeserver answers."), *_clock(date, now))


def _away(what: str, asked: str, *, known: bool) -> Finding:
    return warn(f"{what} The bot waits for it.", f"curl {asked}") if known else fail(what, f"curl {asked}")


def _clock(date: str, now: datetime) -> Iterator[Finding]:
    try:
        differs = abs(parsedate_to_datetime(date) - now)
    except (ValueError, TypeError):
        return
    if differs > _CLOCK_MAY_DIFFER:
        yield warn(
            f"This machine's clock and the homeserver's differ by {differs.total_seconds():.0f} s.", "timedatectl set-ntp true"
        )


def limits(url: str, user_id: str) -> Iterator[Finding]:
    """The homeserver's rate limits cannot be seen from here; the usual ones make a bot of many rooms slow."""
    if not loopback(urlsplit(url).hostname or ""):
        what = "Synapse's usual rate limits slow a bot down; whether they are lifted for it cannot be seen from here."
        path = f"/_synapse/admin/v1/users/{user_id}/override_ratelimit"
        yield warn(what, f"as the server's administrator: curl -X POST -H 'Authorization: Bearer …' {url}{path} -d '{{}}'")
