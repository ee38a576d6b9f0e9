"""The partner's own consent: their form, with whom what they say is shared, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated

from bot.care import absences, grants, partners
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.facts import Line, Value
from bot.care.grants import Recipient
from bot.care.partners import THEIRS, PartnerForm
from bot.care.people import CLINICAL, COORDINATION, LEAD, ROSTER, Actor
from bot.care.ports import Work
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import Undo, command
from bot.chat.takers import confirmed
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Confirm, Reply, Turn
from commands.consent_told import given, withdrawn
from commands.consent_words import called, form_in, from_whom, recipients_of, terms_in

GIVING = COORDINATION | LEAD


@command("consent partner", allow=ROSTER | COORDINATION, before_consent=True, closed=True, read=True, example="!consent partner")
def shown(case: CaseCode, work: Work) -> Reply:
    """Show who may read what the partner says of themselves. The patient's form never opens it, only the partner's own."""
    form = partners.latest_form(work, case)
    can, cannot = next((can, cannot) for category, can, cannot in grants.matrix(work, case) if category is Category.PARTNER)
    values: dict[str, Value] = {
        "signed": spoken_day(form.what.signed) if form else "",
        "can": list(can),
        "cannot": list(cannot),
    }
    typed: dict[str, Value] = {"reference": form.what.reference, "version": form.what.version} if form else {}
    lines = (Line(section="form", values=typed),) if form else ()
    return Reply(template="consent/partner", values=values, lines=lines)


@command(
    "consent partner form",
    allow=GIVING,
    before_consent=True,
    undo=Undo.NEVER,
    example="!consent partner form P-12 2026-12-01 version 2",
)
def form(
    case: CaseCode, actor: Actor, work: Work, text: Annotated[str, Rest("which form did the partner sign, and when")]
) -> Reply:
    """Apply a form that the partner signed. What they say is then shared with the team. You are asked for `!yes`."""
    reference, signed, version = form_in(text, today=absences.today(work, actor.id))
    draft: dict[str, Value] = {"reference": reference, "signed": signed.isoformat(), "version": version}
    values: dict[str, Value] = {"code": case, "signed": spoken_day(signed)}
    confirm = Confirm(kind="consent partner form", code=case, draft=draft, case=case)
    return Reply(template="consent/partner_form", values=values, confirm=confirm)


@confirmed("consent partner form", allow=GIVING, before_consent=True)
def form_applied(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value]) -> Reply:
    """Apply the partner's form."""
    signed = date.fromisoformat(str(draft["signed"]))
    applied = PartnerForm(reference=str(draft["reference"]), signed=signed, version=str(draft["version"]))
    partners.apply_form(work, case, actor.id, applied)
    return given(case, actor, work, turn, _shares((grants.TEAM,)))


@command(
    "consent partner grant",
    allow=GIVING,
    before_consent=True,
    undo=Undo.NEVER,
    example="!consent partner grant to physician until 2027-03-31",
)
def grant(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("with whom")]) -> Reply:
    """Share what the partner says, as they agreed to. With the team, a role or a person."""
    words = split(text)
    words = words[1:] if words and words[0].key == "to" else words
    recipients, count = recipients_of(words)
    terms = terms_in(text, words[count:], today=absences.today(work, actor.id), zone=work.clinic.zone)
    partners.give(work, case, actor.id, recipients, terms)
    return given(case, actor, work, turn, _shares(recipients), until=terms.until)


@command(
    "consent partner withdraw",
    allow=CLINICAL,
    before_consent=True,
    in_locked_room=True,
    closed=True,
    undo=Undo.NEVER,
    example=("!consent partner withdraw", "!consent partner withdraw from physician"),
)
def withdraw(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("from whom")] = "") -> Reply:
    """Take the partner's consent back, at once. Without `from`, from everyone. What was read stays read."""
    words = split(text) if not is_blank(text) else ()
    recipients = from_whom(words)
    lost = grants.withdraw(work, case, actor.id, THEIRS, recipients)
    return withdrawn(case, actor, work, turn, lost, recipients)


def _shares(recipients: Sequence[Recipient]) -> list[Value]:
    return [{"categories": [Category.PARTNER.words], "to": [called(one) for one in recipients]}]
