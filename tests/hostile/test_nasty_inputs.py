"""Each hostile chat input gets the class that it must get, and leaves the bot as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.care.codes import make_case_code
from bot.care.notes import Note
from bot.care.rosters import Case
from bot.store.work import OpenWork
from tests.cast import PHYSICIAN, THERAPIST
from tests.heard import bodies
from tests.stage import Stage

ENTRIES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "nasty-inputs.json").read_text("utf-8"))["inputs"]
TYPED = [entry for entry in ENTRIES if ("text" in entry or "unit" in entry) and "raw_json" not in entry]
"""What gets past the guard: half a surrogate pair does not."""
UNKNOWN_CASE = make_case_code(lambda below: 7 % below)
"""Well-formed, and of nobody."""

OURS = {
    "N046": ("C-999999", UNKNOWN_CASE),
    "N047": ("c-1", "{case}"),
    "N049": ("C\u20111", "C\u2011{TAIL}"),
    "N050": ("C\u22121", "C\u2212{TAIL}"),
    "N053": ("C-1", "{CASE}"),
    "N055": ("C-1", "{CASE}"),
    "N056": ("C-1", "{CASE}"),
    "N058": ("C-1", "{CASE}"),
}
"""Where an entry spells out a case code, ours has another form: what is to be put in its place."""

NOT_YET = ("!remind", "!export", "!erase", "!as ", "!eval")
"""Families that do not exist: whatever is typed, the answer is that there is no such command."""

STANDS = {
    "N008": {"done"},  # "add" is the text of a note
    "N019": {"done"},  # the same for "ad"
    "N020": {"done"},  # and for "delete"
    "N173": {"done"},
    "N073": {"denied"},  # the audit is for auditors, and is read in their own rooms
    "N152": {"done"},  # it is asked what was meant: the question is the answer, and nothing is kept before it is answered
    "N076": {"invalid"},  # there is nothing like binding a room: the words behind the command are refused
}
"""Where what was typed is something else in our language."""

RINGS = {"N173", "N187", "N188", "N190", "N191"}
"""A booking, and proposed times, ring those who take part."""

EXPECTED = {
    "ignore": set(),
    "usage-error": {"invalid", "asked", "not found", "conflict"},
    "reject-value": {"invalid", "asked", "not found"},
    "question": {"asked", "invalid"},
    "deny": {"denied"},
    "store-verbatim": {"done"},
    "accept-normalised": {"done"},
    "quarantine-or-escape": {"done"},
}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    opened = Stage(tmp_path_factory.mktemp("nasty"))
    opened.open_case()
    yield opened
    opened.close()


def typed(entry: dict[str, Any], code: str) -> str:
    text = entry["text"] if "text" in entry else entry["prefix"] + entry["unit"] * entry["repeat"]
    found, ours = OURS.get(entry["id"], ("", ""))
    text = text.replace(found, ours) if found else text
    for name, value in {"{P}": "!", "{NOTE}": f"!note {code}", "{CASE}": code, "{case}": code.lower(), "{TAIL}": code[2:]}.items():
        text = text.replace(name, value)
    return str(text)


def outcomes(opened: OpenWork) -> list[str]:
    rows = opened.connection.exec_driver_sql("select outcome from facts where action not like 'pin%' order by time, sequence")
    return [str(one) for one in rows.scalars()]


def notes(opened: OpenWork) -> list[Note]:
    cases: tuple[Case, ...] = opened.cases.all()
    return [kept.what for kept in opened.records.find(Note, cases[-1].code)]


@pytest.mark.slow
@pytest.mark.parametrize("entry", TYPED, ids=[entry["id"] for entry in TYPED])
def test_each_input_gets_its_class(stage: Stage, entry: dict[str, Any]) -> None:
    code = stage.case_place().removeprefix("case:")
    text = typed(entry, code)
    before, kept = stage.store.act_now(outcomes), stage.store.act_now(notes)
    stage.faults.clear()
    speaker = PHYSICIAN if entry["expect"] == "deny" else THERAPIST
    place = f"direct:{speaker}" if UNKNOWN_CASE in text else stage.case_place()
    heard = stage.say(speaker, place, text)
    after, kept_after = stage.store.act_now(outcomes)[len(before) :], stage.store.act_now(notes)
    assert stage.faults == []
    allowed = STANDS.get(entry["id"], {"invalid"} if text.startswith(NOT_YET) else EXPECTED[entry["expect"]])
    assert set(after[:1]) <= allowed, f"{after} {bodies(heard)}"
    assert bool(after) == bool(allowed)
    for one in heard:
        assert len(one.body.encode()) < 4096
        assert one.effect.content.get("m.mentions", {}) == {} or entry["id"] in RINGS
        assert "@room" not in one.body
    if entry["expect"] == "store-verbatim" and "note" in text[:6]:
        free = text.split(code, 1)[1]
        assert kept_after[-1].text in {free[1:], free.lstrip(" ")}
    elif "done" not in after:
        assert kept_after == kept
