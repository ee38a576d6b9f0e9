"""What somebody typed, told apart: is it for the bot, which words does it begin with, and what is the rest as typed.

Only the words of a command are normalised (``bot.chat.tokens``); free text is cut out of the message unchanged. A message is
read once, and only its first words are told apart, so that its length hardly matters.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.chat.tokens import ZERO_WIDTH, Word, following, lowered, split

_LEAD = re.compile(rf"[\s{ZERO_WIDTH}]*")
_QUOTE = re.compile(r"(?:>(?: [^\n]*)?\r?(?:\n|\Z))+(?:\r?\n)?")
_PILL = re.compile(r"\[[^\]\n]{0,255}\]\(https://matrix\.to/#/([^)\s]{1,300})\)")
_BEHIND_NAME = re.compile(r"[:,]|(?=\s)|\Z")
_FULLWIDTH = "\uff01"
_OURS = "care"


class Address(StrEnum):
    """How somebody turned to the bot."""

    PREFIX = "prefix"
    SLASH = "slash"
    MENTION = "mention"
    BARE = "bare"
    """Without anything, in the direct room: it may be a command, an answer or conversation."""
    NEAR_PREFIX = "near_prefix"
    """With a fullwidth exclamation mark: an attempt, to be answered with a hint, never acted upon."""


@dataclass(frozen=True, kw_only=True)
class Utterance:
    """A message that may be a command."""

    text: str
    """The whole message, as typed."""
    start: int
    """Where the command begins, behind whatever turned it to the bot."""
    address: Address
    words: tuple[Word, ...]
    """The first words from there on; none, where somebody only called the bot."""

    @property
    def near_prefix(self) -> bool:
        """It only looks like a command: answer with a hint."""
        return self.address is Address.NEAR_PREFIX

    def rest(self, count: int) -> str:
        """Give all that follows the first ``count`` words, as typed."""
        return following(self.text, self.words, count, start=self.start)


def read(
    body: str,
    *,
    prefix: str = "!",
    bot_id: str,
    bot_names: Sequence[str] = (),
    direct: bool = False,
    mentions: Sequence[str] = (),
) -> Utterance | None:
    """Find the command in a message; None where it holds none and is nothing but conversation.

    ``bot_names`` are the display names that the bot has had; one counts only in front of ``:`` or ``,`` or where the message
    mentions the bot. Quotes of others, code blocks, edit fallbacks and a lone prefix are no commands.
    """
    start = _begin(body, _quoted_until(body))
    if start == len(body) or body.startswith(("```", "`", "* "), start):
        return None
    turned = (
        _behind_sign(body, start, prefix)
        or _behind_bot(body, start, prefix=prefix, bot_id=bot_id, bot_names=bot_names, mentioned=bot_id in mentions)
        or ((start, Address.BARE) if direct and not body.startswith(prefix, start) else None)
    )
    if turned is None:
        return None
    start, address = turned
    words = split(body, start)
    if address is not Address.BARE and words and words[0].key == _OURS:
        start, words = words[0].end, split(body, words[0].end)
    if address is not Address.BARE and words:
        words = (_without_colon(words[0]), *words[1:])
    return Utterance(text=body, start=start, address=address, words=words)


def closed_up(body: str, *, prefix: str = "!") -> str | None:
    """The message without the space that a keyboard put behind the prefix: ``! signal …``. None where there is none."""
    start = _begin(body, 0)
    behind = start + len(prefix)
    return prefix + body[behind:].lstrip(" \u00a0") if body.startswith((f"{prefix} ", f"{prefix}\u00a0"), start) else None


def without_quote(body: str) -> str:
    """Leave out the quoted message that older clients put in front of a reply."""
    return body[_quoted_until(body) :]


def _without_colon(word: Word) -> Word:
    """``option:`` is ``option``. Its place stays, so that the colon is no part of what follows."""
    return replace(word, text=word.text.rstrip(":") or word.text)


def _begin(body: str, start: int) -> int:
    match = _LEAD.match(body, start)
    return match.end() if match else start


def _quoted_until(body: str) -> int:
    match = _QUOTE.match(body)
    return match.end() if match else 0


def _behind_sign(body: str, start: int, prefix: str) -> tuple[int, Address] | None:
    for sign, address in (
        (prefix, Address.PREFIX),
        ("//", Address.SLASH),
        ("/", Address.SLASH),
        (_FULLWIDTH, Address.NEAR_PREFIX),
    ):
        if body.startswith(sign, start):
            place = start + len(sign)
            while place < len(body) and body[place] in ZERO_WIDTH:
                place += 1
            if place < len(body) and body[place].isalnum():
                return place, address
    return None


def _behind_bot(
    body: str, start: int, *, prefix: str, bot_id: str, bot_names: Sequence[str], mentioned: bool
) -> tuple[int, Address] | None:
    end = _name_until(body, start, bot_id, bot_names, mentioned=mentioned)
    if end is None:
        return None
    begin = _begin(body, end)
    sign = _behind_sign(body, begin, prefix)
    return (sign[0] if sign and sign[1] is not Address.NEAR_PREFIX else begin), Address.MENTION


def _name_until(body: str, start: int, bot_id: str, bot_names: Sequence[str], *, mentioned: bool) -> int | None:
    pill = _PILL.match(body, start)
    if pill is not None and pill[1].replace("%40", "@").replace("%3A", ":").replace("%3a", ":") == bot_id:
        behind = _BEHIND_NAME.match(body, pill.end())
        return behind.end() if behind else pill.end()
    for name in (bot_id, *bot_names):
        for called in (name, f"@{name}"):
            if not name or lowered(body[start : start + len(called)]) != lowered(called):
                continue
            behind = _BEHIND_NAME.match(body, start + len(called))
            if behind is not None and (behind[0] or mentioned or name == bot_id):
                return behind.end()
    return None
