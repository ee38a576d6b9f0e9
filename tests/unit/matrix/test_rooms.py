from __future__ import annotations

from typing import Any

from bot.matrix.posture import read
from bot.matrix.rooms import creation

BOT = "@carehuddle:example.org"
LEAD = "@sex_therapist:example.org"


def wish(*, name: str = "Room 7", federate: bool = False) -> dict[str, Any]:
    return creation(token="token", name=name, invite=[LEAD], direct=False, federate=federate)


def test_what_is_asked_for_is_a_locked_room_from_its_first_event() -> None:
    asked = wish()
    state = {(event["type"], event["state_key"]): event["content"] for event in asked["initial_state"]}
    assert not read("!room", state).locked
    assert asked["creation_content"] == {"org.carehuddle.token": "token", "m.federate": False}


def test_nobody_is_made_an_administrator_and_every_state_event_is_the_bot_s() -> None:
    asked = wish()
    power = asked["power_level_content_override"]
    assert asked["preset"] == "private_chat"
    assert "users" not in power
    assert {power[act] for act in ("state_default", "invite", "kick", "ban", "redact")} == {100}
    assert power["users_default"] == power["events_default"] == 0


def test_there_is_no_topic_and_no_name_unless_one_is_given() -> None:
    assert "topic" not in wish()
    assert "name" not in wish(name="")


def test_other_servers_are_let_in_by_configuration_alone() -> None:
    assert wish(federate=True)["creation_content"]["m.federate"] is True
