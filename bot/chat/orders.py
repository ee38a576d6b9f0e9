"""Doing what a command says, or asking what is not clear of it; and going on with it once that was answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.care import team_huddles
from bot.care.codes import parse_case_code
from bot.care.current import current, only
from bot.care.errors import InvalidError
from bot.care.facts import Value
from bot.care.people import PlaceKind
from bot.chat import drafts, questions, replied_to, words
from bot.chat.acting import Undertaking, undertake
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.refs import case_code
from bot.chat.binding import arguments, binds, rest_of, without_here
from bot.chat.order import CASE, Order, ask_back
from bot.chat.parameters import Rest, Said
from bot.chat.ports import Dialogue
from bot.chat.seat import Seat
from bot.chat.spec import Command, Undo
from bot.chat.tokens import is_blank
from bot.chat.turn import Reply
from bot.chat.which import REF
from bot.chat.words import Utterance

NOTHING_SAID = "refused/nothing_said"
UNDO = "undo"


_UNCOUNTED = frozenset({"agenda"})
"""Reads that everybody at a huddle makes: they tell nothing of who asks for much."""


def carry_out(seat: Seat, order: Order, *, otherwise: Callable[[], str] | None = None) -> str:
    """Do what a command says, or ask what is missing; gives the outcome.

    With ``otherwise``, the words may be none: it is done in place of a refusal of words that cannot be meant as this command.
    """
    if seat.place.kind is PlaceKind.TEAM and order.case is None:
        order = replace(order, match=seat.registry.in_team(order.match))
    command, utterance = order.match.command, order.utterance
    if command.read:
        utterance, here = without_here(utterance)
        seat = replace(seat, here=here)
    if otherwise is not None and not binds(command, utterance, order.match.consumed):
        return otherwise()
    foreign = names_foreign_case(seat, utterance) and not _meant_there(seat, order)
    bad_code = order.match.bad_code and not command.at_once  # what may not wait is kept with the code as it was typed

    def read() -> dict[str, Any]:
        if foreign:
            raise InvalidError("refused/foreign_code")
        if bad_code:
            case_code(utterance.words[1].text)
        try:
            return arguments(command, utterance, order.match.consumed, order.given)
        except ArgumentError as error:
            raise (error if order.given else _whole(command, error)) from error

    undertaking = Undertaking(
        name=command.name,
        rule=command.rule,
        run=_with_example(command, answered=bool(order.given)),
        injected=command.injected,
        arguments=read,
        case=_case(seat, order) if command.rule.case else None,
        read=command.read,
        counted=command.family not in _UNCOUNTED,
        takes_back=not command.read and command.name != UNDO,
        undoable=command.undo is Undo.RECORDS,
        text=any(isinstance(one.argument, Rest) for one in command.parameters),
        speaks=_speaks(order),
        at_once=command.at_once,
        taken_out=foreign or (bad_code and seat.place.case is not None),
    )
    return undertake(seat, undertaking, question=lambda error: ask_back(seat, order, undertaking.case, error), otherwise=otherwise)


def _with_example(command: Command, *, answered: bool) -> Callable[..., Reply]:
    """Do the command; where it misses its words, or cannot use one, the refusal shows an example of this very command.

    Whoever has ``answered`` a question with a word types that word again, and nothing around it.
    """

    def run(**given: Any) -> Reply:  # noqa: ANN401 - the arguments are the command's own
        try:
            return command.run(**given)
        except InvalidError as error:
            if error.template == NOTHING_SAID:
                raise InvalidError(NOTHING_SAID, example=command.examples[0]) from error
            if isinstance(error, ArgumentError) and not answered:
                raise _whole(command, error) from error
            raise

    return run


def _speaks(order: Order) -> bool:
    """Whether somebody speaks of the patient in it: where such words may be left out, they were typed."""
    command, utterance = order.match.command, order.utterance
    said = next((one.name for one in command.parameters if isinstance(one.argument, Said)), None)
    typed = rest_of(command, utterance, order.match.consumed, order.given)
    return said is not None and (said in order.given or not is_blank(typed))


def _whole(command: Command, error: ArgumentError) -> ArgumentError:
    """The same refusal, with the example as it is typed: where one of the command's own holds the part, all of that one."""
    if error.example.startswith("!"):
        return error
    part = rf"(?<![\w.:@-]){re.escape(error.example)}(?![\w:.-])"
    whole = next((one for one in command.examples if re.search(part, one)), error.example)
    shown = ArgumentError(error.field, error.expected, whole)
    shown.gives_back = error.gives_back
    return shown


def resume(seat: Seat, dialogue: Dialogue) -> str:
    """Take the word that was missing, and give the command once more."""
    draft = dialogue.draft
    text = words.without_quote(seat.text).strip()
    body = str(draft["body"])
    utterance = words.read(body, bot_id=seat.desk.clinic.bot, direct=True)
    match = seat.registry.find(utterance.words) if utterance else None
    if utterance is None or match is None:
        raise InvalidError("refused/unknown")
    given = dict(_mapping(draft["given"]))
    missing, case = str(draft["missing"]), dialogue.case
    if missing == CASE:
        case = case_code(text)
    elif "values" in draft:
        meant = questions.chosen(text, drafts.texts(draft["labels"]), drafts.texts(draft["values"]))
        if meant is None and missing != REF:
            raise InvalidError("ask/which", choices=list(drafts.texts(draft["labels"])))
        if meant is not None:  # else the records are asked for anew, as they are now, and with what they are about
            given[missing] = meant
    else:
        given[missing] = text
    mentions = tuple(dict.fromkeys((*drafts.texts(draft["mentions"]), *seat.mentions)))
    seat = replace(seat, mentions=mentions, begun=str(draft.get("event", "")))
    return carry_out(seat, Order(match=match, utterance=utterance, given=given, case=case))


def _case(seat: Seat, order: Order) -> str | None:
    """The case of a command: the room's, the one typed or answered, the current one of a direct room, or of a team room's huddle.

    What may not wait is about the case that it names, wherever it was typed, and about the only one that its author has. So is
    what is but read, in a direct room: the answer names the case. What is kept needs the code: it might stand in the wrong one.
    """
    if seat.place.case is not None:
        return order.match.code if _meant_there(seat, order) else seat.place.case
    named = order.match.code or order.case
    known = named or (_case_of(seat, order) if seat.direct else team_huddles.at_hand(seat.desk, seat.place))
    if known is None and order.match.command.at_once:
        own = seat.desk.rosters.cases(seat.person)
        return own[0] if len(own) == 1 else None
    rule = order.match.command.rule
    if known is None and seat.direct and rule.case and rule.read:
        return only(seat.desk, seat.person)
    return known


def _case_of(seat: Seat, order: Order) -> str | None:
    """The case of the direct room: that of what the command answers there, or else the current one."""
    command, behind = order.match.command, order.utterance.rest(order.match.consumed)
    replied = replied_to.record(seat) if command.by_reply else None
    about = command.case_of(seat.desk, seat.person, behind) or (replied[0] if replied is not None else None)
    return about or current(seat.desk, seat.person)


def _meant_there(seat: Seat, order: Order) -> bool:
    """It may not wait, and names another case, of which its author is one: it counts, and is never refused for its place."""
    code = order.match.code
    return order.match.command.at_once and code is not None and seat.desk.rosters.member(code, seat.person) is not None


def names_foreign_case(seat: Seat, utterance: Utterance) -> bool:
    """Another case's code stands behind the family, in a room that is one case's own."""
    typed = parse_case_code(utterance.words[1].text) if len(utterance.words) > 1 else None
    return seat.place.case is not None and typed is not None and typed != seat.place.case


def _mapping(value: Value) -> Mapping[str, Value]:
    return value if isinstance(value, Mapping) else {}
