"""What a draft is asked for: the fields of a guided note, one after the other, then whatever is missing."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care import charting, guided
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.notes import Missing, missing
from bot.care.overheard import NOBODY, take_back
from bot.care.people import WRITING, Actor
from bot.care.ports import Work
from bot.chat.arguments import receivers
from bot.chat.parameters import CaseCode
from bot.chat.takers import answer
from bot.chat.tokens import bare, is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import sorted_as
from commands.note_process import refuse
from commands.note_told import ask_field, send, told

_SAFETY = (Category.SAFETY.value,)
_NO_ANSWER = frozenset({"back", "skip", "cancel", "later"})


@answer("note guided", allow=WRITING)
def field(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what was said to one question of a guided note."""
    kept = charting.own(work, case, actor.id, str(draft["ref"]))
    said = bare(words)
    if missing(kept) is not Missing.FIELDS:
        return told(work, actor, turn, kept)
    if said == "cancel":
        charting.discard(work, kept)
        return Reply(template="note/discarded", values={"ref": kept.ref})
    if not is_blank(words):
        refuse("", words)
        step = {"back": guided.back, "skip": guided.skip}.get(said)
        kept = charting.write(work, kept, step(kept.what) if step else guided.answer(kept.what, words))
    if missing(kept) is Missing.FIELDS:
        return ask_field(kept)
    if not kept.what.sections:
        charting.discard(work, kept)
        return Reply(template="note/discarded", values={"ref": kept.ref})
    return told(work, actor, turn, kept)


@answer("note missing", allow=WRITING, before_consent=True)
def complete(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what a draft was waiting for, or send on what could not be posted."""
    kept = charting.own(work, case, actor.id, str(draft["ref"]))
    wanted, said, offered = missing(kept), bare(words), bool(draft["offered"])
    if offered and said == "direct":
        return send(work, actor, kept)
    if wanted not in {Missing.RECEIVER, Missing.CATEGORY, Missing.RISK}:
        return Reply(template="note/left", values={"ref": kept.ref}) if offered else told(work, actor, turn, kept)
    if said in _NO_ANSWER or (is_blank(words) and not turn.mentions):
        return told(work, actor, turn, kept, offered=offered)
    heard = NOBODY
    if wanted is Missing.RECEIVER:
        to = receivers.whole(words, work.rosters.of(case), actor.id, turn.mentions)
        if not to:
            raise InvalidError("refused/readback_receiver")
        kept = charting.give(work, kept, to)
    elif wanted is Missing.CATEGORY:
        kept = charting.sort(work, kept, sorted_as(words))
    else:
        if not charting.is_none(words):
            heard = take_back(work, case, turn.place, turn.event_id, actor.id, _SAFETY)
        kept = charting.answer_risk(work, kept, words.strip(), heard.present)
    return told(work, actor, turn, kept, heard, offered=offered)
