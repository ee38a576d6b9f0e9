from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import chain
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.cadence import Closing, describe, upcoming
from bot.chat.arguments.dates import day
from bot.chat.arguments.errors import AmbiguousError, ArgumentError
from bot.chat.arguments.moments import moment
from bot.chat.arguments.series import series
from bot.chat.arguments.spans import span
from bot.chat.arguments.tails import last_day
from bot.chat.arguments.vocabulary import WORDS, words_of
from bot.chat.tokens import split

SETS: list[dict[str, Any]] = tomllib.loads(Path(__file__).with_name("phrases.toml").read_text("utf-8"))["set"]
NO_MORE = " // "


@dataclass(frozen=True)
class Phrase:
    typed: str
    expected: Any
    now: datetime
    zone: str

    @property
    def grammar(self) -> str:
        return self.typed.partition(" ")[0]

    @property
    def text(self) -> str:
        return self.typed.partition(" ")[2].replace(NO_MORE, " ")

    @property
    def words(self) -> int:
        return len(split(self.typed.partition(" ")[2].partition(NO_MORE)[0]))

    def read(self, text: str | None = None) -> tuple[str, int]:
        """How it is read, and how many words that took."""
        words = split(self.text if text is None else text)
        if self.grammar == "moment":
            found = moment(words, now=self.now, zone=self.zone)
            lasts = f" for {(found.end - found.at).seconds // 60}" if found.end else ""
            return f"{found.at.astimezone(ZoneInfo(found.zone)):%Y-%m-%d %H:%M} {found.zone}{lasts}", found.consumed
        if self.grammar == "series":
            rule = (read := series(words, now=self.now, zone=self.zone)).rule
            dates = [f"{at.astimezone(ZoneInfo(rule.zone)):%Y-%m-%d}" for at in upcoming(rule, self.now, 3)]
            closing = ", moved" if rule.closing is Closing.MOVE else ""
            return f"{describe(rule)}{closing} | {', '.join(dates)}", read.consumed
        today = self.now.astimezone(ZoneInfo(self.zone)).date()
        if self.grammar == "span":
            first, last, count = span(words, today=today)
            return f"{first.isoformat()} - {last.isoformat()}", count
        named, count = day(words, today=today, back=self.grammar == "back")
        return named.isoformat(), count

    def found(self) -> tuple[str, int] | ArgumentError:
        """How it is read, or why it is not."""
        try:
            return self.read()
        except ArgumentError as error:
            return error


def phrases(name: str) -> dict[str, list[Phrase]]:
    """Those of each set and grammar, by its number and name."""
    groups: dict[str, list[Phrase]] = {}
    for number, one in enumerate(SETS):
        for typed, expected in one.get(name, ()):
            phrase = Phrase(typed, expected, one["now"], one["zone"])
            groups.setdefault(f"{number} {phrase.grammar}", []).append(phrase)
    return groups


READ, ASKED, REFUSED = (phrases(name) for name in ("reads", "asks", "refuses"))


def test_there_are_phrases_enough() -> None:
    read, asked, refused = (list(chain.from_iterable(groups.values())) for groups in (READ, ASKED, REFUSED))
    print(f"phrases: {len(read)} read, {len(asked)} asked, {len(refused)} refused")  # noqa: T201 - figures for who runs it with -s
    assert len(read) >= 200
    assert len(asked) >= 60
    assert len({(one.now, one.zone, one.typed) for one in (*read, *asked, *refused)}) == len(read) + len(asked) + len(refused)


@pytest.mark.parametrize("some", READ.values(), ids=READ)
def test_each_phrase_is_read_as_it_is_meant(some: list[Phrase]) -> None:
    assert {one.typed: one.found() for one in some} == {one.typed: (one.expected, one.words) for one in some}


@pytest.mark.parametrize("some", ASKED.values(), ids=ASKED)
def test_what_may_mean_several_things_is_asked_and_each_choice_means_itself(some: list[Phrase]) -> None:
    for phrase in some:
        asked(phrase)


def asked(phrase: Phrase) -> None:
    with pytest.raises(AmbiguousError) as caught:
        phrase.read()
    error = caught.value
    assert [choice.label for choice in error.choices] == phrase.expected
    assert error.consumed == phrase.words
    for choice in error.choices:
        meant = phrase.read(choice.typed)[0]
        if phrase.grammar == "moment":
            local, zone = datetime.fromisoformat(meant[:16]), meant.split()[2]
            assert local == choice.at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        elif phrase.grammar == "series":
            assert meant.partition(" | ")[0] == choice.label
        else:
            assert date.fromisoformat(meant[:10]) == choice.at.date()


@pytest.mark.parametrize("some", REFUSED.values(), ids=REFUSED)
def test_what_is_no_time_is_refused_with_what_was_expected(some: list[Phrase]) -> None:
    found = {one.typed: one.found() for one in some}
    assert {typed: isinstance(error, ArgumentError) and error.expected for typed, error in found.items()} == {
        one.typed: one.expected for one in some
    }


WORDS_OF_TIMES = sorted(
    {
        *(word for group in (*WORDS.weekdays, *WORDS.months, *WORDS.ordinals, *WORDS.numbers) for word in group),
        *(word for name in WORDS.__struct_fields__ for group in [getattr(WORDS, name)] for word in group if isinstance(word, str)),
        *(
            "8",
            "10",
            "24",
            "31",
            "8th",
            "14:00",
            "9:30",
            "2pm",
            "10-11",
            "14:00-15",
            "1430",
            "14h",
            "3.4.",
            "04/03",
            "2027",
            "29",
            "0",
        ),
        *(
            "EST",
            "CET",
            "Berlin",
            "London",
            "Europe/London",
            "UTC",
            "+02:00",
            "2027-03-28",
            "2027-10-31",
            "02:30",
            "every",
            "of",
            ",",
        ),
    }
)


@pytest.mark.slow
@given(st.lists(st.sampled_from(WORDS_OF_TIMES), max_size=7), st.sampled_from(("moment", "day", "back", "series")))
def test_whatever_words_of_times_stand_beside_each_other_they_are_read_asked_or_refused(words: list[str], grammar: str) -> None:
    phrase = Phrase(f"{grammar} {' '.join(words)}", "", datetime(2026, 12, 7, 9, tzinfo=UTC), "Europe/Berlin")
    asked: AmbiguousError | None = None
    count, example = 1, "none"
    try:
        count = phrase.read()[1]
    except AmbiguousError as error:
        asked = error
    except ArgumentError as error:
        example = error.example
    choices = asked.choices if asked else ()
    assert 0 < (asked.consumed if asked else count) <= max(len(words), 1)
    assert len({(choice.label, choice.at) for choice in choices}) == len(choices)
    assert all(phrase.read(choice.typed) for choice in choices)
    assert example


@pytest.mark.parametrize("text", ["on 1/2 tablet", "on 2.5 mg", "on 10-11 grams"])
def test_figures_of_a_dose_are_no_day_at_the_end(text: str) -> None:
    assert last_day(split(text), {"on"}, today=date(2026, 12, 7)) is None


def test_a_day_in_figures_at_the_end_is_asked_about() -> None:
    with pytest.raises(AmbiguousError):
        last_day(split("50 mg on 1/2"), {"on"}, today=date(2026, 12, 7))


def test_a_language_is_a_file() -> None:
    assert words_of("en") == WORDS
    with pytest.raises(OSError, match="xx"):
        words_of("xx")


def test_a_word_stands_for_one_weekday_and_one_month_alone() -> None:
    every = [word for group in (*WORDS.weekdays, *WORDS.months) for word in group]
    assert len(set(every)) == len(every)
    assert all(name.islower() for name in every)
    assert all(ZoneInfo(zone) for zones in WORDS.abbreviations.values() for zone in zones)
