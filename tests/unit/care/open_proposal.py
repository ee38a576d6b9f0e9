"""A proposal that is open, the votes of those who are asked, and its moments."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.care import deciding, proposals, votes
from bot.care.conferences import Conference
from bot.care.consent import Category
from bot.care.deciding import Outcome
from bot.care.dues import Due
from bot.care.people import Role
from bot.care.proposals import Proposal, Time
from bot.care.records import Kept
from bot.care.settling import Ballot
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, FakeDesk

HOUR = timedelta(hours=1)
CLOSES = datetime.fromisoformat("2026-12-10T17:00Z")
FIRST, SECOND, THIRD = (datetime.fromisoformat(f"2026-12-{day}T10:00Z") for day in (14, 15, 16))
TEAM = {
    SEX_THERAPIST: (Role.SEX_THERAPIST,),
    PHYSICIAN: (Role.PHYSICIAN,),
    MENTAL_HEALTH: (Role.MENTAL_HEALTH,),
    COORDINATOR: (Role.COORDINATOR,),
}


def opened(**fields: object) -> tuple[FakeDesk, Kept[Proposal]]:
    """The lead (a sex therapist) takes the chair, the physician asks and presents; with the mental health clinician."""
    desk = FakeDesk()
    case = desk.case(TEAM)
    times = tuple(Time(at=at, end=at + HOUR / 2, rank=rank) for rank, at in enumerate((FIRST, SECOND, THIRD)))
    plain: dict[str, object] = {"people": (MENTAL_HEALTH,), "zone": "Europe/Berlin", "question": "What next?"}
    given = {"times": times, "closes": CLOSES, "categories": (Category.MEDICAL,), **plain, **fields}
    return desk, proposals.propose(desk, case, PHYSICIAN, Proposal(**given))  # type: ignore[arg-type]


def say(desk: FakeDesk, kept: Kept[Proposal], person: str, *yes: int, maybe: tuple[int, ...] = ()) -> Outcome | None:
    """Somebody votes; gives what that settles."""
    now = desk.records.get(Proposal, kept.case, kept.ref)
    votes.cast(desk.later(), now, person, Ballot(yes=frozenset(yes), maybe=frozenset(maybe)))
    return deciding.decide(desk, now, person)


def due(desk: FakeDesk, kept: Kept[Proposal], kind: str) -> Due:
    """A moment of it, which now comes."""
    moment = next(one for one in desk.dues.of(kept.case) if one.kind == kind and one.subject == kept.ref)
    desk.dues.cancel(moment.key)
    desk.later(max(timedelta(), moment.at - desk.now))
    return moment


def closes(desk: FakeDesk, kept: Kept[Proposal]) -> Outcome | Kept[Proposal] | None:
    """Its deadline comes; gives what that settles, or the proposal as it is left."""
    return deciding.close(desk, due(desk, kept, proposals.CLOSES))


def booked(desk: FakeDesk, kept: Kept[Proposal]) -> list[Conference]:
    """Every conference of its case."""
    return [one.what for one in desk.records.find(Conference, kept.case)]


def stage(desk: FakeDesk, kept: Kept[Proposal]) -> int:
    """Where it stands now."""
    return desk.records.get(Proposal, kept.case, kept.ref).state
