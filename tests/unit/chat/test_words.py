from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.tokens import LIMIT, following, is_blank, lowered, nearest, split
from bot.chat.words import Address, Utterance, read, without_quote
from tests.texts import CHARACTERS

BOT = "@carehuddle:example.org"


def heard(body: str, *, direct: bool = False, mentions: tuple[str, ...] = ()) -> Utterance | None:
    return read(body, bot_id=BOT, bot_names=("Care Huddle", "huddle"), direct=direct, mentions=mentions)


def said(body: str, *, direct: bool = False, mentions: tuple[str, ...] = ()) -> Utterance:
    utterance = heard(body, direct=direct, mentions=mentions)
    assert utterance is not None
    return utterance


def keys(utterance: Utterance) -> list[str]:
    return [word.key for word in utterance.words]


@pytest.mark.parametrize(
    "body",
    [
        "!note a topic",
        "/note a topic",
        "//note a topic",
        "!care note a topic",
        "/care note a topic",
        "//CARE note a topic",
        "!NOTE a topic",
        " !note a topic",
        "\n!note a topic",
        "\r\n!note a topic",
        "\ufeff!note a topic",
        "\u200b !\u200bno\u200cte a topic",
        "!no\u00adte\u00a0a topic",
        f"{BOT} note a topic",
        f"{BOT}: note a topic",
        f"{BOT}, note a topic",
        f"{BOT}: !note a topic",
        f"{BOT} /care note a topic",
        f"[Care Huddle](https://matrix.to/#/{BOT}): note a topic",
        "[x](https://matrix.to/#/%40carehuddle%3Aexample.org) note a topic",
        "Care Huddle: note a topic",
        "care huddle, note a topic",
        "@huddle: note a topic",
        "> <@physician:example.org> !consent grant\n> more\n\n!note a topic",
        "> <@physician:example.org> hi\r\n>\r\n> there\r\n\r\n!note a topic",
    ],
)
def test_every_way_of_turning_to_the_bot_reaches_the_same_command(body: str) -> None:
    utterance = said(body)
    assert keys(utterance)[0] == "note"
    assert utterance.rest(1) == "a topic"
    assert not utterance.near_prefix


def test_how_somebody_turned_to_the_bot_is_told() -> None:
    assert said("!note").address is Address.PREFIX
    assert said("/note").address is Address.SLASH
    assert said(f"{BOT} !note").address is Address.MENTION
    assert said("note", direct=True).address is Address.BARE
    assert said("!note", direct=True).address is Address.PREFIX


def test_a_name_alone_counts_only_where_the_message_mentions_the_bot() -> None:
    assert heard("huddle note a topic") is None
    assert said("huddle note a topic", mentions=(BOT,)).rest(1) == "a topic"
    assert heard("huddles: note a topic", mentions=(BOT,)) is None
    assert heard("tell huddle: note a topic", mentions=(BOT,)) is None


def test_somebody_who_only_calls_the_bot_has_said_no_word() -> None:
    assert said(f"{BOT}:").words == ()
    assert said("!care").words == ()
    assert said("!care").rest(0) == ""


@pytest.mark.parametrize(
    "body",
    [
        "",
        " ",
        "!",
        "! ",
        "! note",
        "!!!",
        "/",
        "// ",
        "/ note",
        "\u00a1note add x",
        "```\n!note x\n```",
        "`!note x`",
        "> <@coordinator:example.org> !consent grant C-7K3FX\n\nok thanks",
        "> <@coordinator:example.org> !consent grant C-7K3FX",
        "* !note edited",
        "yes",
        "note a topic",
        "please !note this",
        "[Care Huddle](https://matrix.to/#/@other:example.org): note x",
        "\u200b\ufeff",
    ],
)
def test_conversation_is_left_alone(body: str) -> None:
    assert heard(body) is None


@pytest.mark.parametrize("body", ["", " ", "!", "! ", "* note x", "```\nnote x\n```", "> <@a:b> note x"])
def test_in_the_direct_room_too_some_messages_are_no_words(body: str) -> None:
    assert heard(body, direct=True) is None


def test_in_the_direct_room_bare_words_are_heard() -> None:
    utterance = said("> <@carehuddle:example.org> any risk?\n\nnone reported", direct=True)
    assert keys(utterance) == ["none", "reported"]
    assert utterance.rest(0) == "none reported"


def test_a_fullwidth_mark_is_an_attempt_that_gets_a_hint() -> None:
    utterance = said("\uff01note add C-7K3FX x")
    assert utterance.near_prefix
    assert keys(utterance)[0] == "note"
    assert heard("\uff01\uff01") is None


@pytest.mark.parametrize(
    "text",
    [
        "--private --role=admin x",
        "-- !consent grant C-7K3FX",
        '"unclosed quote',
        "it's the patient's view",
        "\u201csmart quotes\u201d and \u2013 dashes \u2014",
        "\u2014text x",
        "a\u0085b\u2028c\x00\x1b[2J",
        "\u2066\u2067nested\u2069\u2069",
        "\ufb01rst \u2460 \u212b",
        "\u0430dmin \u03bfk",
        "\U0001f468\u200d\U0001f469\u200d\U0001f467",
        "\ufe0f\ufe0e",
        "\u05d1\u05d5\u05e7\u05e8 abc 123",
        "\u4f60\u597d\uff0c\u4e16\u754c",
        "\ufffe\uffff\ufdd0\ufffd",
        "\u0130i\u0131I \u1e9e\u00df SS",
        "\ud800 lone",
        "  two spaces before, two after  ",
        "one\r\ntwo\n\nthree\n",
        "{{ x }} <b> ((( \\ @u:e",
    ],
)
def test_free_text_comes_out_as_typed(text: str) -> None:
    for separator in (" ", "\t", "\n", "\u3000", "\u0085", "\u00a0", "\r\n"):
        utterance = said(f"!note C-7K3FX{separator}{text}")
        assert [word.key for word in utterance.words[:2]] == ["note", "c-7k3fx"]
        assert utterance.rest(2) == text
        assert not is_blank(utterance.rest(2))


@pytest.mark.slow
@given(st.text(CHARACTERS, min_size=1))
def test_whatever_the_free_text_is_it_comes_out_as_typed(text: str) -> None:
    assert said(f"!note {text}").rest(1) == text


@pytest.mark.slow
@given(st.text(CHARACTERS), st.booleans())
def test_nothing_that_is_typed_makes_reading_fail(body: str, direct: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    utterance = heard(body, direct=direct)
    if utterance is not None:
        assert all(utterance.text is body and word.start < word.end <= len(body) for word in utterance.words)
        assert body.endswith(utterance.rest(len(utterance.words)))


@pytest.mark.parametrize(
    ("unit", "count"),
    [
        ("a", 30_000),
        ("a", 49_000),
        ("a ", 25_000),
        ("{{", 20_000),
        ("<b>", 15_000),
        ("(", 30_000),
        ("@u:e ", 10_000),
        ("\n", 30_000),
    ],
)
def test_a_long_text_is_kept_whole_and_never_split_beyond_its_beginning(unit: str, count: int) -> None:
    utterance = said("!note " + unit * count)
    assert utterance.rest(1) == unit * count
    assert len(utterance.words) <= LIMIT
    assert is_blank(utterance.rest(1)) == (unit == "\n")


@pytest.mark.parametrize("text", ["", " \n\t", "\u200b\u200c\u200d\u2060\ufeff", "\u202a\u202c", "\u3164", "\u0085\u3000"])
def test_text_that_nobody_can_see_is_blank(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["x", "\ufe0f\ufe0e", "\u202adeep\u202c", "\x00", "\ufffd"])
def test_text_that_is_something_is_not_blank(text: str) -> None:
    assert not is_blank(text)


def test_words_are_normalised_and_know_where_they_stood() -> None:
    text = "  \u201cone\u201d \u2014two\u3000it\u2019s \u200b x\u202e"
    words = split(text)
    assert [word.text for word in words] == ['"one"', "--two", "it's", "x\u202e"]
    assert [text[word.start : word.end] for word in words] == ["\u201cone\u201d", "\u2014two", "it\u2019s", "x\u202e"]
    assert following(text, words, 3) == "\u200b x\u202e"
    assert following(text, words, 99) == ""


def test_only_ascii_letters_are_folded() -> None:
    assert lowered("NOTE") == "note"
    assert lowered("\u212aEEP") == "\u212aEEP"
    assert lowered("NOT\u0130") == "NOT\u0130"


def test_a_reply_is_read_without_what_it_replies_to() -> None:
    assert without_quote("> <@a:b> one\n> two\n\nthree\n> four") == "three\n> four"
    assert without_quote("three\n> four") == "three\n> four"
    assert without_quote(">8R2Q goal") == ">8R2Q goal"
    assert without_quote("> only") == ""


def test_a_mistyped_word_gets_the_nearest_one() -> None:
    known = ("note", "notes", "huddle", "consent")
    assert nearest("hudle", known) == "huddle"
    assert nearest("CONSNET", known) == "consent"
    assert nearest("eval", known) is None
    assert nearest("n" * 41, known) is None
    assert nearest("", known) is None


@pytest.mark.parametrize("body", ["!note: x: y", "!care note: x: y", f"{BOT} note: x: y", "/note: x: y"])
def test_a_colon_behind_the_command_is_no_part_of_it(body: str) -> None:
    utterance = read(body, bot_id=BOT)
    assert utterance is not None
    assert (utterance.words[0].key, utterance.rest(1)) == ("note", "x: y")


def test_a_colon_in_conversation_makes_no_command_of_it() -> None:
    utterance = read("note: x", bot_id=BOT, direct=True)
    assert utterance is not None
    assert utterance.words[0].key == "note:"


def test_the_prefix_is_configured() -> None:
    utterance = read("%note x", prefix="%", bot_id=BOT)
    assert utterance is not None
    assert utterance.rest(1) == "x"
    assert read("!note x", prefix="%", bot_id=BOT) is None
