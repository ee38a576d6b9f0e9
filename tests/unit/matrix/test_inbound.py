from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from bot.flow.messages import Attachment, Inbound, InboundKind, Proof
from bot.matrix.inbound import MOST_MENTIONS, read
from bot.matrix.megolm import BadEventError
from bot.matrix.spoken import differs

PROOF = Proof(device_id="PHONE", sender_key="a key", session_id="a session", index=0, master_key="a master key", pin=1)
FILE = {
    "msgtype": "m.file",
    "body": "canary.ics",
    "file": {
        "url": "mxc://example.org/file",
        "key": {"k": "A" * 43, "alg": "A256CTR"},
        "iv": "AAAAAAAAAAAAAAAAAAAAAA",
        "hashes": {"sha256": "B" * 43},
        "v": "v2",
    },
    "info": {"size": 17, "mimetype": "text/calendar"},
}


def said(content: Mapping[str, object], relation: object = None) -> Inbound | None:
    return read(
        event_id="$event",
        room_id="!a_room",
        sender="@nurse:example.org",
        at=datetime(2026, 1, 1, tzinfo=UTC),
        content=content,
        relation=relation,
        proof=PROOF,
    )


def text(body: str, **more: object) -> dict[str, object]:
    return {"msgtype": "m.text", "body": body, **more}


def test_a_text_comes_code_point_by_code_point() -> None:
    body = " cana\u0301ry \u202e\u200b\U0001f9d1\u200d\u2695\ufe0f\r\n\tx "
    heard = said(text(body))
    assert heard is not None
    assert (heard.body, heard.kind, heard.proof) == (body, InboundKind.MESSAGE, PROOF)


@pytest.mark.parametrize("kind", ["m.notice", "m.emote", "m.location", "m.key.verification.request", "org.example"])
def test_what_nobody_types_as_a_command_is_passed_over(kind: str) -> None:
    assert said({"msgtype": kind, "body": "!note canary"}) is None


def test_an_answer_names_what_it_answers() -> None:
    heard = said(text("yes"), {"m.in_reply_to": {"event_id": "$asked"}})
    assert heard is not None
    assert heard.reply_to == "$asked"


def test_a_message_in_a_thread_answers_what_the_thread_hangs_on() -> None:
    relation = {"rel_type": "m.thread", "event_id": "$root", "is_falling_back": True, "m.in_reply_to": {"event_id": "$last"}}
    heard, answered = said(text("yes"), relation), said(text("yes"), {**relation, "is_falling_back": False})
    assert heard is not None
    assert answered is not None
    assert (heard.reply_to, answered.reply_to) == ("$root", "$last")


def test_an_edit_has_the_new_text_and_names_the_old() -> None:
    content = text("* canary", **{"m.new_content": text("canary"), "m.mentions": {"user_ids": ["@nurse:example.org"]}})
    heard = said(content, {"rel_type": "m.replace", "event_id": "$old"})
    assert heard is not None
    assert (heard.kind, heard.body, heard.edits, heard.reply_to) == (InboundKind.EDIT, "canary", "$old", None)
    assert heard.mentions == ("@nurse:example.org",)


def test_an_edit_whose_target_was_taken_away_is_put_aside() -> None:
    with pytest.raises(BadEventError):
        said(text("* canary", **{"m.new_content": text("canary")}))


@pytest.mark.parametrize(
    "relation",
    [
        7,
        [],
        {"rel_type": 7},
        {"rel_type": "m.replace"},
        {"m.in_reply_to": "$asked"},
        {"m.in_reply_to": {"event_id": 7}},
        {"event_id": {}},
    ],
)
def test_a_relation_of_the_wrong_shape_is_put_aside(relation: object) -> None:
    with pytest.raises(BadEventError):
        said(text("canary"), relation)


def test_mentions_are_told_once_each_and_not_without_end() -> None:
    people = [f"@p{number}:example.org" for number in range(500)]
    heard = said(text("canary", **{"m.mentions": {"user_ids": [people[0], 7, *people], "room": True}}))
    assert heard is not None
    assert heard.mentions == tuple(people[:MOST_MENTIONS])
    strange: list[object] = [7, [], {"user_ids": "@a:b"}]
    assert [said(text("x", **{"m.mentions": odd})).mentions for odd in strange] == [()] * 3  # type: ignore[union-attr]


def test_a_file_comes_with_its_keys() -> None:
    heard = said(FILE)
    assert heard is not None
    wanted = Attachment(
        name="canary.ics", mime="text/calendar", size=17, url="mxc://example.org/file", key="A" * 43, iv="A" * 22, sha256="B" * 43
    )
    assert (heard.kind, heard.attachment) == (InboundKind.FILE, wanted)


def test_a_caption_is_the_text_and_the_name_stays_the_name() -> None:
    heard = said({**FILE, "body": "a topic", "filename": "canary.ics"})
    assert heard is not None
    assert heard.attachment is not None
    assert (heard.body, heard.attachment.name) == ("a topic", "canary.ics")


@pytest.mark.parametrize(
    "spoilt", [{"url": "https://example.org"}, {"key": {"k": "!!!"}}, {"iv": "AA"}, {"hashes": {}}, {"v": "v1"}, {"key": 7}]
)
def test_a_file_with_broken_keys_is_told_as_a_file_that_nobody_can_read(spoilt: dict[str, object]) -> None:
    heard = said({**FILE, "file": {**FILE["file"], **spoilt}})  # type: ignore[dict-item]
    assert heard is not None
    assert (heard.kind, heard.attachment) == (InboundKind.FILE, None)


def test_a_file_in_clear_is_passed_over() -> None:
    assert said({"msgtype": "m.image", "body": "x", "url": "mxc://example.org/file"}) is None


@pytest.mark.parametrize(
    ("body", "formatted"),
    [
        ("**canary** _x_", "<strong>canary</strong> <em>x</em>"),
        ("a<b", "a&lt;b"),
        ("1. one\n2. two", "<ol>\n<li>one</li>\n<li>two</li>\n</ol>"),
        ("- one\n- two", "<ul><li>one</li><li>two</li></ul>"),
        ("[words](https://example.org/1)", '<a href="https://example.org/1">words</a>'),
        ("a**b**", "a<b>b</b>"),
        ("> <@nurse:example.org> earlier\n\nyes", "<mx-reply><blockquote>earlier</blockquote></mx-reply>yes"),
        ("yes", "<mx-reply><blockquote>earlier</blockquote></mx-reply>yes"),
        ("```python\nx = 1\n```", '<pre><code class="language-python">x = 1\n</code></pre>'),
    ],
)
def test_the_same_words_in_another_dress_do_not_differ(body: str, formatted: str) -> None:
    assert not differs(body, formatted)


@pytest.mark.parametrize(
    ("body", "formatted"),
    [("!note canary", "<p>harmless</p>"), ("5 mg", "<b>50 mg</b>"), ("a and more", "a"), ("a b", "b a"), ("x", "")],
)
def test_other_words_are_flagged(body: str, formatted: str) -> None:
    assert differs(body, formatted)
    heard = said(text(body, format="org.matrix.custom.html", formatted_body=formatted))
    assert heard is not None
    assert (heard.body, heard.html_differs) == (body, True)
