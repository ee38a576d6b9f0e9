"""Process notes, which are kept nowhere here, in whichever format they come."""

from __future__ import annotations

from bot.care.errors import UnfitError
from bot.chat.tokens import split

_PROCESS = frozenset({"process", "psychotherapy"})
_NOTES = frozenset({"note", "notes"})


def refuse(named: str, *texts: str) -> None:
    """Raise ``UnfitError`` where ``named``, as typed behind a command, begins with that format, or any line with "process note".

    The name of a format, in small letters, is told from a sentence that begins with the same word.
    """
    if _names_it(named) or any(_says_it(line) for text in (named, *texts) for line in text.splitlines()):
        raise UnfitError("refused/process_note")


def _names_it(text: str) -> bool:
    words = split(text, limit=1)
    if not words or words[0].key.strip("#:") not in _PROCESS:
        return False
    return words[0].text.islower() or words[0].text.endswith(":")


def _says_it(line: str) -> bool:
    words = split(line, limit=2)
    return len(words) > 1 and words[0].key.strip("#:") in _PROCESS and words[1].key.strip(":,.") in _NOTES
