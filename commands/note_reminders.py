"""Asking after notes that wait for a signature, an answer, or a read-back."""

from __future__ import annotations

from bot.care import unsigned
from bot.care.facts import Message, Value, direct
from bot.care.ports import Due, Work
from bot.chat.spec import Late, due


@due(unsigned.DUE, late=Late.ACT)
def unsigned_ones(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - how late it is shows in what hour it is
    """Name what waits, in one message to one person."""
    waiting = unsigned.ring(work, moment.subject)
    if not waiting:
        return
    entries: list[Value] = [{"case": one.case, "ref": one.ref, "what": one.what} for one in waiting]
    said = Message(template="note/unsigned", values={"waiting": entries}, mentions=(moment.subject,))
    work.say(direct(moment.subject), said)
    for case in dict.fromkeys(one.case for one in waiting):
        work.fact(moment.kind, actor=work.clinic.bot, case=case)
