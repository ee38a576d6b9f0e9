"""Scores: totals of instruments, what has changed, and their course as words and as a picture."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.care import absences, holds, instruments, scores, scoring, standings, trends
from bot.care.cadence import at_clock
from bot.care.consent import Category, Modality
from bot.care.errors import ConflictError, DeniedError, InvalidError
from bot.care.facts import Line, Value
from bot.care.measures import Instrument, check_item9, counts
from bot.care.overheard import overheard
from bot.care.people import COORDINATION, ROSTER, WRITING, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.scores import Respondent, Score
from bot.care.shared import hidden, readers_of
from bot.care.signals import Signal
from bot.care.tags import about
from bot.chat.arguments.errors import ArgumentError
from bot.chat.parameters import CaseCode, Rest
from bot.chat.scored import Scored, instrument, number, respondent, scored
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Ask, Reply, Turn
from bot.chat.typed import heard_in, told

LISTED = 20
"""How many scores of one instrument a list shows: the newest ones."""

_NOON = time(12)
_ITEM9 = "score item9"
_LATER = frozenset({"later", "skip", "cancel", "unknown"})


@command(
    "score",
    allow=WRITING,
    example=("!score PHQ-9 14 item9=0", "!score FSFI 24.6 on 2026-12-01", "!score CSI-4 12 by partner", "!score C-SSRS low"),
)
def score(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("which instrument, and which total")]
) -> Reply:
    """Keep the total of an instrument.

    The total alone, never what was answered to each question. Say `on` and a day if it was not today, and `by partner` if they
    are the partner's answers. What has changed is told with it. `!instruments` lists what can be measured.
    """
    known = instruments.known(work, case)
    today = absences.today(work, actor.id)
    read = _read(work, case, actor, turn, words, known, today)
    what = Score(
        instrument=read.instrument.key,
        name=read.instrument.name,
        value=read.value,
        categories=read.instrument.categories,
        by=read.by,
        item9=read.item9,
        event=turn.event_id,
    )
    earlier = read.day is not None and read.day != today
    served = at_clock(read.day, _NOON, actor.zone) if read.day is not None and earlier else work.now
    kept, signal = scoring.keep(work, case, actor.id, what, served)
    return _told(work, actor, turn, kept, signal, what.concerns())


@answer(_ITEM9, allow=WRITING)
def item9(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the answer to the ninth question, which was not said with the total."""
    kept = work.records.get(Score, case, str(draft["ref"]))
    if kept.author != actor.id:
        raise DeniedError
    if kept.what.item9 is not None:
        raise ConflictError("refused/already_done", ref=kept.ref)
    said = split(words.lower().replace("item9=", ""))
    if said and said[0].key in _LATER:
        return Reply(template="score/left", values={"ref": kept.ref})
    value = number(said[0]) if len(said) == 1 else None
    if value is None or value != int(value):
        raise ArgumentError("answer", "0, 1, 2 or 3", "0")
    checked = check_item9(instruments.CATALOGUE[kept.what.instrument], kept.what.value, int(value))
    whole, signal = scoring.complete(work, kept, actor.id, checked)
    spoken = (*whole.what.concerns(), *((Category.SAFETY,) if checked else ()))
    return _told(work, actor, turn, whole, signal, spoken)


@command("scores", allow=ROSTER | COORDINATION, read=True, example=("!scores", "!scores PHQ-9"))
def listing(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, which: Annotated[str, Rest("which instrument, or all")] = ""
) -> Reply:
    """List the scores you may read. The newest of each instrument with what has changed, or all of one instrument."""
    known = instruments.known(work, case)
    if is_blank(which):
        courses = [found for one in known for by in Respondent if (found := scores.series(work, case, one, by))]
        shown = [(found[-1], found) for found in courses]
        older = 0
    else:
        words = split(which)
        wanted, count = instrument(words, known)
        found = scores.series(work, case, wanted.key, respondent(words[count:])[0])
        shown = [(kept, found) for kept in found[: -LISTED - 1 : -1]]
        older = len(found) - len(shown)
    lines = tuple(_entry(work, kept, actor.id, among) for kept, among in shown)
    unread = hidden(work, case, actor.id, lines)
    values: dict[str, Value] = {
        "count": None if turn.here and lines else len(lines) - unread,
        "hidden": 0 if turn.here else unread,
        "older": older,
    }
    return Reply(template="score/list", values=values, lines=lines)


@command("trend", allow=ROSTER | COORDINATION, read=True, example=("!trend PHQ-9", "!trend CSI-4 by partner"))
def trend(case: CaseCode, work: Work, words: Annotated[str, Rest("which instrument")]) -> Reply:
    """Show how an instrument has gone. As a picture, with the same in words."""
    said = split(words)
    wanted, count = instrument(said, instruments.known(work, case))
    every = scores.series(work, case, wanted.key, respondent(said[count:])[0])
    return Reply(template="score/trend", lines=(trends.line(work, wanted, every),) if every else ())


def _read(work: Work, case: str, actor: Actor, turn: Turn, words: str, known: Mapping[str, Instrument], today: date) -> Scored:
    """Read a score; what cannot be one names no instrument where somebody may not read of it, and is taken out like any other."""
    try:
        return scored(words, known, today=today)
    except InvalidError:
        try:
            categories = instrument(split(words), known)[0].categories
        except InvalidError:
            categories = (Category.MEASURES,)
        if not overheard(work, case, turn.place, actor.id, about(categories)):
            raise
    error = ArgumentError("score", "an instrument, and one of its totals", "!score PHQ-9 14 item9=0")
    error.gives_back = True
    raise error


def _told(
    work: Work, actor: Actor, turn: Turn, kept: Kept[Score], signal: Kept[Signal] | None, spoken: tuple[Category, ...]
) -> Reply:
    heard = heard_in(work, kept.case, turn, actor.id, spoken)
    asks = _asks(instruments.CATALOGUE.get(kept.what.instrument), kept)
    hold = holds.on(work, kept.case, modality=kept.what.modality) if kept.what.modality is Modality.MEASURES else None
    at, own = scores.at(kept), ZoneInfo(actor.zone)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "at": at,
        "today": _same_day(at, work.now, own),
        "categories": [one.words for one in kept.what.concerns()],
        "signal": signal.ref if signal is not None else "",
        "severity": signal.what.severity.words if signal is not None else "",
        "item9": asks,
        "held": holds.words(hold) if hold is not None else "",
        **told(heard),
    }
    ask = Ask(kind=_ITEM9, draft={"ref": kept.ref}) if asks else None
    lines = (_entry(work, kept, actor.id),)
    return Reply(template="score/kept", values=values, lines=lines, ask=ask, refs=(kept.ref,), privately=bool(heard))


def _entry(work: Work, kept: Kept[Score], reader: str, among: list[Kept[Score]] | None = None) -> Line:
    """One score as those read it who may: what it is, and what has changed.

    Whoever kept it and may not read scores reads what they kept, and not what others kept before it.
    """
    seen = standings.standing(work, kept, among)
    alone = seen is None or seen.alone
    covered = readers_of(work, kept.case, kept.what.concerns())
    told = seen if alone or kept.author != reader or reader in covered else None
    values: dict[str, Value] = {
        "ref": kept.ref,
        "by": kept.author,
        "at": scores.at(kept),
        "text": standings.value_words(seen.instrument, kept) if seen is not None else kept.what.gist(),
        "changes": list(told.words(work.clinic.zone)) if told is not None else [],
        "baseline": told is not None and told.first,
        "band": seen is not None and bool(seen.instrument.bands),
        "unclaimed": told is not None and bool(told.others) and counts(told.instrument, kept.what.value) is None,
    }
    author = kept.author if alone or told is None else None
    return Line(about=about(kept.what.concerns()), author=author, section="score", values=values)


def _asks(known: Instrument | None, kept: Kept[Score]) -> bool:
    return known is not None and bool(known.item9) and kept.what.item9 is None


def _same_day(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    return one.astimezone(zone).date() == other.astimezone(zone).date()
