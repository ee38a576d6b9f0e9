"""Conferences as they are held: how they begin, and how they end."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from bot.care import adjourning, convening, sittings, voted, waiting
from bot.care.convening import Begun, Unheld
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Message, Value
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.sittings import Stage
from bot.care.voted import Wish
from bot.chat import convened
from bot.chat.arguments.refs import ref as read_ref
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import Undo, command
from bot.chat.tokens import is_blank, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted

MEETING = CLINICAL | COORDINATION


@command("conference start", allow=MEETING, example=("!conference start", "!conference start 8R2Q"), undo=Undo.NEVER)
def start(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, which: Annotated[str, Rest("which conference, by its ref")] = ""
) -> Reply:
    """Begin a conference now. The one of this hour, or the one whose ref you name. At its minute it begins by itself.

    Until it ends, `!fact`, `!option`, `!decide`, `!dissent`, `!tell`, `!action` and `!info` belong to it. `!present` says who is
    there.
    """
    words = split(which)
    if len(words) > 1:
        raise InvalidError("refused/conference_start")
    named = voted.conference_of(work, case, read_ref(words[0].text), actor.id, Wish.HOLD) if words else ""
    begun = convening.start(work, case, actor.id, named)
    ended, (opening, *others) = convened.ended_before(work, begun), convened.opening(work, begun)
    otherwise = Reply(template="sitting/started", values={"ref": begun.conference.ref}, refs=(begun.conference.ref,))
    reply = posted(turn, case, opening[1], otherwise)
    return replace(reply, also=(*ended, *reply.also, *others))


@command("conference end", allow=MEETING, example="!conference end", undo=Undo.NEVER)
def end(case: CaseCode, actor: Actor, work: Work, turn: Turn, words: Annotated[str, Rest("nothing more")] = "") -> Reply:
    """End the conference and post its minutes. For 48 hours they can be put right with `!conference correct`."""
    if not is_blank(words):
        raise InvalidError("refused/conference_end")
    ended = adjourning.end(work, sittings.needed(work, case), actor.id, Stage.ENDED)
    (_, message), *others = convened.minuted(work, ended)
    otherwise = Reply(
        template="sitting/ended", values={"ref": ended.minutes.what.conference}, refs=(ended.minutes.what.conference,)
    )
    reply = posted(turn, case, message, otherwise)
    return replace(reply, also=(*reply.also, *others))


@due(sittings.BEGINS, late=Late.POST_MARKED)
def at_its_minute(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - what is said names its minute
    """Begin the conference. One that was missed begins late; more than an hour past its end it does not, and that is said."""
    found = convening.ring(work, moment, waited=waiting.waited(work, moment))
    if isinstance(found, Unheld):
        kept = found.conference
        values: dict[str, Value] = {"ref": kept.ref, "at": kept.what.at, "posted": work.now, "held": found.held}
        work.say(moment.place, Message(template="sitting/unheld", values=values, case=kept.case))
        work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref, outcome="skipped")
    if isinstance(found, Begun):
        for place, message in (*convened.ended_before(work, found), *convened.opening(work, found)):
            work.say(place, message)


@due(sittings.QUIET_DUE, late=Late.ACT)
def fallen_silent(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - the minutes name their hour, late or not
    """Close a conference in which nothing was done for half an hour after its planned end, and post its minutes."""
    found = sittings.silent(work, moment)
    if found is None:
        return
    ended = adjourning.end(work, found, work.clinic.bot, Stage.BY_CLOCK, at=moment.at)
    for place, message in convened.minuted(work, ended):
        work.say(place, message)
