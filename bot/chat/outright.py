"""``done``, ``started`` and ``defer`` alone, as a reply to what we said of one thing: ``8R2Q done``, and nothing else.

What they are about is what that message told of: the record that a command made, or what stands in a list or a reminder. Of
several it is asked which. The same words that reply to nothing of ours are conversation.
"""

from __future__ import annotations

from dataclasses import replace

from bot.care import agenda, outcomes
from bot.chat import loops, words
from bot.chat.acting import DONE
from bot.chat.answering import only_say
from bot.chat.replies import OF_CASE
from bot.chat.seat import Seat
from bot.chat.shortened import ENDS, OUTCOMES
from bot.chat.tokens import split
from bot.flow import talk


def meant(seat: Seat) -> Seat | None:
    """The turn as if the ref had been typed in front; None where one of these words alone replies to nothing that has one."""
    word = _word(seat)
    refs = _told(seat) if word else ()
    return replace(seat, text=f"{refs[0]} {word}") if len(refs) == 1 else None


def asked(seat: Seat) -> bool:
    """Ask for the ref where several stand in what it replies to; say whether that was done."""
    word = _word(seat)
    refs = _told(seat) if word else ()
    if len(refs) < 2 or loops.goes_round(seat):  # noqa: PLR2004 - of one it is not asked
        return False
    only_say(seat, "refused/told_which", example=f"{refs[0]} {word}")
    return True


def _word(seat: Seat) -> str:
    typed = split(words.without_quote(seat.text), limit=2)
    word = typed[0].key.rstrip(ENDS) if len(typed) == 1 else ""
    return word if word in OUTCOMES else ""


def _told(seat: Seat) -> tuple[str, ...]:
    """The refs of what the message told of that this one replies to, as far as something can become of them."""
    dialogues = seat.desk.dialogues
    here = seat.reply_to is not None and dialogues.ours(seat.reply_to, seat.place.key)
    mark = dialogues.asked_in(seat.reply_to) if here and seat.reply_to else None
    if mark is None:
        return ()
    if mark.startswith(loops.ANSWER):
        act = seat.desk.acts.of(mark.removeprefix(loops.ANSWER))
        return _open(seat, act.case, act.refs) if act is not None and act.case and act.outcome == DONE else ()
    kind, about = talk.heard(mark) or ("", "")
    case, _, refs = about.rpartition(OF_CASE)
    if kind == outcomes.TOLD:
        return _open(seat, case, tuple(refs.split("-")))
    if kind == agenda.SENTENCE:  # what is left of it by now may be one thing: it is asked still
        return _open(seat, case, tuple(item.ref for item in agenda.left(seat.desk, case)))[:1] * 2
    return ()


def _open(seat: Seat, case: str, refs: tuple[str, ...]) -> tuple[str, ...]:
    """Those of which something can become, in this case, or in any of theirs where it is none.

    What a message replies to stands in clear: wherever a homeserver points it, nothing of another case is said or done here.
    """
    desk, here = seat.desk, seat.place.case
    own = (here,) if here is not None else desk.rosters.cases(seat.person)
    known = (case,) if here is None and case and seat.person in desk.clinic.coordinators else own
    among = tuple(one for one in known if case in {"", one})
    return tuple(ref for ref in dict.fromkeys(refs) if any(outcomes.told(desk, one, (ref,)) for one in among))
