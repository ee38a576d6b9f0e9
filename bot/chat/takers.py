"""How it is declared what takes that which follows a command: the answer to a question, a ``!yes``, a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.care.people import Allow, Rule
from bot.chat.declarations import besides
from bot.chat.turn import Reply


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
        return Answer(kind=kind, run=run, rule=rule, injected=besides(run, "draft", "words"), takes=takes, completes=completes)

    return declare


def confirmed(
    kind: str, *, allow: Allow, case: bool = True, before_consent: bool = False, in_locked_room: bool = False, closed: bool = False
) -> Callable[[Callable[..., Reply]], Confirmed]:
    """Declare what happens on ``!yes``. The function has ``draft: dict`` besides what is injected."""

    def declare(run: Callable[..., Reply]) -> Confirmed:
        rule = Rule(allow=allow, case=case, before_consent=before_consent, in_locked_room=in_locked_room, closed=closed)
        return Confirmed(kind=kind, run=run, rule=rule, injected=besides(run, "draft"))

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
        return Attached(kind=kind, run=run, rule=rule, injected=besides(run, "ref", "file"))

    return declare
