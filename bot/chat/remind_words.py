"""What is typed behind ``!remind``: who is rung, a ref, when, and then words of one's own; and what is replied to a reminder.

The time stands in front, so that no word of a sentence is ever taken for one (``bot.chat.remind_times``).
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from bot.care.codes import parse_ref
from bot.chat import snoozing
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.remind_times import AROUND, When, begins_with_hour, begins_with_length, when, whole
from bot.chat.tokens import following, split

DONE = "done"

_ME = "me"
_ASIDE = frozenset({*snoozing.UNTIL, *snoozing.FOR})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What was understood."""

    when: When
    ref: str
    people: tuple[str, ...]
    """Everybody who is named before the words, the author as well."""
    text: str
    """As typed."""


def read(text: str, *, now: datetime, zone: str, opens: time, known: Callable[[str], bool]) -> Asked:
    """Read all of it. ``opens``: when work begins, on anybody's clocks; ``known``: there is such a ref.

    The ref of a record may also stand right behind the time. ``ArgumentError`` where no time stands in front.
    """
    first = split(text, limit=1)
    if first and first[0].key == _ME:
        text = following(text, first, 1)
    people, text = _people(text)
    ref, text = _ref(text, known)
    named, text = _people(text)
    found, text = when(text, now=now, zone=zone, opens=opens)
    more, text = _people(text)
    first = split(text, limit=1)
    if not ref and first and known(first[0].text.strip(AROUND).upper()):
        ref, text = _ref(text, known)
    return Asked(when=found, ref=ref, people=tuple(dict.fromkeys((*people, *named, *more))), text=text.strip())


def again(text: str, *, now: datetime, zone: str, opens: time) -> datetime:
    """Read a reply to a reminder: ``in 1h``, ``snooze 30m``, ``tomorrow 9:00``, ``mon``. A bare time is the next one there is."""
    words = split(text)
    bare = following(text, words, 1) if words and words[0].key.rstrip(AROUND) == snoozing.SNOOZE else text
    with suppress(ArgumentError):
        return snoozing.until(bare, now=now, zone=zone, begins=now + timedelta(days=1))
    first = split(bare, limit=1)
    rest = following(bare, first, 1) if first and first[0].key in _ASIDE else bare
    for said in (bare, rest, f"{WORDS.in_[0]} {rest}"):
        with suppress(ArgumentError):
            found = whole(said, now=now, zone=zone, opens=opens)
            if found.at is not None:
                return found.at
    raise ArgumentError("reply", "`done`, or when to be reminded again", "in 1h")


def _ref(text: str, known: Callable[[str], bool]) -> tuple[str, str]:
    """The ref in front. ``1h30m`` and ``10am`` look like one, and are times, unless a record has it."""
    first = split(text, limit=1)
    found = parse_ref(first[0].text.strip(AROUND)) if first else None
    if found is None or ((begins_with_length(first) or begins_with_hour(first)) and not known(found)):
        return "", text
    return found, following(text, first, 1)


def _people(text: str) -> tuple[tuple[str, ...], str]:
    """Those who are named in front."""
    found: list[str] = []
    while words := split(text):
        try:
            one, count = person(words)
        except ArgumentError:
            break
        found.append(one)
        text = following(text, words, count)
    return tuple(found), text
