from __future__ import annotations

from datetime import timedelta

from bot.care.consent import Category
from bot.care.facts import case_room, control, direct
from bot.care.people import Role
from tests.commands.test_actions import ref_of
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward

GUEST = "@guest:example.org"


def lived() -> Ward:
    """A case in which two days brought one thing of almost every kind."""
    ward = Ward({**TEAM, PHYSIO: (Role.PHYSIO,)})
    for person, *texts in (
        (PHYSICIAN, "!note #medical A first canary\nRisk: none", "!signal concern A second canary", "!modality couple out"),
        (SEX_THERAPIST, '!goal add #summary "a third canary"', f"!action #summary A fourth canary {PHYSICIAN} due 2026-12-09"),
        (SEX_THERAPIST, "!huddle start", f"!decide #summary Wait because it helps by {PHYSICIAN}", "!huddle end"),
    ):
        for text in texts:
            ward.say(person, text)
            ward.desk.later(timedelta(minutes=10))
    ward.desk.later(timedelta(days=1))
    ward.say(PHYSICIAN, f"!step add {ref_of(ward, 'goal')} #summary A fifth canary {PHYSICIAN} due 2026-12-20")
    ward.say(PHYSICIAN, "!plan propose")
    ward.say(PHYSICIAN, f"!started {ref_of(ward, 'action')} Called twice")
    ward.say(PHYSICIAN, f"!done {ref_of(ward, 'action')}")
    ward.say(PHYSICIAN, f"!step done {ref_of(ward, 'step')}")
    ward.say(PHYSICIAN, "!refer The clinic for a look")
    ward.say(PHYSICIAN, f"!refer accepted {ref_of(ward, 'referral')}")
    ward.coordinate(f"!team {ward.code} remove {PHYSIO} moved away")
    ward.desk.later()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    return ward


def test_what_happened_is_told_in_order_of_time_day_by_day_with_refs_and_words() -> None:
    ward = lived()
    text = ward.privately(PHYSICIAN, f"!timeline {ward.code} since 2026-12-07")
    text += "\n" + ward.privately(PHYSICIAN, f"!timeline {ward.code} more")
    goal = ref_of(ward, "goal")
    expected = (
        "from Mon 7 Dec 2026, 09:00 Berlin on:",
        "Mon 7 Dec 2026\n- 09:00, case opened",
        f"09:00, the physician ({PHYSICIAN}) joined the team\n",
        f"{PHYSIO} joined the team",
        "consent: summary, mental health,",
        f"note, by the physician ({PHYSICIAN}), {ref_of(ward, 'note')}: A first canary",
        f"09:10, concern signal, by the physician ({PHYSICIAN}), {ref_of(ward, 'signal')}\n",
        f"09:20, couple work left out, as the patient wishes, written down by the physician ({PHYSICIAN})",
        f"goal, in the patient's words, written down by the sex therapist ({SEX_THERAPIST}), {goal}: a third canary",
        f"action for the physician ({PHYSICIAN}), due Wed 9 Dec 2026, by the sex therapist ({SEX_THERAPIST})",
        f"huddle, 20 minutes, begun by the sex therapist ({SEX_THERAPIST}), {ref_of(ward, 'huddle')}",
        f"{ref_of(ward, 'decision')}: Wait, because it helps",
        "Tue 8 Dec 2026\n",
        "step planned",
        "plan version 1 proposed",
        "action in progress",
        "Called twice",
        "action done",
        "step done",
        "referral sent",
        "referral accepted",
        f"{PHYSIO} left the team",
        "consent: medical withdrawn from the mental health clinician",
    )
    assert [one for one in expected if one not in text] == []
    places = [text.find(one) for one in expected]
    assert places == sorted(places)
    assert "second canary" not in text


def test_what_is_not_shared_with_somebody_is_neither_told_nor_counted_nor_left_as_a_gap() -> None:
    ward = lived()
    text = ward.privately(MENTAL_HEALTH, f"!timeline {ward.code} since 2026-12-07")
    assert "first canary" not in text
    assert ref_of(ward, "note") not in text
    assert text.count("\n- ") == 12
    ward.say(PHYSICIAN, "!note #medical A last canary\nRisk: none")
    assert ward.privately(MENTAL_HEALTH, f"!timeline {ward.code} since 2026-12-07") == text


def test_the_last_dozen_is_shown_and_more_as_a_reply_goes_back() -> None:
    ward = lived()
    (said,) = ward.hear(PHYSICIAN, f"!timeline {ward.code}", here=direct(PHYSICIAN))
    last = ward.read(said).text
    assert last.count("\n- ") == 12
    assert f"Before that: reply `more`, or `!timeline {ward.code} more`" in last
    (again,) = ward.hear(PHYSICIAN, "more", here=direct(PHYSICIAN), reply_to=said)
    before = ward.read(again).text
    assert "case opened" in before
    assert not set(before.splitlines()[3:]) & set(last.splitlines()[3:]) - {"", "Mon 7 Dec 2026"}
    assert "Before that" not in before
    assert "That was all" in ward.privately(PHYSICIAN, f"!timeline {ward.code} more")
    assert "That was all" in ward.say(PHYSICIAN, "more", here=direct(PHYSICIAN), reply_to=again)


def test_here_posts_what_everyone_in_the_room_may_read_and_tells_nobody_of_the_rest() -> None:
    ward = lived()
    said = ward.hear(PHYSICIAN, "!timeline since 2026-12-07 here")
    assert [one.place for one in said] == [case_room(ward.code)]
    text = ward.read(said[0]).text
    assert "This is what everyone here may read." in text
    assert "first canary" not in str(said[0].message)
    again = ward.hear(SEX_THERAPIST, "more", reply_to=said[0])
    assert [one.place for one in again] == [case_room(ward.code)]
    assert "plan version 1 proposed" in ward.read(again[0]).text
    assert "Sent to you directly" in ward.say(PHYSICIAN, "!timeline")


def test_words_that_not_all_present_may_read_are_left_out_there_and_sent_to_nobody_unasked() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MENTAL_HEALTH, to=PHYSICIAN, given=False)
    ward.say(SEX_THERAPIST, f"!action #summary A canary {PHYSICIAN} due 2026-12-09")
    ward.privately(SEX_THERAPIST, f"!started {ward.code} {ref_of(ward, 'action')} #mental_health A second canary")
    (said,) = ward.hear(SEX_THERAPIST, "!timeline here")
    assert "action in progress" in ward.read(said).text
    assert "second canary" not in str(said.message)
    assert "A second canary" in ward.privately(SEX_THERAPIST, f"!timeline {ward.code}")


def test_as_a_file_it_holds_what_its_reader_may_read_and_nothing_else() -> None:
    ward = lived()
    for person, reads in ((PHYSICIAN, True), (MENTAL_HEALTH, False)):
        (said,) = ward.hear(person, f"!timeline {ward.code} file", here=direct(person))
        (line,) = said.message.lines
        assert line.file is not None
        page = line.file.data.decode()
        assert ("A first canary" in page) is reads
        assert "a third canary" in page
        assert "<h2>Tue 8 Dec 2026</h2>" in page
        assert line.file.name == f"timeline-{ward.code}.html"
        assert ("medical" in line.about) is reads
    ward.desk.later(timedelta(days=1))
    assert "nothing to put into a file since Wed 9 Dec 2026" in ward.privately(PHYSICIAN, f"!timeline {ward.code} since today file")


def test_a_draft_is_its_authors_and_what_was_retracted_says_nothing() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note #medical A draft of a canary")
    assert "draft of a note" in ward.privately(PHYSICIAN, f"!timeline {ward.code}")
    assert "draft" not in ward.privately(SEX_THERAPIST, f"!timeline {ward.code}")
    ward.say(PHYSICIAN, "!note #medical A canary\nRisk: none")
    ward.say(PHYSICIAN, f"!note retract {ref_of(ward, 'note')} The wrong person")
    text = ward.privately(SEX_THERAPIST, f"!timeline {ward.code}")
    assert "note, retracted since" in text
    assert "note retracted" in text
    assert "canary" not in text


def test_a_guest_hears_of_no_conference_but_their_own() -> None:
    ward = Ward({**TEAM, GUEST: (Role.GUEST,)})
    ward.say(PHYSICIAN, f'!conference at 2026-12-14 10:00 for 45m "A canary" with {SEX_THERAPIST}')
    assert "conference booked" in ward.privately(MENTAL_HEALTH, f"!timeline {ward.code}")
    assert "conference" not in ward.privately(GUEST, f"!timeline {ward.code}")


def test_whoever_has_opened_the_case_is_no_part_of_what_happened_in_it() -> None:
    ward, other = Ward(), "@other:example.org"
    ward.desk.case({other: (Role.NURSE,)})
    ward.desk.room_of(other)
    ward.say(PHYSICIAN, "!note #medical A canary\nRisk: none")
    ward.privately(other, f"!breakglass {ward.code} A topic")
    (said,) = ward.hear(other, f"!timeline {ward.code}", here=direct(other))
    assert "A canary" in str(said.message.lines)
    assert other not in str(said.message.lines)


def test_who_left_is_told_with_their_coming_whether_or_not_a_reason_was_given() -> None:
    ward, other = Ward({**TEAM, PHYSIO: (Role.PHYSIO,)}), "@other:example.org"
    ward.desk.case({other: (Role.NURSE,)})
    ward.desk.room_of(other)
    ward.privately(other, f"!breakglass {ward.code} A topic")
    ward.desk.later(timedelta(days=1))
    ward.coordinate(f"!team {ward.code} remove {PHYSIO}")
    ward.desk.later(timedelta(days=30))
    text = ward.privately(PHYSICIAN, f"!timeline {ward.code}")
    assert [text.count(f"{PHYSIO} {what}") for what in ("joined the team", "left the team")] == [1, 1]
    assert other not in text


def test_coordinators_read_what_everyone_may_and_other_words_are_refused_with_an_example() -> None:
    ward = lived()
    text = ward.say(COORDINATOR, f"!timeline {ward.code} here", here=control())
    assert "left the team" in text
    assert "canary" not in text
    for words in ("now", "since", "file file", "since yesterday please"):
        assert f"`!timeline {ward.code} since 20" in ward.privately(PHYSICIAN, f"!timeline {ward.code} {words}")
    ward.desk.later(timedelta(days=1))
    for words in ("since today", "today", "9 Dec", "wed"):
        assert "There is nothing to show since Wed 9 Dec 2026." in ward.privately(PHYSICIAN, f"!timeline {ward.code} {words}")
