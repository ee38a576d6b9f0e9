"""The agenda of a team room: one line a case, with its code, counts, names and ages, and not a clinical word.

Each line names the roster of its case, so that the gate leaves it out as long as somebody is in the room who is not on it; whoever
is on it then reads it in their direct room.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.care import agenda, huddles, minutes
from bot.care.facts import Line, Message, Value
from bot.care.huddles import Huddle, Stage
from bot.care.items import Item, Need, Section
from bot.care.places import Place
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.sources import collect
from bot.care.team_huddles import TeamHuddle, cases_of, consented
from bot.care.teamrooms import TeamRoom, outsiders

SIX = 6
"""How many cases one message tells of."""

_OWNERS = 3
_OVER = frozenset({Stage.ENDED, Stage.BY_CLOCK, Stage.OVERTAKEN})


@dataclass(frozen=True, kw_only=True)
class Row:
    """One case: how much it needs, and what is told of it."""

    code: str
    need: tuple[float, ...]
    line: Line


def rows(work: Work, room: Kept[TeamRoom]) -> tuple[Row, ...]:
    """Every open case of a team room, the one that needs it most first, else as they were added.

    Where nothing is shared, safety alone counts.
    """
    return tuple(sorted((_row(work, code) for code in cases_of(work, room)), key=lambda one: one.need))


def messages(work: Work, room: Kept[TeamRoom], place: Place, values: Mapping[str, Value]) -> tuple[Message, ...]:
    """Put it into words, six cases a message. What is not for everyone there goes along with the first, for the direct rooms."""
    every = [one.line for one in rows(work, room)]
    here = [one for one in every if not outsiders(work, place, one.roster, bot=work.clinic.bot)]
    apart = [one for one in every if one not in here]
    pages = [here[at : at + SIX] for at in range(0, len(here), SIX)] or [[]]
    return tuple(
        Message(
            template="teamroom/agenda",
            values={**values, "first": number == 0, "posted": work.now},
            lines=(*page, *(apart if number == 0 else ())),
        )
        for number, page in enumerate(pages)
    )


def heading(
    at: datetime, ref: str = "", *, late: bool = False, overtaken: datetime | None = None, preview: bool = False
) -> dict[str, Value]:
    """What stands above the agenda."""
    return {"at": at, "ref": ref, "late": late, "overtaken": overtaken, "preview": preview}


def summary(work: Work, kept: Kept[TeamHuddle]) -> Message:
    """What came of a huddle, in codes and counts. The minutes of each case are in its own room."""
    lines = [_counted(work, visit.code, visit.huddle) for visit in kept.what.visits]
    values: dict[str, Value] = {
        "ref": kept.ref,
        "begun": kept.created,
        "by_clock": kept.state == Stage.BY_CLOCK,
        "spoken": bool(kept.what.visits),
    }
    left = tuple(Line(roster=code, section="left", values={"code": code}) for code in (*kept.what.passed, *kept.what.order))
    return Message(template="teamroom/ended", values=values, lines=(*(one for one in lines if one is not None), *left))


def line(work: Work, code: str) -> Line:
    """What a team room is told of one case."""
    return _row(work, code).line


def _row(work: Work, code: str) -> Row:
    items = collect(work, code, since=huddles.news_since(work, code), begun=work.now, zone=work.clinic.zone)
    if not consented(work, code):
        items = [one for one in items if one.section is Section.SAFETY]
    ordered = agenda.ordered(items)
    last = next(iter(work.records.find(Huddle, code, states=_OVER, newest=1)), None)
    values: dict[str, Value] = {
        "code": code,
        "counts": dict(agenda.counts(items)),
        "owners": _owners(ordered),
        "overdue": _overdue(items),
        "last": last.created if last is not None else None,
    }
    need = ordered[0].need if ordered else (float(max(Need) + 1),)
    return Row(code=code, need=need, line=Line(roster=code, section="case", values=values))


def _owners(items: tuple[Item, ...]) -> list[str]:
    """Who has something to do that is unfinished, the most urgent first."""
    found = dict.fromkeys(one.owner for one in items if one.owner and one.section is Section.UNFINISHED)
    return list(found)[:_OWNERS]


def _overdue(items: list[Item]) -> int:
    """For how many days the longest has been overdue."""
    late = [int(-one.need[1]) for one in items if one.need[0] == Need.LATE and len(one.need) > 1]
    return max([0, *late])


def _counted(work: Work, code: str, ref: str) -> Line | None:
    found = work.records.locate(code, ref)
    if found is None or not isinstance(found.what, Huddle):
        return None
    sections = [one.section for one in minutes.message(work, found).lines]
    counts: dict[str, Value] = {name: sections.count(name) for name in minutes.SECTIONS}
    return Line(roster=code, section="case", values={"code": code, **counts})
