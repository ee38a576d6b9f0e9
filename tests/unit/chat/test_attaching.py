from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import case_room, direct
from bot.care.files import MOST, FileKind, StoredFile
from bot.care.people import Role
from bot.chat.attaching import caption
from bot.chat.loops import PACE
from bot.flow.inbox import Fetched, NotYetError
from bot.flow.messages import Attachment, Inbound, InboundKind, Proof
from tests import clip
from tests.clip import Clip
from tests.unit.chat import tiny
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST, STRANGER, TRAINEE, FakeDesk
from tests.unit.shelves import Said
from tests.unit.talk import Talk

PDF = b"%PDF-1.7 canary"
SHARED = (Category.SUMMARY, Category.MEDICAL)
SENT = Attachment(name="canary.pdf", mime="text/html", size=len(PDF), url="mxc://example.org/a", key="K", iv="I", sha256="H")


class Desk:
    """A case, people who attach files, and a transport that fetches what it is told to."""

    def __init__(self) -> None:
        self.desk = FakeDesk()
        self.code = self.desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,), PHYSICIAN: (Role.PHYSICIAN,)})
        self.desk.grant(self.code, *SHARED)
        self.talk = Talk((*tiny.OWN, clip), self.desk)
        self._files = 0

    @property
    def room(self) -> str:
        return case_room(self.code)

    def clip(self, person: str = SEX_THERAPIST) -> tuple[str, Said]:
        """The event of a command that made a record, and its answer."""
        (said,) = self.talk.in_case(person, self.code, "!clip a topic")
        return self.talk.heard, said

    def attach(
        self,
        person: str = SEX_THERAPIST,
        *,
        place: str | None = None,
        reply_to: str | None = None,
        body: str = "canary.pdf",
        attachment: Attachment | None = SENT,
        proven: bool = True,
    ) -> list[Said]:
        """Somebody sends a file; what was said at once."""
        self._files += 1
        proof = Proof(device_id="D", sender_key="F", session_id="S", index=self._files, master_key="M", pin=1)
        inbound = Inbound(
            kind=InboundKind.FILE,
            event_id=f"$file{self._files}",
            room_id=self.talk.room_id(place or self.room),
            sender=person,
            at=self.desk.now,
            body=body,
            reply_to=reply_to,
            attachment=attachment,
            proof=proof if proven else None,
        )
        before = len(self.desk.said)
        self.talk.dispatcher.message(self.desk.later(timedelta(milliseconds=1)), inbound)
        return self.desk.said[before:]

    def come(self, data: bytes | None = PDF, reason: str = "") -> list[Said]:
        """What was sent for is here; what was said then."""
        ((_, said),) = self.desk.state.fetched
        self.desk.state.fetched.clear()
        before = len(self.desk.said)
        self.talk.dispatcher.fetched(self.desk.later(), Fetched(id="fetched:1", said=said, data=data, reason=reason))
        return self.desk.said[before:]

    @property
    def stored(self) -> list[StoredFile]:
        return [one.what for one in self.desk.records.find(StoredFile, self.code)]


@pytest.fixture
def desk() -> Desk:
    return Desk()


def told(said: list[Said]) -> list[str]:
    return [one.message.template for one in said]


def test_a_file_that_answers_the_command_or_our_answer_to_it_is_kept_with_its_record_and_answered_once(desk: Desk) -> None:
    for by_answer in (False, True):
        event, answer = desk.clip()
        assert desk.attach(reply_to=answer.event_id if by_answer else event) == []
        (said,) = desk.come()
        assert (said.message.template, said.place) == ("clip/attached", desk.room)
        assert said.message.reply_to == f"$file{1 + by_answer}"
    assert [(one.name, one.form, one.data) for one in desk.stored] == [("canary.pdf", FileKind.PDF, PDF)] * 2
    refs = [one.ref for one in desk.desk.records.find(StoredFile, desk.code)]
    assert [one.what.file for one in desk.desk.records.find(Clip, desk.code)] == refs


def test_somebody_elses_record_can_be_given_a_file_by_whoever_may(desk: Desk) -> None:
    _, answer = desk.clip()
    desk.attach(PHYSICIAN, reply_to=answer.event_id)
    assert told(desk.come()) == ["clip/attached"]
    assert desk.desk.records.find(StoredFile, desk.code)[0].author == PHYSICIAN


def test_a_caption_that_is_a_command_makes_the_record_first(desk: Desk) -> None:
    assert told(desk.attach(body="!clip a topic")) == ["clip/kept"]
    assert told(desk.come()) == ["clip/attached"]
    (kept,) = desk.desk.records.find(Clip, desk.code)
    assert (kept.what.text, kept.what.file != "") == ("a topic", True)


def test_a_caption_that_begins_with_a_ref_names_the_record(desk: Desk) -> None:
    _, answer = desk.clip()
    ref = str(answer.message.values["ref"])
    desk.attach(body=f"{ref.lower()}: a scan")
    assert told(desk.come()) == ["clip/attached"]


def test_in_the_direct_room_a_file_answers_there_too(desk: Desk) -> None:
    (answer,) = desk.talk.to_bot(SEX_THERAPIST, f"!clip {desk.code} a topic")
    desk.attach(place=direct(SEX_THERAPIST), reply_to=answer.event_id)
    (said,) = desk.come()
    assert (said.message.template, said.place) == ("clip/attached", direct(SEX_THERAPIST))


def test_a_caption_that_was_refused_sends_for_nothing(desk: Desk) -> None:
    assert told(desk.attach(body="!clip")) == ["ask/missing"]
    assert told(desk.attach(body="!clipp a topic")) == ["refused/unknown"]
    assert desk.desk.state.fetched == []


def test_a_file_that_answers_nobody_is_conversation(desk: Desk) -> None:
    desk.clip()
    assert desk.attach() == desk.attach(body="a scan of the week") == desk.attach(reply_to="$elsewhere") == []
    assert desk.desk.state.fetched == []


def test_a_file_that_answers_us_where_nothing_takes_it_is_said_not_to_be_kept(desk: Desk) -> None:
    desk.talk.in_case(SEX_THERAPIST, desk.code, "!help")
    answer = desk.desk.last
    assert told(desk.attach(place=answer.place, reply_to=answer.event_id)) == ["refused/file_nowhere"]


@pytest.mark.parametrize("person", [STRANGER, TRAINEE])
def test_nothing_is_fetched_for_somebody_who_may_not_attach_it(desk: Desk, person: str) -> None:
    _, answer = desk.clip()
    assert told(desk.attach(person, reply_to=answer.event_id)) == ["refused/denied"]
    assert desk.desk.state.fetched == []
    assert desk.desk.facts[-1].outcome == "denied"


def test_nothing_is_fetched_from_an_unproven_device(desk: Desk) -> None:
    _, answer = desk.clip()
    assert told(desk.attach(reply_to=answer.event_id, proven=False)) == ["refused/denied"]
    assert desk.desk.state.fetched == []


def test_who_may_is_decided_again_when_the_file_is_here(desk: Desk) -> None:
    _, answer = desk.clip()
    desk.attach(reply_to=answer.event_id)
    member = desk.desk.rosters.member(desk.code, SEX_THERAPIST)
    assert member is not None
    desk.desk.rosters.put(replace(member, until=desk.desk.now))
    assert told(desk.come()) == ["refused/denied"]
    assert desk.stored == []


@pytest.mark.parametrize(
    ("attachment", "template"),
    [(replace(SENT, size=MOST + 1), "refused/file_large"), (None, "refused/file_unreadable")],
)
def test_what_is_known_to_be_refused_is_not_fetched(desk: Desk, attachment: Attachment | None, template: str) -> None:
    _, answer = desk.clip()
    assert told(desk.attach(reply_to=answer.event_id, attachment=attachment)) == [template]
    assert desk.desk.state.fetched == []


@pytest.mark.parametrize(
    ("data", "reason", "template"),
    [
        (b"<html>canary", "", "refused/file_kind"),
        (bytes(MOST + 1), "", "refused/file_large"),
        (None, "too large", "refused/file_large"),
        (None, "altered", "refused/file_unreadable"),
        (None, "malformed", "refused/file_unreadable"),
        (None, "not there", "refused/file_lost"),
        (None, "not permitted", "refused/file_lost"),
    ],
)
def test_what_cannot_be_kept_is_said_in_a_sentence_of_its_own(desk: Desk, data: bytes | None, reason: str, template: str) -> None:
    _, answer = desk.clip()
    desk.attach(reply_to=answer.event_id)
    (said,) = desk.come(data, reason)
    assert (said.message.template, said.message.reply_to) == (template, "$file1")
    assert "canary" not in str(said.message.values)
    assert desk.stored == []
    assert desk.talk.read(said).text


def test_a_rule_of_the_family_may_refuse_a_file(desk: Desk) -> None:
    event, _ = desk.clip()
    for expected in ("clip/attached", "clip/before"):
        desk.attach(reply_to=event)
        assert told(desk.come()) == [expected]
    assert len(desk.stored) == 1


def test_undo_takes_the_file_back_and_leaves_what_its_caption_did(desk: Desk) -> None:
    desk.attach(body="!clip a topic")
    desk.come()
    assert told(desk.talk.in_case(SEX_THERAPIST, desk.code, "!undo")) == ["undo/done"]
    (kept,) = desk.desk.records.find(Clip, desk.code)
    assert (kept.what.file, desk.stored) == ("", [])
    assert told(desk.talk.in_case(SEX_THERAPIST, desk.code, "!undo")) == ["undo/done"]
    assert desk.desk.records.find(Clip, desk.code) == []


def test_a_file_whose_message_was_removed_is_taken_back_only_if_its_author_says_so(desk: Desk) -> None:
    desk.attach(body="!clip a topic")
    desk.come()
    (kept,) = desk.desk.records.find(StoredFile, desk.code)
    (asked,) = desk.talk.redacts(STRANGER, desk.room, "$file1")
    assert (asked.message.template, asked.message.values, asked.place) == (
        "undo/redacted",
        {"ref": kept.ref},
        direct(SEX_THERAPIST),
    )
    assert len(desk.stored) == 1
    assert desk.talk.redacts(STRANGER, desk.room, "$file1") == []
    desk.talk.to_bot(SEX_THERAPIST, f"!yes {kept.ref}")
    assert desk.stored == []
    assert [one.what.file for one in desk.desk.records.find(Clip, desk.code)] == [""]


def test_what_was_taken_back_meanwhile_takes_no_file(desk: Desk) -> None:
    event, _ = desk.clip()
    desk.attach(reply_to=event)
    desk.talk.in_case(SEX_THERAPIST, desk.code, "!undo")
    assert told(desk.come()) == ["refused/file_nowhere"]


def test_a_file_pointed_at_a_record_of_another_case_does_not_reach_it(desk: Desk) -> None:
    other = desk.desk.case({SEX_THERAPIST: (Role.SEX_THERAPIST,)})
    desk.desk.grant(other, *SHARED)
    event, answer = desk.clip()
    for target in (event, answer.event_id):
        desk.attach(place=case_room(other), reply_to=target)
    assert desk.desk.state.fetched == []


def test_a_file_in_a_direct_room_reaches_no_record_of_somebody_elses_message(desk: Desk) -> None:
    event, _ = desk.clip()
    assert desk.attach(PHYSICIAN, place=direct(PHYSICIAN), reply_to=event) == []
    assert desk.desk.state.fetched == []


def test_the_stored_file_is_sent_again_with_a_neutral_name(desk: Desk) -> None:
    event, answer = desk.clip()
    desk.attach(reply_to=event)
    desk.come()
    desk.talk.in_case(SEX_THERAPIST, desk.code, f"!clip show {answer.message.values['ref']}")
    (message,) = desk.desk.said_in(direct(SEX_THERAPIST))
    (line,) = message.lines
    assert line.file is not None
    assert (line.file.data, line.file.mime, "canary" in line.file.name) == (PDF, "application/pdf", False)


def test_more_files_than_a_person_sends_in_a_minute_wait(desk: Desk) -> None:
    event, _ = desk.clip()
    for _ in range(PACE - 1):  # the command was the first
        desk.attach(reply_to=event)
    with pytest.raises(NotYetError):
        desk.attach(reply_to=event)
    assert len(desk.desk.state.fetched) == PACE - 1


def test_the_bare_name_of_a_file_is_no_caption() -> None:
    brought = Inbound(
        kind=InboundKind.FILE, event_id="$a", room_id="!a", sender=PHYSICIAN, at=FakeDesk().now, body=SENT.name, attachment=SENT
    )
    assert caption(brought) == ""
    assert caption(replace(brought, body="!clip a topic")) == "!clip a topic"
