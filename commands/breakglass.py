"""Opening a case that one is not on, because it cannot wait; and looking at that afterwards."""

from __future__ import annotations

from typing import Annotated

from bot.care import anchors, breakglass
from bot.care.breakglass import END, REVIEW, Finding, named
from bot.care.dues import Due
from bot.care.facts import Value
from bot.care.people import EVERYONE, STANDING_BY, Actor, PlaceKind
from bot.care.ports import Work
from bot.chat.arguments.errors import ArgumentError
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, RefWord, Rest
from bot.chat.spec import Undo, command
from bot.chat.tokens import following, split
from bot.chat.turn import Reply

_EXAMPLE = "!breakglass review 8R2Q justified Nobody of the team could be reached"
_NOT = "not"


@command(
    "breakglass",
    allow=STANDING_BY,
    before_consent=True,
    outside=True,
    undo=Undo.NEVER,
    places=frozenset({PlaceKind.DIRECT}),
    example="!breakglass C-7K3FX She is here, and nobody of her team can be reached",
)
def opening(case: CaseCode, actor: Actor, work: Work, reason: Annotated[str, Rest("why it cannot wait")]) -> Reply:
    """Open a case that you are not on for thirty minutes. The lead and the privacy officers read your reason at once.

    You may read it here, whatever the consent, but for what a partner has said; each read is written down. Somebody looks at it
    within a day.
    """
    kept = breakglass.break_glass(work, case, actor, reason)
    values: dict[str, Value] = {**named(kept, actor.id), "told": list(kept.what.told), "partner": True}
    return Reply(template="breakglass/opened", values=values)


@command(
    "breakglass review",
    allow=EVERYONE,
    case=False,
    undo=Undo.NEVER,
    places=frozenset({PlaceKind.DIRECT}),
    example=_EXAMPLE,
)
def review(
    actor: Actor,
    work: Work,
    ref: Annotated[str, RefWord("which opening")],
    outcome: Annotated[str, Rest("justified or unjustified, and why")],
) -> Reply:
    """Say whether opening a case was justified. A privacy officer does so within a day; where there is none, the lead."""
    finding, remarks = _finding(outcome)
    kept = breakglass.review(work, ref, actor.id, finding, remarks)
    return Reply(template="breakglass/reviewed", values={**named(kept, actor.id), "finding": finding.value, "by": actor.id})


@due(END, late=Late.ACT, apart=True)
def over(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - nothing is read after its time, however late this is told
    """Say that it is over, and anchor what was written down of it."""
    breakglass.end(work, moment.subject)
    anchors.post(work)


@due(REVIEW, late=Late.ACT, apart=True)
def remind(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - a day later is as good
    """Remind those who should have looked at it."""
    breakglass.remind(work, moment.subject)


def _finding(text: str) -> tuple[Finding, str]:
    """Read the first word, or two, and give the rest as typed."""
    words = split(text)
    negated = len(words) > 1 and words[0].key == _NOT
    first = words[int(negated)].key.strip(".,:;") if words else ""
    if first not in {one.value for one in Finding} or (negated and first != Finding.JUSTIFIED):
        raise ArgumentError("outcome", "justified or unjustified, and in your words why", _EXAMPLE)
    finding = Finding.UNJUSTIFIED if negated else Finding(first)
    return finding, following(text, words, 1 + int(negated)).strip()
