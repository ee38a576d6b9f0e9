"""Who receives a note: a person or a role of the team, in front of its text or on a line ``To: …``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.care.people import Membership
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import person, roles
from bot.chat.tokens import Word, is_blank, split

_LINE = re.compile(r"^[ \t]*(?:to|receiver)[ \t]*:[ \t]*(\S[^\r\n]*)(?:\r?\n|\Z)", re.IGNORECASE | re.MULTILINE)
_LEADS = frozenset({"to", "for"})
_LONGEST = 14
_BEHIND = ".,;:"


def named(words: Sequence[Word], roster: Sequence[Membership], author: str) -> tuple[tuple[str, ...], int]:
    """Read a person, or a role and whoever holds it, from the first words; how many they are.

    Nobody where they are not on the team, or are the author alone. Raises ``ArgumentError`` for what is neither.
    """
    try:
        found, count = person(words)
        meant = [member.person for member in roster if member.person == found]
    except ArgumentError:
        held, count = roles(words)
        meant = [member.person for member in roster if set(member.roles) & set(held)]
    return tuple(one for one in meant if one != author), count


def whole(text: str, roster: Sequence[Membership], author: str, mentions: Sequence[str] = ()) -> tuple[str, ...]:
    """Read nothing but who receives it; nobody for anything else. Clients may send a mere name with a mention."""
    words = split(text)
    words = words[1:] if words and words[0].key.rstrip(_BEHIND) in _LEADS else words
    try:
        found, count = named(words, roster, author)
    except ArgumentError:
        found, count = (), 0
    if found and count == len(words):
        return found
    return _mentioned(mentions, roster, author)


def cut(text: str, roster: Sequence[Membership], author: str, mentions: Sequence[str] = ()) -> tuple[tuple[str, ...], str]:
    """Cut who receives a note out of its text: ``@physician:clinic.example S: …``, ``to physician S: …``, or a line ``To: …``.

    Nothing is cut out that names nobody of the team: the text then stays as typed, and its author has to be asked.
    """
    for line in _LINE.finditer(text):
        found = whole(line[1], roster, author)
        if found:
            return found, text[: line.start()] + text[line.end() :]
    words = split(text, limit=_LONGEST)
    skipped = 1 if words and words[0].key in _LEADS else 0
    try:
        found, count = named(words[skipped:], roster, author)
    except ArgumentError:
        found, count = (), 0
    end = skipped + count
    if found and (text[words[skipped].start] in "@[<h" or _ends(text, words, end)):
        return found, text[words[end - 1].end :].lstrip(" \t" + _BEHIND)
    return _mentioned(mentions, roster, author), text


def _ends(text: str, words: Sequence[Word], end: int) -> bool:
    """The words of a role are all there is, or a line of their own, or stand in front of a label: else they begin a sentence."""
    if end >= len(words):
        return is_blank(text[words[-1].end :])
    between = text[words[end - 1].end : words[end].start]
    return "\n" in between or words[end - 1].text.endswith(":") or words[end].text.endswith(":") or ":" in words[end].text[:2]


def _mentioned(mentions: Sequence[str], roster: Sequence[Membership], author: str) -> tuple[str, ...]:
    here = {member.person for member in roster} - {author}
    return tuple(mentions) if len(mentions) == 1 and mentions[0] in here else ()
