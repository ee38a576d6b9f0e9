"""What is said where the times of a proposal change, or until when people vote: to the team, apart, and to who has voted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.care import proposal_lines, proposals, votes
from bot.care.facts import Message, Value, case_room, direct
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.reaching import reachable
from bot.care.records import Kept
from bot.chat.proposed import ALONE, REPLIED, Said, apart, heard, heard_more, poll, shown


def changed(work: Work, kept: Kept[Proposal], by: str, *, added: tuple[int, ...] = (), dropped: tuple[int, ...] = ()) -> Message:
    """Show all times as they are now, with a poll in the place of the one before."""
    values: dict[str, Value] = {**shown(work, kept), "by": by, "added": _words(added), "dropped": _words(dropped)}
    return Message(
        template="propose/changed",
        values=values,
        case=kept.case,
        hears=(REPLIED, heard(kept)),
        poll=poll(kept, work.now),
        ends_poll=kept.ref,
    )


def changed_apart(work: Work, kept: Kept[Proposal], message: Message, *, added: tuple[int, ...]) -> Said:
    """The same where people read it who are not in the case's room; and whoever has voted is asked for what was added alone."""
    lines = (proposal_lines.line(kept),) if kept.what.question else ()
    told = apart(work, kept, proposals.asked(work, kept), replace(message, lines=lines, hears=(ALONE, heard(kept))))
    asked = votes.unheard(work, kept) if added else ()
    return (*told, *((direct(one), _question(work, kept, one)) for one in asked))


def deferred(work: Work, kept: Kept[Proposal], before: datetime, by: str, *, reopened: bool) -> Message:
    """Say until when people vote now; rings those in the case's room whose answer is missing."""
    awaited = votes.awaited(work, kept)
    place = work.places.get(case_room(kept.case))
    present = place.present if place is not None else frozenset()
    values: dict[str, Value] = {
        **shown(work, kept),
        "by": by,
        "before": before,
        "reopened": reopened,
        "awaited": awaited,
    }
    rings = tuple(one for one in awaited if one != by and one in present)
    return Message(template="propose/deadline", values=values, case=kept.case, mentions=rings, hears=(REPLIED, heard(kept)))


def deferred_apart(work: Work, kept: Kept[Proposal], message: Message, by: str) -> Said:
    """The same for whoever is not in the case's room."""
    people = (person for person in proposals.asked(work, kept) if person != by)
    return tuple(apart(work, kept, people, replace(message, hears=(ALONE, heard(kept)))))


def _question(work: Work, kept: Kept[Proposal], person: str) -> Message:
    numbers = votes.unheard(work, kept)[person]
    times: list[Value] = [{"number": number, "at": kept.what.times[number - 1].at} for number in numbers]
    return Message(
        template="propose/added",
        values={"ref": kept.ref, "times": times, "closes": kept.what.closes, "closed": kept.what.closes <= work.now},
        case=kept.case,
        mentions=(person,) if reachable(work, person) <= work.now else (),
        hears=heard_more(kept, numbers),
    )


def _words(numbers: tuple[int, ...]) -> list[str]:
    return [str(one) for one in numbers]
