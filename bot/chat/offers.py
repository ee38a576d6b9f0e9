"""What a text offers: to whoever may not give a command, it is not offered.

In a template it stands as ``{% offer %} To book one: `!conference at …`{% endoffer %}``, with ``{% else %}`` for what the others
read instead. Which commands an offer is of is found in it, once, and that they may is asked of the one table of roles.
Help on a command is told to those alone who may give it, so to others it is not offered either.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from bot.care.readers import offered
from bot.chat.declarations import DeclarationError
from bot.chat.registry import Match, Registry
from bot.chat.tokens import split
from bot.flow.said import Reader

MAY = "may"
"""The value that a template asks: does one of those who read it may give all of these commands?"""

_OFFER = re.compile(r"\{% offer %\}(?P<words>.*?)\{% endoffer %\}", re.DOTALL)
_COMMAND = re.compile(r"(?:`|<code>)!(?P<words>[a-z][^`<{\n]*)")
_OTHERWISE = "{% else %}"
_HELP = "help"


class Offers:
    """Knows the commands that are offered, by their declarations; without these, everything is offered."""

    def __init__(self, registry: Registry | None = None) -> None:
        self._registry = registry

    def marked(self, source: str) -> str:
        """Give the source of a template with a question in the place of each offer."""
        return _OFFER.sub(self._asked, source)

    def to(self, reader: Reader) -> Callable[..., bool]:
        """Give what answers these questions for a reader; whoever that is, is looked up when it is first asked."""
        actors = cache(reader.actors)

        def may(*names: str) -> bool:
            commands = self._registry.commands if self._registry is not None else {}
            return all(offered(commands[name].rule, actors()) for name in names if name in commands)

        return may

    def _asked(self, found: re.Match[str]) -> str:
        names = ", ".join(repr(name) for name in self._names(found["words"].partition(_OTHERWISE)[0]))
        end = "" if found["words"].startswith("\n") else "+"  # within a line, the line's end is no part of it
        return f"{{% if {MAY}({names}) %}}{found['words']}{{% endif {end}%}}"

    def _names(self, words: str) -> tuple[str, ...]:
        if self._registry is None:
            return ()
        matches = [found for one in _COMMAND.finditer(words) for found in _named(self._registry, one["words"])]
        names = tuple(dict.fromkeys(one.command.name for one in matches if one is not None))
        if not names or None in matches:
            raise DeclarationError(f"this offers no command: {words}")
        return names


def _named(registry: Registry, words: str) -> tuple[Match | None, ...]:
    """The command that words give, and that on which they ask for help; None for what is no command."""
    typed = split(words)
    found = registry.find(typed)
    topic = typed[1:] if found is not None and found.command.name == _HELP else []
    return (found, registry.find(topic)) if topic else (found,)
