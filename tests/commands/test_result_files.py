"""A result with its file, and where neither may be read by all."""

from __future__ import annotations

from bot.care.facts import direct
from bot.care.files import StoredFile
from tests.commands.test_result import PDF, TSH, kept, read, ref, withdraw
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward


def test_with_an_uncovered_member_in_the_room_nothing_of_it_is_shown_there_and_the_author_alone_is_told() -> None:
    ward = Ward()
    withdraw(ward)
    said = ward.hear(PHYSICIAN, TSH)
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    in_room = "\n".join(ward.read(one).text for one in said if one.place == ward.room)
    assert in_room == "Sent to you directly."
    assert {one.place for one in said} == {ward.room, direct(PHYSICIAN)}
    told = "\n".join(ward.read(one).text for one in said if one.place == direct(PHYSICIAN))
    assert f"results are not shared with the mental health clinician ({MENTAL_HEALTH})" in told
    assert "Reply `direct` to send it to the one person who may read it" in told
    assert kept(ward).overheard == (MENTAL_HEALTH,)


def test_direct_delivers_it_with_its_file_to_the_covered_ones_and_to_nobody_else() -> None:
    ward = Ward()
    withdraw(ward)
    asked = ward.hear(PHYSICIAN, TSH)[-1]
    attached = ward.talk.attach(PHYSICIAN, direct(PHYSICIAN), PDF, reply_to=asked)[-1]
    assert "Reply `direct` to send the result and its file" in ward.read(attached).text
    said = ward.hear(PHYSICIAN, "direct", here=direct(PHYSICIAN), reply_to=asked)
    assert {one.place for one in said} == {direct(PHYSICIAN), direct(SEX_THERAPIST)}
    (passed,) = [one for one in said if one.place == direct(SEX_THERAPIST)]
    assert "TSH 4.9 mIU/L [0.4-4.0], above its range." in ward.read(passed).text
    assert [line.file.data for line in passed.message.lines if line.file] == [PDF]
    assert f"was sent directly to the sex therapist ({SEX_THERAPIST})" in read(ward, said)


def test_a_file_that_is_sent_into_the_room_is_taken_out_of_it_where_not_all_may_read_it() -> None:
    ward = Ward()
    withdraw(ward)
    ward.privately(PHYSICIAN, TSH.replace("!result", f"!result {ward.code}"))
    said = ward.talk.attach(PHYSICIAN, ward.room, PDF, caption=ref(ward))
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert "The message with the file was taken out of the room." in read(ward, said)
    assert kept(ward).overheard == (MENTAL_HEALTH,)


def test_a_caption_keeps_result_and_file_and_is_taken_out_once() -> None:
    ward = Ward()
    withdraw(ward)
    said = ward.talk.attach(PHYSICIAN, ward.room, PDF, caption=TSH)
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert f"Attached to result {ref(ward)}: pdf." in read(ward, said)
    assert len(ward.desk.records.find(StoredFile, ward.code)) == 1


def test_words_other_than_direct_send_nothing() -> None:
    ward = Ward()
    withdraw(ward)
    asked = ward.hear(PHYSICIAN, TSH)[-1]
    (said,) = ward.hear(PHYSICIAN, "no", here=direct(PHYSICIAN), reply_to=asked)
    assert "it was sent to nobody" in ward.read(said).text


def test_a_file_is_shown_with_the_result_to_whoever_may_read_it_and_one_is_enough() -> None:
    ward = Ward()
    (answer,) = ward.hear(PHYSICIAN, TSH)
    said = ward.talk.attach(SEX_THERAPIST, ward.room, PDF, reply_to=answer)
    assert f"Attached to result {ref(ward)}: pdf." in read(ward, said)
    shown = ward.hear(MENTAL_HEALTH, f"!result {ward.code} show {ref(ward)}", here=direct(MENTAL_HEALTH))
    assert "With it comes the file scan.pdf." in read(ward, shown)
    assert [line.file.data for one in shown for line in one.message.lines if line.file] == [PDF]
    assert "has a file already" in read(ward, ward.talk.attach(PHYSICIAN, ward.room, PDF, caption=ref(ward)))


def test_undo_takes_the_file_back_alone() -> None:
    ward = Ward()
    (answer,) = ward.hear(PHYSICIAN, TSH)
    ward.talk.attach(PHYSICIAN, ward.room, PDF, reply_to=answer)
    ward.say(PHYSICIAN, "!undo")
    assert (kept(ward).text, kept(ward).file) == ("4.9", "")
    assert ward.desk.records.find(StoredFile, ward.code) == []
