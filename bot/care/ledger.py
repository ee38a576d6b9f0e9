"""The ledger of decisions: what was decided and why, who carries it out, who dissented, and what was changed from what."""

from __future__ import annotations

from dataclasses import dataclass

from bot.care import dissents
from bot.care.actions import Decision, TaskState
from bot.care.dates import spoken_day
from bot.care.dissents import Dissent
from bot.care.facts import Line, Value
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.sittings import Sitting, Stage
from bot.care.tags import about


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One decision with all that belongs to it."""

    decision: Kept[Decision]
    dissents: tuple[Kept[Dissent], ...]
    advisory: bool
    """It was made without the quorum of its conference."""


def entries(work: Work, case: str) -> tuple[Entry, ...]:
    """Give every decision of a case, the newest first."""
    against = dissents.of(work, case)
    advisory = {kept.what.conference for kept in work.records.find(Sitting, case) if kept.what.lacking and kept.state != Stage.OPEN}
    return tuple(
        Entry(
            decision=kept,
            dissents=tuple(against.get(kept.ref, ())),
            advisory=kept.what.conference in advisory,
        )
        for kept in reversed(work.records.find(Decision, case))
    )


def lines(entry: Entry) -> tuple[Line, ...]:
    """Give a decision, and what is held against it, each for those who may read it."""
    kept, what = entry.decision, entry.decision.what
    values: dict[str, Value] = {
        "ref": kept.ref,
        "at": kept.created,
        "by": kept.author,
        "text": what.text,
        "reason": what.reason,
        "owner": kept.owner,
        "due": spoken_day(what.day) if what.day is not None else "",
        "instead_of": what.instead_of,
        "changed_to": kept.superseded_by or "",
        "done": kept.state == TaskState.DONE,
        "advisory": entry.advisory,
        "conference": what.conference,
    }
    decided = Line(about=about(what.categories), author=kept.author, section="decision", values=values)
    return (decided, *(dissent_line(one) for one in entry.dissents))


def dissent_line(kept: Kept[Dissent]) -> Line:
    """Give what somebody holds against a decision."""
    values: dict[str, Value] = {"ref": kept.ref, "decision": kept.what.decision, "by": kept.author, "text": kept.what.text}
    return Line(about=about(kept.what.categories), author=kept.author, section="dissent", values=values)
