"""The times of a case that people voted on: proposed, changed, settled or given up, and who voted."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care import booked, proposals, timeline_acts
from bot.care.deciding import SETTLED
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from bot.care.texts import listed
from bot.care.timeline_conferences import CANCELS
from bot.care.timeline_events import Event, known
from bot.care.votes import Vote

_SAID = {
    ("conference times", "done"): "proposed times changed",
    ("conference deadline", "done"): "another deadline for answers",
    (proposals.CLOSES, "undecided"): "no time settled by the deadline",
    (proposals.CLOSES, "lapsed"): "proposed times over, none settled",
    (proposals.PASSES, "lapsed"): "proposed times over, none settled",
}
"""What is said of a proposal, by what was written down of it, and its outcome."""


def of(work: Work, case: str, readers: tuple[str, ...]) -> Iterator[Event]:
    """Give proposals and votes. A guest hears of what they are asked about alone; what somebody voted for, they alone read."""
    heard = {kept.ref: kept for kept in work.records.find(Proposal, case) if proposals.is_known_to(work, kept, *readers)}
    for kept in heard.values():
        yield from _became(work, kept, readers)
    voted: set[tuple[str, str]] = set()
    for vote in work.records.find(Vote, case) if heard else ():
        ref = vote.what.proposal
        if ref in heard:
            again = ", changed" if (ref, vote.author) in voted else ""
            voted.add((ref, vote.author))
            own = _ballot(vote.what) if set(readers) == {vote.author} else ""
            yield known(vote, f"vote on {ref}{again}", detail=own)


def _became(work: Work, kept: Kept[Proposal], readers: tuple[str, ...]) -> Iterator[Event]:
    """Of the conference that it was settled as hears who hears of that."""
    what = kept.what
    conference = work.records.locate(kept.case, what.conference) if what.conference else None
    settled = f"settled as conference {conference.ref}" if conference and booked.is_known_to(work, conference, *readers) else ""
    times = sum(not one.added for one in what.times)
    proposed = f"{times} {'time' if times == 1 else 'times'} proposed for a conference"
    yield known(kept, proposed, text=what.question, concerns=what.categories)
    for number, one in enumerate(timeline_acts.facts(work, kept.case, kept.ref), 1):
        said = settled if one.action == SETTLED else _SAID.get((one.action, one.outcome), "")
        if said:
            yield known(kept, said, number, at=one.at, by=one.actor)
    if kept.state == Stage.WITHDRAWN:
        yield timeline_acts.called_off(work, kept, "proposed times withdrawn", *CANCELS)


def _ballot(vote: Vote) -> str:
    named = (("yes to ", vote.yes), ("maybe to ", vote.maybe))
    return ", ".join(f"{word}{listed(list(map(str, numbers)))}" for word, numbers in named if numbers) or "to none of the times"
