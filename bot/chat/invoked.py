"""A form that somebody filled in, as the words that they might have typed. Whatever else can be read into these is refused.

What a client shows of a form is its own affair, so the words that everybody in the room reads have to hold what was filled in. A
signal waits behind nothing and is never refused: where its form cannot be meant, what the message says counts, as it was typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.care.codes import parse_case_code
from bot.chat import answering, words
from bot.chat.adverts import adverts
from bot.chat.parameters import Rest, Said
from bot.chat.registry import Registry
from bot.chat.seat import Seat
from bot.chat.spec import Command
from bot.chat.tokens import is_blank, split
from bot.flow.adverts import CASE, Advert, Form
from bot.flow.messages import Inbound

REFUSED = "refused/app_form"
_LETTER = re.compile(r"\w")


class Forms:
    """The forms that are advertised; with none of the drafts, what is filled in is passed over, and the message counts as typed."""

    def __init__(self, registry: Registry, drafts: Collection[Form]) -> None:
        self._registry = registry
        self._drafts = frozenset(drafts)
        self._adverts = adverts(registry) if drafts else {}

    def in_words(self, seat: Seat) -> Seat | None:
        """The turn as if it had been typed; None where it was refused, which its sender is told."""
        advert = self._meant(seat.inbound, seat.desk.clinic.bot)
        if advert is None:
            return seat
        text = self.spoken(seat.inbound, bot=seat.desk.clinic.bot)
        if self._registry.commands[advert.name].at_once:
            return seat if text is None else replace(seat, text=text)
        if text is None or not _shown(seat.inbound, advert.name):
            filled = replace(seat, text=" ".join(seat.inbound.invoked.given.values()) if seat.inbound.invoked else seat.text)
            answering.only_say(filled, REFUSED, speaks=self._speaks(advert), command=advert.name)
            return None
        return replace(seat, text=text)

    def spoken(self, inbound: Inbound, *, bot: str) -> str | None:
        """The words that stand for a form, if they can be read in one way alone; None for no form, and for one of another bot."""
        advert = self._meant(inbound, bot)
        text = typed(advert, inbound.invoked.given) if advert is not None and inbound.invoked is not None else None
        if text is None or advert is None or inbound.invoked is None:
            return None
        return text if self._read_so(self._registry.commands[advert.name], inbound.invoked.given, text, bot) else None

    def _speaks(self, advert: Advert) -> bool:
        """Something that is filled in is said of the patient."""
        return any(isinstance(one.argument, Said) for one in self._registry.commands[advert.name].parameters)

    def _meant(self, inbound: Inbound, bot: str) -> Advert | None:
        said = inbound.invoked
        ours = said is not None and said.form in self._drafts and bot in inbound.mentions
        return self._adverts.get(said.name) if said is not None and ours else None

    def _read_so(self, command: Command, given: Mapping[str, str], text: str, bot: str) -> bool:
        """The words name this very command and case, and everything filled in is in its place."""
        utterance = words.read(text, bot_id=bot)
        match = self._registry.find(utterance.words) if utterance is not None else None
        if utterance is None or match is None or match.command is not command or match.bad_code:
            return False
        code = parse_case_code(given[CASE]) if CASE in given else None
        if match.code != code or (CASE in given and code is None):
            return False
        place = match.consumed
        if place != len(command.name.split()) + (code is not None):
            return False
        for parameter in command.parameters:
            value = given.get(parameter.name)
            if isinstance(parameter.argument, Rest):
                return utterance.rest(place) == (value or "")
            if value is not None and (place >= len(utterance.words) or [utterance.words[place].text] != _texts(value)):
                return False
            place += value is not None
        return place == len(utterance.words)


def typed(advert: Advert, given: Mapping[str, str]) -> str | None:
    """Put what was filled in into the order in which it is typed; None where that cannot be done."""
    if given.keys() - {one.key for one in advert.slots}:
        return None
    family, _, verb = advert.name.partition(" ")
    code = given.get(CASE) if any(one.key == CASE for one in advert.slots) else None
    parts = [f"!{family}", *([code] if code is not None else ()), *([verb] if verb else ())]
    missing = False
    for slot in advert.slots:
        value = given.get(slot.key)
        if slot.key == CASE:
            continue
        if value is None:
            missing = True
        elif missing or is_blank(value):
            return None
        else:
            parts.append(value)
    return " ".join(parts)


def _shown(inbound: Inbound, name: str) -> bool:
    """Everybody in the room reads what was filled in, whatever a client writes around it."""
    read = _letters(inbound.body)
    filled = inbound.invoked.given.values() if inbound.invoked is not None else ()
    return all(_letters(piece) in read for piece in (*name.split(), *filled))


def _letters(text: str) -> str:
    return "".join(_LETTER.findall(text)).lower()


def _texts(value: str) -> list[str]:
    """The words of a value, normalised as those of a message are."""
    return [word.text for word in split(value)]
