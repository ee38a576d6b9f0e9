"""The conference that somebody means where no ref names one: the one that is held, else the next of the case.

Nobody means one that they do not hear of. What is changed for everybody is never guessed: of that, all that may be meant is given.
"""

from __future__ import annotations

from bot.care import apologies, booked, corrections, minute_lines, preparing, proposals, sittings
from bot.care.booked import Conference, Standing, is_known_to, participants, to_come
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.errors import ConflictError, InvalidError
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept
from bot.care.voted import Wish, instead


def held_or_next(work: Work, case: str, *people: str) -> Kept[Conference] | None:
    """Give the one that is held now, else the next one, of those that all of these may hear of."""
    return next(iter(_known(work, case, *people)), None)


def to_change(work: Work, case: str, person: str, *, proposed: bool = False) -> tuple[Kept[Conference] | Kept[Proposal], ...]:
    """Give every one that may be moved or called off, the next first; with ``proposed``, also those whose times are voted on.

    The one that is held is among them: whoever speaks of it would otherwise change another. ``ConflictError`` where there is none.
    """
    found, voted = _known(work, case, person), _voted(work, case, person)
    if not found and voted and not proposed:
        raise instead(work, voted[0], person, Wish.MOVE)
    if not found and not voted:
        raise ConflictError("refused/no_conference")
    return (*found, *voted) if proposed else found


def to_correct(work: Work, case: str, person: str) -> tuple[Kept[ConferenceMinutes], ...]:
    """Give the minutes that can be put right still, the newest first. ``ConflictError`` where none can, or where there are none."""
    known = _minuted(work, case, person)
    found = tuple(kept for kept in known if kept.what.locked is None and work.now < corrections.until(kept))
    if not found:
        corrections.open_ones(work, known[0])
    return found


def to_prepare(work: Work, case: str, person: str, *, urgent: bool) -> tuple[Kept[Conference], ...]:
    """Give those to come whose list takes an addition, the next first: of what is ``urgent``, those whose list is locked.

    Where no list is as wanted, the others: what is urgent may stand on any, and else it is said that it has to be.
    ``ConflictError`` where none is to come.
    """
    held = sittings.running(work, case)
    coming = tuple(one for one in _known(work, case, person) if held is None or one.ref != held.what.conference)
    fitting = tuple(one for one in coming if preparing.locked(work, one) is urgent)
    if coming:
        return fitting or coming[:1]
    voted = _voted(work, case, person)
    if voted and held is None:
        raise instead(work, voted[0], person, Wish.HOLD)
    if held is not None:
        booked.standing(work, case, held.what.conference, person)
    raise ConflictError("refused/no_conference")


def to_brief(work: Work, case: str, by: str, guest: str, named: Kept[Conference] | None) -> Kept[Conference]:
    """Give the one that is named, else the next one to which a guest is asked, else the next one; the one that is held may be it.

    ``ConflictError`` for one that was called off or is over, where there is none, and where times are still voted on.
    """
    coming = to_come(work, case)
    if named is not None:
        if named.state == Standing.CANCELLED:
            raise ConflictError("refused/conference_cancelled", ref=named.ref)
        if named.ref not in {one.ref for one in coming}:
            raise ConflictError("refused/conference_over", ref=named.ref)
        return named
    chosen = next((one for one in coming if guest in one.what.people), None) or next(iter(coming), None)
    if chosen is not None:
        return chosen
    voted = _voted(work, case, by)
    raise instead(work, voted[0], by, Wish.HOLD) if voted else ConflictError("refused/brief_conference")


def to_excuse(work: Work, case: str, person: str, *, withdrawn: bool) -> Kept[Conference]:
    """Give the next one that somebody takes part in; to take apologies back, the next one for which theirs count.

    ``ConflictError`` where there is none, where times are still voted on, and where one is held without them: that one may
    be meant, and it is too late for it.
    """
    sitting, held = sittings.running(work, case), held_or_next(work, case, person)
    theirs = _of(work, case, person)
    if withdrawn:
        return next((one for one in _required(theirs, held) if person in apologies.apologies_of(work, case, one.ref)), theirs[0])
    if sitting is not None and held is not None and held.ref == sitting.what.conference and person not in sitting.what.present:
        after = theirs[0].ref if theirs else ""
        raise ConflictError("refused/apologies_late", ref=held.ref, at=held.what.at, next=after)
    voted = () if theirs or held is not None else _voted(work, case, person)
    asked = next((one for one in voted if person in proposals.asked(work, one)), None)
    if asked is not None:
        raise instead(work, asked, person, Wish.EXCUSE)
    return _required(theirs, held)[0]


def to_remind(work: Work, case: str, person: str) -> Kept[Conference]:
    """Give the next one that somebody comes to; if they come to none, the next one that they were to come to."""
    theirs = _required(_of(work, case, person), held_or_next(work, case, person))
    return next((one for one in theirs if person not in apologies.apologies_of(work, case, one.ref)), theirs[0])


def minuted_last(work: Work, case: str, person: str) -> Kept[ConferenceMinutes]:
    """Give the minutes of the last one that was held. ``ConflictError`` where none was."""
    return _minuted(work, case, person)[0]


def _minuted(work: Work, case: str, person: str) -> tuple[Kept[ConferenceMinutes], ...]:
    """Those of which somebody hears, the newest first. ``ConflictError`` where there are none."""
    found = [kept for kept in work.records.find(ConferenceMinutes, case) if minute_lines.may_know(work, kept, person)]
    if not found:
        raise ConflictError("refused/no_minutes_yet")
    return tuple(sorted(found, key=lambda kept: kept.what.ended, reverse=True))


def _voted(work: Work, case: str, person: str) -> tuple[Kept[Proposal], ...]:
    """Those whose times are voted on, and of which somebody hears."""
    return tuple(one for one in proposals.open_ones(work, case) if proposals.is_known_to(work, one, person))


def _of(work: Work, case: str, person: str) -> tuple[Kept[Conference], ...]:
    """Those that are still to begin and that somebody takes part in."""
    held = sittings.running(work, case)
    coming = (one for one in _known(work, case, person) if held is None or one.ref != held.what.conference)
    return tuple(one for one in coming if person in participants(work, one))


def _required(theirs: tuple[Kept[Conference], ...], other: Kept[Conference] | None) -> tuple[Kept[Conference], ...]:
    """The same, unless there is none: then it is said whether there is another."""
    if not theirs and other is not None:
        raise InvalidError("refused/no_participant", ref=other.ref)
    if not theirs:
        raise ConflictError("refused/no_conference")
    return theirs


def _known(work: Work, case: str, *people: str) -> tuple[Kept[Conference], ...]:
    """The one that is held, and then those to come, of which these may hear."""
    sitting = sittings.running(work, case)
    held = work.records.get(Conference, case, sitting.what.conference) if sitting is not None else None
    found = {one.ref: one for one in (*((held,) if held is not None else ()), *to_come(work, case))}
    return tuple(one for one in found.values() if is_known_to(work, one, *people))
