"""What is said of a proposal: its times in everyone's zone, with a poll; that it is settled, undecided, over or withdrawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.care import absences, conferences, holds, proposal_lines, proposals, quorum, votes
from bot.care.dates import spoken
from bot.care.deciding import Outcome, lacking
from bot.care.facts import Line, Message, Option, Poll, Value, case_room, direct
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept
from bot.chat import booking

Said = tuple[tuple[str, Message], ...]
"""Places, and what is said there."""

REPLIED = "vote replied"
"""What takes the numbers that somebody replies to a proposal."""
ALONE = "vote replied alone"
"""The same in a direct room: whatever is replied there is for us, so that what is no vote is not passed over in silence."""


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
        hears=(REPLIED, kept.ref),
        poll=_poll(kept),
    )


def told_apart(work: Work, kept: Kept[Proposal], message: Message, by: str) -> Said:
    """The same for guests and whoever else is not in the case's room: with the question as far as they may read it."""
    lines = (proposal_lines.line(kept),) if kept.what.question else ()
    people = (person for person in proposals.asked(work, kept) if person != by)
    return tuple(_apart(work, kept, people, replace(message, lines=lines, hears=(ALONE, kept.ref))))


def settled(work: Work, outcome: Outcome, by: str) -> Message:
    """Tell the team, in the words of a booking, and end the poll; rings who takes part, but whoever settled it."""
    conference = outcome.conference
    lines = (conferences.line(conference),) if conference.what.question else ()
    booked = booking.announced(work, conference, "propose/settled", by, lines=lines)
    values: dict[str, Value] = {
        "proposal": outcome.proposal.ref,
        "number": outcome.number,
        "can": outcome.can,
        "perhaps": outcome.perhaps,
        "cannot": outcome.cannot,
        "missing": outcome.lacking,
    }
    return replace(booked, values={**booked.values, **values}, ends_poll=outcome.proposal.ref)


def settled_apart(work: Work, outcome: Outcome, message: Message) -> Said:
    """Tell whoever is not in the case's room, and, in kind words, each whom the time takes out of their working hours."""
    conference = outcome.conference
    coming = conferences.participants(work, conference)
    asked = (person for person in proposals.asked(work, outcome.proposal) if person in coming)
    values: dict[str, Value] = {"ref": conference.ref, "at": conference.what.at}
    note = Message(template="propose/outside", values=values, case=conference.case)
    late = (one for one in conference.what.outside if one in coming and one not in outcome.cannot)
    told = _apart(work, outcome.proposal, asked, message)
    return (*told, *((direct(one), replace(note, mentions=(one,))) for one in late))


def undecided(work: Work, kept: Kept[Proposal]) -> Said:
    """Say at the deadline who is missing at each of the times, and ring whoever has to settle it, wherever they are."""
    race = votes.race(work, kept)
    times: list[Value] = [
        {
            "number": number,
            "at": kept.what.times[number - 1].at,
            "can": len(race.can(number)),
            "perhaps": len(race.perhaps(number)),
            "lacking": lacking(work, kept, race, number),
        }
        for number in sorted(race.times)
    ]
    void: list[Value] = [{"person": one, "times": [str(number) for number in lost]} for one, lost in votes.void(work, kept).items()]
    values: dict[str, Value] = {
        "ref": kept.ref,
        "times": times,
        "awaited": votes.awaited(work, kept),
        "void": void,
        "leaderless": quorum.is_vacated(work, kept.case, proposals.quorum_of(kept.what)),
    }
    message = Message(template="propose/undecided", values=values, case=kept.case, mentions=_owner(work, kept))
    return ((case_room(kept.case), message), *_apart(work, kept, message.mentions, message))


def lapsed(work: Work, kept: Kept[Proposal]) -> Said:
    """Say that every time has passed, to the team and whoever proposed them, and end the polls."""
    values: dict[str, Value] = {"ref": kept.ref, "guest": False}
    message = Message(template="propose/lapsed", values=values, case=kept.case, mentions=_owner(work, kept), ends_poll=kept.ref)
    return ((case_room(kept.case), message), *_apart(work, kept, proposals.asked(work, kept), message))


def withdrawn(kept: Kept[Proposal], by: str, lines: tuple[Line, ...] = ()) -> Message:
    """Tell the team that nobody needs to vote any more."""
    values: dict[str, Value] = {"ref": kept.ref, "by": by}
    return Message(template="propose/withdrawn", values=values, lines=lines, case=kept.case, ends_poll=kept.ref)


def withdrawn_apart(work: Work, kept: Kept[Proposal], message: Message, by: str) -> Said:
    """The same for whoever is not in the case's room, without what was typed for the team."""
    people = (person for person in proposals.asked(work, kept) if person != by)
    return tuple(_apart(work, kept, people, replace(message, lines=())))


def withdrawn_everywhere(work: Work, kept: Kept[Proposal], by: str) -> Said:
    """Tell the team, and whoever is not in its room."""
    message = withdrawn(kept, by)
    return ((case_room(kept.case), message), *withdrawn_apart(work, kept, message, by))


def reminder(work: Work, kept: Kept[Proposal], person: str, *, rings: bool) -> Message:
    """Remind one person in their direct room."""
    values = shown(work, kept)
    lines = (proposal_lines.line(kept),) if kept.what.question else ()
    mentions = (person,) if rings else ()
    return Message(
        template="propose/reminder", values=values, lines=lines, case=kept.case, mentions=mentions, hears=(ALONE, kept.ref)
    )


def _times(work: Work, kept: Kept[Proposal]) -> list[Value]:
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
        for number, time in enumerate(kept.what.times, start=1)
    ]


def _there(at: datetime, zone: str) -> Value:
    """The day and the time of day in another zone, apart, since the day is said again only where it is another one."""
    day, _, clock = spoken(at, zone).rpartition(", ")
    return {"zone": zone, "day": day, "clock": clock}


def _poll(kept: Kept[Proposal]) -> Poll:
    options = tuple(
        Option(id=f"{kept.ref}-{number}", at=time.at, end=time.end) for number, time in enumerate(kept.what.times, start=1)
    )
    return Poll(ref=kept.ref, options=options, most=len(options), closes=kept.what.closes)


def _apart(work: Work, kept: Kept[Proposal], people: Iterable[str], message: Message) -> Iterator[tuple[str, Message]]:
    """What each of these is told in their own room who is not in the case's: guests never are, coordinators need not be."""
    place = work.places.get(case_room(kept.case))
    present = place.present if place is not None else frozenset()
    for person in people:
        member = work.rosters.member(kept.case, person)
        if member is not None and person not in present:
            values = {**message.values, "guest": Role.GUEST in member.roles}
            yield direct(person), replace(message, values=values, mentions=(person,))


def _owner(work: Work, kept: Kept[Proposal]) -> tuple[str, ...]:
    """Whoever proposed it, else whoever leads."""
    there = [member.person for member in work.rosters.of(kept.case) if member.person == kept.author or member.lead]
    return tuple(sorted(there, key=lambda one: one != kept.author)[:1])
