"""The partner is a second person: what they say of themselves is of the category ``partner``, shared on their own consent alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from bot.care import consent_reviews
from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.grants import TEAM, Recipient, Terms, check_recipients, enter, with_form
from bot.care.ports import Work
from bot.care.records import Kept, Payload

THEIRS = (Category.PARTNER,)
"""What belongs to the partner's consent, and to no other."""


@dataclass(frozen=True, kw_only=True)
class PartnerForm(Payload):
    """A form that the partner signed."""

    kind: ClassVar[str] = "partner_form"
    reference: str
    signed: date
    version: str = ""


def latest_form(work: Work, case: str) -> Kept[PartnerForm] | None:
    """Give the partner's form that was applied last."""
    return next(iter(work.records.find(PartnerForm, case, newest=1)), None)


def apply_form(work: Work, case: str, by: str, form: PartnerForm) -> None:
    """Share with the team what the partner says, on their own signed form."""
    work.records.add(form, case=case, author=by)
    enter(work, case, by, THEIRS, (TEAM,), Terms(form=form.reference), given=True)


def give(work: Work, case: str, by: str, recipients: Sequence[Recipient], terms: Terms) -> None:
    """Share it with others, as the partner agreed to. ``InvalidError`` without a form of theirs."""
    if terms.until is not None and terms.until <= work.now:
        raise InvalidError("refused/date_past")
    check_recipients(work, case, recipients)
    form = latest_form(work, case)
    on_form = with_form(terms, form.what.reference if form is not None else "", "refused/partner_form_needed")
    enter(work, case, by, THEIRS, recipients, on_form, given=True)
    consent_reviews.before_end(work, case, by, terms.until)
