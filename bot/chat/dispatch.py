"""What comes in, and whose it is: a command, an answer, a confirmation, an edit, or conversation.

A message that is none of the bot's business is not answered, not written down, and not looked at again.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from functools import partial

from bot.care.dues import Due
from bot.care.facts import Message, control
from bot.care.people import PlaceKind
from bot.care.places import Place
from bot.chat import (
    answering,
    attaching,
    bare_votes,
    confirm,
    due,
    editing,
    loops,
    outright,
    questions,
    replies,
    shortened,
    sightings,
    voting,
    words,
)
from bot.chat.acting import DONE, deny
from bot.chat.invoked import Forms
from bot.chat.order import Order
from bot.chat.orders import carry_out, names_foreign_case
from bot.chat.ports import Desk, Dialogue
from bot.chat.registry import Match, Registry
from bot.chat.seat import Seat, take_seat
from bot.chat.words import Address, Utterance
from bot.flow.adverts import Form
from bot.flow.inbox import Fetched, place_of
from bot.flow.messages import Inbound, InboundKind, Observed

YES = "yes"


class Dispatcher:
    """Acts on what came in, each time within one open transaction."""

    def __init__(self, registry: Registry, drafts: Collection[Form] = ()) -> None:
        self._registry = registry
        self._forms = Forms(registry, drafts)

    def message(self, desk: Desk, inbound: Inbound) -> None:
        """Act on something said, if it is for the bot, and answer it once."""
        place = desk.place_in(inbound.room_id)
        if place is None or inbound.sender == desk.clinic.bot:
            return
        if inbound.kind is not InboundKind.REDACTION and place.person not in {None, inbound.sender}:
            return  # a direct room is its one person's: whoever else is in it was brought there by the homeserver
        seat = take_seat(desk, self._registry, place, inbound)
        match inbound.kind:
            case InboundKind.MESSAGE | InboundKind.EDIT:
                self._said(seat)
            case InboundKind.REDACTION:
                if inbound.redacts:
                    editing.ask_author(seat, inbound.redacts)
            case InboundKind.FILE:
                self._brought(seat)
            case InboundKind.VOTE:
                self._voted(seat)
            case InboundKind.POLL_END:
                voting.ended(seat)

    def fetched(self, desk: Desk, fetched: Fetched) -> None:
        """Hand a file that is here to what takes it; or say that it is lost."""
        place = desk.place_in(fetched.said.room_id)
        if place is not None:
            attaching.take(take_seat(desk, self._registry, place, fetched.said), fetched)

    def observed(self, desk: Desk, observed: Observed) -> None:
        """Tell whoever has to know of something noticed."""
        sightings.tell(desk, observed)

    def due(self, desk: Desk, moment: Due, lateness: timedelta) -> None:
        """Do what is due. Later than a minute, it is done as its declaration says."""
        due.happen(desk, self._registry, moment, lateness)

    def fault(self, desk: Desk, place: str, reference: str) -> None:
        """Say that something went wrong, with the reference that the operator's log has too.

        Of what has no room, such as the ladder of a signal, the coordinators read it; of a room that is none of ours, nobody.
        """
        told = place_of(place) if place.startswith("!") or desk.places.get(place_of(place)) else control()
        kept = desk.places.get(told)
        if kept is not None:
            desk.say(kept.key, Message(template="fault/wrong", values={"reference": reference}, case=kept.case))

    def at_once(self, inbound: Inbound, place: Place, *, bot: str) -> bool:
        """Say whether something said waits behind nothing else in its room."""
        direct = place.kind is PlaceKind.DIRECT
        body = self._forms.spoken(inbound, bot=bot) or inbound.body
        utterance = words.read(body, bot_id=bot, direct=direct, mentions=inbound.mentions)
        utterance = utterance or self._closed_up(body, bot)
        match = self._registry.find(utterance.words) if utterance is not None else None
        return match is not None and match.command.at_once

    def _closed_up(self, body: str, bot: str) -> Utterance | None:
        """``! signal …``, as some keyboards make of it, counts for what waits behind nothing: it must never go unheard."""
        closed = words.closed_up(body)
        utterance = words.read(closed, bot_id=bot) if closed is not None else None
        match = self._registry.find(utterance.words) if utterance is not None else None
        return utterance if match is not None and match.command.at_once else None

    def _said(self, seat: Seat) -> None:
        """Words, or a form that stands for some."""
        spoken = self._forms.in_words(seat)
        if spoken is not None and seat.inbound.kind is InboundKind.EDIT:
            self._edited(spoken)
        elif spoken is not None:
            self._heard(spoken)

    def _heard(self, seat: Seat) -> None:
        utterance = _read(seat) or self._closed_up(seat.text, seat.desk.clinic.bot)
        typed = utterance if utterance is not None and utterance.address is not Address.BARE else None
        waiting = confirm.replied(seat)
        if waiting is not None and _says_yes(seat):
            self._confirmed(seat, waiting)
            return
        if confirm.misdirected(seat) and _says_yes(seat):
            deny(seat, YES)
            return
        asked = questions.replied(seat)
        if typed is None and asked is not None:
            answering.answer(seat, asked)
            return
        if typed is not None:
            self._command(seat, typed)
            return
        answered = replies.replied(seat)
        if answered is not None:
            replies.take(seat, answered)
        elif not self._outright(seat):
            self._bare(seat, utterance)

    def _outright(self, seat: Seat) -> bool:
        """Take one word that says what became of what it replies to; say whether it was one."""
        spoken = outright.meant(seat)
        short = shortened.behind_ref(spoken) if spoken is not None else None
        if spoken is None or short is None:
            return outright.asked(seat)
        self._order(spoken, *short)
        return True

    def _bare(self, seat: Seat, utterance: Utterance | None) -> None:
        """Words that nothing turns to the bot: a command that needs no sign, an answer, or conversation."""
        short = shortened.behind_ref(seat) or shortened.more(seat)
        match = self._registry.find(utterance.words) if utterance else None
        awaited = questions.awaited(seat)
        if utterance is not None and match is not None:
            self._order(seat, utterance, match, awaited)
        elif short is not None:
            self._order(seat, *short)
        elif awaited is not None:
            answering.answer(seat, awaited)
        elif not self._at_meeting(seat):
            self._unasked(seat)

    def _at_meeting(self, seat: Seat) -> bool:
        """Take a ref and one word, typed where a huddle or a conference is open; say whether it was that."""
        spoken = shortened.at_meeting(seat)
        short = shortened.behind_ref(spoken) if spoken is not None else None
        if spoken is None or short is None:
            return False
        if not loops.goes_on(spoken):
            self._order(spoken, *short)
        return True

    def _brought(self, seat: Seat) -> None:
        """Do what the caption of a file says, if it is a command, and send for the file if something takes it."""
        utterance = _read(seat) if attaching.caption(seat.inbound) else None
        if utterance is not None and utterance.address is not Address.BARE:
            self._command(seat, utterance)
        attaching.send_for(seat)

    def _voted(self, seat: Seat) -> None:
        """Do what a vote says, in the words of its command."""
        spoken = voting.in_words(seat)
        utterance = _read(spoken) if spoken is not None else None
        if spoken is not None and utterance is not None:
            self._command(spoken, utterance)

    def _unasked(self, seat: Seat) -> None:
        """Take what somebody says right behind what rang them or waits for their vote, or answer what came too late."""
        heard = replies.awaited(seat) or bare_votes.meant(seat)
        if heard is not None:
            replies.take(seat, heard)
        elif not bare_votes.asked(seat):
            self._late(seat)

    def _late(self, seat: Seat) -> None:
        """Answer what came too late; all else is conversation."""
        lapsed = questions.lapsed(seat)
        if lapsed is not None:
            answering.too_late(seat, lapsed)
        elif _says_yes(seat) and confirm.lapsed(seat):
            answering.only_say(seat, "refused/nothing_to_confirm")

    def _command(self, seat: Seat, utterance: Utterance) -> None:
        match = self._registry.find(utterance.words)
        if utterance.near_prefix:
            answering.only_say(seat, "refused/near_prefix")
        elif match is not None:
            self._order(seat, utterance, match)
        else:
            suggestion = self._registry.suggestion(utterance.words)
            if suggestion is not None or utterance.address is not Address.SLASH:
                own = suggestion if suggestion == utterance.words[0].key else ""  # what follows it is unknown
                answering.only_say(seat, "refused/unknown", suggestion=suggestion, family=own)

    def _order(self, seat: Seat, utterance: Utterance, match: Match, awaited: Dialogue | None = None) -> None:
        """Do what a command says. Bare words that are none, although they begin like one, answer what is awaited."""
        if not match.command.at_once:
            loops.keep_pace(seat)
            if loops.goes_round(seat):
                return
        if match.command.name == YES:
            code = utterance.words[match.consumed].text if len(utterance.words) > match.consumed else ""
            waiting = confirm.named(seat, code)
            if waiting is not None and not names_foreign_case(seat, utterance):
                self._confirmed(seat, waiting)
                return
            if utterance.address is Address.BARE and not seat.desk.dialogues.confirmations(seat.person):
                if awaited is not None:
                    answering.answer(seat, awaited)
                return
        otherwise = partial(answering.answer, seat, awaited) if awaited is not None else None
        carry_out(seat, Order(match=match, utterance=utterance), otherwise=otherwise)

    def _confirmed(self, seat: Seat, waiting: Dialogue) -> None:
        if confirm.elsewhere(seat, waiting):
            deny(seat, YES)
        else:
            answering.confirm(seat, waiting)

    def _edited(self, seat: Seat) -> None:
        act = seat.desk.acts.of(seat.root)
        if act is not None and (act.person != seat.person or act.place != seat.place.key):
            return
        if act is None or act.outcome != DONE:
            self._heard(seat)
            return
        taker = editing.amends(seat, act)
        if taker is not None:
            editing.amend(seat, act, taker)
        else:
            editing.already(seat, act)


def _read(seat: Seat) -> Utterance | None:
    return words.read(seat.text, bot_id=seat.desk.clinic.bot, direct=seat.direct, mentions=seat.inbound.mentions)


def _says_yes(seat: Seat) -> bool:
    utterance = words.read(words.without_quote(seat.text), bot_id=seat.desk.clinic.bot, direct=True)
    return utterance is not None and len(utterance.words) == 1 and utterance.words[0].key == YES
