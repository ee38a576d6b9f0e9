"""Results: keeping what a laboratory or an image says, and what a clinician makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

from bot.care import charting, monitors, results
from bot.care.consent import Category
from bot.care.facts import Line, Value
from bot.care.overheard import Overheard, take_back
from bot.care.people import CLINICAL, WRITING, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.results import Opinion, Result, Source, sorted_with
from bot.care.shared import reads
from bot.care.tags import about
from bot.chat import questions, resulted
from bot.chat.parameters import CaseCode, RefWord, Rest, Said
from bot.chat.passing import given_back, heard_values
from bot.chat.resulted import Resulted, recalled, remembered
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.turn import Ask, Reply, Turn
from bot.chat.typed import heard_in, tagged, told
from commands.result_files import DIRECT

_MEANT = "result meant"
_SOURCES = {"result lab": Source.LAB, "result imaging": Source.IMAGING}


@command(
    "result lab",
    allow=WRITING,
    example=(
        "!result lab TSH 4.9 mIU/L [0.4-4.0] on 2026-12-01",
        "!result lab Vitamin B 12: <150 pg/mL [200-900]",
        "!result lab HBsAg negative [negative]",
    ),
)
def lab(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("what was measured, its value and unit")]
) -> Reply:
    """Keep a result of a laboratory.

    Its name, value and unit, then its range in brackets, and the day if it was not today. Where a name ends in a number, put a
    colon behind it. To attach a file, reply to this message with it.
    """
    with given_back(work, case, turn, actor.id, Category.RESULTS):
        kept = resulted.draft(Source.LAB, text, now=work.now, zone=actor.zone, event=turn.event_id)
        return _kept_or_asked(case, actor, work, turn, kept)


@command(
    "result imaging",
    allow=WRITING,
    example=(
        "!result imaging MRI pelvis: no change since last year on 2026-12-01",
        "!result imaging Ultrasound: small cyst [abnormal]",
    ),
)
def imaging(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which image, and what it shows")]
) -> Reply:
    """Keep what an image shows.

    Which image, a colon, and what is seen. Where its report says so, put `[normal]` or `[abnormal]` behind it. To attach a
    file, reply to this message with it.
    """
    with given_back(work, case, turn, actor.id, Category.RESULTS):
        kept = resulted.draft(Source.IMAGING, text, now=work.now, zone=actor.zone, event=turn.event_id)
        return _kept_or_asked(case, actor, work, turn, kept)


@command("result review", allow=CLINICAL, example="!result review 8R2Q Slightly raised; we repeat it before we act on it.")
def review(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which result")],
    text: Annotated[str, Said("what you make of it")],
) -> Reply:
    """Review a result. Say what you make of it; that and who reviewed it stand with the result."""
    found, body = tagged(work, actor, text)
    before = work.records.get(Result, case, ref)
    categories = tuple(dict.fromkeys((*before.what.categories, *found.categories)))
    kept = results.review(work, case, actor, ref, Opinion(text=body, categories=categories, by=actor.id, at=work.now))
    heard = heard_in(work, case, turn, actor.id, categories)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "at": work.now,
        "categories": [one.words for one in categories],
        "before": len(before.what.opinions),
        **told(heard),
    }
    return Reply(template="result/reviewed", values=values, refs=(kept.ref,), privately=bool(heard))


@answer(_MEANT, allow=WRITING)
def meant(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    """Take which number was meant."""
    ways = resulted.read(draft).ways
    labels = [one.text for one in ways]
    choice = questions.chosen(words, labels, [str(number) for number in range(len(ways))])
    if choice is None:
        return _ask_which(actor, draft, recalled(draft))
    return _keep(case, actor, work, draft, ways[int(choice)], recalled(draft))


@answer("result edited", allow=WRITING)
def edited(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the new text of an edited message: a new version, as long as nobody has reviewed the result."""
    before = results.own(work, case, actor.id, str(draft["ref"]))
    source = _SOURCES[str(draft["command"])]
    kept = resulted.draft(source, words, now=work.now, zone=actor.zone, event=before.what.event, ref=before.ref)
    return _kept_or_asked(case, actor, work, turn, kept)


def _kept_or_asked(case: str, actor: Actor, work: Work, turn: Turn, draft: dict[str, Value]) -> Reply:
    read = resulted.read(draft)
    charting.check_goal(work, case, read.ways[0].goal)
    heard = take_back(work, case, turn.place, turn.event_id, actor.id, about(sorted_with(read.ways[0].categories)))
    if read.sure:
        return _keep(case, actor, work, draft, read.ways[0], heard)
    return _ask_which(actor, {**draft, **remembered(heard)}, heard)


def _ask_which(actor: Actor, draft: Mapping[str, Value], heard: Overheard) -> Reply:
    ways = resulted.read(draft).ways
    values: dict[str, Value] = {"choices": [one.headline for one in ways]}
    line = Line(about=about(sorted_with(ways[0].categories)), author=actor.id, section="meant", values=values)
    told_of: dict[str, Value] = {"several": len(ways) > 1, **told(heard)}
    return Reply(
        template="result/meant", values=told_of, lines=(line,), ask=Ask(kind=_MEANT, draft=dict(draft)), privately=bool(heard)
    )


def _keep(case: str, actor: Actor, work: Work, draft: Mapping[str, Value], what: Result, heard: Overheard) -> Reply:
    what = replace(what, overheard=tuple(sorted(heard.present)))
    read = resulted.read(draft)
    kept = _written(case, actor, work, str(draft["ref"]), what, read)
    monitor = monitors.came(work, kept)
    if monitor is not None and not reads(work, monitor, actor.id):
        monitor = None
    offers = bool(heard.readers)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "version": kept.what.version,
        "at": results.at(kept),
        "today": _same_day(results.at(kept), work.now, actor.zone),
        "categories": [one.words for one in kept.what.categories],
        "modality": kept.what.modality.words if kept.what.modality else "",
        "goal": kept.what.goal or "",
        "monitor": monitor.ref if monitor is not None else "",
        "next": monitor.due if monitor is not None else None,
        **heard_values(heard),
    }
    ask = Ask(kind=DIRECT, draft={"ref": kept.ref}) if offers else None
    template = "result/not_posted" if heard else "result/kept"
    shown = results.lines(work, kept, whole=False)
    return Reply(template=template, values=values, lines=shown, ask=ask, refs=(kept.ref,), privately=bool(heard))


def _written(case: str, actor: Actor, work: Work, ref: str, what: Result, read: Resulted) -> Kept[Result]:
    if not ref:
        return results.keep(work, case, actor.id, what, read.served)
    before = results.own(work, case, actor.id, ref)
    return results.edit(work, before, what, read.served)


def _same_day(one: datetime, other: datetime, zone: str) -> bool:
    own = ZoneInfo(zone)
    return one.astimezone(own).date() == other.astimezone(own).date()
