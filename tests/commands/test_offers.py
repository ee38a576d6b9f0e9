"""What is offered to somebody, they may do: each of them types whatever the table of commands has, and reads what comes of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest

import commands
from bot.care import readers
from bot.care.conferences import Conference
from bot.care.people import Role
from bot.chat.declarations import DeclarationError
from bot.chat.offers import Offers
from bot.chat.registry import Registry
from bot.chat.tokens import split
from tests.unit.desk import BOT, COORDINATOR, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.shelves import Said
from tests.unit.ward import Ward

REGISTRY = Registry(commands.FAMILIES)
EXAMPLE = re.compile(r"`!(?:help )?([^`\n]+)`")
"""Help on a command is for those who may give it."""
GUEST, AT_THE_DESK = "@guest:example.org", "@case_coordinator:example.org"
LISTING = frozenset({"help/overview"})
"""It names families of which the reader may do something, and goes by the same table."""
FULL: tuple[str, ...] = (
    f'!conference at tomorrow 14:00 "What next?" with {GUEST}, {TRAINEE}, physician #medical',
    f'!conference propose "What now?" with {GUEST}, {TRAINEE}, physician #medical',
    f"!action #medical A thing {TRAINEE} due fri",
    f"!action #medical Another thing {GUEST} due fri",
    f"!conference add #medical A canary {TRAINEE}",
    f"!conference add #medical A second canary {GUEST}",
    "!huddle add #medical A topic",
    '!goal add #medical "I want to sleep"',
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
    for kept in list(ward.desk.state.records.values()):
        if kept.owner == person:
            heard += ward.hear(person, f"!started {ward.code} {kept.ref}", here=f"direct:{person}")
    assert sorted(set(refused(ward, heard))) == []


def test_a_guest_reads_that_nothing_is_booked_and_a_clinician_how_to_book() -> None:
    ward = team()
    assert "No conference is booked. To book one: `!conference" in ward.privately(PHYSICIAN, f"!conferences {ward.code}")
    assert ward.privately(GUEST, f"!conferences {ward.code}").strip() == f"{ward.code}: No conference is booked."


def test_a_refusal_in_the_room_offers_what_whoever_it_answers_may_do() -> None:
    ward = team()
    assert ward.say(TRAINEE, "!snooze 30m").strip() == "No conference is booked."
    assert "To book one" in ward.say(PHYSICIAN, "!snooze 30m")


def test_how_checklists_are_kept_and_begun_is_offered_to_whoever_may() -> None:
    ward = team()
    none = [ward.say(one, "!checklists", here=f"direct:{one}").strip() for one in (COORDINATOR, PHYSICIAN)]
    assert none == [
        "The clinic has no checklists yet. To keep one, in the control room: `!help checklist keep` shows how.",
        "The clinic has no checklists yet. A coordinator keeps them.",
    ]
    assert "Keep a checklist of the clinic." in ward.coordinate("!help checklist keep")
    ward.coordinate("!checklist keep First month\nphysician: Look at the results")
    for text in ("!checklists", "!checklist show First month"):
        told = {one: ward.say(one, text, here=f"direct:{one}") for one in (PHYSICIAN, TRAINEE, GUEST)}
        assert {one: "!checklist start First month" in said for one, said in told.items()} == {
            PHYSICIAN: True,
            TRAINEE: False,
            GUEST: False,
        }
        assert all("First month" in said for said in told.values())


def test_a_plan_is_offered_to_be_proposed_once_there_is_a_step_to_agree_on() -> None:
    ward = team()
    goal = re.search(r"Goal (\w+) kept", ward.say(SEX_THERAPIST, '!goal add #medical "I want to sleep"'))
    assert goal is not None
    asked = [f"!plan {ward.code}", f"!plan {ward.code} versions", f"!plan {ward.code} diff"]
    propose = f"`!plan {ward.code} propose`"

    def offering(person: str) -> list[str]:
        return [one for one in asked if propose in ward.privately(person, one)]

    assert offering(SEX_THERAPIST) == []
    assert "not yet proposed.\n" in ward.privately(SEX_THERAPIST, asked[0])
    ward.say(SEX_THERAPIST, f"!step add {goal[1]} Breathe first {PHYSICIAN} due mon")
    assert (offering(SEX_THERAPIST), offering(TRAINEE)) == (asked, [])
    assert "Version 1 of the plan" in ward.say(SEX_THERAPIST, "!plan propose")


def test_the_list_of_a_conference_is_offered_as_long_as_it_takes_something() -> None:
    ward = team()
    ward.say(SEX_THERAPIST, f'!conference at 2026-12-10 14:00 "What next?" with {PHYSICIAN} #medical')
    (kept,) = ward.desk.records.find(Conference, ward.code)
    show = f"!conference {ward.code}"
    assert f"To add something: `!conference {ward.code} add {kept.ref} …`" in ward.privately(SEX_THERAPIST, show)
    ward.desk.later(kept.what.at - timedelta(hours=2) - ward.desk.now)
    assert f"add {kept.ref} … urgent because …`" in ward.privately(SEX_THERAPIST, show)
    ward.say(SEX_THERAPIST, f"!conference start {kept.ref}")
    assert "being held now" in ward.privately(SEX_THERAPIST, show)
    assert "To add" not in ward.privately(SEX_THERAPIST, show)


def test_whoever_may_begin_something_and_not_close_it_reads_who_does() -> None:
    ward = team()
    told = {}
    for person in (TRAINEE, PHYSICIAN):
        heard = ward.hear(SEX_THERAPIST, f"!action #medical A thing {person} due fri")
        told[person] = next(ward.read(one).text for one in heard if one.message.template == "action/assigned")
    assert "`!done" in told[PHYSICIAN]
    assert "`!done" not in told[TRAINEE]
    assert told[TRAINEE].endswith("Once it is done, tell a clinician of the team, who closes it.")


def test_a_closed_case_is_offered_to_be_opened_again_to_whoever_may() -> None:
    ward = team()
    ward.say(SEX_THERAPIST, "!case close #medical Goals reached")
    ward.say(SEX_THERAPIST, f"!yes {ward.code}")
    assert "This case is closed. To go on with it: `!case reopen`." in ward.say(SEX_THERAPIST, "!huddle start")
    assert ward.say(PHYSICIAN, "!huddle start").strip() == "This case is closed."


def test_an_offer_of_no_command_is_a_fault_of_its_template() -> None:
    with pytest.raises(DeclarationError):
        Offers(REGISTRY).marked("{% offer %}To leave: `!xyzzy`{% endoffer %}")
