"""Withdrawing proposed times: with a reason, told to the team and to guests, who need to answer no more."""

from __future__ import annotations

from bot.care import proposals
from bot.care.consent import Category
from bot.care.facts import Line, case_room
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.tags import about
from bot.care.texts import categories_of, first_line
from bot.chat import proposed
from bot.chat.arguments.tags import Tags
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, posted, told


def withdrawn(case: str, actor: Actor, work: Work, turn: Turn, ref: str, found: Tags, why: str) -> Reply:
    """Withdraw a proposal. ``found`` are the tags of the reason, which is else of the categories of the question."""
    kept = proposals.withdraw(work, case, ref, why)
    named = found.categories or kept.what.categories or categories_of(work, case, actor.id) or (Category.SUMMARY,)
    heard = heard_in(work, case, turn, actor.id, named)
    reason = Line(about=about(named), author=actor.id, section="reason", values={"text": first_line(kept.what.withdrawn)})
    read_there = turn.place.key == case_room(case) and not heard
    message = proposed.withdrawn(kept, actor.id, () if read_there else (reason,))
    also = proposed.withdrawn_apart(work, kept, message, actor.id)
    otherwise = Reply(template="propose/given_up", values={"ref": kept.ref, **told(heard)}, also=also, refs=(kept.ref,))
    return posted(turn, case, message, otherwise, heard=heard)
