"""How it is declared what happens at a due moment, and what becomes of one that was missed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from bot.chat.declarations import besides


class Late(Enum):
    """What becomes of a due moment that was missed."""

    POST_MARKED = "post, marked late"
    """It is posted where it belongs, and says that it is late; of a series, the latest alone, which names those before it."""
    SKIP = "skip and say so"
    """It makes no sense any more: the action is told that it came late, does nothing, and says what was missed."""
    ACT = "act at once"
    """What it does is right however late: the action is told how it came, and does what still makes sense."""


@dataclass(frozen=True, kw_only=True)
class DueAction:
    """What happens at a moment: a function of the subject."""

    kind: str
    late: Late
    run: Callable[..., None]
    injected: Mapping[str, type]
    apart: bool = False
    """What it says is never held back, nor told together with other things: somebody's safety hangs on it, or it gathers itself."""


def due(kind: str, *, late: Late, apart: bool = False) -> Callable[[Callable[..., None]], DueAction]:
    """Declare what happens at a moment. The function has ``moment: Due`` and ``late: bool`` besides ``Work`` and ``datetime``.

    It answers nobody: what it has to say it says through ``work.say``. After hours asleep that is gathered into one message a
    person (``bot.care.catching_up``), unless it stands ``apart``. Which policy each kind has, and why, is in ARCHITECTURE.md 4.
    """

    def declare(run: Callable[..., None]) -> DueAction:
        return DueAction(kind=kind, late=late, run=run, injected=besides(run, "moment", "late"), apart=apart)

    return declare
