from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from nio.crypto.attachments import decrypt_attachment, encrypt_attachment

from bot.flow.messages import Attachment
from bot.matrix.media import AttachmentError, posted, seal, unseal

DATA = b"canary\r\n" * 100


def attached(file: dict[str, Any], size: int = len(DATA)) -> Attachment:
    return Attachment(
        name="a.ics",
        mime="text/calendar",
        size=size,
        url="mxc://example.org/abc",
        key=file["key"]["k"],
        iv=file["iv"],
        sha256=file["hashes"]["sha256"],
    )


def test_a_sealed_file_opens_to_what_it_was_and_shows_nothing_of_it() -> None:
    ciphertext, file = seal(DATA)
    assert b"canary" not in ciphertext
    assert unseal(ciphertext, attached(file)) == DATA


def test_the_same_file_twice_is_two_ciphertexts() -> None:
    assert seal(DATA)[0] != seal(DATA)[0]


def test_another_implementation_opens_what_we_seal_and_we_open_what_it_seals() -> None:
    ciphertext, file = seal(DATA)
    theirs: Any = file
    assert decrypt_attachment(ciphertext, theirs["key"]["k"], theirs["hashes"]["sha256"], theirs["iv"]) == DATA
    ciphertext, theirs = encrypt_attachment(DATA)
    assert unseal(ciphertext, attached(theirs)) == DATA


def test_an_altered_file_is_not_opened() -> None:
    ciphertext, file = seal(DATA)
    with pytest.raises(AttachmentError, match="altered"):
        unseal(ciphertext[:-1] + b"\0\0", attached(file))


@pytest.mark.parametrize("broken", [{"key": "AAAA"}, {"key": "%"}, {"iv": "AAAA"}, {"iv": "ä"}, {"sha256": "%"}])
def test_keys_that_are_none_are_refused(broken: dict[str, Any]) -> None:
    ciphertext, file = seal(DATA)
    with pytest.raises(AttachmentError, match="malformed"):
        unseal(ciphertext, replace(attached(file), **broken))


def test_a_file_without_words_shows_its_name_and_a_picture_shows_as_one() -> None:
    content = posted({"url": "mxc://example.org/abc"}, name="chart.png", mime="image/png", size=3, body="", reply_to=None)
    assert (content["msgtype"], content["body"], content["filename"]) == ("m.image", "chart.png", "chart.png")
    assert "m.relates_to" not in content
