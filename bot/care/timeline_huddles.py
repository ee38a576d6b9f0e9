"""The huddles of a case: each with how long it took, what was to be talked about, and what people said before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.care import minutes, outcomes
from bot.care.checkins import CheckIn
from bot.care.checkins import Stand as Word
from bot.care.huddles import Huddle, Stage, Topic
from bot.care.ports import Work
from bot.care.timeline_events import Event, known, shared


def huddles(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give the huddles, each with how long it took."""
    for kept in work.records.find(Huddle, case):
        until = kept.what.ended
        took = f", {spoken_minutes(until - kept.created)}" if until is not None else ", open" if kept.state == Stage.OPEN else ""
        yield replace(known(kept, f"huddle{took}"), hand="begun by")


def topics(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give the topics, and at the end of each huddle those that were carried over; ``timeline_outcomes`` says which were closed."""
    every = work.records.find(Topic, case)
    for kept in every:
        yield shared(kept, "topic")
    words = outcomes.last_words(work, case) if every else {}
    for huddle in work.records.find(Huddle, case) if every else ():
        until = huddle.what.ended
        for topic in minutes.still_open(every, words, until) if until is not None else ():
            yield replace(shared(topic, "topic carried over", at=until, by=""), place=f"{topic.ref}-{huddle.ref}")


def checkins(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give who said something before a huddle, or cannot come; what they said, and to which question, is for those who may read it.

    Of what somebody has replaced the words are gone.
    """
    for kept in work.records.find(CheckIn, case):
        what, gone = kept.what, kept.state == Word.REPLACED
        if not (what.speaks or what.absent):
            continue
        yield known(
            kept,
            "check-in, replaced since" if gone else "check-in",
            detail="cannot come" if what.absent else "",
            text="" if gone else what.own(),
            concerns=what.categories,
        )
        answers = () if gone else what.told()[bool(what.own()) :]
        for number, (text, concerns) in enumerate(answers, 1):
            yield shared(kept, "check-in, to a question of the team", number, text=text, concerns=concerns)


def spoken_minutes(span: timedelta) -> str:
    """Say how long something took."""
    count = span // timedelta(minutes=1)
    return "under a minute" if not count else f"{count} {'minute' if count == 1 else 'minutes'}"
