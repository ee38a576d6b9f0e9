"""The scenes of the sandbox's short story: what the team says, and what has to come of it.

The words are neutral on purpose; nobody in it has a life.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.sandbox.accounts import CLINICIANS, COORDINATOR
from bot.sandbox.sights import PeerEvent
from bot.sandbox.stage import CONTROL, DIRECT, Room, Stage, StoryError, spoken

SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH, PRIMARY_CARE = CLINICIANS
COVERED = (SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH)
"""With whom the clinic's standard consent shares sexual history: all but primary care."""
POLL = "org.matrix.msc3381.poll.start"
AGREED = timedelta(days=30)
"""So long ago the form was signed."""
WEEK = timedelta(days=7)
_YES = re.compile(r"!yes [0-9A-Z-]+")
_PROPOSAL = re.compile(r"Proposal (\w{4,})")
_CASE = re.compile(r"C-[0-9A-Z]{5}")


@dataclass(frozen=True, kw_only=True)
class OpenedCase:
    """The case that the story is about."""

    code: str
    room: Room


async def control_room(stage: Stage, *, first: bool) -> Room:
    """The coordinator finds the control room, and is greeted the ``first`` time."""
    stage.screen.scene("The coordinators' room")
    room = await stage.room(CONTROL, COORDINATOR)
    stage.screen.say(f"The coordinator has joined the encrypted room {room.name!r}.")
    if first:
        await stage.told((COORDINATOR,), "greeting", after={COORDINATOR: 0})
    return room


async def earlier_cases(stage: Stage) -> Sequence[str]:
    """What an earlier run left is still there. Gives the codes of its cases."""
    codes = sorted(_CASE.findall(" ".join(stage.known(SEX_THERAPIST))))
    if codes:
        stage.screen.scene("What is still there from last time")
        answer = await stage.asks(SEX_THERAPIST, await stage.direct(SEX_THERAPIST), "!cases")
        missing = [code for code in codes if code not in answer.body]
        if missing:
            raise StoryError(f"the bot does not know any more: {', '.join(missing)}")
    return codes


async def case_opened(stage: Stage, control: Room) -> OpenedCase:
    """The coordinator opens a case; its team comes together, and whoever is new is greeted."""
    stage.screen.scene("A case is opened")
    strangers = [one for one in CLINICIANS if DIRECT not in stage.known(one)]
    marks = stage.marks()
    team = " ".join(f"{stage.people[one].user_id} {one}" for one in CLINICIANS)
    plan = await stage.asks(COORDINATOR, control, f"!case open {team}")
    opened = await stage.asks(COORDINATOR, control, _found(_YES, plan))
    code = _found(_CASE, opened)
    stage.screen.scene("The team comes together")
    room = await stage.room(f"Care team {code}", *CLINICIANS)
    await stage.heard(room, stage.speaks, what="first words", after=marks)
    if strangers:
        await stage.told(strangers, "greeting", after=marks)
    return OpenedCase(code=code, room=room)


async def consent(stage: Stage, case: OpenedCase, today: date) -> None:
    """The sex therapist, who leads, enters the signed form."""
    stage.screen.scene("The patient has consented")
    shown = await stage.asks(SEX_THERAPIST, case.room, f"!consent form F-1 {today - AGREED}")
    await stage.asks(SEX_THERAPIST, case.room, _found(_YES, shown))


async def notes(stage: Stage, case: OpenedCase) -> None:
    """Three notes: one in the direct room, since not everybody in the case's room may read it; one that is asked for its risk."""
    stage.screen.scene("Three progress notes")
    direct = await stage.direct(SEX_THERAPIST)
    await stage.asks(SEX_THERAPIST, direct, f"!on {case.code}")
    await stage.asks(
        SEX_THERAPIST, direct, "note ~couple_work The exercises are going well, and take less time.\nRisk: none reported"
    )
    question = await stage.asks(PHYSICIAN, case.room, "!note Evening medicine changed; the next check is in two weeks.")
    await stage.replies(PHYSICIAN, case.room, question, "none")
    soap = "!note soap\nS: Sleeps six hours.\nO: Calm, follows well.\nA: Mood is steady.\nP: Go on weekly.\nRisk: none reported"
    await stage.asks(MENTAL_HEALTH, case.room, soap)


async def topics(stage: Stage, case: OpenedCase) -> None:
    """Two topics for the huddle."""
    stage.screen.scene("Two topics for the huddle")
    await stage.asks(MENTAL_HEALTH, case.room, "!huddle add Sleep has become the main worry")
    await stage.asks(PRIMARY_CARE, case.room, "!huddle add Who plans the next check of the medicine")


async def agenda(stage: Stage, case: OpenedCase) -> PeerEvent:
    """The agenda is posted; what is not for everybody goes to those who may read it."""
    stage.screen.scene("The huddle begins: its agenda")
    marks = stage.marks()
    posted = await stage.asks(SEX_THERAPIST, case.room, "!huddle start")
    await stage.told(COVERED, "lines of their own", after=marks)
    return posted


async def outcomes(stage: Stage, case: OpenedCase, today: date) -> None:
    """What the huddle comes to, and its minutes."""
    stage.screen.scene("What comes of it, and the minutes")
    everybody = " ".join(stage.people[one].user_id for one in CLINICIANS)
    physician, therapist = stage.people[PHYSICIAN].user_id, stage.people[SEX_THERAPIST].user_id
    await stage.asks(SEX_THERAPIST, case.room, f"!present {everybody}")
    await stage.asks(MENTAL_HEALTH, case.room, f"!action Send round the sleep diary {physician} due {today + WEEK}")
    await stage.asks(MENTAL_HEALTH, case.room, f"!decide Go on weekly because it helps by {therapist}")
    await stage.asks(SEX_THERAPIST, case.room, "!huddle end")


async def conference(stage: Stage, case: OpenedCase) -> None:
    """Three times are proposed and voted on, by poll and by number; what is settled is booked, and somebody downloads its file."""
    stage.screen.scene("A time for a conference is found")
    marks, room = stage.marks(), case.room
    proposed = await stage.asks(PHYSICIAN, room, '!conference propose "Which part of care comes first?" for 45m')
    ref, voter = _PROPOSAL.findall(proposed.body)[0], stage.people[PRIMARY_CARE]
    poll = await voter.wait_event(room.id, lambda event: event.decrypted and event.type == POLL, after=marks[PRIMARY_CARE])
    shown = await voter.poll(room.id, poll.event_id)
    stage.screen.say(f"Beside it stands a poll: {shown.question} It has {len(shown.options)} answers.")
    voted = stage.marks()
    await voter.vote(room.id, poll.event_id, f"{ref}-1")
    await stage.told((PRIMARY_CARE,), "answer to a vote in the poll", after=voted)
    for one in (SEX_THERAPIST, MENTAL_HEALTH, PHYSICIAN):
        await stage.asks(one, room, "!vote 1 maybe 2")
    stage.screen.scene("It is booked, with its calendar file")
    await stage.heard(room, lambda event: stage.speaks(event) and "is settled" in event.body, what="what was settled", after=marks)
    posted = await stage.heard(room, lambda event: is_calendar(event, stage.bot), what="calendar file", after=marks)
    content = await stage.people[SEX_THERAPIST].download(room.id, posted.event_id)
    stage.screen.file(str(posted.content.get("filename", posted.body)), spoken(SEX_THERAPIST), content.decode())
    if b"BEGIN:VEVENT" not in content:
        raise StoryError("the calendar file holds no appointment")


async def review(stage: Stage, case: OpenedCase) -> None:
    """Plan reviews, in series."""
    stage.screen.scene("Plan reviews")
    await stage.asks(SEX_THERAPIST, case.room, "!review every 6 weeks")


def is_calendar(event: PeerEvent, bot: str) -> bool:
    """It is an encrypted file of the bot's for calendars."""
    return event.sender == bot and event.content.get("msgtype") == "m.file" and "file" in event.content


def _found(what: re.Pattern[str], event: PeerEvent) -> str:
    found = what.search(event.body)
    if found is None:
        raise StoryError(f"the bot's answer holds nothing like {what.pattern!r}")
    return found[0]
