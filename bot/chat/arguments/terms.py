"""The words for categories and modalities: underscores, hyphens, spaces and short forms all work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bot.care.consent import Category, Modality
from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import Word, lowered

CATEGORIES: Mapping[str, Category] = {
    **{category.value: category for category in Category},
    "mental": Category.MENTAL_HEALTH,
    "mh": Category.MENTAL_HEALTH,
    "sexual": Category.SEXUAL_HISTORY,
    "sex": Category.SEXUAL_HISTORY,
    "sexual_health": Category.SEXUAL_HISTORY,
    "med": Category.MEDICATION,
    "meds": Category.MEDICATION,
    "medications": Category.MEDICATION,
    "medicine": Category.MEDICATION,
    "medicines": Category.MEDICATION,
    "result": Category.RESULTS,
    "labs": Category.RESULTS,
    "measure": Category.MEASURES,
    "scores": Category.MEASURES,
    "couple": Category.RELATIONSHIP,
    "relational": Category.RELATIONSHIP,
}
"""``medical`` and ``medication`` are two things, so that ``med`` is never the former."""

MODALITIES: Mapping[str, Modality] = {
    **{modality.value: modality for modality in Modality},
    "joint": Modality.JOINT_SESSIONS,
    "joint_session": Modality.JOINT_SESSIONS,
    "couple": Modality.COUPLE_WORK,
    "individual": Modality.INDIVIDUAL_THERAPY,
    "med": Modality.MEDICATION,
    "meds": Modality.MEDICATION,
    "physiotherapy": Modality.PHYSIO,
    "pt": Modality.PHYSIO,
    "virtual": Modality.VIRTUAL_CONSULTS,
    "video": Modality.VIRTUAL_CONSULTS,
    "virtual_consult": Modality.VIRTUAL_CONSULTS,
    "measure": Modality.MEASURES,
    "scores": Modality.MEASURES,
}

T = TypeVar("T")


def longest(words: Sequence[str], table: Mapping[str, T], most: int = 3) -> tuple[T, int] | None:
    """Find the entry that the most of the first words spell together, and how many they are."""
    for count in range(min(most, len(words)), 0, -1):
        spelt = "_".join(lowered(word).replace("-", "_") for word in words[:count])
        if spelt in table:
            return table[spelt], count
    return None


def listed(words: Sequence[Word], table: Mapping[str, T], *, commas: bool) -> tuple[tuple[T, ...], int]:
    """Read as many entries as stand at the beginning, and how many words they are; none and 0 where the first is unknown.

    With ``commas`` only a comma joins the next one, else mere space does too. An unknown name in the same word as a known
    one (``physician,nobody``) makes all of it unknown.
    """
    parts = _parts(words)
    found: dict[T, None] = {}
    place = 0
    while place < len(parts) and (place == 0 or not commas or parts[place - 1].comma):
        until = next((index for index in range(place, len(parts)) if parts[index].comma), len(parts) - 1) + 1
        match = longest([part.text for part in parts[place:until]], table)
        if match is None:
            break
        found[match[0]] = None
        place += match[1]
    if place == 0 or not parts[place - 1].last:
        return (), 0
    return tuple(found), parts[place - 1].words


def categories(words: Sequence[Word]) -> tuple[tuple[Category, ...], int]:
    """Read one category or more from the first words, with or without commas; how many words they are."""
    found, count = listed(words, CATEGORIES, commas=False)
    if not found:
        raise unknown_category()
    return found, count


def modality(words: Sequence[Word]) -> tuple[Modality, int]:
    """Read a modality from the first words; how many they are."""
    found = longest([word.text for word in words], MODALITIES)
    if found is None:
        raise unknown_modality()
    return found


def unknown_category() -> ArgumentError:
    """Say which categories there are."""
    return ArgumentError("category", f"one of {', '.join(one.words for one in Category)}", "medication")


def unknown_modality() -> ArgumentError:
    """Say which modalities there are."""
    return ArgumentError("modality", f"one of {', '.join(one.words for one in Modality)}", "couple work")


@dataclass(frozen=True, kw_only=True)
class _Part:
    text: str
    words: int
    """How many words there are up to and with this one's."""
    last: bool
    """Nothing more stands in its word."""
    comma: bool
    """A comma follows it."""


def _parts(words: Sequence[Word]) -> list[_Part]:
    parts: list[_Part] = []
    for number, word in enumerate(words, start=1):
        pieces = word.text.split(",")
        if not any(pieces) and parts:
            parts[-1] = replace(parts[-1], comma=True)
        for index, piece in enumerate(pieces):
            if piece:
                later = pieces[index + 1 :]
                parts.append(_Part(text=piece, words=number, last=not any(later), comma=bool(later)))
    return parts
