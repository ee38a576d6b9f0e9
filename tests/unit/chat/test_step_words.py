from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.care.consent import Category, Modality
from bot.care.steps import Nature
from bot.chat.arguments.errors import ArgumentError
from bot.chat.step_words import Said, step

NOW = datetime(2026, 12, 7, 8, tzinfo=UTC)
PHYSIO = "@physio:example.org"
WHOLE = Said(
    text="Try the exercise",
    person=PHYSIO,
    day=date(2026, 12, 14),
    modality=Modality.PHYSIO,
    after="8R2Q",
    nature=Nature.BEHAVIOURAL,
)


def read(text: str, *mentions: str) -> Said:
    return step(text, now=NOW, zone="Europe/Berlin", mentions=mentions)


@pytest.mark.parametrize(
    "text",
    [
        f"Try the exercise {PHYSIO} due 2026-12-14 ~physio after 8R2Q kind behavioural",
        f"Try the exercise kind behavioral after 8r2q, ~physio {PHYSIO} due 2026-12-14",
        f"{PHYSIO} Try the exercise due mon ~physio kind behavioural after 8R2Q",
        f"~physio Try the exercise due 2026-12-14 {PHYSIO} after 8R2Q kind behavioural",
        f"Try the exercise {PHYSIO} ~physio due 2026-12-14 after 8R2Q kind behavioural",
        f"Try the exercise after 8R2Q {PHYSIO} ~physio kind behavioural due mon",
    ],
)
def test_the_parts_may_stand_in_any_order(text: str) -> None:
    assert read(text) == WHOLE


def test_words_that_only_look_like_a_part_stay_in_the_sentence() -> None:
    found = read(f"Be kind after lunch, as is due any day now {PHYSIO} due tomorrow")
    assert found == Said(text="Be kind after lunch, as is due any day now", person=PHYSIO, day=date(2026, 12, 8))


def test_a_goal_and_categories_may_be_tags() -> None:
    found = read("#medical #medication >5M8T Ask about the evening")
    assert (found.goal, found.categories) == ("5M8T", (Category.MEDICAL, Category.MEDICATION))
    assert found.text == "Ask about the evening"


def test_who_was_mentioned_alone_is_meant() -> None:
    assert read("Try it due mon", PHYSIO).person == PHYSIO
    assert read("Try it due mon", PHYSIO, "@p:example.org").person is None


def test_to_wait_for_nothing_can_be_said() -> None:
    assert (read("after none").after, read("after none").text) == ("", "")
    assert read("Do it").after is None


@pytest.mark.parametrize("text", ["Do it due 2026-02-30", "#wizardry Do it", f"Do it {PHYSIO} due yesterday"])
def test_what_is_meant_for_a_part_and_is_none_is_told(text: str) -> None:
    with pytest.raises(ArgumentError):
        read(text)
