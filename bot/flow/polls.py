"""A poll beside its text: sent after it, as an event of its own, with ids that say by themselves what is voted on.

It is divided and gated like everything that is said. Its text and its end are said apart from it, so that what was sent of one
stays sent whatever becomes of the other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.care.facts import Message, Poll

NONE = 0
"""The number of "none of these"."""

_TEXT = "org.matrix.msc1767.text"
_START = "org.matrix.msc3381.poll.start"
_END = "org.matrix.msc3381.poll.end"
_DISCLOSED = "org.matrix.msc3381.poll.disclosed"
_REFERENCE = "m.reference"


def key(place: str, ref: str) -> str:
    """Where it is remembered which poll a place has: what ``known`` gives, and once one was sent its ``event_id``."""
    return f"poll:{place}:{ref}"


def known(poll: Poll, before: Mapping[str, Any] | None) -> dict[str, Any]:
    """What is remembered of a poll that is said: ``options`` (the highest number) and ``most`` (how many may be chosen).

    ``before`` is what is remembered of the one in whose place it comes, which is ended first: that one stays the one that was
    sent until the new one is. ``first`` is the highest number that the first one had.
    """
    highest = max((one.number for one in poll.options), default=NONE)
    if before is None:
        return {"options": highest, "most": poll.most}
    first = before.get("first", before["options"])
    return {**before, "options": max(highest, before["options"]), "most": max(poll.most, before["most"]), "first": first}


def none_of(poll: Poll) -> str:
    """The id of "none of these": with the highest number where the others have it."""
    highest = poll.options[0].id.split("-")[2:] if poll.options else []
    return "-".join([poll.ref, str(NONE), *highest])


def text_of(message: Message) -> Message:
    """The message without what goes after it."""
    return replace(message, poll=None, ends_poll="")


def after(message: Message) -> tuple[Message, ...]:
    """What goes after a message, each as a message of its own: a poll, or the end of one."""
    events: list[Message] = []
    ends = message.ends_poll
    if ends:
        events.append(Message(template="poll/ended", values={"ref": ends}, ends_poll=ends, case=message.case))
    if message.poll is not None:
        values, case, hears = asked(message.poll), message.case, message.hears
        events.append(Message(template="poll/start", values=values, poll=message.poll, case=case, hears=hears))
    return tuple(events)


def is_text(message: Message) -> bool:
    """It is no poll, and no end of one."""
    return message.poll is None and not message.ends_poll


def asked(poll: Poll) -> dict[str, Any]:
    """What the templates of a poll are told: nothing that not everybody may read."""
    times = [{"number": one.number, "at": one.at, "end": one.end} for one in poll.options]
    return {"ref": poll.ref, "times": times, "most": poll.most, "closes": poll.closes}


def begun(poll: Poll, *, question: str, labels: Sequence[str], none: str, fallback: str) -> dict[str, Any]:
    """The event that begins a poll. ``labels`` are the options in words, ``none`` those of the last one."""
    ids = [*(one.id for one in poll.options), none_of(poll)]
    answers = [{"id": one, _TEXT: label} for one, label in zip(ids, [*labels, none], strict=True)]
    start = {"question": {_TEXT: question}, "kind": _DISCLOSED, "max_selections": poll.most, "answers": answers}
    return {_START: start, _TEXT: fallback}


def ended(text: str) -> dict[str, Any]:
    """The event that ends a poll, still without what it ends."""
    return {_END: {}, _TEXT: text}


def ending(event: Mapping[str, Any], poll: str) -> dict[str, Any]:
    """The event that ends the poll that was sent as ``poll``."""
    return {**event, "m.relates_to": {"rel_type": _REFERENCE, "event_id": poll}}
