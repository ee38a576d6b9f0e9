"""Who asks, and in which circumstances: what ``bot.care.people.verdict`` decides about.

The same questions are put to the desk whether or not a case exists and whoever asks, so that a denial takes as long as any other.
"""

from __future__ import annotations

from bot.care import openings
from bot.care.consent import anything
from bot.care.errors import CareError, ConflictError, DeniedError, InvalidError, UnsharedError
from bot.care.people import Actor, Circumstance, Rule, Verdict, verdict
from bot.care.places import Place
from bot.chat.ports import Desk


class CaseNeededError(InvalidError):
    """It is about a case, and none was named: a question."""

    def __init__(self) -> None:
        super().__init__("ask/case")


def actor_of(desk: Desk, person: str, case: str | None, *, outside: bool = False) -> Actor:
    """Describe a person as the roster of this case knows them, or no roster where ``case`` is None.

    ``outside``: what they are on other cases counts as well.
    """
    known = desk.people.get(person)
    membership = desk.rosters.member(case, person) if case else None
    opening = openings.of(desk, case, person) if case else None
    others = (desk.rosters.member(one, person) for one in desk.rosters.cases(person)) if outside else ()
    return Actor(
        id=person,
        zone=known.own_zone or desk.clinic.zone,
        offices=known.offices,
        membership=membership,
        clinician=any(one is not None and one.clinician for one in others),
        opened=membership is None and opening is not None and opening.reads(desk.now),
    )


def circumstance(desk: Desk, person: str, place: Place, case: str | None, *, proven: bool) -> Circumstance:
    """Describe where and when somebody asks. Whoever the bot does not know counts as not proven."""
    who = desk.people.get(person)
    known = who.enrolled is not None or bool(who.offices)
    kept = desk.cases.get(case) if case else None
    return Circumstance(
        place=place.kind,
        proven=proven and known,
        locked=place.locked,
        case_exists=kept is not None,
        case_open=kept is not None and kept.closed is None,
        consent=anything(desk.consents.of(case) if case else (), desk.now),
    )


def require(desk: Desk, rule: Rule, person: str, place: Place, case: str | None, *, proven: bool) -> Actor:
    """Give the actor if they may, else raise the sentence that they read: ``DeniedError`` has no reasons."""
    actor = actor_of(desk, person, case if rule.case else None, outside=rule.outside)
    at = circumstance(desk, person, place, case if rule.case else None, proven=proven)
    decided = verdict(rule, actor, at, case_named=case is not None)
    if decided is not Verdict.YES:
        raise _refusal(decided, rule)
    return actor


def _refusal(decided: Verdict, rule: Rule) -> CareError:
    match decided:
        case Verdict.CASE_NEEDED:
            return CaseNeededError()
        case Verdict.WRONG_PLACE:
            return InvalidError("refused/wrong_place", places=sorted(kind.value for kind in rule.places))
        case Verdict.LOCKED:
            return UnsharedError("refused/locked")
        case Verdict.CLOSED:
            return ConflictError("refused/closed")
        case Verdict.NO_CONSENT:
            return UnsharedError("refused/no_consent")
        case _:
            return DeniedError()
