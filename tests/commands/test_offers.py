"""What is offered to somebody, they may do: each of them types whatever the table of commands has, and reads what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import pytest

import commands
from bot.care import readers
from bot.care.people import Role
from bot.chat.declarations import DeclarationError
from bot.chat.offers import Offers
from bot.chat.registry import Registry
from bot.chat.tokens import split
from tests.unit.desk import BOT, COORDINATOR, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.shelves import Said
from tests.unit.ward import Ward

REGISTRY = Registry(commands.FAMILIES)
EXAMPLE = re.compile(r"`!([^`\n]+)`")
GUEST, AT_THE_DESK = "@guest:example.org", "@case_coordinator:example.org"
LISTING = frozenset({"help/overview"})
"""It names families of which the reader may do something, and goes by the same table."""
FULL: tuple[str, ...] = (
    f'!conference at tomorrow 14:00 "What next?" with {GUEST}, {TRAINEE}, physician #medical',
    f'!conference propose "What now?" with {GUEST}, {TRAINEE}, physician #medical',
    f"!action A thing {TRAINEE} #medical",
    "!huddle add #medical A topic",
)
NOW = (f'!conference at tomorrow 14:00 "What next?" with {GUEST}, physician #medical', "!conference start")


def team() -> Ward:
    roles: dict[str, tuple[Role, ...]] = {
        SEX_THERAPIST: (Role.SEX_THERAPIST,),
        PHYSICIAN: (Role.PHYSICIAN,),
        PHYSIO: (Role.PHYSIO,),
        TRAINEE: (Role.TRAINEE,),
        GUEST: (Role.GUEST,),
        AT_THE_DESK: (Role.COORDINATOR,),
    }
    ward = Ward(roles)
    for person in roles:
        ward.desk.room_of(person)
    return ward


def refused(ward: Ward, heard: Sequence[Said]) -> Iterator[str]:
    """What is offered to those who read it, and none of them may give."""
    for said in heard:
        place = ward.desk.places.get(said.place)
        if place is None or said.message.template in LISTING:
            continue
        actors = readers.of(ward.desk, place, said.message, bot=BOT)
        found = (REGISTRY.find(split(one)) for one in EXAMPLE.findall(ward.read(said).text))
        yield from (
            f"{said.message.template}: {one.command.name}"
            for one in found
            if one is not None and not readers.offered(one.command.rule, actors)
        )


def typed(code: str) -> Iterator[str]:
    """Each example of each command, and each command with nothing behind it, as for a direct room."""
    for name, command in REGISTRY.commands.items():
        for example in (*command.examples, f"!{name}"):
            family, *behind = example.split(" ")
            yield " ".join([family, *([code] if command.rule.case else ()), *behind])


@pytest.mark.parametrize("before", [pytest.param((), id="nothing"), pytest.param(FULL, id="much"), pytest.param(NOW, id="held")])
@pytest.mark.parametrize("person", [GUEST, TRAINEE, AT_THE_DESK, COORDINATOR])
def test_nobody_is_offered_what_the_table_of_roles_refuses_them(person: str, before: tuple[str, ...]) -> None:
    ward = team()
    heard = [one for text in before for one in ward.hear(SEX_THERAPIST, text)]
    for text in typed(ward.code):
        heard += ward.hear(person, text, here=f"direct:{person}")
    assert sorted(set(refused(ward, heard))) == []


def test_a_guest_reads_that_nothing_is_booked_and_a_clinician_how_to_book() -> None:
    ward = team()
    assert "No conference is booked. To book one: `!conference" in ward.privately(PHYSICIAN, f"!conferences {ward.code}")
    assert ward.privately(GUEST, f"!conferences {ward.code}").strip() == f"{ward.code}: No conference is booked."


def test_a_refusal_in_the_room_offers_what_whoever_it_answers_may_do() -> None:
    ward = team()
    assert ward.say(TRAINEE, "!snooze 30m").strip() == "No conference is booked."
    assert "To book one" in ward.say(PHYSICIAN, "!snooze 30m")


def test_an_offer_of_no_command_is_a_fault_of_its_template() -> None:
    with pytest.raises(DeclarationError):
        Offers(REGISTRY).marked("{% offer %}To leave: `!xyzzy`{% endoffer %}")
