"""Commands that are said shorter, as a reply or in the direct room: ``8R2Q done``, and ``more``."""

from __future__ import annotations

from bot.care.current import of_ref
from bot.chat import words
from bot.chat.registry import Match
from bot.chat.seat import Seat
from bot.chat.words import Utterance

MORE = "more"


def behind_ref(seat: Seat) -> tuple[Utterance, Match] | None:
    """``8R2Q done``, as a reply or in the direct room, is ``!done 8R2Q``."""
    if seat.reply_to is None and not seat.direct:
        return None
    text = words.without_quote(seat.text)
    utterance = words.read(text, bot_id=seat.desk.clinic.bot, direct=True)
    match = seat.registry.find_behind_ref(utterance.words) if utterance else None
    if utterance is None or match is None:
        return None
    turned = f"{utterance.words[1].text} {utterance.words[0].text} {utterance.rest(2)}"
    again = words.read(turned, bot_id=seat.desk.clinic.bot, direct=True)
    code = of_ref(seat.desk, seat.person, utterance.words[0].text) if seat.direct and match.command.rule.case else None
    return (again, Match(command=match.command, consumed=1, code=code)) if again else None


def more(seat: Seat) -> tuple[Utterance, Match] | None:
    """``more``, as a reply to what we said, is the command that goes by this name."""
    if seat.reply_to is None or not seat.desk.dialogues.ours(seat.reply_to):
        return None
    utterance = words.read(words.without_quote(seat.text), bot_id=seat.desk.clinic.bot, direct=True)
    if utterance is None or [word.key for word in utterance.words] != [MORE]:
        return None
    match = seat.registry.find(utterance.words)
    return (utterance, match) if match else None
