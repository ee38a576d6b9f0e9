"""A poll beside its text, and votes in it that cannot be counted."""

from __future__ import annotations

from datetime import timedelta

from bot.care.facts import Message, Option, Poll
from bot.flow import polls
from bot.store.work import OpenWork
from tests.cast import PHYSICIAN, TEAM, THERAPIST
from tests.sentences.play import Play


def play(one: Play) -> None:
    """It is asked, voted in wrongly in each way there is, and ended."""
    one.room = one.stage.open_case(*TEAM)
    for person in TEAM:
        one.here(person, "!case")
    for times, most in ((1, 1), (3, 3)):
        asked(one, times, most)
    sent = one.stage.heard()[-1].event_id
    for choices in (("8R2Q-7",), ("8R2Q-1", "8R2Q-7"), ("8R2Q-1", "8R2Q-0"), ()):
        one.stage.vote(PHYSICIAN, one.room, *choices, points_at=sent)
    one.stage.vote(THERAPIST, one.room, points_at=sent, ends=True)
    said(one, Message(template="poll/none", case=one.code, ends_poll="8R2Q"))


def asked(one: Play, times: int, most: int) -> None:
    """A poll of so many times."""
    first = one.stage.clock.time.replace(hour=13, minute=0, second=0) + timedelta(days=7)
    spans = [(first + timedelta(days=n), first + timedelta(days=n, minutes=45)) for n in range(times)]
    options = tuple(Option(id=f"8R2Q-{n}", at=at, end=end) for n, (at, end) in enumerate(spans, 1))
    poll = Poll(ref="8R2Q", options=options, most=most, closes=first)
    said(one, Message(template="poll/start", values=polls.asked(poll), case=one.code, poll=poll))


def said(one: Play, message: Message) -> None:
    """The bot says it in the case's room."""

    def say(opened: OpenWork) -> None:
        opened.say(one.room, message)
        opened.finish()

    one.stage.store.act_now(say)
    one.stage.settle()
