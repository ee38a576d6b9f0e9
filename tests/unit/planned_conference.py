"""A conference that is planned, and what reminds of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.care import guests, reminders
from bot.care.consent import Category
from tests.unit.desk import BOT, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

AT = datetime(2026, 12, 10, 13, tzinfo=UTC)
GUEST = "@guest:example.org"


def planned() -> tuple[Ward, str]:
    """The ward, and the ref of its conference."""
    ward = Ward()
    ward.say(PHYSICIAN, '!conference at 2026-12-10 14:00-14:45 "canary"')
    return ward, next(kept.ref for kept in ward.desk.state.records.values() if kept.what.kind == "conference")


def reminder(ward: Ward, kind: str = reminders.REMINDER_DUE, late: timedelta = timedelta()) -> list[Said]:
    """The next reminder comes."""
    return ward.talk.ring(min((one for one in ward.desk.dues.of(ward.code) if one.kind == kind), key=lambda one: one.at), late)


def own(ward: Ward) -> list[tuple[datetime, str]]:
    """The reminders of people's own: when, and whose."""
    return [(one.at, reminders.person_of(one)) for one in ward.desk.dues.of(ward.code) if one.kind == reminders.OWN_DUE]


def briefed() -> tuple[Ward, str]:
    """The same, with a guest in its room."""
    ward, ref = planned()
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    ward.desk.grant(ward.code, Category.MEDICAL, to=GUEST)
    ward.say(SEX_THERAPIST, f'!brief {GUEST} "#medical What next?"')
    ward.desk.join(guests.key_of(ref), BOT)
    return ward, ref
