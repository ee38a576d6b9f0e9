"""What somebody books or proposes as they type it: the question and who is to come; kept while its category is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.care.conferences import Conference
from bot.care.consent import Category, Modality
from bot.care.facts import Value
from bot.care.people import Role
from bot.chat import drafts
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import invited
from bot.chat.arguments.quotes import quotation
from bot.chat.tokens import is_blank, split


def question(text: str, mentions: Sequence[str]) -> tuple[str, tuple[str, ...], tuple[Role, ...]]:
    """Read ``"…" with @a physio``: the question as typed, the persons, the roles.

    A client that sends mere names sends ``mentions`` with them. ``ArgumentError`` for other words behind the quotation.
    """
    quoted = quotation(text)
    rest, people, roles = invited(quoted[1] if quoted is not None else text)
    if quoted is None:
        return rest.strip(), people, roles
    if not is_blank(rest) and not (mentions and split(rest)[0].key == "with"):
        raise ArgumentError("list of people", "with, and ids or roles, behind the question", '"What next?" with physician')
    return quoted[0].strip(), people if is_blank(rest) else tuple(mentions), roles


def draft(wanted: Conference, event: str) -> dict[str, Value]:
    """Keep a booking whose question has no category yet, and the message that it was typed in."""
    return {
        "at": wanted.at.isoformat(),
        "end": wanted.end.isoformat(),
        "zone": wanted.zone,
        "question": wanted.question,
        "people": list(wanted.people),
        "roles": [role.value for role in wanted.roles],
        "modality": wanted.modality.value if wanted.modality else "",
        "event": event,
    }


def completed(kept: Mapping[str, Value], categories: tuple[Category, ...]) -> Conference:
    """Give the booking back, with its category."""
    return Conference(
        at=datetime.fromisoformat(str(kept["at"])),
        end=datetime.fromisoformat(str(kept["end"])),
        zone=str(kept["zone"]),
        question=str(kept["question"]),
        categories=categories,
        people=drafts.texts(kept["people"]),
        roles=tuple(Role(one) for one in drafts.texts(kept["roles"])),
        modality=Modality(str(kept["modality"])) if kept.get("modality") else None,
    )
