"""Whether a formatted text and a plain text say the same words: readers see the one, the record keeps the other."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_WORD = re.compile(r"\w+")
_FENCE = re.compile(r"^\s*```\w*", re.MULTILINE)
_TARGET = re.compile(r"\]\([^)\s]*\)")
_REPLY = re.compile(r"<mx-reply>.*?</mx-reply>", re.DOTALL | re.IGNORECASE)
_QUOTED = re.compile(r"\A(?:> .*\n)+\n?")


def differs(body: str, formatted: str) -> bool:
    """True where the words differ, or their order. Formatting, the address behind a link and a quoted answer do not count."""
    quoted = _REPLY.search(formatted) is not None
    shown = _Words()
    shown.feed(_REPLY.sub("", formatted))
    shown.close()
    plain = _QUOTED.sub("", body) if quoted else body
    plain = _TARGET.sub("]", _FENCE.sub(" ", plain))
    return _letters(plain) != _letters(" ".join(shown.words))


def _letters(text: str) -> str:
    """Letters and digits alone: where a word ends is a matter of formatting."""
    return "".join(_WORD.findall(text)).replace("_", "")


class _Words(HTMLParser):
    """Collects what a reader sees, the numbers of a numbered list too."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._numbers: list[int | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "ol":
            start = dict(attrs).get("start") or "1"
            self._numbers.append(int(start) if start.isascii() and start.isdecimal() and len(start) < 10 else 1)  # noqa: PLR2004 - digits
        elif tag == "ul":
            self._numbers.append(None)
        elif tag == "li" and self._numbers and (number := self._numbers[-1]) is not None:
            self.words.append(str(number))
            self._numbers[-1] = number + 1

    def handle_endtag(self, tag: str) -> None:
        if tag in {"ol", "ul"} and self._numbers:
            self._numbers.pop()

    def handle_data(self, data: str) -> None:
        self.words.append(data)
