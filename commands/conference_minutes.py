"""The minutes of a conference: shown, put right for two days, and then locked with their hash."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from bot.care import at_hand, conference_minutes, corrections, minute_lines, voted
from bot.care.consent import Category
from bot.care.corrections import Correction
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Line, Message, Value, case_room
from bot.care.people import COORDINATION, ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.tags import about
from bot.care.texts import categories_of
from bot.care.voted import Wish
from bot.chat import convened, which
from bot.chat.arguments.tags import tags
from bot.chat.arguments.terms import categories
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, RefWord, Said
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, told

_CATEGORY = "correction category"


@command(
    "conference minutes",
    allow=ROSTER | COORDINATION,
    example=("!conference minutes", "!conference minutes 8R2Q"),
    read=True,
)
def minutes(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, ref: Annotated[str, RefWord("of which conference")] = ""
) -> Reply:
    """Show the minutes of a conference, as far as you may read them, with all corrections.

    Without a ref it is the last one that was held. Once they are locked, they come with their hash, which is made anew each
    time. If a word was changed since, that is said.
    """
    ref = voted.conference_of(work, case, ref or which.here(turn), actor.id, Wish.ATTEND)
    kept = minute_lines.shown_to(work, case, ref, actor.id) if ref else at_hand.minuted_last(work, case, actor.id)
    shown = minute_lines.message(work, kept)
    if shown.values["now"]:
        work.fact(corrections.DIFFERS, actor=work.clinic.bot, case=case, ref=kept.ref, outcome="differs")
    return Reply(template=shown.template, values=shown.values, lines=shown.lines)


@command(
    "conference correct",
    allow=ROSTER | COORDINATION,
    example=("!conference correct It was three weeks", "!conference correct 8R2Q It was three weeks"),
    undo=Undo.NEVER,
)
def correct(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    *,
    ref: Annotated[str, RefWord("of which conference, or which line of its minutes")] = "",
    text: Annotated[str, Said("what is to be put right")],
) -> Reply:
    """Put the minutes of a conference right, by its ref or that of a line. Within 48 hours of its end.

    Without a ref it is the only conference whose minutes can be put right still; of several you are asked which. What was written
    stays; your words are added, with your name and the time, and the team is told. Then the minutes are locked.
    """
    ref = which.minuted(work, case, actor, turn, ref)
    kept, of = conference_minutes.needed(work, case, ref)
    corrections.open_ones(work, kept)
    found, body = tags(text, now=work.now, zone=actor.zone)
    if is_blank(body):
        raise InvalidError("refused/nothing_said")
    theirs = next((entry.categories for entry in kept.what.entries if entry.ref == of), ())
    named = found.categories or theirs or categories_of(work, case, actor.id)
    if not named:
        return ask_category(_CATEGORY, {"ref": ref, "text": body, "event": turn.typed_in})
    return _added(actor, work, turn, corrections.correct(work, actor.id, kept, of, text=body, categories=named))


@answer(_CATEGORY, allow=ROSTER | COORDINATION)
def sorted_out(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a correction."""
    named: tuple[Category, ...] = categories(split(words.replace("#", " ")))[0]
    kept, of = conference_minutes.needed(work, case, str(draft["ref"]))
    added = corrections.correct(work, actor.id, kept, of, text=str(draft["text"]), categories=named)
    return _added(actor, work, turn, added, str(draft["event"]))


@due(corrections.LOCKS, late=Late.ACT)
def locks(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - nothing was added after the 48 hours, however late
    """Lock the minutes of a conference, and tell the team their hash."""
    kept = corrections.lock(work, moment.case or "", moment.subject)
    if kept is None:
        return
    whole = minute_lines.message(work, kept, "sitting/locked")
    brief = Message(
        template=whole.template,
        values={**whole.values, "corrections": len(kept.what.additions)},
        lines=tuple(line for line in whole.lines if line.section == "file"),
        case=kept.case,
    )
    for place, message in ((moment.place, brief), *convened.for_guests(work, kept.case, kept.what.conference, brief)):
        work.say(place, message)


def _added(actor: Actor, work: Work, turn: Turn, kept: Kept[Correction], event: str = "") -> Reply:
    """Tell the team and the guests; but nobody reads again in a room what they have read there."""
    what, room = kept.what, case_room(kept.case)
    heard = heard_in(work, kept.case, turn, actor.id, what.categories, event)
    values: dict[str, Value] = {"ref": kept.ref, "conference": what.conference, "of": what.of, "by": actor.id, "at": kept.created}
    line = Line(about=about(what.categories), author=actor.id, section="correction", values={"text": what.text})
    others = tuple(one for one in convened.participants(work, kept.case, what.conference) if one != actor.id)
    message = Message(template="sitting/corrected", values=values, lines=(line,), case=kept.case, mentions=others)
    said = ((room, message), *convened.for_guests(work, kept.case, what.conference, message))
    mine: dict[str, Value] = {**values, "categories": [one.words for one in what.categories], **told(heard)}
    if heard or turn.place.key not in {place for place, _ in said}:
        return Reply(template="sitting/correction", values=mine, also=said, refs=(kept.ref,), privately=bool(heard))
    also = tuple((place, message) for place, message in said if place != turn.place.key)
    return Reply(template="sitting/corrected", values=values, also=also, mentions=others, refs=(kept.ref,))
