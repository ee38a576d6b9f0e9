"""What becomes of a proposal: settled by votes, at its deadline, or by somebody's word. The conference is then booked, once."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.care import apologies, conferences, holds, proposals, quorum, votes
from bot.care.conferences import Conference
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from bot.care.settling import Race, settled
from bot.care.team import lead_of

SETTLED = "conference settled"
"""What the audit fact says."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A proposal that has just been settled."""

    proposal: Kept[Proposal]
    conference: Kept[Conference]
    number: int
    can: tuple[str, ...]
    """Who has said yes to the time, in the order of joining."""
    perhaps: tuple[str, ...]
    cannot: tuple[str, ...]
    """Who has voted for other times alone, or is away then: they have apologised with that."""
    lacking: tuple[str, ...]
    """Which groups of the quorum have nobody who has said that they can come: the conference is advisory."""


def decide(work: Work, kept: Kept[Proposal], by: str) -> Outcome | None:
    """Settle it if the votes do, and book the conference; None while they do not, and while it is held."""
    if kept.state not in proposals.STANDING or holds.on(work, kept.case, modality=None, kept=kept) is not None:
        return None
    race = votes.race(work, kept)
    number = settled(race, closed=kept.what.closes <= work.now)
    return _book(work, kept, race, number, by) if number is not None else None


def close(work: Work, moment: Due) -> Outcome | Kept[Proposal] | None:
    """Count the votes at the deadline: what is settled; else the proposal, which somebody has to settle, or whose times are over.

    None where it was settled or withdrawn before.
    """
    kept = _about(work, moment)
    if kept is None or kept.state != Stage.OPEN:
        return None
    found = decide(work, kept, work.clinic.bot)
    if found is not None:
        return found
    return proposals.undecided(work, kept) if votes.to_come(work, kept) else proposals.finish(work, kept, Stage.LAPSED)


def look(work: Work, moment: Due) -> Outcome | None:
    """Settle it if the votes do by now; None while they do not, or where it is over."""
    kept = _about(work, moment)
    return decide(work, kept, work.clinic.bot) if kept is not None else None


def lapse(work: Work, moment: Due) -> Kept[Proposal] | None:
    """End one of which the last time has come; None where it was settled or withdrawn before."""
    kept = _about(work, moment)
    if kept is None or kept.state not in proposals.STANDING or votes.to_come(work, kept):
        return None
    return proposals.finish(work, kept, Stage.LAPSED)


def settle(work: Work, kept: Kept[Proposal], number: int, by: str) -> Outcome:
    """Settle it by somebody's word. Before the deadline this needs the quorum, be it with those who have said maybe.

    ``InvalidError`` for a number that is none; ``ConflictError`` for a time that has passed or was dropped, and where it is too
    early.
    """
    votes.check_numbers(work, kept, {number}, verb="!conference settle {}")
    race = votes.race(work, kept)
    if votes.early(work, kept, race, number):
        names = lacking(work, kept, race, number)
        raise ConflictError("refused/settle_early", ref=kept.ref, closes=kept.what.closes, lacking=names)
    return _book(work, kept, race, number, by)


def reminded(work: Work, moment: Due) -> Kept[Proposal] | None:
    """Give the proposal of which people are to be reminded; None where no vote is waited for any more."""
    kept = _about(work, moment)
    return kept if kept is not None and kept.state == Stage.OPEN and work.now < kept.what.closes else None


def lacking(work: Work, kept: Kept[Proposal], race: Race, number: int) -> tuple[str, ...]:
    """Name the groups of the quorum of whom nobody has said that they can come at that time, perhaps or surely."""
    return quorum.lacking(work, kept.case, proposals.quorum_of(kept.what), race.can(number) | race.perhaps(number))


def _about(work: Work, moment: Due) -> Kept[Proposal] | None:
    found = work.records.locate(moment.case or "", moment.subject)
    return found if found is not None and isinstance(found.what, Proposal) else None


def _book(work: Work, kept: Kept[Proposal], race: Race, number: int, by: str) -> Outcome:
    """Book it for whoever proposed it; whoever has left the team meanwhile is left out, and the lead takes their place.

    While nobody leads, the places of chair and presenter stay empty, and are lacking: nobody has them by chance.
    A vote for other times alone is an apology for this one: nobody has to say so twice.
    """
    what, time = kept.what, kept.what.times[number - 1]
    people = proposals.asked(work, kept)
    lead = lead_of(work, kept.case)
    instead = lead.person if lead is not None else next(iter(people), kept.author)
    owner = kept.author if work.rosters.member(kept.case, kept.author) is not None else instead
    wanted = Conference(
        at=time.at,
        end=time.end,
        zone=what.zone,
        question=what.question,
        categories=what.categories,
        people=_invited(work, kept, race, number) or ((owner,) if what.people else ()),
        roles=what.roles,
        modality=what.modality,
        chair=_still(work, kept, what.chair) or (instead if lead is not None else what.chair),
        presenter=_still(work, kept, what.presenter) or (instead if lead is not None else what.presenter),
        required=what.required,
        proposal=kept.ref,
        asked_by="" if owner == kept.author else kept.author,
    )
    conference = conferences.book(work, kept.case, owner, wanted)
    done = proposals.finish(work, kept, Stage.SETTLED, replace(what, conference=conference.ref))
    cannot = tuple(one for one in people if one in race.cannot(number))
    coming = conferences.participants(work, conference)
    for person in cannot:
        if person in coming:
            apologies.apologise(work, kept.case, person, conference.ref)
    work.fact(SETTLED, actor=by, case=kept.case, ref=kept.ref)
    return Outcome(
        proposal=done,
        conference=conference,
        number=number,
        can=tuple(one for one in people if one in race.can(number)),
        perhaps=tuple(one for one in people if one in race.perhaps(number)),
        cannot=cannot,
        lacking=lacking(work, kept, race, number),
    )


def _invited(work: Work, kept: Kept[Proposal], race: Race, number: int) -> tuple[str, ...]:
    """Who takes part by name: those asked by name who are still on the team, its chair, and whoever comes in somebody's place."""
    what = kept.what
    if not what.people and not what.roles:
        return ()
    coming = race.can(number) | race.perhaps(number)
    named = (*what.people, what.chair, *(one for one in proposals.asked(work, kept) if one in coming))
    return tuple(dict.fromkeys(one for one in named if _still(work, kept, one)))


def _still(work: Work, kept: Kept[Proposal], person: str) -> str:
    return person if work.rosters.member(kept.case, person) is not None else ""
