"""What people say to a huddle before it: check-ins, answers to what their team asks, and apologies.

Whoever does not answer has agreed to nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.care import absentees, checkins
from bot.care.checkins import Answered, CheckIn, Stand
from bot.care.errors import ConflictError
from bot.care.huddles import latest, news_since, running, stir
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.series import Purpose, current
from bot.care.texts import checked


class Late(StrEnum):
    """What became meanwhile of the huddle before which somebody began to answer."""

    NO = ""
    OPEN = "open"
    """Its agenda was posted without the answer."""
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class Given:
    """An answer that was kept."""

    kept: Kept[CheckIn]
    late: Late


def check_in(work: Work, case: str, by: str, what: CheckIn) -> tuple[Kept[CheckIn], Kept[CheckIn] | None]:
    """Keep it for the next huddle. Gives it, and the one that it takes the place of.

    An apology that was given stands, and so does what was answered to questions of the team.
    """
    before = answered(work, case, by)
    absent = what.absent or (before is not None and before.what.absent)
    whole = replace(
        what,
        done=checked(what.done),
        ahead=checked(what.ahead),
        stuck=checked(what.stuck),
        why=checked(what.why),
        absent=absent,
        huddle=stir(work, case),
        answers=before.what.answers if before is not None else (),
    )
    kept = work.records.add(whole, case=case, author=by)
    if before is not None:
        work.records.put(before, state=Stand.REPLACED, superseded_by=kept.ref)
    return kept, before


def give(work: Work, case: str, by: str, answer: Answered, *, begun: datetime) -> Given:
    """Keep what somebody answers to a question of their team, in the place of what they answered to it before.

    ``begun``: when they began to answer. What comes once an agenda was posted is a check-in of its own, so that it is new to the
    next one.
    """
    before, last, huddle = answered(work, case, by), latest(work, case), stir(work, case)
    began = last is not None and last.created > begun
    late = Late.NO if not began else Late.OPEN if huddle else Late.OVER
    answer = replace(answer, text=checked(answer.text))
    if before is not None and (last is None or last.created <= before.created):
        others = before.what.answers
        if any(one.question == answer.question for one in others):
            written = tuple(answer if one.question == answer.question else one for one in others)
        else:
            written = (*others, answer)
        return Given(kept=work.records.put(before, what=replace(before.what, answers=written)), late=late)
    absent = before is not None and before.what.absent
    whole = CheckIn(answers=(answer,), absent=absent, huddle=huddle)
    return Given(kept=work.records.add(whole, case=case, author=by), late=late)


def given(work: Work, case: str, by: str) -> frozenset[str]:
    """The questions that somebody has answered to the next huddle, or to the one that is open."""
    before = answered(work, case, by)
    return frozenset(one.question for one in before.what.answers) if before is not None else frozenset()


def come_after_all(work: Work, case: str, by: str) -> Kept[CheckIn]:
    """Take an apology back; whatever else was said stands. ``ConflictError`` where none was given."""
    before = answered(work, case, by)
    if before is None or not before.what.absent:
        raise ConflictError("refused/no_apology")
    what = replace(before.what, absent=False, why="")
    return work.records.put(before, what=what, state=Stand.LAST if what.speaks else Stand.REPLACED)


def answered(work: Work, case: str, person: str) -> Kept[CheckIn] | None:
    """What somebody has said to the next huddle, or the one that is open; None where they have not."""
    return next(iter(reversed(checkins.said(work, case, news_since(work, case), person))), None)


def apologies(work: Work, case: str) -> tuple[str, ...]:
    """Who does not come to the huddle that is open, or else to the next one."""
    open_one, going = running(work, case), current(work, case, Purpose.HUDDLE)
    at = open_one.created if open_one is not None else going.due if going is not None else None
    return absentees.apologies(
        work,
        case,
        at=at or work.now,
        since=news_since(work, case),
        huddle=open_one.ref if open_one is not None else "",
        present=open_one.what.present if open_one is not None else (),
    )
