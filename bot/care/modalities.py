"""Parts of care that the patient leaves out, or takes up again: their choice, which any clinician enters at once.

What carries such a part is held (``bot.care.holds``), and nothing else changes. Consent and the plan are looked at afterwards.
"""

from __future__ import annotations

from bot.care import consent_reviews, waiting, wishes
from bot.care.consent import Category, Modality
from bot.care.consent_reviews import Cause
from bot.care.errors import ConflictError
from bot.care.holds import Choice, Stand
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.texts import checked
from bot.care.waiting import Lifted


def left_out(work: Work, case: str, modality: Modality) -> Kept[Choice] | None:
    """The patient's choice to leave this part out, while it holds."""
    out = work.records.find(Choice, case, states=frozenset({Stand.ON}))
    return next((kept for kept in out if kept.what.modality is modality), None)


def leave_out(
    work: Work, case: str, by: str, modality: Modality, *, text: str = "", categories: tuple[Category, ...] = ()
) -> Kept[Choice]:
    """Hold what carries this part of care, from now on. ``ConflictError`` where it is out already."""
    before = left_out(work, case, modality)
    if before is not None:
        raise ConflictError("refused/modality_out", modality=modality.words, ref=before.ref)
    what = Choice(modality=modality, text=checked(text), categories=categories)
    kept = work.records.add(what, case=case, author=by)
    _look_again(work, case, modality)
    return kept


def take_up(work: Work, case: str, by: str, modality: Modality) -> Lifted:
    """Let what carries this part of care go on, as far as nothing else holds it. ``ConflictError`` where it is not out."""
    kept = left_out(work, case, modality)
    if kept is None:
        raise ConflictError("refused/modality_in", modality=modality.words)
    lifted = waiting.lift(work, kept, by)
    _look_again(work, case, modality)
    return lifted


def _look_again(work: Work, case: str, modality: Modality) -> None:
    consent_reviews.ask(work, case, Cause.MODALITY, ref=modality.value)
    wishes.wish(work, case, wishes.Reason.MODALITY)
