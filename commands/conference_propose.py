"""Proposing times for a conference, settling on one, and what happens until then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Annotated

from bot.care import absences, choices, deciding, finding, proposal_lines, proposals, retiming, vote_reminders, votes
from bot.care.deciding import Outcome
from bot.care.dues import Due
from bot.care.facts import Value, case_room, direct
from bot.care.people import CLINICAL, COORDINATION, Actor
from bot.care.ports import Work
from bot.care.proposals import Stage
from bot.care.reaching import reachable
from bot.care.texts import categories_of
from bot.chat import owner, proposed, proposing, settled, which
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.terms import categories
from bot.chat.due_actions import Late, due
from bot.chat.parameters import CaseCode, RefWord, Rest, Said
from bot.chat.proposing import Asker
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn
from bot.chat.typed import ask_category, heard_in, posted, told

MEETING = CLINICAL | COORDINATION
_CATEGORY = "proposal category"


@command(
    "conference propose",
    allow=MEETING,
    example=(proposing.EXAMPLE, '!conference propose "What next?" with @physician:clinic.example for 1h by 2026-12-11'),
    undo=Undo.NEVER,
)
def propose(
    case: CaseCode, actor: Actor, work: Work, turn: Turn, what: Annotated[str, Said("which question, and who is to come")]
) -> Reply:
    """Propose three times for a conference, and let people vote on them.

    A question in quotation marks; before or behind it who comes (with …), and if you like: between which days, for how long, and
    by when they answer (by …). The times keep to working hours as far as can be, quiet hours, absences and holidays. It is booked
    as soon as the chair, you, and one of each discipline asked can come to one of them, and no missing vote can change that.
    """
    asker = _asker(case, actor, work, turn)
    wanted = proposing.wanted(what, asker)
    named = categories_of(work, case, actor.id, wanted.categories) if wanted.question else ()
    if wanted.question and not named:
        return ask_category(_CATEGORY, _draft(what, work, turn))
    return _proposed(case, actor, work, turn, replace(wanted, categories=named), turn.event_id)


@answer(_CATEGORY, allow=MEETING, completes="conference propose")
def sort_question(case: CaseCode, actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the category of a proposal's question."""
    named = categories(split(words.replace("#", " ")))[0]
    kept = draft["mentions"]
    mentions = tuple(str(one) for one in kept) if isinstance(kept, list | tuple) else ()
    typed = datetime.fromisoformat(str(draft["at"]))
    asker = replace(_asker(case, actor, work, replace(turn, mentions=mentions)), now=typed)
    wanted = replace(proposing.wanted(str(draft["text"]), asker), categories=named)
    return _proposed(case, actor, work, turn, wanted, str(draft["event"]))


@command("conference settle", allow=MEETING, example=("!conference settle 8R2Q 2", "!conference settle 2"), undo=Undo.NEVER)
def settle(
    case: CaseCode,
    actor: Actor,
    work: Work,
    turn: Turn,
    *,
    ref: Annotated[str, RefWord("which proposal")] = "",
    number: Annotated[str, Rest("which of its times, by its number")],
) -> Reply:
    """Settle on one of the proposed times. For whoever proposed it, the lead and coordinators.

    Without a ref it is the only open proposal. Once the deadline has passed it is booked even where somebody is missing who has to
    be there: what it says is then advice.
    """
    kept = proposals.standing(work, case, which.voted_on(work, case, actor, ref))
    retiming.check_allowed(kept, actor)
    number = number.strip(" .")
    if not (number.isascii() and number.isdigit() and len(number) <= len(str(choices.NUMBERS))):
        raise ArgumentError("number", "that of one of the times", f"!conference settle {kept.ref} 1")
    outcome = deciding.settle(work, kept, int(number), actor.id)
    message = settled.announced(work, outcome, actor.id)
    values: dict[str, Value] = {"ref": outcome.conference.ref, "at": outcome.conference.what.at, "proposal": kept.ref}
    also = settled.announced_apart(work, outcome, message)
    otherwise = Reply(template="propose/done", values=values, also=also, refs=(outcome.conference.ref, kept.ref))
    return posted(turn, case, message, otherwise)


@due(proposals.CLOSES, late=Late.ACT)
def closes(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - votes are counted just the same however late
    """Count the votes at the deadline."""
    found = deciding.close(work, moment)
    if isinstance(found, Outcome):
        _tell(work, found)
    elif found is not None:
        over = found.state == Stage.LAPSED
        _say(work, settled.lapsed(work, found) if over else settled.undecided(work, found))
        work.fact(moment.kind, actor=work.clinic.bot, case=found.case, ref=found.ref, outcome="lapsed" if over else "undecided")


@due(proposals.LOOKS, late=Late.ACT)
def looks(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - votes are counted just the same however late
    """Look at the votes, since somebody has left the team."""
    found = deciding.look(work, moment)
    if found is not None:
        _tell(work, found)


@due(proposals.PASSES, late=Late.ACT)
def passes(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - the times have passed, however late that is seen
    """Say that every time has passed."""
    kept = deciding.lapse(work, moment)
    if kept is not None:
        _say(work, settled.lapsed(work, kept))
        work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref, outcome="lapsed")


@due(vote_reminders.REMINDS, late=Late.ACT)
def reminds(moment: Due, late: bool, work: Work) -> None:  # noqa: ARG001 - while votes are waited for, late is as good
    """Remind whoever has not voted, each once, in their working hours if the deadline lets them."""
    kept = deciding.reminded(work, moment)
    if kept is None:
        return
    everybody = moment.place == case_room(kept.case)
    for person in votes.awaited(work, kept):
        if absences.away(work, person) is not None or not (everybody or moment.place == direct(person)):
            continue
        at = reachable(work, person)
        if everybody and work.now < at < kept.what.closes:
            vote_reminders.later(work, kept, person, at)
        else:
            work.say(direct(person), proposed.reminder(work, kept, person, rings=at <= work.now))
    work.fact(moment.kind, actor=work.clinic.bot, case=kept.case, ref=kept.ref)


def _asker(case: str, actor: Actor, work: Work, turn: Turn) -> Asker:
    short = owner.short(work, case, actor, turn)
    return Asker(now=work.now, zone=actor.zone, clinic=work.clinic, mentions=turn.mentions, short=short)


def _draft(what: str, work: Work, turn: Turn) -> dict[str, Value]:
    """What was typed, and when: ``tomorrow`` is the day after that, however late the category is told."""
    return {"text": what, "mentions": list(turn.mentions), "event": turn.event_id, "at": work.now.isoformat()}


def _tell(work: Work, outcome: Outcome) -> None:
    message = settled.announced(work, outcome, work.clinic.bot)
    _say(work, ((case_room(outcome.conference.case), message), *settled.announced_apart(work, outcome, message)))


def _say(work: Work, said: proposed.Said) -> None:
    for place, message in said:
        work.say(place, message)


def _proposed(case: str, actor: Actor, work: Work, turn: Turn, wanted: finding.Wanted, event: str) -> Reply:
    finding.check_other(work, case, actor.id, wanted)
    kept = proposals.propose(work, case, actor.id, finding.proposal(work, case, actor.id, wanted))
    heard = heard_in(work, case, turn, actor.id, kept.what.categories, event)
    read_there = turn.place.key == case_room(case)
    lines = (proposal_lines.line(kept),) if kept.what.question and (heard or not read_there) else ()
    message = proposed.proposed(work, kept, actor.id, lines)
    otherwise = Reply(
        template="propose/told",
        values={**message.values, **told(heard)},
        refs=(kept.ref,),
        also=proposed.told_apart(work, kept, message, actor.id),
    )
    return posted(turn, case, message, otherwise, heard=heard)
