"""The agenda between huddles: a look at it, what did not fit on it, and a sentence about one of its lines."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care import agenda, huddles
from bot.care.alerts import Signal
from bot.care.asks import Question
from bot.care.codes import parse_ref
from bot.care.errors import InvalidError, NotFoundError
from bot.care.facts import Value
from bot.care.people import CLINICAL, COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.readbacks import Readback
from bot.chat.parameters import CaseCode
from bot.chat.remarks import remark
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import following, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted

MEETING = CLINICAL | COORDINATION

BEHIND_REF = frozenset(
    {"answer", "apologies", "clear", "conference", "defer", "done", "fix", "move", "readback", "referrals", "snooze", "started"}
)
"""Words behind a ref that are commands: ``8R2Q done``."""

_IN_OWN_WORDS = {Signal: "!ack", Question: "!answer", Readback: "!readback"}
"""What takes the words of whoever acts on one of these, and does more with them than keep them."""


def _is_sentence(text: str) -> bool:
    """Say whether it is a ref with words behind it that are no command."""
    words = split(text, limit=2)
    return len(words) > 1 and parse_ref(words[0].text) is not None and words[1].key.rstrip(".,!") not in BEHIND_REF


@command("agenda", allow=ROSTER | COORDINATION, example=("!agenda", "!agenda here"), read=True)
def preview(case: CaseCode, actor: Actor, work: Work, turn: Turn) -> Reply:
    """Show the agenda as it is now. A ref and a sentence, as a reply to it, say something about that line."""
    message = agenda.preview(work, case, turn.readers(actor.id))
    return Reply(template=message.template, values=message.values, lines=message.lines, hears=message.hears)


@command("agenda more", allow=MEETING, example="!agenda more", undo=Undo.NEVER, aliases=("more",))
def more(case: CaseCode, work: Work, turn: Turn) -> Reply:
    """Show what did not fit on the agenda."""
    huddles.stir(work, case)
    message = agenda.more(work, case)
    plain = Reply(template=message.template, values=message.values, lines=message.lines, hears=message.hears)
    return plain if turn.direct else posted(turn, case, message, plain)


@answer(agenda.SENTENCE, allow=MEETING, takes=_is_sentence)
def said_of_a_line(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:  # noqa: ARG001 - which line is meant stands in the words
    """Keep a sentence about one line: of the categories of that line, unless it has a tag of its own."""
    ref = parse_ref(split(words, limit=1)[0].text) or ""
    kept = work.records.locate(case, ref)
    if kept is None:
        raise NotFoundError("refused/no_such_ref")
    if type(kept.what) in _IN_OWN_WORDS:
        raise InvalidError("refused/own_words", example=f"{_IN_OWN_WORDS[type(kept.what)]} {ref}")
    said = remark(case, actor, work, turn, kept, following(words, split(words, limit=1), 1))
    return Reply(template="agenda/said", values=said.values, refs=(said.kept.ref,), privately=bool(said.heard))
