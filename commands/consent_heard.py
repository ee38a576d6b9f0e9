"""What a clinician heard the patient say about sharing, and the second person who lets it count."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import heard
from bot.care.facts import Line, Message, Value, direct
from bot.care.heard import Heard
from bot.care.overheard import take_back
from bot.care.people import CLINICAL, COORDINATION, LEAD, Actor
from bot.care.ports import Work
from bot.care.tags import about
from bot.care.team import coordinators_of, lead_of
from bot.care.texts import categories_of, checked
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, Said
from bot.chat.spec import command
from bot.chat.takers import confirmed
from bot.chat.turn import Confirm, Reply, Turn
from commands.consent_told import given
from commands.consent_words import called, proposal


@command("consent heard", allow=CLINICAL, before_consent=True, example="!consent heard Medication may be shared with the nurse.")
def hearing(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Said("what the patient said")]) -> Reply:
    """Keep what the patient said about sharing. It opens nothing until the lead or a coordinator says `!yes`."""
    found, said = tags(text, now=work.now, zone=actor.zone)
    categories = categories_of(work, case, actor.id, found.categories)
    proposed = proposal(said)  # what the text is about is no more to be shared than what it names, unless it names nothing
    spoken, recipients = heard.possible(work, case, *(proposed if all(proposed) else proposal(text)))
    noticed = take_back(work, case, turn.place, turn.event_id, actor.id, about(categories))
    kept, ids = heard.hear(work, case, actor.id, Heard(text=checked(said), categories=categories), spoken, recipients)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "categories": [one.words for one in spoken],
        "to": [called(one) for one in recipients],
        "by": actor.id,
        "taken_back": bool(noticed),
    }
    confirmer = _confirmer(work, case, actor.id) if ids else None
    if confirmer is None:
        return Reply(template="consent/heard", values={**values, "confirmer": ""}, refs=(kept.ref,), privately=bool(noticed))
    line = Line(about=about(categories), author=actor.id, section="heard", values={"text": kept.what.text})
    message = Message(
        template="consent/confirm_heard", values=values, lines=(line,), case=case, mentions=(confirmer,), rest_directly=False
    )
    draft: dict[str, Value] = {"ref": kept.ref, "ids": list(ids), "given": [one.words for one in spoken], "to": values["to"]}
    return Reply(
        template="consent/heard",
        values={**values, "confirmer": confirmer},
        also=((direct(confirmer), message),),
        confirm=Confirm(kind="consent heard", code=kept.ref, draft=draft, case=case, by=confirmer),
        refs=(kept.ref,),
        privately=bool(noticed),
    )


@confirmed("consent heard", allow=COORDINATION | LEAD, before_consent=True)
def heard_confirmed(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value]) -> Reply:
    """Let what was heard count."""
    ids = draft["ids"]
    numbers = frozenset(int(str(one)) for one in ids) if isinstance(ids, list | tuple) else frozenset[int]()
    joined = heard.confirm(work, case, str(draft["ref"]), numbers)
    shares: list[Value] = [{"categories": draft["given"], "to": draft["to"]}]
    return given(case, actor, work, turn, shares, joined=joined, refs=(str(draft["ref"]),))


def _confirmer(work: Work, case: str, hearer: str) -> str | None:
    """The lead; where that is who heard it, the first coordinator."""
    lead = lead_of(work, case)
    others = ([lead.person] if lead else []) + coordinators_of(work, case) + list(work.clinic.coordinators)
    return next((person for person in others if person != hearer), None)
