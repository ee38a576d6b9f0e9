"""The ledger: every decision of a case, with its reason, who carries it out, dissent, and what was changed from what."""

from __future__ import annotations

from bot.care import ledger
from bot.care.facts import Value
from bot.care.people import COORDINATION, ROSTER
from bot.care.ports import Work
from bot.chat.parameters import CaseCode
from bot.chat.spec import command
from bot.chat.turn import Reply


@command("decisions", allow=ROSTER | COORDINATION, example="!decisions", read=True)
def listed(case: CaseCode, work: Work) -> Reply:
    """List the decisions of this case, the newest first: why, by whom, until when, who dissented, and what was changed."""
    found = ledger.entries(work, case)
    values: dict[str, Value] = {"count": len(found)}
    return Reply(template="sitting/decisions", values=values, lines=tuple(line for one in found for line in ledger.lines(one)))
