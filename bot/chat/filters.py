"""What templates may do to a value: moments in the reader's zones, people by their roles, and typed text made harmless."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_datetime
from jinja2 import pass_context, pass_eval_context
from jinja2.nodes import EvalContext
from jinja2.runtime import Context
from markupsafe import Markup, escape

from bot.care.dates import place
from bot.flow.said import Reader

_BREAK, _ESCAPE = "\ufdd0", "\ufdd1"
"""No characters; the first stands for a line break that a person typed, until blank lines left by templates are gone."""

_FSI, _PDI = "\u2068", "\u2069"
_OPENING = frozenset({"\u2066", "\u2067", _FSI})
_TURNING = frozenset({"R", "AL", "AN", "RLE", "LRE", "RLO", "LRO", "PDF", "LRI", "RLI", "FSI", "PDI"})
_BREAKS = re.compile("\r\n|\r|\n|\u2028|\u2029|\x85|\x0b|\x0c")
_DAY = "EEE d MMM y"
_CLOCK = "HH:mm"
_SEVERAL = frozenset({"results", "measures"})


def filters(language: str) -> Mapping[str, Callable[..., Any]]:
    """Every filter, for dates in ``language`` (English where that is none)."""
    locale = _locale(language)

    def shown(at: datetime, pattern: str, zone: str) -> str:
        return format_datetime(at, pattern, tzinfo=ZoneInfo(zone), locale=locale)

    @pass_context
    def when(context: Context, at: datetime) -> str:
        """The moment in each of the reader's zones; the day again only where it is another one."""
        zones = _reader(context).zones
        return f"{shown(at, _DAY, zones[0])}, {' / '.join(_clocks(at, zones))}"

    def _clocks(at: datetime, zones: Sequence[str]) -> Iterator[str]:
        """The time of day in each zone, by its place; with the day where it is another one than in the first."""
        first = shown(at, _DAY, zones[0])
        for zone in dict.fromkeys(zones):
            there = shown(at, _DAY, zone)
            yield f"{'' if there == first else f'{there}, '}{shown(at, _CLOCK, zone)} {place(zone)}"

    @pass_context
    def day(context: Context, at: datetime) -> str:
        """The day in the reader's first zone."""
        return shown(at, _DAY, _reader(context).zones[0])

    @pass_context
    def clock(context: Context, at: datetime) -> str:
        """The time of day; where people of several zones read it, in each of them by its place."""
        zones = dict.fromkeys(_reader(context).zones)
        return " / ".join(_clocks(at, tuple(zones))) if len(zones) > 1 else shown(at, _CLOCK, next(iter(zones)))

    @pass_context
    def first_clock(context: Context, at: datetime) -> str:
        """The time of day in the reader's first zone, for a list under a heading that names it."""
        return shown(at, _CLOCK, _reader(context).zones[0])

    return {
        "when": when,
        "day": day,
        "clock": clock,
        "first_clock": first_clock,
        "who": who,
        "typed": typed,
        "words": words,
        "listing": listing,
        "count": count,
        "are": are,
        "ticked": ticked,
    }


@pass_context
def who(context: Context, person: str) -> str:
    """A person by role and id, as the roster has them; never by a name that they chose."""
    role = _reader(context).names.get(person)
    return f"the {role} ({person})" if role else person


@pass_eval_context
def typed(eval_context: EvalContext, text: str) -> str | Markup:
    """Text that a person typed: every character kept, and none of them able to act on what stands around it."""
    kept = [_isolated(line) for line in _BREAKS.split(text)]
    if eval_context.autoescape:
        return Markup("<br>").join(escape(line) for line in kept)
    return _BREAK.join(line.replace(_ESCAPE, f"{_ESCAPE}1").replace(_BREAK, f"{_ESCAPE}0") for line in kept)


def with_breaks(rendered: str) -> str:
    """Put the line breaks of typed text back."""
    broken = rendered.replace(_BREAK, "\n")
    return broken.replace(f"{_ESCAPE}0", _BREAK).replace(f"{_ESCAPE}1", _ESCAPE)


def words(name: str) -> str:
    """A stored name as a person reads it."""
    return name.replace("_", " ")


@pass_eval_context
def listing(eval_context: EvalContext, items: Iterable[str]) -> str | Markup:
    """Several things in a sentence: "a, b and c"."""
    every = [escape(item) if eval_context.autoescape else str(item) for item in items]
    said = every[0] if len(every) == 1 else f"{', '.join(every[:-1])} and {every[-1]}" if every else ""
    return Markup(said) if eval_context.autoescape else said  # noqa: S704 - each item is escaped


def count(number: int, noun: str, several: str | None = None) -> str:
    """A number of things: "1 note", "3 notes", "no notes"."""
    return f"{number or 'no'} {noun if number == 1 else several or f'{noun}s'}"


def are(names: Sequence[str]) -> str:
    """The verb behind the names of some categories: "medical is", "results are", "medical and safety are"."""
    return "is" if len(names) == 1 and names[0] not in _SEVERAL else "are"


@pass_eval_context
def ticked(eval_context: EvalContext, text: str) -> str | Markup:
    """A sentence of ours in which backticks stand for code; never one that a person typed."""
    if not eval_context.autoescape:
        return text
    parts = (escape(part) for part in text.split("`"))
    return Markup().join(Markup("<code>{}</code>").format(part) if place % 2 else part for place, part in enumerate(parts))


def _isolated(line: str) -> str:
    """Shut a line in that could turn the direction of its surroundings, however its own signs are paired."""
    if not any(unicodedata.bidirectional(character) in _TURNING for character in line):
        return line
    unopened = unclosed = 0
    for character in line:
        if character in _OPENING:
            unclosed += 1
        elif character == _PDI and unclosed:
            unclosed -= 1
        elif character == _PDI:
            unopened += 1
    return _FSI * (1 + unopened) + line + _PDI * (1 + unclosed)


def _reader(context: Context) -> Reader:
    reader = context["reader"]
    if not isinstance(reader, Reader):
        raise TypeError("a template is rendered for a reader")
    return reader


def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-" if "-" in language else "_")
    except (UnknownLocaleError, ValueError):
        return Locale.parse("en")
