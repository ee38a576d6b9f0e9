"""What the terminal shows of the sandbox: how far it is, each scene with each message as people's own clients decrypted it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

SOUND = "decrypted, no shield"
STYLES: Mapping[bool, str] = {True: "cyan", False: "green"}


class Screen:
    """Writes to a terminal, or as plain text to whatever takes its place."""

    def __init__(self, console: Console) -> None:
        self._console = console

    @contextmanager
    def progress(self) -> Iterator[Callable[[str], None]]:
        """A moving bar while the block lasts, with what is being done, as the block says it, and for how long."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
        with Progress(*columns, console=self._console, transient=True) as shown:
            task = shown.add_task("", total=None)

            def step(what: str) -> None:
                shown.update(task, description=what)
                if not self._console.is_terminal:  # there the bar is not drawn
                    self.say(f"{what} ...")

            yield step

    def scene(self, title: str) -> None:
        """Begin a scene."""
        self._console.print()
        self._console.print(Rule(Text(title, style="bold"), align="left"))

    def message(self, *, room: str, sender: str, body: str, from_bot: bool, seen: Mapping[str, str]) -> None:
        """Show one message; ``seen`` says of each reader how it arrived with their client."""
        marks: dict[str, list[str]] = {}
        for reader, mark in seen.items():
            marks.setdefault(mark, []).append(reader)
        footer = "; ".join(f"{mark}: {', '.join(readers)}" for mark, readers in marks.items())
        self._console.print(
            Panel(
                Text(body),
                title=Text(f"{room} | {sender}"),
                title_align="left",
                subtitle=Text(footer, style="dim" if set(marks) == {SOUND} else "bold red"),
                subtitle_align="left",
                border_style=STYLES[from_bot],
            )
        )

    def file(self, name: str, reader: str, content: str) -> None:
        """Show what is in a file that somebody downloaded and decrypted."""
        title = Text(f"{name} | as the client of the {reader} decrypted it")
        self._console.print(Panel(Text(content), title=title, title_align="left", border_style="magenta"))

    def say(self, sentence: str, *, style: str = "") -> None:
        """One sentence of our own."""
        self._console.print(Text(sentence, style=style))

    def doors(self, url: str, people: Mapping[str, tuple[str, str, str]], *, kept: Path) -> None:
        """Show how to join: of each person the Matrix id, the password and the recovery key, or the file where they are kept."""
        self.scene("Join with any Matrix client")
        if people:
            table = Table("who", "name", "password", "recovery key", box=None, pad_edge=False)
            for who, opens in people.items():
                table.add_row(*(Text(cell, overflow="fold") for cell in (who, *opens)))
            self._console.print(table)
        self.say(f"Homeserver: {url} (on this machine alone)", style="bold")
        self.say(f"Names, passwords and recovery keys are kept in {kept}.")
        self.say(
            "Sign the new device with the recovery key: the bot talks with devices that their owner has signed, and no others."
        )
        self.say("A new device cannot read what was said before it; `!cases` in your direct room with the bot tells where you are.")
        self.say("Everything stays up until Ctrl-C.")
