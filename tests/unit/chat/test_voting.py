from __future__ import annotations

from datetime import timedelta
from types import ModuleType
from typing import Annotated

import pytest

from bot.care.consent import Category
from bot.care.errors import InvalidError
from bot.care.facts import Message, Option, Poll, case_room, direct
from bot.care.people import CLINICAL
from bot.care.ports import Work
from bot.chat.parameters import CaseCode, Rest
from bot.chat.spec import command
from bot.chat.turn import Reply
from tests.unit.desk import NOW, PHYSICIAN, SEX_THERAPIST, STRANGER
from tests.unit.shelves import Said
from tests.unit.talk import Talk


@command("vote", allow=CLINICAL, example="!vote 8R2Q 1 3")
def vote(work: Work, case: CaseCode, words: Annotated[str, Rest("what do you choose?")]) -> Reply:
    """Say which times suit you."""
    work.remember("cast", words=words, case=case)
    if words.startswith("5M8T"):
        raise InvalidError("refused/which_ref")
    return Reply(template="undo/done")


FAMILY = ModuleType("family")
FAMILY.vote = vote  # type: ignore[attr-defined]


class Floor:
    """A case with one poll, of three times, of which two may be chosen."""

    def __init__(self) -> None:
        self.talk = Talk((FAMILY,))
        self.code = self.talk.desk.case()
        self.talk.desk.grant(self.code, Category.SUMMARY)
        self.room = case_room(self.code)
        self.poll = self.ask("8R2Q")

    def ask(self, ref: str, most: int = 2) -> Said:
        times = [NOW + timedelta(days=days) for days in (1, 2, 3)]
        options = tuple(Option(id=f"{ref}-{n}", at=at, end=at + timedelta(hours=1)) for n, at in enumerate(times, 1))
        poll = Poll(ref=ref, options=options, most=most, closes=times[0])
        self.talk.desk.say(self.room, Message(template="poll/start", case=self.code, poll=poll))
        return self.talk.desk.last

    def votes(self, *choices: str, person: str = PHYSICIAN, points_at: Said | str | None = None) -> list[tuple[str, str]]:
        said = self.talk.votes(person, self.room, *choices, points_at=self.poll if points_at is None else points_at)
        return [(one.place, one.message.template) for one in said]

    @property
    def cast(self) -> str | None:
        kept = self.talk.desk.recall("cast")
        return kept["words"] if kept is not None else None


@pytest.fixture
def floor() -> Floor:
    return Floor()


MINE = direct(PHYSICIAN)


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (("8R2Q-1",), "8R2Q 1"),
        (("8R2Q-3", "8R2Q-1"), "8R2Q 3 1"),
        (("8R2Q-0",), "8R2Q none"),
        (("8r2q-2",), "8R2Q 2"),
        (("8R2Q-1", "8R2Q-2", "8R2Q-3"), "8R2Q 1 2"),
    ],
    ids=["one", "two", "none", "another case of letters", "no more than may be chosen"],
)
def test_a_vote_is_the_command_that_the_same_person_might_type(floor: Floor, choices: tuple[str, ...], words: str) -> None:
    assert floor.votes(*choices) == [(MINE, "undo/done")]
    assert floor.cast == words
    fact = floor.talk.desk.facts[-1]
    assert (fact.action, fact.actor, fact.case, fact.outcome) == ("vote", PHYSICIAN, floor.code, "done")


def test_the_room_reads_nothing_of_who_chose_what(floor: Floor) -> None:
    floor.votes("8R2Q-1")
    floor.votes("8R2Q-2", person=SEX_THERAPIST)
    assert floor.talk.desk.said_in(floor.room) == [floor.poll.message]


@pytest.mark.parametrize("points_at", ["$another-poll", "$nothing"])
def test_where_a_vote_is_said_to_belong_changes_nothing(floor: Floor, points_at: str) -> None:
    floor.ask("7K3F")
    assert floor.votes("8R2Q-2", points_at=points_at) == [(MINE, "undo/done")]
    assert floor.votes("8R2Q-3", points_at=floor.talk.desk.last) == [(MINE, "undo/done")]
    assert floor.cast == "8R2Q 3"


@pytest.mark.parametrize(
    "choice",
    ["8R2Q-4", "8R2Q-99", "7K3F-1", "8R2Q", "8R2Q-1 2", "8R2Q-1\n!note a topic", "8R2Q-", "-1", "8R2Q--1", "8R2Q-\u0661", "a"],
)
def test_what_names_no_option_of_ours_is_left_out_and_its_sender_alone_is_told(floor: Floor, choice: str) -> None:
    assert floor.votes(choice) == [(MINE, "poll/unknown")]
    assert floor.cast is None
    assert floor.votes(choice, "8R2Q-2") == [(MINE, "poll/unknown"), (MINE, "undo/done")]
    assert floor.cast == "8R2Q 2"


def test_a_vote_that_mixes_two_polls_counts_for_the_first(floor: Floor) -> None:
    floor.ask("7K3F")
    assert floor.votes("8R2Q-1", "7K3F-2") == [(MINE, "poll/unknown"), (MINE, "undo/done")]
    assert floor.cast == "8R2Q 1"


def test_a_time_and_none_of_these_are_not_both_counted(floor: Floor) -> None:
    assert floor.votes("8R2Q-1", "8R2Q-0") == [(MINE, "poll/both")]
    assert floor.cast is None


def test_an_empty_vote_takes_nothing_back(floor: Floor) -> None:
    assert floor.votes() == [(MINE, "poll/empty")]
    assert floor.cast is None


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        (("8R2Q-1", "8R2Q-3"), "8R2Q 1 3 of 3"),
        (("8R2Q-0",), "8R2Q none of 3"),
        (("8R2Q-1-4", "8R2Q-4-4"), "8R2Q 1 4"),
        (("8R2Q-0-4",), "8R2Q none"),
    ],
)
def test_an_answer_to_a_poll_that_was_replaced_says_nothing_of_the_times_that_were_added(
    floor: Floor, choices: tuple[str, ...], words: str
) -> None:
    times = [NOW + timedelta(days=days) for days in (1, 3, 4)]
    options = tuple(Option(id=f"8R2Q-{n}-4", at=at, end=at + timedelta(hours=1)) for n, at in zip((1, 3, 4), times, strict=True))
    poll = Poll(ref="8R2Q", options=options, most=3, closes=times[0])
    floor.talk.desk.say(floor.room, Message(template="poll/start", case=floor.code, poll=poll, ends_poll="8R2Q"))
    assert floor.votes(*choices) == [(MINE, "undo/done")]
    assert floor.cast == words


def test_a_poll_of_another_room_is_none_of_this_room(floor: Floor) -> None:
    said = floor.talk.votes(PHYSICIAN, direct(PHYSICIAN), "8R2Q-1", points_at=floor.poll)
    assert [one.message.template for one in said] == ["poll/unknown"]
    assert floor.cast is None


def test_peoples_own_polls_are_none_of_our_business(floor: Floor) -> None:
    assert floor.votes("a-random-id", points_at="$theirs") == []
    assert floor.votes(points_at="$theirs") == []
    assert floor.talk.ends_poll(PHYSICIAN, floor.room, points_at="$theirs") == []


def test_a_refusal_is_for_its_sender_alone(floor: Floor) -> None:
    floor.ask("5M8T")
    assert floor.votes("5M8T-1") == [(MINE, "refused/which_ref")]


def test_somebody_who_is_not_on_the_case_is_denied_and_gets_no_room(floor: Floor) -> None:
    assert floor.votes("8R2Q-1", person=STRANGER) == [(floor.room, "refused/denied")]
    assert floor.talk.desk.places.get(direct(STRANGER)) is None
    assert floor.cast is None
    assert floor.talk.desk.facts[-1].outcome == "denied"


def test_who_ends_a_poll_is_told_once_how_it_is_settled(floor: Floor) -> None:
    told = floor.talk.ends_poll(PHYSICIAN, floor.room, points_at=floor.poll)
    assert [(one.place, one.message.template) for one in told] == [(MINE, "poll/not_settled")]
    assert floor.talk.ends_poll(PHYSICIAN, floor.room, points_at=floor.poll) == []
    assert len(floor.talk.ends_poll(SEX_THERAPIST, floor.room, points_at=floor.poll)) == 1
    assert floor.talk.ends_poll(STRANGER, floor.room, points_at=floor.poll) == []
    assert floor.cast is None


def test_a_refused_vote_takes_nothing_out_of_the_room_and_gives_nothing_back(floor: Floor) -> None:
    floor.talk.desk.grant(floor.code, Category.SUMMARY, given=False)
    floor.talk.desk.state.grants.clear()
    assert floor.votes("8R2Q-1") == [(MINE, "refused/no_consent")]
    assert floor.talk.desk.redacted == []
