from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.care.facts import case_room, control, direct
from bot.care.people import Person
from bot.chat.dispatch import Dispatcher
from bot.chat.registry import Registry
from bot.flow.messages import Looked, Observed, Seen
from tests.unit.chat.tiny import OWN
from tests.unit.desk import COORDINATOR, NOW, PHYSICIAN, STRANGER, FakeDesk
from tests.unit.shelves import Said


def desk_with_case() -> tuple[FakeDesk, str]:
    desk = FakeDesk()
    return desk, desk.case()


def see(
    desk: FakeDesk, what: Seen, person: str, *, room: str | None = None, detail: str = "", after: timedelta = timedelta(0)
) -> list[Said]:
    before = len(desk.said)
    place = desk.places.get(room) if room else None
    room_id = place.room_id if place else "!unknown:example.org"
    observed = Observed(id=f"seen{before}", what=what, at=NOW + after, person=person, room_id=room_id, detail=detail)
    Dispatcher(Registry(OWN)).observed(desk, observed)
    return desk.said[before:]


def test_whoever_has_an_unsigned_device_is_told_in_their_own_room() -> None:
    desk, _ = desk_with_case()
    (said,) = see(desk, Seen.UNSIGNED_DEVICE, PHYSICIAN, detail="DEVICE")
    assert (said.place, said.message.mentions) == (direct(PHYSICIAN), (PHYSICIAN,))
    assert see(desk, Seen.UNSIGNED_DEVICE, STRANGER, detail="DEVICE") == []


@pytest.mark.parametrize(("what", "template"), [(Seen.IDENTITY_CHANGED, "seen/identity_changed"), (Seen.STRANGER, "seen/stranger")])
def test_the_coordinators_are_rung_for_what_only_they_can_mend(what: Seen, template: str) -> None:
    desk, code = desk_with_case()
    (said,) = see(desk, what, PHYSICIAN, room=case_room(code))
    assert (said.place, said.message.template, said.message.mentions) == (control(), template, (COORDINATOR,))
    assert desk.facts[-1].outcome == "warned"


def test_a_missing_identity_is_told_with_the_sentence_to_send() -> None:
    desk, _ = desk_with_case()
    (said,) = see(desk, Seen.NO_IDENTITY, STRANGER)
    assert (said.place, said.message.mentions) == (control(), ())


@pytest.mark.parametrize("what", [Seen.NO_IDENTITY, Seen.NO_ACCOUNT, Seen.UNCHECKED, Seen.IDENTITY_CHANGED])
def test_what_somebody_lacks_is_told_whenever_it_is_asked_and_not_again_at_the_invitations_that_follow(what: Seen) -> None:
    desk, _ = desk_with_case()
    (said,) = see(desk, what, STRANGER, detail=Looked.ASKED)
    assert (said.place, said.message.template, said.message.mentions) == (control(), f"seen/{what.value}", ())
    (again,) = see(desk, what, STRANGER, detail=Looked.ASKED, after=timedelta(minutes=2))
    assert again.message.template == said.message.template
    for minutes in (3, 11):
        assert see(desk, what, STRANGER, detail=Looked.INVITING, after=timedelta(minutes=minutes)) == []
    assert len(see(desk, what, STRANGER, detail=Looked.INVITING, after=timedelta(hours=1))) == 1


def test_whoever_joins_without_a_signed_device_was_told_of_when_they_were_invited() -> None:
    desk, _ = desk_with_case()
    assert len(see(desk, Seen.NO_IDENTITY, STRANGER, detail=Looked.INVITING)) == 1
    assert see(desk, Seen.NO_IDENTITY, STRANGER, after=timedelta(days=1)) == []
    assert len(see(desk, Seen.NO_IDENTITY, PHYSICIAN, after=timedelta(days=1))) == 1


def test_another_thing_that_somebody_lacks_is_news() -> None:
    desk, _ = desk_with_case()
    assert len(see(desk, Seen.UNCHECKED, STRANGER, detail=Looked.INVITING)) == 1
    assert len(see(desk, Seen.NO_IDENTITY, STRANGER)) == 1


def test_what_could_not_be_read_is_said_aloud_in_its_room() -> None:
    desk, code = desk_with_case()
    (said,) = see(desk, Seen.UNREADABLE, PHYSICIAN, room=case_room(code))
    assert (said.place, said.message.template) == (case_room(code), "seen/unreadable")
    assert see(desk, Seen.UNREADABLE, PHYSICIAN) == []


def test_a_room_that_opens_is_told_once_and_once_more_when_it_is_fit_again() -> None:
    desk, code = desk_with_case()
    room = case_room(code)
    assert see(desk, Seen.POSTURE, COORDINATOR, room=room) == []
    desk.state.places[room] = replace(desk.state.places[room], locked=True)
    (locked,) = see(desk, Seen.POSTURE, COORDINATOR, room=room)
    assert (locked.message.template, locked.message.mentions) == ("seen/locked", (COORDINATOR,))
    assert see(desk, Seen.POSTURE, COORDINATOR, room=room) == []
    desk.state.places[room] = replace(desk.state.places[room], locked=False)
    (fit,) = see(desk, Seen.POSTURE, COORDINATOR, room=room)
    assert (fit.message.template, fit.message.mentions) == ("seen/fit", ())


def test_the_zone_of_a_profile_is_kept_apart_from_the_chosen_one_and_told_to_nobody() -> None:
    desk, _ = desk_with_case()
    desk.people.put(Person(id=PHYSICIAN, enrolled=NOW, zone="Asia/Tokyo"))
    assert see(desk, Seen.ZONE, PHYSICIAN, detail="Europe/London") == []
    known = desk.people.get(PHYSICIAN)
    assert (known.zone, known.profile_zone, known.own_zone) == ("Asia/Tokyo", "Europe/London", "Asia/Tokyo")
    assert (desk.facts[-1].action, desk.facts[-1].actor) == ("seen zone", PHYSICIAN)


@pytest.mark.parametrize("detail", ["", "Mars/Olympus", "../Europe/Berlin"])
def test_a_profile_without_a_zone_takes_back_what_it_said_before(detail: str) -> None:
    desk, _ = desk_with_case()
    desk.people.put(Person(id=PHYSICIAN, enrolled=NOW, profile_zone="Europe/London"))
    see(desk, Seen.ZONE, PHYSICIAN, detail=detail)
    assert desk.people.get(PHYSICIAN) == Person(id=PHYSICIAN, enrolled=NOW)


def test_of_somebody_unknown_no_zone_is_kept() -> None:
    desk, _ = desk_with_case()
    see(desk, Seen.ZONE, STRANGER, detail="Europe/London")
    assert desk.people.get(STRANGER).own_zone is None


@pytest.mark.parametrize("what", [Seen.JOINED, Seen.LEFT, Seen.INVITED])
def test_comings_and_goings_are_nobodys_business(what: Seen) -> None:
    desk, code = desk_with_case()
    assert see(desk, what, PHYSICIAN, room=case_room(code)) == []
    assert desk.facts == []
