"""How a command, an answer, a file and a due moment are declared: once, as a typed function with everything people may know of it.

The decorator gives back the declaration itself. Roles, arguments, help, examples and documentation are read from it and
from nowhere else. A declaration that lacks something fails when its module is imported.

A command's parameters are filled by their type:

* ``Actor``, ``Work``, ``datetime`` (the moment of the transaction), ``Turn`` (where and how it was said);
* ``CaseCode``: the code of the case at hand, already authorised;
* ``Annotated[str, Word("…")]``: one word; ``Annotated[str, Rest("…")]``: all that follows, as typed;
  ``Annotated[str, Said("…")]``: the same, in which somebody speaks of the patient;
  ``Annotated[str, RefWord("…")]``: the ref of a record. A parameter with a default may be left out; where one without
  a default is missing, the person is asked for it, in the words given.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, NewType, get_args, get_origin, get_type_hints

from bot.care.people import Actor, Allow, PlaceKind, Rule
from bot.care.ports import Work
from bot.chat.turn import Reply, Turn

CaseCode = NewType("CaseCode", str)


class DeclarationError(TypeError):
    """A command was declared without something that people need."""


@dataclass(frozen=True)
class Word:
    """One word; ``what`` finishes the question "…?" that is asked where it is missing."""

    what: str


@dataclass(frozen=True)
class RefWord:
    """The ref of a record, in any letter case."""

    what: str


@dataclass(frozen=True)
class Rest:
    """All that follows, as typed."""

    what: str


@dataclass(frozen=True)
class Said(Rest):
    """All that follows, in which somebody speaks of the patient: what cannot be meant is as private as what can."""


class Undo(Enum):
    """How a command is taken back."""

    RECORDS = "records"
    """By restoring the records that it wrote, if none of them was touched since."""
    NEVER = "never"
    """Not at all; its answer says what to type instead."""


class Late(Enum):
    """What becomes of a due moment that was missed."""

    POST_MARKED = "post, marked late"
    """It is posted where it belongs, and says that it is late; of a series, the latest alone, which names those before it."""
    SKIP = "skip and say so"
    """It makes no sense any more: the action is told that it came late, does nothing, and says what was missed."""
    ACT = "act at once"
    """What it does is right however late: the action is told how it came, and does what still makes sense."""


def _no_case(_work: Work, _person: str, _text: str) -> None:
    """In most commands nothing but the conversation says which case is meant."""


@dataclass(frozen=True)
class Parameter:
    """One typed argument of a command."""

    name: str
    argument: Word | RefWord | Rest
    optional: bool


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


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What takes the answer to a question: a function of the draft and the words."""

    kind: str
    run: Callable[..., Reply]
    rule: Rule
    injected: Mapping[str, type]
    takes: Callable[[str], bool]
    """Of replies to what was told to several people, those that are meant for it; all others are conversation."""
    completes: str = ""
    """The command that it finishes, where that can never be taken back: it is not either."""


@dataclass(frozen=True, kw_only=True)
class Confirmed:
    """What happens on ``!yes``: a function of the draft, authorised again."""

    kind: str
    run: Callable[..., Reply]
    rule: Rule
    injected: Mapping[str, type]


@dataclass(frozen=True, kw_only=True)
class DueAction:
    """What happens at a moment: a function of the subject."""

    kind: str
    late: Late
    run: Callable[..., None]
    injected: Mapping[str, type]
    apart: bool = False
    """What it says is never held back, nor told together with other things: somebody's safety hangs on it, or it gathers itself."""


@dataclass(frozen=True, kw_only=True)
class Attached:
    """What takes a file that belongs to a record: a function of the record's ref and the file."""

    kind: str
    """The kind of record, as it is stored."""
    run: Callable[..., Reply]
    rule: Rule
    injected: Mapping[str, type]

    @property
    def name(self) -> str:
        """What stands in the audit fact, and what ``!undo`` finds."""
        return f"{self.kind} attached"


_INJECTED: Mapping[object, type] = {Actor: Actor, Work: Work, datetime: datetime, Turn: Turn, CaseCode: str}


def _parameters(run: Callable[..., Any]) -> tuple[dict[str, Any], tuple[Parameter, ...]]:
    hints = get_type_hints(run, include_extras=True)
    injected: dict[str, Any] = {}
    parameters: list[Parameter] = []
    for name, parameter in inspect.signature(run).parameters.items():
        hint = hints[name]
        if hint in _INJECTED:
            injected[name] = hint
            continue
        marks = get_args(hint)[1:] if get_origin(hint) is Annotated else ()
        mark = next((one for one in marks if isinstance(one, Word | RefWord | Rest)), None)
        if mark is None:
            raise DeclarationError(f"{run.__module__}.{run.__name__}: no parser for the parameter {name!r}")
        parameters.append(Parameter(name, mark, parameter.default is not inspect.Parameter.empty))
    return injected, tuple(parameters)


def _doc(run: Callable[..., Any]) -> str:
    doc = inspect.getdoc(run)
    if not doc:
        raise DeclarationError(f"{run.__module__}.{run.__name__}: a command says what it does")
    return doc


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
        injected, parameters = _parameters(run)
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
            doc=_doc(run),
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


def answer(
    kind: str,
    *,
    allow: Allow,
    case: bool = True,
    before_consent: bool = False,
    in_locked_room: bool = False,
    closed: bool = False,
    takes: Callable[[str], bool] = lambda _: True,
    completes: str = "",
) -> Callable[[Callable[..., Reply]], Answer]:
    """Declare what takes an answer. The function has ``draft: dict`` and ``words: str`` besides what is injected.

    ``takes`` says of a reply to a message that several people were told whether it is one; else that reply is conversation.
    ``completes`` names a command that is never taken back, and that this finishes.
    """

    def declare(run: Callable[..., Reply]) -> Answer:
        rule = Rule(allow=allow, case=case, before_consent=before_consent, in_locked_room=in_locked_room, closed=closed)
        return Answer(kind=kind, run=run, rule=rule, injected=_besides(run, "draft", "words"), takes=takes, completes=completes)

    return declare


def confirmed(
    kind: str, *, allow: Allow, case: bool = True, before_consent: bool = False, in_locked_room: bool = False, closed: bool = False
) -> Callable[[Callable[..., Reply]], Confirmed]:
    """Declare what happens on ``!yes``. The function has ``draft: dict`` besides what is injected."""

    def declare(run: Callable[..., Reply]) -> Confirmed:
        rule = Rule(allow=allow, case=case, before_consent=before_consent, in_locked_room=in_locked_room, closed=closed)
        return Confirmed(kind=kind, run=run, rule=rule, injected=_besides(run, "draft"))

    return declare


def attached(kind: str, *, allow: Allow, before_consent: bool = False) -> Callable[[Callable[..., Reply]], Attached]:
    """Declare what takes a file that somebody attaches to a record of this kind.

    It is attached by a reply: to the message that made the record, to the bot's answer to it, or to any later one about it that
    the same person was given; or by a caption that is a command, which then makes the record, or that begins with its ref.
    The function has ``ref: str`` and ``file: Received`` besides what is injected, and keeps the file with ``bot.care.files.keep``.
    What it answers is the one answer to the message that brought the file; its ``refs`` are the record's and then the file's.
    """

    def declare(run: Callable[..., Reply]) -> Attached:
        rule = Rule(allow=allow, case=True, before_consent=before_consent)
        return Attached(kind=kind, run=run, rule=rule, injected=_besides(run, "ref", "file"))

    return declare


def due(kind: str, *, late: Late, apart: bool = False) -> Callable[[Callable[..., None]], DueAction]:
    """Declare what happens at a moment. The function has ``moment: Due`` and ``late: bool`` besides ``Work`` and ``datetime``.

    It answers nobody: what it has to say it says through ``work.say``. After hours asleep that is gathered into one message a
    person (``bot.care.catching_up``), unless it stands ``apart``. Which policy each kind has, and why, is in ARCHITECTURE.md 4.
    """

    def declare(run: Callable[..., None]) -> DueAction:
        return DueAction(kind=kind, late=late, run=run, injected=_besides(run, "moment", "late"), apart=apart)

    return declare


def _besides(run: Callable[..., Any], *given: str) -> dict[str, Any]:
    hints = get_type_hints(run)
    names = list(inspect.signature(run).parameters)
    missing = [name for name in given if name not in names]
    if missing:
        raise DeclarationError(f"{run.__module__}.{run.__name__}: takes {', '.join(given)}")
    rest = {name: hints[name] for name in names if name not in given}
    unknown = [name for name, hint in rest.items() if hint not in _INJECTED]
    if unknown:
        raise DeclarationError(f"{run.__module__}.{run.__name__}: nothing fills {', '.join(unknown)}")
    return rest
