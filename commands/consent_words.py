"""The words of consent: recipients, terms, and what a sentence that was heard would give."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TypeVar

from bot.care.actions import end_of
from bot.care.consent import Category, Rank
from bot.care.errors import InvalidError
from bot.care.grants import TEAM, Recipient, Terms
from bot.care.people import Role
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import ROLES, person, roles
from bot.chat.arguments.tags import check_untagged
from bot.chat.arguments.terms import CATEGORIES, categories, longest
from bot.chat.tokens import Word, split

T = TypeVar("T")
_KEYWORDS = frozenset({"until", "for", "form"})
_BETWEEN = frozenset({"and", "&", ",", ""})
_TOWARDS = frozenset({"to", "with", "by"})
_DENYING = frozenset(
    {"not", "no", "never", "nothing", "nobody", "none", "stop", "without", "except", "but", "unless", "withdraw", "dont", "cannot"}
)


@dataclass(frozen=True, kw_only=True)
class Said:
    """A grant as somebody typed it."""

    categories: tuple[Category, ...]
    recipients: tuple[Recipient, ...]
    terms: Terms


def called(recipient: Recipient) -> str:
    """How a sentence names a recipient: ``the team``, ``the physician``, or a Matrix id."""
    match recipient.rank:
        case Rank.PERSON:
            return recipient.name
        case Rank.ROLE:
            return f"the {Role(recipient.name).person}"
        case Rank.TEAM:
            return f"the {recipient.name}"


def said_in(text: str, *, today: date, zone: str) -> Said:
    """Read ``CATEGORY… to team|ROLE|@user… [until DATE] [for PURPOSE] [form REFERENCE]``. Raises ``ArgumentError``."""
    words = split(text)
    given, count = categories(words)
    if len(words) <= count or words[count].key != "to":
        raise _no_recipient()
    recipients, more = recipients_of(words[count + 1 :])
    terms = terms_in(text, words[count + 1 + more :], today=today, zone=zone)
    return Said(categories=given, recipients=recipients, terms=terms)


def terms_in(text: str, words: Sequence[Word], *, today: date, zone: str) -> Terms:
    """Read ``[until DATE] [for PURPOSE] [form REFERENCE]``, all of it. Raises ``ArgumentError``."""
    terms = Terms()
    while words:
        key, count = words[0].key, 2
        if key == "until":
            last, days = day(words[1:], today=today)
            terms, count = replace(terms, until=end_of(last, zone)), 1 + days
        elif key == "form" and len(words) > 1:
            terms = replace(terms, form=words[1].text)
        elif key == "for" and len(words) > 1:
            count = next((place for place, word in enumerate(words) if place and word.key in {"until", "form"}), len(words))
            check_untagged(text)
            terms = replace(terms, purpose=text[words[1].start : words[count - 1].end])
        else:
            raise ArgumentError("condition", "until a date, for a purpose, or form and its reference", "until 2027-03-31")
        words = words[count:]
    return terms


def form_in(text: str, *, today: date) -> tuple[str, date, str]:
    """Read ``REFERENCE DATE [version V]``: the reference, the day of signing, the version or nothing.

    ``InvalidError`` where the reference is missing, ``ArgumentError`` for a day that is none or still to come.
    """
    words = split(text)
    if not words or len(words) > 1 and words[1].key in {"version", "v"}:  # noqa: RUF021 - read as it is said
        raise InvalidError("refused/consent_form_needed")
    signed, count = day(words[1:], today=today, back=True)
    behind = words[1 + count :]
    if behind and (behind[0].key not in {"version", "v"} or len(behind) != 2):  # noqa: PLR2004 - the word and the version
        raise ArgumentError("version", "the word version and one word, behind the date", "version 3")
    return words[0].text, signed, behind[1].text if behind else ""


def recipients_of(words: Sequence[Word]) -> tuple[tuple[Recipient, ...], int]:
    """Read one recipient or more from the first words; how many they are. Raises ``ArgumentError`` for none."""
    found: dict[Recipient, None] = {}
    place = 0
    while place < len(words) and words[place].key not in _KEYWORDS:
        key = words[place].key.strip(",")
        if key in _BETWEEN:
            place += 1
        elif key == "team":
            found[TEAM] = None
            place += 1
        elif key.startswith(("@", "[", "<", "https:")):
            who, count = person(words[place:])
            found[Recipient(rank=Rank.PERSON, name=who)] = None
            place += count
        else:
            try:
                held, count = roles(words[place:])
            except ArgumentError:
                raise _no_recipient() from None
            found.update({Recipient(rank=Rank.ROLE, name=role.value): None for role in held})
            place += count
    if not found:
        raise _no_recipient()
    return tuple(found), place


def from_whom(words: Sequence[Word]) -> tuple[Recipient, ...]:
    """Read ``from`` and recipients, and nothing behind them; no words mean everyone. Raises ``ArgumentError``."""
    recipients, count = recipients_of(words[1:]) if words and words[0].key == "from" else ((), -1)
    if len(words) > count + 1:
        raise ArgumentError("recipient", "from, and the team, a role or a person", "from physician")
    return recipients


def proposal(text: str) -> tuple[tuple[Category, ...], tuple[Recipient, ...]]:
    """Find what a sentence would share and with whom; nothing of either where it says no to anything, or is not plain.

    Whoever confirms it sees what was found.
    """
    words = [replace(word, text=word.text.strip("#.,;:!?()'\"")) for word in split(text)]
    if any(word.key in _DENYING or word.key.endswith("n't") for word in words):
        return (), ()
    turn = next((place for place, word in enumerate(words) if word.key in _TOWARDS and _recipient(words[place + 1 :])), None)
    if turn is None:
        return (), ()
    shared = _every(words[:turn], lambda rest: longest([word.text for word in rest], CATEGORIES))
    recipients = _every(words[turn + 1 :], _recipient)
    return (shared, recipients) if shared and recipients else ((), ())


def _every(words: Sequence[Word], read: Callable[[Sequence[Word]], tuple[T, int] | None]) -> tuple[T, ...]:
    found: dict[T, None] = {}
    place = 0
    while place < len(words):
        match = read(words[place:])
        if match is not None:
            found[match[0]] = None
        place += match[1] if match else 1
    return tuple(found)


def _recipient(words: Sequence[Word]) -> tuple[Recipient, int] | None:
    """Read one recipient, with or without an article before it."""
    article = 1 if words and words[0].key in {"the", "her", "his", "their", "my"} else 0
    rest = words[article:]
    if not rest:
        return None
    if rest[0].key == "team":
        return TEAM, article + 1
    if rest[0].text.startswith("@"):
        try:
            return Recipient(rank=Rank.PERSON, name=person(rest)[0]), article + 1
        except ArgumentError:
            return None
    role = longest([word.text for word in rest], ROLES)
    return (Recipient(rank=Rank.ROLE, name=role[0].value), article + role[1]) if role else None


def _no_recipient() -> ArgumentError:
    return ArgumentError("recipient", "to, and the team, a role or a person on the team", "to physician")
