from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from bot.care import timeline
from bot.care.actions import Action, Decision, Info
from bot.care.alerts import Severity, Signal
from bot.care.asks import Question
from bot.care.consent import Category
from bot.care.goals import Goal
from bot.care.huddles import Huddle
from bot.care.notes import KEPT, Format, Note
from bot.care.people import Role
from bot.care.progress import Progress
from bot.care.records import Kept, Payload
from bot.care.timeline_events import Event
from bot.care.voices import Voice
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, FakeDesk

pytestmark = pytest.mark.slow

TEAM = {SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,), MENTAL_HEALTH: (Role.MENTAL_HEALTH,)}
DAY = date(2026, 12, 14)
SEEDS = range(12)


class Filled:
    """A case in which much happened, each thing of some categories of its own, and of which its reader may read some."""

    def __init__(self, seed: int, *, unread: bool = True) -> None:
        self.draw = random.Random(seed)  # noqa: S311 - the same each time
        self.desk = FakeDesk()
        self.code = self.desk.case(TEAM)
        self.granted = frozenset(self.draw.sample(list(Category), 4))
        self.desk.grant(self.code, *sorted(self.granted))
        self.categories: dict[str, tuple[str, frozenset[Category]]] = {}
        """By the words of each: its author, and its categories."""
        self.signals: list[str] = []
        made = [
            self.draw.choice([self._note, self._goal, self._action, self._decision, self._plain, self._neutral]) for _ in range(40)
        ]
        drawn = [(one, number, self._categories()) for number, one in enumerate(made)]
        readable = [one for one in drawn if one[2] <= self.granted]
        for one, number, named in [*readable, *([each for each in drawn if each not in readable] if unread else [])]:
            one(f"canary {number}.", tuple(sorted(named)))

    def happened(self) -> tuple[Event, ...]:
        return timeline.happened(self.desk, self.code, (MENTAL_HEALTH,))

    def _categories(self) -> frozenset[Category]:
        return frozenset(self.draw.sample(list(Category), self.draw.choice([1, 1, 2])))

    def _add(self, what: Payload, text: str, named: tuple[Category, ...], *, state: int = 0) -> Kept[Payload]:
        author = PHYSICIAN if named and not frozenset(named) <= self.granted else self.draw.choice(list(TEAM))
        self.categories[text] = (author, frozenset(named))
        at = self.desk.now - timedelta(minutes=self.draw.randrange(3) * 10)
        return self.desk.records.add(what, case=self.code, author=author, owner=SEX_THERAPIST, state=state, served=at)

    def _note(self, text: str, named: tuple[Category, ...]) -> None:
        self._add(Note(format=Format.FREE, text=text, categories=named), text, named, state=KEPT)

    def _goal(self, text: str, named: tuple[Category, ...]) -> None:
        self._add(Goal(text=text, categories=named), text, named)

    def _action(self, text: str, named: tuple[Category, ...]) -> None:
        kept = self._add(Action(text=text, categories=named, day=DAY), text, named)
        both = (*named, Category.SUMMARY)
        self._add(Progress(subject=kept.ref, text=f"far {text}", categories=both), f"far {text}", both)

    def _decision(self, text: str, named: tuple[Category, ...]) -> None:
        self._add(Decision(text=text, reason="it helps", categories=named), text, named)

    def _plain(self, text: str, named: tuple[Category, ...]) -> None:
        self._add(Info(text=text, categories=named), text, named)
        self._add(Voice(text=f"said {text}", categories=named, day=DAY), f"said {text}", named)
        self._add(Question(text=f"asked {text}", categories=named, to=(PHYSICIAN,)), f"asked {text}", named)

    def _neutral(self, text: str, named: tuple[Category, ...]) -> None:
        if frozenset(named) <= self.granted:
            self._add(Signal(text=text, severity=Severity.WATCH), text, ())
            self.signals.append(text)
            self._add(Huddle(since=self.desk.now, ended=self.desk.now), "", ())


def test_its_order_is_total_each_line_names_what_it_is_and_pages_leave_nothing_out() -> None:
    for seed in SEEDS:
        events = Filled(seed).happened()
        assert [one.key for one in events] == sorted({one.key for one in events})
        assert [one.at for one in events] == sorted(one.at for one in events)
        assert all(one.what and (one.ref or one.by or one.what == "case opened") for one in events)
        page = timeline.last(events)
        back = list(page.events)
        while page.earlier:
            page = timeline.last(events, page.earlier)
            back = [*page.events, *back]
        page = timeline.first(events)
        onward = list(page.events)
        while page.later:
            assert len(page.events) == timeline.DOZEN
            page = timeline.first(events, behind=page.later)
            onward += page.events
        assert back == onward == list(events)


def test_words_are_for_those_who_may_read_all_they_are_about_and_those_of_a_signal_for_nobody() -> None:
    for seed in SEEDS:
        filled = Filled(seed)
        lines = [line for line in timeline.lines(filled.happened()) if line.section == "words"]
        assert lines
        for line in lines:
            said = [text for text in filled.categories if text in str(line.values["text"])]
            author, named = filled.categories[max(said, key=len)]
            assert frozenset(line.about) >= {one.value for one in named}
            assert line.author in {author, None}
        assert not [text for text in filled.signals if text in str([line.values for line in lines])]


def test_what_somebody_may_not_know_of_changes_nothing_of_what_they_are_given() -> None:
    for seed in SEEDS:
        whole, without = Filled(seed), Filled(seed, unread=False)
        assert len(whole.categories) > len(without.categories)
        assert _read(whole) == _read(without)
        assert timeline.last(whole.happened()).earlier == timeline.last(without.happened()).earlier


def _read(filled: Filled) -> list[str]:
    """As the gate gives it out: to those who may read each category, or wrote it."""
    granted, lines = {one.value for one in filled.granted}, timeline.lines(filled.happened())
    return [str(one.values) for one in lines if frozenset(one.about) <= granted or one.author == MENTAL_HEALTH]
