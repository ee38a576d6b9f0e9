"""When the moment of a reminder comes, and what is replied to it: that it is done, or when to be reminded again."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care import catching_up, memos, reads, recalling, reminding
from bot.care.dues import Due
from bot.care.errors import InvalidError
from bot.care.facts import Line, Value, direct
from bot.care.memos import Memo
from bot.care.overdue import Late as Overdue
from bot.care.people import ROSTER, Actor
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.shared import is_for
from bot.chat import remembered, remind_words
from bot.chat.arguments.errors import AmbiguousError
from bot.chat.drafts import texts
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode
from bot.chat.questions import chosen
from bot.chat.takers import answer
from bot.chat.tokens import following, split
from bot.chat.turn import Ask, Reply

_AGAIN = "reminder again"
_ENDS = ".,:;!"


@due(memos.OWN_DUE, late=Late.POST_MARKED, apart=True)
def remind_alone(moment: Due, late: bool, work: Work) -> None:
    """Remind whoever asked for it. What fell into an absence is told with all else that did.

    What they read in it of a record of somebody else's counts as a read: they asked for it.
    """
    found = recalling.ring(work, moment)
    if found is None:
        return
    one = found.kept
    if late and catching_up.overslept(work, moment):
        told = Overdue(what="remind/alone", case=one.case, ref=one.ref, at=found.at, missed=found.missed)
        catching_up.gather(work, one.author, told)
    else:
        message = remembered.alone(work, found, late=late)
        work.say(direct(one.author), message)
        if any(_is_read(work, one, line) for line in message.lines):
            reads.count(work, one.case, one.author)
    work.fact(moment.kind, actor=work.clinic.bot, case=one.case, ref=one.ref)


@due(memos.ROOM_DUE, late=Late.POST_MARKED)
def remind_room(moment: Due, late: bool, work: Work) -> None:
    """Say it in the room of the case."""
    found = recalling.ring(work, moment)
    if found is not None:
        work.say(moment.place, remembered.in_room(work, found, late=late))
        work.fact(moment.kind, actor=work.clinic.bot, case=found.kept.case, ref=found.kept.ref)


@answer(remembered.REPLY, allow=ROSTER)
def replied(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what is replied to a reminder."""
    found = reminding.standing(work, actor, case, str(draft["ref"]))
    typed = split(words, limit=1)
    said = following(words, typed, 1) if typed and typed[0].key.upper() == found.ref else words
    if said.strip().lower().rstrip(_ENDS) == remind_words.DONE:
        return remembered.finished(work, found)
    try:
        return _snoozed(work, actor, found, said)
    except AmbiguousError as error:
        labels = [one.label for one in error.choices]
        again: dict[str, Value] = {"ref": found.ref, "labels": labels, "typed": [one.typed for one in error.choices]}
        return Reply(template="ask/which", values={"choices": labels}, ask=Ask(kind=_AGAIN, draft=again))


@answer(_AGAIN, allow=ROSTER)
def chosen_time(case: CaseCode, actor: Actor, work: Work, draft: Mapping[str, Value], words: str) -> Reply:
    """Take which of several times was meant."""
    offered = texts(draft["labels"])
    said = chosen(words, offered, texts(draft["typed"]))
    if said is None:
        raise InvalidError("ask/which", choices=offered)
    return _snoozed(work, actor, reminding.standing(work, actor, case, str(draft["ref"])), said)


def _is_read(work: Work, one: Kept[Memo], line: Line) -> bool:
    of_another = line.section == recalling.SUBJECT and bool(line.about) and line.author != one.author
    return of_another and is_for(work, one.case, one.author, line)


def _snoozed(work: Work, actor: Actor, found: Kept[Memo], words: str) -> Reply:
    at = remind_words.again(words, now=work.now, zone=actor.zone, opens=work.clinic.hours[0])
    return remembered.put_off(work, found, at)
