"""Taking the answer to a question, and the ``yes`` to a request. Both are authorised anew, at the moment they are given."""

from __future__ import annotations

from bot.care.errors import CareError, DeniedError, InvalidError
from bot.care.facts import Value
from bot.care.people import EVERYONE, Rule
from bot.chat import questions, words
from bot.chat.acting import ASKED, DONE, Undertaking, refuse, undertake
from bot.chat.confirm import elsewhere, settle
from bot.chat.declarations import DeclarationError
from bot.chat.orders import resume
from bot.chat.ports import Dialogue, Waiting
from bot.chat.seat import Seat
from bot.chat.turn import Reply

_CANCEL = "cancel"
_ANYBODY = Rule(allow=EVERYONE, case=False, in_locked_room=True)


def answer(seat: Seat, dialogue: Dialogue) -> str:
    """Hand the words to whatever asked, and give the outcome. An answer that was no answer leaves the question open."""
    if dialogue.waiting is Waiting.ARGUMENT and words.without_quote(seat.text).strip().lower() == _CANCEL:
        only_say(seat, "ask/cancelled")
        outcome = DONE
    elif dialogue.waiting is Waiting.ARGUMENT:
        try:
            outcome = resume(seat, dialogue)
        except CareError as error:
            refuse(seat, error, case=dialogue.case)
            outcome = error.outcome
    else:
        outcome = _taken(seat, dialogue)
    if outcome in {DONE, ASKED}:
        if not _asked_again(seat, dialogue):
            questions.close(seat.desk, dialogue)
    else:
        seat.desk.ask(seat.place.key, dialogue.key)
    return outcome


def confirm(seat: Seat, dialogue: Dialogue) -> None:
    """Do what was waiting for this person's yes. Where it is refused, it goes on waiting until it expires.

    What is about another case than this room is not for those who are here: it is refused like anything of others.
    """
    if elsewhere(seat, dialogue):
        deny(seat)
        return
    taker = seat.registry.confirmed.get(dialogue.kind)
    if taker is None:
        raise DeclarationError(f"nothing takes the confirmation {dialogue.kind!r}")
    undertaking = Undertaking(
        name=taker.kind,
        rule=taker.rule,
        run=taker.run,
        injected=taker.injected,
        arguments=lambda: {"draft": dict(dialogue.draft)},
        case=dialogue.case,
        undoable=False,
    )
    if undertake(seat, undertaking) == DONE and dialogue in seat.desk.dialogues.confirmations(seat.person):
        settle(seat.desk, dialogue)


def too_late(seat: Seat, dialogue: Dialogue) -> None:
    """Say that a question is closed, so that nobody takes what they answered for kept; what was begun is named. Once."""
    only_say(seat, "ask/lapsed", ref=dialogue.draft.get("ref"))
    questions.close(seat.desk, dialogue)


def only_say(seat: Seat, template: str, *, speaks: bool = False, **values: Value) -> None:
    """Answer what is no command with one sentence, and write nothing.

    ``speaks``: its words are of the patient, and leave the room of a case if not everyone there may read what they are most
    likely about.
    """
    only_refuse(seat, InvalidError(template, **values), speaks=speaks)


def only_refuse(seat: Seat, error: CareError, *, speaks: bool = False) -> None:
    """The same with a refusal that is there already."""

    def say() -> Reply:
        raise error

    case = seat.place.case if speaks else None
    undertake(seat, Undertaking(name="unknown", rule=_ANYBODY, run=say, arguments=dict, case=case, text=speaks, speaks=speaks))


def deny(seat: Seat) -> None:
    """Answer with the one sentence that has no reasons."""

    def refused() -> Reply:
        raise DeniedError

    undertake(seat, Undertaking(name="yes", rule=_ANYBODY, run=refused, arguments=dict, case=None))


def _asked_again(seat: Seat, dialogue: Dialogue) -> bool:
    """Nothing was written, and the very same was asked once more: a reply to either message answers it."""
    same = questions.asked_now(seat)
    return same is not None and not seat.desk.journal() and (same.kind, same.draft) == (dialogue.kind, dialogue.draft)


def _taken(seat: Seat, dialogue: Dialogue) -> str:
    taker = seat.registry.answers.get(dialogue.kind)
    if taker is None:
        raise DeclarationError(f"nothing takes the answer {dialogue.kind!r}")
    given = {"draft": dict(dialogue.draft), "words": words.without_quote(seat.text)}
    undertaking = Undertaking(
        name=taker.kind,
        rule=taker.rule,
        run=taker.run,
        injected=taker.injected,
        arguments=lambda: given,
        case=dialogue.case,
    )
    return undertake(seat, undertaking)
