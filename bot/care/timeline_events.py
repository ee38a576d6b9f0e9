"""One thing that happened in a case: when, what in neutral words, by whom, its ref, and its words for whoever may read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from bot.care.consent import Category
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import first_line

WRITTEN = "written down by"
"""Before whoever wrote down what is the patient's, or the partner's."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """One thing that happened."""

    at: datetime
    """When; aware."""
    what: str
    """In neutral words."""
    ref: str = ""
    """Of its record; empty where it has none."""
    by: str = ""
    """A Matrix id; empty where it says nothing that somebody did it."""
    hand: str = "by"
    """What stands before who did it; empty: they stand before what they did."""
    link: str = "for"
    """What stands before those whom it concerns."""
    whom: tuple[str, ...] = ()
    """Who else is concerned."""
    detail: str = ""
    """What else there is to say, in neutral words."""
    moment: datetime | None = None
    """For which moment it is."""
    about: tuple[str, ...] = ()
    """The categories of whoever may know that it happened; none: everyone on the roster."""
    author: str | None = None
    """May know it whatever the consent; nobody where there are no categories."""
    text: str = ""
    """What was said, the first line of it."""
    text_about: tuple[str, ...] = ()
    text_author: str | None = None
    place: str = ""
    """What puts two of the same moment in order; no two of them have the same."""

    @property
    def key(self) -> str:
        """Its place in the list: a later one has a greater key, and no two have the same. Letters, digits and hyphens alone."""
        return f"{self.at.astimezone(UTC):%Y%m%d%H%M%S%f}-{self.place}"


def known(
    kept: Kept[Any],
    what: str,
    number: int = 0,
    *,
    at: datetime | None = None,
    by: str | None = None,
    ref: str | None = None,
    whom: Iterable[str | None] = (),
    link: str = "for",
    detail: str = "",
    moment: datetime | None = None,
    text: str = "",
    concerns: tuple[Category, ...] = (),
    author: str | None = None,
) -> Event:
    """Make one that everyone on the roster may know of. Its text is of the categories that it ``concerns``.

    ``number`` tells apart what happened to the same record. ``author``: whose text it is, if not that of whoever did it.
    """
    who = kept.author if by is None else by
    return Event(
        at=kept.created if at is None else at,
        what=what,
        ref=kept.ref if ref is None else ref,
        by=who,
        whom=tuple(one for one in whom if one and one != who),
        link=link,
        detail=detail,
        moment=moment,
        text=first_line(text),
        text_about=about(concerns),
        text_author=who if author is None else author,
        place=f"{kept.ref}-{number:03}",
    )


def shared(
    kept: Kept[Any],
    what: str,
    number: int = 0,
    *,
    at: datetime | None = None,
    by: str | None = None,
    ref: str | None = None,
    whom: Iterable[str | None] = (),
    link: str = "for",
    detail: str = "",
    text: str | None = None,
    concerns: tuple[Category, ...] | None = None,
    more: tuple[Category, ...] = (),
    author: str | None = None,
) -> Event:
    """Make one of which only those know who may read the record: those of what it ``concerns``, or of the record's own categories.

    Its text is what the record says, or the ``text`` of whoever did it, which may be of ``more`` categories. ``author``: who may
    know it whatever the consent, if not the record's.
    """
    own = kept.what.concerns() if concerns is None else concerns
    event = known(
        kept,
        what,
        number,
        at=at,
        by=by,
        ref=ref,
        whom=whom,
        link=link,
        detail=detail,
        text=kept.what.gist() if text is None else text,
        concerns=tuple(dict.fromkeys((*own, *more))),
        author=kept.author if text is None else None,
    )
    return replace(event, about=about(own), author=kept.author if author is None else author)
