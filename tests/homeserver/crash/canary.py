"""Finding a text again, whichever way it was written down: the whole of it, or its first word alone."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

_SHORTEST = 12
"""Characters of base64 that cannot stand there by chance."""


def encodings(text: str) -> dict[str, bytes]:
    """The text in the ways in which programs write texts down, by name. Each is searched for without regard to case."""
    plain = text.encode()
    found = {
        "text": plain,
        "UTF-16": text.encode("utf-16-le"),
        "JSON": json.dumps(text)[1:-1].encode(),
        "HTML": html.escape(text).encode(),
        "URL": quote(text, safe="").encode(),
        "form": quote_plus(text).encode(),
        "hex": plain.hex().encode(),
        "repr": repr(plain)[2:-1].encode(),
        "backwards": text[::-1].encode(),
    }
    for shift in range(3):  # base64 looks different at each place within three bytes; its ends depend on what is around it
        for name, encode in (("base64", base64.b64encode), ("base64 for URLs", base64.urlsafe_b64encode)):
            inner = encode(bytes(shift) + plain)[4 if shift else 0 : -4]
            assert len(inner) >= _SHORTEST
            found[f"{name}, {shift}"] = inner
    return found


def places(text: str, where: bytes) -> list[str]:
    """The encodings in which the text, or its first word, stands there."""
    lowered = where.lower()
    searched = (encodings(text), encodings(text.split(maxsplit=1)[0]))
    return sorted({name for codes in searched for name, code in codes.items() if code.lower() in lowered})


def leaks(text: str, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Every file below a folder in whose name or content the text stands, and in which encodings."""
    for path in sorted(folder.rglob("*")):
        content = path.read_bytes() if path.is_file() else b""
        if found := places(text, str(path).encode() + b"\n" + content):
            yield str(path.relative_to(folder)), found
