"""What happened around a case: opened and closed, who came and went, consent, and who took over what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from bot.care import timeline_acts
from bot.care.cases import Closing
from bot.care.charters import Charter
from bot.care.consent import Grant, Rank
from bot.care.consent_reviews import ConsentReview
from bot.care.handovers import Handover, Stand
from bot.care.people import Membership, Role
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.team import Departure
from bot.care.texts import listed
from bot.care.timeline_events import Event, known

_REOPENED = "case reopen"
"""The audit fact of a case that is opened again: no record says so."""


def case(work: Work, code: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give when it was opened, closed, and opened again."""
    found = work.cases.get(code)
    if found is None:
        return
    yield Event(at=found.created, what="case opened", place="0")
    closings: list[Kept[Closing]] = work.records.find(Closing, code)
    for kept in closings:
        yield known(kept, "case closed", ref="", text=kept.what.reason, concerns=kept.what.categories)
    for number, fact in enumerate(timeline_acts.done(work, code, None, _REOPENED) if closings else ()):
        yield Event(at=fact.at, what="case opened again", by=fact.actor, place=f"0-REOPENED-{number:03}")


def people(work: Work, code: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give who is on the team since when, and who has left it."""
    every = (*work.rosters.of(code), *work.rosters.ended(code))
    roster = sorted((one for one in every if not _visits(one)), key=lambda one: (one.since, one.person))
    departures: list[Kept[Departure]] = work.records.find(Departure, code)
    said = {(kept.what.person, kept.created) for kept in departures}
    for number, member in enumerate(roster):
        stands_in = member.covers if not member.own else None
        roles = listed([role.words for role in (stands_in.roles if stands_in is not None else member.roles)])
        what = f"stands in as {roles}" if stands_in is not None else "joined the team"
        what = f"{what} as {roles}" if stands_in is None and len(member.roles) > 1 else what
        yield Event(at=member.since, what=what, by=member.person, hand="", place=f"1-{number:05}")
        if member.until is not None and member.until <= work.now and (member.person, member.until) not in said:
            yield Event(at=member.until, what="left the team", by=member.person, hand="", place=f"1-{number:05}-LEFT")
    for kept in departures:
        yield replace(known(kept, "left the team", by=kept.what.person, ref=""), hand="")


def consent(work: Work, code: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give each change of consent: what was said at once of one recipient is told at once. What is not confirmed is none."""
    visiting = _visiting(work, code)
    said = (one for one in work.consents.of(code) if one.confirmed and one.recipient not in visiting)
    every = sorted(said, key=lambda one: (one.at, one.id))
    for number, (_said, found) in enumerate(groupby(every, key=_said_at_once)):
        grants = tuple(found)
        first, names = grants[0], list(dict.fromkeys(one.category.words for one in grants))
        role = f"the {Role(first.recipient).person}" if first.rank is Rank.ROLE else ""
        to = "the team" if first.rank is Rank.TEAM else role
        way = "shared with" if first.given else "withdrawn from"
        yield Event(
            at=first.at,
            what=f"consent: {listed(names)} {way}{f' {to}' if to else ''}",
            by=first.by,
            link="",
            whom=(first.recipient,) if first.rank is Rank.PERSON else (),
            place=f"2-{number:05}",
        )
    for kept in work.records.find(ConsentReview, code):
        if kept.what.asked is not None:
            yield known(kept, "review of consent asked for", at=kept.what.asked, by="")


def duties(work: Work, code: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give what each role took on, and who handed one over."""
    for charter in work.records.find(Charter, code):
        yield known(charter, f"charter of the {charter.what.role.person}")
    for kept in work.records.find(Handover, code):
        what, role = kept.what, kept.what.role.words
        asked = f"{role}, handover asked"
        yield known(kept, asked, whom=(kept.owner,), link="of", text=what.text, concerns=what.categories)
        if what.at is not None:
            yield known(kept, f"{role}, taken over", 1, at=what.at, by=kept.owner or "", whom=(kept.author,), link="from")
        if kept.state == Stand.LAPSED:
            yield known(kept, f"{role}, handover not answered", 1, at=kept.due, by="", whom=(kept.owner,), link="by")


def _visiting(work: Work, code: str) -> frozenset[str]:
    """Whoever reads it because they have opened the case: they are on no roster, and nothing was shared with them."""
    return frozenset(one.person for one in work.rosters.of(code) if _visits(one))


def _visits(member: Membership) -> bool:
    return not member.own and member.covers is None


def _said_at_once(grant: Grant) -> tuple[object, ...]:
    return grant.at, grant.by, grant.rank, grant.recipient, grant.given
