"""What somebody books as they type it: the question, who is to come and how long; kept while its category is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.care.conferences import Conference
from bot.care.consent import Category, Modality
from bot.care.facts import Value
from bot.care.people import Role
from bot.chat import drafts
from bot.chat.assigned import Short
from bot.chat.clauses import Grammar, lasting, written
from bot.chat.companions import companions, unplaced

EXAMPLE = '!conference at tomorrow 14:00 for 45m ~couple_work "What next?" with physician, physio'
WITH, FOR = "with", "for"
_GRAMMAR = Grammar(
    keys={WITH: WITH, FOR: FOR},
    expected="the question in quotation marks, and before or behind it only with whom (with …), how long (for …) and tags",
    example=EXAMPLE,
)


@dataclass(frozen=True, kw_only=True)
class Invitation:
    """All but the time."""

    question: str
    categories: tuple[Category, ...]
    """Those of tags alone."""
    modality: Modality | None
    people: tuple[str, ...]
    roles: tuple[Role, ...]
    lasts: timedelta | None
    """None where nothing was said of it."""


def invitation(text: str, *, now: datetime, zone: str, mentions: Sequence[str] = (), short: Short | None = None) -> Invitation:
    """Read ``for 45m with @a, physio ~couple_work "…"``, its parts before or behind the question, in any order.

    ``now`` is aware, ``zone`` an IANA name. A client that sends mere names sends ``mentions`` with them. ``ArgumentError`` for
    whatever else stands beside the question, and what ``short`` raises.
    """
    found = written(text, _GRAMMAR, now=now, zone=zone)
    people, roles = companions(found.parts[WITH], unplaced(mentions, text), short) if WITH in found.parts else ((), ())
    return Invitation(
        question=found.question,
        categories=found.categories,
        modality=found.modality,
        people=people,
        roles=roles,
        lasts=lasting(found.parts[FOR], _GRAMMAR) if FOR in found.parts else None,
    )


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
