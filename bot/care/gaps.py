"""What is missing on the list of a conference, by who is asked for it (``asked_for`` says when), and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.care import absences, preparing, quorum
from bot.care.apologies import coming
from bot.care.booked import Conference, leading, participants, quorum_of, standing
from bot.care.consent import Category
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.preparing import ConferenceItem, Stand
from bot.care.records import Kept


@dataclass(kw_only=True)
class Gap:
    """What one person is asked for."""

    person: str
    items: list[Kept[ConferenceItem]] = field(default_factory=list)
    """What they were to bring, and have not said that it is there."""
    left: list[Kept[ConferenceItem]] = field(default_factory=list)
    """What others were to bring who do not come."""
    roles: list[Role] = field(default_factory=list)
    """The disciplines for which they are to bring something, and which bring nothing yet."""
    empty: list[Role] = field(default_factory=list)
    """The disciplines of which nobody comes."""


def gaps(work: Work, kept: Kept[Conference]) -> Mapping[str, Gap]:
    """Say what is missing, by who is asked for it: its owner, or whoever presents where that one does not come.

    A discipline is asked of the first of its people who comes. That of the presenter brings the question.
    """
    there = tuple(person for person in coming(work, kept) if absences.away(work, person) is None)
    wanted = quorum_of(kept)
    lead = next((one for one in (wanted.presenter, wanted.chair, kept.author) if one in there), None)
    found: dict[str, Gap] = {}

    def of(person: str) -> Gap:
        return found.setdefault(person, Gap(person=person))

    brought = preparing.items(work, kept.case, kept.ref)
    for one in brought:
        owner = one.owner or one.author
        if one.state == Stand.OPEN and _comes(work, kept, owner, there):
            of(owner).items.append(one)
        elif one.state == Stand.OPEN and lead is not None:
            of(lead).left.append(one)
    people = {group.name: group.people for group in quorum.groups(work, kept.case, wanted)}
    for role in wanted.disciplines:
        held = people.get(f"a {role.person}", frozenset())
        presents = wanted.presenter in held and bool(kept.what.question)
        if presents or any((one.owner or one.author) in held for one in brought):
            continue
        first = next((person for person in there if person in held), None)
        if first is not None:
            of(first).roles.append(role)
        elif lead is not None:
            of(lead).empty.append(role)
    return found


def answer(
    work: Work, case: str, by: str, ref: str, text: str, categories: tuple[Category, ...]
) -> tuple[Kept[ConferenceItem], ...]:
    """Take what somebody says they bring, having been asked; without words, nothing is brought. Gives what that changed."""
    kept = standing(work, case, ref)
    if not text:
        gap = gaps(work, kept).get(by, Gap(person=by))
        dropped = tuple(work.records.put(one, state=Stand.NOTHING) for one in gap.items)
        empty = ConferenceItem(conference=kept.ref, text="", categories=categories)
        more = (preparing.add(work, case, by, empty, owner=by, asked=True),) if gap.roles or not dropped else ()
        return (*dropped, *more)
    what = ConferenceItem(conference=kept.ref, text=text, categories=categories)
    return (preparing.add(work, case, by, what, owner=by, asked=True),)


def ready(work: Work, case: str, by: str, ref: str) -> tuple[Kept[ConferenceItem], ...]:
    """Take it that whatever somebody was to bring is there. Gives that."""
    kept = standing(work, case, ref)
    return tuple(work.records.put(one, state=Stand.READY) for one in own(work, kept, by))


def settle(work: Work, kept: Kept[Conference], by: str, ref: str, stand: Stand) -> tuple[Kept[ConferenceItem], ...]:
    """Take it that one thing that somebody was to bring is there, or will not be. Gives it; nothing where it is none of theirs."""
    return tuple(work.records.put(one, state=stand) for one in own(work, kept, by) if one.ref == ref)


def own(work: Work, kept: Kept[Conference], person: str) -> tuple[Kept[ConferenceItem], ...]:
    """Give what somebody was to bring, and has not said that it is there."""
    return tuple(one for one in preparing.items(work, kept.case, kept.ref) if one.owner == person and one.state == Stand.OPEN)


def who_may_know(work: Work, kept: Kept[Conference], person: str) -> tuple[str, ...]:
    """Name whom somebody can turn to who does not know: who asked them for it, others of their discipline, who presents it."""
    there = [one for one in coming(work, kept) if absences.away(work, one) is None]
    member = work.rosters.member(kept.case, person)
    disciplines = set(member.roles) & set(quorum_of(kept).disciplines) if member is not None else set()
    alike = (one.person for one in work.rosters.of(kept.case) if set(one.roles) & disciplines)
    found = dict.fromkeys((*(one.author for one in own(work, kept, person)), *alike, *leading(work, kept)))
    return tuple(one for one in found if one in there and one != person)


def _comes(work: Work, kept: Kept[Conference], person: str, there: tuple[str, ...]) -> bool:
    """They take part, or bring something without taking part: whoever is on the team may."""
    if person in there:
        return True
    on_case = work.rosters.member(kept.case, person) is not None
    return on_case and person not in participants(work, kept) and absences.away(work, person) is None
