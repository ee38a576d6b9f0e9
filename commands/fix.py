"""Putting right what a record is about, when it was, and which case it belongs to."""

from __future__ import annotations

from typing import Annotated

from bot.care.consent import Category
from bot.care.facts import Value, case_room
from bot.care.fixes import Correction
from bot.care.fixes import fix as correct
from bot.care.fixes import move as move_to
from bot.care.notes import Missing, Note, missing
from bot.care.overheard import take_back
from bot.care.people import EVERYONE, ROSTER, Actor, PlaceKind
from bot.care.ports import Work
from bot.care.tags import about
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.refs import case_code
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, RefWord, Rest, Word
from bot.chat.ports import Act
from bot.chat.seat import seat_of
from bot.chat.spec import Undo, command
from bot.chat.tokens import is_blank
from bot.chat.turn import Ask, Reply, Turn

_ASKED = frozenset({Missing.CATEGORY, Missing.RECEIVER, Missing.RISK})


@command("fix", allow=ROSTER, example=("!fix 8R2Q #medication", "!fix 8R2Q ~couple_work >5M8T", "!fix 8R2Q @14:30"))
def fix(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which record")],
    changes: Annotated[str, Rest("which #category, ~modality, >goal or @time is right")],
) -> Reply:
    """Correct a record of yours. Its category, modality, goal or time; its words stay as they are."""
    found, left = tags(changes, now=work.now, zone=actor.zone)
    wanted = Correction(categories=found.categories, modality=found.modality, goal=found.goal, at=found.at)
    if wanted == Correction() or not is_blank(left):
        raise ArgumentError("correction", "#category, ~modality, >goal or @time and nothing else", "!fix 8R2Q #medication")
    kept = correct(work, case, actor, ref, wanted)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "categories": [one.words for one in found.categories],
        "modality": found.modality.words if found.modality else "",
        "goal": found.goal or "",
        "at": found.at,
        "redacted": bool(found.categories) and _taken_out(turn, work, case, actor, kept.what, found.categories),
    }
    return Reply(template="fix/done", values=values, refs=(kept.ref,))


@command(
    "move",
    allow=EVERYONE,
    case=False,
    undo=Undo.NEVER,
    places=frozenset({PlaceKind.DIRECT}),
    example="!move 8R2Q C-7K3FX",
)
def move(
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which record")],
    code: Annotated[str, Word("to which case")],
) -> Reply:
    """Move a record to the right case. It has to be yours, and kept within the last ten minutes.

    The risk that was named with a note goes with it, and its message is taken out of the wrong case's room.
    """
    target = case_code(code)
    kept, before = move_to(work, actor, ref, target)
    work.fact("move", actor=actor.id, case=before, ref=kept.ref)
    work.fact("move", actor=actor.id, case=target, ref=kept.ref)
    act = _typed_in(turn, kept.what, before)
    if act is not None:
        work.redact(act.place, act.event_id)
    waits = missing(kept) if isinstance(kept.what, Note) else None
    values: dict[str, Value] = {
        "ref": kept.ref,
        "before": before,
        "after": target,
        "redacted": act is not None,
        "missing": waits.value if waits else "",
    }
    ask = Ask(kind="note missing", draft={"ref": kept.ref, "offered": False}, case=target)
    return Reply(template="fix/moved", values=values, refs=(kept.ref,), ask=ask if waits in _ASKED else None)


def _taken_out(turn: Turn, work: Work, case: str, actor: Actor, what: object, categories: tuple[Category, ...]) -> bool:
    """Have the message taken out of the case room, if somebody there may not read what it turns out to be about."""
    act = _typed_in(turn, what, case)
    room = work.places.of_case(case)
    return act is not None and room is not None and bool(take_back(work, case, room, act.event_id, actor.id, about(categories)))


def _typed_in(turn: Turn, what: object, case: str) -> Act | None:
    """Find the message in the case's own room that a record was typed in."""
    event = getattr(what, "event", "")
    act = seat_of(turn).desk.acts.of(event) if event else None
    return act if act is not None and act.place == case_room(case) else None
