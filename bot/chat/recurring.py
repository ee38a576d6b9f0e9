"""How a series begins and ends: the same for huddles, wherever, and plan reviews. What changes it meanwhile: ``rescheduled``.

``case`` is None for the huddles of a team room: what is said of these is said in that room alone.
"""

from __future__ import annotations

from datetime import time

from bot.care import series
from bot.care.cadence import Rule
from bot.care.facts import Value
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.series import S
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.series import begun
from bot.chat.arguments.series import series as read_series
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import told_team


def rhythm(text: str, actor: Actor, work: Work, *, expected: str, example: str, default: time | None = None) -> Rule:
    """Read how often, and nothing behind it. ``default``: the time where none is said. ``ArgumentError`` with this example."""
    text = begun(text)
    words = split(text)
    try:
        read = read_series(words, now=work.now, zone=actor.zone, default=default)
    except ArgumentError as error:
        raise ArgumentError(error.field, error.expected, example) from error
    if not is_blank(following(text, words, read.consumed)):
        raise ArgumentError("series", expected, example)
    return read.rule


def of_huddles(text: str, actor: Actor, work: Work) -> Rule:
    """Read how often huddles are, wherever, and nothing behind it. ``ArgumentError`` with an example."""
    expected = "a day or a number of weeks, a time, and perhaps a zone"
    return rhythm(text, actor, work, expected=expected, example="!huddle every mon 09:00 Europe/Berlin")


def established(case: str | None, actor: Actor, work: Work, turn: Turn, kept: Kept[S], before: Kept[S] | None) -> Reply:
    """Tell the team of a series, of its next dates, and of the one whose place it takes."""
    replaced = series.shown(work, before)["rhythm"] if before else ""
    values: dict[str, Value] = {**series.shown(work, kept), "replaced": replaced, "by": ""}
    return _told(case, turn, actor, Reply(template=f"{kept.what.purpose.value}/series", values=values, refs=(kept.ref,)))


def stopped(case: str | None, actor: Actor, work: Work, turn: Turn, going: Kept[S]) -> Reply:
    """End a series, and tell the team."""
    shown = series.shown(work, going)["rhythm"]
    series.stop(work, going)
    values: dict[str, Value] = {"ref": going.ref, "rhythm": shown, "by": ""}
    return _told(case, turn, actor, Reply(template=f"{going.what.purpose.value}/stopped", values=values, refs=(going.ref,)))


def _told(case: str | None, turn: Turn, actor: Actor, reply: Reply) -> Reply:
    return told_team(turn, case, reply, actor.id) if case is not None else reply
