"""Examples that stand in templates, in rooms that do not say which case is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

import commands
from bot.care.facts import Line, Message, Value
from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.chat.registry import Registry
from bot.chat.render import Renderer
from bot.flow.said import Body, Reader
from tests.unit.desk import CLINIC, PHYSICIAN

CASE = "C-7K3FX"
OWN = Place(key=f"direct:{PHYSICIAN}", kind=PlaceKind.DIRECT, person=PHYSICIAN)
ROOM = Place(key=f"case:{CASE}", kind=PlaceKind.CASE, case=CASE)
CONTROL = Place(key="control", kind=PlaceKind.CONTROL)


def said(folder: Path, template: str, place: Place = OWN, *, case: str | None = CASE, **values: Value) -> Body:
    """What a template says in a place, read as text and as HTML from one source."""
    (folder / "x").mkdir(exist_ok=True)
    for suffix, sign in (("txt", ("`", "`")), ("html", ("<code>", "</code>"))):
        (folder / f"x/y.{suffix}").write_text(template.replace("[", sign[0]).replace("]", sign[1]), encoding="utf-8")
    renderer = Renderer(registry=Registry(commands.FAMILIES), folder=folder)
    lines = (Line(author=PHYSICIAN, section="", values={"text": "`!note something` is what I typed"}),)
    reader = Reader(place=place, clinic=CLINIC, zones=("Europe/Berlin",), person=place.person)
    return renderer(Message(template="x/y", values={"example": "", **values}, case=case), lines, reader)[0]


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("Say [!note show {{ example }}]", f"Say [!note {CASE} show 8R2Q]"),
        ("Say [!conference {{ example }}]", f"Say [!conference {CASE} 8R2Q]"),
        ("Say [!plan]", f"Say [!plan {CASE}]"),
        ("Say [!note …] or [!done {{ example }}]", f"Say [!note {CASE} …] or [!done {CASE} 8R2Q]"),
        ("Say [!vote {{ example }} 1]", "Say [!vote 8R2Q 1]"),
        ("Say [!case list] or [!help note]", "Say [!case list] or [!help note]"),
        ("Say [!team C-7K3FX add]", f"Say [!team {CASE} add]"),
        ("Say [!done {{ case }} {{ example }}]", f"Say [!done {CASE} 8R2Q]"),
    ],
)
def test_an_example_names_the_case_where_the_room_does_not(tmp_path: Path, template: str, shown: str) -> None:
    body = said(tmp_path, template, example="8R2Q")
    assert body.text == f"{CASE}: {shown.replace('[', '`').replace(']', '`')}"
    assert body.html == f"<strong>{CASE}</strong>: {shown.replace('[', '<code>').replace(']', '</code>')}"
    assert CASE in said(tmp_path, "[!note …]", CONTROL).text


def test_in_the_room_of_the_case_and_where_no_case_is_spoken_of_it_stands_as_it_was_written(tmp_path: Path) -> None:
    assert said(tmp_path, "Say [!note …]", ROOM).text == "Say `!note …`"
    assert said(tmp_path, "Say [!note …]", case=None).text == "Say `!note …`"


@pytest.mark.parametrize(
    ("example", "shown"),
    [
        ("!defer 8R2Q Not today", f"!defer {CASE} 8R2Q Not today"),
        ("!agenda", f"!agenda {CASE}"),
        (f"!agenda {CASE}", f"!agenda {CASE}"),
        ("!vote 8R2Q 1", "!vote 8R2Q 1"),
        ("2027-03-09", "2027-03-09"),
    ],
)
def test_an_example_that_comes_as_a_value_names_the_case_too(tmp_path: Path, example: str, shown: str) -> None:
    assert said(tmp_path, "Say [{{ example|coded }}]", example=example).text == f"{CASE}: Say `{shown}`"


def test_what_somebody_typed_stays_as_it_was_typed(tmp_path: Path) -> None:
    assert said(tmp_path, "{{ (lines|first).values.text|typed }}").text == f"{CASE}: `!note something` is what I typed"
