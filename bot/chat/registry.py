"""Every declaration of the command families, found by what people type.

A command is ``FAMILY [CODE] [VERB]``; the longest known run of verbs wins, and a family alone is its default verb. The registry
keeps the declarations themselves, never a copy of some of their fields. What is declared twice fails when it is built.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import ModuleType
from typing import TypeVar

from bot.care.codes import parse_case_code, parse_ref, resembles_case_code, resembles_ref
from bot.chat.arguments.rhythms import STARTS
from bot.chat.arguments.vocabulary import WORDS
from bot.chat.binding import HERE
from bot.chat.declarations import DeclarationError
from bot.chat.due_actions import DueAction
from bot.chat.parameters import RefWord
from bot.chat.spec import Command
from bot.chat.takers import Answer, Attached, Confirmed
from bot.chat.tokens import Word, nearest

OF_REF = "REF"
"""In an alias, what stands for a ref: `review REF` is a command of its own, whose first word it is. Nobody can type this word."""
OF_SERIES = "SERIES"
"""The same, for the word that a series begins with: `huddle weekdays 8:45`, `review monthly`."""

Declaration = TypeVar("Declaration", Answer, Attached, Confirmed, DueAction)


@dataclass(frozen=True, kw_only=True)
class Match:
    """A command that somebody typed."""

    command: Command
    consumed: int
    """How many words named it, the case code included."""
    code: str | None = None
    """The case code as stored."""
    bad_code: bool = False
    """Something stands in the place of the case code that was meant for one and is none."""


class Registry:
    """All that can be asked, and all that happens on time."""

    def __init__(self, modules: Iterable[ModuleType]) -> None:
        found = [value for module in modules for value in vars(module).values()]
        commands = [one for one in found if isinstance(one, Command)]
        self.commands: Mapping[str, Command] = {one.name: one for one in sorted(commands, key=lambda one: one.name)}
        self.answers: Mapping[str, Answer] = _by_kind(found, Answer)
        self.confirmed: Mapping[str, Confirmed] = _by_kind(found, Confirmed)
        self.attached: Mapping[str, Attached] = _by_kind(found, Attached)
        self.dues: Mapping[str, DueAction] = _by_kind(found, DueAction)
        self._in_team = {one.team: one for one in commands if one.team}
        self._typed = _by_words(commands)
        self._longest = max((len(words) for words in self._typed), default=1)

    @property
    def families(self) -> tuple[str, ...]:
        """Every first word there is, aliases left out, in alphabetical order."""
        return tuple(dict.fromkeys(one.family for one in self.commands.values()))

    def find(self, words: Sequence[Word]) -> Match | None:
        """Find the command that these words begin with; None where the first word, or the verb, is unknown."""
        keys = [word.key for word in words[: self._longest + 1]]
        if not keys:
            return None
        code = parse_case_code(words[1].text) if len(words) > 1 else None
        if code is not None:
            behind = self._longest_match(keys[0], keys[2:], words[2:])
            if behind is not None and behind[0].rule.case:
                return Match(command=behind[0], consumed=behind[1] + 1, code=code)
        plain = self._longest_match(keys[0], keys[1:], words[1:])
        if plain is None:
            return None
        if plain[1] == 1 and len(words) > 1 and self._is_no_verb(keys[0], plain[0], words[1]):
            return None
        attempt = plain[1] == 1 and len(words) > 1 and code is None and resembles_case_code(words[1].text)
        return Match(command=plain[0], consumed=plain[1], bad_code=attempt and plain[0].rule.case)

    def in_team(self, match: Match) -> Match:
        """Find what somebody means in a team room: without a code, some commands are about the room itself."""
        other = self._in_team.get(match.command.name) if match.code is None and not match.bad_code else None
        return match if other is None else replace(match, command=other)

    def find_behind_ref(self, words: Sequence[Word]) -> Match | None:
        """Find the command of ``8R2Q done``: a ref, then a family whose first argument is one. Phones end it with a full stop."""
        if len(words) < 2 or parse_ref(words[0].text) is None:  # noqa: PLR2004 - a ref and a word
            return None
        command = self._typed.get((words[1].key.rstrip(".,!"),))
        takes_ref = command is not None and command.parameters and isinstance(command.parameters[0].argument, RefWord)
        return Match(command=command, consumed=2) if command is not None and takes_ref else None

    def suggestion(self, words: Sequence[Word]) -> str | None:
        """Name the command that is most like an unknown one."""
        if not words:
            return None
        family = words[0].key
        elsewhere = WORDS.looked_for.get(family)
        if elsewhere is not None and tuple(elsewhere.split()) in self._typed:
            return elsewhere
        verbs = {
            typed[1]: " ".join(typed)
            for typed in self._typed
            if typed[0] == family and len(typed) > 1 and typed[1] not in {OF_REF, OF_SERIES}
        }
        if verbs:
            second = words[2] if len(words) > 2 and parse_case_code(words[1].text) else words[1] if len(words) > 1 else words[0]  # noqa: PLR2004 - a code stands between
            meant = nearest(second.key, verbs)
            return verbs[meant] if meant else family if (family,) in self._typed else next(iter(verbs.values()))
        return nearest(family, sorted({typed[0] for typed in self._typed}))

    def taker(self, name: str) -> Answer | Attached | None:
        """Find what takes an answer or a file, by the name under which its acts are kept."""
        return self.answers.get(name) or next((one for one in self.attached.values() if one.name == name), None)

    def family(self, word: str) -> tuple[Command, ...]:
        """Give the commands of a family, by its name or an alias, in alphabetical order; none where it is unknown."""
        names = {command.family for typed, command in self._typed.items() if typed[0] == word}
        return tuple(one for one in self.commands.values() if one.family in names)

    def _longest_match(self, family: str, behind: Sequence[str], words: Sequence[Word]) -> tuple[Command, int] | None:
        mark = OF_REF if words and parse_ref(words[0].text) is not None else OF_SERIES if behind and behind[0] in STARTS else ""
        marked = self._typed.get((family, mark))
        for count in range(min(len(behind), self._longest - 1), -1, -1):
            if not count and marked is not None:
                return marked, 1
            found = self._typed.get((family, *behind[:count]))
            if found is not None and not (count and self._is_text(found, words[count:])):
                return found, count + 1
        return None

    def _is_no_verb(self, family: str, command: Command, behind: Word) -> bool:
        """``cancle`` of "!conference cancle …" is meant for one of its verbs, and is no ref of what the family alone shows."""
        alone = family == command.family and family in command.aliases
        return alone and not (behind.key == HERE or resembles_ref(behind.text) or resembles_case_code(behind.text))

    def _is_text(self, command: Command, behind: Sequence[Word]) -> bool:
        """``close`` of "!signal close to tears" is no verb: what may not wait is never refused for a word that it begins with.

        Nor is ``start`` of "!action start 2 tablets a day".
        """
        if command.or_text:
            return bool(behind) and parse_ref(behind[0].text) is None
        default = self._typed.get((command.family,))
        takes_ref = bool(command.parameters) and isinstance(command.parameters[0].argument, RefWord)
        if default is None or not default.at_once or not takes_ref or not behind:
            return False
        return parse_ref(behind[0].text) is None and not any(sign.isdigit() for sign in behind[0].text)


def _by_kind(found: Iterable[object], sort: type[Declaration]) -> dict[str, Declaration]:
    kinds: dict[str, Declaration] = {}
    for one in found:
        if not isinstance(one, sort):
            continue
        if kinds.setdefault(one.kind, one) is not one:
            raise DeclarationError(f"declared twice: {one.kind}")
    return kinds


def _by_words(commands: Iterable[Command]) -> dict[tuple[str, ...], Command]:
    typed: dict[tuple[str, ...], Command] = {}
    for command in commands:
        for name in (command.name, *command.aliases):
            if typed.setdefault(tuple(name.split()), command) is not command:
                raise DeclarationError(f"declared twice: {name}")
    return typed
