"""What a huddle is at: going from line to line of its agenda."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from bot.care import agenda, floor
from bot.care.codes import parse_ref
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.floor import NEXT, Floor
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import split
from bot.chat.turn import Reply

_MINUTE = timedelta(minutes=1)


@command(
    "huddle topic",
    allow=CLINICAL | COORDINATION,
    example=("!huddle topic next", "!huddle topic 8R2Q"),
    aliases=("topic",),
)
def topic(case: CaseCode, actor: Actor, work: Work, text: Annotated[str, Rest("which line of the agenda")] = "") -> Reply:
    """Take up the next line of the agenda, or the one with this ref. What is written then stands in the minutes as said on it.

    It tells how many lines are left, and for how long you have talked. Alone, it says where you are.
    """
    words = split(text)
    if not words:
        return _told(work, floor.at_hand(work, case), moved=False)
    ref = NEXT if words[0].key == NEXT else parse_ref(words[0].text)
    if ref is None or len(words) > 1:
        raise InvalidError("refused/topic_which")
    return _told(work, floor.take_up(work, case, actor.id, ref), moved=True)


def _told(work: Work, found: Floor, *, moved: bool) -> Reply:
    values: dict[str, Value] = {
        "ref": found.item.ref if found.item is not None else "",
        "moved": moved,
        "number": found.number,
        "left": found.left,
        "before": found.before,
        "spent": (work.now - found.since) // _MINUTE,
        "minutes": (work.now - found.huddle.created) // _MINUTE,
    }
    lines = agenda.page([found.item]) if found.item is not None else ()
    return Reply(template="huddle/topic", values=values, lines=lines, refs=(found.huddle.ref,))
