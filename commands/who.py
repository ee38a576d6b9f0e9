"""A leaflet for the patient: who is involved, who can see what, how decisions are made, what has changed."""

from __future__ import annotations

from bot.care import disclosures, whos
from bot.care.facts import Value
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.chat import leaflet
from bot.chat.parameters import CaseCode
from bot.chat.spec import command
from bot.chat.turn import Reply


@command("who", allow=CLINICAL | COORDINATION, before_consent=True, read=True, example="!who")
def who(case: CaseCode, actor: Actor, work: Work) -> Reply:
    """Make a sheet for the patient, in plain words, for you to give.

    It tells who takes part, by role, who can see what, how decisions are made, and what has changed since the last sheet.
    Nothing that anybody wrote stands in it. The bot never sends it to a patient.
    """
    kept, before = whos.draw_up(work, case, actor.id)
    sheet = whos.leaflet(work, kept, before, disclosures.notice(work, case))
    values: dict[str, Value] = {
        "ref": kept.ref,
        "before": before.created if before is not None else None,
        "people": len(kept.what.seats),
        "notice": bool(sheet.notice),
    }
    return Reply(template="who/sheet", values=values, refs=(kept.ref,), file=leaflet.file(sheet, kept.ref))
