"""Pauses for safety, and what ends them: never the clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from bot.care import absences, carriers, holds, pauses
from bot.care.consent import Category, Modality
from bot.care.dates import spoken_day
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value, control, direct
from bot.care.holds import Pause
from bot.care.people import CLINICAL, Actor
from bot.care.ports import Work
from bot.chat import drafts, holding
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import modality as read_modality
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest, Said
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Ask, Reply, Turn
from bot.chat.typed import heard_in, told

_UNTIL = "pause until"
_EXAMPLE = "!pause couple work Too much just now until 2027-01-11"


@command("pause", allow=CLINICAL, before_consent=True, undo=Undo.NEVER, example=_EXAMPLE)
def pause(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("which part of care, why, and until when")]
) -> Reply:
    """Pause a part of care for safety. Say why, and until when.

    What carries it is held: reminders wait, and agendas do not press for it. On the day you are asked how to go on; until
    somebody says `!resume`, it stays paused. A second pause of the same part takes the place of the first.
    """
    words = split(text)
    part, count = read_modality(words)
    found, said = tags(following(text, words, count), now=work.now, zone=actor.zone)
    why, until = _until(said, absences.today(work, actor.id))
    if is_blank(why):
        raise InvalidError("refused/reason_needed", example=_EXAMPLE)
    draft: dict[str, Value] = {
        "modality": part.value,
        "text": why,
        "categories": [one.value for one in found.categories],
        "event": turn.event_id,
    }
    if until is None:
        heard = heard_in(work, case, turn, actor.id, (Category.SAFETY, *found.categories))
        values: dict[str, Value] = {"modality": part.words, **told(heard)}
        return Reply(template="pause/until", values=values, ask=Ask(kind=_UNTIL, draft=draft), privately=bool(heard))
    return _paused(case, actor, work, turn, draft, until)


@answer(_UNTIL, allow=CLINICAL, before_consent=True)
def until_when(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the day until which something is paused."""
    said = split(words)
    until, _ = day(said[1:] if said and said[0].key == "until" else said, today=absences.today(work, actor.id))
    return _paused(case, actor, work, turn, draft, until)


@command("resume", allow=CLINICAL, before_consent=True, undo=Undo.NEVER, example="!resume couple work")
def resume(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which part of care")]) -> Reply:
    """Let a part of care go on that was paused. Whoever paused it is told."""
    words = split(text)
    part, count = holding.part(work, case, words, Pause)
    if len(words) > count:
        raise ArgumentError("modality", "the name of a part of care, and nothing behind it", "!resume couple work")
    lifted = pauses.resume(work, case, actor.id, part)
    paused_by = lifted.kept.author
    if paused_by != actor.id and work.rosters.member(case, paused_by) is not None:
        ended: dict[str, Value] = {"ref": lifted.kept.ref, "modality": part.words, "by": actor.id}
        work.say(direct(paused_by), Message(template="pause/told", values=ended, case=case, mentions=(paused_by,)))
    return holding.announced(turn, lifted.kept, "pause/resumed", holding.lifted(lifted), actor.id, quiet=True)


@due(pauses.ASKS, late=Late.ACT)
def ask(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - however late: it is still paused, and still to be asked
    """Ask whoever paused something whether it is to go on; where nobody is left to ask, the coordinators."""
    kept = pauses.reached(work, moment)
    if kept is None:
        return
    person = pauses.to_ask(work, kept)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "modality": kept.what.modality.words,
        "until": spoken_day(kept.what.until),
        "waits": holding.rows(carriers.held_by(work, kept.case, holds.as_hold(kept))),
    }
    message = Message(
        template="pause/ask", values=values, case=kept.case, mentions=(person,) if person else (), lines=holding.reason(kept)
    )
    work.say(direct(person) if person else control(), message)
    work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref)


def _paused(case: str, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], until: date) -> Reply:
    categories = drafts.categories(draft["categories"])
    what = Pause(modality=Modality(str(draft["modality"])), text=str(draft["text"]), categories=categories, until=until)
    kept, before = pauses.pause(work, case, actor.id, what)
    heard = heard_in(work, case, turn, actor.id, kept.what.categories, str(draft["event"]))
    values: dict[str, Value] = {
        "ref": kept.ref,
        "modality": kept.what.modality.words,
        "until": spoken_day(until),
        "before": before.ref if before is not None else "",
        "waits": holding.rows(carriers.held_by(work, case, holds.as_hold(kept))),
    }
    return holding.announced(turn, kept, "pause/paused", values, actor.id, heard=heard)


def _until(text: str, today: date) -> tuple[str, date | None]:
    """Cut ``until DATE`` off the end. Where what follows the last ``until`` is no date, it belongs to the reason."""
    words = split(text)
    place = max((number for number, word in enumerate(words) if word.key == "until"), default=None)
    if place is None:
        return text.strip(), None
    behind = words[place + 1 :]
    try:
        until, count = day(behind, today=today)
    except ArgumentError:
        if len(behind) == 1 or (behind and behind[0].text[:1].isdigit()):
            raise
        return text.strip(), None
    if count < len(behind):
        return text.strip(), None
    return text[: words[place].start].strip(" \t\r\n,;"), until
