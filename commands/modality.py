"""Parts of care that the patient leaves out or takes up again, and what is held because of it."""

from __future__ import annotations

from typing import Annotated

from bot.care import carriers, holds, modalities
from bot.care.consent import Modality
from bot.care.facts import Line, Value
from bot.care.holds import Choice, Hold, Stand
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.texts import categories_of
from bot.chat import holding
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import Undo, command
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in

_EXAMPLE = "!modality couple work out"


@command(
    "modality",
    allow=CLINICAL,
    before_consent=True,
    in_locked_room=True,
    undo=Undo.NEVER,
    example=("!modality couple work out She would like to wait with it", "!modality couple work in"),
)
def modality(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("which part of care, and out or in")] = ""
) -> Reply:
    """Leave a part of care out, or take it up again, as the patient wishes.

    `out` holds what carries that part, at once, and changes nothing: reminders wait, and agendas do not press for it. `in` lets
    it go on. A reason may stand behind it. Without any word you are shown what is held.
    """
    words = split(text)
    if not words:
        return _overview(work, case, turn.readers(actor.id), privately=True)
    part, count = holding.part(work, case, words, Choice) if words[0].key not in {"out", "in"} else (None, 0)
    way = words[count].key.strip(".,;:") if len(words) > count else ""
    if part is None or way not in {"out", "in"}:
        raise ArgumentError("choice", "a part of care, and behind it out or in", _EXAMPLE)
    found, why = tags(following(text, words, count + 1), now=work.now, zone=actor.zone)
    if way == "in":
        return _taken_up(case, actor, work, turn, part, extra=not is_blank(why))
    categories = categories_of(work, case, actor.id, found.categories) if not is_blank(why) else ()
    kept = modalities.leave_out(work, case, actor.id, part, text="" if is_blank(why) else why, categories=categories)
    heard = heard_in(work, case, turn, actor.id, categories)
    waits = carriers.held_by(work, case, holds.as_hold(kept))
    values: dict[str, Value] = {"ref": kept.ref, "modality": part.words, "waits": holding.rows(waits)}
    return holding.announced(turn, kept, "modality/out", values, actor.id, heard=heard)


@command("modalities", allow=ROSTER | COORDINATION, before_consent=True, read=True, example="!modalities")
def listed(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Show what is held. What the patient leaves out, what is paused, and which medical evaluation comes first."""
    return _overview(work, case, turn.readers(actor.id), privately=False)


def _taken_up(case: str, actor: Actor, work: Work, turn: Turn, part: Modality, *, extra: bool) -> Reply:
    if extra:
        raise ArgumentError("choice", "nothing behind in", "!modality couple work in")
    lifted = modalities.take_up(work, case, actor.id, part)
    return holding.announced(turn, lifted.kept, "modality/in", holding.lifted(lifted), actor.id, quiet=True)


def _overview(work: Work, case: str, readers: tuple[str, ...], *, privately: bool) -> Reply:
    open_now = tuple(kept for kept in carriers.open_ones(work, case) if carriers.is_known_to(work, kept, *readers))
    lines: list[Line] = []
    shown: list[Value] = []
    for kind in holds.KINDS:
        for kept in work.records.find(kind, case, states=frozenset({Stand.ON})):
            hold = holds.as_hold(kept)
            waits = [one for one in open_now if hold.applies(modality=None, kept=one)]
            shown.append(_shown(hold, holding.rows(waits)))
            lines += holding.reason(kept)
    values: dict[str, Value] = {"holds": shown, "parts": [one.words for one in Modality]}
    return Reply(template="modality/list", values=values, lines=tuple(lines), privately=privately)


def _shown(hold: Hold, waits: list[Value]) -> dict[str, Value]:
    return {
        "ref": hold.ref,
        "words": holds.words(hold),
        "by": hold.by,
        "since": hold.since,
        "owner": hold.owner or "",
        "waits": waits,
    }
