"""The ref of times that are still voted on, where a conference is meant: what is so, and the one command that does the wished."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

from bot.care import choices, proposals, votes
from bot.care.errors import ConflictError, NotFoundError
from bot.care.people import Office, Role
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept


class Wish(StrEnum):
    """What somebody wanted to do, by the command that does it while a vote goes on; a template goes by these."""

    EXCUSE = "none"
    """They cannot come: none of the times suits them."""
    MOVE = "times"
    """It is to be at another time."""
    HOLD = "settle"
    """It is to be held, or prepared: that needs one time to be settled."""
    HASTEN = "deadline"
    """The same, while none can be settled yet: the answers have to come in sooner."""
    ATTEND = "vote"
    """They want to hear of it: they can say which times suit them."""
    KNOW = ""
    """Nothing that they could do."""


_SETTLING = frozenset({Wish.MOVE, Wish.HOLD})
_SOONER = timedelta(hours=1)
"""When answers can be had instead, as the example of it says."""


def conference_of(work: Work, case: str, ref: str, person: str, wish: Wish) -> str:
    """Give the conference that times were settled as, where the ref is that of these; any other ref as it is.

    ``ConflictError`` for times that are still voted on, withdrawn or over; ``NotFoundError`` where somebody hears of none such.
    """
    kept = work.records.locate(case, ref)
    if kept is None or not isinstance(kept.what, Proposal):
        return ref
    if not proposals.is_known_to(work, kept, person):
        raise NotFoundError("refused/no_such_ref")
    if kept.what.conference:
        return kept.what.conference
    raise instead(work, proposals.standing(work, case, ref), person, wish)


def instead(work: Work, kept: Kept[Proposal], person: str, wish: Wish) -> ConflictError:
    """Say that no conference is booked yet, and what does what they wished: of what they may not do, how they say their part."""
    if wish in _SETTLING and not _may_settle(work, kept, person):
        wish = Wish.ATTEND
    if wish not in _SETTLING and person not in proposals.asked(work, kept):
        wish = Wish.KNOW
    closes, coming = kept.what.closes if kept.state == Stage.OPEN else None, votes.to_come(work, kept)
    if wish is Wish.HOLD:
        race = votes.race(work, kept)
        coming = tuple(number for number in coming if not votes.early(work, kept, race, number))
        soon = kept.what.closes <= work.now + _SOONER
        wish = wish if coming else Wish.KNOW if soon else Wish.HASTEN
    elif wish is Wish.MOVE and choices.room(kept.what) < 1:
        wish = Wish.KNOW
    number = min(coming, default=0)
    return ConflictError("refused/times_voted", ref=kept.ref, closes=closes, wish=wish.value, number=number)


def _may_settle(work: Work, kept: Kept[Proposal], person: str) -> bool:
    """As ``retiming.check_allowed``, of somebody who may be on no roster."""
    member, offices = work.rosters.member(kept.case, person), work.people.get(person).offices
    coordinates = Office.COORDINATOR in offices or (member is not None and Role.COORDINATOR in member.roles)
    return coordinates or person == kept.author or (member is not None and member.lead)
