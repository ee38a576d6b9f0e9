from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.matrix.backoff import Backoff
from bot.matrix.http import LONGEST, UNSAID, LimitedError, RefusedError, RevokedError, UnavailableError, answer, moment


def body(**said: object) -> bytes:
    return json.dumps(said).encode()


def test_an_answer_is_its_json_object() -> None:
    assert answer(200, {}, body(a=1)) == {"a": 1}


@pytest.mark.parametrize("said", [b"<html>hello</html>", b'{"a": ', b"7", b"[]", b"", b"\xff", b"[" * 100_000])
@pytest.mark.parametrize("status", [200, 302, 403, 404, 500, 502])
def test_what_is_no_json_object_is_an_outage(status: int, said: bytes) -> None:
    with pytest.raises(UnavailableError) as failed:
        answer(status, {}, said)
    assert "hello" not in str(failed.value)


@pytest.mark.parametrize(
    ("headers", "said", "after"),
    [
        ({"Retry-After": "7"}, body(retry_after_ms=1000), 7.0),
        ({}, body(errcode="M_LIMIT_EXCEEDED", retry_after_ms=2500), 2.5),
        ({"Retry-After": "Fri, 31 Dec 2027 23:59:59 GMT"}, body(retry_after_ms=1500), 1.5),
        ({}, b"<html>", UNSAID),
        ({}, body(retry_after_ms="soon"), UNSAID),
        ({}, body(retry_after_ms=float("nan")), UNSAID),
        ({"Retry-After": "3600"}, b"", LONGEST),
        ({"Retry-After": "9" * 400}, b"", LONGEST),
        ({}, body(retry_after_ms=-5), 0.1),
    ],
)
def test_a_limit_says_how_long_and_never_for_ever(headers: dict[str, str], said: bytes, after: float) -> None:
    with pytest.raises(LimitedError) as limited:
        answer(429, headers, said)
    assert limited.value.after == after


@pytest.mark.parametrize("errcode", ["M_UNKNOWN_TOKEN", "M_MISSING_TOKEN", "M_USER_DEACTIVATED"])
def test_a_dead_token_is_revoked_and_nothing_else_is(errcode: str) -> None:
    with pytest.raises(RevokedError):
        answer(401, {}, body(errcode=errcode, soft_logout=True))
    with pytest.raises(RefusedError):
        answer(401, {}, body(flows=[]))


def test_a_refusal_has_the_word_of_the_specification_and_none_of_the_servers() -> None:
    for errcode, word in (("M_FORBIDDEN", "M_FORBIDDEN"), ("canary words", "M_UNKNOWN"), (7, "M_UNKNOWN")):
        with pytest.raises(RefusedError) as refused:
            answer(403, {}, body(errcode=errcode, error="canary"))
        assert (refused.value.errcode, refused.value.status) == (word, 403)
        assert "canary" not in str(refused.value)


def test_tries_grow_apart_and_never_come_faster_than_one_a_second() -> None:
    for drawn in (0.0, 0.999):
        backoff = Backoff(lambda drawn=drawn: drawn)  # type: ignore[misc]
        waits = [backoff.after(UnavailableError("")) for _ in range(3000)]
        assert all(1.0 <= wait <= 10.0 for wait in waits)
        assert waits[:4] == sorted(waits[:4])
        backoff.succeeded()
        assert backoff.after(UnavailableError("")) == waits[0]


def test_a_limit_is_honoured_between_one_second_and_five_minutes() -> None:
    backoff = Backoff(lambda: 0.5)
    assert [backoff.after(LimitedError(after)) for after in (0.1, 42.0, 9999.0)] == [1.0, 42.0, 300.0]


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("Mon, 07 Dec 2026 08:00:00 GMT", datetime(2026, 12, 7, 8, tzinfo=UTC)),
        ("Mon, 07 Dec 2026 08:00:00 -0000", None),
        ("soon", None),
        ("", None),
    ],
)
def test_when_the_homeserver_answered_is_what_it_says_or_nothing(date: str, expected: datetime | None) -> None:
    assert moment({"Date": date} if date else {}) == expected
