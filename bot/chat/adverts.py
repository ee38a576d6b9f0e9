"""Which commands clients are told of, and in which words: read from the declarations, as far as these are generic.

A command that needs a case takes its code, which may be left out in the case's own room. What may be left out in front of something
that may not has to be filled in: a form tells its parts apart by their order.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.care.people import PlaceKind
from bot.chat.generic_words import WORDS
from bot.chat.registry import Registry
from bot.chat.spec import Command
from bot.flow.adverts import CASE, Advert, Slot

_SENTENCE = re.compile(r".*?[.](?=\s|\Z)", re.DOTALL)
_PLAIN = re.compile(r"[A-Za-z ,.;:'@-]+")
_WORD = re.compile(r"[A-Za-z]+")


def adverts(registry: Registry) -> Mapping[str, Advert]:
    """Everything that may be advertised in any room, by its name, in alphabetical order."""
    found = (_advert(one) for one in registry.commands.values() if PlaceKind.CASE in one.rule.places and not one.team)
    return {one.name: one for one in found if one is not None}


def _advert(command: Command) -> Advert | None:
    slots = (
        *([Slot(key=CASE, says="the code of the case, outside its room", optional=True)] if command.rule.case else ()),
        *(
            Slot(key=one.name, says=_generic(one.argument.what), optional=all(each.optional for each in command.parameters[place:]))
            for place, one in enumerate(command.parameters)
        ),
    )
    if not all(_generic(words.replace("_", " ")) for words in (command.name, *(one.key for one in slots))):
        return None
    first = _SENTENCE.match(" ".join(command.doc.split()))
    says = _generic(first[0]) if first else ""
    return Advert(name=command.name, says=says or f"More: !help {command.name}", slots=slots)


def _generic(text: str) -> str:
    """The text, if each of its words may be advertised; else nothing."""
    words = _WORD.findall(text.lower())
    return text if words and _PLAIN.fullmatch(text) and WORDS.issuperset(words) else ""
