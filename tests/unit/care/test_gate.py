from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.care.consent import Category, Grant, Rank
from bot.care.facts import Line
from bot.care.gate import readers, split, uncovered
from bot.care.people import Membership, Role

NOW = datetime(2026, 12, 7, 9, 0, tzinfo=UTC)
CODE = "C-7K3FX"
SEX_THERAPIST = "@sex_therapist:example.org"
PHYSICIAN = "@physician:example.org"
COORDINATOR = "@coordinator:example.org"
STRANGER = "@stranger:example.org"


def on_roster(person: str, *roles: Role, until: datetime | None = None, reviewed: bool = True) -> Membership:
    since = NOW - timedelta(days=30)
    return Membership(case=CODE, person=person, roles=roles, since=since, until=until, reviewed=reviewed)


ROSTER = (
    on_roster(SEX_THERAPIST, Role.SEX_THERAPIST),
    on_roster(PHYSICIAN, Role.PHYSICIAN),
    on_roster(COORDINATOR, Role.COORDINATOR),
)


def granted(category: Category, to: str = "team", *, given: bool = True) -> Grant:
    rank = Rank.PERSON if to.startswith("@") else Rank.TEAM if to == "team" else Rank.ROLE
    return Grant(case=CODE, category=category, rank=rank, recipient=to, given=given, by=SEX_THERAPIST, at=NOW - timedelta(days=1))


MEDICAL = Line(about=("medical",), author=PHYSICIAN)
SEXUAL = Line(about=("sexual_history",), author=SEX_THERAPIST)
PLAIN = Line()


def test_a_line_that_everyone_present_may_read_is_for_the_room() -> None:
    result = split((MEDICAL,), frozenset({SEX_THERAPIST, PHYSICIAN}), ROSTER, (granted(Category.MEDICAL),), NOW)
    assert result.for_all == (MEDICAL,)
    assert not result.rest


def test_what_one_person_may_not_read_goes_to_each_of_the_others_alone() -> None:
    grants = (granted(Category.MEDICAL), granted(Category.SEXUAL_HISTORY, "sex_therapist"))
    result = split((MEDICAL, SEXUAL), frozenset({SEX_THERAPIST, PHYSICIAN}), ROSTER, grants, NOW)
    assert result.for_all == (MEDICAL,)
    assert result.rest == {SEX_THERAPIST: (SEXUAL,)}


def test_a_line_with_an_exception_is_for_those_it_names_whatever_the_consent_and_the_roster() -> None:
    line = Line(about=("safety",), author=PHYSICIAN, exception=(SEX_THERAPIST, STRANGER))
    everyone = (granted(Category.SAFETY), granted(Category.SAFETY, PHYSICIAN))
    for grants in ((), everyone):
        assert uncovered(line, frozenset({SEX_THERAPIST, STRANGER}), ROSTER, grants, NOW) == frozenset()
        assert uncovered(line, frozenset({PHYSICIAN, COORDINATOR}), ROSTER, grants, NOW) == {PHYSICIAN, COORDINATOR}


def test_a_line_with_an_exception_and_no_category_is_for_nobody_else_either() -> None:
    line = Line(exception=(SEX_THERAPIST,))
    assert split((line,), frozenset({PHYSICIAN}), ROSTER, (), NOW).for_all == ()


def test_a_coordinator_in_the_room_takes_every_clinical_line_out_of_it() -> None:
    result = split((PLAIN, MEDICAL), frozenset({PHYSICIAN, COORDINATOR}), ROSTER, (granted(Category.MEDICAL),), NOW)
    assert result.for_all == (PLAIN,)
    assert result.rest == {PHYSICIAN: (MEDICAL,)}


def test_a_stranger_reads_nothing_with_a_category_and_gets_nothing_alone() -> None:
    own = Line(about=("medical",), author=STRANGER)
    result = split((own, MEDICAL), frozenset({PHYSICIAN, STRANGER}), ROSTER, (granted(Category.MEDICAL),), NOW)
    assert result.for_all == ()
    assert result.rest == {PHYSICIAN: (own, MEDICAL)}


def test_the_author_reads_what_nobody_was_granted() -> None:
    result = split((SEXUAL,), frozenset({SEX_THERAPIST}), ROSTER, (), NOW)
    assert result.for_all == (SEXUAL,)


def test_an_author_who_left_reads_nothing_any_more() -> None:
    roster = (on_roster(SEX_THERAPIST, Role.SEX_THERAPIST, until=NOW),)
    assert split((SEXUAL,), frozenset({SEX_THERAPIST}), roster, (granted(Category.SEXUAL_HISTORY),), NOW).for_all == ()


def test_of_several_categories_a_reader_needs_all() -> None:
    line = Line(about=("medical", "medication"))
    assert readers(line.about, ROSTER, (granted(Category.MEDICAL),), NOW) == frozenset()
    both = (granted(Category.MEDICAL), granted(Category.MEDICATION))
    assert readers(line.about, ROSTER, both, NOW) == {SEX_THERAPIST, PHYSICIAN}


def test_a_category_that_does_not_exist_is_for_nobody() -> None:
    assert readers(("weather",), ROSTER, (granted(Category.MEDICAL),), NOW) == frozenset()
    assert uncovered(Line(about=("weather",)), frozenset({PHYSICIAN}), ROSTER, (), NOW) == {PHYSICIAN}


def test_into_an_empty_room_goes_nothing_with_a_category() -> None:
    assert split((PLAIN, MEDICAL), frozenset(), ROSTER, (granted(Category.MEDICAL),), NOW).for_all == (PLAIN,)


# A second opinion, written another way round: what a person may read is looked up in a table of all that was said,
# widest first, and each closer word overwrites the wider one.


def _oracle_reads(person: str, line: Line, roster: tuple[Membership, ...], grants: tuple[Grant, ...]) -> bool:
    if not line.about:
        return True
    member = next((m for m in roster if m.person == person and m.since <= NOW and not (m.until and m.until <= NOW)), None)
    if member is None:
        return False
    return line.author == person or all(_oracle_covered(member, one, grants) for one in line.about)


def _oracle_covered(member: Membership, category: str, grants: tuple[Grant, ...]) -> bool:
    clinical = {"sex_therapist", "physician", "mental_health", "primary_care", "physio", "nurse", "social_worker"}
    held = [role.value for role in member.roles]
    team = member.reviewed and (bool(clinical & set(held)) or (category == "summary" and "coordinator" in held))
    decided = False
    for names in ([["team"]] if team else []) + [[[role] for role in held], [[member.person]]]:
        words: list[bool] = []
        for name in [one if isinstance(one, str) else one[0] for one in names]:
            heard = sorted(
                (g for g in grants if g.confirmed and g.category == category and g.recipient == name), key=lambda g: g.at
            )
            withdrawn = False
            standing: bool | None = None
            for grant in heard:
                withdrawn = withdrawn or not grant.given
                standing = grant.given
            if heard and heard[-1].until is not None and heard[-1].until <= NOW:
                standing = False if withdrawn else None
            if standing is not None:
                words.append(standing)
        if words:
            decided = False not in words
    return decided


PEOPLE = (SEX_THERAPIST, PHYSICIAN, COORDINATOR, STRANGER)
ROLES = (Role.SEX_THERAPIST, Role.PHYSICIAN, Role.COORDINATOR, Role.TRAINEE, Role.GUEST)
SOME = (Category.SUMMARY, Category.MEDICAL, Category.SAFETY)


@st.composite
def rosters(draw: st.DrawFn) -> tuple[Membership, ...]:
    people = draw(st.lists(st.sampled_from(PEOPLE), unique=True, max_size=4))
    ends = (None, NOW, NOW + timedelta(days=1))
    return tuple(
        on_roster(
            person,
            *draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=2, unique=True)),
            until=draw(st.sampled_from(ends)),
            reviewed=draw(st.booleans()),
        )
        for person in people
    )


@st.composite
def histories(draw: st.DrawFn) -> tuple[Grant, ...]:
    made = []
    for hour in range(draw(st.integers(0, 7))):
        rank, recipient = draw(
            st.sampled_from(
                [(Rank.TEAM, "team"), *((Rank.ROLE, role.value) for role in ROLES), *((Rank.PERSON, one) for one in PEOPLE)]
            )
        )
        given_now = draw(st.booleans())
        made.append(
            Grant(
                id=hour + 1,
                case=CODE,
                category=draw(st.sampled_from(SOME)),
                rank=rank,
                recipient=recipient,
                given=given_now,
                by=SEX_THERAPIST,
                at=NOW - timedelta(days=2) + timedelta(hours=hour),
                until=draw(st.sampled_from((None, NOW, NOW + timedelta(hours=1)))) if given_now else None,
                confirmed=draw(st.integers(0, 4)) > 0,
            )
        )
    return tuple(made)


@st.composite
def pages(draw: st.DrawFn) -> tuple[Line, ...]:
    about = st.lists(st.sampled_from([one.value for one in SOME]), max_size=2, unique=True)
    authors = st.sampled_from((None, *PEOPLE))
    return tuple(
        Line(about=tuple(draw(about)), author=draw(authors), values={"n": number}) for number in range(draw(st.integers(0, 4)))
    )


@pytest.mark.slow
@settings(max_examples=300, deadline=None)
@given(pages(), st.frozensets(st.sampled_from(PEOPLE)), rosters(), histories())
def test_nobody_reads_more_or_less_than_a_second_opinion_says(
    lines: tuple[Line, ...], present: frozenset[str], roster: tuple[Membership, ...], grants: tuple[Grant, ...]
) -> None:
    result = split(lines, present, roster, grants, NOW)
    for line in lines:
        everyone = all(_oracle_reads(person, line, roster, grants) for person in present) and (bool(present) or not line.about)
        assert (line in result.for_all) is everyone
        for person in PEOPLE:
            reads = person in present and not everyone and _oracle_reads(person, line, roster, grants)
            assert (line in result.rest.get(person, ())) is reads
