"""Files that people attach: which kinds are taken, told by what is in them, and how they are kept and given out again.

A kind is told by the first bytes, as the formats' own specifications give them (ISO 32000, W3C PNG, ITU-T T.81, TIFF 6.0, DICOM
PS3.10), never by name or by what the sender's client says of it. Text is what reads as text and holds no markup: letters of a
laboratory, HL7 and LDT messages, tables. What runs or fetches when it is opened (HTML, SVG, scripts, office documents, archives)
has no place here. A file is not looked into beyond that, and is never opened by the bot.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from bot.care.errors import ConflictError, InvalidError
from bot.care.facts import File, Line, Message, direct
from bot.care.people import Actor
from bot.care.ports import Work
from bot.care.records import Kept, Payload
from bot.care.shared import is_for

MOST = 5 * 1024 * 1024
"""Bytes of a file."""
ENCLOSED = "file"
"""The section of a line that brings a file."""

_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_TIFF = (b"II*\0", b"MM\0*")
_DICOM, _PREAMBLE = b"DICM", 128
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_MARKUP = re.compile(
    rb"<\s*(?:[!?]|/|html|head|body|svg|script|iframe|object|embed|img|meta|link|style|form|x[ms]l)", re.IGNORECASE
)
_PROGRAM = re.compile(rb"\s*(?:#!|\{\\rtf|%!|MIME-Version:|@echo\b)", re.IGNORECASE)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class FileKind(StrEnum):
    """What is taken. Stored: values are for ever."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    DICOM = "dicom"
    TEXT = "text"

    @property
    def mime(self) -> str:
        """The type that it is given out as, whatever it came as."""
        return _GIVEN[self][0]

    @property
    def suffix(self) -> str:
        """The end of its name, with the dot."""
        return _GIVEN[self][1]


_GIVEN = {
    FileKind.PDF: ("application/pdf", ".pdf"),
    FileKind.PNG: ("image/png", ".png"),
    FileKind.JPEG: ("image/jpeg", ".jpg"),
    FileKind.TIFF: ("image/tiff", ".tif"),
    FileKind.DICOM: ("application/dicom", ".dcm"),
    FileKind.TEXT: ("text/plain", ".txt"),
}


@dataclass(frozen=True, kw_only=True)
class Received:
    """A file as somebody attached it, its kind told and its size within the limit."""

    name: str
    """As its sender called it: what a person typed, so that it is shown in lines alone."""
    kind: FileKind
    data: bytes


@dataclass(frozen=True, kw_only=True)
class StoredFile(Payload):
    """A file that was attached to another record, which names it by its ref. Sealed with its case's key like every record."""

    kind = "file"

    name: str
    form: FileKind
    data: bytes
    of: str
    """The ref of the record that it belongs to."""


def kind_of(data: bytes) -> FileKind:
    """Tell what a file is by its content. ``InvalidError`` (``refused/file_kind``) for what is not taken."""
    if data[_PREAMBLE : _PREAMBLE + len(_DICOM)] == _DICOM:  # first: what stands before it may be the head of another format
        return FileKind.DICOM
    if data.startswith(b"%PDF-"):
        return FileKind.PDF
    if data.startswith(_PNG):
        return FileKind.PNG
    if data.startswith(_JPEG):
        return FileKind.JPEG
    if data.startswith(_TIFF):
        return FileKind.TIFF
    if _reads_as_text(data):
        return FileKind.TEXT
    raise InvalidError("refused/file_kind")


def check_size(size: int) -> None:
    """``InvalidError`` (``refused/file_large``) for more bytes than are taken."""
    if size > MOST:
        raise InvalidError("refused/file_large", most=MOST // 2**20)


def receive(name: str, data: bytes) -> Received:
    """Judge a file that came. Raises as ``check_size`` and ``kind_of`` do."""
    check_size(len(data))
    return Received(name=name, kind=kind_of(data), data=data)


def keep(work: Work, case: str, actor: Actor, of: str, file: Received) -> Kept[StoredFile]:
    """Keep a file that belongs to the record ``of``, which has to name the new ref itself."""
    stored = StoredFile(name=file.name, form=file.kind, data=file.data, of=of)
    return work.records.add(stored, case=case, author=actor.id)


def belonging(work: Work, kept: Kept[Any]) -> tuple[Kept[StoredFile], ...]:
    """Give the files of a record, which go with it to another case."""
    return tuple(one for one in work.records.find(StoredFile, kept.case) if one.what.of == kept.ref)


def enclosed(kept: Kept[StoredFile], about: tuple[str, ...], author: str | None) -> Line:
    """Give the line (section ``file``, value ``name``) that brings a stored file to whoever may read what it is about.

    What the file is called on its way is neutral: its ref.
    """
    file = File(name=f"{kept.ref}{kept.what.form.suffix}", mime=kept.what.form.mime, data=kept.what.data)
    return Line(about=about, author=author, section=ENCLOSED, file=file, values={"name": kept.what.name})


def send(work: Work, case: str, ref: str, person: str, *, about: tuple[str, ...], message: Message) -> None:
    """Send a stored file to somebody's direct room, with a message of the caller's. ``about`` is what the record is about.

    ``NotFoundError`` for a ref that is no file of this case, ``ConflictError`` (``refused/file_unshared``) for somebody who may
    not read what it is about.
    """
    kept = work.records.get(StoredFile, case, ref)
    line = enclosed(kept, about, kept.author)
    if not is_for(work, case, person, line):
        raise ConflictError("refused/file_unshared")
    work.say(direct(person), replace(message, lines=(*message.lines, line), case=case))


def _reads_as_text(data: bytes) -> bool:
    """Text in UTF-8 or in one byte a letter, as older laboratory systems write it, without markup or the head of a program."""
    if not data.strip() or data.startswith(_MARKS[1:]):
        return False
    text = data.removeprefix(_MARKS[0])
    return _CONTROL.search(text) is None and _MARKUP.search(text) is None and _PROGRAM.match(text) is None
