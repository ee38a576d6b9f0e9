from __future__ import annotations

from datetime import timedelta

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.notes import Note
from bot.care.people import Role
from bot.care.readbacks import Loop, Readback, Request
from bot.care.unsigned import DUE
from tests.unit.desk import MENTAL_HEALTH, NOW, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

OWN_WORDS = "You ask for a canary, and I will look for one."
SBAR = "!note sbar #medical to physician S: tired B: long A: unclear R: please look again\nRisk: none"


def handed(ward: Ward, text: str = SBAR) -> tuple[str, Said]:
    """The ref of the note, and the message that asks for the read-back."""
    said = ward.hear(SEX_THERAPIST, text)
    return ward.desk.records.find(Note, ward.code)[-1].ref, next(one for one in said if one.place == direct(PHYSICIAN))


def loop(ward: Ward) -> Readback:
    return ward.desk.records.find(Readback, ward.code)[-1].what


def test_a_reply_in_own_words_reads_it_back_and_its_author_reads_them() -> None:
    ward = Ward()
    ref, asked = handed(ward)
    assert "please look again" in ward.read(asked).text
    said = ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    told = next(one for one in said if one.place == direct(SEX_THERAPIST))
    assert OWN_WORDS in ward.read(told).text
    assert told.message.mentions == (SEX_THERAPIST,)
    kept = next(one for one in said if one.place == direct(PHYSICIAN))
    assert f"note {ref}: your read-back is kept" in ward.read(kept).text
    assert (loop(ward).text, loop(ward).by) == (OWN_WORDS, PHYSICIAN)
    assert f"Read back by the physician ({PHYSICIAN})" in ward.privately(MENTAL_HEALTH, f"!note {ward.code} show {ref}")


def test_the_command_reads_it_back_too_by_the_ref_of_the_note() -> None:
    ward = Ward()
    ref, _ = handed(ward)
    assert "is kept" in ward.privately(PHYSICIAN, f"!readback {ward.code} {ref.lower()} {OWN_WORDS}")
    assert "was read back already" in ward.privately(PHYSICIAN, f"!readback {ward.code} {ref} {OWN_WORDS}")


def test_without_a_ref_it_is_the_only_note_that_waits_for_them_and_of_several_they_are_asked() -> None:
    ward = Ward()
    assert "No note waits for you" in ward.privately(PHYSICIAN, f"!readback {ward.code} {OWN_WORDS}")
    first, _ = handed(ward)
    assert f"note {first}: your read-back is kept" in ward.privately(PHYSICIAN, f"!readback {ward.code} {OWN_WORDS}")
    assert "No note waits for you" in ward.privately(SEX_THERAPIST, f"!readback {ward.code} {OWN_WORDS}")
    second, _ = handed(ward)
    third, _ = handed(ward)
    asked = ward.privately(PHYSICIAN, f"!readback {ward.code} {OWN_WORDS}")
    assert f"1. {second}, by {SEX_THERAPIST}" in asked
    assert f"note {third}: your read-back is kept" in ward.say(PHYSICIAN, "2", here=direct(PHYSICIAN))
    assert loop(ward).text == OWN_WORDS


def test_a_bare_ok_is_answered_with_what_is_missing_and_a_reply_to_that_counts() -> None:
    ward = Ward()
    _, asked = handed(ward)
    (again,) = ward.hear(PHYSICIAN, "ok", here=direct(PHYSICIAN), reply_to=asked)
    assert "not what" in ward.read(again).text
    assert loop(ward).by == ""
    ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=again)
    assert loop(ward).by == PHYSICIAN


def test_words_that_reply_to_nothing_are_no_read_back() -> None:
    ward = Ward()
    handed(ward)
    assert ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN)) == []
    assert loop(ward).by == ""


def test_a_reply_still_counts_after_weeks() -> None:
    ward = Ward()
    _, asked = handed(ward)
    ward.desk.later(timedelta(days=21))
    ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    assert loop(ward).by == PHYSICIAN


def test_nobody_else_reads_it_back() -> None:
    ward = Ward()
    ref, asked = handed(ward)
    ward.say(MENTAL_HEALTH, f"!readback {ref} {OWN_WORDS}")
    ward.say(SEX_THERAPIST, f"!readback {ref} {OWN_WORDS}")
    ward.say(MENTAL_HEALTH, OWN_WORDS, here=direct(MENTAL_HEALTH), reply_to=asked)
    assert loop(ward).by == ""


def test_words_typed_in_a_room_where_not_all_may_read_them_are_taken_out_of_it() -> None:
    ward = Ward()
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    said = ward.hear(SEX_THERAPIST, SBAR)
    ref = ward.desk.records.find(Note, ward.code)[-1].ref
    assert "Kept, not posted" in "".join(ward.read(one).text for one in said)
    said = ward.hear(PHYSICIAN, f"!readback {ref} {OWN_WORDS}")
    assert ward.desk.redacted[-1] == (ward.room, ward.talk.heard)
    assert OWN_WORDS not in "".join(ward.read(one).text for one in said if one.place != direct(SEX_THERAPIST))


def test_their_category_is_the_notes_unless_a_tag_says_so() -> None:
    ward = Ward()
    ref, _ = handed(ward)
    ward.privately(PHYSICIAN, f"!readback {ward.code} {ref} #medication {OWN_WORDS}")
    assert (loop(ward).spoken, loop(ward).categories) == ((Category.MEDICATION,), (Category.MEDICAL,))


def test_an_unanswered_one_is_unfinished_on_the_agenda_and_then_an_ask_and_never_both_nor_news() -> None:
    ward = Ward()
    ref, asked = handed(ward)
    agenda = ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    assert f"SBAR {ref}, the physician ({PHYSICIAN}), not read back, asked today: please look again" in agenda
    assert agenda.index("Unfinished") < agenda.index("please look again")
    assert agenda.count("please look again") == 1
    assert "tired" not in agenda
    ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    agenda = ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    assert "Unfinished" not in agenda
    assert agenda.index("Asks between disciplines") < agenda.index("please look again")
    assert agenda.count("please look again") == 1
    (request,) = ward.desk.records.find(Request, ward.code)
    ward.say(MENTAL_HEALTH, f"!done {request.ref}")
    assert "please look again" not in ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}").partition("Asks")[2]


def test_a_word_is_not_enough_to_close_a_read_back_and_it_can_be_put_off() -> None:
    ward = Ward()
    handed(ward)
    (waiting,) = ward.desk.records.find(Readback, ward.code)
    assert f"`!readback {waiting.ref} You ask" in ward.say(MENTAL_HEALTH, f"!done {waiting.ref}")
    assert waiting.ref in ward.say(MENTAL_HEALTH, f"!defer {waiting.ref}")


def test_within_one_discipline_nothing_is_left_to_ask() -> None:
    ward = Ward({**TEAM, PHYSIO: (Role.PHYSICIAN,)})
    ward.say(PHYSIO, f"!note sbar {PHYSICIAN} S: tired R: please look again\nRisk: none")
    ref = ward.desk.records.find(Note, ward.code)[-1].ref
    ward.privately(PHYSICIAN, f"!readback {ward.code} {ref} {OWN_WORDS}")
    assert ward.desk.records.find(Request, ward.code) == []


def test_it_stands_with_what_its_receiver_owes_and_then_what_was_asked() -> None:
    ward = Ward()
    ref, asked = handed(ward)
    assert f"{ref}: note to read back" in ward.privately(PHYSICIAN, "!mine")
    assert "read back" not in ward.privately(MENTAL_HEALTH, "!mine")
    ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    owed = ward.privately(PHYSICIAN, "!mine")
    assert "request to answer" in owed
    assert "read back" not in owed


def test_the_synthesis_is_the_receivers_and_stands_with_the_note() -> None:
    ward = Ward()
    ref, asked = handed(ward, "!note ipass #medical to physician I: stable P: x A: y S: z\nRisk: none")
    assert "the synthesis, is yours" in ward.read(asked).text
    assert "Still to come: the synthesis by the physician" in ward.privately(MENTAL_HEALTH, f"!note {ward.code} show {ref}")
    ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    shown = ward.privately(MENTAL_HEALTH, f"!note {ward.code} show {ref}")
    assert f"Synthesis by the physician ({PHYSICIAN}), Mon 7 Dec 2026, 09:00 Berlin: {OWN_WORDS}" in shown


def test_an_edit_is_read_back_anew_and_a_reply_to_either_message_counts_for_it() -> None:
    ward = Ward()
    ref, asked = handed(ward)
    typed = "$typed1"
    said = ward.hear(SEX_THERAPIST, SBAR.replace("again", "once more"), edits=typed)
    again = next(one for one in said if one.place == direct(PHYSICIAN))
    assert f"Changed since: note {ref}" in ward.read(again).text
    assert "once more" in ward.read(again).text
    ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    assert (loop(ward).version, loop(ward).by) == (2, PHYSICIAN)


def test_a_retracted_note_is_not_read_back_any_more() -> None:
    ward = Ward()
    ref, asked = handed(ward)
    assert "nothing is to be read back by you any more" in ward.say(SEX_THERAPIST, f"!note retract {ref} Wrong case")
    assert ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked) == []
    assert [kept.state for kept in ward.desk.records.find(Readback, ward.code)] == [Loop.WITHDRAWN]


def test_only_notes_that_are_received_can_be_given_to_somebody() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!note A topic.\nRisk: none")
    ref = ward.desk.records.find(Note, ward.code)[-1].ref
    assert "a format that nobody reads back" in ward.say(SEX_THERAPIST, f"!readback ask {ref} {PHYSICIAN}")


def test_what_waits_is_named_in_one_message_the_next_morning() -> None:
    ward = Ward()
    first, _ = handed(ward)
    ward.say(SEX_THERAPIST, "!note A canary.\nRisk: none")
    second = ward.desk.records.find(Note, ward.code)[-1].ref
    before = len(ward.desk.said)
    for person in (SEX_THERAPIST, PHYSICIAN):
        (due,) = [one for one in ward.desk.dues.at(direct(person)) if one.kind == DUE]
        ward.desk.later(max(due.at - ward.desk.now, timedelta(0)))
        ward.desk.dues.cancel(due.key)
        ward.talk.dispatcher.due(ward.desk, due, timedelta(0))
    assert ward.desk.now > NOW + timedelta(days=1)
    texts = {one.place: ward.read(one).text for one in ward.desk.said[before:]}
    assert set(texts) == {direct(SEX_THERAPIST), direct(PHYSICIAN)}
    assert f"- {ward.code}, note {first}, to sign\n- {ward.code}, note {second}, to sign" in texts[direct(SEX_THERAPIST)]
    assert f"note {first}, to read back" in texts[direct(PHYSICIAN)]
    assert "canary" not in "".join(texts.values())


def test_a_note_that_is_filed_anew_takes_along_what_it_asked_and_what_was_said() -> None:
    ward = Ward()
    ref, asked = handed(ward)
    ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    ward.say(SEX_THERAPIST, f"!fix {ref} #sexual_history")
    (request,) = ward.desk.records.find(Request, ward.code)
    assert (loop(ward).categories, loop(ward).spoken) == ((Category.SEXUAL_HISTORY,), (Category.SEXUAL_HISTORY,))
    assert request.what.categories == (Category.SEXUAL_HISTORY,)
    assert "nothing with that ref" in ward.say(SEX_THERAPIST, f"!fix {request.ref} #medical")


def test_a_note_that_is_moved_is_not_read_back_in_the_wrong_case() -> None:
    ward = Ward()
    other = ward.desk.case()
    ward.desk.grant(other, Category.MEDICAL)
    ref, _ = handed(ward)
    said = ward.hear(SEX_THERAPIST, f"!move {ref} {other}", here=direct(SEX_THERAPIST))
    assert "nothing is to be read back by you any more" in "".join(ward.read(one).text for one in said)
    assert [kept.state for kept in ward.desk.records.find(Readback, ward.code)] == [Loop.WITHDRAWN]


def test_whoever_it_is_not_meant_for_learns_nothing_of_it_before_and_after() -> None:
    ward = Ward()
    ref, asked = handed(ward)
    before = ward.say(MENTAL_HEALTH, f"!readback {ref} {OWN_WORDS}")
    ward.hear(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    assert ward.say(MENTAL_HEALTH, f"!readback {ref} {OWN_WORDS}") == before


def test_the_risk_that_was_named_reaches_the_receiver_too() -> None:
    ward = Ward()
    _, asked = handed(ward, SBAR.replace("none", "a canary of a risk"))
    assert "a canary of a risk" in ward.read(asked).text


def test_undoing_the_note_takes_the_read_back_along() -> None:
    ward = Ward()
    _, asked = handed(ward)
    ward.say(SEX_THERAPIST, "!undo")
    assert "nothing with that ref" in ward.say(PHYSICIAN, OWN_WORDS, here=direct(PHYSICIAN), reply_to=asked)
    assert ward.desk.records.find(Readback, ward.code) == []
