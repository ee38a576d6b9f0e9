"""What is said of a proposal while people vote: its times in everyone's zone, with a poll, and a reminder. Its end: ``settled``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.care import absences, choices, holds, proposal_lines, proposals, votes
from bot.care.dates import spoken
from bot.care.facts import Line, Message, Option, Poll, Value, case_room, direct
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept

Said = tuple[tuple[str, Message], ...]
"""Places, and what is said there."""

REPLIED = "vote replied"
"""What takes the numbers that somebody replies to a proposal."""
ALONE = "vote replied alone"
"""The same in a direct room: whatever is replied there is for us, so that what is no vote is not passed over in silence."""
LATE = "vote late replied"
"""The same where the time for answers is over, and they count still: votes alone, since people talk there about what to do."""
MORE = "vote on more replied"
"""What takes the answer to a time that was added, from somebody who has voted on the others."""


def shown(work: Work, kept: Kept[Proposal]) -> dict[str, Value]:
    """What everybody may know of it."""
    hold = holds.on(work, kept.case, modality=None, kept=kept)
    first = kept.what.times[0]
    there = {role for member in work.rosters.of(kept.case) for role in member.named_as(work.now)}
    return {
        "ref": kept.ref,
        "times": _times(work, kept),
        "minutes": (first.end - first.at) // timedelta(minutes=1),
        "people": proposals.asked(work, kept),
        "everyone": not kept.what.people and not kept.what.roles,
        "vacant": [role.person for role in kept.what.roles if role not in there],
        "closes": kept.what.closes,
        "closed": kept.what.closes <= work.now,
        "modality": kept.what.modality.words if kept.what.modality else "",
        "held": holds.words(hold) if hold is not None else "",
    }


def proposed(work: Work, kept: Kept[Proposal], by: str, lines: tuple[Line, ...] = ()) -> Message:
    """Put it to the team, with its poll; rings those in the case's room who are asked, but whoever proposes."""
    place = work.places.get(case_room(kept.case))
    present = place.present if place is not None else frozenset()
    return Message(
        template="propose/proposed",
        values={**shown(work, kept), "by": by},
        lines=lines,
        case=kept.case,
        mentions=tuple(one for one in proposals.asked(work, kept) if one != by and one in present),
        hears=(REPLIED, heard(kept)),
        poll=poll(kept, work.now),
    )


def told_apart(work: Work, kept: Kept[Proposal], message: Message, by: str) -> Said:
    """The same for guests and whoever else is not in the case's room: with the question as far as they may read it."""
    lines = (proposal_lines.line(kept),) if kept.what.question else ()
    people = (person for person in proposals.asked(work, kept) if person != by)
    return tuple(apart(work, kept, people, replace(message, lines=lines, hears=(ALONE, heard(kept)))))


def reminder(work: Work, kept: Kept[Proposal], person: str, *, rings: bool) -> Message:
    """Remind one person in their direct room: of all times, or of those alone that were added since they voted."""
    unheard = votes.unheard(work, kept).get(person, ())
    values = {**shown(work, kept), "unheard": [str(one) for one in unheard]}
    if unheard:
        values["times"] = _times(work, kept, unheard)
    lines = (proposal_lines.line(kept),) if kept.what.question else ()
    mentions = (person,) if rings else ()
    hears = heard_more(kept, unheard) if unheard else (ALONE, heard(kept))
    return Message(template="propose/reminder", values=values, lines=lines, case=kept.case, mentions=mentions, hears=hears)


def heard(kept: Kept[Proposal]) -> str:
    """What a reply to its times is handed on with: its ref, and the highest number that there was."""
    return f"{kept.ref}-{len(kept.what.times)}"


def heard_more(kept: Kept[Proposal], numbers: tuple[int, ...]) -> tuple[str, str]:
    """What takes a reply to these times alone: what was said of the others stands."""
    return MORE, "-".join(map(str, (kept.ref, *numbers)))


def _times(work: Work, kept: Kept[Proposal], numbers: tuple[int, ...] = ()) -> list[Value]:
    zones = tuple(dict.fromkeys(absences.zone_of(work, one) for one in proposals.asked(work, kept)))
    return [
        {
            "number": number,
            "at": time.at,
            "elsewhere": [_there(time.at, zone) for zone in zones],
            "outside": [one for one in time.outside if work.rosters.member(kept.case, one)],
            "absent": [one for one in time.absent if work.rosters.member(kept.case, one)],
            "passed": time.at <= work.now,
        }
        for number, time in choices.numbered(kept.what)
        if not numbers or number in numbers
    ]


def _there(at: datetime, zone: str) -> Value:
    """The day and the time of day in another zone, apart, since the day is said again only where it is another one."""
    day, _, clock = spoken(at, zone).rpartition(", ")
    return {"zone": zone, "day": day, "clock": clock}


def poll(kept: Kept[Proposal], now: datetime) -> Poll:
    """What people choose from: the times to come. Once times were added, each option says how many there were in this poll."""
    among = f"-{len(kept.what.times)}" if any(time.added for time in kept.what.times) else ""
    options = tuple(
        Option(id=f"{kept.ref}-{number}{among}", at=time.at, end=time.end)
        for number, time in choices.numbered(kept.what)
        if time.at > now
    )
    return Poll(ref=kept.ref, options=options, most=len(options), closes=kept.what.closes)


def apart(work: Work, kept: Kept[Proposal], people: Iterable[str], message: Message) -> Iterator[tuple[str, Message]]:
    """What each of these is told in their own room who is not in the case's: guests never are, coordinators need not be."""
    place = work.places.get(case_room(kept.case))
    present = place.present if place is not None else frozenset()
    for person in people:
        member = work.rosters.member(kept.case, person)
        if member is not None and person not in present:
            yield direct(person), replace(message, mentions=(person,))
