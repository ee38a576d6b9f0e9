"""Withdrawing proposed times: with a reason, told to the team and to guests, who need to answer no more."""

from __future__ import annotations

from dataclasses import replace

from bot.care import proposals
from bot.care.consent import Category
from bot.care.facts import Line, Message, Value, case_room
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import first_line
from bot.chat.proposed import Said, apart
from bot.chat.turn import Reply, Turn
from bot.chat.typed import heard_in, posted, told


def withdrawn(
    case: str, actor: Actor, work: Work, turn: Turn, ref: str, why: str, named: tuple[Category, ...], event: str
) -> Reply:
    """Withdraw a proposal. ``named`` are the categories of the reason, ``event`` its message, if it is not the one at hand."""
    kept = proposals.withdraw(work, case, ref, why)
    heard = heard_in(work, case, turn, actor.id, named, event)
    reason = Line(about=about(named), author=actor.id, section="reason", values={"text": first_line(kept.what.withdrawn)})
    read_there = turn.place.key == case_room(case) and not heard
    message = announced(kept, actor.id, () if read_there else (reason,))
    also = announced_apart(work, kept, message, actor.id)
    otherwise = Reply(template="propose/given_up", values={"ref": kept.ref, **told(heard)}, also=also, refs=(kept.ref,))
    return posted(turn, case, message, otherwise, heard=heard)


def announced(kept: Kept[Proposal], by: str, lines: tuple[Line, ...] = ()) -> Message:
    """Tell the team that nobody needs to vote any more."""
    values: dict[str, Value] = {"ref": kept.ref, "by": by}
    return Message(template="propose/withdrawn", values=values, lines=lines, case=kept.case, ends_poll=kept.ref)


def announced_apart(work: Work, kept: Kept[Proposal], message: Message, by: str) -> Said:
    """The same for whoever is not in the case's room, without what was typed for the team."""
    people = (person for person in proposals.asked(work, kept) if person != by)
    return tuple(apart(work, kept, people, replace(message, lines=())))


def announced_everywhere(work: Work, kept: Kept[Proposal], by: str) -> Said:
    """Tell the team, and whoever is not in its room."""
    message = announced(kept, by)
    return ((case_room(kept.case), message), *announced_apart(work, kept, message, by))
