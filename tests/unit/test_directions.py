"""Two directions that import contracts cannot say; the others stand in pyproject.toml."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
CORE = sorted((ROOT / "bot" / "care").glob("*.py"))
FAMILIES = sorted(path for path in (ROOT / "commands").glob("*.py") if path.stem != "__init__")


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def family(module: str) -> str:
    """A family may have several files: ``note``, ``note_changes`` and ``notes`` are one."""
    return module.split("_", maxsplit=1)[0].removesuffix("s")


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_the_core_imports_the_standard_library_and_itself_alone(path: Path) -> None:
    known = sys.stdlib_module_names
    assert [name for name in imported(path) if not name.startswith("bot.care.") and name.split(".")[0] not in known] == []


@pytest.mark.parametrize("path", CORE, ids=lambda path: path.stem)
def test_the_core_neither_waits_nor_reads_nor_writes(path: Path) -> None:
    doors = {
        "asyncio",
        "io",
        "os",
        "pathlib",
        "random",
        "secrets",
        "shutil",
        "socket",
        "sqlite3",
        "subprocess",
        "threading",
        "time",
    }
    assert doors.isdisjoint(name.split(".")[0] for name in imported(path))
    assert not any(isinstance(node, ast.AsyncFunctionDef | ast.Await) for node in ast.walk(ast.parse(path.read_text("utf-8"))))


@pytest.mark.parametrize("path", FAMILIES, ids=lambda path: path.stem)
def test_one_family_of_commands_imports_no_other(path: Path) -> None:
    others = {name.split(".")[1] for name in imported(path) if name.startswith("commands.")}
    assert {other for other in others if family(other) != family(path.stem)} == set()
