"""Calling a conference off, or withdrawing its proposed times: always with a reason, whose category is found or asked for."""

from __future__ import annotations

from bot.care import booked, conferences, guests, proposals
from bot.care.consent import Category
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.texts import categories_of
from bot.chat import booking, withdrawing
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in

CATEGORY = "conference cancel category"
"""The ``@answer`` that takes the category of a reason."""


def categories(work: Work, case: str, by: str, ref: str) -> tuple[Category, ...]:
    """Give what a reason without a tag is about: what the question is, else its author's own. Empty: they have to be asked.

    ``ConflictError`` where there is nothing to call off any more.
    """
    standing = proposals.standing(work, case, ref) if proposals.is_one(work, case, ref) else booked.standing(work, case, ref)
    return standing.what.categories or categories_of(work, case, by)


def called_off(
    case: str, actor: Actor, work: Work, turn: Turn, ref: str, why: str, named: tuple[Category, ...], event: str = ""
) -> Reply:
    """Do it. ``event`` is the message that the reason stands in, if it is not the one at hand."""
    if proposals.is_one(work, case, ref):
        return withdrawing.withdrawn(case, actor, work, turn, ref, why, named, event)
    kept = conferences.cancel(work, case, ref, why)
    guests.follow(work, case, ref, None)
    heard = heard_in(work, case, turn, actor.id, named, event)
    lines = () if booking.read_there(turn, case, heard) else (conferences.reason_line(kept, actor.id, named),)
    return booking.answered(turn, actor, work, kept, "conference/cancelled", heard=heard, lines=lines)
