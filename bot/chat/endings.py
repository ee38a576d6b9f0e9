"""How something of the plan ends, as people type it: perhaps with what was learnt, or why."""

from __future__ import annotations

from typing import Any

from bot.care.errors import InvalidError
from bot.care.goals import Ending
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat.arguments.tags import tags
from bot.chat.tokens import is_blank


def ending(work: Work, actor: Actor, kept: Kept[Any], text: str, *, why: str = "") -> Ending:
    """Read it. Without a tag it is of the categories of what ends.

    ``why``: the example that ``InvalidError`` shows where nothing was said, if something has to be.
    """
    found, body = tags(text, now=work.now, zone=actor.zone)
    said = "" if is_blank(body) else body
    if why and not said:
        raise InvalidError("refused/reason_needed", example=why)
    return Ending(at=work.now, by=actor.id, text=said, categories=found.categories or kept.what.categories)
