"""Whose users may be on a team: those of the bot's own server and of the servers that the configuration names."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import commands
from bot.care.facts import control
from bot.settings import Clinic, Config, Data, Matrix, People, Vault
from tests.unit.desk import CLINIC, COORDINATOR, FakeDesk
from tests.unit.talk import Talk

OURS, PARTNERS = "example.org", "partner.example"


def talk() -> Talk:
    return Talk(commands.FAMILIES, FakeDesk(clinic=replace(CLINIC, allowed_servers=(OURS, PARTNERS))))


def told(conversation: Talk, text: str) -> str:
    return "\n".join(conversation.read(one).text for one in conversation.hear(COORDINATOR, control(), text))


@pytest.mark.parametrize("server", ["elsewhere.example", "example.org.elsewhere.example", "example.org:8448"])
def test_somebody_of_another_server_is_neither_named_at_the_opening_nor_added(server: str) -> None:
    conversation = talk()
    code = conversation.desk.case()
    before = conversation.desk.rosters.of(code)
    for text in (f"!case open @p2:{server} physician", f"!team {code} add @p2:{server} physician"):
        said = told(conversation, text)
        assert "Expected: an account on example.org or partner.example" in said
        assert "allowed_servers" in said
        assert "elsewhere" not in said
    assert conversation.desk.rosters.of(code) == before
    assert conversation.desk.dialogues.confirmations(COORDINATOR) == ()


@pytest.mark.parametrize("server", [OURS, PARTNERS, "Partner.Example"])
def test_users_of_the_own_and_of_named_servers_are_added(server: str) -> None:
    conversation = talk()
    code = conversation.desk.case()
    told(conversation, f"!team {code} add @p2:{server} physician")
    assert conversation.desk.rosters.member(code, f"@p2:{server}") is not None


def test_where_no_server_is_named_everybody_may_be_added() -> None:
    conversation = Talk(commands.FAMILIES)
    code = conversation.desk.case()
    told(conversation, f"!team {code} add @p2:elsewhere.example physician")
    assert conversation.desk.rosters.member(code, "@p2:elsewhere.example") is not None


def test_the_configuration_adds_servers_to_the_bots_own() -> None:
    from bot.app import clinic  # noqa: PLC0415 - the edges are slow to import, and the other tests do without

    config = Config(
        matrix=Matrix(homeserver="https://matrix.example.org", user_id="@care:example.org", password_file=Path("password")),
        people=People(coordinators=(COORDINATOR,), allowed_servers=(PARTNERS,)),
        clinic=Clinic(name="The clinic", timezone="Europe/Berlin"),
        data=Data(dir=Path("data")),
        vault=Vault(key_file=Path("key")),
    )
    assert clinic(config).allowed_servers == (OURS, PARTNERS)
