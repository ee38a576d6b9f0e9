"""What stands beside the question of a conference: who comes, how long, tags; and nothing is passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.consent import Category, Modality
from bot.care.errors import InvalidError
from bot.care.finding import Wanted
from bot.care.people import Role
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.quotes import enclosed
from bot.chat.invitation import Invitation, invitation
from bot.chat.proposing import Asker, wanted
from bot.chat.tokens import Word
from tests.unit.desk import CLINIC, NOW

PHYSICIAN = "@p2:example.org"
SELF = "@me:example.org"
GUEST = "@guest:example.org"
"""Whom a client mentions that sends mere names."""
MENTAL, PHYSIO, NURSE = Role.MENTAL_HEALTH, Role.PHYSIO, Role.NURSE

Whom = tuple[tuple[str, ...], tuple[Role, ...]]


def short(words: Sequence[Word]) -> str | None:
    """One physician and whoever types it, and nobody else who could be meant."""
    found = {"@physician": PHYSICIAN, "@p2": PHYSICIAN, "me": SELF, "@me": SELF}.get(words[0].key)
    if found is None:
        raise ArgumentError("person", "a full Matrix id", PHYSICIAN)
    return found


def read(text: str, *mentions: str) -> Invitation:
    return invitation(text, now=NOW, zone="Europe/Berlin", mentions=mentions, short=short)


def asked(text: str, *mentions: str) -> Wanted:
    return wanted(text, Asker(now=NOW, zone="Europe/Berlin", clinic=CLINIC, mentions=mentions, short=short))


def whom(text: str, *mentions: str) -> Whom:
    """Of a booking and of proposed times: they are read by the same rules."""
    booked, proposed = read(text, *mentions), asked(text, *mentions)
    assert (proposed.question, proposed.people, proposed.roles) == (booked.question, booked.people, booked.roles)
    assert (proposed.categories, proposed.modality) == (booked.categories, booked.modality)
    assert proposed.lasts == (booked.lasts or timedelta(minutes=30))
    return booked.people, booked.roles


def refused(text: str, *mentions: str) -> None:
    """Neither is read."""
    with pytest.raises(ArgumentError):
        asked(text, *mentions)
    with pytest.raises(ArgumentError):
        read(text, *mentions)


@pytest.mark.parametrize(
    "parts", list(permutations(['"What next?"', "for 45m", f"with {PHYSICIAN}, physio", "~couple_work #medical"]))
)
def test_the_parts_stand_before_or_behind_the_question_in_any_order(parts: tuple[str, ...]) -> None:
    text = " ".join(parts)
    assert whom(text) == ((PHYSICIAN,), (PHYSIO,))
    found = read(text)
    assert (found.question, found.lasts) == ("What next?", timedelta(minutes=45))
    assert (found.categories, found.modality) == ((Category.MEDICAL,), Modality.COUPLE_WORK)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@physician, mental health", ((PHYSICIAN,), (MENTAL,))),
        ("mental health, @physician", ((PHYSICIAN,), (MENTAL,))),
        ("@physician mental health and me", ((PHYSICIAN, SELF), (MENTAL,))),
        ("@physician,mental health,physio", ((PHYSICIAN,), (MENTAL, PHYSIO))),
        (f"{PHYSICIAN},nurse & physio; mental_health", ((PHYSICIAN,), (NURSE, PHYSIO, MENTAL))),
        (f"physio nurse {PHYSICIAN}", ((PHYSICIAN,), (PHYSIO, NURSE))),
        ("physio, and nurse, ", ((), (PHYSIO, NURSE))),
        (f"[Second, P](https://matrix.to/#/{PHYSICIAN}), nurse", ((PHYSICIAN,), (NURSE,))),
    ],
)
def test_persons_and_roles_are_mixed_with_spaces_commas_and_the_word_and(text: str, expected: Whom) -> None:
    assert whom(f'"What next?" with {text}') == whom(f'with {text}: "What next?"') == expected


@pytest.mark.parametrize("text", ["everyone", "Everybody", "all", "the whole team", "us all"])
def test_everyone_is_the_whole_team_as_where_nobody_is_named(text: str) -> None:
    assert whom(f'"What next?" with {text}') == whom(f'with {text}: "What next?"') == whom('"What next?"') == ((), ())
    refused(f'"What next?" with {text} physio')


def test_a_name_that_a_client_sends_is_whom_it_mentions_and_the_roles_beside_it_count() -> None:
    assert whom('"What next?" with The Guest, nurse', GUEST) == ((GUEST,), (NURSE,))
    assert whom('with Physician Second "What next?"', GUEST) == ((GUEST,), ())
    refused('"What next?" with The Guest, nurse')
    refused(f'"Shall {GUEST} come?" with nurse sharp', GUEST)
    assert whom(f'"What next?" with {PHYSICIAN}, The Guest', PHYSICIAN, GUEST) == ((PHYSICIAN, GUEST), ())


NAMED = ('"What next?"', "for 45m", "with nurse", "#medical")
LEFTOVERS = ("sharp", "tomorrow", "please", "30m", "everyone", "@nobody", "14:30", ">8R2Q", '"more"')


def beside(leftover: str) -> Iterator[str]:
    """The word at each place, whatever the order of what is known."""
    for parts in permutations(NAMED):
        yield from (" ".join((*parts[:place], leftover, *parts[place:])) for place in range(len(parts) + 1))


@pytest.mark.parametrize("leftover", LEFTOVERS)
def test_no_word_beside_the_question_is_passed_over(leftover: str) -> None:
    for text in beside(leftover):
        refused(text)


@pytest.mark.parametrize("leftover", ["physician", "@physician", PHYSICIAN])
def test_a_name_counts_behind_the_word_with_alone(leftover: str) -> None:
    for text in beside(leftover):
        before = text.partition(leftover)[0]
        if before.endswith(("with nurse ", "with nurse #medical ")):
            assert len(sum(whom(text), ())) == len((NURSE, leftover)), text
        else:
            refused(text)


WORDS = st.sampled_from(
    [
        "with",
        "for",
        "and",
        ",",
        "45m",
        "nurse",
        "mental",
        "health",
        "@p2",
        "sharp",
        '"',
        '"Q"',
        "'Q'",
        "\u201cQ\u201d",
        '"Q',
        'Q"',
        "#medical",
    ]
)


@pytest.mark.slow
@given(st.lists(WORDS, max_size=9))
def test_whoever_says_with_whom_never_asks_the_whole_team(words: list[str]) -> None:
    text = " ".join(["with", *words])
    with suppress(InvalidError):
        people, roles = whom(text)
        assert people or roles
        assert set(people) <= {PHYSICIAN}
        assert set(roles) <= {NURSE, MENTAL}


@pytest.mark.slow
@given(st.text(max_size=60))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with suppress(InvalidError):
        read(text)
    with suppress(InvalidError):
        asked(text)


@pytest.mark.parametrize(
    "text",
    [
        '"What next?" with',
        '"What next?" for',
        '"What next?" for ever',
        '"What next?" for 45m for 45m',
        'with nurse "What next?" with physio',
        '"What next?" ~physio ~couple_work',
        '"What next?" ~whatever with nurse',
        '"What next?"\n#whatever with nurse',
        '"What next? with nurse',
        "What next with nurse",
        "What next for 45m",
        "with pain",
        "physician, nurse",
        "What does @physician think?",
        "45m",
        f"with {'nurse ' * 300}sharp",
    ],
)
def test_what_may_be_meant_in_another_way_is_refused(text: str) -> None:
    refused(text)


def test_without_quotation_marks_all_of_it_is_the_question_where_no_such_word_stands_in_it() -> None:
    for text in ("What next?", "Is it the patients' wish?", "#medical What next?"):
        assert read(text).question == text.removeprefix("#medical ")
        assert whom(text) == ((), ())
    assert read("with nurse for 45m").question == read("#medical").question == read("").question == ""


def test_a_tag_counts_on_whichever_line_and_within_the_quotation_too() -> None:
    assert read('"First line\nsecond line"\n#medical with nurse').categories == (Category.MEDICAL,)
    found = read('#medical "#mental_health A topic" ~physio')
    assert (found.categories, found.question) == ((Category.MEDICAL, Category.MENTAL_HEALTH), "#mental_health A topic")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a" with b', ("", "a", " with b")),
        ('for 45m "a  b"', ("for 45m ", "a  b", "")),
        ("with \u201ea\u201c", ("with ", "a", "")),
        ("x \"it's 'a'\" y", ("x ", "it's 'a'", " y")),
        ('"a", with b', ("", "a", ", with b")),
        ('"a"with b', ("", "a", "with b")),
        ('"a"#b', ("", "a", "#b")),
        ('"a".', ("", "a", ".")),
        ('"a "b", then c" with d', ("", 'a "b", then c', " with d")),
        ('\u200b"a"\u200b b', ("\u200b", "a", "\u200b b")),
        ("the patients' own", None),
        ('x"a" b', None),
        ('"a', None),
        ('"a"within', None),
    ],
)
def test_a_quotation_within_a_text_is_found(text: str, expected: tuple[str, str, str] | None) -> None:
    assert enclosed(text, ("with", "for")) == expected
