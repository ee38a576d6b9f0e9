"""From the words behind a command to the arguments of its function."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.care.codes import resembles_ref
from bot.care.errors import InvalidError
from bot.care.people import Actor
from bot.care.ports import Work
from bot.chat.arguments.refs import ref
from bot.chat.parameters import CaseCode, Parameter, RefWord, Rest
from bot.chat.spec import Command
from bot.chat.tokens import is_blank
from bot.chat.turn import Turn
from bot.chat.words import Utterance

HERE = "here"
_AROUND = ".,;:"


class MissingError(InvalidError):
    """An argument is missing: a question, in the words of its declaration."""

    def __init__(self, command: Command, parameter: Parameter) -> None:
        super().__init__("ask/missing", what=parameter.argument.what, example=command.examples[0])
        self.parameter = parameter


def arguments(command: Command, utterance: Utterance, consumed: int, given: Mapping[str, Any]) -> dict[str, Any]:
    """Read the arguments from what follows the first ``consumed`` words; ``given`` are those that were asked for.

    Raises ``MissingError`` where one without a default is not there, ``ArgumentError`` for what can be no ref, and ``InvalidError``
    for words that nothing takes: what was meant by them would not happen.
    """
    found: dict[str, Any] = {}
    takes_all = any(isinstance(parameter.argument, Rest) for parameter in command.parameters)
    for parameter in command.parameters:
        if parameter.name in given:
            text = str(given[parameter.name])
        elif isinstance(parameter.argument, Rest):
            text = utterance.rest(consumed)
        elif consumed < len(utterance.words) and not _left_out(command, parameter, utterance.words[consumed].text):
            text = utterance.words[consumed].text
            consumed += 1
        else:
            text = ""
        if not is_blank(text):
            found[parameter.name] = ref(text) if isinstance(parameter.argument, RefWord) else text
        elif not parameter.optional:
            raise MissingError(command, parameter)
    if not takes_all and consumed < len(utterance.words) and not is_blank(utterance.rest(consumed)):
        raise InvalidError("refused/extra_words", example=command.examples[0], family=command.family)
    return found


def rest_of(command: Command, utterance: Utterance, consumed: int, given: Mapping[str, Any]) -> str:
    """Give the text that the last parameter takes: what stands behind the words of those before it."""
    for one in command.parameters:
        if isinstance(one.argument, Rest) or one.name in given or consumed >= len(utterance.words):
            continue
        consumed += not _left_out(command, one, utterance.words[consumed].text)
    return utterance.rest(consumed)


def binds(command: Command, utterance: Utterance, consumed: int) -> bool:
    """Say whether these words can be this command: nothing in them is left over, and what stands for a ref can be one.

    A ref that may be left out has to be there: else anything that begins with the command's word would be the command.
    """
    behind = utterance.words[consumed].text if consumed < len(utterance.words) else ""
    if behind and any(_left_out(command, one, behind) for one in command.parameters):
        return False
    try:
        arguments(command, utterance, consumed, {})
    except MissingError:
        return True
    except InvalidError:
        return False
    return True


def _left_out(command: Command, parameter: Parameter, text: str) -> bool:
    """Say whether a ref in front of free text was left out, as it may be: this word is none, and was not meant for one."""
    free = any(isinstance(one.argument, Rest) for one in command.parameters)
    return free and parameter.optional and isinstance(parameter.argument, RefWord) and not resembles_ref(text.strip(_AROUND))


def injected(wanted: Mapping[str, Any], *, actor: Actor, work: Work, turn: Turn, case: str | None) -> dict[str, Any]:
    """Give what a function wants besides its arguments."""
    values = {Actor: actor, Work: work, datetime: work.now, Turn: turn, CaseCode: case}
    return {name: values[hint] for name, hint in wanted.items()}


def without_here(utterance: Utterance) -> tuple[Utterance, bool]:
    """Take the last word off if it is ``here``, and say whether it was."""
    text = utterance.text.rstrip()
    last = utterance.words[-1] if utterance.words else None
    if last is None or last.key != HERE or last.end != len(text) or len(utterance.words) < 2:  # noqa: PLR2004 - the command and ``here``
        return utterance, False
    return replace(utterance, text=text[: last.start].rstrip(), words=utterance.words[:-1]), True
