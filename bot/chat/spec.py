"""How a command is declared: once, as a typed function with everything people may know of it.

The decorator gives back the declaration itself. Roles, arguments, help, examples and documentation are read from it and
from nowhere else. What takes an answer or a file (``bot/chat/takers.py``) and what happens at a due moment
(``bot/chat/due_actions.py``) are declared in the same way. What its parameters may be is in ``bot/chat/parameters.py``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum

from bot.care.people import Allow, PlaceKind, Rule
from bot.care.ports import Work
from bot.chat.declarations import DeclarationError, doc_of, parameters_of
from bot.chat.parameters import Parameter
from bot.chat.turn import Reply


class Undo(Enum):
    """How a command is taken back."""

    RECORDS = "records"
    """By restoring the records that it wrote, if none of them was touched since."""
    NEVER = "never"
    """Not at all; its answer says what to type instead."""


@dataclass(frozen=True, kw_only=True)
class Command:
    """One command: all that anybody may want to know of it."""

    name: str
    """Family and verb, such as ``huddle add``; the family alone is its default verb."""
    run: Callable[..., Reply]
    rule: Rule
    doc: str
    """What it does, in the words that help shows."""
    examples: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    injected: Mapping[str, type]
    read: bool
    """It only tells: the answer goes to the asker's direct room, or with the last word ``here`` into the room."""
    undo: Undo
    aliases: tuple[str, ...]
    case_of: Callable[[Work, str, str], str | None]
    """The case that is meant in the direct room where none is named, by the person and what stands behind the command's words."""
    at_once: bool = False
    """It waits behind nothing, is counted by nobody, and is never refused for how it was typed."""
    team: str = ""
    """The command in whose place it stands in a team room, where no case is named."""
    by_reply: bool = False
    """In the direct room, the case of what it replies to is meant where none is named."""
    or_text: bool = False
    """Without a ref behind it, its verb is a word of what the family's own command is told."""

    @property
    def family(self) -> str:
        """The first word."""
        return self.name.partition(" ")[0]


def _no_case(_work: Work, _person: str, _text: str) -> None:
    """In most commands nothing but the conversation says which case is meant."""


def command(
    name: str,
    *,
    allow: Allow,
    example: str | tuple[str, ...],
    case: bool = True,
    before_consent: bool = False,
    in_locked_room: bool = False,
    closed: bool = False,
    places: frozenset[PlaceKind] | None = None,
    read: bool = False,
    undo: Undo = Undo.RECORDS,
    aliases: tuple[str, ...] = (),
    at_once: bool = False,
    outside: bool = False,
    team: str = "",
    or_text: bool = False,
    by_reply: bool = False,
    case_of: Callable[[Work, str, str], str | None] = _no_case,
) -> Callable[[Callable[..., Reply]], Command]:
    """Declare a command. The docstring is its help; ``example`` is one right message, or several."""
    examples = (example,) if isinstance(example, str) else example
    if not examples or not all(one.startswith("!") for one in examples):
        raise DeclarationError(f"{name}: an example begins with !")

    def declare(run: Callable[..., Reply]) -> Command:
        injected, parameters = parameters_of(run)
        rule = Rule(
            allow=allow,
            case=case,
            before_consent=before_consent,
            in_locked_room=in_locked_room,
            closed=closed,
            places=places or frozenset(PlaceKind),
            read=read,
            outside=outside,
        )
        return Command(
            name=name,
            run=run,
            rule=rule,
            doc=doc_of(run),
            examples=examples,
            parameters=parameters,
            injected=injected,
            read=read,
            undo=undo,
            aliases=aliases,
            at_once=at_once,
            team=team,
            or_text=or_text,
            by_reply=by_reply,
            case_of=case_of,
        )

    return declare
