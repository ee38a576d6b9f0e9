"""Several proposals that wait for somebody's vote, where nothing says which is meant: each with its times, and its question.

What is about one case is said of that one alone, so that its questions reach whoever may read them.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.care import choices, proposal_lines
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept


def which(waiting: Sequence[Kept[Proposal]], behind: str = "") -> InvalidError:
    """Ask for a ref. ``behind``: what was typed, which stands behind the ref in the example; without it, the first time."""
    first, *others = (_of(waiting, case, behind) for case in dict.fromkeys(one.case for one in waiting))
    first.also = tuple(others)
    return first


def _of(waiting: Sequence[Kept[Proposal]], case: str, behind: str) -> InvalidError:
    theirs = [one for one in waiting if one.case == case]
    number = min(number for number, _ in choices.numbered(theirs[0].what))
    example, more = f"!vote {theirs[0].ref} {behind or number}", case != waiting[0].case
    asked = InvalidError("refused/vote_which", proposals=[_shown(one) for one in theirs], example=example, more=more)
    asked.case = case
    asked.lines = tuple(proposal_lines.line(one) for one in theirs if one.what.question)
    return asked


def _shown(kept: Kept[Proposal]) -> Value:
    first = min(time.at for _, time in choices.numbered(kept.what))
    return {"ref": kept.ref, "first": first, "closes": kept.what.closes if kept.state == Stage.OPEN else None}
