"""Forms that clients filled in, out of the content of a proven message. Pure; what is malformed counts for nothing.

Two drafts say it in two ways. A message with both says two things, and is read as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.flow.adverts import Form, Invocation

KEYS: Mapping[Form, str] = {Form.MSC4391: "org.matrix.msc4391.command", Form.MSC4332: "org.matrix.msc4332.command"}
"""Where a form stands in a message."""
MOST = 20
"""Slots of a form."""
LONGEST_NAME = 255

_SLOT = re.compile(r" \{(\w{1,64})\}")


def read(content: Mapping[str, object]) -> Invocation | None:
    """What was filled in; None where there is no form, more than one, or a malformed one."""
    found = [form for form, key in KEYS.items() if key in content]
    said = content[KEYS[found[0]]] if len(found) == 1 else None
    if not isinstance(said, Mapping):
        return None
    match found[0]:
        case Form.MSC4391:
            name, given = said.get("command"), _filled(said.get("arguments", {}))
            return _invocation(Form.MSC4391, name, given)
        case Form.MSC4332:
            syntax, given = said.get("syntax"), _filled(said.get("variables", {}))
            if not isinstance(syntax, str) or given is None or len(syntax) > LONGEST_NAME:
                return None
            slots = _SLOT.findall(syntax)
            whole = "".join([syntax.partition(" {")[0], *(f" {{{slot}}}" for slot in slots)]) == syntax
            return _invocation(Form.MSC4332, syntax.partition(" {")[0], given) if whole and set(slots) == given.keys() else None


def _invocation(form: Form, name: object, given: Mapping[str, str] | None) -> Invocation | None:
    if not isinstance(name, str) or given is None or not 0 < len(name) <= LONGEST_NAME:
        return None
    return Invocation(form=form, name=name, given=given)


def _filled(values: object) -> Mapping[str, str] | None:
    """Texts, and whole numbers as texts. What was left empty is not there."""
    if not isinstance(values, Mapping) or len(values) > MOST:
        return None
    given: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, bool) or not isinstance(value, str | int | None):
            return None
        if value is not None and value != "":
            given[str(key)] = str(value)
    return given
