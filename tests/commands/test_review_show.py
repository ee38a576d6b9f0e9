"""A plan review that is over, read again: as it was, by those who may read each line now."""

from __future__ import annotations

from datetime import timedelta

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.reviews import Review
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward


def reviewed() -> tuple[Ward, str, str]:
    """A review that looked at one goal for all and one that not all may read; its ref, and that of the first goal."""
    ward = Ward()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    ward.say(SEX_THERAPIST, '!goal add #medical "I want to sleep"')
    goal = ward.desk.state.records[max(ward.desk.state.records)].ref
    ward.privately(SEX_THERAPIST, f'!goal {ward.code} add #sexual_history "canary"')
    ward.say(PHYSICIAN, "!review")
    ward.say(PHYSICIAN, f"!goal rate {goal} -1")
    ward.say(PHYSICIAN, "!review done anyway")
    (kept,) = ward.desk.records.find(Review, ward.code)
    return ward, kept.ref, goal


def filed(ward: Ward, person: str, text: str) -> list[Said]:
    return [one for one in ward.hear(person, text, here=direct(person)) if one.message.template == "review/file"]


def test_it_reads_as_it_was_at_its_end_whatever_became_of_it_since() -> None:
    ward, ref, goal = reviewed()
    ward.say(PHYSICIAN, f"!goal rate {goal} +2")
    ward.say(SEX_THERAPIST, f"!goal done {goal} It came by itself")
    for text in (f"!review {ref} here", "!review last here", f"!review show {ref} here"):
        read = ward.say(PHYSICIAN, text)
        assert f"Plan review {ref}, Mon 7 Dec 2026" in read
        assert "No version of the plan came of it." in read
        assert "-1" in read.split(f"- {goal}", 1)[1].split("- ", 1)[0]
        assert "canary" not in read


def test_read_weeks_later_it_tells_every_day_by_its_date() -> None:
    ward, ref, goal = reviewed()
    ward.say(PHYSICIAN, f"!step add {goal} #medical A step {PHYSICIAN} due 2026-12-08")
    ward.say(PHYSICIAN, f"!step add {goal} #medical Another {PHYSICIAN} due 2026-12-11")
    ward.desk.later(timedelta(days=3))
    ward.say(PHYSICIAN, "!factor add organic Low iron")
    ward.desk.later(timedelta(days=1))
    ward.say(PHYSICIAN, f"!goal rate {goal} 0")
    live = ward.say(PHYSICIAN, "!review")
    assert "today, at the review before it was -1" in live
    assert "overdue 3 days" in live
    ward.say(PHYSICIAN, "!review done anyway")
    ward.desk.later(timedelta(weeks=8))
    read = ward.privately(PHYSICIAN, f"!review {ward.code} last")
    assert "by the physician (@physician:example.org), Fri 11 Dec 2026, at the review before it was -1" in read
    assert "suspected since Thu 10 Dec 2026: Low iron" in read
    assert "due Tue 8 Dec 2026, overdue: A step" in read
    assert "due Fri 11 Dec 2026: Another" in read
    assert "today" not in read
    assert "overdue" not in ward.privately(PHYSICIAN, f"!review {ward.code} {ref}")


def test_the_patients_words_that_ride_along_with_a_step_follow_the_category_of_their_goal() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    ward.say(SEX_THERAPIST, '!goal add #summary "a canary"')
    goal = ward.desk.state.records[max(ward.desk.state.records)].ref
    ward.say(SEX_THERAPIST, f"!step add {goal} #summary A step {SEX_THERAPIST} due 2026-12-20")
    ward.say(PHYSICIAN, "!review")
    ward.say(PHYSICIAN, "!review done anyway")
    assert "words: a canary" in ward.privately(PHYSICIAN, f"!review {ward.code} last")
    ward.privately(SEX_THERAPIST, f"!fix {ward.code} {goal} #sexual_history")
    assert "canary" not in ward.privately(PHYSICIAN, f"!review {ward.code} last")
    assert "words: a canary" in ward.privately(SEX_THERAPIST, f"!review {ward.code} last")


def test_what_was_moved_to_another_case_since_stands_in_no_review_of_this_one() -> None:
    ward, ref, goal = reviewed()
    other = ward.desk.case(TEAM)
    ward.desk.grant(other, Category.SUMMARY)
    assert "moved from" in ward.privately(SEX_THERAPIST, f"!move {goal} {other}")
    for text in (f"!review {ward.code} {ref}", f"!review {ward.code} {ref} file"):
        assert "I want to sleep" not in str([one.message for one in ward.hear(SEX_THERAPIST, text, here=direct(SEX_THERAPIST))])
    assert "canary" in ward.privately(SEX_THERAPIST, f"!review {ward.code} {ref}")


def test_each_line_is_for_those_who_may_read_it_now() -> None:
    ward, ref, _ = reviewed()
    assert "canary" in ward.privately(SEX_THERAPIST, f"!review {ward.code} {ref}")
    assert "canary" not in ward.privately(PHYSICIAN, f"!review {ward.code} {ref}")
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    assert "I want to sleep" not in ward.privately(MENTAL_HEALTH, f"!review {ward.code} {ref}")


def test_as_a_page_it_holds_what_its_reader_may_read_and_tells_of_the_rest() -> None:
    ward, ref, goal = reviewed()
    (told,) = filed(ward, PHYSICIAN, f"!review {ward.code} {ref} file")
    (line,) = told.message.lines
    assert line.file is not None
    page = line.file.data.decode()
    assert (line.file.name, line.about) == (f"review-{ref}.html", ("medical",))
    assert f"Plan review {ref}" in page
    assert "<h2>The patient&#x27;s goals</h2>" in page
    assert goal in page
    assert "canary" not in page
    assert "What is not shared with you is not in it." in ward.read(told).text
    (whole,) = filed(ward, SEX_THERAPIST, f"!review {ward.code} last file")
    assert whole.message.lines[0].file is not None
    assert "canary" in whole.message.lines[0].file.data.decode()


def test_one_that_is_open_is_shown_as_it_stands_and_one_that_is_none_has_an_example() -> None:
    ward = Ward()
    assert ward.say(PHYSICIAN, "!review last here") == "No plan review is closed yet. To begin one: `!review`"
    ward.say(PHYSICIAN, "!review")
    (kept,) = ward.desk.records.find(Review, ward.code)
    assert "When you have gone through it" in ward.say(PHYSICIAN, f"!review {kept.ref} here")
    assert "`!review last file`" in ward.say(PHYSICIAN, "!review last please")
    assert ward.hear(PHYSICIAN, "!review 8R2Q")[-1].message.template == "refused/no_such_ref"
    assert len(ward.desk.records.find(Review, ward.code)) == 1, "reading begins none"


def test_a_coordinator_reads_of_it_what_is_shared_with_them() -> None:
    ward, ref, _ = reviewed()
    read = ward.privately(COORDINATOR, f"!review {ward.code} {ref}")
    assert f"Plan review {ref}" in read
    assert "I want to sleep" not in read
