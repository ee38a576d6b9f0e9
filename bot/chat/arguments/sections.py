"""Labelled sections of a note, ``S: … O: …``, and the line that names the risk. No word is ever lost between them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.chat.tokens import is_blank, lowered

_RISK = re.compile(r"(?:^[ \t]*(?i:risk)|(?<=[.!?;])[ \t]+(?:Risk|RISK))[ \t]*:[ \t]*([^\r\n]*)(?:\r?\n)?", re.MULTILINE)
_INLINE_RISK = re.compile(r"(?<=\S)[ \t]+(?=(?:Risk|RISK)[ \t]*:)")


def sections(text: str, labels: Mapping[str, str]) -> dict[str, str]:
    """Tell the labelled parts of a text apart: ``labels`` says which label (ASCII) begins which field.

    A label stands at the beginning of a line in any letter case, or within one behind white space, as in ``… O: …``, with
    its first letter a capital. The parts come as typed, without the white space around them; a field that is labelled
    twice has both parts, a line apart. What stands before the first label has the empty name.
    """
    fields = {lowered(label): field for label, field in labels.items()}
    spelt = "|".join(sorted((re.escape(label) for label in fields), key=len, reverse=True))
    pattern = re.compile(rf"(?P<line>^[ \t]*)?(?:(?<=\s)|^|(?<=\A))(?P<label>(?ai:{spelt}))[ \t]?:", re.MULTILINE)
    found: dict[str, list[str]] = {}
    name, begin = "", 0
    for match in pattern.finditer(text) if fields else ():
        if match["line"] is not None or match["label"][0].isupper():
            found.setdefault(name, []).append(text[begin : match.start()].strip())
            name, begin = fields[lowered(match["label"])], match.end()
    found.setdefault(name, []).append(text[begin:].strip())
    joined = {field: "\n".join(part for part in parts if part) for field, parts in found.items()}
    return {field: part for field, part in joined.items() if field or not is_blank(part)}


def risk_apart(text: str, labels: Mapping[str, str]) -> str:
    """Put ``Risk: …`` on a line of its own, as it stands among labelled parts on a phone: ``O: calm Risk: none P: go on``."""
    spelt = "|".join(sorted((re.escape(label) for label in labels if label[0].isalpha()), key=len, reverse=True))
    behind = re.compile(rf"(?<=\S)[ \t]+(?=(?P<label>(?ai:{spelt}))[ \t]?:)")
    lines: list[str] = []
    for line in _INLINE_RISK.sub("\n", text).split("\n"):
        named = _RISK.match(line)
        ends = [found.start() for found in behind.finditer(line) if found["label"][0].isupper()] if named is not None else []
        lines += [line[: ends[0]], line[ends[0] :].lstrip(" \t")] if ends else [line]
    return "\n".join(lines)


def risk(text: str) -> tuple[str | None, str]:
    """Cut ``Risk: …`` out of a text: what it says, up to the end of its line, and what is left, as typed.

    It begins a line, or follows the end of a sentence. None where no such line says anything; then the text is untouched.
    """
    lines = [line for line in _RISK.finditer(text) if not is_blank(line[1])]
    if not lines:
        return None, text
    left, begin = "", 0
    for line in lines:
        within = line.start() > 0 and text[line.start() - 1] != "\n"
        left += text[begin : line.start()]
        begin = line.end(1) if within else line.end()
    left += text[begin:]
    if lines[-1].end() == len(text) and begin == len(text):
        left = left.removesuffix("\n").removesuffix("\r")
    return "\n".join(line[1].strip() for line in lines), left
