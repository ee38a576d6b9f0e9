"""A conference that is booked, and held at its minute."""

from __future__ import annotations

from datetime import timedelta

from bot.care import sittings
from bot.care.actions import Decision
from bot.care.conferences import Conference
from bot.care.dues import Due
from bot.care.records import Kept
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

GUEST = "@guest:example.org"
AT = "2026-12-10 14:00-14:30"
BOOK = f'!conference at {AT} "What next?" with {PHYSICIAN}'


def booked(text: str = BOOK) -> tuple[Ward, str]:
    """The ward, and the ref of its conference."""
    ward = Ward()
    ward.say(SEX_THERAPIST, text)
    (kept,) = ward.desk.records.find(Conference, ward.code)
    return ward, kept.ref


def begun(text: str = BOOK) -> tuple[Ward, str]:
    """A conference that has begun at its minute."""
    ward, ref = booked(text)
    ward.talk.ring(due(ward, sittings.BEGINS))
    return ward, ref


def due(ward: Ward, kind: str) -> Due:
    """The only moment of a kind that is to come."""
    (found,) = (one for one in ward.desk.dues.of(ward.code) if one.kind == kind)
    return found


def rung(ward: Ward, kind: str, *, late: timedelta = timedelta()) -> str:
    """That moment comes; what is said because of it, as it reads."""
    return "\n".join(ward.read(one).text for one in ward.talk.ring(due(ward, kind), late=late))


def latest(ward: Ward, template: str) -> Said:
    """What was said last by this template."""
    return next(one for one in reversed(ward.desk.said) if one.message.template == template)


def decision(ward: Ward, number: int = -1) -> Kept[Decision]:
    """A decision of the case, the latest unless it is numbered."""
    return ward.desk.records.find(Decision, ward.code)[number]


def refs(ward: Ward, kind: str) -> list[str]:
    """The refs of the records of a kind, in the order of keeping."""
    return [kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == kind]
