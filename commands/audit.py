"""The audit, for those whose office it is: what was written down, in ids alone; and its anchor, once a day."""

from __future__ import annotations

from typing import Annotated

from bot.care import anchors
from bot.care.anchors import ROOT
from bot.care.codes import parse_case_code, parse_ref
from bot.care.dues import Due
from bot.care.facts import Value
from bot.care.people import AUDITING, PlaceKind
from bot.care.ports import Work
from bot.chat.arguments.errors import ArgumentError
from bot.chat.due_actions import Late, due
from bot.chat.parameters import Rest
from bot.chat.spec import command
from bot.chat.tokens import split
from bot.chat.turn import Reply

NEWEST = 20


_SAID = {"invalid": "could not be read"}
"""Outcomes as they are told, where the stored word would blame."""


@command(
    "audit",
    allow=AUDITING,
    case=False,
    read=True,
    places=frozenset({PlaceKind.DIRECT}),
    example=("!audit", "!audit 8R2Q", "!audit C-7K3FX"),
)
def listing(work: Work, which: Annotated[str, Rest("nothing, a ref, or the code of a case")] = "") -> Reply:
    """List what was written down last. Who did what, when and on which ref, in ids alone; with a ref or a code, of that only."""
    words = split(which)
    case = parse_case_code(words[0].text) if len(words) == 1 else None
    ref = parse_ref(words[0].text) if len(words) == 1 and case is None else None
    if words and case is None and ref is None:
        raise ArgumentError("what", "nothing, a ref, or the code of a case", "!audit 8R2Q")
    found: list[Value] = [
        {
            "at": one.at,
            "actor": one.actor,
            "action": one.action,
            "case": one.case,
            "ref": one.ref,
            "outcome": _SAID.get(one.outcome, one.outcome),
        }
        for one in work.written(case=case, ref=ref, newest=NEWEST)
    ]
    return Reply(template="audit/list", values={"entries": found, "newest": NEWEST})


@due(ROOT, late=Late.ACT)
def anchor(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - it stands for the moment at which it is posted
    """Post what stands for all that was written down."""
    anchors.post(work)
    anchors.expect(work)
