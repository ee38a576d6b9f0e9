"""Where an open vote on times shows: on agendas, on the list of conferences, and with those who have not voted. It is neutral."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care import choices, proposals, texts, votes
from bot.care.dates import spoken_day
from bot.care.deciding import lacking
from bot.care.facts import Line, Value
from bot.care.items import Day, Item, Need, Section, item, joined
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from bot.care.settling import best
from bot.care.tags import about
from bot.care.texts import first_line


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give each that is voted on among what is due, with how many have; each that somebody has to settle among what is asked."""
    for kept in proposals.open_ones(work, day.case):
        if not proposals.is_known_to(work, kept, *day.readers):
            continue
        if kept.state == Stage.UNDECIDED:
            reason, section, need = _undecided(work, kept), Section.ASKS, (Need.ASK, kept.created.timestamp())
        else:
            count = len(voters(work, kept))
            voted = f"{count or 'none'} of {len(proposals.asked(work, kept))} {'has' if count == 1 else 'have'} answered"
            reason = f"{voted}, by {spoken_day(day.local(kept.what.closes))}"
            section, need = Section.DUE, (Need.SOON, float(day.local(kept.what.closes).toordinal()))
        yield item(
            section,
            kept,
            reason=joined(reason, day.put_off(kept.ref)),
            need=need,
            owner=kept.owner if kept.state == Stage.UNDECIDED else None,
            neutral="When to hold a conference",
        )


def to_vote(work: Work, case: str, person: str) -> tuple[Kept[Proposal], ...]:
    """Give those that wait for somebody's vote, the earliest deadline first; what they have to settle waits for more than that."""
    waiting = (kept for kept in proposals.open_ones(work, case) if person in votes.awaited(work, kept))
    return tuple(kept for kept in waiting if (kept.state, kept.owner) != (Stage.UNDECIDED, person))


def voters(work: Work, kept: Kept[Proposal]) -> tuple[str, ...]:
    """Give who has said of each time whether it suits them, of those whose votes count, in the order of joining."""
    awaited = votes.awaited(work, kept)
    return tuple(person for person in proposals.asked(work, kept) if person not in awaited)


def listed(work: Work, case: str, *readers: str) -> list[Value]:
    """Give a line for each that is open, and that all of these may hear of."""
    return [
        {
            "ref": kept.ref,
            "times": len(choices.numbered(kept.what)),
            "closes": kept.what.closes,
            "voted": len(voters(work, kept)),
            "asked": len(proposals.asked(work, kept)),
            "undecided": kept.state == Stage.UNDECIDED,
        }
        for kept in proposals.open_ones(work, case)
        if proposals.is_known_to(work, kept, *readers)
    ]


def line(kept: Kept[Proposal]) -> Line:
    """The question, as far as somebody may read it."""
    values: dict[str, Value] = {"ref": kept.ref, "text": first_line(kept.what.question)}
    return Line(about=about(kept.what.categories), author=kept.author, section="question", values=values)


def _undecided(work: Work, kept: Kept[Proposal]) -> str:
    """Who is missing at the time that most can come to."""
    race = votes.race(work, kept)
    time = best(race, list(race.times))
    missing = lacking(work, kept, race, time) if time is not None else ()
    if not missing:
        return "not settled"
    return f"not settled, without {texts.listed(missing)}"
