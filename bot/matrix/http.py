"""What a homeserver's answer means: a JSON object, or one of four errors.

A homeserver in trouble answers with anything: HTML of a proxy, half a document, a limit in a header, in the body or in
neither. Whoever asks gets a dict or one of these errors, and never the server's own words: they could quote what was sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime

LONGEST = 300.0
"""Seconds. A server that asks for more than five minutes is asked again after five."""
UNSAID = 5.0
"""Seconds to wait when a server limits us without saying for how long."""

_ERRCODE = re.compile(r"[A-Za-z0-9_.]{1,64}")
_REVOKED = {"M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED", "M_USER_LOCKED"}


class HomeserverError(Exception):
    """The homeserver did not do what it was asked."""


class LimitedError(HomeserverError):
    """Asked too often. ``after`` is in seconds, at most ``LONGEST``."""

    def __init__(self, after: float) -> None:
        super().__init__(f"limited, again in {after:.1f} s")
        self.after = after


class RevokedError(HomeserverError):
    """The access token is no longer taken. Nothing but a person can mend that: there is never a silent second login."""

    def __init__(self) -> None:
        super().__init__("the homeserver no longer takes the access token of this device")


class RefusedError(HomeserverError):
    """The homeserver understood and said no. ``errcode`` is a word of the specification, or ``M_UNKNOWN``."""

    def __init__(self, errcode: str, status: int) -> None:
        super().__init__(f"refused: {errcode} ({status})")
        self.errcode = errcode
        self.status = status


class UnavailableError(HomeserverError):
    """No answer, or none that could be read. Whether it was done is unknown."""


def answer(status: int, headers: Mapping[str, str], body: bytes) -> dict[str, object]:
    """Read an answer: its JSON object, or the error that it stands for."""
    said = parse(body)
    if status == 429:  # noqa: PLR2004 - the number is the name
        raise LimitedError(_after(headers, said))
    if 200 <= status < 300 and said is not None:  # noqa: PLR2004 - the numbers are the names
        return said
    errcode = said.get("errcode") if said is not None else None
    if errcode == "M_LIMIT_EXCEEDED":
        raise LimitedError(_after(headers, said))
    if errcode in _REVOKED:
        raise RevokedError
    if said is not None and 400 <= status < 500:  # noqa: PLR2004 - the numbers are the names
        word = errcode if isinstance(errcode, str) and _ERRCODE.fullmatch(errcode) else "M_UNKNOWN"
        raise RefusedError(word, status)
    raise UnavailableError(f"the homeserver answered {status} with nothing that could be read")


def parse(body: bytes) -> dict[str, object] | None:
    """The JSON object in ``body``, or None: HTML, half a document, a bare number, nesting without end."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None


def moment(headers: Mapping[str, str]) -> datetime | None:
    """When the server says that it answered; aware, to the second. None where it does not say."""
    try:
        said = parsedate_to_datetime(headers.get("Date", ""))
    except (ValueError, TypeError):
        return None
    return said if said.tzinfo is not None else None


def _after(headers: Mapping[str, str], said: Mapping[str, object] | None) -> float:
    """How long to wait, in seconds: the header first, then the body, then our own guess."""
    seconds = headers.get("Retry-After", "")
    milliseconds = (said or {}).get("retry_after_ms")
    if seconds.isascii() and seconds.isdecimal():
        wanted = float(seconds[:9])
    elif isinstance(milliseconds, int | float) and milliseconds == milliseconds:  # noqa: PLR0124 - NaN is not equal to itself
        wanted = milliseconds / 1000
    else:
        wanted = UNSAID
    return min(max(wanted, 0.1), LONGEST)
