"""A referral as people type it: ``NAME for … [urgent] [@owner]``, its tags before or behind; and the word that moves one on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.care.codes import parse_ref
from bot.care.consent import Category, Modality
from bot.care.facts import Value
from bot.care.referral_states import ReferralState
from bot.care.referrals import Referral
from bot.chat import named_last
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import quotation, unquoted
from bot.chat.arguments.tags import Tags, tags
from bot.chat.tokens import following, is_blank, split

EXAMPLE = "!refer The pelvic clinic for a first assessment urgent"

_FOR = re.compile(r"(?<!\S)for(?!\S)", re.IGNORECASE)
_URGENT = "urgent"
_VERBS = {state.words: state for state in ReferralState if state is not ReferralState.SENT}


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What was typed, told apart."""

    name: str
    text: str
    urgent: bool
    owner: str | None
    tags: Tags


def wanted(text: str, *, now: datetime, zone: str, mentions: Sequence[str] = ()) -> Wanted:
    """Read a referral. ``ArgumentError`` where it does not say to whom and what for.

    A person whose client sent a mere name is taken from ``mentions``, if there is one only.
    """
    found, bare = tags(text.strip(), now=now, zone=zone)
    bare, urgent, owner = _ends(bare)
    _, bare = tags(bare, now=now, zone=zone)
    bare, more, another = _ends(bare)
    quoted = quotation(bare)
    name, rest = quoted if quoted is not None else ("", bare)
    behind = _FOR.search(rest)
    if behind is not None and quoted is None:
        name = rest[: behind.start()].strip(" ,;:")
    said = rest[behind.end() :].strip() if behind is not None else ""
    if is_blank(name) or is_blank(said) or (quoted is not None and behind is not None and not is_blank(rest[: behind.start()])):
        raise ArgumentError("referral", "to whom, the word for, and what for", EXAMPLE)
    only = mentions[0] if len(mentions) == 1 else None
    return Wanted(name=unquoted(name), text=said, urgent=urgent or more, owner=owner or another or only, tags=found)


def moved(text: str) -> tuple[ReferralState, str, str] | None:
    """Read ``8R2Q accepted …``: the state, the ref, and what follows as typed; None for anything else."""
    words = split(text, limit=2)
    ref = parse_ref(words[0].text) if len(words) > 1 else None
    state = _VERBS.get(words[1].key.rstrip(".,;:")) if ref is not None else None
    return (state, ref, following(text, words, 2)) if ref is not None and state is not None else None


def draft(referral: Referral, owner: str) -> dict[str, Value]:
    """Keep a referral whose text has no category yet."""
    return {
        "name": referral.name,
        "text": referral.text,
        "urgent": referral.urgent,
        "modality": referral.modality.value if referral.modality else None,
        "goal": referral.goal,
        "entry": referral.entry,
        "event": referral.event,
        "owner": owner,
    }


def completed(kept: Mapping[str, Value], categories: tuple[Category, ...]) -> Referral:
    """Give it back, with its category."""
    return Referral(
        name=str(kept["name"]),
        text=str(kept["text"]),
        categories=categories,
        urgent=kept["urgent"] is True,
        modality=Modality(str(kept["modality"])) if kept["modality"] else None,
        goal=str(kept["goal"]) if kept["goal"] else None,
        entry=str(kept["entry"]),
        event=str(kept["event"]),
    )


def _ends(text: str) -> tuple[str, bool, str | None]:
    """Take ``urgent`` and a person off either end, in any order."""
    urgent, owner = False, None
    while True:
        words = split(text, limit=len(text))
        last = len(words) - 1
        if last > 0 and words[last].key.rstrip(".,;") == _URGENT:
            text, urgent = text[: words[last].start].rstrip(" ,;"), True
        elif last > 0 and words[0].key.rstrip(",:;") == _URGENT:
            text, urgent = text[words[0].end :].lstrip(" ,:;"), True
        elif owner is None and (found := named_last.cut(text, after=1)) is not None:
            text, owner = found
        else:
            return text, urgent, owner
