"""Opening a case that one is not on, because it cannot wait: why, who is told of it, and who looks at it afterwards.

The lead and the privacy officers are told at once, with the reason. A privacy officer says within a day whether it was justified;
of their own opening another one does, else the lead, else a coordinator.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
from typing import ClassVar

from bot.care import openings, reads
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.errors import ConflictError, DeniedError
from bot.care.facts import Line, Message, Value, control, direct
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.shared import readers_of
from bot.care.team import lead_of
from bot.care.welcome import appoint

END = "breakglass end"
"""The kind of due moment at which it is over."""
REVIEW = "breakglass review"
"""The kind of due moment at which somebody should have looked at it."""

WITHIN = timedelta(days=1)
"""So long somebody has to look at it; then they are reminded as often."""

_WAITING = "breakglass waiting"


class Phase(IntEnum):
    """Whether somebody has looked at it. Stored: values are for ever."""

    UNREVIEWED = 0
    REVIEWED = 1


class Finding(StrEnum):
    """What somebody thinks who has looked at it. Stored: values are for ever."""

    JUSTIFIED = "justified"
    UNJUSTIFIED = "unjustified"


@dataclass(frozen=True, kw_only=True)
class Breakglass(Payload):
    """One time that a case was opened. What is typed of it is for those who were told, and stands on no agenda."""

    kind: ClassVar[str] = "breakglass"
    reason: str
    until: datetime
    told: tuple[str, ...]
    """Who was told of it, with its reason."""
    finding: Finding | None = None
    remarks: str = ""
    reviewed_by: str = ""


def break_glass(work: Work, case: str, actor: Actor, reason: str) -> Kept[Breakglass]:
    """Open a case to somebody. ``ConflictError`` for whoever is on it, and where it is open to them, or was read too much."""
    if actor.membership is not None:
        raise ConflictError("refused/breakglass_member")
    before = openings.of(work, case, actor.id)
    if before is not None and before.lasts(work.now):
        raise ConflictError("refused/breakglass_open", until=before.until, stopped=before.stopped)
    told = _told(work, case, actor.id)
    what = Breakglass(reason=reason, until=work.now + openings.LASTS, told=told)
    kept = work.records.add(what, case=case, author=actor.id, state=Phase.UNREVIEWED, due=work.now + WITHIN)
    openings.begin(work, case, actor.id, kept.ref)
    work.remember(_of(kept.ref), case=case)
    work.remember(_WAITING, refs=[*_waiting(work), kept.ref])
    work.fact("breakglass opened", actor=actor.id, case=case, ref=kept.ref)
    _set(work, kept, END, what.until)
    _set(work, kept, REVIEW, work.now + WITHIN)
    for person in told:
        values: dict[str, Value] = {"reviews": person in reviewers(work, kept), "by": kept.due}
        _say(work, kept, person, "breakglass/told", values, words=reason)
    return kept


def introduce(work: Work, person: str) -> None:
    """Enrol a privacy officer, and tell them once what that means."""
    appoint(work, person, "privacy officer", "breakglass/officer")


def count(work: Work, case: str, person: str) -> None:
    """Count one read of whoever has opened a case. After so many within ten minutes nothing more is answered."""
    opening = openings.of(work, case, person)
    if opening is None:
        return
    stop = reads.many(work, person)
    after = openings.counted(work, opening, stop=stop)
    if stop:
        kept = by_ref(work, opening.ref)
        work.fact("breakglass stopped", actor=person, case=case, ref=kept.ref, outcome="many reads")
        for one in (*kept.what.told, person):
            _say(work, kept, one, "breakglass/stopped", {"count": after.count})


def end(work: Work, ref: str) -> None:
    """Tell whoever opened it, and those who were told, that it is over."""
    kept = by_ref(work, ref)
    opening = openings.of(work, kept.case, kept.author)
    times = opening.count if opening is not None and opening.ref == ref else 0
    work.fact("breakglass over", actor=work.clinic.bot, case=kept.case, ref=ref, outcome=f"{times} reads")
    for one in (kept.author, *kept.what.told):
        _say(work, kept, one, "breakglass/over", {"count": times})


def remind(work: Work, ref: str) -> None:
    """Remind those who should have looked at it, and the coordinators, unless it is done; again a day later."""
    kept = by_ref(work, ref)
    if kept.state == Phase.REVIEWED:
        return
    values: dict[str, Value] = {"opened": kept.created, "reviewers": list(reviewers(work, kept))}
    for one in reviewers(work, kept):
        _say(work, kept, one, "breakglass/overdue", values)
    work.say(control(), Message(template="breakglass/overdue", values={**named(kept, control()), **values}))
    work.fact("breakglass overdue", actor=work.clinic.bot, case=kept.case, ref=ref)
    _set(work, kept, REVIEW, work.now + WITHIN)


def review(work: Work, ref: str, by: str, finding: Finding, remarks: str) -> Kept[Breakglass]:
    """Keep what somebody thinks of it. ``DeniedError`` for whoever is not asked, ``ConflictError`` if it is done."""
    known = work.recall(_of(ref))
    kept = by_ref(work, ref) if known is not None else None
    if kept is None or by not in reviewers(work, kept):
        raise DeniedError
    if kept.state == Phase.REVIEWED:
        raise ConflictError("refused/breakglass_reviewed", by=kept.what.reviewed_by)
    what = replace(kept.what, finding=finding, remarks=remarks, reviewed_by=by)
    done = work.records.put(kept, what=what, state=Phase.REVIEWED)
    work.dues.cancel(_key(ref, REVIEW))
    work.remember(_WAITING, refs=[one for one in _waiting(work) if one != ref])
    work.fact("breakglass reviewed", actor=by, case=kept.case, ref=ref, outcome=finding.value)
    values: dict[str, Value] = {"finding": finding.value, "by": by}
    for one in (kept.author, *kept.what.told):
        if one != by:
            _say(work, done, one, "breakglass/reviewed", values, words=remarks if one in kept.what.told else "")
    return done


def to_review(work: Work, person: str) -> tuple[Kept[Breakglass], ...]:
    """Give what waits for this person to look at it, oldest first."""
    return tuple(kept for ref in _waiting(work) if person in reviewers(work, kept := by_ref(work, ref)))


def reviewers(work: Work, kept: Kept[Breakglass]) -> tuple[str, ...]:
    """Give who may say whether it was justified: never whoever did it."""
    lead = lead_of(work, kept.case)
    for people in (work.clinic.privacy_officers, (lead.person,) if lead is not None else (), work.clinic.coordinators):
        others = tuple(one for one in people if one != kept.author)
        if others:
            return others
    return ()


def by_ref(work: Work, ref: str) -> Kept[Breakglass]:
    """Find one that there is, by its ref alone."""
    known = work.recall(_of(ref)) or {}
    return work.records.get(Breakglass, str(known["case"]), ref)


def named(kept: Kept[Breakglass], reader: str) -> dict[str, Value]:
    """Give what may be read of it by whoever may know of the case at all."""
    values: dict[str, Value] = {"ref": kept.ref, "person": kept.author, "until": kept.what.until, "code": kept.case}
    return {**values, "own": reader == kept.author}


def _told(work: Work, case: str, by: str) -> tuple[str, ...]:
    """The lead and the privacy officers; where there is neither, the coordinators."""
    lead = lead_of(work, case)
    people = (*((lead.person,) if lead is not None else ()), *work.clinic.privacy_officers)
    others = tuple(one for one in dict.fromkeys(people) if one != by)
    return others or tuple(one for one in work.clinic.coordinators if one != by)


def _say(work: Work, kept: Kept[Breakglass], person: str, template: str, values: dict[str, Value], *, words: str = "") -> None:
    """Tell one person of it in their direct room, whether or not they are on the case; nobody who has left it since."""
    on_case = work.rosters.member(kept.case, person) is not None
    if not (on_case or person in {kept.author, *work.clinic.privacy_officers, *work.clinic.coordinators}):
        return
    line = Line(
        about=(Category.SAFETY.value,), author=kept.author, section="words", exception=kept.what.told, values={"text": words}
    )
    message = Message(
        template=template,
        values={**named(kept, person), **values},
        lines=(line,) if words else (),
        case=kept.case,
        mentions=(person,),
        exception=() if on_case else (person,),
    )
    work.say(direct(person), message)
    if words:
        covered = person in readers_of(work, kept.case, (Category.SAFETY,))
        work.fact("breakglass told", actor=person, case=kept.case, ref=kept.ref, outcome="covered" if covered else "exception")


def _waiting(work: Work) -> list[str]:
    return list((work.recall(_WAITING) or {"refs": []})["refs"])


def _set(work: Work, kept: Kept[Breakglass], kind: str, at: datetime) -> None:
    # it names no case: closing one calls off what is due in it, but never this
    work.dues.put(Due(key=_key(kept.ref, kind), kind=kind, at=at, place=f"breakglass:{kept.ref}", subject=kept.ref))


def _key(ref: str, kind: str) -> str:
    return f"{kind}:{ref}"


def _of(ref: str) -> str:
    return f"breakglass:{ref}"
