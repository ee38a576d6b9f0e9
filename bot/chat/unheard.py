"""What is answered where guests are, and tells of conferences, or of times for one, of which these hear nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from bot.care import booked, guests, proposals
from bot.care.booked import Conference
from bot.care.codes import parse_ref
from bot.care.facts import Line, Value
from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.care.ports import Work
from bot.care.proposals import Proposal

_AROUND = "`.,:;!?()"
"""What stands around a ref in an example."""


def told_of(work: Work, place: Place, values: Mapping[str, Value], lines: Iterable[Line] = ()) -> bool:
    """Say whether something of that is told to a guest who is in this room, the room of a conference."""
    case = place.case
    if place.kind is not PlaceKind.CONFERENCE or case is None or not guests.among(work, case, place.present):
        return False
    named = dict.fromkeys(ref for one in (values, *(line.values for line in lines)) for ref in _refs(one))
    return not all(_heard(work, place, case, ref) for ref in named)


def _heard(work: Work, place: Place, case: str, ref: str) -> bool:
    """Whether everybody in a room hears of what a ref stands for, if that is a conference, or times for one."""
    found = work.records.locate(case, ref)
    if found is None or not isinstance(found.what, Conference | Proposal):
        return True
    known = booked.is_known_to if isinstance(found.what, Conference) else proposals.is_known_to
    return known(work, found, *place.present)


def _refs(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield from (ref for word in value.split() if (ref := parse_ref(word.strip(_AROUND))) is not None)
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _refs(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _refs(one)
