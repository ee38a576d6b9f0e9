"""What the documents claim. A command, a path or a target that they name must be there."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer.main

import commands
from bot import cli, init
from bot.chat.registry import Registry
from bot.chat.tokens import split

ROOT = Path(__file__).parents[2]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md")
LOCKS = ("locks/app.txt", "locks/dev.txt")
REGISTRY = Registry(commands.FAMILIES)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def quoted(name: str) -> list[str]:
    """Everything that stands between backticks on one line."""
    return re.findall(r"`([^`\n]+)`", text(name))


def everywhere(pattern: str) -> Iterator[tuple[str, str]]:
    for name in DOCUMENTS:
        yield from ((name, found) for found in re.findall(pattern, text(name)))


def targets() -> dict[str, str]:
    """The Makefile's targets that a person may call, and what it says about each."""
    found = re.findall(r"^([a-z]+):(?!=)(?:[^#\n]*)(?:## (.*))?$", text("Makefile"), re.MULTILINE)
    return {name: about for name, about in found if not name.isupper()}


def test_every_chat_command_in_the_documents_is_one() -> None:
    typed = [(name, one.removeprefix("!")) for name in DOCUMENTS for one in quoted(name) if re.match("!\\w", one)]
    assert len(typed) > 30
    for name, words in typed:
        if words in REGISTRY.families:
            continue
        found = REGISTRY.find(split(words.replace("…", "").strip()))
        assert found is not None, (name, words)
        verb = re.match(r"\w+ (?:C-\w+ )?([a-z]+)(?: |$)", words)
        known = {one.name for one in REGISTRY.commands.values()}
        if verb and f"{found.command.family} {verb[1]}" in known:
            assert found.command.name.startswith(f"{found.command.family} {verb[1]}"), (name, words)


def test_every_family_of_commands_is_in_the_changelog() -> None:
    told = text("CHANGELOG.md")
    assert [family for family in REGISTRY.families if f"`!{family}`" not in told and f"`!{family}s`" not in told] == []


def test_every_command_of_the_command_line_is_in_the_readme_and_the_other_way_round() -> None:
    click = typer.main.get_command(cli.app)
    there = set()
    for name, command in vars(click)["commands"].items():
        inner = vars(command).get("commands", {})
        there |= {f"{name} {one}" for one in inner} or {name}
    table = set(re.findall(r"^\| `carehuddle ([a-z ]+)` \|", text("README.md"), re.MULTILINE))
    assert table == there
    told = {found for _, found in everywhere(r"carehuddle ((?:audit )?(?:init|run|doctor|verify|version|enrol|backup|restore))\b")}
    assert told <= there


def test_every_target_of_make_has_its_comment_and_those_in_the_documents_exist() -> None:
    known = targets()
    assert {"setup", "help", "run", "test", "check"} <= known.keys()
    assert [name for name, about in known.items() if not about] == []
    named = {found for _, found in everywhere(r"(?:^|[`\n]|Then )make ([a-z]+)\b")} - {"it"}
    assert named <= known.keys()


def test_every_path_in_the_documents_is_there() -> None:
    made = {"data/sandbox", "config.toml", "/healthz"}
    begin = ("bot/", "commands/", "templates/", "tests/", "locks/", ".ci/")
    for name in DOCUMENTS:
        paths = [one for one in quoted(name) if one.startswith(begin) or re.fullmatch(r"[\w.-]+\.(md|toml|txt)", one)]
        for path in paths:
            if path not in made and "<" not in path and path != "bot/templates":
                assert (ROOT / path).exists(), (name, path)
        for link in re.findall(r"\]\(([^)#:]+)\)", text(name)):
            assert (ROOT / link).exists(), (name, link)


def test_every_module_named_in_the_architecture_is_there() -> None:
    there = {path.name for package in ("bot", "commands", "tests") for path in (ROOT / package).rglob("*.py")}
    assert set(re.findall(r"\b([a-z]+\.py)\b", text("ARCHITECTURE.md"))) - there == set()


def test_every_package_and_folder_of_tests_is_in_the_architecture() -> None:
    told = text("ARCHITECTURE.md")
    packages = {path.parent.name for path in (ROOT / "bot").glob("*/*.py") if path.name != "__init__.py"}
    assert [name for name in sorted(packages) if f"`bot/{name}/`" not in told] == []
    folders = {path.parent.name for path in (ROOT / "tests").glob("*/test_*.py")} | {
        path.parents[1].name for path in (ROOT / "tests").glob("*/*/test_*.py")
    }
    assert [name for name in sorted(folders) if f"`tests/{name}`" not in told] == []


def test_every_library_is_in_the_architecture() -> None:
    told = text("ARCHITECTURE.md").lower()
    project = tomllib.loads(text("pyproject.toml"))["project"]
    names = {re.split(r"[\[><=]", one)[0] for one in project["dependencies"]}
    assert [name for name in sorted(names) if name not in told] == []


def test_init_asks_as_many_questions_as_the_readme_says() -> None:
    assert "It asks eight questions" in " ".join(text("README.md").split())
    assert len(vars(init)["_QUESTIONS"]) == 8


def test_the_continuous_check_does_what_a_new_user_is_told() -> None:
    path = ROOT / ".ci" / "run"
    assert os.access(path, os.X_OK)
    steps = [line for line in path.read_text("utf-8").splitlines() if line.startswith("make")]
    assert (steps[0], steps[-1]) == ("make", "make test")


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_a_hash_for_everything_and_no_address(lock: str) -> None:
    lines = text(lock).splitlines()
    pinned = [line for line in lines if re.match(r"[a-z0-9]", line)]
    assert len(pinned) > 50
    assert [line for line in pinned if not re.fullmatch(r"[a-z0-9._-]+==[^ ]+ \\", line)] == []
    assert [line for line in lines if re.search(r"//|@|--(index|extra|find|trusted)", line)] == []
    assert sum("--hash=sha256:" in line for line in lines) >= len(pinned)


def test_the_locks_hold_what_the_project_asks_for_and_agree() -> None:
    app, dev = (dict(re.findall(r"^([a-z0-9._-]+)==([^ ]+)", text(lock), re.MULTILINE)) for lock in LOCKS)
    project = tomllib.loads(text("pyproject.toml"))
    wanted = {plain(one) for one in project["project"]["dependencies"]}
    assert wanted <= app.keys()
    assert {plain(one) for one in project["dependency-groups"]["dev"]} | wanted <= dev.keys()
    assert {name: version for name, version in app.items() if dev.get(name) != version} == {}


def plain(requirement: str) -> str:
    return re.split(r"[\[><=]", requirement)[0]


@pytest.mark.slow
def test_no_module_is_without_a_word_on_what_it_is() -> None:
    paths = [path for package in ("bot", "commands") for path in (ROOT / package).rglob("*.py") if path.name != "__init__.py"]
    assert [path for path in paths if ast.get_docstring(ast.parse(path.read_text("utf-8"))) is None] == []
