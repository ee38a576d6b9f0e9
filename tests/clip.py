"""A family whose records take a file: the shortest that does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated

from bot.care import files
from bot.care.errors import ConflictError
from bot.care.facts import Message
from bot.care.files import Received
from bot.care.people import CLINICAL, Actor
from bot.care.ports import Work
from bot.care.records import Payload
from bot.chat.parameters import CaseCode, RefWord, Rest
from bot.chat.spec import command
from bot.chat.takers import attached
from bot.chat.turn import Reply


@dataclass(frozen=True, kw_only=True)
class Clip(Payload):
    kind = "clip"

    text: str
    file: str = ""
    """The ref of the file that belongs to it."""


@command("clip", allow=CLINICAL, example="!clip a topic")
def clip(case: CaseCode, actor: Actor, work: Work, text: Annotated[str, Rest("what it is about")]) -> Reply:
    """Keep something that a file can be attached to."""
    kept = work.records.add(Clip(text=text), case=case, author=actor.id)
    return Reply(template="clip/kept", values={"ref": kept.ref}, refs=(kept.ref,))


@attached("clip", allow=CLINICAL)
def clipped(case: CaseCode, actor: Actor, work: Work, ref: str, file: Received) -> Reply:
    kept = work.records.get(Clip, case, ref)
    if kept.what.file:
        raise ConflictError("clip/before")
    stored = files.keep(work, case, actor, kept.ref, file)
    work.records.put(kept, what=replace(kept.what, file=stored.ref))
    return Reply(template="clip/attached", values={"ref": ref, "kind": file.kind.value}, refs=(ref, stored.ref))


@command("clip show", allow=CLINICAL, example="!clip show 8R2Q")
def show(case: CaseCode, actor: Actor, work: Work, ref: Annotated[str, RefWord("which one")]) -> Reply:
    """Send the file."""
    kept = work.records.get(Clip, case, ref)
    files.send(
        work, case, kept.what.file, actor.id, about=("medical",), message=Message(template="clip/shown", values={"ref": ref})
    )
    return Reply(template="clip/sent", values={"ref": ref})
