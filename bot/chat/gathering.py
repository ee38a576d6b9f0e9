"""What a due moment says that fell into an absence: said as ever, or told to each person together with all else that came late."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from bot.care import catching_up, overdue, teamrooms
from bot.care.dues import Due
from bot.care.facts import Message, direct
from bot.care.people import Membership, Role
from bot.chat.due_actions import Late
from bot.chat.ports import Desk


def pass_on(
    desk: Desk, policy: Late, moment: Due, said: tuple[str, Message], *, late: bool, missed: tuple[datetime, ...] = ()
) -> None:
    """Say something, or have it told with all else. ``missed``: what of the moment's series was left out before it."""
    place, message = said
    roster = desk.rosters.of(message.case) if message.case is not None and not message.exception else ()
    alone = next((one for one in roster if direct(one.person) == place), None)
    concerned = (alone,) if alone is not None else _concerned(message, roster)
    skipped, asked = policy is Late.SKIP and late, policy is Late.ACT and alone is not None
    gathered = bool(concerned) and (skipped or (asked and not _is_more_than_words(message)))
    if not gathered:
        desk.say(place, message)
    if gathered or policy is Late.POST_MARKED:
        for member in concerned:
            catching_up.gather(desk, member.person, _overdue(moment, message, member.case, missed))
    if policy is Late.POST_MARKED:
        _for_team(desk, moment, said, missed)


def _for_team(desk: Desk, moment: Due, said: tuple[str, Message], missed: tuple[datetime, ...]) -> None:
    """What is posted in a team room is told to everybody of that room."""
    place, message = desk.places.get(said[0]), said[1]
    room = teamrooms.at(desk, place) if place is not None else None
    if room is not None and message.case is None:
        for person in room.what.members:
            catching_up.gather(desk, person, replace(_overdue(moment, message, "", missed), room=room.ref))


def _is_more_than_words(message: Message) -> bool:
    """Whether it brings what a line cannot: a file, a poll, or a question whose reply is heard."""
    files = [message.file, *(one.file or one.picture for one in message.lines)]
    return any(files) or message.poll is not None or bool(message.ends_poll) or message.hears is not None


def _concerned(message: Message, roster: tuple[Membership, ...]) -> tuple[Membership, ...]:
    """Whom it was for: those whom it was to ring, else everybody of the case but its guests."""
    rung = tuple(one for one in roster if one.person in message.mentions)
    return rung or tuple(one for one in roster if Role.GUEST not in one.roles)


def _overdue(moment: Due, message: Message, case: str, missed: tuple[datetime, ...]) -> overdue.Late:
    ref, of = message.values.get("ref"), message.values.get("at")
    return overdue.Late(
        what=message.template,
        case=case,
        ref=ref if isinstance(ref, str) else "",
        at=moment.at,
        of=of if isinstance(of, datetime) and of != moment.at else None,
        missed=missed,
    )
