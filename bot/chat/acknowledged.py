"""The answer to what somebody brings to a conference: what it is, its ref, its categories, and never its words."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.care.facts import Line, Message, Value, direct
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import first_line
from bot.chat.turn import Reply, Turn
from bot.chat.typed import elsewhere, heard_in, told


def acknowledged(work: Work, turn: Turn, actor: Actor, kept: Kept[Any], *, of: str = "", event: str = "") -> Reply:
    """Answer it. Whoever it gives something to do is rung; directly, with its words, where they did not read it in the room.

    ``of``: the ref of the decision or of the entry that it is about; ``event``: what it was typed in, if that is not at hand.
    """
    what = kept.what
    heard = heard_in(work, kept.case, turn, actor.id, what.categories, event)
    values: dict[str, Value] = {
        "kind": what.kind,
        "ref": kept.ref,
        "of": of,
        "conference": what.conference,
        "owner": kept.owner or "",
        "categories": [one.words for one in what.categories],
        **told(heard),
    }
    rings = (kept.owner,) if kept.owner is not None and kept.owner != actor.id else ()
    reply = Reply(template="sitting/kept", values=values, refs=(kept.ref,), privately=bool(heard))
    if not any(heard or elsewhere(turn, one) for one in rings):
        return replace(reply, mentions=rings)
    line = Line(about=about(what.categories), author=kept.author, section="text", values={"text": first_line(what.text)})
    asked: dict[str, Value] = {"ref": kept.ref, "by": actor.id}
    message = Message(template="sitting/asked_to_tell", values=asked, lines=(line,), case=kept.case, mentions=rings)
    return replace(reply, also=tuple((direct(one), message) for one in rings))
