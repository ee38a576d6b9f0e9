from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from bot.care.facts import Mark, Picture, Shade
from bot.export.charts import Charts

START = date(2026, 1, 12)


def picture(count: int = 3, title: str = "a canary, lower is better") -> Picture:
    return Picture(
        name="trend.png",
        words="canary",
        title=title,
        least=0,
        most=27,
        points=tuple((START + timedelta(weeks=number), float(number % 27)) for number in range(count)),
        shades=(Shade(least=0, most=10, name="a"), Shade(least=10, most=27, name="b")),
        marks=(Mark(at=5, name="baseline"),) if count > 1 else (),
    )


def child(program: str) -> tuple[str, ...]:
    return (sys.executable, "-c", program)


def written(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in folder.rglob("*") if path.is_file()]


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 60])
async def test_a_picture_is_drawn_by_a_child_and_nothing_of_it_is_written_anywhere(tmp_path: Path, count: int) -> None:
    drawn = await Charts(tmp_path).draw(msgspec.to_builtins(picture(count)))
    assert drawn is not None
    assert drawn.startswith(b"\x89PNG")
    assert len(drawn) < 200_000
    assert all(word not in drawn for word in (b"canary", b"matplotlib", b"2026"))
    assert all(b"canary" not in found for found in written(tmp_path))


@pytest.mark.slow
async def test_a_title_that_looks_like_a_formula_is_drawn_as_it_stands(tmp_path: Path) -> None:
    assert await Charts(tmp_path).draw(msgspec.to_builtins(picture(title=r"$\frac{1}{$ & {x} 睡眠"))) is not None


@pytest.mark.parametrize("program", ["raise SystemExit(1)", "print('no picture')", "import os; os.abort()"])
async def test_a_child_that_fails_is_no_fault_of_ours(tmp_path: Path, program: str) -> None:
    assert await Charts(tmp_path, program=child(program)).draw(msgspec.to_builtins(picture())) is None


@pytest.mark.slow
async def test_a_child_that_never_answers_is_ended(tmp_path: Path) -> None:
    charts = Charts(tmp_path, program=child("import time; time.sleep(60)"), deadline=0.3)
    assert await charts.draw(msgspec.to_builtins(picture())) is None


async def test_a_program_that_is_not_there_is_no_fault_of_ours(tmp_path: Path) -> None:
    assert await Charts(tmp_path, program=("/nowhere/python",)).draw(msgspec.to_builtins(picture())) is None


async def test_the_child_is_told_no_secret_of_our_surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", "canary")
    program = r"import os, sys; sys.stdout.buffer.write(b'\x89PNG\r\n\x1a\n' + repr(dict(os.environ)).encode())"
    drawn = await Charts(tmp_path, program=child(program)).draw(msgspec.to_builtins(picture()))
    assert drawn is not None
    assert b"canary" not in drawn
