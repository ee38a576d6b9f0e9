"""Three processes share the tests, and nothing is lost between them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shares import seconds

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
PROCESSES = min(2, len(os.sched_getaffinity(0)))
EACH = 100
TESTS = """
import os
import pytest

FIRST = os.getpid()
pytestmark = pytest.mark.{mark}

@pytest.mark.parametrize("number", range({each}))
def test_one(number, both, capfd):
    with open("ran", "a") as file:
        file.write(f"{name} {{number}} {{os.getpid() == FIRST}}\\n")
    print("said by", number)
    assert capfd.readouterr().out == f"said by {{number}}\\n"
    {body}
"""
CONFTEST = """
import os
import pytest
from tests.conftest import pytest_runtestloop, pytest_sessionfinish

FIRST = os.getpid()
READING, *WRITING = os.pipe()

@pytest.fixture(scope="session")
def both():
    '''The first process waits until the others have begun too, or are gone.'''
    while WRITING:
        os.close(WRITING.pop())
    if os.getpid() == FIRST:
        assert os.read(READING, 1) == b""
"""


def run(folder: Path, body: str, **marks: str) -> subprocess.CompletedProcess[str]:
    """Run a hundred tests of this body for each name and its mark, in a session of their own."""
    (folder / "conftest.py").write_text(CONFTEST, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]\nmarkers =\n  any: of no meaning\n  homeserver: not to be shared\n", "utf-8")
    for name, mark in marks.items():
        (folder / f"test_{name}.py").write_text(TESTS.format(name=name, mark=mark, body=body, each=EACH), "utf-8")
    words = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--import-mode=importlib", "--tb=line"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603 - our own list


def ran(folder: Path) -> list[tuple[str, str, bool]]:
    """Each test that was run: its file, its number, and whether it was run in the first process."""
    lines = [line.split() for line in (folder / "ran").read_text("utf-8").splitlines()]
    return [(name, number, first == "True") for name, number, first in lines]


def test_each_test_is_run_once_and_what_fails_in_any_process_is_told(tmp_path: Path) -> None:
    done = run(tmp_path, "assert number", one="any", two="any", three="any", four="any")
    assert done.stdout.splitlines()[-1].startswith(f"4 failed, {4 * EACH - 4} passed"), done.stdout
    assert done.returncode == pytest.ExitCode.TESTS_FAILED
    assert len({(name, number) for name, number, _ in ran(tmp_path)}) == len(ran(tmp_path)) == 4 * EACH
    assert len({first for *_, first in ran(tmp_path)}) == PROCESSES


def test_what_needs_a_server_runs_first_and_in_one_process_while_the_others_take_the_rest(tmp_path: Path) -> None:
    done = run(tmp_path, "", served="homeserver", one="any", two="any", three="any")
    assert done.returncode == pytest.ExitCode.OK, done.stdout
    in_first = [name for name, _, first in ran(tmp_path) if first]
    assert in_first[:EACH] == ["served"] * EACH
    assert {name for name, _, first in ran(tmp_path) if not first} <= {"one", "two", "three"}
    assert len(ran(tmp_path)) == 4 * EACH


def test_a_test_that_is_skipped_in_any_process_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, "number or pytest.skip('not here')", one="any", two="any", three="any")
    assert f"{3 * EACH - 3} passed, 3 skipped" in done.stdout
    assert done.returncode == pytest.ExitCode.TESTS_FAILED


def test_another_process_that_breaks_off_fails_the_run(tmp_path: Path) -> None:
    done = run(tmp_path, "os.getpid() == FIRST or os._exit(7)", one="any", two="any", three="any")
    assert done.returncode == (pytest.ExitCode.INTERNAL_ERROR if PROCESSES > 1 else pytest.ExitCode.OK)


@pytest.mark.slow(seconds=9)
def test_a_file_takes_as_long_as_its_slow_tests_say(request: pytest.FixtureRequest) -> None:
    told = next(item for item in request.session.items if item is request.node)
    others = [item for item in request.session.items if item.path == told.path and item is not told]
    assert seconds([told]) == 9
    assert seconds([told, *others]) == pytest.approx(9 + 0.3 * len(others))
