from __future__ import annotations

from collections.abc import Callable
from types import ModuleType
from typing import Annotated

import pytest

from bot.care.dues import Due
from bot.care.people import EVERYONE
from bot.chat.declarations import DeclarationError
from bot.chat.due_actions import DueAction, Late, due
from bot.chat.parameters import Rest
from bot.chat.registry import Registry
from bot.chat.spec import Command, command
from bot.chat.takers import Answer, Confirmed, answer, confirmed
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn
from commands import FAMILIES
from tests.unit.chat import tiny


def family(*declared: Answer | Command | Confirmed | DueAction) -> ModuleType:
    module = ModuleType("family")
    for number, one in enumerate(declared):
        setattr(module, f"one{number}", one)
    return module


def named(name: str, *aliases: str, case: bool = True) -> Command:
    def run(turn: Turn, text: Annotated[str, Rest("what")] = "") -> Reply:
        """Do it."""
        return Reply(template="x/y", values={"text": text, "place": turn.place.key})

    return command(name, allow=EVERYONE, case=case, aliases=aliases, example=f"!{name}")(run)


@pytest.mark.parametrize(
    ("typed", "name", "consumed", "code"),
    [
        ("huddle every mon", "huddle", 1, None),
        ("huddle add sleep", "huddle add", 2, None),
        ("HUDDLE Add sleep", "huddle add", 2, None),
        ("huddle c-7k3fx add sleep", "huddle add", 3, "C-7K3FX"),
        ("huddle C-7K3FX", "huddle", 2, "C-7K3FX"),
        ("huddle add more now", "huddle add more", 3, None),
        ("hud add", "huddle", 1, None),
        ("list C-7K3FX", "list", 1, None),
    ],
)
def test_a_command_is_found_by_family_code_and_the_longest_run_of_verbs(
    typed: str, name: str, consumed: int, code: str | None
) -> None:
    registry = Registry([family(named("huddle", "hud"), named("huddle add"), named("huddle add more"), named("list", case=False))])
    match = registry.find(split(typed))
    assert match is not None
    assert (match.command.name, match.consumed, match.code, match.bad_code) == (name, consumed, code, False)


@pytest.mark.parametrize("typed", ["huddle C-7K3FY", "huddle C-01", "huddle c-7k3fxx add"])
def test_what_stands_in_the_place_of_a_code_and_was_meant_for_one_is_marked(typed: str) -> None:
    match = Registry([family(named("huddle"), named("huddle add"))]).find(split(typed))
    assert match is not None
    assert match.bad_code


def test_an_unknown_verb_of_a_family_without_a_default_is_no_command() -> None:
    registry = Registry([family(named("plan show"), named("plan add"))])
    assert registry.find(split("plan")) is None
    assert registry.find(split("plan shwo")) is None
    assert registry.suggestion(split("plan shwo")) == "plan show"
    assert registry.suggestion(split("plan C-7K3FX ad")) == "plan add"
    assert registry.suggestion(split("plan")) == "plan show"
    assert registry.suggestion(split("plna")) == "plan"
    assert registry.suggestion(split("xylophone")) is None
    assert registry.suggestion(()) is None


@pytest.mark.parametrize(
    "twice",
    [
        lambda: family(named("huddle"), named("huddle")),
        lambda: family(named("huddle"), named("other", "huddle")),
    ],
)
def test_a_name_declared_twice_fails_at_the_start(twice: Callable[[], ModuleType]) -> None:
    with pytest.raises(DeclarationError, match="declared twice"):
        Registry([twice()])


def test_a_kind_declared_twice_fails_at_the_start() -> None:
    def taken(draft: dict[str, str], words: str) -> Reply:
        return Reply(template="x/y", values={**draft, "words": words})

    def done(draft: dict[str, str]) -> Reply:
        return Reply(template="x/y", values=draft)

    def rung(moment: Due, late: bool) -> None:  # noqa: FBT001 - the dispatcher gives it by name
        assert moment.key or late

    for declared in (
        [answer("x", allow=EVERYONE)(taken), answer("x", allow=EVERYONE)(taken)],
        [confirmed("x", allow=EVERYONE)(done), confirmed("x", allow=EVERYONE)(done)],
        [due("x", late=Late.ACT)(rung), due("x", late=Late.ACT)(rung)],
    ):
        with pytest.raises(DeclarationError, match="declared twice"):
            Registry([family(*declared)])


def test_the_same_declaration_in_two_modules_is_one() -> None:
    huddle = named("huddle")
    assert Registry([family(huddle), family(huddle)]).families == ("huddle",)


def test_a_ref_in_front_finds_the_family_that_takes_one() -> None:
    registry = Registry([tiny])
    found = registry.find_behind_ref(split("8R2Q done since it is"))
    assert found is not None
    assert found.command.name == "done"
    assert registry.find_behind_ref(split("8r2q Done.")) == found
    assert registry.find_behind_ref(split("8R2Q topic")) is None
    assert registry.find_behind_ref(split("done 8R2Q")) is None
    assert registry.find_behind_ref(split("8R2Q")) is None


def test_every_family_there_is_can_be_found_by_its_examples() -> None:
    registry = Registry(FAMILIES)
    for one in registry.commands.values():
        for example in one.examples:
            match = registry.find(split(example.removeprefix("!")))
            assert match is not None
            assert match.command is one


def test_no_command_has_a_word_as_its_only_name_that_clients_keep_to_themselves() -> None:
    kept_by_clients = {"help", "status", "invite", "remove", "me", "topic", "join", "part", "leave", "kick", "ban", "nick", "op"}
    families = set(Registry(FAMILIES).families)
    assert families & kept_by_clients <= {"help"}  # reached as /care help
