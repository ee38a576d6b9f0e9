"""That something is begun and not done yet: said by whoever does it, perhaps with how far it is in a few words.

It is a record of its own, so that what is begun stays as it is, and is asked after as ever. The last words count; it is in
progress since the first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from bot.care import sittings, steps
from bot.care.actions import Action, Decision, TaskState
from bot.care.consent import Category
from bot.care.dates import spoken_day
from bot.care.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from bot.care.facts import Line
from bot.care.huddles import stir
from bot.care.people import CLINICAL, COORDINATION, WRITING, Actor
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.steps import Step
from bot.care.tags import about
from bot.care.texts import checked, first_line

_CLOSING = CLINICAL | COORDINATION
"""Who may say that an action is done; of a step, whoever writes."""


@dataclass(frozen=True, kw_only=True)
class Progress(Payload):
    """One word of somebody that something is in progress."""

    kind: ClassVar[str] = "progress"
    subject: str
    """The ref of what is in progress."""
    text: str = ""
    """How far it is, if that was said."""
    categories: tuple[Category, ...] = ()
    """Of that text."""
    huddle: str = ""
    """The ref of the huddle in which it was said."""


@dataclass(frozen=True, kw_only=True)
class Going:
    """How far something is that is in progress."""

    since: datetime
    last: Kept[Progress]
    """What was said last."""

    def words(self, zone: ZoneInfo) -> str:
        """Since when, in neutral words; ``zone``: whose days count."""
        return f"in progress since {spoken_day(self.since.astimezone(zone).date())}"


def begin(
    work: Work, case: str, actor: Actor, ref: str, text: str, named: tuple[Category, ...]
) -> tuple[Kept[Any], Kept[Progress]]:
    """Keep that something is begun. Gives both: what is in progress, and the word that it is.

    ``named``: categories that its author named for the text; it is of those of what is begun as well. Whoever owns it may say
    so, and whoever may close it; ``DeniedError`` for anybody else. ``ConflictError`` for what is done, and where it is in progress
    already and nothing new is said of it.
    """
    kept = work.records.locate(case, ref)
    if kept is None:
        raise NotFoundError("refused/no_such_ref")
    if not isinstance(kept.what, Action | Decision | Step):
        raise InvalidError("refused/no_progress")
    closing = WRITING | COORDINATION if isinstance(kept.what, Step) else _CLOSING
    if kept.owner != actor.id and not closing.includes(actor):
        raise DeniedError
    _check_open(work, kept)
    before = of(work, case).get(kept.ref)
    bare = checked(text)
    if before is not None and not bare:
        raise ConflictError("refused/in_progress", ref=kept.ref, since=before.since)
    categories = tuple(dict.fromkeys((*kept.what.concerns(), *named)))
    what = Progress(subject=kept.ref, text=bare, categories=categories, huddle=stir(work, case))
    sittings.stir(work, case)
    return kept, work.records.add(what, case=case, author=actor.id)


def of(work: Work, case: str) -> Mapping[str, Going]:
    """Everything of a case that somebody has begun, by its ref, whatever became of it since."""
    found: dict[str, Going] = {}
    for kept in work.records.find(Progress, case):
        first = found.get(kept.what.subject)
        found[kept.what.subject] = Going(since=first.since if first is not None else kept.created, last=kept)
    return found


def joined(reason: str, going: Going | None, zone: ZoneInfo) -> str:
    """Give why something stands in a list, with since when it is in progress, if it is."""
    return f"{reason}, {going.words(zone)}" if going is not None else reason


def note(kept: Kept[Any], going: Going | None) -> Line | None:
    """Give what was said last of something in progress, for whoever may read both that and what is in progress.

    None where nothing was said.
    """
    if going is None or not going.last.what.text:
        return None
    both = tuple(dict.fromkeys((*kept.what.concerns(), *going.last.what.categories)))
    values = {"ref": kept.ref, "text": first_line(going.last.what.text)}
    author = kept.author if going.last.author == kept.author else None
    return Line(about=about(both), author=author, section="progress", values=values)


def belonging(work: Work, kept: Kept[Any]) -> tuple[Kept[Progress], ...]:
    """Give every word of how far something is: it goes along to another case."""
    return tuple(one for one in work.records.find(Progress, kept.case) if one.what.subject == kept.ref)


def _check_open(work: Work, kept: Kept[Any]) -> None:
    if isinstance(kept.what, Step):
        steps.needed(work, kept.case, kept.ref)
    elif kept.state == TaskState.CHANGED:
        raise ConflictError("refused/decision_changed", ref=kept.ref, by=kept.superseded_by)
    elif kept.state != TaskState.OPEN:
        raise ConflictError("refused/already_done", ref=kept.ref)
