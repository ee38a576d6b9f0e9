"""The instruments whose totals can be kept: the catalogue with its sources, and what a team adds."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from bot.care import instruments
from bot.care.facts import Line, Value
from bot.care.instruments import OwnInstrument
from bot.care.measures import Better, Instrument
from bot.care.people import COORDINATION, LEAD, ROSTER, Actor
from bot.care.ports import Work
from bot.care.tags import about
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.terms import categories
from bot.chat.parameters import CaseCode, Rest
from bot.chat.scored import instrument, number
from bot.chat.spec import command
from bot.chat.tokens import Word, following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, told

_EXAMPLE = "!instrument add Sleep diary category medical range 0-10 step 1 better lower change 2 source Our own sheet, 2026"
_KEYS = ("category", "range", "step", "better", "change", "source")


@command("instruments", allow=ROSTER | COORDINATION, read=True, example=("!instruments", "!instruments PHQ-9"))
def listing(case: CaseCode, work: Work, which: Annotated[str, Rest("which one, or all")] = "") -> Reply:
    """List the instruments whose totals can be kept. Of one: its range, what its totals mean, its source and licence."""
    known = instruments.known(work, case)
    if is_blank(which):
        own = tuple(_line(one) for one in known.values() if one.own)
        shared: list[Value] = [_row(one) for one in known.values() if not one.own]
        return Reply(template="instrument/list", values={"catalogue": shared}, lines=own)
    found, _ = instrument(split(which), known)
    if found.own:
        return Reply(template="instrument/one", values={"it": None}, lines=(_line(found),))
    return Reply(template="instrument/one", values={"it": _row(found)})


@command("instrument add", allow=LEAD, example=_EXAMPLE)
def adding(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("its name, category, range and source")]
) -> Reply:
    """Add an instrument of your own for this case.

    Its name, then category, range, step, better (lower or higher), change (how many points are meaningful, or none) and, last,
    source: where these figures come from. No questions of it, only its totals are kept.
    """
    what = _read(words, turn.event_id)
    kept = instruments.add(work, case, actor.id, what)
    heard = heard_in(work, case, turn, actor.id, what.categories)
    values: dict[str, Value] = {"ref": kept.ref, "categories": [one.words for one in what.categories], **told(heard)}
    line = _line(instruments.as_instrument(kept), author=actor.id)
    return Reply(template="instrument/added", values=values, lines=(line,), refs=(kept.ref,), privately=bool(heard))


def _read(text: str, event: str) -> OwnInstrument:
    words = split(text)
    places = {word.key: number for number, word in reversed(list(enumerate(words))) if word.key in _KEYS}
    source = places.get("source")
    if source is None or any(one not in places for one in ("category", "range", "better", "change")):
        raise _unclear()
    ends = sorted(places.values())
    parts = {key: words[place + 1 : next((end for end in ends if end > place), len(words))] for key, place in places.items()}
    if ends[0] == 0 or ends[-1] != source or is_blank(following(text, words, source + 1)):
        raise _unclear()
    found, count = categories(parts["category"])
    least, most = _range(parts["range"])
    if count != len(parts["category"]) or [one.key for one in parts["better"]] not in [[way.value] for way in Better]:
        raise _unclear()
    change = parts["change"]
    return OwnInstrument(
        text=" ".join(word.text for word in words[: ends[0]]),
        categories=found,
        least=least,
        most=most,
        step=_one(parts["step"]) if "step" in parts else Decimal(1),
        better=Better(parts["better"][0].key),
        change=None if [one.key for one in change] == ["none"] else _one(change),
        source=following(text, words, source + 1).strip(),
        event=event,
    )


def _one(words: tuple[Word, ...]) -> Decimal:
    found = number(words[0]) if len(words) == 1 else None
    if found is None:
        raise _unclear()
    return found.normalize()


def _range(words: tuple[Word, ...]) -> tuple[Decimal, Decimal]:
    ends = split(" ".join(word.text for word in words).replace("\u2013", "-").replace("-", " ").replace(" to ", " "))
    if len(ends) != 2:  # noqa: PLR2004 - the lowest and the highest
        raise _unclear()
    return _one(ends[:1]), _one(ends[1:])


def _unclear() -> ArgumentError:
    return ArgumentError("instrument", "its name, category, range, step, better, change, and last its source", _EXAMPLE)


def _line(one: Instrument, *, author: str | None = None) -> Line:
    return Line(about=about(one.categories), author=author, section="own", values=_row(one))


def _row(one: Instrument) -> dict[str, Value]:
    return {
        "name": one.name,
        "also": list(one.also),
        "measures": one.measures,
        "categories": [category.words for category in one.categories],
        "least": one.shown(one.least),
        "most": one.shown(one.most),
        "step": f"{one.step:f}",
        "classes": list(one.classes),
        "better": one.better.value,
        "bands": _bands(one),
        "band_source": one.band_source,
        "change": _change(one),
        "change_source": one.change_source,
        "citation": one.citation,
        "licence": one.licence,
        "example": one.example,
    }


def _bands(one: Instrument) -> list[Value]:
    lasts = [*(upper.first - one.step for upper in one.bands[1:]), one.most]
    ends = zip(one.bands, lasts, strict=False)
    return [f"{band.name} ({one.shown(band.first)}{'' if band.first == last else f'-{one.shown(last)}'})" for band, last in ends]


def _change(one: Instrument) -> str:
    """How many points count, in words; empty where no figure is established."""
    if one.classes:
        return "any other class"
    found = sorted({points for _, points in one.change})
    if not found:
        return ""
    points = f"{found[0]:f}" if len(found) == 1 else f"{found[0]:f} to {found[-1]:f}"
    return f"{points} {'point' if points == '1' else 'points'}"
