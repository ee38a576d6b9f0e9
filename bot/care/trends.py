"""The course of one instrument: in words, and as a picture that says the same."""

from __future__ import annotations

from decimal import Decimal
from zoneinfo import ZoneInfo

from bot.care import measures, scores, standings
from bot.care.dates import spoken_day
from bot.care.facts import Line, Mark, Picture, Shade, Value
from bot.care.measures import Better, Instrument
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.scores import Score
from bot.care.tags import about

SECTION = "trend"
_FILE = "trend.png"


def line(work: Work, instrument: Instrument, every: list[Kept[Score]]) -> Line:
    """Give the course of at least one score, words and picture in one line: whoever may not read one of them reads none.

    ``every``: as ``scores.series`` gives them.
    """
    zone = ZoneInfo(work.clinic.zone)
    newest = standings.standing(work, every[-1], every)
    changes = newest.words(work.clinic.zone) if newest is not None else []
    base = standings.baseline(work, every).what.value
    authors = {kept.author for kept in every}
    values: dict[str, Value] = {
        "name": f"{instrument.name}{every[-1].what.whose}",
        "range": _range(instrument),
        "count": len(every),
        "points": [_point(instrument, kept, zone) for kept in every],
        "changes": list(changes),
        "counts": _counts(instrument, base),
    }
    return Line(
        about=about(scores.concerns(every)),
        author=authors.pop() if len(authors) == 1 else None,
        section=SECTION,
        picture=picture(instrument, every, zone, changes, base=base),
        values=values,
    )


def picture(instrument: Instrument, every: list[Kept[Score]], zone: ZoneInfo, changes: list[str], *, base: Decimal) -> Picture:
    """Give what is to be drawn: the totals over time, the screening ranges, and from where on a change is meaningful.

    ``base``: the baseline.
    """
    return Picture(
        name=_FILE,
        words=_sentence(instrument, every, zone, changes),
        title=f"{instrument.name}{every[-1].what.whose}, {_better(instrument)}",
        least=float(instrument.least),
        most=float(instrument.most),
        points=tuple((scores.at(kept).astimezone(zone).date(), float(kept.what.value)) for kept in every),
        shades=_shades(instrument),
        marks=_marks(instrument, base) if len(every) > 1 else (),
        names=instrument.classes,
    )


def _point(instrument: Instrument, kept: Kept[Score], zone: ZoneInfo) -> dict[str, Value]:
    return {
        "ref": kept.ref,
        "day": spoken_day(scores.at(kept).astimezone(zone)),
        "value": instrument.shown(kept.what.value),
        "band": measures.band(instrument, kept.what.value),
    }


def _sentence(instrument: Instrument, every: list[Kept[Score]], zone: ZoneInfo, changes: list[str]) -> str:
    values = ", ".join(instrument.shown(kept.what.value) for kept in every)
    first, last = (spoken_day(scores.at(kept).astimezone(zone)) for kept in (every[0], every[-1]))
    when = f"on {first}" if len(every) == 1 else f"from {first} to {last}"
    said = f"{instrument.name}{every[-1].what.whose} {when}: {values}."
    return f"{said} The newest: {'; '.join(changes)}." if changes else said


def _range(instrument: Instrument) -> str:
    scale = instrument.classes or (instrument.shown(instrument.least), instrument.shown(instrument.most))
    joined = ", ".join(scale) if instrument.classes else "-".join(scale)
    return f"{joined}; {_better(instrument)}"


def _better(instrument: Instrument) -> str:
    return f"{instrument.better.value} is better"


def _counts(instrument: Instrument, baseline: Decimal) -> str:
    """How many points from the baseline count, and by whom; empty for classes."""
    if instrument.classes:
        return ""
    needed = measures.counts(instrument, baseline)
    if needed is None:
        return "How much change is meaningful is not established for it"
    return f"{needed.normalize():f} points from the baseline count as a meaningful change ({instrument.change_source})"


def _shades(instrument: Instrument) -> tuple[Shade, ...]:
    if not instrument.bands:
        return ()
    ends = [*(upper.first for upper in instrument.bands[1:]), instrument.most]
    return tuple(
        Shade(least=float(band.first), most=float(end), name=band.name) for band, end in zip(instrument.bands, ends, strict=True)
    )


def _marks(instrument: Instrument, baseline: Decimal) -> tuple[Mark, ...]:
    """The baseline, and the total from which on the change is a meaningful one, each way as far as the scale goes."""
    if instrument.classes:
        return ()
    needed = measures.counts(instrument, baseline)
    marks = [Mark(at=float(baseline), name="baseline")]
    for way in (-1, 1) if needed is not None else ():
        level = baseline + way * (needed or 0)
        if instrument.least <= level <= instrument.most:
            better = (way < 0) is (instrument.better is Better.LOWER)
            marks.append(Mark(at=float(level), name=f"meaningfully {'better' if better else 'worse'}"))
    return tuple(marks)
