"""What every template has to be, whichever family it belongs to."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.care.kinds import KINDS
from bot.care.outcomes import CLOSED, LEAVING
from bot.chat.registry import Registry
from bot.chat.render import Renderer
from commands import FAMILIES

ROOT = Path(__file__).parents[3]
TEMPLATES = ROOT / "templates"
SOURCES = sorted([*(ROOT / "commands").glob("*.py"), *(ROOT / "bot" / "care").glob("*.py"), *(ROOT / "bot" / "chat").rglob("*.py")])
PAIRS = sorted(path.relative_to(TEMPLATES).with_suffix("").as_posix() for path in TEMPLATES.rglob("*.txt"))
ENVIRONMENT = Renderer()._environment  # noqa: SLF001 - only the renderer's own environment knows every filter
TAGS = {"strong", "em", "code", "del", "ul", "ol", "li", "pre", "blockquote", "p", "br"}
_ARGUMENTS = {"Message": "template", "Reply": "template", "Ask": "kind", "Confirm": "kind", "Due": "kind"}


def given(call_names: set[str]) -> Iterator[str]:
    """The constant templates or kinds that the sources give to these calls."""
    for source in SOURCES:
        for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            wanted = [keyword.value for keyword in node.keywords if keyword.arg == _ARGUMENTS.get(name)]
            if name.endswith("Error"):
                wanted = node.args[:1]
            for value in wanted if name in call_names or (name.endswith("Error") and "Error" in call_names) else []:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


_ALONE = {"said": "", "learnt": False, "unshared_with": (), "withheld": ()}
"""Nothing was said behind the word."""


@pytest.mark.parametrize("name", ["action/done.txt", "action/done.html", "action/deferred.txt", "action/deferred.html"])
def test_every_kind_of_record_is_named_in_words(name: str) -> None:
    for kind in KINDS:
        assert "_" not in ENVIRONMENT.get_template(name).render(kind=kind.kind, ref="8R2Q", **_ALONE)


def test_what_only_leaves_the_agenda_is_not_called_done() -> None:
    for kind in (*CLOSED, *LEAVING):
        told = ENVIRONMENT.get_template("action/done.txt").render(kind=kind.kind, ref="8R2Q", **_ALONE)
        assert ("it stays in the record" in told) is (kind in LEAVING)


@pytest.mark.parametrize("name", ["huddle/agenda.txt", "huddle/agenda.html"])
def test_the_agenda_s_example_names_what_a_word_is_enough_for(name: str) -> None:
    lines = [
        {
            "section": section,
            "values": dict.fromkeys(("label", "owner", "by", "reason", "text", "voice", "at"), "")
            | {"ref": ref, "closes": section != "due", "kind": "conference"},
        }
        for section, ref in (("safety", "S1"), ("unfinished", "U1"), ("new", "N1"), ("topics", "T1"), ("due", "D1"))
    ]
    counts = {"signals": 1, "safety": 1, "unfinished": 1, "new": 1, "due": 0, "topics": 1, "asks": 0}
    known = {
        "counts": counts,
        "rest": False,
        "preview": True,
        "ref": "",
        "at": None,
        "late": False,
        "overtaken": None,
        "apologies": (),
        "more": 0,
        "case": "C-1",
    }
    told = ENVIRONMENT.get_template(name).render(**known, lines=lines, direct=False)
    assert "T1 done" in told
    assert "!done C-1 T1" in ENVIRONMENT.get_template(name).render(**known, lines=lines, direct=True)
    without = ENVIRONMENT.get_template(name).render(**known, lines=lines[:3], direct=False)
    assert "N1 done" in without
    alone = ENVIRONMENT.get_template(name).render(**known, lines=lines[-1:], direct=False)
    assert "D1 defer" in alone
    assert "done" not in alone
    assert "!defer C-1 D1" in ENVIRONMENT.get_template(name).render(**known, lines=lines[-1:], direct=True)


@pytest.mark.slow
def test_every_template_that_is_named_exists_in_text_and_in_html() -> None:
    named = {one for one in given({"Message", "Reply", "Error"}) if re.fullmatch("[a-z]+/[a-z_]+", one)}
    assert len(named) > 50
    for name in sorted(named):
        assert (TEMPLATES / f"{name}.txt").is_file(), name
        assert (TEMPLATES / f"{name}.html").is_file(), name


@pytest.mark.slow
def test_every_template_is_a_pair_that_can_be_read_and_uses_allowed_tags_alone() -> None:
    pages = {name: (TEMPLATES / f"{name}.html").read_text(encoding="utf-8") for name in PAIRS}
    assert {name for name, page in pages.items() if not set(re.findall(r"</?([a-z0-9]+)[^>]*>", page)) <= TAGS} == set()
    assert {name for name, page in pages.items() if re.search(r"<[a-z]+\s+[a-z]+=|\|\s*safe|@room|https?://", page)} == set()
    for name in PAIRS:
        for suffix in ("txt", "html"):
            ENVIRONMENT.get_template(f"{name}.{suffix}")


@pytest.mark.slow
def test_every_question_confirmation_and_due_moment_has_its_taker() -> None:
    registry = Registry(FAMILIES)
    assert set(given({"Ask"})) <= set(registry.answers)
    assert set(given({"Confirm"})) <= set(registry.confirmed)
    assert set(given({"Due"})) <= set(registry.dues)


@pytest.mark.slow
def test_a_due_moment_that_is_set_by_a_named_kind_has_its_taker_too() -> None:
    kinds = {
        node.value.value
        for source in SOURCES
        for node in ast.parse(source.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
        and any(isinstance(target, ast.Name) and target.id.endswith("_DUE") for target in node.targets)
    }
    assert kinds <= set(Registry(FAMILIES).dues)
