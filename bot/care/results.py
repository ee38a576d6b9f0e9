"""Results of laboratories and images: kept as they were typed, unreviewed until a clinician says what they make of them.

Whether a value is within its range is told; what it means is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import ClassVar

from bot.care import files
from bot.care.amounts import Against, Amount, Quality, Reference, against
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, DeniedError
from bot.care.facts import Line, Value
from bot.care.files import StoredFile
from bot.care.huddles import stir
from bot.care.items import Day, Item, Need, Section, item, joined, news
from bot.care.notes import supervisor_of
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.shared import reads
from bot.care.tags import about
from bot.care.texts import checked, first_line

_WORDS_ALONE = Amount()


class Source(StrEnum):
    """Where a result comes from. Stored: values are for ever."""

    LAB = "lab"
    IMAGING = "imaging"


class Phase(IntEnum):
    """Whether somebody has looked at it. Stored: values are for ever."""

    UNREVIEWED = 0
    REVIEWED = 1


@dataclass(frozen=True, kw_only=True)
class Opinion:
    """What a clinician makes of a result."""

    text: str
    categories: tuple[Category, ...]
    by: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Result(Payload):
    """One result. The record's ``served`` is when it was taken, its owner whoever sees to its review."""

    kind: ClassVar[str] = "result"
    source: Source
    name: str
    """What was measured, as typed; empty for images, whose text says so."""
    text: str
    """The value as it is shown, or what was seen."""
    unit: str = ""
    """As typed, byte for byte."""
    range: str = ""
    amount: Amount = _WORDS_ALONE
    reference: Reference | None = None
    categories: tuple[Category, ...] = (Category.RESULTS,)
    modality: Modality | None = None
    goal: str | None = None
    event: str = ""
    """The message that it was typed in."""
    version: int = 1
    overheard: tuple[str, ...] = ()
    """Who was in the room when it was typed there, without being covered for it."""
    file: str = ""
    """The ref of the file that belongs to it."""
    opinions: tuple[Opinion, ...] = ()

    def gist(self) -> str:
        """What was measured or seen, and how it stands against its range."""
        return f"{self.headline}, {self.stands}" if self.stands else self.headline

    @property
    def headline(self) -> str:
        """What was measured or seen."""
        if not self.name:
            return self.text
        if self.source is Source.IMAGING or self.amount == _WORDS_ALONE:
            return f"{self.name}: {self.text}"
        measured = " ".join(one for one in (self.name, self.text, self.unit) if one)
        return f"{measured} [{self.range}]" if self.range else measured

    @property
    def stands(self) -> str:
        """How it stands, in words; empty where there is nothing to say."""
        if self.source is Source.IMAGING:
            return f"reported as {self.amount.quality.value}" if self.amount.quality is not None else ""
        told = self.amount.quality in {Quality.NORMAL, Quality.ABNORMAL}
        return "" if told else self.standing.words

    @property
    def standing(self) -> Against:
        """How it stands against its range."""
        return against(self.amount, self.reference)


def keep(work: Work, case: str, by: str, result: Result, served: datetime) -> Kept[Result]:
    """Keep a result. Whoever brought it sees to its review; for a trainee, who supervises them."""
    member = work.rosters.member(case, by)
    owner = by if member is not None and member.clinician else supervisor_of(work, case, by)
    stir(work, case)
    what = replace(result, text=checked(result.text), categories=sorted_with(result.categories))
    return work.records.add(what, case=case, author=by, owner=owner, served=served)


def sorted_with(named: tuple[Category, ...]) -> tuple[Category, ...]:
    """A result is of the category ``results``; a tag makes its readers fewer, never more."""
    return tuple(dict.fromkeys((Category.RESULTS, *named)))


def own(work: Work, case: str, author: str, ref: str) -> Kept[Result]:
    """Give somebody's own result that nobody has reviewed yet. ``DeniedError`` for another's, ``ConflictError`` once it was."""
    kept = work.records.get(Result, case, ref)
    if kept.author != author:
        raise DeniedError
    if kept.state != Phase.UNREVIEWED:
        raise ConflictError("refused/result_reviewed", ref=kept.ref)
    return kept


def edit(work: Work, before: Kept[Result], fresh: Result, served: datetime) -> Kept[Result]:
    """Write a new version of a result that nobody has reviewed. Its file and its message stay; tags that are gone do too."""
    was = before.what
    stir(work, before.case)
    what = replace(
        fresh,
        text=checked(fresh.text),
        categories=sorted_with(fresh.categories) if fresh.categories else was.categories,
        modality=fresh.modality or was.modality,
        goal=fresh.goal or was.goal,
        event=was.event,
        version=was.version + 1,
        overheard=tuple(sorted({*was.overheard, *fresh.overheard})),
        file=was.file,
    )
    return work.records.put(before, what=what, served=served)


def review(work: Work, case: str, actor: Actor, ref: str, opinion: Opinion) -> Kept[Result]:
    """Write down what a clinician makes of a result. It is reviewed from then on, whatever others add later.

    ``ConflictError`` for somebody with whom the result is not shared: nobody reviews what they cannot read.
    """
    kept = work.records.get(Result, case, ref)
    if not reads(work, kept, actor.id):
        raise ConflictError("refused/result_unshared")
    stir(work, case)
    written = replace(opinion, text=checked(opinion.text))
    return work.records.put(kept, what=replace(kept.what, opinions=(*kept.what.opinions, written)), state=Phase.REVIEWED)


def at(kept: Kept[Result]) -> datetime:
    """When it was taken."""
    return kept.served or kept.created


def newest_first(work: Work, case: str) -> list[Kept[Result]]:
    """Give all results, those that were taken last first."""
    return sorted(work.records.find(Result, case), key=lambda kept: (at(kept), kept.id), reverse=True)


def lines(work: Work, kept: Kept[Result], *, whole: bool = True) -> tuple[Line, ...]:
    """Give what can be read of a result; with ``whole``, what was made of it and its file as well."""
    what = kept.what
    last = what.opinions[-1] if what.opinions else None
    values: dict[str, Value] = {
        "ref": kept.ref,
        "by": kept.author,
        "at": at(kept),
        "source": what.source.value,
        "text": what.headline if whole else first_line(what.headline),
        "standing": what.stands,
        "modality": what.modality.words if what.modality else "",
        "version": what.version,
        "file": bool(what.file),
        "reviewed": [{"by": one.by, "at": one.at} for one in what.opinions],
        "last": {"by": last.by, "at": last.at} if last is not None else None,
    }
    main = Line(about=about(what.categories), author=kept.author, section="result", values=values)
    if not whole:
        return (main,)
    thought = tuple(
        Line(about=about(one.categories), author=one.by, section="opinion", values={"by": one.by, "at": one.at, "text": one.text})
        for one in what.opinions
    )
    stored = work.records.locate(kept.case, what.file) if what.file else None
    enclosed = stored is not None and isinstance(stored.what, StoredFile)
    return (main, *thought, *((files.enclosed(stored, about(what.categories), kept.author),) if stored and enclosed else ()))


def on_agenda(work: Work, day: Day) -> Iterator[Item]:
    """Give what nobody has reviewed, what is outside its range first, and what was reviewed since the last huddle."""
    for kept in work.records.find(Result, day.case, states=frozenset({Phase.UNREVIEWED})):
        reason = joined(f"not yet reviewed, here {day.dated('since', kept.created)}", day.put_off(kept.ref))
        need = (Need.ABNORMAL, 0 if kept.what.standing.abnormal else 1, kept.created.timestamp())
        yield item(Section.UNFINISHED, kept, reason=reason, need=need, label="result")
    for kept in work.records.find(Result, day.case, states=frozenset({Phase.REVIEWED})):
        seen = kept.what.opinions[-1].at
        found = news(day, kept, at=seen, label="result", reason=f"reviewed {day.spoken(seen)}")
        if found is not None:
            yield found
