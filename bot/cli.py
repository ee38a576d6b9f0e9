"""The command line. Each command says what it did and what is left to do; a failure ends with a sentence and status 1."""

from __future__ import annotations

import asyncio
import sys
from importlib.metadata import version as installed
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console

from bot import logs
from bot.clock import SystemClock
from bot.config import Config, ConfigError, load
from bot.findings import Finding, Verdict, fail
from bot.init import InitError, interview
from bot.vault.errors import VaultError

DEFAULT = Path("config.toml")
_STYLES = {Verdict.OK: "green", Verdict.WARN: "yellow", Verdict.FAIL: "bold red"}

app = typer.Typer(
    help="An end-to-end encrypted Matrix bot for care teams that treat one patient together.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,  # they print the values of variables
)
audit = typer.Typer(help="The record of who did what.", no_args_is_help=True)
app.add_typer(audit, name="audit")

ConfigFile = Annotated[Path, typer.Option("--config", help="The configuration.")]
ConfigFileIfAny = Annotated[Path | None, typer.Option("--config", help="The configuration; config.toml, if it is there.")]


def main() -> None:
    """Run the command line."""
    app()


@app.callback()
def common(
    *, debug: Annotated[bool, typer.Option("--debug", help="Log more; nothing clinical, at this level either.")] = False
) -> None:
    """Set up what every command needs."""
    logs.configure("debug" if debug else "info", sys.stderr)


@app.command()
def version() -> None:
    """Say which carehuddle this is."""
    typer.echo(f"carehuddle {installed('carehuddle')}")


@app.command()
def init(config: ConfigFile = DEFAULT) -> None:
    """Write a configuration and the vault's master key, by asking."""

    def ask(question: str, *, default: str | None = None, hidden: bool = False) -> str:
        answer: str = typer.prompt(question, default=default, hide_input=hidden)
        return answer

    try:
        interview(config, ask, typer.echo)
    except (InitError, VaultError, OSError) as error:
        _end(str(error))


@app.command()
def doctor(
    config: ConfigFile = DEFAULT,
    *,
    seen: Annotated[
        str | None, typer.Option(metavar="REFERENCE", help="First mark what lies aside under this reference as looked at.")
    ] = None,
) -> None:
    """Look at everything that a start needs: ok, warn or fail a line, each with what mends it."""
    from bot.doctor import examine  # noqa: PLC0415 - the libraries of the edges take half a second, which --help need not wait for

    if seen is not None:
        _mark_seen(config, seen.upper())
    try:
        found = asyncio.run(examine(load(config), SystemClock().now()))
    except ConfigError as error:
        found = tuple(fail(line, f"edit {config}, or: carehuddle init") for line in str(error).splitlines())
    show(found, Console())
    if any(one.verdict is Verdict.FAIL for one in found):
        raise typer.Exit(1)


@app.command()
def run(
    config: ConfigFileIfAny = None,
    *,
    story_only: Annotated[bool, typer.Option("--story-only", help="In the sandbox: end after the story.")] = False,
) -> None:
    """Run the bot: with a configuration against its homeserver, without one in a sandbox of its own."""
    if config is None and not DEFAULT.exists():
        from bot.sandbox.main import DEFAULT_FOLDER, run_sandbox  # noqa: PLC0415 - as in doctor

        raise typer.Exit(asyncio.run(run_sandbox(DEFAULT_FOLDER, story_only=story_only)))
    if story_only:
        _end("The story is the sandbox's; it is not played where there is a configuration.")
    loaded = _loaded(config or DEFAULT)
    from bot.serving import serve_until_told  # noqa: PLC0415 - as in doctor

    raise typer.Exit(asyncio.run(serve_until_told(loaded, lambda found: show(found, Console(stderr=True)), _complain)))


@app.command()
def bench(
    *,
    rooms: Annotated[
        int, typer.Option(min=2, help="How many cases there are; ten times as many moments fall into one second.")
    ] = 1_000,
    json: Annotated[bool, typer.Option("--json", help="Print JSON in place of a table.")] = False,
) -> None:
    """Measure this machine: how late a thousand and ten thousand moments in one second are, and more, each beside its floor."""
    from bot.bench.main import run as measure  # noqa: PLC0415 - as in doctor

    raise typer.Exit(measure(rooms=rooms, as_json=json))


@audit.command()
def verify(
    config: ConfigFile = DEFAULT,
    *,
    root: Annotated[
        str | None, typer.Option(metavar="HASH", help="One that was posted to the control room: does it still stand?")
    ] = None,
) -> None:
    """Check every chain of the audit: nothing altered, nothing missing, nothing out of place."""
    from bot.app import open_inner  # noqa: PLC0415 - as in doctor
    from bot.store.checkup import StoreUnreadableError, check_up  # noqa: PLC0415 - the same
    from bot.store.schema import SchemaError  # noqa: PLC0415 - the same

    loaded = _loaded(config)
    try:
        if not check_up(loaded.store.url).begun:
            _end("There is no store yet, and so nothing to verify.")
        inner = open_inner(loaded, SystemClock())
    except (VaultError, StoreUnreadableError, SchemaError) as error:
        _end(str(error))
    try:
        found = inner.store.act_now(lambda opened: {chain: opened.audit.verify(chain) for chain in opened.audit.chains()})
        stands = root is None or inner.store.act_now(lambda opened: opened.audit.stands(root.strip().lower()))
    finally:
        inner.store.database.close()
    broken = {chain: fault for chain, fault in found.items() if fault is not None}
    for chain, fault in broken.items():
        typer.echo(f"{chain}: entry {fault.sequence} is {fault.fault.value}")
    typer.echo(f"{len(found)} chains verified, {len(broken)} broken.")
    if root is not None:
        typer.echo("What was posted still stands." if stands else "What was posted is not what the chains held then, or never was.")
    raise typer.Exit(0 if stands and not broken else 1)


def show(found: tuple[Finding, ...], console: Console) -> None:
    """Write findings, a line each, and below it what mends it."""
    for one in found:
        console.print(f"{one.verdict.value:<5}", style=_STYLES[one.verdict], end="", highlight=False)
        console.print(one.what, markup=False, highlight=False, soft_wrap=True)
        if one.mend:
            console.print(f"     → {one.mend}", markup=False, highlight=False, soft_wrap=True)


def _loaded(path: Path) -> Config:
    try:
        return load(path)
    except ConfigError as error:
        _end(f"{error}\nCheck it with: carehuddle doctor --config {path}")


def _mark_seen(path: Path, reference: str) -> None:
    from bot.doctor import mark_seen  # noqa: PLC0415 - as in doctor
    from bot.store.checkup import StoreUnreadableError  # noqa: PLC0415 - the same
    from bot.store.schema import SchemaError  # noqa: PLC0415 - the same

    try:
        marked = mark_seen(_loaded(path), reference, SystemClock())
    except (VaultError, StoreUnreadableError, SchemaError) as error:
        _end(str(error))
    if not marked:
        _end("Nothing lies aside under this reference.")
    typer.echo(f"Reference {reference} is marked as looked at.")


def _complain(sentence: str) -> None:
    typer.echo(sentence, err=True)


def _end(sentence: str) -> NoReturn:
    _complain(sentence)
    raise typer.Exit(1)
