"""``done``, ``started`` and ``defer`` alone, as a reply to what we said of one thing: ``8R2Q done``, and nothing else.

What they are about is what that message told of: the record that a command made, or what stands in a list or a reminder. Of
several it is asked which. The same words that reply to nothing of ours are conversation.
"""

from __future__ import annotations

from dataclasses import replace

from bot.care import agenda, checkins, outcomes
from bot.chat import authorise, loops, remind_words, snoozing, words
from bot.chat.acting import DONE
from bot.chat.answering import only_say
from bot.chat.arguments.errors import AmbiguousError, ArgumentError
from bot.chat.replies import OF_CASE
from bot.chat.seat import Seat
from bot.chat.shortened import ENDS, OUTCOMES
from bot.chat.tokens import split
from bot.flow import talk

_FEW = 8
"""So many words are more than a time."""


def meant(seat: Seat) -> Seat | None:
    """The turn as if the ref had been typed in front; None where one of these words alone replies to nothing that has one."""
    word = _word(seat)
    refs = _told(seat) if word else ()
    return replace(seat, text=f"{refs[0]} {word}") if len(refs) == 1 else None


def asked(seat: Seat) -> bool:
    """Ask for the ref where several stand in what it replies to, or say how to be reminded again; say whether that was done."""
    word = _word(seat)
    refs = _told(seat) if word else ()
    later = not word and _later(seat)
    if (len(refs) < 2 and not later) or loops.goes_round(seat):  # noqa: PLR2004 - of one it is not asked
        return False
    if later:
        only_say(seat, "refused/not_put_off")
    else:
        only_say(seat, "refused/told_which", example=f"{refs[0]} {word}")
    return True


def _later(seat: Seat) -> bool:
    """``in 2h``, replied to what somebody was told alone: their own reminders and those of conferences are put off, no list is."""
    typed = split(words.without_quote(seat.text), limit=_FEW)
    mark = _heard(seat) if seat.direct and typed and typed[0].key in snoozing.UNTIL | snoozing.FOR else None
    found = talk.heard(mark) if mark else None
    if found is None or found[0] not in {outcomes.TOLD, checkins.REPLIED, checkins.ROUND} or len(typed) == _FEW:
        return False
    desk, zone = seat.desk, authorise.actor_of(seat.desk, seat.person, None).zone
    try:
        remind_words.again(words.without_quote(seat.text), now=desk.now, zone=zone, opens=desk.clinic.hours[0])
    except ArgumentError:
        return False
    except AmbiguousError:  # which time is meant makes no difference here
        return True
    return True


def _word(seat: Seat) -> str:
    typed = split(words.without_quote(seat.text), limit=2)
    word = typed[0].key.rstrip(ENDS) if len(typed) == 1 else ""
    return word if word in OUTCOMES else ""


def _heard(seat: Seat) -> str | None:
    """What is noted of the message that this one replies to, if we said it here."""
    dialogues = seat.desk.dialogues
    here = seat.reply_to is not None and dialogues.ours(seat.reply_to, seat.place.key)
    return dialogues.asked_in(seat.reply_to) if here and seat.reply_to else None


def _told(seat: Seat) -> tuple[str, ...]:
    """The refs of what the message told of that this one replies to, as far as something can become of them."""
    mark = _heard(seat)
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
