"""What becomes of a note when its message is edited, or removed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.care import charting
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.formats import LAYOUTS
from bot.care.notes import CURRENT, Format, Section
from bot.care.people import WRITING, Actor
from bot.care.ports import Work
from bot.chat.arguments import receivers
from bot.chat.arguments.sections import risk, risk_apart, sections
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode
from bot.chat.passing import heard_values
from bot.chat.seat import seat_of
from bot.chat.takers import answer, confirmed
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.words import Address, read
from commands.note_changes import add, also, ask_no_more, taken_back
from commands.note_process import refuse
from commands.note_told import question, receiving, values_of

_FORMATS: Mapping[str, Format] = {
    "note": Format.FREE,
    **{f"note {one.value}": one for one in Format if one is not Format.FREE},
}
"""Which format each command writes."""


@answer("note edited", allow=WRITING)
def edited(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the new text of an edited note message: a new version, or of a signed note an amendment."""
    kept = charting.own(work, case, actor.id, str(draft["ref"]))
    if kept.what.signed is not None:
        return add(kept, words, actor=actor, work=work, turn=turn)
    kind, text = _retyped(turn, kept.what.format, words)
    refuse(text)
    found, body = tags(text, now=work.now, zone=actor.zone)
    roster = work.rosters.of(case) if kind.received else ()
    to, body = receivers.cut(body, roster, actor.id, turn.mentions)
    layout = LAYOUTS.get(kind)
    named, body = risk(risk_apart(body, layout.labels) if layout is not None else body)
    if is_blank(body):
        raise InvalidError("refused/note_empty")
    charting.check_goal(work, case, found.goal)
    parts = sections(body, layout.labels) if layout is not None else {}
    refuse("", body, *parts.values())
    categories = found.categories or kept.what.categories
    heard = taken_back(work, turn, actor, kept, categories, named)
    current = kept.state in CURRENT
    if named is not None and current:
        kept = charting.answer_risk(work, kept, named, heard.present)
    fresh = replace(
        kept.what,
        format=kind,
        text="" if parts else body,
        sections=tuple(Section(label=label, text=part) for label, part in parts.items()),
        categories=categories,
        modality=found.modality or kept.what.modality,
        goal=found.goal or kept.what.goal,
        to=to or kept.what.to,
        step=None,
        overheard=also(kept.what.overheard, heard),
    )
    kept = charting.edit(work, kept, fresh)
    if named is not None and not current:
        kept = charting.answer_risk(work, kept, named, heard.present)
    values = {
        **values_of(kept, work.now, actor.zone),
        "version": kept.what.version,
        **heard_values(heard),
        **receiving(work, turn, kept),
    }
    return Reply(
        template="note/edited",
        values=values,
        ask=question(kept, offered=bool(heard.readers)),
        refs=(kept.ref,),
        privately=bool(heard),
    )


def _retyped(turn: Turn, before: Format, text: str) -> tuple[Format, str]:
    """The format that an edited message names, if it is another one, and what stands behind it."""
    seat = seat_of(turn)
    typed = read(text, bot_id=seat.desk.clinic.bot, direct=seat.direct, mentions=seat.inbound.mentions)
    match = seat.registry.find(typed.words) if typed is not None and typed.address is not Address.BARE else None
    kind = _FORMATS.get(match.command.name) if match is not None else None
    return (kind, typed.rest(match.consumed)) if typed is not None and match is not None and kind is not None else (before, text)


@confirmed("note redacted", allow=WRITING)
def redacted(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value]) -> Reply:
    """Retract a note whose message its author removed."""
    kept = charting.own(work, case, actor.id, str(draft["ref"]))
    ask_no_more(turn, kept)
    kept = charting.retract(work, kept, "Its message was removed.")
    values: dict[str, Value] = {"ref": kept.ref, "risk_ref": kept.what.risk_ref or "", "present": []}
    return Reply(template="note/retracted", values=values, refs=(kept.ref,))
