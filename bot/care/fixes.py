"""Putting right what a record is about, when it was, and which case it belongs to. Its words stay as they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from bot.care import asking, charting, files, monitors, progress, scoring, team_questions
from bot.care.asks import Answer, Question
from bot.care.booked import Conference
from bot.care.checkins import CheckIn
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from bot.care.guests import GuestRoom
from bot.care.holds import Pause
from bot.care.huddles import Huddle
from bot.care.medicines import Medicine
from bot.care.memos import Memo
from bot.care.monitors import Monitor
from bot.care.notes import Note
from bot.care.people import WRITING, Actor
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.readbacks import Readback, Request
from bot.care.records import Kept, Payload
from bot.care.results import Result
from bot.care.reviews import Review
from bot.care.scores import Score
from bot.care.series import Series
from bot.care.steps import belonging
from bot.care.team_questions import TeamQuestions
from bot.care.voices import Speaker, Voice
from bot.care.votes import Vote

MOVABLE = timedelta(minutes=10)
"""So long after it was kept, a record may be moved to the case that it was meant for."""


_ALWAYS: Mapping[type[Payload], Category] = {
    Medicine: Category.MEDICATION,
    Monitor: Category.RESULTS,
    Pause: Category.SAFETY,
    Result: Category.RESULTS,
}
"""What is of one category whatever its tags say."""


_TOLD = (Answer, Conference, GuestRoom, Huddle, Question, Review, Series, TeamQuestions)
"""What others were told of where it is, and asked to answer or to come: it is called off there, and begun anew."""

_STAYING = (*_TOLD, Memo)
"""Those, and what comes at a moment that was set for its case."""


@dataclass(frozen=True, kw_only=True)
class Correction:
    """What is to be put right; None and nothing: it stays."""

    categories: tuple[Category, ...] = ()
    modality: Modality | None = None
    goal: str | None = None
    at: datetime | None = None


def fix(work: Work, case: str, actor: Actor, ref: str, correction: Correction) -> Kept[Any]:
    """Correct a record of one's own.

    ``NotFoundError`` for an unknown ref, ``DeniedError`` for another's, ``ConflictError`` for what is signed or taken back,
    ``InvalidError`` where this kind of record has no such thing.
    """
    kept = work.records.locate(case, ref)
    if kept is None or isinstance(kept.what, Readback | Request):  # these follow their note
        raise NotFoundError("refused/no_such_ref")
    if kept.author != actor.id:
        raise DeniedError
    if getattr(kept.what, "signed", None) is not None or getattr(kept.what, "retracted", None) is not None:
        raise ConflictError("refused/fix_signed", ref=kept.ref)
    charting.check_goal(work, case, correction.goal)
    wanted = {
        "categories": _always(kept.what, correction.categories) or None,
        "modality": correction.modality,
        "goal": correction.goal,
    }
    changes = {name: value for name, value in wanted.items() if value is not None}
    if not changes.keys() <= {field.name for field in fields(kept.what)}:
        raise InvalidError("refused/not_fixable", ref=kept.ref)
    what = replace(kept.what, **changes)
    if isinstance(what, CheckIn) and correction.categories:
        what = replace(what, answers=tuple(replace(one, categories=what.categories) for one in what.answers))
    fixed = work.records.put(kept, what=what, served=correction.at)
    if isinstance(fixed.what, TeamQuestions):
        team_questions.refile(work, fixed)
    if not isinstance(fixed.what, Note):
        return fixed
    asking.refile(work, kept, fixed)
    return charting.settled(work, fixed)


def move(work: Work, actor: Actor, ref: str, case: str) -> tuple[Kept[Any], str]:
    """Move a record that its author has just kept to another case of theirs; gives it, and the case that it came from.

    The risks that were named with a note go with it, the steps and ratings of a goal, and the file of a result, for they are of
    the same patient. What a score asks for is asked for in the right case too; a signal that it opened in the wrong one stays
    there until it is closed.

    ``DeniedError`` unless they write in that case, whatever the reason.
    """
    kept = next((one for mine in work.rosters.cases(actor.id) if (one := work.records.locate(mine, ref)) is not None), None)
    if kept is None or isinstance(kept.what, Proposal | Readback | Request | Vote):
        raise NotFoundError("refused/no_such_ref")
    member, target = work.rosters.member(case, actor.id), work.cases.get(case)
    consented = any(one.given and one.confirmed for one in work.consents.of(case))
    writes = member is not None and WRITING.includes(replace(actor, membership=member))
    if kept.author != actor.id or target is None or target.closed is not None or not writes or not consented:
        raise DeniedError
    if work.now - kept.created > MOVABLE or kept.superseded_by is not None:
        raise ConflictError("refused/too_late_to_move", ref=kept.ref)
    if kept.case == case:
        raise ConflictError("refused/already_there", ref=kept.ref)
    if getattr(kept.what, "conference", ""):
        raise ConflictError("refused/said_in_conference", ref=kept.ref)
    if isinstance(kept.what, _STAYING):
        told = "refused/reminder_stays" if isinstance(kept.what, Memo) else "refused/not_movable"
        raise ConflictError(told, ref=kept.ref)
    if isinstance(kept.what, Note):
        asking.call_off(work, kept)
    along = charting.risks(work, kept) if isinstance(kept.what, Note) else belonging(work, kept)
    said = (one for whole in (kept, *along) for one in progress.belonging(work, whole))
    for more in (*along, *said, *files.belonging(work, kept)):
        work.records.move(more, case)
    moved = work.records.move(kept, case)
    if isinstance(moved.what, Score):
        scoring.follow_up(work, moved, actor.id)
    monitors.moved(work, moved, kept.case)
    return moved, kept.case


def _always(what: Payload, named: tuple[Category, ...]) -> tuple[Category, ...]:
    """Give the categories named, behind the one that everything of this kind is of: a tag makes its readers fewer, never more."""
    always = _ALWAYS.get(type(what))
    theirs = (Category.PARTNER,) if isinstance(what, Voice) and what.speaker is Speaker.PARTNER else ()
    return tuple(dict.fromkeys((*((always,) if always else ()), *theirs, *named))) if named else ()
