"""Medicines: what is started, changed and stopped, and what is looked at for its effect on sexual response."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from bot.care import absences, charting, holds, medicines
from bot.care.consent import Category, Modality
from bot.care.dates import spoken_day
from bot.care.errors import DeniedError, InvalidError
from bot.care.facts import Value
from bot.care.medicine_lines import line, whole
from bot.care.medicines import Medicine, Remark
from bot.care.overheard import take_back
from bot.care.people import CLINICAL, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.chat import passing, prescribed
from bot.chat.arguments.tags import tags
from bot.chat.parameters import CaseCode, RefWord, Rest
from bot.chat.passing import given_back, heard_values, passed_on
from bot.chat.spec import command
from bot.chat.takers import answer
from bot.chat.tokens import following, is_blank, split
from bot.chat.turn import Ask, Reply, Turn

_DIRECT = "med direct"
_ENDS = frozenset({"done", "ended", "over"})


@command(
    "med start",
    allow=CLINICAL,
    example=("!med start sertraline 50 mg in the morning since 2026-11-01", '!med start "vitamin D 3" 1000 units'),
)
def start(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("what is taken, and how")]) -> Reply:
    """Keep what is taken, and since when. Its name and how it is taken stay as you type them, and are not checked."""
    with given_back(work, case, turn, actor.id, Category.MEDICATION):
        what = _read(text, case, actor, work, turn)
    return _told(case, actor, work, turn, medicines.start(work, case, actor.id, what), "started")


@command("med change", allow=CLINICAL, example=("!med change sertraline 100 mg since 2026-12-01", "!med change 8R2Q 100 mg"))
def change(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which one, and how it is taken now")]
) -> Reply:
    """Keep that a medicine is taken in another way. What it was before stays in its history."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    body, since = prescribed.dated(body, today=absences.today(work, actor.id))
    kept, rest = prescribed.found(work, case, body, actor.id)
    if is_blank(rest):
        raise InvalidError("refused/med_how", ref=kept.ref)
    today = absences.today(work, actor.id)
    what = replace(
        kept.what, text=rest, since=since or today, categories=found.categories, until=None, event=turn.event_id, version=1
    )
    return _told(case, actor, work, turn, medicines.change(work, kept, actor.id, what), "changed", before=kept.ref)


@command(
    "med stop", allow=CLINICAL, example=("!med stop sertraline because it is no longer needed", "!med stop 8R2Q on 2026-12-01")
)
def stop(case: CaseCode, actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which one, and why")]) -> Reply:
    """Keep that a medicine is taken no more. Say why, and the day if it was not today."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    body, day = prescribed.dated(body, today=absences.today(work, actor.id))
    kept, reason = prescribed.found(work, case, body, actor.id)
    words = split(reason, limit=1)
    reason = following(reason, words, 1).strip() if words and words[0].key.rstrip(":") == "because" else reason
    stopped = medicines.stop(work, kept, day or absences.today(work, actor.id), reason, found.categories)
    spoken = tuple(dict.fromkeys((*kept.what.categories, *found.categories)))
    return _told(case, actor, work, turn, stopped, "stopped", categories=spoken)


@command(
    "med review",
    allow=CLINICAL,
    example=("!med review 8R2Q Desire is less since the start; we look at it in January", "!med review 8R2Q done No effect seen"),
)
def review(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    ref: Annotated[str, RefWord("which medicine")],
    text: Annotated[str, Rest("what is looked at")],
) -> Reply:
    """Put a medicine under review for its effect on sexual response. Say what is looked at; with `done`, what came of it."""
    found, body = tags(text, now=work.now, zone=actor.zone)
    words = split(body, limit=1)
    ends = bool(words) and words[0].key.rstrip(".,:") in _ENDS
    body = following(body, words, 1) if ends else body
    if is_blank(body):
        raise InvalidError("refused/nothing_said")
    kept = medicines.needed(work, case, ref, actor.id)
    categories = tuple(dict.fromkeys((*kept.what.categories, *found.categories)))
    said = Remark(text=body, categories=categories, by=actor.id, at=work.now, ends=ends)
    kept = medicines.remark(work, kept, said)
    return _told(case, actor, work, turn, kept, "review ended" if ends else "review", categories=categories)


@answer(_DIRECT, allow=CLINICAL)
def directly(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    """Send a medicine that was not posted to those who may read it."""
    kept = work.records.get(Medicine, case, str(draft["ref"]))
    if not passing.chosen(words):
        return Reply(template="med/left", values={"ref": kept.ref})
    values: dict[str, Value] = {"ref": kept.ref, "by": actor.id}
    people, also = passed_on(work, case, actor.id, whole(kept), "med/passed_on", values)
    return Reply(template="med/sent", values={"ref": kept.ref, "people": people}, also=also, refs=(kept.ref,))


@answer("med edited", allow=CLINICAL)
def edited(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the new text of an edited message that started a medicine: a new version of it."""
    if draft["command"] != "med start":
        raise InvalidError("refused/med_edit", ref=str(draft["ref"]))
    kept = medicines.needed(work, case, str(draft["ref"]), actor.id)
    if kept.author != actor.id:
        raise DeniedError
    written = medicines.edit(work, kept, _read(words, case, actor, work, turn))
    return _told(case, actor, work, turn, written, "edited")


def _read(text: str, case: str, actor: Actor, work: Work, turn: Turn) -> Medicine:
    found, body = tags(text, now=work.now, zone=actor.zone)
    charting.check_goal(work, case, found.goal)
    today = absences.today(work, actor.id)
    body, since = prescribed.dated(body, today=today)
    name, rest = prescribed.named(body)
    return Medicine(
        name=name,
        text=rest,
        since=since or today,
        first=since or today,
        categories=found.categories,
        modality=found.modality or Modality.MEDICATION,
        goal=found.goal,
        event=turn.event_id,
    )


def _told(
    case: str,
    actor: Actor,
    work: Work,
    turn: Turn,
    kept: Kept[Medicine],
    happened: str,
    *,
    before: str = "",
    categories: tuple[Category, ...] = (),
) -> Reply:
    spoken = categories or kept.what.categories
    heard = take_back(work, case, turn.place, turn.event_id, actor.id, about(spoken))
    hold = holds.on(work, case, modality=kept.what.modality)
    offers = bool(heard.readers)
    values: dict[str, Value] = {
        "ref": kept.ref,
        "happened": happened,
        "since": spoken_day(kept.what.until or kept.what.since),
        "before": before,
        "categories": [one.words for one in spoken],
        "held": holds.words(hold) if hold is not None else "",
        "offered": offers,
        **heard_values(heard),
    }
    ask = Ask(kind=_DIRECT, draft={"ref": kept.ref}) if offers else None
    return Reply(template="med/kept", values=values, lines=(line(kept),), ask=ask, refs=(kept.ref,), privately=bool(heard))
