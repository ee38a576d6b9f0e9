"""A command as somebody gave it, and the question that comes back where a word of it is missing or may mean two things."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.care import unplaced
from bot.care.errors import CareError
from bot.care.facts import Message, Value
from bot.care.people import PlaceKind
from bot.chat import authorise, questions
from bot.chat.arguments.errors import AmbiguousError, Choice, WhichError
from bot.chat.binding import MissingError, rest_of
from bot.chat.parameters import Rest
from bot.chat.ports import Waiting
from bot.chat.registry import Match
from bot.chat.seat import Seat
from bot.chat.tokens import is_blank
from bot.chat.words import Utterance

CASE = "case"
"""What stands in the place of a parameter's name where the case is missing."""

_OTHERS = frozenset({PlaceKind.TEAM, PlaceKind.CONFERENCE})
"""Where people may be who hear nothing of the case, or of this part of it: what there is in it is not listed there."""


@dataclass(frozen=True, kw_only=True)
class Order:
    """What was typed, with what was asked for since."""

    match: Match
    utterance: Utterance
    given: Mapping[str, Any] = field(default_factory=dict)
    case: str | None = None
    """The answer to "which case?"."""


def ask_back(seat: Seat, order: Order, case: str | None, error: CareError) -> bool:
    """Put a refusal as a question instead, and say whether it can be one."""
    draft: dict[str, Value] = {"body": order.utterance.text, "given": dict(order.given), "mentions": list(seat.mentions)}
    answered = isinstance(error, MissingError) and isinstance(error.parameter.argument, Rest)
    draft |= {"event": "" if answered else seat.typed_in}
    if isinstance(error, MissingError):
        draft |= {"missing": error.parameter.name}
        message = Message(template=error.template, values=error.values, case=case, reply_to=seat.root)
    elif isinstance(error, authorise.CaseNeededError):
        draft |= {"missing": CASE}
        cases = list(seat.desk.rosters.cases(seat.person)) if seat.direct else []
        example = order.match.command.examples[0]
        message = Message(template=error.template, values={"cases": cases, "example": example}, reply_to=seat.root)
        if order.match.command.at_once and not is_blank(order.utterance.rest(order.match.consumed)):
            unplaced.begun(seat.desk, seat.person)
    elif isinstance(error, AmbiguousError):
        rest = next((one for one in order.match.command.parameters if isinstance(one.argument, Rest)), None)
        if rest is None:
            return False
        value = str(order.given.get(rest.name, rest_of(order.match.command, order.utterance, order.match.consumed, order.given)))
        zone = authorise.actor_of(seat.desk, seat.person, None).zone
        values = questions.readings(seat, value, error, zone)
        if not values:
            return False
        draft |= {"missing": rest.name, "values": list(values), "labels": _labels(error.choices)}
        message = Message(template="ask/which", values={"choices": _labels(error.choices)}, case=case, reply_to=seat.root)
    elif isinstance(error, WhichError):
        draft |= {"missing": error.parameter}
        unlisted = _unlisted(order, error) if seat.place.kind in _OTHERS else None
        if unlisted is None:
            draft |= {"values": [one.typed for one in error.choices], "labels": _labels(error.choices)}
        asked = unlisted or error
        message = Message(template=asked.template, values=asked.values, lines=asked.lines, case=case, reply_to=seat.root)
    else:
        return False
    seat.desk.say(seat.place.key, replace(message, answers=seat.person, rest_directly=False))
    kind = order.match.command.name
    questions.ask(seat, seat.place.key, waiting=Waiting.ARGUMENT, kind=kind, draft=draft, case=case)
    return True


def _unlisted(order: Order, error: WhichError) -> MissingError | None:
    """The same question without saying what there is."""
    wanted = (one for one in order.match.command.parameters if one.name == error.parameter)
    return next((MissingError(order.match.command, one) for one in wanted), None)


def _labels(choices: Sequence[Choice]) -> list[Value]:
    return [one.label for one in choices]
