from __future__ import annotations

import pytest

from bot.care import files
from bot.care.consent import Category
from bot.care.errors import ConflictError, InvalidError, NotFoundError
from bot.care.facts import File, Message, direct
from bot.care.files import MOST, FileKind, StoredFile, check_size, keep, kind_of, receive
from bot.care.gate import split
from bot.matrix import media
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST, STRANGER, FakeDesk

SAID = Message(template="conference/told")
PDF = b"%PDF-1.7\n%canary"

TAKEN = {
    FileKind.PDF: [PDF],
    FileKind.PNG: [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"],
    FileKind.JPEG: [b"\xff\xd8\xff\xe0\0\x10JFIF", b"\xff\xd8\xff\xe1\0\x10Exif"],
    FileKind.TIFF: [b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"],
    FileKind.DICOM: [bytes(128) + b"DICM\x02\0", b"II*".ljust(128, b"\0") + b"DICM"],
    FileKind.TEXT: [
        "TSH 4.9 mIU/L [0.4-4.0], < 5 µg/l\r\n\tcanary\f".encode(),
        "\ufeffGröße".encode(),
        "Größe\r\n".encode("latin-1"),
        b"MSH|^~\\&|LAB|CLINIC\rPID|1\rOBX|1|NM|TSH||4.9\r",
        b"01380008230\r\n014810000234\r\n",
    ],
}

REFUSED = [
    b"",
    b" \r\n\t",
    b"<!DOCTYPE html><p>canary",
    b"\xef\xbb\xbf <html>",
    b"<?xml version='1.0'?><svg xmlns=''/>",
    b"a picture: <SVG onload=''>",
    b"text, and then\n<script>",
    b"#!/bin/sh\n",
    b"{\\rtf1 canary}",
    b"%!PS-Adobe",
    b"PK\x03\x04 a table, or a letter with macros",
    b"MZ\x90\0",
    b"\x7fELF",
    b"GIF89a\0\0",
    b"RIFF\0\0\0\0WEBP",
    b"\xff\xfe<\0h\0t\0m\0l\0",
    b" %PDF-1.7\0",
    b"DICM\0",
]


@pytest.mark.parametrize(("kind", "data"), [(kind, data) for kind, all_of_it in TAKEN.items() for data in all_of_it])
def test_what_a_file_is_stands_in_its_content(kind: FileKind, data: bytes) -> None:
    assert kind_of(data) is kind


@pytest.mark.parametrize("data", REFUSED)
def test_what_runs_or_is_unknown_is_not_taken_whatever_it_is_called(data: bytes) -> None:
    with pytest.raises(InvalidError) as refused:
        receive("canary.pdf", data)
    assert refused.value.template == "refused/file_kind"
    assert "canary" not in str((refused.value, refused.value.values))


def test_five_megabytes_are_taken_and_a_byte_more_is_not() -> None:
    assert receive("a.txt", b"a" * MOST).kind is FileKind.TEXT
    with pytest.raises(InvalidError) as refused:
        receive("a.txt", b"a" * (MOST + 1))
    assert (refused.value.template, refused.value.values) == ("refused/file_large", {"most": 5})
    with pytest.raises(InvalidError):
        check_size(MOST + 1)


def test_the_rules_and_the_edge_have_the_same_limit() -> None:
    assert media.MOST == MOST


def test_what_goes_out_again_has_a_neutral_name_and_the_type_of_its_content() -> None:
    desk = FakeDesk()
    code = desk.case()
    desk.grant(code, Category.MEDICAL)
    kept = keep(desk, code, desk.actor(SEX_THERAPIST, code), "8R2Q", receive("canary.html", PDF))
    files.send(
        desk, code, kept.ref, PHYSICIAN, about=("medical",), message=Message(template="conference/told", values={"ref": "8R2Q"})
    )
    (said,) = desk.said_in(direct(PHYSICIAN))
    assert [line.file for line in said.lines] == [File(name=f"{kept.ref}.pdf", mime="application/pdf", data=PDF)]
    assert [(line.section, line.values) for line in said.lines] == [(files.ENCLOSED, {"name": "canary.html"})]
    assert "canary" not in str(said.values)


@pytest.mark.parametrize("person", [PHYSICIAN, STRANGER])
def test_a_file_is_sent_to_nobody_who_may_not_read_what_it_is_about(person: str) -> None:
    desk = FakeDesk()
    code = desk.case()
    kept = keep(desk, code, desk.actor(SEX_THERAPIST, code), "8R2Q", receive("a.pdf", PDF))
    with pytest.raises(ConflictError) as refused:
        files.send(desk, code, kept.ref, person, about=("medical",), message=SAID)
    assert refused.value.template == "refused/file_unshared"
    assert desk.said == []


def test_its_author_gets_it_back_and_nothing_else_is_taken_for_a_file() -> None:
    desk = FakeDesk()
    code = desk.case()
    kept = keep(desk, code, desk.actor(SEX_THERAPIST, code), "8R2Q", receive("a.pdf", PDF))
    files.send(desk, code, kept.ref, SEX_THERAPIST, about=("medical",), message=SAID)
    assert desk.said[-1].place == direct(SEX_THERAPIST)
    with pytest.raises(NotFoundError):
        files.send(desk, code, "9Z9Z", SEX_THERAPIST, about=(), message=SAID)


def test_the_line_of_a_file_is_divided_like_every_line() -> None:
    desk = FakeDesk()
    code = desk.case()
    kept = keep(desk, code, desk.actor(SEX_THERAPIST, code), "8R2Q", receive("a.pdf", PDF))
    assert isinstance(kept.what, StoredFile)
    line = files.enclosed(kept, ("medical",), SEX_THERAPIST)
    present = frozenset({SEX_THERAPIST, PHYSICIAN})
    divided = split([line], present, desk.rosters.of(code), desk.consents.of(code), desk.now)
    assert (divided.for_all, list(divided.rest)) == ((), [SEX_THERAPIST])
