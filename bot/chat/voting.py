"""A vote in a poll, read as the words that the same person might have typed: one rule, one authorisation, one line written down.

What a vote says it belongs to is the homeserver's word. The ids of its options say it safely, and only those of a poll that we
sent into this very room count. People's own polls are none of our business. They also say how many times that poll had: what
somebody answers to one that was replaced since says nothing about the times that were added.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.care.codes import parse_ref
from bot.care.facts import Message, Value, direct
from bot.chat.seat import Seat
from bot.flow import polls

_OPTION = re.compile(r"(\w{4,12})-(\d{1,2})(?:-(\d{1,2}))?", re.ASCII)


@dataclass(frozen=True, kw_only=True)
class Ballot:
    """What of a vote can be counted."""

    ref: str
    numbers: tuple[int, ...]
    unknown: bool
    """Something else stood in it."""
    among: int = 0
    """The highest number that there was in that poll, where there are higher ones by now."""


def in_words(seat: Seat) -> Seat | None:
    """The turn as if the vote had been typed; None where nothing of it counts, which its sender is told."""
    ballot = _ballot(seat)
    if ballot is None:
        if _answers_ours(seat):
            _tell(seat, "poll/unknown" if seat.inbound.choices else "poll/empty", counted=False)
        return None
    if polls.NONE in ballot.numbers and len(ballot.numbers) > 1:
        _tell(seat, "poll/both", ref=ballot.ref)
        return None
    if ballot.unknown:
        _tell(seat, "poll/unknown", counted=True)
    chosen = " ".join(str(number) if number != polls.NONE else "none" for number in ballot.numbers)
    among = f" of {ballot.among}" if ballot.among else ""
    return replace(seat, text=f"!vote {ballot.ref} {chosen}{among}", mentions=(), reply_to=None)


def ended(seat: Seat) -> None:
    """Somebody ended a poll of ours. Which one, only the homeserver says: they are told once how it is settled."""
    memory = f"poll end:{seat.person}"
    if _answers_ours(seat) and seat.desk.recall(memory) is None and _tell(seat, "poll/not_settled"):
        seat.desk.remember(memory, told=True)


def _ballot(seat: Seat) -> Ballot | None:
    """The numbers of the first poll that a vote names, as many as may be chosen."""
    ref, numbers, highest = "", [], 0
    for choice in seat.inbound.choices:
        match = _OPTION.fullmatch(choice)
        named = parse_ref(match[1]) if match else None
        poll = _poll(seat, named) if named is not None and ref in {"", named} else None
        if match is not None and named is not None and poll is not None and int(match[2]) <= int(poll["options"]):
            ref = named
            numbers.append(int(match[2]))
            highest = max(highest, int(match[2]), int(match[3] or poll.get("first", poll["options"])))
    if not ref:
        return None
    poll = _poll(seat, ref) or {}
    return Ballot(
        ref=ref,
        numbers=tuple(dict.fromkeys(numbers))[: int(poll["most"])],
        unknown=len(numbers) < len(seat.inbound.choices),
        among=highest if highest < int(poll["options"]) else 0,
    )


def _poll(seat: Seat, ref: str) -> Mapping[str, Any] | None:
    return seat.desk.recall(polls.key(seat.place.key, ref))


def _answers_ours(seat: Seat) -> bool:
    """It is said to belong to something that we sent: enough for a sentence, never for more."""
    return seat.reply_to is not None and seat.desk.dialogues.ours(seat.reply_to)


def _tell(seat: Seat, template: str, **values: Value) -> bool:
    """Tell its sender alone, if they have a room with the bot."""
    if seat.desk.places.get(direct(seat.person)) is None:
        return False
    seat.desk.say(direct(seat.person), Message(template=template, values=values, case=seat.place.case))
    return True
