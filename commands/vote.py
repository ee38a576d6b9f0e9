"""Voting on the times that are proposed for a conference, by their numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Annotated

from bot.care import deciding, proposals, votes
from bot.care.codes import parse_case_code, parse_ref
from bot.care.current import current
from bot.care.errors import InvalidError, NotFoundError
from bot.care.facts import Message, Value, case_room
from bot.care.people import EVERYONE, Actor, PlaceKind
from bot.care.ports import Work
from bot.care.proposals import Proposal
from bot.care.records import Kept
from bot.care.settling import Ballot
from bot.chat import proposed
from bot.chat.arguments.errors import ArgumentError
from bot.chat.spec import Rest, Undo, answer, command
from bot.chat.tokens import Word, split
from bot.chat.turn import Reply, Turn

_EXAMPLE = "!vote 1 maybe 3"
_NONE = frozenset({"none", "0"})
_MAYBE = frozenset({"maybe", "perhaps"})
_YES = frozenset({"yes"})
_BETWEEN = frozenset({"and", "&"})
_NUMBER = re.compile("[0-9]{1,2}")
_BEHIND = ".,;!"


def _is_vote(text: str) -> bool:
    """Numbers, and the words that belong to them."""
    keys = _keys(split(text))
    known = all(_NUMBER.fullmatch(key) or key in {*_NONE, *_MAYBE, *_YES} for key in keys)
    return known and any(_NUMBER.fullmatch(key) or key in _NONE for key in keys)


@command("vote", allow=EVERYONE, case=False, undo=Undo.NEVER, example=("!vote 1 3", "!vote 8R2Q 1 maybe 3", "!vote none"))
def vote(
    actor: Actor, work: Work, turn: Turn, text: Annotated[str, Rest("which of the times suit you, by their numbers")]
) -> Reply:
    """Say which of the proposed times suit you. By their numbers; behind `maybe`, those that perhaps do; `none` if none does.

    Your last vote counts: to change it, vote again. Where several are open, put the ref in front. The poll does the same.
    """
    words = [word for word in split(text) if word.text.strip(_BEHIND)]
    code = parse_case_code(words[0].text) if words else None
    words = words[1:] if code is not None else words
    ref = parse_ref(words[0].text.strip(_BEHIND)) if words else None
    words = words[1:] if ref is not None else words
    return _voted(work, turn, actor, _meant(work, turn, actor.id, code, ref), _ballot(words))


@answer(proposed.REPLIED, allow=EVERYONE, case=False, takes=_is_vote)
def replied(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take the numbers that somebody replies to a proposal."""
    return _replied(actor, work, turn, draft, words)


@answer(proposed.ALONE, allow=EVERYONE, case=False)
def replied_alone(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    """Take whatever somebody replies in their own room: numbers, or else they are told what was expected."""
    return _replied(actor, work, turn, draft, words)


def _replied(actor: Actor, work: Work, turn: Turn, draft: Mapping[str, Value], words: str) -> Reply:
    kept = _meant(work, turn, actor.id, None, str(draft["ref"]))
    return _voted(work, turn, actor, kept, _ballot(split(words)))


def _ballot(words: Sequence[Word]) -> Ballot:
    """Read ``1 3``, ``1 maybe 2``, ``none``. A number that stands on both sides counts where it stands last.

    ``1 maybe`` and ``1 maybe 2 yes`` are refused: whoever puts the words behind means the opposite of what stands there.
    """
    keys = _keys(words)
    if len(keys) == 1 and keys[0] in _NONE:
        return Ballot()
    said: dict[int, bool] = {}
    sure = True
    for key in keys:
        if key in _MAYBE or key in _YES:
            sure = key in _YES
        elif _NUMBER.fullmatch(key) and int(key):
            said[int(key)] = sure
        else:
            said.clear()
            break
    if not said or (keys[-1] in {*_MAYBE, *_YES} and not _MAYBE.isdisjoint(keys)):
        raise ArgumentError("vote", "the numbers of the times that suit you, or none", _EXAMPLE)
    return Ballot(
        yes=frozenset(number for number, certain in said.items() if certain),
        maybe=frozenset(number for number, certain in said.items() if not certain),
    )


def _keys(words: Sequence[Word]) -> list[str]:
    parts = (part.strip(_BEHIND) for word in words for part in word.key.split(","))
    return [part for part in parts if part and part not in _BETWEEN]


def _meant(work: Work, turn: Turn, person: str, code: str | None, ref: str | None) -> Kept[Proposal]:
    """Find what is voted on: in a case's room its own, else what this person is asked in any of their cases."""
    own = work.rosters.cases(person)
    only = turn.place.case or code
    cases = tuple(one for one in own if only is None or one == only)
    if ref is not None:
        found = next((one for one in cases if proposals.is_one(work, one, ref)), None)
        if found is None:
            raise NotFoundError("refused/no_such_ref")
        return proposals.standing(work, found, ref)
    chosen = current(work, person) if turn.direct and code is None else None
    asked = [kept for one in cases for kept in proposals.open_ones(work, one) if person in proposals.asked(work, kept)]
    asked = [kept for kept in asked if kept.case == chosen] or asked
    if not asked:
        raise NotFoundError("refused/vote_none")
    if len(asked) > 1:
        several: list[Value] = [{"case": one.case, "ref": one.ref, "closes": one.what.closes} for one in asked]
        if turn.place.kind is PlaceKind.TEAM:  # what waits for one of those there in other cases is not for the others
            raise InvalidError("refused/vote_which", proposals=[], example="!vote 8R2Q 1")
        raise InvalidError("refused/vote_which", proposals=several, example=f"!vote {asked[0].ref} 1")
    return asked[0]


def _voted(work: Work, turn: Turn, actor: Actor, kept: Kept[Proposal], ballot: Ballot) -> Reply:
    cast = votes.cast(work, kept, actor.id, ballot)
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
        "despite": [str(one) for one in said.despite],
        "awaited": len(votes.awaited(work, kept)) if outcome is None else 0,
        "closes": kept.what.closes if outcome is None and work.now < kept.what.closes else None,
        "settled": outcome.number if outcome is not None else 0,
        "conference": outcome.conference.ref if outcome is not None else "",
    }
    also: tuple[tuple[str, Message], ...] = ()
    if outcome is not None:
        message = proposed.settled(work, outcome, actor.id)
        also = ((case_room(kept.case), message), *proposed.settled_apart(work, outcome, message))
    refs = (cast.kept.ref, kept.ref)
    return Reply(template="vote/kept", values=values, refs=refs, also=also, privately=turn.place.kind is PlaceKind.TEAM)
