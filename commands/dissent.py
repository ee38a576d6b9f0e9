"""Dissent from a decision, in one's own words."""

from __future__ import annotations

from typing import Annotated

from bot.care import dissents
from bot.care.people import COORDINATION, WRITING, Actor, Allow, Role
from bot.care.ports import Work
from bot.chat.acknowledged import acknowledged
from bot.chat.arguments.refs import spoken_of
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.turn import Reply, Turn
from bot.chat.typed import tagged


@command(
    "dissent",
    allow=WRITING | COORDINATION | Allow(roles=frozenset({Role.GUEST})),
    example=("!dissent I would not wait so long", "!dissent 8R2Q I would ask the patient first"),
)
def dissent(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("how you see the decision")]) -> Reply:
    """Say that you see a decision otherwise: the last one of this conference, or the one whose ref you name: `8R2Q …`, `to 8R2Q …`.

    Your words stand beside it in the minutes and in `!decisions`. They are of the decision's category.
    """
    ref, words = spoken_of(text)
    found, body = tagged(work, actor, words)
    decision = dissents.meant(work, case, actor.id, ref)
    kept = dissents.dissent(work, case, actor.id, decision, body, found.categories)
    return acknowledged(work, turn, actor, kept, of=decision.ref)
