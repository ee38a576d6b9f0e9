"""The whole product of what can be said about consent, for whom, and in which kind of message, against an oracle written apart.

The oracle is a table in words: it knows neither ranks as numbers nor grants, only what was said last and to whom.
"""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from bot.care.consent import Category, Grant, Rank
from bot.care.facts import File, Line, Message, case_room, direct
from bot.care.people import Membership, PlaceKind, Role
from bot.care.places import Place
from bot.flow.outbox import Audience, files, parcels

NOW = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
CASE = "C-7K3FX"
AUTHOR, READER = "@author:example.org", "@reader:example.org"
DAY = timedelta(days=1)

SAID = {
    "nothing": (),
    "given": ((True, None, True),),
    "given until yesterday": ((True, NOW - DAY, True),),
    "withdrawn": ((True, None, True), (False, None, True)),
    "heard, not confirmed": ((True, None, False),),
    "given again": ((False, None, True), (True, None, True)),
}
"""What was said about one recipient: given or taken back, until when, confirmed."""

WORD = {
    "nothing": None, "given": True, "given until yesterday": None, "withdrawn": False,
    "heard, not confirmed": None, "given again": True,
}  # fmt: skip
"""What that comes to."""

SEATS = ("on the team", "waits for the review", "has left", "was never there")
CLINICAL = {"sex_therapist", "physician", "mental_health", "primary_care", "physio", "nurse", "social_worker"}
KINDS = ("posted in the room", "with a file", "asked for directly", "told directly", "in a room open to others")


def reads(category: str, role: str, seat: str, team: str, held: str, named: str) -> bool:
    """The oracle: whoever is named is told by that; else the role's word; else the team's, for those who count as the team."""
    if seat in {"has left", "was never there"}:
        return False
    for word in (WORD[named], WORD[held]):
        if word is not None:
            return word
    counts = role in CLINICAL or (role == "coordinator" and category == "summary")
    return seat == "on the team" and counts and WORD[team] is True


def grants(category: Category, role: Role, team: str, held: str, named: str) -> tuple[Grant, ...]:
    said = ((Rank.TEAM, "team", team), (Rank.ROLE, role.value, held), (Rank.PERSON, READER, named))
    return tuple(
        Grant(
            id=number + 1,
            case=CASE,
            category=category,
            rank=rank,
            recipient=recipient,
            given=given,
            by=AUTHOR,
            at=NOW - 5 * DAY + number * DAY,
            until=until,
            confirmed=confirmed,
        )
        for rank, recipient, how in said
        for number, (given, until, confirmed) in enumerate(SAID[how])
    )


def roster(role: Role, seat: str) -> tuple[Membership, ...]:
    author = Membership(case=CASE, person=AUTHOR, roles=(Role.NURSE,), since=NOW - 9 * DAY)
    if seat == "was never there":
        return (author,)
    until = NOW - DAY if seat == "has left" else None
    reviewed = seat != "waits for the review"
    return (author, Membership(case=CASE, person=READER, roles=(role,), since=NOW - 9 * DAY, until=until, reviewed=reviewed))


def reached(kind: str, line: Line, audience: Audience) -> tuple[bool, bool]:
    """Whether the reader is shown the line, wherever it is, and gets the file that goes with it."""
    both = frozenset({AUTHOR, READER})
    room = Place(key=case_room(CASE), kind=PlaceKind.CASE, case=CASE, joined=both, locked=kind == "in a room open to others")
    own = Place(key=direct(READER), kind=PlaceKind.DIRECT, person=READER, joined=frozenset({READER}))
    asked = "$asked" if kind == "asked for directly" else None
    message = Message(template="t", lines=(line, Line()), case=CASE, reply_to=asked)
    place = own if kind in {"asked for directly", "told directly"} else room
    shown = carried = False
    for parcel in parcels(message, place, audience):
        if parcel.place in {room.key, own.key} and 0 in parcel.lines:
            assert parcel.covered is not None
            assert READER in parcel.covered
            shown, carried = True, bool(files(message, parcel))
    return shown, carried


@pytest.mark.slow(seconds=20)
def test_the_whole_product_of_categories_recipients_ranks_states_and_kinds_of_message() -> None:
    cells: Counter[bool] = Counter()
    differing: list[str] = []
    file = File(name="a.pdf", mime="application/pdf", data=b"x")
    for category, role, seat in itertools.product(Category, Role, SEATS):
        members = roster(role, seat)
        for team, held, named in itertools.product(SAID, repeat=3):
            audience = Audience(roster=members, grants=grants(category, role, team, held, named), now=NOW)
            right = reads(category.value, role.value, seat, team, held, named)
            for kind in KINDS:
                line = Line(about=(category.value,), author=AUTHOR, file=file if kind == "with a file" else None)
                shown, carried = reached(kind, line, audience)
                cells[right] += 1
                if shown is not right or carried is not (right and kind == "with a file"):
                    differing.append(f"{category} {role} {seat}: team {team}, role {held}, person {named}; {kind}: {shown}")
    assert not differing, f"{len(differing)} of {cells.total()} cells differ, such as {differing[:5]}"
    print(f"{cells.total()} cells, 0 differ; {cells[True]} of them readable")  # noqa: T201 - the figure that is published
    assert min(cells[True], cells[False]) > 10_000
