"""Apologies: who cannot come to a conference, and what that does to its quorum. They are for one date; another date asks anew."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from bot.care import quorum
from bot.care.booked import Conference, leading, participants, quorum_of, standing
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.facts import Line
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.tags import about
from bot.care.texts import checked, first_line


class Stand(IntEnum):
    """Whether it counts. Stored: values are for ever."""

    GIVEN = 0
    WITHDRAWN = 1
    LAPSED = 2
    """The conference was put at another moment."""


@dataclass(frozen=True, kw_only=True)
class Apology(Payload):
    """Somebody cannot come."""

    kind: ClassVar[str] = "apology"
    conference: str
    """The ref of the conference."""
    text: str = ""
    """Why, if it was said."""
    categories: tuple[Category, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Effect:
    """What an apology, or its withdrawal, does to a conference."""

    kept: Kept[Apology]
    conference: Kept[Conference]
    before: tuple[str, ...]
    """Who was lacking for a quorum until now: ``a physician``, ``the chair``."""
    lacking: tuple[str, ...]
    """Who is lacking now."""
    tell: tuple[str, ...]
    """Whom it concerns at once: the presenter, the chair and whoever booked it, or who leads in their place."""

    @property
    def lost(self) -> tuple[str, ...]:
        """Who is lacking because of it."""
        return tuple(one for one in self.lacking if one not in self.before)

    @property
    def regained(self) -> tuple[str, ...]:
        """Who was lacking and is there again."""
        return tuple(one for one in self.before if one not in self.lacking)


def apologise(
    work: Work, case: str, by: str, ref: str, *, text: str = "", categories: tuple[Category, ...] = ()
) -> tuple[Effect, bool]:
    """Note that somebody cannot come; said again, it is why that changes. True if they had said so before.

    ``InvalidError`` for somebody who takes no part in it.
    """
    kept = standing(work, case, ref, by)
    if by not in participants(work, kept):
        raise InvalidError("refused/no_participant", ref=kept.ref)
    before, earlier = lacking(work, kept), _of(work, kept, by)
    what = Apology(conference=kept.ref, text=checked(text), categories=categories)
    if earlier is not None:
        said = work.records.put(earlier, what=what) if text else earlier
    else:
        said = work.records.add(what, case=case, author=by)
    return _effect(work, said, kept, before), earlier is not None


def withdraw(work: Work, case: str, by: str, ref: str) -> Effect:
    """Note that they come after all. ``NotFoundError`` where they never said otherwise."""
    kept = standing(work, case, ref, by)
    earlier = _of(work, kept, by)
    if earlier is None:
        raise NotFoundError("refused/no_conference_apology", ref=kept.ref)
    before = lacking(work, kept)
    taken_back = work.records.put(earlier, state=Stand.WITHDRAWN)
    return _effect(work, taken_back, kept, before)


def lapse(work: Work, case: str, ref: str) -> tuple[str, ...]:
    """Have nobody's apologies count any more, since the conference is at another moment. Gives whose did."""
    given = given_for(work, case, ref)
    for kept in given:
        work.records.put(kept, state=Stand.LAPSED)
    return tuple(kept.author for kept in given)


def given_for(work: Work, case: str, ref: str) -> tuple[Kept[Apology], ...]:
    """Give the apologies that count for a conference, the earliest first."""
    found = work.records.find(Apology, case, states=frozenset({Stand.GIVEN}))
    return tuple(kept for kept in found if kept.what.conference == ref)


def apologies_of(work: Work, case: str, ref: str) -> tuple[str, ...]:
    """Give who cannot come."""
    return tuple(kept.author for kept in given_for(work, case, ref))


def coming(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """Give who takes part and has not said that they cannot."""
    absent = apologies_of(work, kept.case, kept.ref)
    return tuple(person for person in participants(work, kept) if person not in absent)


def lacking(work: Work, kept: Kept[Conference]) -> tuple[str, ...]:
    """Name those without whom it could only advise, as far as is known; nothing: there is a quorum if all others come."""
    return quorum.lacking(work, kept.case, quorum_of(kept), coming(work, kept))


def reason(kept: Kept[Apology]) -> Line:
    """Why somebody cannot come, as far as somebody else may read it."""
    values = {"person": kept.author, "text": first_line(kept.what.text)}
    return Line(about=about(kept.what.categories), author=kept.author, section="apology", values=values)


def _effect(work: Work, said: Kept[Apology], kept: Kept[Conference], before: tuple[str, ...]) -> Effect:
    tell = tuple(one for one in leading(work, kept) if one != said.author)
    return Effect(kept=said, conference=kept, before=before, lacking=lacking(work, kept), tell=tell)


def _of(work: Work, conference: Kept[Conference], person: str) -> Kept[Apology] | None:
    return next((kept for kept in given_for(work, conference.case, conference.ref) if kept.author == person), None)


def check_may_still_come(work: Work, kept: Kept[Conference], person: str) -> None:
    """Refuse what is for those alone who come: somebody takes no part, or has said that they cannot."""
    if person not in participants(work, kept):
        raise InvalidError("refused/no_participant", ref=kept.ref)
    if _of(work, kept, person) is not None:
        raise ConflictError("refused/apologised", ref=kept.ref)
