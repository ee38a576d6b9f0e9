"""Which instruments there are: the catalogue, which is a data file with its sources, and what teams add for a case."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any, ClassVar

from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError
from bot.care.measures import Band, Better, Instrument
from bot.care.ports import Work
from bot.care.records import Kept, Payload

_LONGEST_NAME = 24
_MOST_STEPS = 10_000
_OWN = "own:"


@dataclass(frozen=True, kw_only=True)
class OwnInstrument(Payload):
    """An instrument that the team of a case added."""

    kind: ClassVar[str] = "instrument"
    text: str
    """Its name."""
    categories: tuple[Category, ...]
    least: Decimal
    most: Decimal
    step: Decimal
    better: Better
    change: Decimal | None
    """None: no figure for a meaningful change is known."""
    source: str
    event: str = ""


def spelt(name: str) -> str:
    """A name as it is looked up: letters and figures alone, in small letters."""
    return "".join(one for one in name.lower() if one.isalnum())


def _read(key: str, fields: Mapping[str, Any]) -> Instrument:
    classes = tuple(fields.get("classes", ()))
    least, most = fields.get("range", (0, len(classes) - 1))
    change = fields["change"]
    steps = [] if change == "none" else change if isinstance(change, list) else [[least, change]]
    return Instrument(
        key=key,
        name=fields["name"],
        also=tuple(fields.get("also", ())),
        measures=fields["measures"],
        categories=tuple(Category(one) for one in fields["categories"]),
        least=Decimal(least),
        most=Decimal(most),
        step=Decimal(fields.get("step", 1)),
        better=Better(fields["better"]),
        bands=tuple(Band(first=Decimal(first), name=name) for first, name in fields.get("bands", ())),
        band_source=fields.get("band_source", ""),
        change=tuple((Decimal(first), Decimal(points)) for first, points in steps),
        change_source=fields["change_source"],
        classes=classes,
        item9=fields.get("item9", 0),
        citation=fields["citation"],
        licence=fields["licence"],
    )


CATALOGUE: Mapping[str, Instrument] = {
    key: _read(key, fields)
    for key, fields in tomllib.loads(files("bot.care").joinpath("instruments.toml").read_text("utf-8"), parse_float=Decimal).items()
}
"""What comes with carehuddle, by its stored key: read once, like a module."""


def known(work: Work, case: str) -> Mapping[str, Instrument]:
    """Give every instrument of a case by its stored key, the team's own last."""
    return {**CATALOGUE, **{key(kept): as_instrument(kept) for kept in work.records.find(OwnInstrument, case)}}


def by_name(table: Mapping[str, Instrument]) -> Mapping[str, Instrument]:
    """Give the same by every name that it may be typed with."""
    return {spelt(name): one for one in table.values() for name in (one.name, *one.also)}


def key(kept: Kept[OwnInstrument]) -> str:
    """How scores name a team's own instrument."""
    return f"{_OWN}{kept.ref}"


def as_instrument(kept: Kept[OwnInstrument]) -> Instrument:
    """Give a team's own as an instrument like any other."""
    what = kept.what
    return Instrument(
        key=key(kept),
        name=what.text,
        measures="",
        categories=what.categories,
        least=what.least,
        most=what.most,
        step=what.step,
        better=what.better,
        change=() if what.change is None else ((what.least, what.change),),
        change_source=what.source,
        citation=what.source,
        licence="",
        own=True,
    )


def add(work: Work, case: str, by: str, what: OwnInstrument) -> Kept[OwnInstrument]:
    """Add one for a case.

    ``InvalidError`` for a range, a step or a change that cannot be, and for a name that cannot be typed as a word or three;
    ``ConflictError`` (``refused/instrument_there``) for the name of one that there is.
    """
    name = spelt(what.text)
    if not name or not name.isascii() or name.isdigit() or len(what.text) > _LONGEST_NAME or len(what.text.split()) > 3:  # noqa: PLR2004 - as many words as are tried when one is typed
        raise InvalidError("refused/instrument", wrong="name")
    span = what.most - what.least
    if what.least < 0 or span <= 0 or what.step <= 0 or span % what.step or span / what.step > _MOST_STEPS:
        raise InvalidError("refused/instrument", wrong="range")
    if what.change is not None and not 0 < what.change <= span:
        raise InvalidError("refused/instrument", wrong="change")
    if name in by_name(known(work, case)):
        raise ConflictError("refused/instrument_there")
    return work.records.add(what, case=case, author=by)
