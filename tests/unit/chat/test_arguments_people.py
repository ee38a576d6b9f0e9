from __future__ import annotations

import pytest

from bot.care.consent import Category, Modality
from bot.care.people import Role
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.people import ROLES, Member, invited, is_person, member, person, roles
from bot.chat.arguments.quotes import first_word, quotation, unquoted
from bot.chat.arguments.refs import case_code, ref
from bot.chat.arguments.terms import CATEGORIES, MODALITIES, categories, modality
from bot.chat.tokens import split

NURSE = "@nurse:clinic.example"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (NURSE, 1),
        (f"{NURSE},", 1),
        (f"{NURSE}: physio", 1),
        (f"https://matrix.to/#/{NURSE}", 1),
        (f"<https://matrix.to/#/{NURSE}>", 1),
        ("https://matrix.to/#/%40nurse%3Aclinic.example?via=clinic.example", 1),
        (f"[nurse](https://matrix.to/#/{NURSE})", 1),
        (f"[The Nurse of the day](https://matrix.to/#/{NURSE}), physio", 5),
        (f"\u200b{NURSE}\u200b", 1),
    ],
)
def test_a_person_is_an_id_or_the_link_of_a_mention(text: str, count: int) -> None:
    assert person(split(text)) == (NURSE, count)


@pytest.mark.parametrize("text", ["@a:b", "@A.b=c_d-e/f+1:Host-1.example:8448", "@a:[::1]:8448", "@a:127.0.0.1"])
def test_ids_follow_the_grammar_of_matrix(text: str) -> None:
    assert is_person(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nurse",
        "The Nurse",
        "@nurse",
        "@:b",
        "@a:",
        "@a:-b",
        "@a:b..c",
        "\u202e@gro.xe:dael\u202c",
        "@a\u200e:b",
        "@\u0430:b",
        "@a:b\u0456",
        "@a:b@c",
        "@a:b,@c:d",
        "@a b:c",
        "!room:b",
        f"@{'a' * 255}:b",
        "[x](https://evil.example/#/@a:b)",
        "[x](https://matrix.to/#/!room:b)",
        "[x](https://matrix.to/#/%E2%80%AE@a:b)",
        "[never closed",
        "@room",
    ],
)
def test_what_names_nobody_for_certain_is_refused_without_repeating_it(text: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        person(split(text))
    assert caught.value.field == "person"
    assert not text or text not in str(caught.value.values)


@pytest.mark.parametrize(
    ("text", "expected", "count"),
    [
        ("sex therapist", (Role.SEX_THERAPIST,), 2),
        ("Sex-Therapist", (Role.SEX_THERAPIST,), 1),
        ("sex_therapist for the plan", (Role.SEX_THERAPIST,), 1),
        ("mh", (Role.MENTAL_HEALTH,), 1),
        ("mental health until", (Role.MENTAL_HEALTH,), 2),
        ("mental health clinician", (Role.MENTAL_HEALTH,), 3),
        ("PC", (Role.PRIMARY_CARE,), 1),
        ("gp", (Role.PRIMARY_CARE,), 1),
        ("physician,trainee", (Role.PHYSICIAN, Role.TRAINEE), 1),
        ("social worker, sex therapist , nurse", (Role.SOCIAL_WORKER, Role.SEX_THERAPIST, Role.NURSE), 6),
        ("physician trainee", (Role.PHYSICIAN,), 1),
        ("physician, @a:b", (Role.PHYSICIAN,), 1),
        ("nurse,nurse", (Role.NURSE,), 1),
    ],
)
def test_roles_are_read_in_their_forms(text: str, expected: tuple[Role, ...], count: int) -> None:
    assert roles(split(text)) == (expected, count)


@pytest.mark.parametrize("text", ["", "admin", "lead", ",", "physician,admin", "admin,physician", "\u0440hysician", "NURS\u0130"])
def test_what_is_no_role_is_refused(text: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        roles(split(text))
    assert "sex therapist" in caught.value.expected


def test_every_role_is_known_by_its_own_name() -> None:
    assert {ROLES[role.value] for role in Role} == set(Role)
    assert {CATEGORIES[category.value] for category in Category} == set(Category)
    assert {MODALITIES[modality.value] for modality in Modality} == set(Modality)


def test_a_member_is_a_person_with_roles() -> None:
    words = split(f"{NURSE} nurse, trainee under @a:b")
    assert member(words) == (Member(person=NURSE, roles=(Role.NURSE, Role.TRAINEE)), 3)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a  question with @a:b", ("a  question", ("@a:b",), ())),
        ("what to do with pain with @a:b, @c:d and nurse", ("what to do with pain", ("@a:b", "@c:d"), (Role.NURSE,))),
        ("x WITH sex therapist, physician", ("x", (), (Role.SEX_THERAPIST, Role.PHYSICIAN))),
        ("with @a:b", ("", ("@a:b",), ())),
        ("how to live with pain", ("how to live with pain", (), ())),
        ("with @a:b with pain", ("with @a:b with pain", (), ())),
        ("nothing", ("nothing", (), ())),
    ],
)
def test_who_is_invited_stands_behind_the_last_with(text: str, expected: tuple[str, tuple[str, ...], tuple[Role, ...]]) -> None:
    assert invited(text) == expected


def test_categories_and_modalities_are_read_in_their_forms() -> None:
    found = (Category.MEDICAL, Category.SEXUAL_HISTORY, Category.MENTAL_HEALTH)
    assert categories(split("medical, sexual history mental-health to team")) == (found, 4)
    assert categories(split("medical,results")) == ((Category.MEDICAL, Category.RESULTS), 1)
    assert modality(split("couple work out")) == (Modality.COUPLE_WORK, 2)
    for text in ("ALL", "*", "", "medical,all"):
        with pytest.raises(ArgumentError):
            categories(split(text))
    with pytest.raises(ArgumentError):
        modality(split("everything"))


def test_refs_and_case_codes_are_read_in_any_letter_case() -> None:
    assert ref("8r2q") == ref("8R2Q.") == "8R2Q"
    assert case_code("c-7k3fx") == "C-7K3FX"
    for text in ("", "delete", "*", "C-7K3FX"):
        with pytest.raises(ArgumentError):
            ref(text)
    for text in ("", "C-01", "C-7K3FX,C-7K3FX", "C\u20117K3FX", "8R2Q"):
        with pytest.raises(ArgumentError):
            case_code(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a question"', "a question"),
        ("\u201ca question\u201d", "a question"),
        ("\u201ea question\u201c ", "a question"),
        ("'it's a question'", "it's a question"),
        ('"a" and "b"', '"a" and "b"'),
        ('"unclosed', '"unclosed'),
        ("it's", "it's"),
        ('"', '"'),
        ('""', ""),
        ("", ""),
        (' "x" y', ' "x" y'),
        ("--private", "--private"),
    ],
)
def test_only_a_whole_quotation_is_opened(text: str, expected: str) -> None:
    assert unquoted(text) == expected


def test_a_quotation_at_the_beginning_is_split_off() -> None:
    assert quotation('"a  question" with @a:b') == ("a  question", "with @a:b")
    assert quotation("a question") is None
    assert quotation("") is None
    assert first_word("  8r2q  as typed ") == ("8r2q", " as typed ")
    assert first_word(" ") == ("", "")
