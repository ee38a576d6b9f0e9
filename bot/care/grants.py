"""Giving and taking back consent: the signed form, single grants, withdrawals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import ClassVar

from bot.care import consent_reviews
from bot.care.clinic import Clinic
from bot.care.consent import Category, Grant, Rank, covers
from bot.care.errors import InvalidError
from bot.care.people import Role
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.shared import readers_of

STANDARD: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (category.value, ("team", "coordinator") if category is Category.SUMMARY else ("team",))
    for category in Category
    if category is not Category.PARTNER
)
"""What a signed form grants where the clinic configures nothing: whoever treats the patient reads what the team knows, and
the coordinator reads the summary that meetings are planned from. ``partner`` is left out: the partner is a second person."""

BY_NAME_ALONE = frozenset({Role.TRAINEE, Role.GUEST})
"""Roles that come and go: consent names the person, never whoever holds the role next."""


@dataclass(frozen=True, kw_only=True)
class ConsentForm(Payload):
    """A form that the patient signed."""

    kind: ClassVar[str] = "consent_form"
    reference: str
    signed: date
    version: str = ""


@dataclass(frozen=True, kw_only=True)
class Recipient:
    """Whom a grant speaks of."""

    rank: Rank
    name: str
    """``team``, a role, or a Matrix id."""


TEAM = Recipient(rank=Rank.TEAM, name="team")


@dataclass(frozen=True, kw_only=True)
class Terms:
    """The conditions of a grant."""

    until: datetime | None = None
    purpose: str = ""
    form: str = ""


def standard_set(clinic: Clinic) -> tuple[tuple[Category, tuple[Recipient, ...]], ...]:
    """Give what a signed form grants in this clinic."""
    return tuple(
        (Category(category), tuple(TEAM if name == "team" else Recipient(rank=Rank.ROLE, name=Role(name).value) for name in names))
        for category, names in clinic.standard_consent or STANDARD
    )


def reopened(work: Work, case: str) -> tuple[Category, ...]:
    """Give what was taken back from the team or a role and would be given again by the standard set."""
    last = {(grant.category, grant.recipient): grant.given for grant in work.consents.of(case) if grant.confirmed}
    given = ((category, recipient.name) for category, recipients in standard_set(work.clinic) for recipient in recipients)
    return tuple(dict.fromkeys(category for category, name in given if last.get((category, name)) is False))


def apply_form(work: Work, case: str, by: str, form: ConsentForm) -> tuple[str, ...]:
    """Grant the clinic's standard set on a signed form. Gives those who count as the team from now on and did not before."""
    work.records.add(form, case=case, author=by)
    for category, recipients in standard_set(work.clinic):
        enter(work, case, by, (category,), recipients, Terms(form=form.reference), given=True)
    return count_in(work, case)


def latest_form(work: Work, case: str) -> Kept[ConsentForm] | None:
    """Give the form that was applied last."""
    return next(iter(work.records.find(ConsentForm, case, newest=1)), None)


def give(
    work: Work, case: str, by: str, categories: Sequence[Category], recipients: Sequence[Recipient], terms: Terms
) -> tuple[str, ...]:
    """Grant some categories. Gives those who count as the team from now on and did not before.

    A grant to the team is the review of consent that a new member waits for; a grant to a role or a person is not.
    """
    if terms.until is not None and terms.until <= work.now:
        raise InvalidError("refused/date_past")
    if Category.PARTNER in categories:
        raise InvalidError("refused/consent_partner")
    check_recipients(work, case, recipients)
    form = latest_form(work, case)
    on_form = with_form(terms, form.what.reference if form is not None else "", "refused/consent_form_needed")
    enter(work, case, by, categories, recipients, on_form, given=True)
    consent_reviews.before_end(work, case, by, terms.until)
    return count_in(work, case) if TEAM in recipients else ()


def with_form(terms: Terms, last: str, refused: str) -> Terms:
    """Give the terms with the reference of a signed form: the one named, else the last one. ``InvalidError`` without any."""
    if not (terms.form or last):
        raise InvalidError(refused)
    return replace(terms, form=terms.form or last)


def withdraw(
    work: Work, case: str, by: str, categories: Sequence[Category], recipients: Sequence[Recipient]
) -> Mapping[Category, frozenset[str]]:
    """Take consent back at once; without recipients, from everyone. Gives who could read each category until now."""
    before = {category: readers_of(work, case, (category,)) for category in categories}
    for category in categories:
        named = {Recipient(rank=one.rank, name=one.recipient) for one in work.consents.of(case) if one.category is category}
        everyone = sorted(named | {TEAM}, key=lambda one: (one.rank, one.name))
        enter(work, case, by, (category,), recipients or everyone, Terms(), given=False)
    after = {category: readers_of(work, case, (category,)) for category in categories}
    return {category: before[category] - after[category] for category in categories}


def still_out(work: Work, case: str) -> Mapping[Category, frozenset[str]]:
    """Give who is named by what was given in this moment, and may not read it: it was taken back from them more closely."""
    roster, grants = work.rosters.of(case), work.consents.of(case)
    found: dict[Category, frozenset[str]] = {}
    for grant in grants:
        if grant.given and grant.confirmed and grant.at == work.now:
            named = (one for one in roster if grant.names(one, work.now))
            out = {one.person for one in named if not covers(grants, one, grant.category, work.now)}
            found[grant.category] = found.get(grant.category, frozenset()) | out
    return found


def matrix(work: Work, case: str) -> tuple[tuple[Category, tuple[str, ...], tuple[str, ...]], ...]:
    """Tell for each category who on the roster may read it now, and who may not; both in the order of joining."""
    roster, grants = work.rosters.of(case), work.consents.of(case)
    return tuple(
        (
            category,
            tuple(member.person for member in roster if covers(grants, member, category, work.now)),
            tuple(member.person for member in roster if not covers(grants, member, category, work.now)),
        )
        for category in Category
    )


def check_recipients(work: Work, case: str, recipients: Sequence[Recipient]) -> None:
    """Refuse somebody who is not on the team, and roles that are granted by name alone."""
    people = {member.person for member in work.rosters.of(case)}
    for recipient in recipients:
        if recipient.rank is Rank.PERSON and recipient.name not in people:
            raise InvalidError("refused/not_on_team")
        if recipient.rank is Rank.ROLE and Role(recipient.name) in BY_NAME_ALONE:
            raise InvalidError("refused/consent_by_name")


def enter(
    work: Work,
    case: str,
    by: str,
    categories: Sequence[Category],
    recipients: Sequence[Recipient],
    terms: Terms,
    *,
    given: bool,
    confirmed: bool = True,
) -> None:
    """Write a grant, or a withdrawal, for each category and recipient."""
    work.consents.add(
        *(
            Grant(
                case=case,
                category=category,
                rank=recipient.rank,
                recipient=recipient.name,
                given=given,
                by=by,
                at=work.now,
                until=terms.until,
                purpose=terms.purpose,
                form=terms.form,
                confirmed=confirmed,
            )
            for category in categories
            for recipient in recipients
        )
    )


def count_in(work: Work, case: str) -> tuple[str, ...]:
    """Let the review of consent be done for everyone who waits for it; gives those among them who count as the team."""
    waiting = [member for member in work.rosters.of(case) if member.own and not member.reviewed]
    for member in waiting:
        work.rosters.put(replace(member, reviewed=True))
    return tuple(member.person for member in waiting if member.clinician)
