"""A case that is open to somebody who is not on it: for half an hour, to be read in their direct room, and nothing else.

It is no place on the roster: only the answers that this person is given are divided as if it were one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.care.consent import Category, Grant, Rank
from bot.care.people import Membership, Role
from bot.care.reads import Memory

LASTS = timedelta(minutes=30)


@dataclass(frozen=True, kw_only=True)
class Opening:
    """One case, as it is open to one person."""

    case: str
    person: str
    ref: str
    """Of the record that says why."""
    since: datetime
    until: datetime
    stopped: bool = False
    """They have read so much that nothing more is answered. What is on its way still reaches them."""
    count: int = 0
    """How often they have read."""

    def lasts(self, now: datetime) -> bool:
        """What they were answered may still be sent."""
        return self.since <= now < self.until

    def reads(self, now: datetime) -> bool:
        """They may ask."""
        return self.lasts(now) and not self.stopped

    @property
    def membership(self) -> Membership:
        """As if they were on the roster; ``team`` in a grant of consent leaves them out."""
        return Membership(
            case=self.case,
            person=self.person,
            roles=(Role.GUEST,),
            since=self.since,
            until=self.until,
            reviewed=False,
            own=False,
        )

    @property
    def grants(self) -> tuple[Grant, ...]:
        """As if everything had been granted to them by name, but for what a partner has said."""
        return tuple(
            Grant(
                case=self.case,
                category=category,
                rank=Rank.PERSON,
                recipient=self.person,
                given=category is not Category.PARTNER,
                by=self.person,
                at=self.since,
                until=self.until,
            )
            for category in Category
        )


def begin(memory: Memory, case: str, person: str, ref: str) -> Opening:
    """Open a case to somebody from now on."""
    opening = Opening(case=case, person=person, ref=ref, since=memory.now, until=memory.now + LASTS)
    _keep(memory, opening)
    return opening


def of(memory: Memory, case: str, person: str) -> Opening | None:
    """Give the last time that a case was opened to somebody, be it over or not."""
    kept = memory.recall(_key(case, person))
    if kept is None:
        return None
    since, until = datetime.fromisoformat(kept["since"]), datetime.fromisoformat(kept["until"])
    return Opening(
        case=case, person=person, ref=kept["ref"], since=since, until=until, stopped=kept["stopped"], count=kept["count"]
    )


def counted(memory: Memory, opening: Opening, *, stop: bool) -> Opening:
    """Count one read. ``stop``: it was the last one."""
    after = replace(opening, count=opening.count + 1, stopped=stop)
    _keep(memory, after)
    return after


def among(
    opening: Opening | None, roster: tuple[Membership, ...], grants: Iterable[Grant], now: datetime
) -> tuple[tuple[Membership, ...], tuple[Grant, ...]]:
    """Give roster and grants as they count for what this one person is answered. Whoever is on the roster is there as such."""
    here = tuple(grants)
    if opening is None or not opening.lasts(now) or any(member.person == opening.person for member in roster):
        return roster, here
    return (*roster, opening.membership), (*here, *opening.grants)


def over(opening: Opening | None, others: Iterable[str], now: datetime) -> bool:
    """Say whether somebody is no longer answered: it was open to them, and they are none of those who may know of it anyway."""
    return opening is not None and not opening.lasts(now) and opening.person not in others


def _keep(memory: Memory, opening: Opening) -> None:
    memory.remember(
        _key(opening.case, opening.person),
        ref=opening.ref,
        since=opening.since.isoformat(),
        until=opening.until.isoformat(),
        stopped=opening.stopped,
        count=opening.count,
    )


def _key(case: str, person: str) -> str:
    return f"breakglass:{case}:{person}"
