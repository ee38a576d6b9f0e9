"""Something said, in words for its readers: the events that it becomes, and of which kind they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.care.facts import Line, Message, Value
from bot.flow import outbox as dividing
from bot.flow import polls
from bot.flow.messages import EffectKind
from bot.flow.said import Reader, Render


def worded(message: Message, lines: Sequence[Line], render: Render, reader: Reader) -> tuple[EffectKind, list[dict[str, Any]]]:
    """Put it into words: as messages, or as the one event of a poll or of its end."""
    if message.poll is not None:
        poll = message.poll

        def short(template: str, **values: Value) -> str:
            return render(Message(template=template, values=values), (), reader)[0].text

        asked = polls.asked(poll)
        event = polls.begun(
            poll,
            question=short("poll/question", **asked),
            labels=[short("poll/option", **one) for one in asked["times"]],
            none=short("poll/none"),
            fallback=short("poll/start", **asked),
        )
        return EffectKind.POLL, [{"ref": poll.ref, "event": event}]
    if message.ends_poll:
        closing = render(replace(message, case=None), (), reader)[0]
        return EffectKind.POLL_END, [{"ref": message.ends_poll, "event": polls.ended(closing.text)}]
    return EffectKind.MESSAGE, dividing.contents(message, render(message, tuple(lines), reader), reader.place, rest=reader.rest)
