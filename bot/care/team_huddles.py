"""The huddle of a team room. It walks the cases of the room, the most needed first, and holds a huddle of each on the way.

What is done on the way belongs to the huddle of the case at hand, whose minutes go to that case's own room. At most one is open in
a room; half an hour without anything done in it closes it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import ClassVar

from bot.care import huddles, sittings
from bot.care.consent import anything
from bot.care.dues import Due
from bot.care.errors import ConflictError
from bot.care.huddles import QUIET, QUIET_DUE, Begun, Huddle, Stage
from bot.care.places import Place
from bot.care.ports import Work
from bot.care.records import ORGANISATION, Kept, Payload
from bot.care.teamrooms import TeamRoom, at, key_of, outsiders

TEAM_QUIET = "team huddle quiet"
"""The kind of due moment at which silence has lasted long enough."""


@dataclass(frozen=True, kw_only=True)
class Visit:
    """One case on the way."""

    code: str
    huddle: str
    """The ref of the case's huddle."""
    own: bool
    """It was begun for this visit, and ends with it; else somebody had begun it in the case's room."""


@dataclass(frozen=True, kw_only=True)
class TeamHuddle(Payload):
    """One huddle of a team room. It begins when its record is made."""

    kind: ClassVar[str] = "team_huddle"
    room: str
    planned: datetime | None = None
    """When it was to begin; None: somebody began it."""
    order: tuple[str, ...] = ()
    """The codes of the cases still to come, in their order."""
    visits: tuple[Visit, ...] = ()
    """The cases so far; the last one is at hand as long as the huddle is open."""
    passed: tuple[str, ...] = ()
    """The codes of the cases that were passed over."""
    ended: datetime | None = None


class Why(Enum):
    """Why a case is passed over, in the order in which it is looked at."""

    CLOSED = "closed"
    OUTSIDERS = "outsiders"
    UNSHARED = "unshared"
    CONFERENCE = "conference"
    """One is held: what is said in the case belongs to that. Cases that are free come first."""


@dataclass(frozen=True, kw_only=True)
class Step:
    """What came of going on."""

    huddle: Kept[TeamHuddle]
    left: Kept[Huddle] | None
    """The huddle of the case before, which ended with this: its minutes are still to be posted."""
    visit: Visit | None
    """None: there is no further case."""
    begun: Begun | None
    """The huddle of the case at hand, where it began now: its agenda is still to be posted."""


def running(work: Work, room: str) -> Kept[TeamHuddle] | None:
    """The open huddle of a team room, if there is one."""
    found = work.records.find(TeamHuddle, ORGANISATION, states=frozenset({Stage.OPEN}))
    return next((kept for kept in reversed(found) if kept.what.room == room), None)


def needed(work: Work, room: str) -> Kept[TeamHuddle]:
    """The open huddle. ``ConflictError`` where there is none."""
    found = running(work, room)
    if found is None:
        raise ConflictError("refused/no_huddle_open")
    return found


def at_hand(work: Work, place: Place) -> str | None:
    """The case that is meant in a team room where none is named: the one that its huddle is at, if all there are on its roster."""
    room = at(work, place)
    found = running(work, room.ref) if room is not None else None
    if found is None or not found.what.visits:
        return None
    code = found.what.visits[-1].code
    return None if outsiders(work, place, code, bot=work.clinic.bot) else code


def begin(work: Work, room: str, by: str, order: tuple[str, ...], *, planned: datetime | None = None) -> Kept[TeamHuddle]:
    """Begin a huddle that goes through these cases. ``ConflictError`` where one is open."""
    open_one = running(work, room)
    if open_one is not None:
        raise ConflictError("refused/huddle_open", ref=open_one.ref, since=open_one.created)
    begun = work.records.add(TeamHuddle(room=room, planned=planned, order=order), case=ORGANISATION, author=by)
    _listen(work, begun)
    return begun


def go_on(work: Work, kept: Kept[TeamHuddle], place: Place, by: str) -> Step:
    """Leave the case at hand, whose own huddle ends if it was begun for this, and go to the next one that may be spoken of here."""
    left = _leave(work, kept, Stage.ENDED)
    order, passed = sorted(kept.what.order, key=lambda code: sittings.running(work, code) is not None), list(kept.what.passed)
    while order and passed_over(work, place, order[0]) is not None:
        passed.append(order.pop(0))
    visit, begun = _visit(work, order.pop(0), by) if order else (None, None)
    visits = (*kept.what.visits, visit) if visit is not None else kept.what.visits
    changed = work.records.put(kept, what=replace(kept.what, order=tuple(order), passed=tuple(passed), visits=visits))
    _listen(work, changed)
    return Step(huddle=changed, left=left, visit=visit, begun=begun)


def passed_over(work: Work, place: Place, code: str) -> Why | None:
    """Why a case is not spoken of in this room now; None where it is."""
    known = work.cases.get(code)
    if known is None or known.closed is not None:
        return Why.CLOSED
    if outsiders(work, place, code, bot=work.clinic.bot):
        return Why.OUTSIDERS
    if not consented(work, code):
        return Why.UNSHARED
    return Why.CONFERENCE if sittings.running(work, code) is not None else None


def cases_of(work: Work, room: Kept[TeamRoom]) -> tuple[str, ...]:
    """The open cases of a team room."""
    found = ((code, work.cases.get(code)) for code in room.what.cases)
    return tuple(code for code, known in found if known is not None and known.closed is None)


def consented(work: Work, code: str) -> bool:
    """Say whether anything is shared in this case now."""
    return anything(work.consents.of(code), work.now)


def end(work: Work, kept: Kept[TeamHuddle], stage: Stage) -> tuple[Kept[TeamHuddle], Kept[Huddle] | None]:
    """End it, and the huddle of the case at hand if it was begun for this; gives both, the latter with its minutes to be posted."""
    left = _leave(work, kept, stage if stage is Stage.BY_CLOCK else Stage.ENDED)
    work.dues.cancel(_quiet_key(kept.what.room))
    return work.records.put(kept, what=replace(kept.what, ended=work.now), state=stage), left


def silent(work: Work, moment: Due) -> Kept[TeamHuddle] | None:
    """Give the huddle that has been silent for so long; None where it is over, or something was done in the case at hand since."""
    found = work.records.locate(ORGANISATION, moment.subject)
    if found is None or not isinstance(found.what, TeamHuddle) or found.state != Stage.OPEN:
        return None
    last = found.what.visits[-1] if found.what.visits else None
    stirred = [due.at for due in work.dues.of(last.code) if due.kind == QUIET_DUE and due.subject == last.huddle] if last else []
    if stirred and stirred[0] > work.now:
        work.dues.put(replace(moment, at=stirred[0]))
        return None
    return found


def _visit(work: Work, code: str, by: str) -> tuple[Visit, Begun | None]:
    there = huddles.running(work, code)
    if there is not None:
        huddles.stir(work, code)
        return Visit(code=code, huddle=there.ref, own=False), None
    begun = huddles.start(work, code, by)
    return Visit(code=code, huddle=begun.huddle.ref, own=True), begun


def _leave(work: Work, kept: Kept[TeamHuddle], stage: Stage) -> Kept[Huddle] | None:
    """Close the huddle of the case at hand, unless it is over already or was somebody else's."""
    visit = kept.what.visits[-1] if kept.what.visits else None
    there = huddles.running(work, visit.code) if visit is not None and visit.own else None
    return huddles.close(work, there, stage) if there is not None and visit is not None and there.ref == visit.huddle else None


def _listen(work: Work, kept: Kept[TeamHuddle]) -> None:
    place = key_of(kept.what.room)
    work.dues.put(Due(key=_quiet_key(kept.what.room), kind=TEAM_QUIET, at=work.now + QUIET, place=place, subject=kept.ref))


def _quiet_key(room: str) -> str:
    return f"{TEAM_QUIET}:{room}"
