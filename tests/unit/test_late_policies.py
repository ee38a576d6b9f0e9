"""What ARCHITECTURE.md says becomes of each kind of moment that comes late is what its declaration says."""

from __future__ import annotations

import re
from pathlib import Path

import commands
from bot.chat.due import LATE
from bot.chat.due_actions import Late
from bot.chat.registry import Registry

DOCUMENT = Path(__file__).parents[2] / "ARCHITECTURE.md"
ROW = re.compile(r"^\| ((?:`[a-z ]+` ?)+)\| ([a-z, ]+) \| (.+) \|$", re.MULTILINE)
APART = ", apart"


def documented() -> dict[str, tuple[str, str]]:
    """Kind to policy and reason."""
    table = DOCUMENT.read_text("utf-8").partition("| kind | when it comes late |")[2].partition("\n\n")[0]
    rows = ROW.findall(table)
    return {kind: (policy, why) for kinds, policy, why in rows for kind in re.findall(r"`([a-z ]+)`", kinds)}


def test_every_kind_of_moment_has_its_policy_in_the_documentation_with_a_reason() -> None:
    declared = {
        kind: f"{action.late.value}{APART if action.apart else ''}" for kind, action in Registry(commands.FAMILIES).dues.items()
    }
    table = documented()
    assert {kind: policy for kind, (policy, _) in table.items()} == declared
    assert [kind for kind, (_, why) in table.items() if len(why.split()) < 5] == []


def test_each_policy_says_from_when_on_something_is_late() -> None:
    assert set(LATE) == set(Late)


def test_nothing_of_a_signal_or_of_an_opened_case_is_ever_gathered() -> None:
    dues = Registry(commands.FAMILIES).dues
    safety = {kind for kind in dues if kind.startswith(("signal", "breakglass"))}
    assert len(safety) >= 6
    assert [kind for kind in sorted(safety) if not dues[kind].apart] == []
