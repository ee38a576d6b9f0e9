"""What is said of consent that has changed: to whoever changed it, and in the case's room."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.care import grants, reads
from bot.care.breakglass import Breakglass
from bot.care.consent import Category
from bot.care.facts import Value
from bot.care.grants import Recipient
from bot.care.people import Actor
from bot.care.ports import Work
from bot.chat.turn import Reply, Turn
from bot.chat.typed import to_room
from commands.consent_words import called


def given(
    case: str,
    actor: Actor,
    work: Work,
    turn: Turn,
    shares: list[Value],
    *,
    until: datetime | None = None,
    joined: Sequence[str] = (),
    refs: tuple[str, ...] = (),
) -> Reply:
    """Tell what is shared from now on and with whom, who counts as the team since, and who reads nothing of it all the same."""
    values: dict[str, Value] = {
        "shares": shares,
        "until": until,
        "joined": list(joined),
        "out": _by_people(grants.still_out(work, case)),
        "by": actor.id,
    }
    return Reply(template="consent/given", values=values, also=to_room(case, turn, "consent/given", values), refs=refs)


def withdrawn(
    case: str, actor: Actor, work: Work, turn: Turn, lost: Mapping[Category, frozenset[str]], recipients: Sequence[Recipient]
) -> Reply:
    """Tell what was taken back from whom, who may no longer read what, and who has read it already."""
    roster = [member.person for member in work.rosters.of(case)]
    opened = dict.fromkeys(kept.author for kept in work.records.find(Breakglass, case) if kept.author not in roster)
    asked = {category: (*(one for one in roster if one in lost[category]), *opened) for category in lost}
    have = {category: reads.seen(work, case, category, asked[category]) for category in lost}
    values: dict[str, Value] = {
        "taken": [one.words for one in lost],
        "lost": _by_people(lost),
        "read": _by_people(have),
        "with": [called(one) for one in recipients],
        "by": actor.id,
    }
    return Reply(template="consent/withdrawn", values=values, also=to_room(case, turn, "consent/withdrawn", values))


def _by_people(of: Mapping[Category, Iterable[str]]) -> list[Value]:
    """The same people's categories together, so that it fits one screen."""
    found: dict[tuple[str, ...], list[Value]] = {}
    for category, people in of.items():
        found.setdefault(tuple(sorted(people)), []).append(category.words)
    return [{"categories": names, "people": list(people)} for people, names in found.items() if people]
