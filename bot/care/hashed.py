r"""The hash of minutes: SHA-256 over canonical bytes, so that anybody who has these can see whether a word was changed.

The canonical bytes (form 1) are one JSON object in UTF-8, without a byte order mark and without a line break at its end:

* keys in the order of their code points, no white space between the parts, characters beyond ASCII as they are, and of the
  others only ``"``, ``\`` and control characters escaped, in the shortest way that JSON has (``\n``, else ``\u001f``);
* moments in UTC as ``2026-12-07T08:00:00.123456Z``, with six digits behind the second; days as ``2026-12-07``;
* lists in the order in which the minutes have them; what is not there as ``null``; names of roles, categories and parts as they
  are stored; texts as typed, code point by code point;
* every field of the minutes but ``digest`` itself, and ``format``, which is ``carehuddle conference minutes``.

Where minutes are shown, the same bytes come as a file to whoever may read all of them: ``sha256sum`` of it gives the hash.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

from bot.care.conference_minutes import Addition, Attendant, ConferenceMinutes, Entry

_FORMAT = "carehuddle conference minutes"
_FIELDS: Mapping[int, Mapping[type, tuple[str, ...]]] = {
    1: {
        ConferenceMinutes: (
            *("form", "case", "conference", "question", "question_categories", "asked_by", "planned", "begun", "ended", "closing"),
            *("present", "apologies", "lacking", "entries", "additions", "locked"),
        ),
        Attendant: ("person", "role"),
        Entry: (
            *("part", "ref", "at", "author", "text", "categories", "owner", "day", "reason", "of"),
            *("was", "was_author", "was_categories"),
        ),
        Addition: ("ref", "at", "author", "text", "categories", "of"),
    }
}
"""The fields of each form. One that minutes gain later belongs to a later form, and changes no hash of an earlier one."""


def canonical(minutes: ConferenceMinutes) -> bytes:
    """Give the bytes that stand for these minutes and for no others."""
    whole = {"format": _FORMAT, **_plain(minutes, _FIELDS[minutes.form])}
    return json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def digest(minutes: ConferenceMinutes) -> str:
    """Give their hash, in hexadecimal."""
    return sha256(canonical(minutes)).hexdigest()


def _plain(value: Any, names: Mapping[type, tuple[str, ...]]) -> Any:  # noqa: ANN401 - whatever a field may hold
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one, names) for one in value]
    if type(value) in names:
        return {name: _plain(getattr(value, name), names) for name in names[type(value)]}
    return value
