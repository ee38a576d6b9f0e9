from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.care.consent import Category, Modality
from bot.chat.arguments.errors import ArgumentError
from bot.chat.arguments.sections import risk, sections
from bot.chat.arguments.tags import Tags, tags
from tests.texts import CHARACTERS

NOW = datetime(2026, 12, 7, 15, tzinfo=UTC)
"""Four o'clock in Berlin."""
SOAP = {
    "S": "subjective",
    "subjective": "subjective",
    "O": "objective",
    "A": "assessment",
    "P": "plan",
    "plan": "plan",
    "risk": "risk",
}


def tagged(text: str) -> tuple[Tags, str]:
    return tags(text, now=NOW, zone="Europe/Berlin")


def test_tags_are_taken_off_and_the_text_is_left_as_typed() -> None:
    found, text = tagged("#sexual_history ~couple >8r2q @14:30 Canary  one\n #not a tag\r\nthree ")
    assert found == Tags(
        categories=(Category.SEXUAL_HISTORY,),
        modality=Modality.COUPLE_WORK,
        goal="8R2Q",
        at=datetime(2026, 12, 7, 13, 30, tzinfo=UTC),
    )
    assert text == "Canary  one\n #not a tag\r\nthree "


@pytest.mark.parametrize(
    ("text", "category", "left"),
    [
        ("#medication canary", Category.MEDICATION, "canary"),
        ("#Medication, canary", Category.MEDICATION, "canary"),
        ("#mental health canary", Category.MENTAL_HEALTH, "canary"),
        ("#mental-health canary", Category.MENTAL_HEALTH, "canary"),
        ("#mental canary", Category.MENTAL_HEALTH, "canary"),
        ("#sexual, history canary", Category.SEXUAL_HISTORY, "history canary"),
        ("#meds\ncanary", Category.MEDICATION, "canary"),
        ("#meds\r\ncanary", Category.MEDICATION, "canary"),
        ("#meds", Category.MEDICATION, ""),
        (" \u200b#meds canary", Category.MEDICATION, "canary"),
        ("#\u200bmeds canary", Category.MEDICATION, "canary"),
        ("canary #meds", Category.MEDICATION, "canary"),
        ("canary #meds.\nmore", Category.MEDICATION, "canary\nmore"),
        ("canary #meds in a sentence", Category.MEDICATION, "canary #meds in a sentence"),
        ('"#meds canary"', Category.MEDICATION, '"#meds canary"'),
        ("\u201e#meds canary\u201c", Category.MEDICATION, "\u201e#meds canary\u201c"),
        ("\u00ab\u200b#meds\u00bb canary", Category.MEDICATION, "\u00ab\u200b#meds\u00bb canary"),
        ('"canary #mental health"', Category.MENTAL_HEALTH, '"canary #mental health"'),
        ("canary (#meds)", Category.MEDICATION, "canary (#meds)"),
        ('#meds "canary"', Category.MEDICATION, '"canary"'),
        ("a " * 24_000 + "#meds", Category.MEDICATION, ("a " * 24_000).rstrip()),
    ],
)
def test_a_category_is_found_wherever_it_stands_on_the_first_line(text: str, category: Category, left: str) -> None:
    found, rest = tagged(text)
    assert found.categories == (category,)
    assert rest == left


def test_several_categories_are_all_kept() -> None:
    found, text = tagged("#medical #results ~joint sessions canary #partner")
    assert found.categories == (Category.MEDICAL, Category.RESULTS, Category.PARTNER)
    assert found.modality is Modality.JOINT_SESSIONS
    assert text == "canary"


@pytest.mark.parametrize(
    "text",
    [
        "canary",
        "  canary  ",
        "",
        "\n#medication",
        "# Heading\n- [x] done",
        "#1 on the list, ~5 minutes, > 3 times, >6 weeks @nurse:clinic.example",
        "canary ~roughly >many @8 o'clock, a>8R2Q",
        "@2nd:clinic.example and @24.clinic:example.org came, @3:30.example too",
        "${7*7} #{7*7} <%= 7*7 %>",
        "--private --role=admin x",
        "https://example.org/canary#meds a#meds '@3 (>8R2Q)",
        "--",
    ],
)
def test_what_is_no_tag_is_text(text: str) -> None:
    assert tagged(text) == (Tags(), text)


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("#nonsense canary", "category"),
        ("canary #nonsense", "category"),
        ('"#nonsense canary"', "category"),
        ("#\u0440artner canary", "category"),
        ("~nonsense canary", "modality"),
        (">nonsense canary", "goal"),
        ("@25:00 canary", "time"),
        ("@16:30 canary", "time"),
        ("@8 canary", "time"),
        ("@14:00-15:00 canary", "time"),
        ("canary @25:00", "time"),
        ("@2026-12-08T09:00 canary", "time"),
        ("@2026-02-30T09:00 canary", "date"),
        ("@2026-12-06 canary", "time"),
        ("@2026-10-25T02:30 canary", "time"),
        ("~joint ~physio canary", "modality"),
        (">8R2Q >5M8T canary", "goal"),
        ("@14:00 @14:30 canary", "time"),
        ("#meds " * 8000, "tags"),
    ],
)
def test_a_tag_that_is_none_is_refused_without_repeating_it(text: str, field: str) -> None:
    with pytest.raises(ArgumentError) as caught:
        tagged(text)
    assert caught.value.field == field
    assert "canary" not in str(caught.value.values)
    assert "nonsense" not in str(caught.value.values)


def test_a_time_may_have_a_date() -> None:
    assert tagged("@2026-12-01T09:00 canary") == (Tags(at=datetime(2026, 12, 1, 8, tzinfo=UTC)), "canary")


@pytest.mark.slow
@given(st.text(CHARACTERS))
def test_without_signs_of_tags_nothing_changes(text: str) -> None:
    plain = text.translate({ord(sign): "x" for sign in "#~>@"})
    assert tagged(plain) == (Tags(), plain)


@pytest.mark.parametrize(
    "text",
    [
        "S: one\nO: two\nA: three\nP: four",
        "S: one O: two A: three P: four",
        "s:one\r\n  o : two\r\nPLAN: four\r\nA: three",
        "P: four\nA: three\nSubjective: one\nO: two",
    ],
)
def test_sections_are_found_in_any_order_on_lines_or_within_one(text: str) -> None:
    assert sections(text, SOAP) == {"subjective": "one", "objective": "two", "assessment": "three", "plan": "four"}


def test_no_word_is_lost_between_sections() -> None:
    text = "before\nS: one\n\n  two: three\nP: four \u2014 as typed\nS: five\nRisk: none"
    assert sections(text, SOAP) == {
        "": "before",
        "subjective": "one\n\n  two: three\nfive",
        "plan": "four \u2014 as typed",
        "risk": "none",
    }
    assert sections("S:\nP: four", SOAP) == {"subjective": "", "plan": "four"}
    assert sections("canary", SOAP) == {"": "canary"}
    assert sections("canary", {}) == {"": "canary"}
    assert sections(" \n", SOAP) == {}


@pytest.mark.parametrize("text", ["this: that", "he saw s: and a: in passing", "WS: one", "\u017f: long s", "C:\\temp\\new"])
def test_what_only_looks_like_a_label_is_text(text: str) -> None:
    assert sections(text, SOAP) == {"": text}


@pytest.mark.slow
@given(st.text(alphabet="SOAPx: \n\u017f\u212a"))
def test_every_letter_ends_up_in_some_section(text: str) -> None:
    found = sections(text, SOAP)
    assert sum(part.count("x") for part in found.values()) == text.count("x")


def test_long_texts_of_labels_and_spaces_are_read() -> None:
    assert sections("S: " * 16_000, SOAP) == {"subjective": ""}
    assert sections(" " * 49_000 + "x", SOAP) == {"": "x"}
    assert risk("\n" * 30_000) == (None, "\n" * 30_000)
    assert risk("." + " " * 49_000) == (None, "." + " " * 49_000)


@pytest.mark.parametrize(
    ("text", "said", "left"),
    [
        ("Risk: none reported", "none reported", ""),
        ("canary\nRisk: none reported", "none reported", "canary"),
        ("canary\r\n risk : none \r\nmore", "none", "canary\r\nmore"),
        ("RISK: a\ncanary\nRisk: b\n", "a\nb", "canary"),
        ("P: canary. Risk: none reported\nmore", "none reported", "P: canary.\nmore"),
        ("low Risk: canary", None, "low Risk: canary"),
        ("canary. risk: canary", None, "canary. risk: canary"),
        ("Risk:\ncanary", None, "Risk:\ncanary"),
        ("the risk is low", None, "the risk is low"),
        ("", None, ""),
    ],
)
def test_the_line_that_names_the_risk_is_cut_out(text: str, said: str | None, left: str) -> None:
    assert risk(text) == (said, left)
