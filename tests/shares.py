"""Tests are shared by three processes, where the machine has two cores or more.

The others are forks, made when everything is collected: nothing is imported or collected twice. Tests that share a server mostly
wait: two processes run those, each with servers of its own, and the third needs none. Whoever is done takes of all other tests,
whole files from a pipe, those that take longest first. The reports of the forks are then played back in the first process, as if it
had run them all.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import tempfile
import traceback
from collections.abc import Iterable, Iterator
from itertools import chain, groupby, pairwise
from typing import IO

import pytest

WORTH_IT = 200
"""With fewer tests than this, nobody would notice the other processes."""

SERVED = ("homeserver", "interop", "postgres")
"""Marks of tests that share what is started once in a process."""

SECOND = frozenset({"contract", "interop"})
"""The folders whose tests of that sort the second process runs."""

File = list[pytest.Item]


class Recorder:
    """Writes reports down, to be played back by another process."""

    def __init__(self, config: pytest.Config, file: IO[bytes]) -> None:
        self._config = config
        self._file = file

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        pickle.dump(self._config.hook.pytest_report_to_serializable(config=self._config, report=report), self._file)


def run_in_shares(session: pytest.Session) -> bool:
    """Run every test. False where it is not worth it, not possible, or not wanted: then pytest runs them as it always does."""
    shared, first, second = _divided(session.items)
    if sum(map(len, shared)) < WORTH_IT or not _may_fork(session):
        return False
    tickets = _tickets(len(shared))
    with tempfile.TemporaryFile() as told_by_second, tempfile.TemporaryFile() as told_by_third:
        forks: list[int] = []
        try:
            for own, told in ((second, told_by_second), ([], told_by_third)):
                fork = _fork(session)
                if fork == 0:
                    _be_a_fork(session, chain(chain.from_iterable(own), _taken(shared, tickets)), told)
                forks.append(fork)
            _run(session, chain(chain.from_iterable(first), _taken(shared, tickets)))
        except BaseException:
            for fork in forks:
                os.kill(fork, signal.SIGKILL)
            raise
        finally:
            broken = [status for fork in forks if (status := os.waitpid(fork, 0)[1])]
            os.close(tickets)
        for told in (told_by_second, told_by_third):
            told.seek(0)
            _play_back(session.config, told)
    if broken:
        raise RuntimeError("A process of the tests broke off; its reason stands above.")
    return True


def _divided(items: Iterable[pytest.Item]) -> tuple[list[File], list[File], list[File]]:
    """The files that any process may run, those of the first, and those of the second."""
    files = [list(some) for _, some in groupby(items, key=lambda item: item.path)]
    served = [file for file in files if any(item.get_closest_marker(name) for item in file for name in SERVED)]
    second = [file for file in served if file[0].path.parent.name in SECOND]
    shared = sorted((file for file in files if file not in served), key=seconds, reverse=True)
    return shared, [file for file in served if file not in second], second


def seconds(file: File) -> float:
    """About how long a file takes: each slow test a third of a second, where its mark does not say that it is more."""
    marks = (item.get_closest_marker("slow") for item in file)
    return sum(0.01 if mark is None else float(mark.kwargs.get("seconds", 0.3)) for mark in marks)


def _may_fork(session: pytest.Session) -> bool:
    option = session.config.option
    orderly = not (session.testsfailed or option.collectonly or option.usepdb or option.trace or option.maxfail)
    return orderly and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def _tickets(number: int) -> int:
    """The reading end of a pipe with a ticket of two bytes for each file: whoever reads one has that file for itself."""
    reading, writing = os.pipe()
    os.write(writing, b"".join(ticket.to_bytes(2) for ticket in range(number)))
    os.close(writing)
    return reading


def _taken(files: list[File], tickets: int) -> Iterator[pytest.Item]:
    while ticket := os.read(tickets, 2):
        yield from files[int.from_bytes(ticket)]


def _fork(session: pytest.Session) -> int:
    """Fork, as ``os.fork`` does; what tests print is kept by each process in a file of its own, their folders are in one."""
    session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # noqa: SLF001 - there is no other way to it here
    capture = session.config.pluginmanager.getplugin("capturemanager")
    assert capture is not None
    capture.stop_global_capturing()
    sys.stdout.flush()
    sys.stderr.flush()
    process = os.fork()
    capture.start_global_capturing()
    capture.suspend_global_capture()
    return process


def _be_a_fork(session: pytest.Session, items: Iterable[pytest.Item], told: IO[bytes]) -> None:
    """Run these tests, say nothing, write the reports down, and end."""
    code = 1
    try:
        session.config.pluginmanager.unregister(name="terminalreporter")
        session.config.pluginmanager.register(Recorder(session.config, told))
        _run(session, items)
        session.config.hook.pytest_unconfigure(config=session.config)  # what was never awaited or closed is found here
        told.flush()
        code = 0
    except BaseException:  # noqa: BLE001 - whatever it is, the first process must hear of it and end the session
        told.flush()
        os.write(sys.__stderr__.fileno() if sys.__stderr__ else 2, traceback.format_exc().encode())
    finally:
        os._exit(code)


def _run(session: pytest.Session, items: Iterable[pytest.Item]) -> None:
    for item, following in pairwise(chain(items, [None])):
        assert item is not None
        session.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.shouldstop:
            raise session.Interrupted(session.shouldstop)


def _play_back(config: pytest.Config, told: IO[bytes]) -> None:
    while True:
        try:
            data = pickle.load(told)  # noqa: S301 - written by our own fork, in a file that has no name
        except (EOFError, pickle.UnpicklingError):  # the end, or as far as a process came that broke off
            return
        report = config.hook.pytest_report_from_serializable(config=config, data=data)
        if report.when == "setup":
            config.hook.pytest_runtest_logstart(nodeid=report.nodeid, location=report.location)
        config.hook.pytest_runtest_logreport(report=report)
        if report.when == "teardown":
            config.hook.pytest_runtest_logfinish(nodeid=report.nodeid, location=report.location)
