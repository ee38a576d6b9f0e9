"""Commands as an example shows them: where no room says which case is meant, the code stands behind the first word.

Templates are written as for the room of the case. That their examples are right elsewhere too is seen to here, once.
"""

from __future__ import annotations

import re
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from bot.chat.registry import Registry
from bot.chat.tokens import split
from bot.flow.said import Reader

_SHOWN = re.compile(r"(?P<sign>`|<code>)!(?P<family>[a-z]+)(?P<behind>[^`<{\n]*)(?P<value>\{\{[^}]*\}\})?")
"""A command in a template: what is literally there, and the value behind that, if there is one."""
_NAMES_CASE = re.compile(r"\{\{[^}]*\b(?:\w+_)?(?:case|code)\b")
BEHIND = "behind_family"
"""The value that stands at each such place: a space and the code, or nothing."""
_WORDS = 4


class Examples:
    """Knows of which commands an example needs the code, by the declarations; without these, of none."""

    def __init__(self, registry: Registry | None = None) -> None:
        self._registry = registry

    def marked(self, source: str) -> str:
        """Give the source of a template with a place for the code in each example of a command that is about a case."""
        return _SHOWN.sub(self._mark, source) if self._registry is not None else source

    def coded(self, example: str, code: str) -> str:
        """Give an example with the code, if it is of such a command and has none yet."""
        family, space, behind = example.partition(" ")
        if not code or not example.startswith("!") or not self._needs(f"{family} {behind}".removeprefix("!")):
            return example
        return f"{family} {code}{space}{behind}"

    def _mark(self, found: re.Match[str]) -> str:
        family, behind, value = found["family"], found["behind"], found["value"] or ""
        names_itself = not behind.strip() and _NAMES_CASE.match(value)
        if names_itself or not self._needs(f"{family}{behind}"):
            return found[0]
        return f"{found['sign']}!{family}{{{{ {BEHIND}|default('') }}}}{behind}{value}"

    def _needs(self, text: str) -> bool:
        words = split(text, limit=_WORDS)
        if self._registry is None or not words:
            return False
        match = self._registry.find(words)
        if match is None:
            return any(one.rule.case for one in self._registry.family(words[0].key))
        return match.command.rule.case and match.code is None


def behind_family(case: object, reader: Reader) -> str:
    """Give what stands behind the first word of an example: nothing in the room of a case, nor where no case is spoken of."""
    return f" {case}" if isinstance(case, str) and reader.place.case is None else ""


class PlacedEnvironment(Environment):
    """One whose templates have their examples placed; ``coded`` does the same for an example that comes as a value."""

    def __init__(self, examples: Examples, **options: Any) -> None:  # noqa: ANN401 - they are Jinja's own
        self._examples = examples
        super().__init__(**options)

        @pass_context
        def coded(context: Context, example: str) -> str:
            return examples.coded(example, str(context.get(BEHIND, "")).strip())

        self.filters["coded"] = coded

    def preprocess(self, source: str, name: str | None = None, filename: str | None = None) -> str:
        """Mark the examples, before anything is read."""
        return super().preprocess(self._examples.marked(source), name, filename)
