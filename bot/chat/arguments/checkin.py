"""A check-in as people type it: ``done … next … stuck …``, in any order; with colons where a text has these words itself.

``away``, or ``cannot come``, stands before all that, with or without a reason; ``coming`` takes it back.
"""

from __future__ import annotations

import re

from bot.chat.arguments.errors import ArgumentError
from bot.chat.tokens import is_blank

EXAMPLE = "!checkin done the letter is sent next the visit on Monday stuck no answer from the ward"

_LABEL = re.compile(
    r"(?:(?P<line>^[ \t]*)|(?<=\s))(?P<name>done|next|stuck)(?:(?P<colon>[ \t]?:)|(?=\s|$))", re.IGNORECASE | re.MULTILINE
)

_AWAY = re.compile(
    r"\s*(?:away|absent|sorry|(?:i )?(?:can.?t|cannot|can not) (?:come|make it)|(?:i am |i.?m )?not coming)(?=[\s:;,.]|$)[\s:;,.]*",
    re.IGNORECASE,
)
_BECAUSE = re.compile(r"(?:because|since)\b(?![\s:]*of\b)[\s:]*", re.IGNORECASE)
_COMING = re.compile(r"\s*(?:coming|i can come)(?: after all)?\s*[.]?\s*", re.IGNORECASE)


def coming(text: str) -> bool:
    """Say whether somebody comes after all."""
    return _COMING.fullmatch(text) is not None


def answer(text: str) -> dict[str, str]:
    """Tell the parts apart, as typed; ``away`` is among them where somebody cannot come, with the reason, which may be empty.

    ``ArgumentError`` for what is neither that nor a check-in.
    """
    apology = _AWAY.match(text)
    if apology is None:
        return parts(text)
    rest = text[apology.end() :]
    label = next(iter(_found(rest)), None)
    reason = rest if label is None else rest[: label.start()]
    told = {} if label is None else parts(rest[label.start() :])
    return {"away": _BECAUSE.sub("", reason.strip(), count=1).strip().rstrip(",;"), **told}


def parts(text: str) -> dict[str, str]:
    """Tell the parts apart, as typed. ``ArgumentError`` where the text begins with none of them, or none says anything.

    Where one is marked by a colon, only those with a colon count, and the one that the text begins with; else each word counts
    where it stands first.
    """
    marked = _found(text)
    opening = _LABEL.match(text.lstrip())
    if marked and opening is not None and text[: marked[0].start()].strip():
        text = text.lstrip()
        marked = [opening, *_found(text)]
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


def _found(text: str) -> list[re.Match[str]]:
    found = list(_LABEL.finditer(text))
    marked = [one for one in found if one["colon"]]
    if marked:
        return marked
    first: dict[str, re.Match[str]] = {}
    for one in found:
        first.setdefault(one["name"].lower(), one)
    return list(first.values())


def _error() -> ArgumentError:
    return ArgumentError("check-in", "done, next or stuck, each with what there is to say; or away", EXAMPLE)
