"""``"What next?" with @a, physician ~couple_work between 7 Dec and 18 Dec for 45m by Fri``: a proposal as people type it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.care import conferences
from bot.care.cadence import at_clock
from bot.care.clinic import Clinic
from bot.care.finding import Wanted
from bot.chat import invitation
from bot.chat.arguments.clocks import length
from bot.chat.arguments.dates import day as read_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.moments import moment
from bot.chat.arguments.quotes import quotation
from bot.chat.arguments.spans import span
from bot.chat.arguments.tags import tags
from bot.chat.tokens import Word, split

_COMMAND = "!conference propose"
_SOME = '"What next?"'
EXAMPLE = f'{_COMMAND} "Shall we go on together?" with physician, physio between 14 Dec and 18 Dec for 45m'

_WITH, _BETWEEN, _FROM, _FOR, _BY = "with", "between", "from", "for", "by"
_CLAUSES = frozenset({_WITH, _BETWEEN, _FROM, _FOR, _BY, "until"})
_TAGS = ("#", "~")
_QUOTE = '"?" '
"""What stands in place of the question while the people behind it are read."""


@dataclass(frozen=True, kw_only=True)
class Asker:
    """Who asks, and when."""

    now: datetime
    zone: str
    """IANA name."""
    clinic: Clinic
    mentions: Sequence[str] = ()

    @property
    def today(self) -> date:
        """Their day."""
        return self.now.astimezone(ZoneInfo(self.zone)).date()


def wanted(text: str, asker: Asker) -> Wanted:
    """Read a question in quotation marks, and behind it in any order: with whom, between which days, for how long, by when.

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
    return f"{_COMMAND} {_SOME} {example}" if example.partition(" ")[0] in _CLAUSES or example.startswith(_TAGS) else EXAMPLE


def _wanted(text: str, asker: Asker) -> Wanted:
    found, body = tags(text, now=asker.now, zone=asker.zone)
    quoted = quotation(body)
    if quoted is None and any(word.key in _CLAUSES for word in split(body)[1:]):
        raise ArgumentError("question", "quotation marks around it, and the rest behind them", EXAMPLE)
    question, rest = quoted if quoted is not None else (body.strip(), "")
    clauses = _clauses(rest)
    _, people, roles = invitation.question(f"{_QUOTE}{clauses.get(_WITH, '')}", asker.mentions)
    first, last = _days(clauses, asker)
    return Wanted(
        question=question.strip(),
        categories=found.categories,
        people=people,
        roles=roles,
        modality=found.modality,
        lasts=_length(clauses.get(_FOR, "")),
        first=first,
        last=last,
        until=_until(clauses.get(_BY, ""), asker),
        zone=asker.zone,
    )


def _clauses(text: str) -> dict[str, str]:
    """Cut what stands behind the question into its parts, each by the word that it begins with; tags are left out.

    ``ArgumentError`` for a part that is there twice, and for words that belong to none.
    """
    parts: dict[str, str] = {}
    words = split(text)
    begins = [place for place, word in enumerate(words) if word.key in _CLAUSES or word.text.startswith(_TAGS)]
    if words and (not begins or begins[0] > 0):
        raise _misread()
    for place, end in pairwise([*begins, len(words)]):
        key = words[place].key
        part = text[words[place].start : words[end - 1].end]
        if words[place].text.startswith(_TAGS):
            continue
        key = _BETWEEN if key in {_BETWEEN, _FROM} else _BY if key == "until" else key
        if key in parts:
            raise _misread()
        parts[key] = part
    return parts


def _days(clauses: dict[str, str], asker: Asker) -> tuple[date | None, date | None]:
    """``between 7 Dec and 18 Dec``, ``from 7-18 Dec``."""
    text = clauses.get(_BETWEEN, "")
    words = split(text)[1:]
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


def _length(text: str) -> timedelta:
    words = split(text)[1:]
    if not words:
        return conferences.LASTS
    found = length(words)
    if found is None:
        raise ArgumentError("length", "minutes or hours", "for 45m")
    _all(words, found[1])
    return found[0]


def _until(text: str, asker: Asker) -> datetime | None:
    words = split(text)[1:]
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
        raise _misread()


def _misread() -> ArgumentError:
    return ArgumentError("proposal", "the question in quotation marks, and behind it with, between, for and by", EXAMPLE)
