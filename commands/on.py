"""Which case is meant in the direct room."""

from __future__ import annotations

from bot.care.current import choose
from bot.care.people import COORDINATION, ROSTER, Actor, PlaceKind
from bot.care.ports import Work
from bot.chat.parameters import CaseCode
from bot.chat.spec import command
from bot.chat.turn import Reply


@command(
    "on",
    allow=ROSTER | COORDINATION,
    before_consent=True,
    closed=True,
    places=frozenset({PlaceKind.DIRECT}),
    example="!on C-7K3FX",
)
def on(case: CaseCode, actor: Actor, work: Work) -> Reply:
    """Choose the case you mean. It counts in your direct room, and holds for thirty minutes."""
    return Reply(template="on/chosen", values={"until": choose(work, actor.id, case)})
