from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.care import actions, agenda, huddles, minutes, outcomes
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.facts import Line, Message
from bot.care.huddles import Stage
from bot.care.notes import DRAFT, KEPT, RETRACTED, Format, Note, Risk
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST, STRANGER, FakeDesk

MEDICAL = (Category.MEDICAL,)
TODAY = date(2026, 12, 7)


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


@pytest.fixture
def case(desk: FakeDesk) -> str:
    return desk.case()


def act(desk: FakeDesk, case: str, days: int, text: str = "a thing to do") -> str:
    day = TODAY + timedelta(days=days)
    return actions.act(desk, case, PHYSICIAN, text=text, categories=MEDICAL, owner=SEX_THERAPIST, day=day).ref


def topic(desk: FakeDesk, case: str, text: str = "a topic") -> str:
    return huddles.add_topic(desk, case, PHYSICIAN, text, MEDICAL).ref


def note(desk: FakeDesk, case: str, state: int = KEPT) -> str:
    what = Note(format=Format.FREE, text="canary\nsecond line", categories=(Category.SEXUAL_HISTORY,))
    return desk.records.add(what, case=case, author=SEX_THERAPIST, state=state).ref


def lines(message: Message, section: str) -> dict[str, Line]:
    return {str(line.values["ref"]): line for line in message.lines if line.section == section}


def reasons(message: Message, section: str) -> dict[str, str]:
    return {ref: str(line.values["reason"]) for ref, line in lines(message, section).items()}


def huddle(desk: FakeDesk, case: str) -> Message:
    begun = huddles.start(desk, case, PHYSICIAN)
    said = agenda.opening(desk, case, begun)
    huddles.close(desk, begun.huddle, Stage.ENDED)
    return said


def test_each_line_says_why_it_is_there_and_the_most_overdue_stands_first(desk: FakeDesk, case: str) -> None:
    ahead, today, late = act(desk, case, 3), act(desk, case, 0), act(desk, case, -3)
    very_late, tomorrow = act(desk, case, -4), act(desk, case, 1)
    assert reasons(agenda.preview(desk, case), "unfinished") == {
        very_late: "overdue 4 days",
        late: "overdue 3 days",
        today: "due today",
        tomorrow: "due tomorrow",
        ahead: "due Thu 10 Dec 2026",
    }
    assert list(lines(agenda.preview(desk, case), "unfinished")) == [very_late, late, today, tomorrow, ahead]


def test_decisions_stand_there_until_they_are_carried_out(desk: FakeDesk, case: str) -> None:
    kept = actions.decide(desk, case, PHYSICIAN, text="go on", reason="it helps", categories=MEDICAL, implementer=SEX_THERAPIST)
    assert reasons(agenda.preview(desk, case), "unfinished") == {kept.ref: "decided today, not yet carried out"}
    outcomes.done(desk, case, SEX_THERAPIST, kept.ref)
    assert agenda.preview(desk, case).lines == ()


def test_notes_since_the_last_huddle_are_new_by_their_first_line(desk: FakeDesk, case: str) -> None:
    old = note(desk, case)
    desk.later(timedelta(hours=1))
    assert list(lines(huddle(desk, case), "new")) == [old]
    desk.later(timedelta(days=1))
    fresh, _draft, _retracted = note(desk, case), note(desk, case, DRAFT), note(desk, case, RETRACTED)
    shown = agenda.preview(desk, case)
    assert reasons(shown, "new") == {fresh: "new since Mon"}
    line = lines(shown, "new")[fresh]
    assert line.values["text"] == "canary"
    assert line.about == ("sexual_history",)
    assert line.author == SEX_THERAPIST


def test_a_note_cosigned_since_the_last_huddle_is_new_whenever_it_was_written(desk: FakeDesk, case: str) -> None:
    ref = note(desk, case, DRAFT)
    huddle(desk.later(timedelta(hours=1)), case)
    kept = desk.records.get(Note, case, ref)
    desk.later(timedelta(days=1))
    desk.records.put(kept, what=replace(kept.what, supervised=True, signed=desk.now), state=KEPT)
    assert list(lines(agenda.preview(desk, case), "new")) == [ref]


def test_a_risk_that_was_named_comes_first_of_what_is_new_and_is_of_the_category_safety(desk: FakeDesk, case: str) -> None:
    note(desk, case)
    risk = desk.records.add(Risk(text="canary", note="8B2A"), case=case, author=PHYSICIAN)
    first = next(line for line in agenda.preview(desk, case).lines if line.section == "new")
    assert first.values["ref"] == risk.ref
    assert first.about == ("safety",)


def test_a_topic_is_carried_over_until_somebody_closes_it(desk: FakeDesk, case: str) -> None:
    ref = topic(desk, case)
    assert reasons(huddle(desk.later(timedelta(hours=1)), case), "topics") == {ref: "added today"}
    assert reasons(huddle(desk.later(timedelta(days=1)), case), "topics") == {ref: "added Mon, carried over once"}
    assert reasons(huddle(desk.later(timedelta(days=1)), case), "topics") == {ref: "added Mon, carried over 2 times"}
    outcomes.done(desk, case, PHYSICIAN, ref)
    assert reasons(agenda.preview(desk, case), "topics") == {}


def test_topics_that_are_carried_over_keep_their_order(desk: FakeDesk, case: str) -> None:
    refs = [topic(desk.later(), case) for _ in range(9)]
    begun = huddle(desk.later(timedelta(hours=1)), case)
    assert list(reasons(begun, "topics")) == refs
    assert list(reasons(huddle(desk.later(timedelta(days=1)), case), "topics")) == refs


def test_a_note_put_off_comes_again_among_what_is_carried_over(desk: FakeDesk, case: str) -> None:
    ref = note(desk, case)
    begun = huddles.start(desk.later(timedelta(hours=1)), case, PHYSICIAN)
    outcomes.defer(desk.later(), case, PHYSICIAN, ref)
    assert agenda.preview(desk, case).lines == ()
    huddles.close(desk, begun.huddle, Stage.ENDED)
    shown = agenda.opening(desk, case, huddles.start(desk.later(timedelta(days=1)), case, PHYSICIAN))
    assert reasons(shown, "topics") == {ref: "put off on Mon, carried over"}
    outcomes.done(desk.later(), case, PHYSICIAN, ref)
    assert agenda.preview(desk, case).lines == ()


def test_an_action_put_off_leaves_this_agenda_and_says_so_on_the_next(desk: FakeDesk, case: str) -> None:
    ref = act(desk, case, 0)
    begun = huddles.start(desk, case, PHYSICIAN)
    outcomes.defer(desk.later(), case, PHYSICIAN, ref)
    assert agenda.preview(desk, case).lines == ()
    huddles.close(desk, begun.huddle, Stage.ENDED)
    shown = agenda.opening(desk, case, huddles.start(desk.later(timedelta(days=1)), case, PHYSICIAN))
    assert reasons(shown, "unfinished") == {ref: "overdue 1 day, put off on Mon"}


def test_the_dozen_of_most_need_stands_on_the_agenda_and_the_rest_is_more(desk: FakeDesk, case: str) -> None:
    late = [act(desk, case, -days) for days in range(1, 11)]
    notes = [note(desk, case) for _ in range(3)]
    topics = [topic(desk, case) for _ in range(2)]
    shown, more = agenda.preview(desk, case), agenda.more(desk, case)
    assert {str(line.values["ref"]) for line in shown.lines} == {*late, *topics}
    assert {str(line.values["ref"]) for line in more.lines} == set(notes)
    assert shown.values["more"] == more.values["left"] == 3
    counted = shown.values["counts"]
    assert isinstance(counted, dict)
    assert {name: number for name, number in counted.items() if number} == {"unfinished": 10, "new": 3, "topics": 2}


def test_the_case_preference_heads_the_agenda(desk: FakeDesk, case: str) -> None:
    topic(desk, case)
    known = desk.cases.get(case)
    assert known is not None
    desk.cases.put(replace(known, preference="canary"))
    first = agenda.preview(desk, case).lines[0]
    assert (first.section, first.values["text"], first.about) == ("preference", "canary", ("summary",))


def test_nothing_that_was_typed_stands_outside_the_lines(desk: FakeDesk, case: str) -> None:
    topic(desk, case, "canary")
    act(desk, case, 1, "canary")
    note(desk, case)
    begun = huddles.start(desk, case, PHYSICIAN)
    actions.decide(desk, case, PHYSICIAN, text="canary", reason="canary", categories=MEDICAL, implementer=PHYSICIAN)
    actions.inform(desk, case, PHYSICIAN, text="canary", categories=MEDICAL)
    opening = agenda.opening(desk, case, begun)
    ended = minutes.message(desk, huddles.close(desk, begun.huddle, Stage.ENDED))
    for message in (opening, ended):
        assert "canary" not in repr(message.values)
        assert all(line.about for line in message.lines)


def test_an_agenda_posted_after_a_pause_says_so(desk: FakeDesk, case: str) -> None:
    begun = huddles.start(desk, case, PHYSICIAN)
    planned = replace(begun.huddle, what=replace(begun.huddle.what, planned=desk.now - timedelta(minutes=7)))
    assert agenda.opening(desk, case, replace(begun, huddle=planned)).values["late"] is True
    assert agenda.opening(desk, case, begun).values["late"] is False


def test_what_is_done_twice_or_stands_on_no_agenda_is_refused(desk: FakeDesk, case: str) -> None:
    ref, draft = topic(desk, case), note(desk, case, DRAFT)
    begun = huddles.start(desk, case, PHYSICIAN)
    outcomes.done(desk, case, PHYSICIAN, ref)
    with pytest.raises(ConflictError):
        outcomes.done(desk, case, PHYSICIAN, ref)
    with pytest.raises(InvalidError):
        outcomes.done(desk, case, PHYSICIAN, begun.huddle.ref)
    for unknown in (draft, "8R2Q"):
        with pytest.raises(NotFoundError):
            outcomes.defer(desk, case, PHYSICIAN, unknown)


def test_only_somebody_on_the_team_owns_an_action(desk: FakeDesk, case: str) -> None:
    with pytest.raises(InvalidError):
        actions.act(desk, case, PHYSICIAN, text="x", categories=MEDICAL, owner=STRANGER, day=TODAY)


def test_the_minutes_hold_what_happened_in_this_huddle_alone(desk: FakeDesk, case: str) -> None:
    before = act(desk, case, 1)
    closed, left, put_off = topic(desk, case), topic(desk, case), note(desk, case)
    begun = huddles.start(desk.later(), case, PHYSICIAN)
    desk.later()
    outcomes.done(desk, case, PHYSICIAN, closed)
    outcomes.defer(desk, case, PHYSICIAN, put_off)
    new = act(desk, case, 2)
    decided = actions.decide(desk, case, PHYSICIAN, text="x", reason="y", categories=MEDICAL, implementer=PHYSICIAN).ref
    told = actions.inform(desk, case, PHYSICIAN, text="x", categories=MEDICAL).ref
    huddles.attend(desk, case, (PHYSICIAN,))
    running = huddles.needed(desk, case)
    said = minutes.message(desk, huddles.close(desk.later(timedelta(minutes=12)), running, Stage.ENDED))
    assert {section: list(lines(said, section)) for section in ("dealt", "actions", "decisions", "info", "carried")} == {
        "dealt": [closed],
        "actions": [new],
        "decisions": [decided],
        "info": [told],
        "carried": [put_off, left],
    }
    assert before not in {str(line.values["ref"]) for line in said.lines}
    assert said.values["present"] == (PHYSICIAN,)
    assert said.values["minutes"] == 12
    assert begun.huddle.ref == said.values["ref"]
