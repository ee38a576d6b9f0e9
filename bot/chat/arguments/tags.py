"""Tags on the first line of a note: ``#category ~modality >GOALREF @14:30``."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.care.cadence import Unique, resolve
from bot.care.codes import parse_ref
from bot.care.consent import Category, Modality
from bot.care.errors import UnsharedError
from bot.chat.arguments.clocks import clock
from bot.chat.arguments.dates import calendar_day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import is_person
from bot.chat.arguments.terms import CATEGORIES, MODALITIES, longest, unknown_category, unknown_modality
from bot.chat.tokens import ZERO_WIDTH, Word, split

_UNSEEN = f"[{ZERO_WIDTH}]*"
_OPENING = "\"'\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb\u2039\u203a(["
_CLOSING = "\"'\u203a\u2039)]"
_SIGN = re.compile(
    rf"(?:(?<!\S)|(?<=[{re.escape(_OPENING)}])(?={_UNSEEN}[#~])){_UNSEEN}"
    rf"(?:[#~]{_UNSEEN}[^\W\d]|>{_UNSEEN}[0-9A-Za-z]|@{_UNSEEN}[0-9])"
)
_CATEGORY = re.compile(r"#[^\W\d]")
_MODALITY = re.compile(r"~[^\W\d]")
_TIME = re.compile(r"@(?:([0-9]{4})-([0-9]{2})-([0-9]{2})(?:T|\Z))?(.*)", re.IGNORECASE)
_MOMENT = re.compile(r"@(?:[0-9]{1,2}:[0-9]{2}(?![0-9A-Za-z.])|[0-9]{4}-[0-9]{2}-[0-9]{2})")
_BEHIND = ",;.:!?"
_MOST = 16


@dataclass(frozen=True, kw_only=True)
class Tags:
    """What the tags say. Where they say nothing, the author's defaults stand."""

    categories: tuple[Category, ...] = ()
    modality: Modality | None = None
    goal: str | None = None
    """A ref; whether there is such a goal is for the caller to see."""
    at: datetime | None = None
    """When it was; aware, UTC, not later than now."""


@dataclass(frozen=True, kw_only=True)
class _Tag:
    value: Category | Modality | str | datetime
    start: int
    end: int


def tags(text: str, *, now: datetime, zone: str) -> tuple[Tags, str]:
    """Read the tags of a note and give the text without those that stand before or behind its first line's words.

    A tag in the midst of the line, or in quotation marks or brackets, counts too and stays where it is. ``now`` is aware,
    ``zone`` an IANA name, for the time. Raises ``ArgumentError`` for an unknown category anywhere on the line, since a note
    must not be filed under another one than its author meant, and for whatever else begins the note as a tag and is none.
    """
    line = text[: _line_end(text)]
    found: list[_Tag] = []
    begin, leads = 0, True
    for sign in _SIGN.finditer(line):
        if sign.start() < (found[-1].end if found else 0):
            continue
        leads = leads and not line[begin : sign.start()].strip()
        tag = _tag(split(line, sign.start(), limit=2), leads=leads, now=now, zone=zone)
        leads = leads and tag is not None
        if tag is not None:
            found.append(tag)
            begin = tag.end if leads else begin
        if len(found) > _MOST:
            raise ArgumentError("tags", f"{_MOST} tags at most", "#medication ~couple_work")
    end = len(line)
    for tag in reversed(found):
        if tag.start >= begin and not line[tag.end : end].strip():
            end = tag.start
    return _collected([tag.value for tag in found]), _cut(text, line, begin, end)


def check_untagged(text: str) -> None:
    """Refuse a category on a text whose readers are fixed. It is taken back, since its author means it for fewer than those."""
    if named(text):
        raise UnsharedError("refused/tag_here")


def named(text: str) -> tuple[Category, ...]:
    """Give the categories that stand as tags anywhere in a text, whatever else is wrong with it."""
    words = split(text)
    found = []
    for place, word in enumerate(words):
        bare = word.text.lstrip(_OPENING + ZERO_WIDTH)
        spelt = [bare[1:].rstrip(_BEHIND + _CLOSING), *(one.text for one in words[place + 1 :])]
        if bare.startswith("#") and (category := longest(spelt, CATEGORIES)) is not None:
            found.append(category[0])
    return tuple(dict.fromkeys(found))


def _tag(words: Sequence[Word], *, leads: bool, now: datetime, zone: str) -> _Tag | None:
    text = words[0].text
    spelt = [text[1:].rstrip(_BEHIND + _CLOSING), *(word.text.rstrip(_BEHIND + _CLOSING) for word in words[1:2])]
    if text.rstrip(_BEHIND + _CLOSING) != text:
        spelt = spelt[:1]
    if _CATEGORY.match(text):
        category = longest(spelt, CATEGORIES)
        if category is None:
            raise unknown_category()
        return _over(words[: category[1]], category[0])
    if _MODALITY.match(text):
        modality = longest(spelt, MODALITIES)
        if modality is None and leads:
            raise unknown_modality()
        return _over(words[: modality[1]], modality[0]) if modality else None
    if text.startswith(">"):
        goal = parse_ref(spelt[0])
        if goal is not None:
            return _over(words[:1], goal)
        if leads:
            raise ArgumentError("goal", "the four characters that stand with the goal", ">8R2Q")
    if _MOMENT.match(text) or (leads and text.startswith("@") and not _named(text)):
        return _over(words[:1], _time(text.rstrip(_BEHIND), now=now, zone=zone))
    return None


def _named(text: str) -> bool:
    """A person, whose name may begin with a figure."""
    return is_person(text.rstrip(_BEHIND)) and re.search("[A-Za-z]", text) is not None


def _over(words: Sequence[Word], value: Category | Modality | str | datetime) -> _Tag:
    last = words[-1]
    marks = len(last.text) - len(last.text.rstrip(_CLOSING))  # a quotation keeps its end
    return _Tag(value=value, start=words[0].start, end=last.end - marks)


def _time(text: str, *, now: datetime, zone: str) -> datetime:
    own = ZoneInfo(zone)
    today = now.astimezone(own).date()
    match = _TIME.match(text)
    shown = clock([Word(text=match[4], start=0, end=0)]) if match and match[4] else None
    wrong = ArgumentError("time", "a time of today that has been, or a date with one", f"@{today.isoformat()}T09:00")
    if match is None or shown is None or shown[0].vague or shown[0].until:
        raise wrong
    day = calendar_day(int(match[1]), int(match[2]), int(match[3]), today=today) if match[1] else today
    meaning = resolve(day, shown[0].readings[0], own)
    if not isinstance(meaning, Unique) or meaning.at > now:
        raise wrong
    return meaning.at.astimezone(UTC)


def _collected(values: Sequence[Category | Modality | str | datetime]) -> Tags:
    categories = tuple(dict.fromkeys(value for value in values if isinstance(value, Category)))
    modalities = list(dict.fromkeys(value for value in values if isinstance(value, Modality)))
    times = list(dict.fromkeys(value for value in values if isinstance(value, datetime)))
    goals = list(dict.fromkeys(value for value in values if type(value) is str))
    for field, several, example in (("modality", modalities, "~couple_work"), ("goal", goals, ">8R2Q"), ("time", times, "@14:30")):
        if len(several) > 1:
            raise ArgumentError(field, "one at most for each note", example)
    return Tags(
        categories=categories,
        modality=modalities[0] if modalities else None,
        goal=goals[0] if goals else None,
        at=times[0] if times else None,
    )


def _cut(text: str, line: str, begin: int, end: int) -> str:
    kept = line[begin:end]
    if begin:
        kept = kept.lstrip()
    if end < len(line):
        kept = kept.rstrip()
    behind = text[len(line) :]
    return kept + behind if kept or len(line[begin:end]) == len(line) else behind.removeprefix("\r").removeprefix("\n")


def _line_end(text: str) -> int:
    end = text.find("\n")
    end = len(text) if end < 0 else end
    return end - 1 if text[:end].endswith("\r") else end
