"""Writing progress notes. A note is kept before anything is asked.

Nothing of it is ever overwritten in silence: an edit is a new version, an amendment adds, a retraction stays with its reason.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.care import asking, unsigned
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, DeniedError, InvalidError
from bot.care.huddles import stir
from bot.care.notes import (
    CURRENT,
    DRAFT,
    KEPT,
    RETRACTED,
    SIGNED,
    Amendment,
    Missing,
    Note,
    Risk,
    RiskAnswer,
    missing,
    supervisor_of,
)
from bot.care.people import Actor, Role
from bot.care.ports import Work
from bot.care.records import UNDONE, Kept
from bot.care.tags import default_category

_NO_RISK = frozenset(
    {"none", "no", "nil", "none reported", "no risk", "no risks", "no risk reported", "none today", "no risk today"}
)


def last_modality(work: Work, case: str, author: str) -> Modality | None:
    """Give the modality of the author's last note in the case that had one."""
    notes = work.records.find(Note, case, author=author)
    return next((kept.what.modality for kept in reversed(notes) if kept.what.modality), None)


def keep(work: Work, case: str, author: Actor, note: Note, served: datetime) -> Kept[Note]:
    """Keep a note, with what its author's defaults add. It is a draft as long as ``notes.missing`` names something.

    Written while a huddle is open, it is an act of that huddle, like whatever is done with a note from here on.
    """
    stir(work, case)
    check_goal(work, case, note.goal)
    default = default_category(author.membership, work.rosters.of(case))
    whole = replace(
        note,
        categories=note.categories or ((default,) if default else ()),
        modality=note.modality or last_modality(work, case, author.id),
        supervised=Role.TRAINEE in author.roles and not (author.membership and author.membership.clinician),
    )
    unsigned.expect(work, author.id)
    return settled(work, work.records.add(whole, case=case, author=author.id, owner=author.id, state=DRAFT, served=served))


def check_goal(work: Work, case: str, ref: str | None) -> None:
    """Refuse a goal that the case does not have."""
    goal = work.records.locate(case, ref) if ref is not None else None
    if ref is not None and (goal is None or goal.what.kind != "goal"):
        raise InvalidError("refused/no_such_goal")


def settled(work: Work, kept: Kept[Note]) -> Kept[Note]:
    """Keep for good what waits for nothing any more, and have its receiver read it back."""
    if missing(kept) is Missing.COSIGNATURE:
        supervisor = supervisor_of(work, kept.case, kept.author)
        if supervisor is not None:
            unsigned.expect(work, supervisor)
    if kept.state != DRAFT or missing(kept) is not None:
        return kept
    whole = work.records.put(kept, state=KEPT)
    hand_over(work, whole)
    return whole


def hand_over(work: Work, kept: Kept[Note]) -> None:
    """Ask the receiver of a note to read it back; again, after whatever was changed in it."""
    asking.ask(work, kept)
    for person in kept.what.to:
        unsigned.expect(work, person)


def give(work: Work, kept: Kept[Note], to: tuple[str, ...]) -> Kept[Note]:
    """Write down who receives a note. Whoever was to before, and has not answered, is told."""
    finished = kept.state in CURRENT
    given = write(work, kept, replace(kept.what, to=to))
    if finished:
        hand_over(work, given)
    return given


def write(work: Work, kept: Kept[Note], note: Note) -> Kept[Note]:
    """Write what has become of a note while it is made, and keep it for good once it waits for nothing."""
    stir(work, kept.case)
    return settled(work, work.records.put(kept, what=note))


def sort(work: Work, kept: Kept[Note], categories: tuple[Category, ...]) -> Kept[Note]:
    """Write down the answer about the category."""
    return write(work, kept, replace(kept.what, categories=categories))


def is_none(text: str) -> bool:
    """Say whether an answer about risk names none. Anything but a few plain words names one."""
    return text.strip(" \t\r\n`'\".,;:").lower() in _NO_RISK


def answer_risk(work: Work, kept: Kept[Note], text: str, overheard: frozenset[str] = frozenset()) -> Kept[Note]:
    """Write down the answer about risk. A risk becomes a record of its own, since its readers are others than the note's.

    None reported never takes back a risk that was named before, and the same words name it once.
    """
    if is_none(text):
        answer = RiskAnswer.NONE if kept.what.risk is RiskAnswer.OPEN else kept.what.risk
        return write(work, kept, replace(kept.what, risk=answer))
    if any(risk.what.text == text for risk in risks(work, kept)):
        return kept
    named = Risk(text=text, note=kept.ref, overheard=tuple(sorted(overheard)))
    risk = work.records.add(named, case=kept.case, author=kept.author, owner=kept.author, served=kept.served)
    return write(work, kept, replace(kept.what, risk=RiskAnswer.NAMED, risk_ref=risk.ref))


def risks(work: Work, kept: Kept[Note]) -> tuple[Kept[Risk], ...]:
    """Give the risks that were named with a note, oldest first."""
    return tuple(risk for risk in work.records.find(Risk, kept.case) if risk.what.note == kept.ref)


def own(work: Work, case: str, author: str, ref: str) -> Kept[Note]:
    """Give somebody's own note that still stands. ``DeniedError`` for another's, ``ConflictError`` for a retracted one."""
    kept = work.records.get(Note, case, ref)
    if kept.author != author:
        raise DeniedError
    if kept.state == RETRACTED:
        raise ConflictError("refused/note_retracted", ref=kept.ref)
    return kept


def edit(work: Work, kept: Kept[Note], note: Note) -> Kept[Note]:
    """Put another text in place of an unsigned one, as a new version; the old one stays below it."""
    finished = kept.state in CURRENT
    written = write(work, kept, replace(note, version=kept.what.version + 1))
    asking.refile(work, kept, written)
    if finished:
        hand_over(work, written)
    return written


def amend(work: Work, kept: Kept[Note], amendment: Amendment) -> Kept[Note]:
    """Add to a note. A signed one is to be signed again, for what was added."""
    stir(work, kept.case)
    grown = replace(kept.what, amendments=(*kept.what.amendments, amendment))
    unsigned.expect(work, kept.author)
    state = (DRAFT if kept.what.supervised else KEPT) if kept.state == SIGNED else None
    added = settled(work, work.records.put(kept, what=grown, state=state))
    if kept.state in CURRENT:
        hand_over(work, added)
    return added


def retract(work: Work, kept: Kept[Note], reason: str, categories: tuple[Category, ...] = ()) -> Kept[Note]:
    """Take a note out of what the team works with. Its text stays, with the reason; ``categories``: those of the reason."""
    stir(work, kept.case)
    asking.call_off(work, kept)
    what = replace(kept.what, retracted=work.now, retraction=reason, retraction_categories=categories)
    return work.records.put(kept, what=what, state=RETRACTED)


def sign(work: Work, kept: Kept[Note], by: str) -> Kept[Note]:
    """Sign one's own note and whatever was added to it. ``ConflictError`` for a draft, and for what is signed already."""
    waits = missing(kept) or (Missing.COSIGNATURE if kept.what.supervised else None)
    if waits is not None:
        raise ConflictError("refused/note_draft", ref=kept.ref, missing=waits.value)
    return _signed(work, kept, by)


def cosign(work: Work, case: str, supervisor: str, ref: str) -> Kept[Note]:
    """Sign a trainee's note, which makes it one of the team's. ``DeniedError`` for anybody but their supervisor."""
    kept = work.records.get(Note, case, ref)
    if not kept.what.supervised or supervisor_of(work, case, kept.author) != supervisor:
        raise DeniedError
    if kept.state == RETRACTED:
        raise ConflictError("refused/note_retracted", ref=kept.ref)
    waits = missing(kept)
    if waits not in {None, Missing.COSIGNATURE}:
        raise ConflictError("refused/note_unfinished", ref=kept.ref)
    return _signed(work, kept, supervisor)


def discard(work: Work, kept: Kept[Note]) -> None:
    """Throw a draft away, as its author wishes."""
    work.records.put(kept, state=UNDONE)


def _signed(work: Work, kept: Kept[Note], by: str) -> Kept[Note]:
    if kept.state == SIGNED:
        raise ConflictError("refused/note_signed", ref=kept.ref)
    stir(work, kept.case)
    amendments = tuple(replace(one, signed=one.signed or work.now) for one in kept.what.amendments)
    signed = replace(kept.what, amendments=amendments, signed=kept.what.signed or work.now, signed_by=kept.what.signed_by or by)
    written = work.records.put(kept, what=signed, state=SIGNED)
    if kept.state == DRAFT:
        hand_over(work, written)
    return written
