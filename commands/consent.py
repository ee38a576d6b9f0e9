"""Consent: who may read what, on which form, and how it is given and taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Annotated, TypeVar

from bot.care import absences, grants
from bot.care.consent import Grant
from bot.care.dates import spoken_day
from bot.care.facts import Line, Value
from bot.care.grants import ConsentForm, Recipient
from bot.care.heard import HEARD, Heard
from bot.care.people import CLINICAL, COORDINATION, LEAD, ROSTER, Actor
from bot.care.ports import Work
from bot.chat.arguments.terms import categories
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import Undo, command
from bot.chat.takers import confirmed
from bot.chat.tokens import split
from bot.chat.turn import Confirm, Reply, Turn
from commands.consent_told import given, withdrawn
from commands.consent_words import called, form_in, from_whom, said_in

T = TypeVar("T")
GIVING = COORDINATION | LEAD


@command("consent", allow=ROSTER | COORDINATION, before_consent=True, closed=True, read=True, example="!consent")
def consent(case: CaseCode, work: Work) -> Reply:
    """Show who may read what. On which form, what ends when, and what was heard and waits."""
    form = grants.latest_form(work, case)
    said = work.consents.of(case)
    standing = [one for one in _last_words(said) if one.given and one.lasts(work.now)]
    values: dict[str, Value] = {
        "rows": _rows(work, case),
        "signed": spoken_day(form.what.signed) if form else "",
        "limits": [
            {"categories": names, "to": to, "until": until}
            for (to, until), names in _by_terms(standing, lambda one: one.until).items()
            if until is not None
        ],
        "waiting": [kept.ref for kept in work.records.find(Heard, case, states=frozenset({HEARD}))],
    }
    typed: dict[str, Value] = {"reference": form.what.reference, "version": form.what.version} if form else {}
    purposes = [
        Line(section="purpose", values={"categories": names, "to": to, "text": purpose})
        for (to, purpose), names in _by_terms(standing, lambda one: one.purpose).items()
        if purpose
    ]
    lines = [Line(section="form", values=typed)] if form else []
    return Reply(template="consent/matrix", values=values, lines=(*lines, *purposes))


@command("consent form", allow=GIVING, before_consent=True, undo=Undo.NEVER, example="!consent form F-12 2026-12-01 version 3")
def form(
    case: CaseCode, actor: Actor, work: Work, text: Annotated[str, Rest("which form did the patient sign, and when")]
) -> Reply:
    """Apply a form that the patient signed. You are shown the clinic's standard set, and say `!yes` to it."""
    reference, signed, version = form_in(text, today=absences.today(work, actor.id))
    draft: dict[str, Value] = {"reference": reference, "signed": signed.isoformat(), "version": version}
    values: dict[str, Value] = {
        "code": case,
        "signed": spoken_day(signed),
        "shares": _grouped(work),
        "reopens": [category.words for category in grants.reopened(work, case)],
    }
    return Reply(template="consent/form", values=values, confirm=Confirm(kind="consent form", code=case, draft=draft, case=case))


@confirmed("consent form", allow=GIVING, before_consent=True)
def form_applied(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value]) -> Reply:
    """Apply the form."""
    applied = ConsentForm(
        reference=str(draft["reference"]), signed=date.fromisoformat(str(draft["signed"])), version=str(draft["version"])
    )
    joined = grants.apply_form(work, case, actor.id, applied)
    return given(case, actor, work, turn, _grouped(work), joined=joined)


@command(
    "consent grant",
    allow=GIVING,
    before_consent=True,
    undo=Undo.NEVER,
    example="!consent grant medication results to physician until 2027-03-31 form F-12",
)
def grant(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    text: Annotated[str, Rest("what may be shared, and with whom")],
) -> Reply:
    """Share some categories, as the patient agreed to.

    With the team, a role or a person: a person beats a role, a role beats the team. Trainees and guests are granted by name.
    Without a form's reference it is the form that was applied last.
    """
    said = said_in(text, today=absences.today(work, actor.id), zone=work.clinic.zone)
    joined = grants.give(work, case, actor.id, said.categories, said.recipients, said.terms)
    shares: list[Value] = [{"categories": [one.words for one in said.categories], "to": [called(one) for one in said.recipients]}]
    return given(case, actor, work, turn, shares, until=said.terms.until, joined=joined)


@command(
    "consent withdraw",
    allow=CLINICAL,
    before_consent=True,
    in_locked_room=True,
    closed=True,
    undo=Undo.NEVER,
    example=("!consent withdraw medication", "!consent withdraw medication from physician"),
)
def withdraw(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("what is no longer to be shared")]
) -> Reply:
    """Take consent back, at once. Without `from`, from everyone. What was read stays read."""
    words = split(text)
    taken, count = categories(words)
    recipients = from_whom(words[count:])
    lost = grants.withdraw(work, case, actor.id, taken, recipients)
    return withdrawn(case, actor, work, turn, lost, recipients)


def _grouped(work: Work) -> list[Value]:
    """The standard set by recipients, so that it fits one screen."""
    found: dict[tuple[str, ...], list[Value]] = {}
    for category, recipients in grants.standard_set(work.clinic):
        found.setdefault(tuple(called(one) for one in recipients), []).append(category.words)
    return [{"categories": names, "to": list(to)} for to, names in found.items()]


def _rows(work: Work, case: str) -> list[Value]:
    """The matrix, with those categories together that the same people may read."""
    found: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Value]] = {}
    for category, can, cannot in grants.matrix(work, case):
        found.setdefault((can, cannot), []).append(category.words)
    return [{"categories": names, "can": list(can), "cannot": list(cannot)} for (can, cannot), names in found.items()]


def _last_words(said: Sequence[Grant]) -> list[Grant]:
    """The last word about each category and recipient, in the order of speaking."""
    return list({(one.category, one.recipient): one for one in said if one.confirmed}.values())


def _by_terms(grants_of: Sequence[Grant], term: Callable[[Grant], T]) -> dict[tuple[str, T], list[Value]]:
    """The names of the categories that one recipient was given on the same terms."""
    found: dict[tuple[str, T], list[Value]] = {}
    for one in grants_of:
        to = called(Recipient(rank=one.rank, name=one.recipient))
        found.setdefault((to, term(one)), []).append(one.category.words)
    return found
