"""``"What next?" with @a, physician ~couple_work between 7 Dec and 18 Dec for 45m by Fri``: a proposal as people type it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.care import conferences
from bot.care.cadence import at_clock
from bot.care.clinic import Clinic
from bot.care.finding import Wanted
from bot.chat.arguments.dates import day as read_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.moments import moment
from bot.chat.arguments.spans import span
from bot.chat.assigned import Short
from bot.chat.clauses import Grammar, lasting, written
from bot.chat.companions import companions, unplaced
from bot.chat.tokens import Word, split

_COMMAND = "!conference propose"
_SOME = '"What next?"'
EXAMPLE = f'{_COMMAND} "Shall we go on together?" with physician, physio between 14 Dec and 18 Dec for 45m'

_WITH, _BETWEEN, _FOR, _BY = "with", "between", "for", "by"
_GRAMMAR = Grammar(
    keys={**{key: key for key in (_WITH, _BETWEEN, _FOR, _BY)}, "from": _BETWEEN, "until": _BY},
    expected="the question in quotation marks, and before or behind it with, between, for and by",
    example=EXAMPLE,
)
_TAGS = ("#", "~")


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, and when."""

    now: datetime
    zone: str
    """IANA name."""
    clinic: Clinic
    mentions: Sequence[str] = ()
    short: Short | None = None
    """What reads ``@physician`` and ``me`` as the one person of the case who is meant."""

    @property
    def today(self) -> date:
        """Their day."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


def wanted(text: str, asker: Asker) -> Wanted:
    """Read a question in quotation marks, and before or behind it in any order: with whom, between which days, how long, by when.

    Without quotation marks all of it is the question, if no such word stands in it. Its ``categories`` are those of tags alone.
    ``ArgumentError`` for what cannot be read, ``AmbiguousError`` for a day or time that may be two.
    """
    try:
        return _wanted(text, asker)
    except ArgumentError as error:
        raise ArgumentError(error.field, error.expected, _whole(error.example)) from error


def _whole(example: str) -> str:
    """Give an example of the command from one of a part of it."""
    if example.startswith("!"):
        return example
    if example.startswith('"'):
        return f"{_COMMAND} {example}"
    if example.startswith("@"):
        return f"{_COMMAND} {_SOME} {_WITH} {example}"
    whole = example.partition(" ")[0] in _GRAMMAR.keys or example.startswith(_TAGS)
    return f"{_COMMAND} {_SOME} {example}" if whole else EXAMPLE


def _wanted(text: str, asker: Asker) -> Wanted:
    found = written(text, _GRAMMAR, now=asker.now, zone=asker.zone)
    parts = found.parts
    people, roles = companions(parts[_WITH], unplaced(asker.mentions, text), asker.short) if _WITH in parts else ((), ())
    first, last = _days(parts.get(_BETWEEN, ""), asker)
    return Wanted(
        question=found.question,
        categories=found.categories,
        people=people,
        roles=roles,
        modality=found.modality,
        lasts=lasting(parts[_FOR], _GRAMMAR) if _FOR in parts else conferences.LASTS,
        first=first,
        last=last,
        until=_until(parts.get(_BY, ""), asker),
        zone=asker.zone,
    )


def _days(text: str, asker: Asker) -> tuple[date | None, date | None]:
    """``7 Dec and 18 Dec``, ``7-18 Dec``."""
    words = split(text)
    if not words:
        return None, None
    joint = next((place for place, word in enumerate(words) if word.key == "and"), None)
    if joint is None:
        first, last, count = span(words, today=asker.today)
        _all(words, count)
        return first, last
    first, count = read_day(words[:joint], today=asker.today)
    _all(words[:joint], count)
    last, count = read_day(words[joint + 1 :], today=asker.today)
    _all(words[joint + 1 :], count)
    if last < first:
        raise ArgumentError("date", "the first day, and then the last one", "between 14 Dec and 18 Dec")
    return first, last


def _until(text: str, asker: Asker) -> datetime | None:
    words = split(text)
    try:
        return deadline(words, asker) if words else None
    except ArgumentError as error:
        raise ArgumentError(error.field, error.expected, f"{_BY} {error.example}") from error


def deadline(words: Sequence[Word], asker: Asker) -> datetime:
    """Read all words as a day with a time, or a day alone: the end of the clinic's working hours, on the clocks of whoever asks."""
    try:
        until = moment(words, now=asker.now, zone=asker.zone)
    except ArgumentError:
        on, count = read_day(words, today=asker.today)
        _all(words, count)
        return at_clock(on, asker.clinic.hours[1], asker.zone)
    _all(words, until.consumed)
    return until.at


def _all(words: Sequence[Word], count: int) -> None:
    if count < len(words):
        raise _GRAMMAR.misread()
