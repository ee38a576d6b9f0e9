"""What is said of a proposal: its times in everyone's zone, with a poll; that it is settled, undecided, over or withdrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.care import absences, conferences, holds, proposal_lines, proposals, votes
from bot.care.dates import spoken
from bot.care.deciding import Outcome, lacking
from bot.care.facts import Line, Message, Option, Poll, Value, case_room, direct
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept
from bot.chat import booking

REPLIED = "vote replied"
"""What takes the numbers that somebody replies to a proposal."""


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


def told_apart(work: Work, kept: Kept[Proposal], message: Message) -> tuple[tuple[str, Message], ...]:
    """The same for guests, who are not in the case's room: each in their own, with the question as far as they may read it."""
    lines = (proposal_lines.line(kept),) if kept.what.question else ()
    return tuple((direct(guest), replace(message, lines=lines, mentions=(guest,))) for guest in _guests(work, kept))


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


def settled_apart(work: Work, outcome: Outcome, message: Message) -> tuple[tuple[str, Message], ...]:
    """Tell guests, and, in kind words, each whom the time takes out of their working hours."""
    conference = outcome.conference
    coming = conferences.participants(work, conference)
    told = replace(message, values={**message.values, "guest": True})
    guests = tuple((direct(one), replace(told, mentions=(one,))) for one in _guests(work, outcome.proposal) if one in coming)
    values: dict[str, Value] = {"ref": conference.ref, "at": conference.what.at}
    note = Message(template="propose/outside", values=values, case=conference.case)
    late = (one for one in conference.what.outside if one in coming and one not in outcome.cannot)
    return (*guests, *((direct(one), replace(note, mentions=(one,))) for one in late))


def undecided(work: Work, kept: Kept[Proposal]) -> Message:
    """Say at the deadline who is missing at each of the times, and ring whoever has to settle it."""
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
    values: dict[str, Value] = {"ref": kept.ref, "times": times, "awaited": votes.awaited(work, kept)}
    return Message(template="propose/undecided", values=values, case=kept.case, mentions=_owner(work, kept))


def lapsed(work: Work, kept: Kept[Proposal]) -> Message:
    """Say that every time has passed, to whoever proposed them."""
    values: dict[str, Value] = {"ref": kept.ref}
    owner = _owner(work, kept)
    return Message(template="propose/lapsed", values=values, case=kept.case, mentions=owner, ends_poll=kept.ref)


def withdrawn(kept: Kept[Proposal], by: str, lines: tuple[Line, ...] = ()) -> Message:
    """Tell the team that nobody needs to vote any more."""
    values: dict[str, Value] = {"ref": kept.ref, "by": by}
    return Message(template="propose/withdrawn", values=values, lines=lines, case=kept.case, ends_poll=kept.ref)


def withdrawn_apart(work: Work, kept: Kept[Proposal], message: Message) -> tuple[tuple[str, Message], ...]:
    """The same for guests, without what was typed for the team."""
    return tuple((direct(guest), replace(message, lines=(), mentions=(guest,))) for guest in _guests(work, kept))


def withdrawn_everywhere(work: Work, kept: Kept[Proposal], by: str) -> tuple[tuple[str, Message], ...]:
    """Tell the team and its guests."""
    message = withdrawn(kept, by)
    return ((case_room(kept.case), message), *withdrawn_apart(work, kept, message))


def reminder(work: Work, kept: Kept[Proposal], person: str, *, rings: bool) -> Message:
    """Remind one person in their direct room."""
    values = shown(work, kept)
    lines = (proposal_lines.line(kept),) if kept.what.question else ()
    mentions = (person,) if rings else ()
    return Message(
        template="propose/reminder", values=values, lines=lines, case=kept.case, mentions=mentions, hears=(REPLIED, kept.ref)
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


def _guests(work: Work, kept: Kept[Proposal]) -> Iterator[str]:
    for person in proposals.asked(work, kept):
        member = work.rosters.member(kept.case, person)
        if member is not None and Role.GUEST in member.roles:
            yield person


def _owner(work: Work, kept: Kept[Proposal]) -> tuple[str, ...]:
    """Whoever proposed it, else whoever leads."""
    there = [member.person for member in work.rosters.of(kept.case) if member.person == kept.author or member.lead]
    return tuple(sorted(there, key=lambda one: one != kept.author)[:1])
