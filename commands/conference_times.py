"""Changing the times that people vote on, and until when, while they vote."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from bot.care import choices, deciding, proposals, retiming
from bot.care.facts import Value
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.proposals import Proposal, Stage
from bot.care.records import Kept
from bot.care.retiming import Named
from bot.chat import proposing, retimed, settled, which
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.moments import moment
from bot.chat.parameters import CaseCode, RefWord, Rest
from bot.chat.proposing import Asker
from bot.chat.spec import Undo, command
from bot.chat.tokens import Word, split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import posted

MEETING = CLINICAL | COORDINATION

_ADD, _DROP, _MORE, _ANYWAY = "add", "drop", "more", "anyway"
_EXAMPLE = "!conference times 8R2Q add Thursday 15:00"
_DROPS = "!conference times 8R2Q drop 2"


@command("conference times", allow=MEETING, example=(_EXAMPLE, _DROPS, "!conference times more"), undo=Undo.NEVER)
def times(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    *,
    ref: Annotated[str, RefWord("which proposal")] = "",
    what: Annotated[str, Rest("what to change: add a time, drop numbers, or more")],
) -> Reply:
    """Change proposed times while people vote: add one of your own, drop some, or have more looked for.

    For whoever proposed them, the lead and coordinators. Without a ref it is the only open proposal. Numbers stay what they are,
    answers to the other times stand, and whoever has answered is asked for the new time alone. A new poll takes the place of the
    old one.
    """
    kept = proposals.standing(work, case, which.voted_on(work, case, actor, ref))
    retiming.check_allowed(kept, actor)
    words = split(what)
    verb, rest = words[0].key if words else "", words[1:]
    if verb == _ADD:
        changed = retiming.add(work, kept, _named(rest, kept, actor, work))
    elif verb == _DROP:
        changed = retiming.drop(work, kept, _numbers(rest))
    elif verb == _MORE and not rest:
        changed = retiming.more(work, kept)
    else:
        raise ArgumentError("change", "add and a time, drop and numbers, or more", _EXAMPLE)
    return _changed(case, actor, work, turn, kept, changed)


@command("conference deadline", allow=MEETING, example="!conference deadline 8R2Q Friday 12:00", undo=Undo.NEVER)
def deadline(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    *,
    ref: Annotated[str, RefWord("which proposal")] = "",
    when: Annotated[str, Rest("until when")],
) -> Reply:
    """Say until when people answer to proposed times. For whoever proposed them, the lead and coordinators.

    Where the time for answers was over already, they may answer again until then.
    """
    ref, when = which.ref_or_time(work, case, ref, when)
    kept = proposals.standing(work, case, which.voted_on(work, case, actor, ref))
    retiming.check_allowed(kept, actor)
    until = proposing.deadline(split(when), Asker(now=work.now, zone=actor.zone, clinic=work.clinic))
    changed = retiming.close_at(work, kept, until)
    message = retimed.deferred(work, changed, kept.what.closes, actor.id, reopened=kept.state == Stage.UNDECIDED)
    also = retimed.deferred_apart(work, changed, message, actor.id)
    return posted(turn, case, message, Reply(template="propose/deferred", values=message.values, refs=(kept.ref,), also=also))


def _changed(case: str, actor: Actor, work: Work, turn: Turn, before: Kept[Proposal], kept: Kept[Proposal]) -> Reply:
    """Show the times as they are now; where one that is left is settled by that, book it."""
    outcome = deciding.decide(work, kept, actor.id)
    if outcome is not None:
        told = settled.announced(work, outcome, actor.id)
        values: dict[str, Value] = {"ref": outcome.conference.ref, "at": outcome.conference.what.at, "proposal": kept.ref}
        apart = settled.announced_apart(work, outcome, told)
        refs = (outcome.conference.ref, kept.ref)
        return posted(turn, case, told, Reply(template="propose/done", values=values, also=apart, refs=refs))
    there, were = (frozenset(number for number, _ in choices.numbered(one.what)) for one in (kept, before))
    added = tuple(sorted(there - were))
    message = retimed.changed(work, kept, actor.id, added=added, dropped=tuple(sorted(were - there)))
    also = retimed.changed_apart(work, kept, message, added=added)
    return posted(turn, case, message, Reply(template="propose/retimed", values=message.values, refs=(kept.ref,), also=also))


def _named(words: Sequence[Word], kept: Kept[Proposal], actor: Actor, work: Work) -> Named:
    """Read ``Thursday 15:00``, and ``anyway`` behind it."""
    found = moment(words, now=work.now, zone=actor.zone)
    behind = [word.key for word in words[found.consumed :]]
    lasts = kept.what.times[0].end - kept.what.times[0].at
    if behind not in ([], [_ANYWAY]) or (found.end is not None and found.end - found.at != lasts):
        raise ArgumentError("time", "a day and when it begins: it lasts as long as the others", _EXAMPLE)
    return Named(at=found.at, zone=found.zone, anyway=bool(behind))


def _numbers(words: Sequence[Word]) -> frozenset[int]:
    keys = [part for word in words for part in word.key.split(",") if part and part != "and"]
    if not keys or not all(key.isascii() and key.isdigit() and len(key) <= len(str(choices.NUMBERS)) for key in keys):
        raise ArgumentError("number", "the numbers of the times to take out", _DROPS)
    return frozenset(map(int, keys))
