"""Dissent: what somebody holds against a decision, in their own words, beside it for good."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from bot.care import decisions, sittings
from bot.care.actions import Decision
from bot.care.consent import Category
from bot.care.contributions import check_guest
from bot.care.errors import ConflictError, NotFoundError
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked


@dataclass(frozen=True, kw_only=True)
class Dissent(Payload):
    """What its author holds against a decision."""

    kind: ClassVar[str] = "dissent"
    text: str
    categories: tuple[Category, ...]
    """Those of the decision at least: whoever may not read that may not read what is held against it."""
    decision: str
    """The ref of the decision."""
    conference: str = ""
    """The ref of the conference in which it was said."""


def meant(work: Work, case: str, by: str, ref: str) -> Kept[Decision]:
    """Give the decision that somebody dissents from: the one named, else the last one of the conference that is held.

    ``ConflictError`` where none is named and no conference is held; also where none was made in it, or the last one is not theirs
    to read, which reads the same. ``NotFoundError`` for a ref that is no decision, or none that they may read.
    """
    if ref:
        try:
            return decisions.readable(work, case, by, ref)
        except NotFoundError as error:
            raise NotFoundError("refused/dissent_ref") from error
    held = sittings.running(work, case)
    if held is None:
        raise ConflictError("refused/dissent_none_held")
    made = [kept for kept in work.records.find(Decision, case) if kept.what.conference == held.what.conference]
    if not made or not decisions.may_read(work, made[-1], by):
        raise ConflictError("refused/dissent_which")
    return made[-1]


def dissent(work: Work, case: str, by: str, decision: Kept[Decision], text: str, categories: tuple[Category, ...]) -> Kept[Dissent]:
    """Write down what somebody holds against a decision. ``categories`` make its readers fewer, never more.

    It belongs to the conference that is held, if one is; after it, the ledger has it. ``ConflictError`` for the same once more.
    """
    for one in of(work, case).get(decision.ref, ()):
        if one.author == by and one.what.text == checked(text):
            raise ConflictError("refused/dissent_there", ref=one.ref, decision=decision.ref)
    conference = sittings.stir(work, case)
    check_guest(work, case, by, conference)
    both = tuple(dict.fromkeys((*decision.what.categories, *categories)))
    what = Dissent(text=checked(text), categories=both, decision=decision.ref, conference=conference)
    return work.records.add(what, case=case, author=by)


def of(work: Work, case: str) -> dict[str, list[Kept[Dissent]]]:
    """Give what is held against each decision of a case, by the decision's ref, the oldest first."""
    found: dict[str, list[Kept[Dissent]]] = {}
    for kept in work.records.find(Dissent, case):
        found.setdefault(kept.what.decision, []).append(kept)
    return found
