from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest

from bot.care import corrections, hashed, sittings
from bot.care.conference_minutes import ConferenceMinutes
from bot.care.consent import Category
from bot.care.corrections import Correction
from bot.care.facts import File, direct
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.held_conference import begun, due, latest, refs, rung
from tests.unit.ward import Ward


def ended() -> tuple[Ward, str]:
    """A conference that is over; two facts were said in it."""
    ward, ref = begun()
    ward.say(SEX_THERAPIST, f"!present {SEX_THERAPIST}")
    ward.say(PHYSICIAN, "!fact A topic")
    ward.say(PHYSICIAN, "!fact #summary Another topic")
    ward.say(SEX_THERAPIST, "!conference end")
    return ward, ref


def locked() -> tuple[Ward, str]:
    ward, ref = ended()
    ward.say(PHYSICIAN, f"!conference correct {ref} It was three weeks")
    rung(ward, corrections.LOCKS)
    return ward, ref


def kept(ward: Ward) -> Kept[ConferenceMinutes]:
    (found,) = ward.desk.records.find(ConferenceMinutes, ward.code)
    return found


def file_of(ward: Ward, template: str) -> File:
    (file,) = (line.file for line in latest(ward, template).message.lines if line.section == "file")
    assert file is not None
    return file


def test_a_correction_is_added_with_author_and_time_and_the_team_is_told() -> None:
    ward, ref = ended()
    said = ward.privately(PHYSICIAN, f"!conference {ward.code} correct {ref} It was three weeks")
    added = refs(ward, "correction")[0]
    assert f"Correction {added} kept, medical, in the minutes of conference {ref}. The team is told." in said
    told = latest(ward, "sitting/corrected")
    assert (told.place, told.message.mentions) == (ward.room, (SEX_THERAPIST,))
    line = f"- {added}, the physician ({PHYSICIAN}), Thu 10 Dec 2026, 14:00 Berlin: It was three weeks"
    text = ward.say(SEX_THERAPIST, f"!conference minutes {ref}")
    assert f"Corrections\n{line}" in text
    assert "A topic" in text, "what was written stays"


def test_one_line_of_the_minutes_is_put_right_by_its_own_ref_and_in_its_category() -> None:
    ward, ref = ended()
    fact = refs(ward, "conference_fact")[1]
    ward.privately(SEX_THERAPIST, f"!conference {ward.code} correct {fact} Two of them")
    (added,) = refs(ward, "correction")
    assert corrections.additions(ward.desk, kept(ward))[0].categories == (Category.SUMMARY,)
    assert f"- {added} to {fact}, the sex therapist" in ward.say(SEX_THERAPIST, f"!conference minutes {ref}")


def test_a_correction_reaches_those_alone_with_whom_it_is_shared() -> None:
    ward, ref = ended()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    ward.say(PHYSICIAN, f"!conference correct {ref} A canary")
    assert [where for where, _ in ward.desk.redacted] == [ward.room]
    assert "canary" not in ward.read(latest(ward, "sitting/corrected")).text
    assert "canary" not in ward.say(MENTAL_HEALTH, f"!conference minutes {ref}")
    assert "canary" in ward.say(PHYSICIAN, f"!conference minutes {ref}")


def test_without_a_ref_it_is_the_only_minutes_that_can_be_put_right_and_of_several_it_is_asked_which() -> None:
    ward, ref = ended()
    ward.say(PHYSICIAN, "!conference correct #medical It was three weeks")
    assert [one.conference for one in corrected(ward)] == [ref]
    other = str(ward.hear(PHYSICIAN, '!conference at tomorrow 14:00 #medical "later"')[0].message.values["ref"])
    ward.say(PHYSICIAN, f"!conference start {other}")
    ward.say(PHYSICIAN, "!conference end")
    (asked,) = ward.hear(PHYSICIAN, "!conference correct #medical It was four weeks")
    assert re.search(rf"\n1. {other}, held .* Berlin: later\n2. {ref}, held ", ward.read(asked).text)
    ward.say(PHYSICIAN, "1", reply_to=asked)
    assert [one.conference for one in corrected(ward)] == [ref, other]
    ward.desk.later(corrections.OPEN_FOR)
    assert "are locked since" in ward.say(PHYSICIAN, "!conference correct #medical It was five weeks")


def corrected(ward: Ward) -> list[Correction]:
    return [one.what for one in ward.desk.records.find(Correction, ward.code)]


def test_what_no_minutes_have_is_not_put_right() -> None:
    ward, ref = begun()
    neither = "is neither a conference that has been held"
    for which in (ref, "9ZZ9"):
        assert f"{which} {neither}" in ward.say(PHYSICIAN, f"!conference correct {which} Three weeks")
    assert f"9ZZ9 {neither}" in ward.say(PHYSICIAN, "!conference minutes 9ZZ9")
    ward.say(SEX_THERAPIST, "!conference end")
    ward.say(PHYSICIAN, f"!conference correct {ref} #summary")
    assert refs(ward, "correction") == []


def test_two_days_after_its_end_they_are_locked_with_a_hash_that_is_posted_and_in_the_audit() -> None:
    ward, ref = ended()
    ward.say(PHYSICIAN, f"!conference correct {ref} It was three weeks")
    moment = due(ward, corrections.LOCKS)
    assert moment.at == kept(ward).what.ended + timedelta(hours=48)
    said = rung(ward, corrections.LOCKS)
    digest = kept(ward).what.digest
    assert f"The minutes of conference {ref} are locked, with 1 correction. SHA-256: {digest}." in said
    written = ward.desk.written(case=ward.code, ref=ref, newest=100)
    assert [one.outcome for one in written if one.action == corrections.HASHED] == [digest]
    assert corrections.lock(ward.desk, ward.code, ref) is None, "they are locked once"


def test_whoever_has_the_bytes_needs_nothing_else_to_see_that_no_word_was_changed() -> None:
    ward, ref = locked()
    file = file_of(ward, "sitting/locked")
    assert (file.name, file.mime) == (f"conference-{ref}.json", "application/json")
    assert sha256(file.data).hexdigest() == kept(ward).what.digest
    whole = json.loads(file.data)
    assert [one["text"] for one in whole["entries"]] == ["A topic", "Another topic"]
    assert [one["text"] for one in whole["additions"]] == ["It was three weeks"]
    ward.say(PHYSICIAN, f"!conference minutes {ref}")
    assert file_of(ward, "sitting/minutes").data == file.data


def test_the_bytes_are_for_those_alone_who_may_read_every_line() -> None:
    ward, ref = ended()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    said = rung(ward, corrections.LOCKS)
    assert f"conference-{ref}.json" not in said
    assert "What was hashed comes to the direct room of whoever may read all of it." in said
    assert f"conference-{ref}.json" in ward.say(PHYSICIAN, f"!conference minutes {ref}")
    assert f"conference-{ref}.json" not in ward.say(MENTAL_HEALTH, f"!conference minutes {ref}")


def test_after_that_nothing_is_put_right_and_the_answer_says_what_to_do_instead() -> None:
    for ward, ref in (ended(), locked()):
        ward.desk.later(kept(ward).what.ended + timedelta(hours=48) - ward.desk.now)
        before = len(refs(ward, "correction"))
        said = ward.say(PHYSICIAN, f"!conference correct {ref} It was four weeks")
        assert f"The minutes of conference {ref} are locked since Sat 12 Dec 2026, 14:00 Berlin." in said
        assert "`!decide … instead of REF because …`" in said
        assert len(refs(ward, "correction")) == before


def test_the_hash_is_made_anew_each_time_and_a_difference_is_said_aloud_and_written_down() -> None:
    ward, ref = locked()
    was = kept(ward).what.digest
    assert f"SHA-256, made anew just now and the same: {was}" in ward.say(PHYSICIAN, f"!conference minutes {ref}")
    entries = kept(ward).what.entries
    changed = replace(kept(ward).what, entries=(replace(entries[0], text="Another word"), *entries[1:]))
    ward.desk.records.put(kept(ward), what=changed)
    said = ward.say(PHYSICIAN, f"!conference minutes {ref}")
    assert f"These minutes are not what was locked. Hash when locked: {was}. Hash now: " in said
    assert "the same" not in said
    assert ward.desk.written(case=ward.code, ref=kept(ward).ref, newest=10)[0].outcome == "differs"


def test_who_writes_another_hash_beside_other_words_is_found_out_by_the_audit() -> None:
    ward, ref = locked()
    was, what = kept(ward).what.digest, kept(ward).what
    changed = replace(what, entries=())
    ward.desk.records.put(kept(ward), what=replace(changed, digest=hashed.digest(changed)))
    assert f"Hash when locked: {was}." in ward.say(PHYSICIAN, f"!conference minutes {ref}")


def test_what_becomes_of_a_decision_later_changes_no_word_of_locked_minutes() -> None:
    ward, ref = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    ward.say(PHYSICIAN, "!conference end")
    rung(ward, corrections.LOCKS)
    (old,) = refs(ward, "decision")
    ward.say(PHYSICIAN, f"!fix {old} #results")
    ward.say(PHYSICIAN, f"!decide Go on instead of {old} because it has come by {PHYSICIAN}")
    said = ward.say(PHYSICIAN, f"!conference minutes {ref}")
    assert f"- {old}, to be carried out by the physician ({PHYSICIAN}): Wait" in said
    assert "made anew just now and the same" in said


def test_minutes_asked_for_in_the_room_are_read_directly() -> None:
    ward, ref = ended()
    said = ward.hear(PHYSICIAN, f"!conference minutes {ref}")
    assert [one.place for one in said if one.message.template == "sitting/minutes"] == [direct(PHYSICIAN)]


def test_that_a_difference_was_seen_once_changes_nothing_of_what_is_said_the_next_time() -> None:
    ward, ref = locked()
    right = kept(ward).what
    ward.desk.records.put(kept(ward), what=replace(right, entries=(replace(right.entries[0], text="Another"), *right.entries[1:])))
    for _ in range(2):
        for read in ("!minutes {}", "!conference minutes {}"):
            assert f"Hash when locked: {right.digest}. Hash now: " in ward.say(PHYSICIAN, read.format(ref))
    ward.desk.records.put(kept(ward), what=right)
    assert f"SHA-256, made anew just now and the same: {right.digest}" in ward.say(PHYSICIAN, f"!minutes {ref}")


def test_minutes_that_are_written_days_later_by_the_clock_can_be_put_right_for_two_days_from_then() -> None:
    ward, ref = begun()
    ward.say(PHYSICIAN, "!fact A topic")
    said = rung(ward, sittings.QUIET_DUE, late=timedelta(days=3))
    assert "Thu 10 Dec 2026, 14:00 Berlin, until 15:00, closed by the clock." in said
    assert "To put something right until Tue 15 Dec 2026, 15:00 Berlin" in said
    assert "What was written stays." in ward.say(PHYSICIAN, f"!conference correct {ref} It was three weeks")
    assert due(ward, corrections.LOCKS).at == ward.desk.records.find(ConferenceMinutes, ward.code)[0].created + corrections.OPEN_FOR
    assert f"The minutes of conference {ref} are locked, with 1 correction." in rung(ward, corrections.LOCKS)


def test_nothing_is_lost_of_minutes_when_the_clock_is_set_back_meanwhile() -> None:
    ward, ref = begun()
    ward.desk.later(timedelta(minutes=-10))
    ward.say(PHYSICIAN, "!fact A topic")
    assert "A topic" in ward.say(SEX_THERAPIST, "!conference end")
    ward.desk.later(timedelta(minutes=-10))
    ward.say(PHYSICIAN, f"!conference correct {ref} It was three weeks")
    assert f"The minutes of conference {ref} are locked, with 1 correction." in rung(ward, corrections.LOCKS)


def test_where_nothing_was_said_the_minutes_are_short_and_say_how_to_add_something() -> None:
    ward, ref = begun()
    ward.say(SEX_THERAPIST, f"!present {SEX_THERAPIST} {PHYSICIAN}")
    ward.say(SEX_THERAPIST, "!conference end")
    (said,) = (one for one in ward.desk.said if one.message.template == "sitting/minutes")
    text = ward.read(said).text
    assert text.endswith(
        "Everyone who is needed to decide was there.\n\nQuestion: What next?\n\nNothing was recorded in it.\n\n"
        f"To add something until Sat 12 Dec 2026, 14:00 Berlin: `!conference correct {ref} \u2026`\n"
        "Your own lines are in your direct room."
    )
    assert "Correction" in ward.say(PHYSICIAN, f"!conference correct {ref} We spoke of the result")
    assert "Nothing was recorded in it." in ward.say(PHYSICIAN, f"!minutes {ref} here")


@pytest.mark.parametrize(
    ("present", "quorum"),
    [
        (f"{SEX_THERAPIST} {PHYSICIAN}", "<p>Everyone who is needed to decide was there.</p>"),
        (SEX_THERAPIST, "<p>Advisory, without a physician.</p>"),
    ],
)
def test_the_page_says_whether_those_who_were_there_could_decide(present: str, quorum: str) -> None:
    ward, ref = begun()
    ward.say(SEX_THERAPIST, f"!present {present}")
    ward.say(SEX_THERAPIST, "!conference end")
    said = ward.hear(SEX_THERAPIST, f"!minutes {ward.code} {ref} file", here=direct(SEX_THERAPIST))[-1]
    (file,) = (line.file for line in said.message.lines if line.file is not None)
    page = file.data.decode()
    assert quorum in page
    assert "<p>Nothing was recorded in it.</p>" in page
