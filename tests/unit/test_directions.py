"""Two directions that import contracts cannot say; the others stand in pyproject.toml."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
DOORS = frozenset(
    {"asyncio", "io", "os", "pathlib", "random", "secrets", "shutil", "socket", "sqlite3", "subprocess", "threading", "time"}
)


def trees(folder: str) -> dict[str, ast.Module]:
    """The modules of a folder, by their names."""
    return {path.stem: ast.parse(path.read_text("utf-8")) for path in sorted((ROOT / folder).glob("*.py"))}


@pytest.fixture(scope="module")
def core() -> dict[str, ast.Module]:
    return trees("bot/care")


def imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{name.name}" for name in node.names)


def family(module: str) -> str:
    """A family may have several files: ``note``, ``note_changes`` and ``notes`` are one."""
    return module.split("_", maxsplit=1)[0].removesuffix("s")


def test_the_core_imports_the_standard_library_and_itself_alone(core: dict[str, ast.Module]) -> None:
    assert len(core) > 150
    known = sys.stdlib_module_names
    others = {(stem, name) for stem, tree in core.items() for name in imported(tree) if not name.startswith("bot.care.")}
    assert [(stem, name) for stem, name in sorted(others) if name.split(".")[0] not in known] == []


def test_the_core_neither_waits_nor_reads_nor_writes(core: dict[str, ast.Module]) -> None:
    assert [(stem, name) for stem, tree in core.items() for name in imported(tree) if name.split(".")[0] in DOORS] == []
    waits = [
        (stem, node.lineno)
        for stem, tree in core.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]
    assert waits == []


def test_one_family_of_commands_imports_no_other() -> None:
    families = trees("commands")
    del families["__init__"]
    crossing = [
        (stem, name)
        for stem, tree in families.items()
        for name in imported(tree)
        if name.startswith("commands.") and family(name.split(".")[1]) != family(stem)
    ]
    assert len(families) > 80
    assert crossing == []
