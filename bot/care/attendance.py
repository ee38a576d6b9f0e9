"""What people say to a huddle before it: check-ins and apologies. Whoever does not answer has agreed to nothing."""

from __future__ import annotations

from dataclasses import replace

from bot.care import absentees, checkins
from bot.care.checkins import CheckIn, Stand
from bot.care.errors import ConflictError
from bot.care.huddles import news_since, running, stir
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.series import Purpose, current
from bot.care.texts import checked


def check_in(work: Work, case: str, by: str, what: CheckIn) -> tuple[Kept[CheckIn], Kept[CheckIn] | None]:
    """Keep it for the next huddle. A second one takes the place of the first, but for an apology, which stands; gives both."""
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
    )
    kept = work.records.add(whole, case=case, author=by)
    if before is not None:
        work.records.put(before, state=Stand.REPLACED, superseded_by=kept.ref)
    return kept, before


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
