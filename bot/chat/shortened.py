"""Commands that are said shorter: ``8R2Q done`` as a reply, in the direct room or at a meeting, and ``more`` as a reply.

At a meeting, that is in a room in which a huddle or a conference is open, people type under the agenda and not behind a reply. What
they say to each other there is conversation all the same: only a ref that a record of this very case has, and one of three words,
with not a word more, is taken as if it were a reply. A sentence behind a ref is what people say of a line to each other as well; it
would be kept, and might be taken out of the room. So it is heard as a reply alone.
"""

from __future__ import annotations

from dataclasses import replace

from bot.care import huddles, sittings, team_huddles
from bot.care.codes import parse_ref
from bot.care.current import of_ref
from bot.care.people import PlaceKind
from bot.chat import words
from bot.chat.registry import Match
from bot.chat.seat import Seat
from bot.chat.tokens import split
from bot.chat.words import Utterance

MORE = "more"
OUTCOMES = frozenset({"defer", "done", "started"})
"""The words that say by themselves what became of something."""
ENDS = ".,!"
"""What phones put behind a word."""

_BOTH = 2
"""A ref and a word, and nothing else."""


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


def at_meeting(seat: Seat) -> Seat | None:
    """The turn as if ``8R2Q done`` were a reply, if that, or ``done 8R2Q``, is all that was typed where a meeting is open."""
    if seat.place.kind not in {PlaceKind.CASE, PlaceKind.TEAM}:
        return None
    typed = [one.key.rstrip(ENDS) for one in split(words.without_quote(seat.text), limit=_BOTH + 1)]
    named = [one for one in typed if one not in OUTCOMES]
    if len(typed) != _BOTH or len(named) != 1:
        return None
    ref, word = parse_ref(named[0]), next(one for one in typed if one in OUTCOMES)
    case = _meeting(seat) if ref is not None else None
    if ref is None or case is None or seat.desk.records.locate(case, ref) is None:
        return None
    return replace(seat, text=f"{ref} {word}", reply_to=seat.reply_to or seat.event_id)


def _meeting(seat: Seat) -> str | None:
    """The case of which a meeting is open in this room; of a team room, the one that its huddle is at."""
    desk, code = seat.desk, seat.place.case
    if code is None:
        return team_huddles.at_hand(desk, seat.place)
    return code if huddles.running(desk, code) is not None or sittings.running(desk, code) is not None else None


def more(seat: Seat) -> tuple[Utterance, Match] | None:
    """``more``, as a reply to what we said, is the command that goes by this name."""
    if seat.reply_to is None or not seat.desk.dialogues.ours(seat.reply_to, seat.place.key):
        return None
    utterance = words.read(words.without_quote(seat.text), bot_id=seat.desk.clinic.bot, direct=True)
    if utterance is None or [word.key for word in utterance.words] != [MORE]:
        return None
    match = seat.registry.find(utterance.words)
    return (utterance, match) if match else None
