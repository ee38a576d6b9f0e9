"""Numbers that somebody types in their direct room without replying to anything, while a vote of theirs is waited for.

Right behind the times that they are about they are the vote, as if they replied to these. Otherwise it is asked: numbers may be
meant for much. Whatever else waits for an answer there comes first; that is for ``dispatch`` to see.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bot.care import proposal_lines
from bot.care.facts import direct
from bot.care.proposals import Proposal
from bot.care.records import Kept
from bot.chat import answering, loops, proposed, questions, several, words
from bot.chat.replies import Heard
from bot.chat.seat import Seat
from bot.flow import talk

_KINDS = frozenset({proposed.ALONE, proposed.MORE})
"""What the messages are marked with that ask for a vote in a direct room."""
_BETWEEN = re.compile(r"[\s,;.!&]+")
_NUMBER = re.compile("[0-9]{1,2}")
_WORDS = frozenset({"and", "maybe", "perhaps", "yes"})
_NONE = "none"


def meant(seat: Seat) -> Heard | None:
    """Find what numbers, or ``none``, answer: the times that were said here last, if no other vote of theirs is waited for."""
    typed = _typed(seat)
    if not (_numbers(typed) or typed == [_NONE]):
        return None
    mark = talk.heard(seat.desk.dialogues.last_said(seat.place.key) or "")
    waiting = _waiting(seat)
    if mark is None or mark[0] not in _KINDS or [one.ref for one in waiting] != [mark[1].partition("-")[0]]:
        return None
    return Heard(kind=mark[0], ref=mark[1])


def asked(seat: Seat) -> bool:
    """Ask what other numbers are meant for, while a vote is waited for; say whether that was done.

    Of one proposal the times are shown again, so that the same numbers, typed once more, stand right behind them.
    """
    numbers = _numbers(_typed(seat))
    waiting = _waiting(seat) if numbers and seat.proven and questions.lapsed(seat) is None else ()
    if not waiting:
        return False
    loops.keep_pace(seat)
    if len(waiting) > 1:
        answering.only_refuse(seat, several.which(waiting, " ".join(numbers)))
    else:
        shown = proposed.reminder(seat.desk, waiting[0], seat.person, rings=False)
        seat.desk.say(direct(seat.person), replace(shown, template="vote/meant", reply_to=seat.root))
    return True


def _waiting(seat: Seat) -> tuple[Kept[Proposal], ...]:
    if not seat.direct:
        return ()
    work, person = seat.desk, seat.person
    return tuple(kept for case in work.rosters.cases(person) for kept in proposal_lines.to_vote(work, case, person))


def _typed(seat: Seat) -> list[str]:
    """The words of a message that replies to nothing, in the direct room; none of any other."""
    if not seat.direct or seat.reply_to is not None:
        return []
    return [one for one in _BETWEEN.split(words.without_quote(seat.text).lower()) if one]


def _numbers(typed: list[str]) -> list[str]:
    """Its numbers, if it holds nothing but these and what belongs to them."""
    found = [one for one in typed if _NUMBER.fullmatch(one)]
    return found if all(one in _WORDS or one in found for one in typed) else []
