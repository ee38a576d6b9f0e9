"""What was considered and decided against."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from bot.care import rejections
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, sorted_as, told, typed

MEETING = CLINICAL | COORDINATION
_CATEGORY = "rejection category"
_BECAUSE = re.compile(r"(?<!\S)because(?!\S)[\s:]*", re.IGNORECASE)


@command("reject", allow=MEETING, example="!reject A second referral now because the first one is not yet answered")
def reject(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what is not done, and why")]) -> Reply:
    """Write down what was considered and is not done, and why. Nobody has to act upon it; it stands in the minutes."""
    found = typed(work, case, actor, text)
    what, _, why = _BECAUSE.sub("\0", found.text, count=1).partition("\0")
    if is_blank(what) or is_blank(why):
        raise InvalidError("refused/reject_reason")
    if not found.categories:
        return ask_category(_CATEGORY, {"text": what, "reason": why, "event": turn.event_id})
    return _kept(case, actor, work, turn, what, why, found.categories)


@answer(_CATEGORY, allow=MEETING)
def sort_rejection(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of what was decided against."""
    named = sorted_as(words)
    return _kept(case, actor, work, turn, str(draft["text"]), str(draft["reason"]), named, str(draft["event"]))


def _kept(
    case: str, actor: Actor, work: Work, turn: Turn, text: str, reason: str, named: tuple[Category, ...], event: str = ""
) -> Reply:
    kept = rejections.reject(work, case, actor.id, text=text, reason=reason, categories=named)
    heard = heard_in(work, case, turn, actor.id, named, event)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "categories": [one.words for one in named],
        "open": "conference" if kept.what.conference else "huddle" if kept.what.huddle else "",
        **told(heard),
    }
    return Reply(template="reject/kept", values=values, refs=(kept.ref,), privately=bool(heard))
