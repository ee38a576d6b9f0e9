"""A result as it was typed, and as it is remembered while its author is asked which number they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.care.amounts import Amount
from bot.care.cadence import at_clock
from bot.care.consent import Modality
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.overheard import Overheard
from bot.care.results import Result, Source
from bot.chat import drafts
from bot.chat.arguments.numbers import quality
from bot.chat.arguments.tags import tags
from bot.chat.arguments.values import lab, tail
from bot.chat.tokens import is_blank

_NOON = time(12)
_HEADED = re.compile(r"([^\W_][^:\r\n]{0,59}):\s+(?=\S)")


@dataclass(frozen=True, kw_only=True)
class Resulted:
    """What was typed."""

    ways: tuple[Result, ...]
    """Every way in which it can be read; at least one."""
    sure: bool
    """There is one way only; else its author is asked."""
    served: datetime


def draft(source: Source, text: str, *, now: datetime, zone: str, event: str, ref: str = "") -> dict[str, Value]:
    """Take the tags off. ``ref``: the result that it is a new version of. Raises ``ArgumentError`` for a wrong tag."""
    found, body = tags(text, now=now, zone=zone)
    if is_blank(body):
        raise InvalidError("refused/nothing_said")
    return {
        "source": source.value,
        "text": body,
        "said": now.isoformat(),
        "zone": zone,
        "categories": [one.value for one in found.categories],
        "modality": found.modality.value if found.modality else None,
        "goal": found.goal,
        "at": found.at.isoformat() if found.at else None,
        "event": event,
        "ref": ref,
    }


def read(kept: Mapping[str, Value]) -> Resulted:
    """Read a draft, the same way each time. ``ArgumentError`` for what cannot be meant."""
    source, text, zone = Source(str(kept["source"])), str(kept["text"]), str(kept["zone"])
    said = datetime.fromisoformat(str(kept["said"]))
    today = said.astimezone(ZoneInfo(zone)).date()
    ways, sure, day = _lab(text, today) if source is Source.LAB else _image(text, today)
    at = datetime.fromisoformat(str(kept["at"])) if kept["at"] else said
    return Resulted(
        ways=tuple(_tagged(one, kept) for one in ways),
        sure=sure,
        served=at_clock(day, _NOON, zone) if day is not None and day != today else at,
    )


def remembered(heard: Overheard) -> dict[str, Value]:
    """Keep what came of typing it in a room, while its author is asked."""
    withheld: list[Value] = [one.value for one in heard.withheld]
    return {"present": sorted(heard.present), "withheld": withheld, "readers": sorted(heard.readers)}


def recalled(kept: Mapping[str, Value]) -> Overheard:
    """Give that back."""
    return Overheard(
        present=frozenset(drafts.texts(kept["present"])),
        withheld=drafts.categories(kept["withheld"]),
        readers=frozenset(drafts.texts(kept["readers"])),
    )


def _lab(text: str, today: date) -> tuple[tuple[Result, ...], bool, date | None]:
    found = lab(text, today=today)
    ways = tuple(
        Result(
            source=Source.LAB,
            name=found.name,
            text=one.value,
            unit=found.unit,
            range=one.range,
            amount=one.amount,
            reference=one.reference,
        )
        for one in found.readings
    )
    return ways, found.sure, found.day


def _image(text: str, today: date) -> tuple[tuple[Result, ...], bool, date | None]:
    text, day, word = tail(text, today=today, free=True)
    if is_blank(text):
        raise InvalidError("refused/nothing_said")
    headed = _HEADED.match(text)
    name, seen = (headed[1], text[headed.end() :]) if headed else ("", text)
    amount = Amount(quality=quality(word)) if word is not None else Amount()
    return (Result(source=Source.IMAGING, name=name, text=seen, amount=amount),), True, day


def _tagged(one: Result, kept: Mapping[str, Value]) -> Result:
    return replace(
        one,
        categories=drafts.categories(kept["categories"]),
        modality=Modality(str(kept["modality"])) if kept["modality"] else None,
        goal=str(kept["goal"]) if kept["goal"] else None,
        event=str(kept["event"]),
    )
