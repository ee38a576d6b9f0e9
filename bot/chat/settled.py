"""What is said of a proposal at its end: that it is settled, that no time has everybody it needs, or that all have passed."""

from __future__ import annotations

from dataclasses import replace

from bot.care import conferences, proposals, quorum, votes
from bot.care.deciding import Outcome, lacking
from bot.care.facts import Message, Value, case_room, direct
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept
from bot.chat import booking, proposed
from bot.chat.proposed import Said, apart


def announced(work: Work, outcome: Outcome, by: str) -> Message:
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


def announced_apart(work: Work, outcome: Outcome, message: Message) -> Said:
    """Tell whoever is not in the case's room, and, in kind words, each whom the time takes out of their working hours."""
    conference = outcome.conference
    coming = conferences.participants(work, conference)
    asked = (person for person in proposals.asked(work, outcome.proposal) if person in coming)
    values: dict[str, Value] = {"ref": conference.ref, "at": conference.what.at}
    note = Message(template="propose/outside", values=values, case=conference.case)
    late = (one for one in conference.what.outside if one in coming and one not in outcome.cannot)
    told = apart(work, outcome.proposal, asked, message)
    return (*told, *((direct(one), replace(note, mentions=(one,))) for one in late))


def undecided(work: Work, kept: Kept[Proposal]) -> Said:
    """Say at the deadline who is missing at each of the times, and ring whoever has to settle it, wherever they are."""
    race, unheard = votes.race(work, kept), votes.unheard(work, kept)
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
    partly: list[Value] = [{"person": one, "times": [str(number) for number in left]} for one, left in unheard.items()]
    awaited = [one for one in votes.awaited(work, kept) if one not in unheard]
    values: dict[str, Value] = {
        "ref": kept.ref,
        "times": times,
        "awaited": awaited,
        "partly": partly,
        "void": void,
        "leaderless": quorum.is_vacated(work, kept.case, proposals.quorum_of(kept.what)),
    }
    hears = (proposed.LATE, proposed.heard(kept))
    message = Message(template="propose/undecided", values=values, case=kept.case, mentions=_owner(work, kept), hears=hears)
    return ((case_room(kept.case), message), *apart(work, kept, message.mentions, message))


def lapsed(work: Work, kept: Kept[Proposal]) -> Said:
    """Say that every time has passed, to the team and whoever proposed them, and end the polls."""
    values: dict[str, Value] = {"ref": kept.ref}
    message = Message(template="propose/lapsed", values=values, case=kept.case, mentions=_owner(work, kept), ends_poll=kept.ref)
    return ((case_room(kept.case), message), *apart(work, kept, proposals.asked(work, kept), message))


def _owner(work: Work, kept: Kept[Proposal]) -> tuple[str, ...]:
    """Whoever proposed it, else whoever leads."""
    there = [member.person for member in work.rosters.of(kept.case) if member.person == kept.author or member.lead]
    return tuple(sorted(there, key=lambda one: one != kept.author)[:1])
