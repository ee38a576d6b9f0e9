"""Mention pills: clients show a person's display name, and put it into the plain text; we read whom it points at.

A display name proves nothing and is chosen by whoever bears it, so each pill in the text becomes the Matrix id behind it.
Only people whom the message really mentions (``m.mentions``, inside the ciphertext) are taken for it.
"""

from __future__ import annotations

from collections.abc import Collection
from html.parser import HTMLParser
from urllib.parse import unquote

_LINKS = ("https://matrix.to/#/", "matrix:u/")


def with_ids(body: str, formatted: str, mentioned: Collection[str]) -> str:
    """The text with the id in the place of each pill's name, in order; what is no pill stays as it is."""
    seen = _Pills()
    seen.feed(formatted)
    seen.close()
    done, rest = "", body
    for person, name in seen.found:
        at = rest.find(name) if name and person in mentioned else -1
        if at >= 0:
            done, rest = done + rest[:at] + person, rest[at + len(name) :]
    return done + rest


class _Pills(HTMLParser):
    """Collects the links to people, each with the words that stand on it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._person: str | None = None
        self._words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._person, self._words = _person(dict(attrs).get("href") or ""), ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._person is not None:
            self.found.append((self._person, self._words.strip()))
            self._person = None

    def handle_data(self, data: str) -> None:
        self._words += data


def _person(link: str) -> str | None:
    for begin in _LINKS:
        if link.startswith(begin):
            target = unquote(link.removeprefix(begin).partition("?")[0])
            return target if target.startswith("@") else f"@{target}" if begin == "matrix:u/" else None
    return None
