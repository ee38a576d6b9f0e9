"""Edits, redactions, and taking back.

An edit of a command that failed runs it; of one that wrote a text of its author's, it is a new version of that text (a hook of
the family: the answer ``<family> edited``); of any other that succeeded, nothing. A redaction is signed by nobody, so that it
only ever leads to a question (the confirmation ``<family> redacted``; else what was written is undone).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.care.depending import built_on
from bot.care.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from bot.care.facts import Message, Value, direct
from bot.care.people import EVERYONE, Rule
from bot.care.signals import Signal
from bot.chat import authorise, confirm, questions, words
from bot.chat.acting import BESIDE, DONE, Undertaking, undertake
from bot.chat.parameters import RefWord
from bot.chat.ports import Act, Desk
from bot.chat.seat import Seat
from bot.chat.spec import Command, Undo
from bot.chat.takers import Answer
from bot.chat.turn import Confirm, Reply

REDACTED = "redacted"
"""What takes the yes to a redaction, where the family has nothing of its own."""

_ASKED_FOR = timedelta(hours=48)
"""Whoever redacted it, its author may be away."""


def amends(seat: Seat, act: Act) -> Answer | None:
    """Find what takes the new text of a message that succeeded: None where an edit changes nothing."""
    command = seat.registry.commands.get(act.command)
    if command is None or act.undone or not act.refs or any(isinstance(one.argument, RefWord) for one in command.parameters):
        return None
    return seat.registry.answers.get(f"{command.family} edited")


def amend(seat: Seat, act: Act, taker: Answer) -> str:
    """Hand the new text to the family that keeps it. It is an act of its own, so that ``!undo`` takes it back alone."""
    draft = {"ref": act.refs[0], "command": act.command}
    text = _text(seat, act)
    undertaking = Undertaking(
        name=taker.kind,
        rule=taker.rule,
        run=taker.run,
        injected=taker.injected,
        arguments=lambda: {"draft": draft, "words": text},
        case=act.case,
        own_act=True,
    )
    return undertake(seat, undertaking)


def already(seat: Seat, act: Act) -> str:
    """Say that an edit changes nothing any more."""

    def refuse() -> Reply:
        raise ConflictError("undo/already")

    rule = Rule(allow=EVERYONE, case=False, in_locked_room=True)
    undertaking = Undertaking(name=f"edit of {act.command}", rule=rule, run=refuse, arguments=dict, case=None, own_act=True)
    return undertake(seat, undertaking)


def ask_author(seat: Seat, redacted: str) -> None:
    """Ask the author of what a message wrote whether it is to be retracted. Somebody else may have redacted it.

    Where a file came with it that was kept, the question is about that alone: what its words wrote may stand without it.
    """
    brought = seat.desk.acts.of(f"{redacted}{BESIDE}")
    if brought is not None and brought.outcome == DONE and brought.refs and not brought.undone:
        _ask(seat, brought, REDACTED, brought.event_id, brought.refs[-1])
        return
    act = seat.desk.acts.of(redacted)
    command = seat.registry.commands.get(act.command) if act else None
    if act is None or command is None or act.outcome != DONE or act.undone or not act.refs:
        return
    if any(isinstance(one.argument, RefWord) for one in command.parameters):
        return
    own = f"{command.family} redacted"
    kind = own if own in seat.registry.confirmed else REDACTED
    if kind == REDACTED and not act.journal:
        return
    _ask(seat, act, kind, redacted, act.refs[0])


def _ask(seat: Seat, act: Act, kind: str, event: str, ref: str) -> None:
    if any((one.kind, one.code) == (kind, ref) for one in seat.desk.dialogues.confirmations(act.person)):
        return  # asked already: whoever can forge one redaction can forge a thousand
    seat.desk.say(direct(act.person), Message(template="undo/redacted", values={"ref": ref}, case=act.case))
    draft = {"ref": ref, "event": event}
    wanted = Confirm(kind=kind, code=ref, draft=draft, case=act.case, by=act.person)
    confirm.mark(seat.desk, direct(act.person), confirm.open_confirmation(seat, wanted, own=_ASKED_FOR))


def take_back(seat: Seat) -> Reply:
    """Undo this person's last act in this place. Raises what ``!undo`` reads where that cannot be."""
    desk = seat.desk
    act = desk.acts.last(seat.person, seat.place.key)
    if act is None:
        raise NotFoundError("undo/nothing")
    return _taken_back(seat, act)


def retract(seat: Seat, event: str) -> Reply:
    """Undo what a removed message had led to, as its author has now said."""
    act = seat.desk.acts.of(event)
    if act is None or act.undone or act.person != seat.person:
        raise NotFoundError("undo/nothing")
    return _taken_back(seat, act)


def _taken_back(seat: Seat, act: Act) -> Reply:
    desk = seat.desk
    command = seat.registry.commands.get(act.command)
    if act.case is not None:
        _may(seat, act, command)
    waiting = [one for one in desk.dialogues.confirmations(seat.person) if one.source == act.event_id]
    taker = seat.registry.taker(act.command)
    answered = taker is not None
    if isinstance(taker, Answer) and taker.completes:
        raise InvalidError("undo/never", command=taker.completes)
    if not answered and not waiting and (command is None or command.undo is Undo.NEVER):
        raise InvalidError("undo/never", command=act.command)
    signals = _signals(desk, act)
    made = frozenset(entry["ref"] for entry in act.journal if entry["before"] is None and entry["ref"] not in signals)
    written = made | {entry["ref"] for entry in act.journal}
    if act.case is not None and any(kept.ref not in written for kept in built_on(desk, act.case, made)):
        raise ConflictError("refused/built_on")
    _restore(desk, tuple(entry for entry in act.journal if entry["ref"] not in signals))
    for dialogue in waiting:
        desk.dialogues.close(dialogue.key)
    for place in dict.fromkeys((act.place, direct(seat.person))):
        asked = desk.dialogues.question(seat.person, f"{place}/{act.event_id}")
        if asked is not None:
            questions.close(desk, asked)
    desk.acts.put(replace(act, undone=True, journal=()))
    if act.case is not None:
        desk.fact("taken back", actor=seat.person, case=act.case, ref=act.refs[0] if act.refs else "")
    before = {entry["ref"]: entry["before"] for entry in reversed(act.journal)}
    values: dict[str, Value] = {
        "refs": list(act.refs),
        "command": act.command,
        "answered": answered,
        "signals": signals,
        "stands": any(before.get(ref) is not None for ref in act.refs),
    }
    return Reply(template="undo/done", values=values)


def _signals(desk: Desk, act: Act) -> list[str]:
    """The signals that came of something: they stay whatever becomes of it, until two clinicians close them."""
    made = dict.fromkeys(entry["ref"] for entry in act.journal if entry["before"] is None)
    found = (desk.records.locate(act.case, ref) for ref in made) if act.case is not None else ()
    return [kept.ref for kept in found if kept is not None and isinstance(kept.what, Signal)]


def _restore(desk: Desk, journal: tuple[Mapping[str, Any], ...]) -> None:
    """Put back what stood before, and remember that it is the same again: so that what led to that can be taken back too."""
    known = {entry["ref"]: desk.recall(f"same:{entry['ref']}") for entry in journal}
    rebased = []
    for entry in journal:
        same = known[entry["ref"]]
        again = same is not None and same["of"] == entry["version"]
        rebased.append({**entry, "version": same["version"]} if same is not None and again else entry)
    written = len(desk.journal())
    desk.restore(tuple(rebased))
    before = {entry["ref"]: entry.get("was") for entry in reversed(journal)}
    for entry in desk.journal()[written:]:
        if before.get(entry["ref"]) is not None:
            desk.remember(f"same:{entry['ref']}", of=before[entry["ref"]], version=entry["version"])


def _may(seat: Seat, act: Act, command: Command | None) -> None:
    """Whoever takes something back must still be one who may do it; what it needs of the room and of consent it had then."""
    if seat.desk.rosters.member(str(act.case), seat.person) is None:
        raise DeniedError
    declared = seat.registry.taker(act.command) or command
    if declared is not None:
        rule = replace(declared.rule, before_consent=True, in_locked_room=True)
        authorise.require(seat.desk, rule, seat.person, seat.place, act.case, proven=seat.proven)


def _text(seat: Seat, act: Act) -> str:
    """The new text without the words that named the command; all of it where they are gone."""
    utterance = words.read(seat.text, bot_id=seat.desk.clinic.bot, direct=seat.direct, mentions=seat.inbound.mentions)
    match = seat.registry.find(utterance.words) if utterance else None
    if utterance is None or match is None or match.command.name != act.command:
        return words.without_quote(seat.text)
    return utterance.rest(match.consumed)
