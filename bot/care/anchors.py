"""The audit, anchored where the machine's owner cannot reach: one hash over all chains, posted to people."""

from __future__ import annotations

from datetime import time, timedelta

from bot.care import workdays
from bot.care.cadence import at_clock
from bot.care.dues import Due
from bot.care.facts import Message, control
from bot.care.ports import Work

ROOT = "audit root"
"""The kind of due moment at which it is posted."""

SETTLED = timedelta(minutes=1)
"""So long before it is posted the moment lies that it stands for: whatever was being written then stands in its chain."""

_MORNING = time(7)


def expect(work: Work) -> None:
    """See to it that it is posted once a day, in the morning of the clinic. A second call changes nothing."""
    if not any(one.kind == ROOT for one in work.dues.at(control())):
        tomorrow = workdays.today(work) + timedelta(days=1)
        work.dues.put(Due(key=ROOT, kind=ROOT, at=at_clock(tomorrow, _MORNING, work.clinic.zone), place=control()))


def post(work: Work) -> None:
    """Post it to the control room."""
    before = work.now - SETTLED
    root = work.audit_root(before)
    work.say(control(), Message(template="audit/root", values={"root": root, "at": before}))
    work.fact(ROOT, actor=work.clinic.bot, ref=root, outcome="posted")
