"""The file that belongs to a result, and sending on a result that was not posted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.care import files, results
from bot.care.errors import ConflictError
from bot.care.facts import Value
from bot.care.files import Received
from bot.care.overheard import NOBODY, take_back
from bot.care.people import WRITING, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.results import Result
from bot.care.shared import readers_of
from bot.care.tags import about
from bot.chat import passing
from bot.chat.parameters import CaseCode
from bot.chat.passing import heard_values, passed_on
from bot.chat.takers import answer, attached
from bot.chat.turn import Ask, Reply, Turn

DIRECT = "result direct"
"""What takes the answer whether a result is to be sent on."""


@attached("result", allow=WRITING)
def enclose(case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: str, file: Received) -> Reply:
    """Take a file that belongs to a result: the letter of the laboratory, the image, its report."""
    kept = work.records.get(Result, case, ref)
    if actor.id not in {kept.author, *_readers(work, kept)}:
        raise ConflictError("refused/result_unshared")
    if kept.what.file:
        raise ConflictError("refused/result_file", ref=kept.ref)
    stored = files.keep(work, case, actor, kept.ref, file)
    captioned = turn.event_id == kept.what.event and bool(kept.what.overheard)  # its words had it taken out of the room already
    heard = NOBODY if captioned else take_back(work, case, turn.place, turn.event_id, actor.id, about(kept.what.categories))
    also = {*kept.what.overheard, *heard.present}
    kept = work.records.put(kept, what=replace(kept.what, file=stored.ref, overheard=tuple(sorted(also))))
    offers = bool(also) and bool(_readers(work, kept) - {actor.id})
    values: dict[str, Value] = {"ref": kept.ref, "kind": file.kind.value, "offered": offers, **heard_values(heard)}
    return Reply(
        template="result/attached",
        values=values,
        ask=Ask(kind=DIRECT, draft={"ref": kept.ref}) if offers else None,
        refs=(kept.ref, stored.ref),
        privately=bool(heard) or captioned,
    )


@answer(DIRECT, allow=WRITING)
def directly(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    """Send a result that was not posted to those who may read it, its file with it."""
    kept = work.records.get(Result, case, str(draft["ref"]))
    if not passing.chosen(words):
        return Reply(template="result/left", values={"ref": kept.ref})
    said = results.lines(work, kept)
    people, also = passed_on(work, case, actor.id, said, "result/passed_on", {"ref": kept.ref, "by": actor.id})
    return Reply(template="result/sent", values={"ref": kept.ref, "people": people}, also=also, refs=(kept.ref,))


def _readers(work: Work, kept: Kept[Result]) -> frozenset[str]:
    return readers_of(work, kept.case, kept.what.categories)
