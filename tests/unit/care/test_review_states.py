"""A plan review as a function of the record: seeded states with their exact lines, and what holds of every state there is."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise, product
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care import factors, review_told, reviews
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.factors import Sort
from bot.care.facts import Message, case_room
from bot.care.gate import readers, split
from bot.care.review_lines import Entry, Part, ordered, page
from tests.unit.care.seeding import State, names, play
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

_ID = re.compile(r" \(@[a-z_]+:example\.org\)")
_ENDS = ("Your own lines", "To rate a goal", "When you have gone")
TEAM = frozenset({SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH})

pytestmark = pytest.mark.slow


def states() -> tuple[State, ...]:
    with (Path(__file__).parent / "reviews.toml").open("rb") as file:
        known = tomllib.load(file)["state"]
    return tuple(State(one["name"], tuple(one["steps"]), tuple(one["lines"])) for one in known)


STATES = states()


def by_name(state: State) -> str:
    return state.name


def posted(ward: Ward) -> Message:
    (said,) = (one for one in ward.hear(SEX_THERAPIST, "!review") if one.place == ward.room)
    return said.message


def read(ward: Ward) -> tuple[str, ...]:
    """The review in the case's room, line by line, with names in the place of refs, without what every review ends with."""
    text = ward.read(Said(place=ward.room, message=posted(ward), event_id="$1")).text
    by_ref = {ref: name for name, ref in names(ward).items() if name[-1].isdigit()}
    known = re.compile("|".join(map(re.escape, by_ref)))
    lines = (known.sub(lambda found: by_ref[found[0]], _ID.sub("", line)) for line in text.split("\n"))
    return tuple(line for line in lines if line and not line.startswith(_ENDS))


def begun(state: State) -> tuple[Ward, tuple[Entry, ...]]:
    ward = play(state.steps)
    return ward, review_told.entries(ward.desk, reviews.begin(ward.desk, ward.code, SEX_THERAPIST))


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_a_state_has_exactly_these_lines(state: State) -> None:
    assert read(play(state.steps)) == state.lines


def test_the_states_are_many_and_cover_every_part_of_a_review() -> None:
    assert len(STATES) >= 38
    assert {one.part for state in STATES for one in begun(state)[1]} == set(Part)


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_every_line_has_a_ref_or_a_reason_and_composing_it_writes_nothing(state: State) -> None:
    ward, found = begun(state)
    before = ward.desk.state.copied()
    review = reviews.needed(ward.desk, ward.code)
    assert review_told.agenda(ward.desk, review) == review_told.agenda(ward.desk, review)
    assert ward.desk.state == before
    refs = {kept.ref for kept in ward.desk.state.records.values()}
    for one in found:
        assert one.ref in refs or (not one.ref and one.reason)
        assert one.label or one.reason or one.owner


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_the_order_is_total_and_the_parts_are_in_their_order(state: State) -> None:
    _, found = begun(state)
    assert all((first.need, first.ref) < (second.need, second.ref) for first, second in pairwise(found))
    shown = [list(Part).index(Part(line.section)) for line in page(found)]
    assert shown == sorted(shown)


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_first_page_and_the_rest_are_everything_once(state: State) -> None:
    ward, found = begun(state)
    review = reviews.needed(ward.desk, ward.code)
    first, rest = review_told.agenda(ward.desk, review), review_told.more(ward.desk, review)
    lines = [line for line in (*first.lines, *rest.lines) if line.section != "preference"]
    assert sorted(map(repr, lines)) == sorted(map(repr, page(found)))
    assert first.values["more"] == rest.values["left"] == len(rest.lines) == max(0, len(found) - review_told.DOZEN)


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_nothing_is_shown_to_anybody_who_may_not_read_it(state: State) -> None:
    ward, found = begun(state)
    roster, now = ward.desk.rosters.of(ward.code), ward.desk.now
    for kept, present in product((None, *Category), (TEAM, frozenset({PHYSICIAN}), TEAM | {"@stranger:example.org"})):
        grants = tuple(one for one in ward.desk.consents.of(ward.code) if kept is None or one.category is kept)
        divided = split(page(found), present, roster, grants, now)
        for line in divided.for_all:
            authors = {line.author} & {member.person for member in roster}
            assert not line.about or present <= readers(line.about, roster, grants, now) | authors
        for person, own in divided.rest.items():
            assert all(person == line.author or person in readers(line.about, roster, grants, now) for line in own)


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_where_nothing_is_shared_no_word_of_anybodys_is_read_in_the_room(state: State) -> None:
    ward = play(state.steps)
    message = posted(ward)
    gated = [str(line.values["text"]) for line in message.lines if line.about]
    ward.desk.state.grants.clear()
    text = ward.read(Said(place=ward.room, message=message, event_id="$1")).text
    assert [one for one in gated if one and f": {one}" in text] == []


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_a_review_is_posted_once_however_often_its_moment_comes(state: State) -> None:
    ward = play(state.steps)
    ward.say(SEX_THERAPIST, "!review every week")
    moment = min((due for due in ward.desk.state.dues.values() if due.kind == "plan review"), key=lambda due: due.at)
    assert len(rung(ward, moment)) == 1
    assert rung(ward, moment) == []


def rung(ward: Ward, moment: Due) -> list[Message]:
    said = ward.talk.ring(moment)
    return [one.message for one in said if one.place == case_room(ward.code) and one.message.template == "review/agenda"]


def test_a_whole_sort_of_contributor_that_was_excluded_says_so() -> None:
    ward = Ward()
    factors.exclude(ward.desk, ward.code, PHYSICIAN, Sort.ORGANIC, "a canary", (Category.MEDICAL,))
    assert "- factor1, organic contributor by the physician, excluded today: every organic contributor" in read(ward)


PLAIN = Entry(part=Part.STEPS, ref="8R2Q", text="a topic", need=(8.0,))
NEEDS = st.lists(st.floats(min_value=-9, max_value=9).map(lambda one: round(one, 1)), min_size=1, max_size=3).map(tuple)


@settings(deadline=None, max_examples=60)
@given(st.data(), st.lists(st.tuples(NEEDS, st.sampled_from(list(Part))), max_size=20))
def test_the_order_depends_on_nothing_but_what_is_ordered(data: st.DataObject, drawn: list[tuple[tuple[float, ...], Part]]) -> None:
    found = [replace(PLAIN, ref=f"{number:04}", need=need, part=part) for number, (need, part) in enumerate(drawn)]
    assert ordered(data.draw(st.permutations(found))) == ordered(found)
    shown = page(ordered(found))
    assert sorted(str(line.values["ref"]) for line in shown) == sorted(one.ref for one in found)


TYPED = (
    (SEX_THERAPIST, '!goal add #medical "A wish"'),
    (SEX_THERAPIST, '!goal add #sexual_history "A private wish"'),
    (PHYSICIAN, "!goal rate {goal} +1 by patient"),
    (SEX_THERAPIST, "!goal done {goal} #relationship A canary"),
    (SEX_THERAPIST, f"!step add {{goal}} #medical A topic {PHYSICIAN} due 2026-12-09 ~physio"),
    (PHYSICIAN, "!step done {step} #mental_health A canary"),
    (PHYSICIAN, '!voice "A canary" by partner'),
    (MENTAL_HEALTH, "!score ISI 14"),
    (PHYSICIAN, "!med start Canaryl 10 mg"),
    (PHYSICIAN, "!factor add organic A canary"),
    (PHYSICIAN, "!signal watch A canary"),
    (SEX_THERAPIST, "!note #medical A topic\nRisk: a canary"),
    (PHYSICIAN, "!modality physio out"),
    (PHYSICIAN, "!pause couple work A canary until 2027-01-11"),
    (SEX_THERAPIST, "!consent withdraw medical from physician"),
    (PHYSICIAN, f"!action #results A canary {SEX_THERAPIST} due 2026-12-08"),
    (MENTAL_HEALTH, f"!decide A canary because of another by {PHYSICIAN}"),
    (SEX_THERAPIST, "!review"),
    (SEX_THERAPIST, "!review done anyway"),
)


@settings(deadline=None, max_examples=50)
@given(st.lists(st.sampled_from(TYPED), max_size=12))
def test_whatever_was_typed_every_line_has_its_place_its_reason_and_its_readers(typed: list[tuple[str, str]]) -> None:
    ward = Ward()
    for person, text in typed:
        known = {"goal": "8R2Q", "step": "8R2Q", **names(ward)}
        ward.hear(person, re.sub(r"\{(goal|step)\}", lambda found, known=known: known[found[1]], text))  # type: ignore[misc]
        ward.desk.later(timedelta(hours=9))
    found = review_told.entries(ward.desk, reviews.begin(ward.desk, ward.code, SEX_THERAPIST))
    assert all((first.need, first.ref) < (second.need, second.ref) for first, second in pairwise(found))
    assert all(one.ref or one.reason for one in found)
    roster, grants, now = ward.desk.rosters.of(ward.code), ward.desk.consents.of(ward.code), ward.desk.now
    for line in split(page(found), TEAM, roster, grants, now).for_all:
        assert not line.about or readers(line.about, roster, grants, now) | {str(line.author)} >= TEAM
    assert all(one.about for one in found if "canary" in one.text or "wish" in one.text)
