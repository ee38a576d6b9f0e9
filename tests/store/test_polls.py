"""A poll on its way out: after its text, gated like it, once, and ended by the id under which it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.care.facts import Line, Message, Option, Poll, case_room
from bot.care.people import Membership, Role
from bot.chat.render import Renderer
from bot.flow import polls
from bot.flow.inbox import Again
from bot.flow.messages import Effect, EffectKind
from bot.flow.talk import hearing
from bot.store.store import SealedStore
from bot.store.work import OpenWork
from tests.flow.world import START, TestClock
from tests.store.opened import PHYSICIAN, THERAPIST, open_case, open_store, posture

NURSE = "@nurse:example.org"
TIMES = (START + timedelta(days=7), START + timedelta(days=8))
POLL = Poll(
    ref="8R2Q",
    options=tuple(Option(id=f"8R2Q-{n}", at=at, end=at + timedelta(minutes=45)) for n, at in enumerate(TIMES, 1)),
    most=2,
    closes=START + timedelta(days=3),
)
START_KEY, TEXT = "org.matrix.msc3381.poll.start", "org.matrix.msc1767.text"


@dataclass(frozen=True, kw_only=True)
class Floor:
    store: SealedStore
    clock: TestClock
    code: str

    @property
    def room(self) -> str:
        return case_room(self.code)

    def say(self, message: Message) -> None:
        def act(opened: OpenWork) -> None:
            opened.say(self.room, message)
            opened.finish()

        self.store.act_now(act)

    def claim(self) -> list[tuple[str, Effect]]:
        return self.store.act_now(lambda opened: opened.claim_effects((), 10))

    def decide_anew(self) -> None:
        """What was called back is put into words again, and may be sent."""

        def again(opened: OpenWork) -> None:
            letter = opened.mail.claim()
            assert letter is not None
            assert isinstance(letter.item, Again)
            opened.tell_again(letter.item.said)
            opened.mail.done(letter)

        self.store.act_now(again)
        self.clock.time += timedelta(seconds=2)

    def deliver(self) -> Effect:
        """Send the one thing that is next in the case's room."""
        ((lane, effect),) = self.claim()
        assert lane == self.room
        self.store.act_now(lambda opened: opened.delivered(effect, lane, f"$sent-{effect.kind.value}"))
        return effect


@pytest.fixture
def floor(tmp_path: Path) -> Iterator[Floor]:
    clock = TestClock()
    store = open_store(tmp_path, clock=clock, words=Renderer())

    def make(opened: OpenWork) -> str:
        case = open_case(opened, {THERAPIST: Role.SEX_THERAPIST, PHYSICIAN: Role.PHYSICIAN})
        opened.places.see(posture(f"!{case.code}", THERAPIST, PHYSICIAN))
        return case.code

    yield Floor(store=store, clock=clock, code=store.act_now(make))
    store.database.close()


def asked(code: str, **more: Any) -> Message:  # noqa: ANN401 - fields of a message
    return Message(template="poll/start", values=polls.asked(POLL), case=code, poll=POLL, **more)


def test_a_poll_goes_after_its_text_and_says_it_all_by_itself(floor: Floor) -> None:
    floor.say(asked(floor.code, mentions=(PHYSICIAN,)))
    text, poll = floor.deliver(), floor.deliver()
    assert (text.kind, poll.kind, floor.claim()) == (EffectKind.MESSAGE, EffectKind.POLL, [])
    assert text.content["m.mentions"] == {"user_ids": [PHYSICIAN]}
    event: Any = poll.content["event"]
    start = event[START_KEY]
    assert poll.content["ref"] == "8R2Q"
    assert [one["id"] for one in start["answers"]] == ["8R2Q-1", "8R2Q-2", "8R2Q-0"]
    assert [one[TEXT] for one in start["answers"]] == [
        "1: Mon 14 Dec 2026, 09:00 Berlin",
        "2: Tue 15 Dec 2026, 09:00 Berlin",
        "None of these",
    ]
    assert (start["max_selections"], start["kind"]) == (2, "org.matrix.msc3381.poll.disclosed")
    assert start["question"] == {TEXT: "Proposal 8R2Q: when can you come? Choose all that suit you."}
    assert "!vote 8R2Q none" in event[TEXT]


def test_times_stand_in_every_zone_of_the_team(floor: Floor) -> None:
    def move(opened: OpenWork) -> None:
        known = opened.people.get(PHYSICIAN)
        opened.people.put(type(known)(**{**vars(known), "zone": "Europe/London"}))

    floor.store.act_now(move)
    floor.say(asked(floor.code))
    floor.deliver()
    event: Any = floor.deliver().content["event"]
    assert event[START_KEY]["answers"][0][TEXT] == "1: Mon 14 Dec 2026, 09:00 Berlin / 08:00 London"


def test_a_poll_shows_nothing_of_what_only_some_may_read(floor: Floor) -> None:
    line = Line(about=("sexual_history",), values={"text": "canary"})
    floor.say(asked(floor.code, lines=(line,)))
    sent = [floor.deliver(), floor.deliver()]
    assert "canary" not in repr([one.content for one in sent])


def test_a_poll_is_looked_for_under_the_same_id_after_a_crash(floor: Floor) -> None:
    floor.say(asked(floor.code))
    floor.deliver()
    ((_, first),) = floor.claim()
    floor.store.act_now(lambda opened: opened.undelivered(first, until=START, known=False))
    ((_, again),) = floor.claim()
    assert (again.id, again.kind, again.attempted, again.content) == (first.id, EffectKind.POLL, True, first.content)


def test_whoever_joins_before_the_poll_is_sent_may_see_it_and_its_text_is_not_said_twice(floor: Floor) -> None:
    floor.say(asked(floor.code))
    floor.deliver()

    def join(opened: OpenWork) -> None:
        opened.rosters.put(Membership(case=floor.code, person=NURSE, roles=(Role.NURSE,), since=opened.now))
        opened.finish()

    floor.store.act_now(join)
    assert floor.claim() == []
    floor.decide_anew()
    poll = floor.deliver()
    assert (poll.kind, NURSE in poll.covered) == (EffectKind.POLL, True)
    assert floor.claim() == []


def test_somebody_unexpected_in_the_room_holds_the_poll_back(floor: Floor) -> None:
    floor.say(asked(floor.code))
    floor.deliver()
    ((_, poll),) = floor.claim()
    assert poll.covered == {THERAPIST, PHYSICIAN}
    floor.store.act_now(lambda opened: opened.unexpected(poll))
    floor.decide_anew()
    assert floor.deliver().kind is EffectKind.POLL


def test_the_end_of_a_poll_names_it_as_its_room_was_sent_it(floor: Floor) -> None:
    floor.say(asked(floor.code))
    floor.say(Message(template="poll/ended", values={"ref": "8R2Q"}, case=floor.code, ends_poll="8R2Q"))
    kinds = [floor.deliver() for _ in range(4)]
    assert [one.kind for one in kinds] == [EffectKind.MESSAGE, EffectKind.POLL, EffectKind.MESSAGE, EffectKind.POLL_END]
    event: Any = kinds[-1].content["event"]
    assert event == {
        "org.matrix.msc3381.poll.end": {},
        TEXT: "Voting on proposal 8R2Q has ended.",
        "m.relates_to": {"rel_type": "m.reference", "event_id": "$sent-poll"},
    }


def test_a_poll_that_takes_the_place_of_another_comes_behind_its_end_even_where_neither_was_sent_yet(floor: Floor) -> None:
    options = (Option(id="8R2Q-2-3", at=TIMES[1], end=TIMES[1]), Option(id="8R2Q-3-3", at=TIMES[1], end=TIMES[1]))
    new = replace(POLL, options=options)
    floor.say(asked(floor.code))
    floor.say(replace(asked(floor.code), poll=new, ends_poll="8R2Q"))
    sent = [floor.deliver() for _ in range(5)]
    kinds = [EffectKind.MESSAGE, EffectKind.POLL, EffectKind.MESSAGE, EffectKind.POLL_END, EffectKind.POLL]
    assert [one.kind for one in sent] == kinds
    ended, begun = ({} | one.content["event"] for one in sent[3:])  # type: ignore[operator]
    assert ended["m.relates_to"]["event_id"] == "$sent-poll"
    assert [one["id"] for one in begun[START_KEY]["answers"]] == ["8R2Q-2-3", "8R2Q-3-3", "8R2Q-0-3"]
    assert begun[START_KEY]["answers"][0][TEXT].startswith("2: ")
    known = floor.store.act_now(lambda opened: opened.recall(polls.key(floor.room, "8R2Q")))
    assert known == {"options": 3, "most": 2, "first": 2, "event_id": "$sent-poll"}


def test_where_no_poll_was_sent_none_is_ended(floor: Floor) -> None:
    floor.say(Message(template="poll/ended", values={"ref": "5M8T"}, case=floor.code, ends_poll="5M8T"))
    assert floor.deliver().kind is EffectKind.MESSAGE
    assert floor.claim() == []
    floor.say(Message(template="poll/none", case=floor.code))
    assert floor.deliver().kind is EffectKind.MESSAGE


def test_a_poll_that_can_never_be_sent_holds_nothing_up(floor: Floor) -> None:
    floor.say(asked(floor.code))
    floor.say(Message(template="poll/none", case=floor.code, ends_poll="8R2Q"))
    floor.deliver()
    ((_, poll),) = floor.claim()
    floor.store.act_now(lambda opened: opened.undeliverable(poll, "refused"))
    assert floor.deliver().kind is EffectKind.MESSAGE
    assert floor.claim() == []


def test_how_many_options_a_poll_has_is_known_before_it_is_sent(floor: Floor) -> None:
    floor.say(asked(floor.code))
    known = floor.store.act_now(lambda opened: opened.recall(polls.key(floor.room, "8R2Q")))
    assert known == {"options": 2, "most": 2}
    floor.deliver()
    floor.deliver()
    known = floor.store.act_now(lambda opened: opened.recall(polls.key(floor.room, "8R2Q")))
    assert known == {"options": 2, "most": 2, "event_id": "$sent-poll"}


def test_the_question_of_a_reply_is_its_text_and_not_its_poll(floor: Floor) -> None:
    def act(opened: OpenWork) -> None:
        opened.say(floor.room, asked(floor.code))
        opened.ask(floor.room, "question")
        opened.finish()

    floor.store.act_now(act)
    floor.deliver()
    floor.deliver()
    assert floor.store.act_now(lambda opened: opened.dialogues.asked_in("$sent-message")) == "question"
    assert floor.store.act_now(lambda opened: opened.dialogues.asked_in("$sent-poll")) is None


def test_what_was_said_last_in_a_place_is_its_last_text_whether_or_not_it_was_sent(floor: Floor) -> None:
    def last() -> str | None:
        return floor.store.act_now(lambda opened: opened.dialogues.last_said(floor.room))

    assert last() is None
    floor.say(replace(asked(floor.code), hears=("vote replied", "8R2Q")))
    assert last() == "hears:vote replied:8R2Q"
    floor.deliver()
    floor.deliver()
    assert last() == "hears:vote replied:8R2Q"
    floor.say(Message(template="poll/none", case=floor.code))
    assert last() is None


def test_a_reply_to_the_poll_itself_is_heard_like_one_to_its_text(floor: Floor) -> None:
    floor.say(asked(floor.code, hears=("vote replied", "8R2Q")))
    floor.deliver()
    floor.deliver()
    marks = [floor.store.act_now(lambda opened, of=of: opened.dialogues.asked_in(of)) for of in ("$sent-message", "$sent-poll")]  # type: ignore[misc]
    assert marks == [hearing("vote replied", "8R2Q")] * 2


def test_what_we_said_is_known_with_the_place_in_which_it_stands(floor: Floor) -> None:
    floor.say(Message(template="poll/none", case=floor.code))
    floor.deliver()

    def ours(place: str | None) -> bool:
        return floor.store.act_now(lambda opened: opened.dialogues.ours("$sent-message", place))

    assert [ours(place) for place in (None, floor.room, "control")] == [True, True, False]
