"""The agenda of a huddle: a function of the record, the most urgent dozen first, each line with its reason and its ref."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta

from bot.care import attendance, guests, huddles, outcomes
from bot.care.facts import Line, Message, Value
from bot.care.gate import uncovered
from bot.care.huddles import Begun
from bot.care.items import Item, Section
from bot.care.ports import Work
from bot.care.series import Purpose, current
from bot.care.sources import HEADINGS, collect

DOZEN = 12
"""How many lines an agenda has before somebody asks for more."""

SENTENCE = "agenda sentence"
"""What takes a reply to an agenda: a ref, and a sentence about that line."""

PUNCTUAL = timedelta(minutes=1)
"""An agenda posted later than this says so."""


def ordered(items: Iterable[Item]) -> tuple[Item, ...]:
    """Put them in the order of need."""
    return tuple(sorted(items, key=lambda item: (item.need, item.ref)))


def page(items: Iterable[Item]) -> tuple[Line, ...]:
    """Put items under their sections, each in the order given, and behind each what somebody said of it."""
    order = list(Section)
    placed = sorted(items, key=lambda item: order.index(item.section))
    return tuple(line for one in placed for line in (_line(one), one.note) if line is not None)


def counts(items: Iterable[Item]) -> Mapping[str, int]:
    """How many there are of each section, and open signals among them."""
    items = tuple(items)
    sections = [item.section for item in items]
    return {
        **{section.value: sections.count(section) for section in Section},
        "signals": sum(one.kind == "signal" for one in items),
    }


def opening(work: Work, case: str, begun: Begun, *, late: bool = False, waited: bool = False) -> Message:
    """The agenda that a huddle begins with; ``waited``: a conference had to end first."""
    at = begun.huddle.what.planned or begun.huddle.created
    values: dict[str, Value] = {
        "at": at,
        "posted": work.now,
        "late": late or waited or work.now - at > PUNCTUAL,
        "waited": waited,
        "ref": begun.huddle.ref,
        "overtaken": begun.overtaken.created if begun.overtaken is not None else None,
        "preview": False,
    }
    return _message(work, case, values)


def preview(work: Work, case: str, readers: tuple[str, ...] = ()) -> Message:
    """The agenda as it would be now, for these people (none: for the team); of a huddle that is running, what is left of it."""
    open_one = huddles.running(work, case)
    planned = current(work, case, Purpose.HUDDLE)
    at = open_one.created if open_one is not None else planned.due if planned is not None else None
    values: dict[str, Value] = {
        "at": at,
        "posted": work.now,
        "late": False,
        "waited": False,
        "ref": open_one.ref if open_one is not None else "",
        "overtaken": None,
        "preview": True,
    }
    return _message(work, case, values, readers)


def more(work: Work, case: str) -> Message:
    """What does not stand among the first dozen."""
    items = _items(work, case)
    values: dict[str, Value] = {"left": max(0, len(items) - DOZEN)}
    return Message(template="agenda/more", values=values, lines=page(items[DOZEN:]), case=case, hears=hears(case))


def hears(case: str) -> tuple[str, str]:
    """Give what a reply to an agenda is handed to, if it is a ref and a sentence."""
    return SENTENCE, f"{case} "


def left(work: Work, case: str) -> tuple[Item, ...]:
    """What is on the agenda now, in the order in which it is read."""
    order = list(Section)
    return tuple(sorted(_items(work, case), key=lambda item: order.index(item.section)))


def _items(work: Work, case: str, readers: tuple[str, ...] = ()) -> tuple[Item, ...]:
    open_one = huddles.running(work, case)
    begun = open_one.created if open_one is not None else work.now
    since = huddles.news_since(work, case)
    found = collect(work, case, since=since, begun=begun, zone=work.clinic.zone, readers=readers)
    return ordered(_heard_of(work, case, found, guests.among(work, case, readers)))


def _heard_of(work: Work, case: str, items: Iterable[Item], visiting: frozenset[str]) -> Iterable[Item]:
    """Leave out what one of these guests may not read and does not do: of a guest's case no count tells what else there is."""
    if not visiting:
        return items
    roster, grants = work.rosters.of(case), work.consents.of(case)
    return (one for one in items if visiting <= {one.owner} or not uncovered(_line(one), visiting, roster, grants, work.now))


def _message(work: Work, case: str, values: Mapping[str, Value], readers: tuple[str, ...] = ()) -> Message:
    items = _items(work, case, readers)
    headings = [line for heading in HEADINGS for line in heading(work, case)]
    told = {**values, "counts": counts(items), "more": max(0, len(items) - DOZEN), "apologies": attendance.apologies(work, case)}
    return Message(template="huddle/agenda", values=told, lines=(*headings, *page(items[:DOZEN])), case=case, hears=hears(case))


def _line(item: Item) -> Line:
    return Line(about=item.about, author=item.author if item.alone else None, section=item.section.value, values=_shown(item))


def _shown(item: Item) -> Mapping[str, Value]:
    return {
        "ref": item.ref,
        "kind": item.kind,
        "text": item.text,
        "reason": item.reason,
        "owner": item.owner,
        "by": item.author,
        "label": item.label,
        "voice": item.voice,
        "at": item.at,
        "closes": outcomes.by_a_word(item.kind),
    }
