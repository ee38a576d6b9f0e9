"""The agenda as a function of the record: seeded states with their exact lines, and what holds of every state there is."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care import agenda, huddles
from bot.care.consent import Category
from bot.care.dues import Due
from bot.care.facts import Message, case_room
from bot.care.gate import readers, split
from bot.care.huddles import Huddle
from bot.care.items import Item, Section
from bot.care.sources import collect
from tests.unit.care.seeding import State, play, read, states
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

STATES = states()
TEAM = frozenset({SEX_THERAPIST, PHYSICIAN, MENTAL_HEALTH})

pytestmark = pytest.mark.slow


def by_name(state: State) -> str:
    return state.name


def items(ward: Ward) -> list[Item]:
    since = huddles.news_since(ward.desk, ward.code)
    return collect(ward.desk, ward.code, since=since, begun=ward.desk.now, zone=ward.desk.clinic.zone)


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_a_state_has_exactly_these_lines(state: State) -> None:
    assert read(play(state.steps)) == state.lines


def test_the_states_are_many_and_cover_all_six_sections() -> None:
    assert len(STATES) >= 40
    titles = {"Safety first", "Unfinished", "New", "Due soon", "Topics", "Asks between disciplines"}
    assert titles <= {line for state in STATES for line in state.lines}


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_every_line_has_a_reason_and_a_ref_and_composing_it_writes_nothing(state: State) -> None:
    ward = play(state.steps)
    before = ward.desk.state.copied()
    first, second = agenda.preview(ward.desk, ward.code), agenda.preview(ward.desk, ward.code)
    assert first == second
    assert ward.desk.state == before
    refs = {kept.ref for kept in ward.desk.state.records.values()}
    for one in items(ward):
        assert one.reason
        assert one.ref in refs
        assert one.need


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_nothing_is_shown_to_anybody_who_may_not_read_it(state: State) -> None:
    ward = play(state.steps)
    lines = agenda.preview(ward.desk, ward.code).lines
    for kept, present in product((None, *Category), (TEAM, frozenset({PHYSICIAN}), TEAM | {"@stranger:example.org"})):
        grants = tuple(one for one in ward.desk.consents.of(ward.code) if kept is None or one.category is kept)
        roster, now = ward.desk.rosters.of(ward.code), ward.desk.now
        found = split(lines, present, roster, grants, now)
        for line in found.for_all:
            authors = {line.author} & {member.person for member in roster}
            assert not line.about or present <= readers(line.about, roster, grants, now) | authors
        for person, own in found.rest.items():
            assert all(person == line.author or person in readers(line.about, roster, grants, now) for line in own)


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_where_nothing_is_shared_no_word_of_anybodys_is_read_in_the_room(state: State) -> None:
    ward = play(state.steps)
    message = agenda.preview(ward.desk, ward.code)
    gated = [str(line.values["text"]) for line in message.lines if line.about]
    ward.desk.state.grants.clear()
    text = ward.read(Said(place=ward.room, message=message, event_id="$1")).text
    assert [one for one in gated if f": {one}" in text] == []


@pytest.mark.parametrize("state", STATES, ids=by_name)
def test_an_agenda_is_posted_once_however_often_its_moment_comes(state: State) -> None:
    ward = play(state.steps)
    ward.say(SEX_THERAPIST, "!huddle every day 09:00")
    moment = min((due for due in ward.desk.state.dues.values() if due.kind == "huddle agenda"), key=lambda due: due.at)
    assert len(posted(ward, moment)) == 1
    assert posted(ward, moment) == []
    assert len(ward.desk.records.find(Huddle, ward.code, states=frozenset({huddles.Stage.OPEN}))) == 1


def posted(ward: Ward, moment: Due) -> list[Message]:
    said = ward.talk.ring(moment)
    return [one.message for one in said if one.place == case_room(ward.code) and one.message.template == "huddle/agenda"]


PLAIN = Item(
    section=Section.NEW, ref="8R2Q", kind="note", text="a topic", about=(), author=PHYSICIAN, reason="new today", need=(8.0,)
)
NEEDS = st.lists(st.floats(min_value=-9, max_value=9).map(lambda one: round(one, 1)), min_size=1, max_size=3).map(tuple)


@settings(deadline=None, max_examples=60)
@given(st.data(), st.lists(st.tuples(NEEDS, st.sampled_from(list(Section))), max_size=20))
def test_the_order_is_total_and_depends_on_nothing_but_what_is_ordered(
    data: st.DataObject, drawn: list[tuple[tuple[float, ...], Section]]
) -> None:
    found = [replace(PLAIN, ref=f"{number:04}", need=need, section=section) for number, (need, section) in enumerate(drawn)]
    ordered = agenda.ordered(found)
    shuffled = data.draw(st.permutations(found))
    assert agenda.ordered(shuffled) == ordered
    keys = [(one.need, one.ref) for one in ordered]
    assert all(first < second for first, second in pairwise(keys))
    shown = [line.values["ref"] for line in agenda.page(ordered)]
    assert sorted(map(str, shown)) == sorted(one.ref for one in found)
    sections = [list(Section).index(Section(line.section)) for line in agenda.page(ordered)]
    assert sections == sorted(sections)
