"""Reading which medicines are taken, and how that went."""

from __future__ import annotations

from typing import Annotated

from bot.care import medicines
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.medicine_lines import line, reason, remarks
from bot.care.medicines import Medicine
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.shared import hidden
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn

_ALL = "all"


@command("meds", allow=ROSTER | COORDINATION, read=True, example=("!meds", "!meds all"))
def listing(case: CaseCode, actor: Actor, work: Work, turn: Turn, which: Annotated[str, Rest("nothing, or all")] = "") -> Reply:
    """List what is taken and since when. With `all`, what was changed or stopped too."""
    words = split(which)
    whole = len(words) == 1 and words[0].key == _ALL
    if not is_blank(which) and not whole:
        raise InvalidError("refused/meds_which")
    found = work.records.find(Medicine, case) if whole else medicines.taken(work, case)
    lines = tuple(line(kept) for kept in found)
    unread = hidden(work, case, actor.id, lines)
    current = [kept for kept in found if kept.superseded_by is None]  # what was written goes on with what took its place
    more = tuple(one for kept in current for one in (*reason(kept), *remarks(kept)))
    values: dict[str, Value] = {
        "refs": [kept.ref for kept in found],
        "count": None if turn.here and lines else len(lines) - unread,
        "hidden": 0 if turn.here else unread,
        "all": whole,
    }
    return Reply(template="med/list", values=values, lines=(*lines, *more))
