"""Voting on the times that are proposed for a conference, by their numbers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated

from bot.care import choices, deciding, proposals, votes
from bot.care.codes import parse_case_code, parse_ref
from bot.care.current import current
from bot.care.errors import InvalidError, NotFoundError
from bot.care.facts import Message, Value, case_room
from bot.care.people import EVERYONE, Actor, PlaceKind
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept
from bot.care.settling import Ballot
from bot.chat import ballots, proposed, settled, several, vote_words
from bot.chat.arguments.errors import ArgumentError
from bot.chat.parameters import Rest
from bot.chat.shortened import MORE
from bot.chat.spec import Undo, command
from bot.chat.takers import answer
from bot.chat.tokens import split
from bot.chat.turn import Reply, Turn


@command(
    "vote",
    allow=EVERYONE,
    case=False,
    undo=Undo.NEVER,
    example=("!vote 1 3", "!vote 8R2Q 1 maybe 3", "!vote 8R2Q also 4", "!vote none"),
)
def vote(
    actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which of the times suit you, by their numbers")]
) -> Reply:
    """Say which of the proposed times suit you. By their numbers; behind `maybe`, those that perhaps do; `none` if none does.

    Your last vote counts: to change it, vote again. With `also`, what you said of the other times stands. Where several are open,
    put the ref in front. The poll does the same.
    """
    words = [word for word in split(text) if word.text.strip(ballots.BEHIND)]
    code = parse_case_code(words[0].text) if words else None
    words = words[1:] if code is not None else words
    ref = parse_ref(words[0].text.strip(ballots.BEHIND)) if words else None
    words = words[1:] if ref is not None else words
    also = bool(words) and words[0].key == ballots.ALSO
    among = ballots.among(words)
    typed = " ".join(word.text for word in (words[1:] if also else words[:-2] if among else words))
    ballot = vote_words.ballot(typed, (1,))  # what is no vote is refused before any is looked for
    if also and not ballot.yes | ballot.maybe:
        raise ballots.unmeant()
    kept = _meant(work, turn, actor.id, code, ref)
    ballot = vote_words.ballot(typed, votes.to_come(work, kept) or choices.numbers(kept.what))
    return _voted(work, turn, actor, kept, ballot, () if also else _known(kept, ballot, among))


def _is_about_times(text: str) -> bool:
    """Whatever is replied to the times, but what is a command of its own: a ref in front, or ``more``."""
    words = split(text, limit=1)
    return bool(words) and parse_ref(words[0].text) is None and words[0].key != MORE


@answer(proposed.REPLIED, allow=EVERYONE, case=False, completes="vote", takes=_is_about_times)
def replied(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what somebody replies to a proposal; of what is no vote, they alone are told what was expected."""
    return _replied(actor, work, turn, draft, words)


def _is_vote(text: str) -> bool:
    try:
        vote_words.ballot(text, (1,))
    except ArgumentError:
        return False
    return True


@answer(proposed.LATE, allow=EVERYONE, case=False, completes="vote", takes=_is_vote)
def replied_late(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take a vote that somebody replies to what says that no time has everybody it needs."""
    return _replied(actor, work, turn, draft, words)


@answer(proposed.ALONE, allow=EVERYONE, case=False, completes="vote")
def replied_alone(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take whatever somebody replies in their own room: numbers, or else they are told what was expected."""
    return _replied(actor, work, turn, draft, words)


@answer(proposed.MORE, allow=EVERYONE, case=False, completes="vote")
def replied_more(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take what somebody replies who has voted, and was asked for times that were added: yes, maybe, no, or numbers."""
    ref, *numbers = str(draft["ref"]).split("-")
    kept = _meant(work, turn, actor.id, None, ref)
    added = frozenset(map(int, numbers))
    votes.check_numbers(work, kept, added)
    asked = added.intersection(votes.to_come(work, kept))
    keys = ballots.keys(split(words))
    word = keys[0] if len(keys) == 1 else ""
    if word in ballots.NO:
        ballot = Ballot()
    elif word in ballots.YES | ballots.MAYBE:
        ballot = Ballot(yes=asked) if word in ballots.YES else Ballot(maybe=asked)
    else:
        ballot = vote_words.ballot(words, asked)
    return _voted(work, turn, actor, kept, ballot, added)


def _replied(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """What is replied to times that were shown before others were added says nothing of these."""
    ref, _, among = str(draft["ref"]).partition("-")
    try:
        vote_words.ballot(words, (1,))  # before anything else: what is no vote is nobody's business but its author's
    except ArgumentError as error:
        shown = ArgumentError(error.field, error.expected, _example(work, actor.id, ref))
        shown.apart = True
        raise shown from error
    kept = _meant(work, turn, actor.id, None, ref)
    highest = int(among or len(choices.first_ones(kept.what)))
    before = [number for number in choices.numbers(kept.what) if number <= highest]
    coming = [number for number in before if number in votes.to_come(work, kept)]
    ballot = vote_words.ballot(words, coming or before)
    return _voted(work, turn, actor, kept, ballot, _known(kept, ballot, highest))


def _example(work: Work, person: str, ref: str) -> str:
    """What to type to vote on this very proposal."""
    found = next((kept for case in work.rosters.cases(person) if (kept := work.records.locate(case, ref)) is not None), None)
    coming = votes.to_come(work, found) if found is not None else ()
    return f"!vote {ref} {min(coming, default=1)}"


def _known(kept: Kept[Proposal], ballot: Ballot, among: int) -> frozenset[int] | None:
    """The numbers that they knew of, where these are not all: of the others, what they said before stands."""
    every = choices.numbers(kept.what)
    if not among or among >= len(every) or max(ballot.yes | ballot.maybe, default=0) > among:
        return None
    return frozenset(number for number in every if number <= among)


def _meant(work: Work, turn: Turn, person: str, code: str | None, ref: str | None) -> Kept[Proposal]:
    """Find what is voted on: in a case's room its own, else what this person is asked in any of their cases."""
    own = work.rosters.cases(person)
    only = turn.place.case or code
    cases = tuple(one for one in own if only is None or one == only)
    if ref is not None:
        found = next((one for one in cases if proposals.is_one(work, one, ref)), None)
        if found is None or not proposals.is_known_to(work, work.records.get(Proposal, found, ref), person):
            raise NotFoundError("refused/no_such_ref")
        return proposals.standing(work, found, ref)
    chosen = current(work, person) if turn.direct and code is None else None
    asked = [kept for one in cases for kept in proposals.open_ones(work, one) if person in proposals.asked(work, kept)]
    asked = [kept for kept in asked if kept.case == chosen] or asked
    if not asked:
        raise NotFoundError("refused/vote_none")
    if len(asked) > 1:
        if turn.place.kind is PlaceKind.TEAM:  # what waits for one of those there in other cases is not for the others
            raise InvalidError("refused/vote_which", proposals=[], example="!vote 8R2Q 1", more=False)
        raise several.which(asked)
    return asked[0]


def _voted(
    work: Work, turn: Turn, actor: Actor, kept: Kept[Proposal], ballot: Ballot, about: Collection[int] | None = None
) -> Reply:
    cast = votes.cast(work, kept, actor.id, ballot, about)
    work.fact("vote", actor=actor.id, case=kept.case, ref=kept.ref)
    outcome = deciding.decide(work, kept, actor.id)
    said = cast.kept.what
    values: dict[str, Value] = {
        "code": kept.case,
        "ref": kept.ref,
        "yes": [str(one) for one in said.yes],
        "maybe": [str(one) for one in said.maybe],
        "again": cast.again,
        "passed": [str(one) for one in cast.passed],
        "dropped": [str(one) for one in cast.dropped],
        "unheard": [str(one) for one in votes.unheard(work, kept).get(actor.id, ())] if outcome is None else [],
        "despite": [str(one) for one in said.despite],
        "awaited": len(votes.awaited(work, kept)) if outcome is None else 0,
        "closes": kept.what.closes if outcome is None and work.now < kept.what.closes else None,
        "settled": outcome.number if outcome is not None else 0,
        "conference": outcome.conference.ref if outcome is not None else "",
    }
    also: tuple[tuple[str, Message], ...] = ()
    if outcome is not None:
        message = settled.announced(work, outcome, actor.id)
        also = ((case_room(kept.case), message), *settled.announced_apart(work, outcome, message))
    refs, privately = (cast.kept.ref, kept.ref), turn.place.kind is PlaceKind.TEAM
    return Reply(template="vote/kept", values=values, refs=refs, also=also, privately=privately)
