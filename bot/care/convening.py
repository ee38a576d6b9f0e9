"""How a conference begins: at its minute by itself, or when somebody there says so; and what is said then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care import adjourning, booked, holds, huddles, preparing, quorum, reminders, sittings
from bot.care.adjourning import Ended
from bot.care.booked import Conference, Standing
from bot.care.dues import Due
from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import Line, Value
from bot.care.huddles import Huddle
from bot.care.ports import Work
from bot.care.preparing import ConferenceItem, Stand
from bot.care.records import Kept
from bot.care.sittings import Sitting, Stage

TOO_LATE = timedelta(hours=1)
"""So long after its planned end a conference does not begin by itself any more."""

PUNCTUAL = timedelta(minutes=1)
"""One that begins later than this says so."""


@dataclass(frozen=True, kw_only=True)
class Begun:
    """A conference that has just begun."""

    sitting: Kept[Sitting]
    conference: Kept[Conference]
    huddle: Kept[Huddle] | None = None
    """The huddle that was open and ended with this: its minutes are still to be posted."""
    before: Ended | None = None
    """The conference that was still open and ended with this: likewise."""


@dataclass(frozen=True, kw_only=True)
class Unheld:
    """A conference that did not begin, since its time was over when that was noticed."""

    conference: Kept[Conference]
    held: str
    """What holds it, or held it, in neutral words; empty: nobody could begin it in time."""


def ring(work: Work, moment: Due, *, waited: bool = False) -> Begun | Unheld | None:
    """Begin the conference that is due. None: it was moved or called off, or has begun already.

    ``waited``: it comes only now because the conference was on hold.
    """
    found = work.records.locate(moment.case or "", moment.subject)
    if found is None or not isinstance(found.what, Conference) or found.state != Standing.BOOKED or found.what.at != moment.at:
        return None
    if sittings.of(work, found.case, found.ref) is not None:
        return None
    if work.now > found.what.end + TOO_LATE or (waited and work.now > found.what.end):
        hold = holds.on(work, found.case, modality=found.what.modality, kept=found)
        return Unheld(conference=found, held=holds.words(hold) if hold is not None else "it was on hold" if waited else "")
    return _begin(work, found, work.clinic.bot, found.what.end)


def start(work: Work, case: str, by: str, ref: str) -> Begun:
    """Begin one by hand; without a ref the one whose minute is closest, if that is within the hour. It lasts as long as planned.

    ``ConflictError`` for one that is on hold, was called off, is open or over.
    """
    found = work.records.get(Conference, case, ref) if ref else _at_hand(work, case)
    if found.state == Standing.CANCELLED:
        raise ConflictError("refused/conference_cancelled", ref=found.ref)
    there = sittings.of(work, case, found.ref)
    if there is not None and there.state == Stage.OPEN:
        raise ConflictError("refused/conference_open", ref=found.ref, since=there.created)
    if there is not None or found.state == Standing.HELD:
        raise ConflictError("refused/conference_held", ref=found.ref)
    hold = holds.on(work, case, modality=found.what.modality, kept=found)
    if hold is not None:
        raise ConflictError("refused/conference_waits", ref=found.ref, held=holds.words(hold))
    lasts = found.what.end - found.what.at
    begun = _begin(work, found, by, work.now + lasts)
    return Begun(sitting=sittings.attend(work, case, (by,)), conference=begun.conference, huddle=begun.huddle, before=begun.before)


def check_free(work: Work, case: str) -> None:
    """Refuse what cannot be while a conference is held. ``ConflictError``."""
    going = sittings.running(work, case)
    if going is not None:
        raise ConflictError("refused/conference_open", ref=going.what.conference, since=going.created)


def resume(work: Work, sitting: Kept[Sitting]) -> huddles.Begun | None:
    """Begin the huddle that fell due while a conference was held, now that it is over; None: none did."""
    planned = sitting.what.huddle
    return huddles.begin_late(work, sitting.case, planned) if planned is not None else None


def seats(work: Work, kept: Kept[Conference], there: tuple[str, ...]) -> tuple[dict[str, Value], ...]:
    """Give each group of the quorum, and who of it is there: what a list of the disciplines is made of."""
    return tuple(
        {"name": group.name, "people": sorted(group.people & set(there))}
        for group in quorum.groups(work, kept.case, booked.quorum_of(kept))
    )


def attendance(work: Work, sitting: Kept[Sitting]) -> dict[str, Value]:
    """Give who is there, by discipline, and who of the quorum is not."""
    there = adjourning.present(work, sitting)
    conference = work.records.get(Conference, sitting.case, sitting.what.conference)
    return {
        "ref": conference.ref,
        "present": there,
        "seats": seats(work, conference, there),
        "lacking": adjourning.lacking(work, sitting),
    }


def opening(work: Work, begun: Begun) -> dict[str, Value]:
    """Give what everyone may know of a conference that begins."""
    what, sitting = begun.conference.what, begun.sitting
    by_itself = sitting.author == work.clinic.bot
    return {
        "ref": begun.conference.ref,
        "at": what.at,
        "posted": sitting.created,
        "late": by_itself and sitting.created - what.at > PUNCTUAL,
        "by": "" if by_itself else sitting.author,
        "until": sitting.what.until,
        "link": what.link,
        "question": bool(what.question),
        "seats": seats(work, begun.conference, sitting.what.present),
        "leaderless": quorum.is_vacated(work, sitting.case, booked.quorum_of(begun.conference)),
        "present": sitting.what.present,
        "ready": [one.ref for one in _prepared(work, begun.conference) if one.state == Stand.READY],
    }


def lines(work: Work, begun: Begun) -> tuple[Line, ...]:
    """Give its question, and what it was prepared with, as far as somebody may read it."""
    kept = begun.conference
    prepared = (preparing.line(one) for one in _prepared(work, kept))
    return (*((booked.line(kept),) if kept.what.question else ()), *prepared)


def _begin(work: Work, found: Kept[Conference], by: str, until: datetime) -> Begun:
    """Begin it. What else is open in the case ends with its minutes, so that what is typed from now on belongs to this alone."""
    open_one, huddle = sittings.running(work, found.case), huddles.running(work, found.case)
    before = adjourning.end(work, open_one, by, Stage.OVERTAKEN) if open_one is not None else None
    if huddle is not None:
        huddle = huddles.close(work, huddle, huddles.Stage.ENDED)
    reminders.drop(work, found)
    preparing.drop(work, found)
    sitting = sittings.begin(work, found.case, by, found.ref, planned=found.what.at, until=until)
    if before is not None and before.sitting.what.huddle is not None:
        sitting = sittings.put_off(work, found.case, before.sitting.what.huddle)
    return Begun(sitting=sitting, conference=found, huddle=huddle, before=before)


def _prepared(work: Work, kept: Kept[Conference]) -> tuple[Kept[ConferenceItem], ...]:
    """Its list, but for what will not be brought."""
    brought = preparing.items(work, kept.case, kept.ref)
    return tuple(one for one in brought if one.what.text and one.state != Stand.NOTHING)


def _at_hand(work: Work, case: str) -> Kept[Conference]:
    booked = work.records.find(Conference, case, states=frozenset({Standing.BOOKED}))
    waiting = [kept for kept in booked if sittings.of(work, case, kept.ref) is None]
    if not waiting:
        check_free(work, case)
        raise InvalidError("refused/no_conference_to_start", ref="", at=None)
    nearest = min(waiting, key=lambda kept: abs(kept.what.at - work.now))
    if not nearest.what.at - sittings.AROUND <= work.now <= nearest.what.end + sittings.AROUND:
        check_free(work, case)
        raise InvalidError("refused/no_conference_to_start", ref=nearest.ref, at=nearest.what.at)
    return nearest
