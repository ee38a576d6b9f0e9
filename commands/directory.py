"""The referral network: who is on the list, what is known of them, and whether it still holds."""

from __future__ import annotations

from typing import Annotated

from bot.care import directory
from bot.care.directory import DirectoryEntry
from bot.care.dues import Due
from bot.care.facts import Message, control
from bot.care.people import EVERYONE, Actor, PlaceKind
from bot.care.ports import Work
from bot.care.records import Kept
from bot.chat import listing
from bot.chat.due_actions import Late, due
from bot.chat.parameters import RefWord, Rest
from bot.chat.spec import command
from bot.chat.turn import Reply

_PLACES = frozenset({PlaceKind.CONTROL, PlaceKind.CASE, PlaceKind.TEAM, PlaceKind.DIRECT})


@command(
    "directory",
    allow=EVERYONE,
    case=False,
    places=_PLACES,
    read=True,
    example=("!directory", "!directory urology", "!directory Turkish remote"),
)
def listed(work: Work, words: Annotated[str, Rest("a discipline or a language")] = "") -> Reply:
    """Show to whom the clinic refers.

    With a discipline, a language or the word remote, those alone. Each with its wait, and when it was last confirmed.
    """
    found = directory.entries(work, words)
    values = {"searched": bool(words.strip()), "total": len(found)}
    return Reply(template="directory/list", values=values, lines=tuple(directory.line(work, one) for one in found))


@command("directory add", allow=EVERYONE, case=False, places=_PLACES, example=listing.EXAMPLE)
def add(actor: Actor, work: Work, text: Annotated[str, Rest("a name, the word discipline, and what they do")]) -> Reply:
    """Put somebody on the list. For clinicians and coordinators. Never anything about a patient."""
    directory.check_editor(work, actor)
    name, known = listing.entry(text)
    return _told(work, "directory/kept", directory.add(work, actor.id, name, known))


@command(
    "directory confirm",
    allow=EVERYONE,
    case=False,
    places=_PLACES,
    example=("!directory confirm 8R2Q", "!directory confirm 8R2Q wait 8 weeks not remote"),
)
def confirm(
    actor: Actor,
    work: Work,
    ref: Annotated[str, RefWord("which entry")],
    text: Annotated[str, Rest("what has changed")] = "",
) -> Reply:
    """Say that an entry still holds, or what has changed in it. For clinicians and coordinators."""
    directory.check_editor(work, actor)
    return _told(work, "directory/confirmed", directory.confirm(work, actor.id, ref, listing.change(text)))


@command("directory remove", allow=EVERYONE, case=False, places=_PLACES, example="!directory remove 8R2Q")
def remove(actor: Actor, work: Work, ref: Annotated[str, RefWord("which entry")]) -> Reply:
    """Take an entry off the list. For clinicians and coordinators."""
    directory.check_editor(work, actor)
    return _told(work, "directory/removed", directory.remove(work, ref))


@due(directory.CHECK_DUE, late=Late.ACT)
def check(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - the question is the same however late it comes
    """Ask the coordinators which entries still hold, once a month."""
    directory.plan_check(work)
    found = [one for one in directory.entries(work) if directory.stale(work, one)]
    if found:
        lines = tuple(directory.line(work, one) for one in found)
        values = {"example": found[0].ref}
        message = Message(template="directory/check", values=values, lines=lines, mentions=work.clinic.coordinators)
        work.say(control(), message)
    work.fact(moment.kind, actor=work.clinic.bot, outcome="done" if found else "skipped")


def _told(work: Work, template: str, kept: Kept[DirectoryEntry]) -> Reply:
    return Reply(template=template, values={"ref": kept.ref}, lines=(directory.line(work, kept),), refs=(kept.ref,))
