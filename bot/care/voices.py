"""What the patient, or the partner, wants the team to hear, as it was said. It heads the next agenda, and no later one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import ClassVar

from bot.care.consent import Category, Modality
from bot.care.huddles import stir
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.texts import checked


class Speaker(StrEnum):
    """Whose words, or whose judgement, something is. Stored: values are for ever."""

    PATIENT = "patient"
    PARTNER = "partner"


@dataclass(frozen=True, kw_only=True)
class Voice(Payload):
    """What somebody who is treated, or lives with who is, said on a day."""

    kind: ClassVar[str] = "voice"
    text: str
    categories: tuple[Category, ...]
    day: date
    """When it was said."""
    speaker: Speaker = Speaker.PATIENT
    modality: Modality | None = None
    event: str = ""
    """The message that it was typed in."""
    huddle: str = ""
    """The ref of the huddle in which it was written down."""


def hear(work: Work, case: str, by: str, voice: Voice) -> Kept[Voice]:
    """Keep what was said, as it was said."""
    what = Voice(
        text=checked(voice.text),
        categories=belonging(voice.speaker, voice.categories),
        day=voice.day,
        speaker=voice.speaker,
        modality=voice.modality,
        event=voice.event,
        huddle=stir(work, case),
    )
    return work.records.add(what, case=case, author=by)


def belonging(speaker: Speaker, categories: Iterable[Category]) -> tuple[Category, ...]:
    """Give the categories of somebody's words: the partner's are of the category ``partner``, and a reader needs that as well."""
    named = tuple(dict.fromkeys(categories))
    return named if speaker is Speaker.PATIENT else tuple(dict.fromkeys((Category.PARTNER, *named)))
