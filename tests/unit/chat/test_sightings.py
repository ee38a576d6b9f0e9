from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care.facts import case_room, control, direct
from bot.chat.dispatch import Dispatcher
from bot.chat.registry import Registry
from bot.flow.messages import Observed, Seen
from tests.unit.chat.tiny import OWN
from tests.unit.desk import COORDINATOR, NOW, PHYSICIAN, STRANGER, FakeDesk
from tests.unit.shelves import Said


def desk_with_case() -> tuple[FakeDesk, str]:
    desk = FakeDesk()
    return desk, desk.case()


def see(desk: FakeDesk, what: Seen, person: str, *, room: str | None = None, detail: str = "") -> list[Said]:
    before = len(desk.said)
    place = desk.places.get(room) if room else None
    room_id = place.room_id if place else "!unknown:example.org"
    observed = Observed(id=f"seen{before}", what=what, at=NOW, person=person, room_id=room_id, detail=detail)
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


@pytest.mark.parametrize("what", [Seen.JOINED, Seen.LEFT, Seen.INVITED])
def test_comings_and_goings_are_nobodys_business(what: Seen) -> None:
    desk, code = desk_with_case()
    assert see(desk, what, PHYSICIAN, room=case_room(code)) == []
    assert desk.facts == []
