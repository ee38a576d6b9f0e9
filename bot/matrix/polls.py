"""Votes, and the ends of polls: both spellings of MSC3381, turned into what a person chose. Pure; the guard has proven it before.

What was chosen stands inside the ciphertext. What it relates to stands in clear, where the homeserver can turn it to another
poll: it only points, and which poll is meant is told by the ids of the options.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.flow.messages import EffectKind, InboundKind
from bot.matrix.megolm import BadEventError

TYPES: Mapping[EffectKind, str] = {
    EffectKind.POLL: "org.matrix.msc3381.poll.start",
    EffectKind.POLL_END: "org.matrix.msc3381.poll.end",
}
"""What we send: the spelling that every client with polls reads."""
VOTES = frozenset({"org.matrix.msc3381.poll.response", "m.poll.response"})
ENDS = frozenset({"org.matrix.msc3381.poll.end", "m.poll.end"})
SELECTIONS = "m.selections"
MOST_CHOICES = 20
"""A poll has twenty options at most."""
LONGEST_CHOICE = 255


def read(kind: str, content: Mapping[str, object], relation: object) -> dict[str, Any]:
    """What an ``Inbound`` says of a vote or of the end of a poll. Raises ``BadEventError``."""
    if "m.new_content" in content:
        raise BadEventError("edit of nothing")
    target = relation.get("event_id") if isinstance(relation, Mapping) else None
    points = target if isinstance(target, str) and len(target) <= LONGEST_CHOICE else None
    if kind in ENDS:
        return {"kind": InboundKind.POLL_END, "reply_to": points}
    return {"kind": InboundKind.VOTE, "reply_to": points, "choices": _choices(content)}


def _choices(content: Mapping[str, object]) -> tuple[str, ...]:
    """The chosen ids, each once. The stable spelling is a list; the older one has the list inside, and goes by either name.

    Some clients leave the list out of a vote without a choice.
    """
    given = [content[SELECTIONS]] if SELECTIONS in content else []
    for name in VOTES & content.keys():
        older = content[name]
        if not isinstance(older, Mapping):
            raise BadEventError("vote")
        given.append(older.get("answers", []))
    if not given or any(one != given[0] for one in given):
        raise BadEventError("vote")
    chosen = given[0]
    if not isinstance(chosen, list) or len(chosen) > MOST_CHOICES:
        raise BadEventError("vote")
    if not all(isinstance(one, str) and 0 < len(one) <= LONGEST_CHOICE for one in chosen):
        raise BadEventError("vote")
    return tuple(dict.fromkeys(chosen))
