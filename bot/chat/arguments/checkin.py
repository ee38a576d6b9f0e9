"""A check-in as people type it: ``done … next … stuck …``, in any order; with colons where a text has these words itself."""

from __future__ import annotations

import re

from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import is_blank

EXAMPLE = "!checkin done the letter is sent next the visit on Monday stuck no answer from the ward"

_LABEL = re.compile(
    r"(?:(?P<line>^[ \t]*)|(?<=\s))(?P<name>done|next|stuck)(?:(?P<colon>[ \t]?:)|(?=\s|$))", re.IGNORECASE | re.MULTILINE
)


def parts(text: str) -> dict[str, str]:
    """Tell the parts apart, as typed. ``ArgumentError`` where the text begins with none of them, or none says anything.

    Where one is marked by a colon, only those with a colon count; else each word counts where it stands first.
    """
    found = list(_LABEL.finditer(text))
    marked = [one for one in found if one["colon"]]
    if not marked:
        first: dict[str, re.Match[str]] = {}
        for one in found:
            first.setdefault(one["name"].lower(), one)
        marked = list(first.values())
    if not marked or text[: marked[0].start()].strip():
        raise _error()
    ends = [*(one.start() for one in marked[1:]), len(text)]
    said: dict[str, str] = {}
    for one, end in zip(marked, ends, strict=True):
        part = text[one.end() : end].strip().rstrip(",;")
        if not is_blank(part):
            name = one["name"].lower()
            said[name] = f"{said[name]}\n{part}" if name in said else part
    if not said:
        raise _error()
    return said


def _error() -> ArgumentError:
    return ArgumentError("check-in", "done, next or stuck, each with what there is to say", EXAMPLE)
