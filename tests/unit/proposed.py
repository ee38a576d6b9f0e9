"""Proposed times, as somebody asked for them, and what is said of them where."""

from __future__ import annotations

from bot.care.facts import Message
from bot.care.people import Membership, Role
from bot.care.proposals import Proposal
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, NOW, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

GUEST = "@guest:example.org"
PLAIN = '!conference propose "canary" with mental health for 45m'


def one(ward: Ward) -> Kept[Proposal]:
    """The only proposal."""
    (kept,) = ward.desk.records.find(Proposal, ward.code)
    return kept


def kept_of(ward: Ward, text: str, person: str = PHYSICIAN) -> Kept[Proposal]:
    """The proposal that comes of what somebody types."""
    before = {each.ref for each in ward.desk.records.find(Proposal, ward.code)}
    ward.say(person, text)
    return next(each for each in ward.desk.records.find(Proposal, ward.code) if each.ref not in before)


def ring(ward: Ward, kind: str, place: str | None = None) -> list[Said]:
    """The next moment of this kind comes."""
    moments = (due for due in ward.desk.state.dues.values() if due.kind == kind and place in {None, due.place})
    return ward.talk.ring(min(moments, key=lambda due: due.at))


def in_place(said: list[Said], place: str) -> list[Said]:
    """What was said in one place."""
    return [each for each in said if each.place == place]


def admit_guest(ward: Ward) -> None:
    """A guest comes onto the case."""
    ward.desk.room_of(GUEST)
    ward.desk.rosters.put(Membership(case=ward.code, person=GUEST, roles=(Role.GUEST,), since=NOW))


def settled(ward: Ward, *people: str, number: int = 1) -> list[Said]:
    """People vote for a time until it is settled; what was said because of the last vote."""
    said: list[Said] = []
    for person in people or (PHYSICIAN, SEX_THERAPIST, MENTAL_HEALTH):
        said = ward.hear(person, f"!vote {number}")
    return said


def announcement(said: list[Said]) -> Message:
    """What tells the team that it is settled."""
    return next(each.message for each in said if each.message.template == "propose/settled")
