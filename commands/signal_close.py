"""Closing a signal: what came of it, by one clinician, and another who agrees."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import signal_words, signals
from bot.care.alerts import Signal, Standing
from bot.care.consent import Category
from bot.care.facts import Line, Message, Value, case_room, direct
from bot.care.people import CLINICAL, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.spec import Undo, command
from bot.chat.takers import confirmed
from bot.chat.turn import Confirm, Reply, Turn
from bot.chat.typed import heard_in, told


@command(
    "signal close",
    allow=CLINICAL,
    before_consent=True,
    in_locked_room=True,
    closed=True,
    undo=Undo.NEVER,
    example="!signal close 5M8T Seen at home, safe",
)
def closing(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("the signal")],
    outcome: Annotated[str, Said("what came of it")],
) -> Reply:
    """Say what came of a signal. It is closed once a second clinician says `!yes`; until then it is handled, awaiting second."""
    kept = signals.handle(work, work.records.get(Signal, case, ref), actor.id, outcome)
    if kept.state == Standing.CLOSED:
        return _closed(work, turn, kept, actor)
    heard = heard_in(work, case, turn, actor.id, (Category.SAFETY,))
    seconds = [one.person for one in work.rosters.of(case) if one.clinician and one.person != actor.id]
    values: dict[str, Value] = {**signal_words.named(work, kept), **told(heard), "seconds": seconds}
    line = Line(about=(Category.SAFETY.value,), author=actor.id, values={"text": outcome})
    asked = tuple((direct(one), _to_second(work, kept, one, line)) for one in seconds)
    if turn.place.key != case_room(case) or heard:
        signal_words.to_room(work, kept, "signal/standing", {"reached": True})
    confirm = Confirm(kind="signal close", code=ref, draft={"ref": ref}, case=case, anyone=tuple(seconds)) if seconds else None
    return Reply(template="signal/handled", values=values, also=asked, confirm=confirm, refs=(ref,), privately=bool(heard))


@confirmed("signal close", allow=CLINICAL, before_consent=True, in_locked_room=True, closed=True)
def closed(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value]) -> Reply:
    """Close it, as a second clinician."""
    kept = signals.second(work, work.records.get(Signal, case, str(draft["ref"])), actor.id)
    return _closed(work, turn, kept, actor)


def _to_second(work: Work, kept: Kept[Signal], asked: str, line: Line) -> Message:
    return Message(
        template="signal/second",
        values=signal_words.named(work, kept),
        lines=(line,),
        case=kept.case,
        mentions=(asked,),
        rest_directly=False,
    )


def _closed(work: Work, turn: Turn, kept: Kept[Signal], actor: Actor) -> Reply:
    if turn.place.key != case_room(kept.case):
        signal_words.to_room(work, kept, "signal/closed", {})
    for one in kept.what.told:
        if one != actor.id and work.rosters.member(kept.case, one) is None:
            signal_words.to_person(work, kept, one, "signal/closed", {})
    return Reply(template="signal/closed", values=signal_words.named(work, kept), refs=(kept.ref,))
