"""What the terminal shows: words as they came, and who read them how."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from bot.sandbox.screen import SOUND, Screen


@pytest.fixture
def output() -> io.StringIO:
    return io.StringIO()


@pytest.fixture
def screen(output: io.StringIO) -> Screen:
    return Screen(Console(file=output, width=200))


def test_a_message_is_shown_as_it_came_even_where_it_looks_like_markup(screen: Screen, output: io.StringIO) -> None:
    screen.message(
        room="Care team", sender="the bot", body="[bold]a topic[/bold] :smile:", from_bot=True, seen={"physician": SOUND}
    )
    assert "[bold]a topic[/bold] :smile:" in output.getvalue()


def test_each_reader_stands_beside_how_they_read_it(screen: Screen, output: io.StringIO) -> None:
    seen = {"physician": SOUND, "nurse": "red shield (UNSIGNED_DEVICE)", "physio": SOUND}
    screen.message(room="Care team", sender="the bot", body="a topic", from_bot=True, seen=seen)
    assert "decrypted, no shield: physician, physio; red shield (UNSIGNED_DEVICE): nurse" in output.getvalue()


def test_passwords_are_shown_once_and_later_only_where_they_are(screen: Screen, output: io.StringIO) -> None:
    kept = Path("/data/accounts.json")
    screen.doors("http://127.0.0.1:8008", {"physician": ("@physician:care.localhost", "the password", "the key")}, kept=kept)
    assert "@physician:care.localhost  the password  the key" in output.getvalue()
    output.truncate(0)
    screen.doors("http://127.0.0.1:8008", {}, kept=kept)
    assert "the password" not in output.getvalue()
    assert "kept in /data/accounts.json" in output.getvalue()


def test_long_work_is_named_step_by_step_where_no_bar_can_be_drawn(screen: Screen, output: io.StringIO) -> None:
    with screen.progress() as step:
        step("Starting the homeserver")
    assert "Starting the homeserver ..." in output.getvalue()
