"""How answers tell of what is held: by refs, kinds, owners and dates, which everyone on the team may know."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from bot.care import carriers
from bot.care.codes import parse_ref
from bot.care.consent import Modality
from bot.care.facts import Line, Message, Value, case_room
from bot.care.holds import Choice, Pause
from bot.care.overheard import NOBODY, Overheard
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import first_line
from bot.care.waiting import Lifted
from bot.chat.arguments.terms import modality
from bot.chat.tokens import Word
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted, told


def part(work: Work, case: str, words: Sequence[Word], kind: type[Choice | Pause]) -> tuple[Modality, int]:
    """Read a part of care from the first words, by its name or by the ref of what holds it; how many they are."""
    ref = parse_ref(words[0].text.strip(".,;:")) if words else None
    kept = work.records.locate(case, ref) if ref is not None else None
    return (kept.what.modality, 1) if kept is not None and isinstance(kept.what, kind) else modality(words)


def rows(found: Iterable[Kept[Any]]) -> list[Value]:
    """Give what may be said of each thing to everyone: the first due comes first, what has no date last."""
    ordered = sorted(
        ((carriers.moment(kept)[0], kept) for kept in found), key=lambda one: (one[0] is None, one[0] or one[1].created)
    )
    return [row(kept) for _, kept in ordered]


def row(kept: Kept[Any], **more: Value) -> dict[str, Value]:
    """Give what may be said of one thing. ``timed``: its date has a time of day that matters."""
    at, timed = carriers.moment(kept)
    return {
        "ref": kept.ref,
        "kind": kept.what.kind.replace("_", " "),
        "owner": kept.owner or "",
        "at": at,
        "timed": timed,
        **more,
    }


def lifted(end: Lifted) -> dict[str, Value]:
    """Give what may be said of the end of a hold on a part of care."""
    return {
        "ref": end.kept.ref,
        "modality": end.kept.what.modality.words,
        "goes_on": rows(end.goes_on),
        "still": rows(end.still),
    }


def reason(kept: Kept[Any], section: str = "reason") -> tuple[Line, ...]:
    """Give why something is held, as far as somebody may read it; nothing where nobody said it."""
    if not kept.what.gist():
        return ()
    values: dict[str, Value] = {"ref": kept.ref, "text": first_line(kept.what.gist())}
    return (Line(about=about(kept.what.concerns()), author=kept.author, section=section, values=values),)


def announced(
    turn: Turn, kept: Kept[Any], template: str, values: dict[str, Value], by: str, *, heard: Overheard = NOBODY, quiet: bool = False
) -> Reply:
    """Tell the team in its own room, with the reason unless it was typed there, and whoever did it where they did it.

    ``quiet``: without the reason, since it holds no more.
    """
    here = turn.place.key == case_room(kept.case)
    lines = () if here or quiet else reason(kept)
    message = Message(template=template, values={**values, **told(NOBODY), "by": by}, lines=lines, case=kept.case)
    own = Reply(template=template, values={**values, **told(heard), "by": ""}, refs=(kept.ref,))
    answer = posted(turn, kept.case, message, own, heard=heard)
    return replace(answer, values={**answer.values, "by": ""}) if here and not heard else answer
