"""What the timeline tells of meetings and of what stands around them: votes, topics, check-ins, openings, and ends."""

from __future__ import annotations

from datetime import timedelta

from bot.care import proposals
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Role
from tests.commands.test_actions import ref_of
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward

GUEST, OTHER = "@guest:example.org", "@other:example.org"


def told(ward: Ward, person: str) -> str:
    """All of it, as one person reads it, without the day."""
    (said,) = ward.hear(person, f"!timeline {ward.code} since 2026-12-07", here=direct(person))
    text = ward.read(said).text
    while "After that" in text:
        text = text.partition("After that")[0]
        more = ward.privately(person, f"!timeline {ward.code} more")
        text += "\n".join(line for line in more.splitlines() if line.startswith(("- ", "After")))
    return text


def in_order(text: str, *expected: str) -> None:
    assert [one for one in expected if one not in text] == []
    places = [text.find(one) for one in expected]
    assert places == sorted(places)


def step(ward: Ward, person: str, *texts: str) -> None:
    for text in texts:
        ward.desk.later(timedelta(minutes=1))
        ward.say(person, text)


def test_a_vote_on_times_is_told_from_proposing_to_the_conference_and_for_what_to_its_voter_alone() -> None:
    ward = Ward()
    step(ward, PHYSICIAN, '!conference propose "A canary" with mental health for 45m', "!conference times drop 3")
    proposal = ref_of(ward, "proposal")
    step(ward, MENTAL_HEALTH, f"!vote {proposal} 2 maybe 1", f"!vote {proposal} 1")
    step(ward, PHYSICIAN, f"!conference deadline {proposal} tomorrow 15:00", f"!vote {proposal} 1")
    step(ward, SEX_THERAPIST, f"!vote {proposal} 1")
    conference = ref_of(ward, "conference")
    text = told(ward, MENTAL_HEALTH)
    in_order(
        text,
        f"3 times proposed for a conference, by the physician ({PHYSICIAN}), {proposal}: A canary",
        f"proposed times changed, by the physician ({PHYSICIAN}), {proposal}",
        f"vote on {proposal}, yes to 2, maybe to 1, by the mental health clinician ({MENTAL_HEALTH})",
        f"vote on {proposal}, changed, yes to 1, by the mental health clinician",
        f"another deadline for answers, by the physician ({PHYSICIAN}), {proposal}",
        f"vote on {proposal}, by the physician ({PHYSICIAN})",
        f"settled as conference {conference}, by the sex therapist ({SEX_THERAPIST}), {proposal}",
    )
    assert "conference booked, for " in text
    others = told(ward, SEX_THERAPIST)
    assert f"vote on {proposal}, changed, by the mental health clinician" in others
    assert "maybe" not in others


def proposed(ward: Ward) -> str:
    step(ward, PHYSICIAN, '!conference propose "A canary" with mental health for 45m')
    return ref_of(ward, "proposal")


def ring(ward: Ward, kind: str, *, late: timedelta = timedelta()) -> None:
    (moment,) = (one for one in ward.desk.dues.of(ward.code) if one.kind == kind)
    ward.talk.ring(moment, late)


def test_times_on_which_nobody_agrees_are_told_at_their_deadline_and_when_the_last_of_them_has_come() -> None:
    ward = Ward()
    proposal = proposed(ward)
    ring(ward, proposals.CLOSES)
    text = told(ward, PHYSICIAN)
    in_order(text, "Thu 10 Dec 2026", f"18:00, no time settled by the deadline, {proposal}")
    assert "none settled" not in text
    ring(ward, proposals.PASSES)
    text = told(ward, PHYSICIAN)
    in_order(text, "settled by the deadline", "Wed 16 Dec 2026", f"12:00, proposed times over, none settled, {proposal}")


def test_times_that_were_over_before_their_votes_were_counted_are_told_once_and_as_over() -> None:
    ward = Ward()
    proposal = proposed(ward)
    ring(ward, proposals.CLOSES, late=timedelta(days=30))
    text = told(ward, PHYSICIAN)
    in_order(text, "Sat 9 Jan 2027", f"18:00, proposed times over, none settled, {proposal}")
    assert text.count("none settled") == 1
    assert "by the deadline" not in text


def test_a_guest_hears_of_no_vote_that_they_are_not_asked_for_and_a_question_is_for_its_readers() -> None:
    ward = Ward({**TEAM, GUEST: (Role.GUEST,)})
    ward.desk.grant(ward.code, Category.PARTNER, to=PHYSICIAN)
    before = told(ward, GUEST)
    step(ward, PHYSICIAN, '!conference propose #partner "A canary" with mental health for 45m')
    step(ward, MENTAL_HEALTH, f"!vote {ref_of(ward, 'proposal')} 1")
    step(ward, PHYSICIAN, f"!conference cancel {ref_of(ward, 'proposal')} #summary Another canary")
    assert told(ward, GUEST) == before
    text = told(ward, MENTAL_HEALTH)
    in_order(text, "3 times proposed", "vote on", f"proposed times withdrawn, by the physician ({PHYSICIAN})")
    assert "canary" not in text


def test_a_conference_that_was_moved_was_booked_for_another_moment_and_each_is_told_at_its_own() -> None:
    ward = Ward()
    step(ward, PHYSICIAN, f'!conference at 2026-12-14 10:00 for 45m "A canary" with {SEX_THERAPIST}')
    step(ward, SEX_THERAPIST, f"!conference move {ref_of(ward, 'conference')} 2026-12-15 11:00")
    step(ward, PHYSICIAN, f"!conference move {ref_of(ward, 'conference')} 2026-12-16 12:00")
    step(ward, SEX_THERAPIST, f"!conference cancel {ref_of(ward, 'conference')} Another canary")
    in_order(
        told(ward, MENTAL_HEALTH),
        f"09:01, conference booked, for Mon 14 Dec 2026, 10:00 Berlin, by the physician ({PHYSICIAN})",
        f"09:02, conference moved, for Tue 15 Dec 2026, 11:00 Berlin, by the sex therapist ({SEX_THERAPIST})",
        f"09:03, conference moved, for Wed 16 Dec 2026, 12:00 Berlin, by the physician ({PHYSICIAN})",
        f"09:04, conference called off, for Wed 16 Dec 2026, 12:00 Berlin, by the sex therapist ({SEX_THERAPIST})",
    )


def test_what_ended_with_its_case_is_told_when_that_was_closed() -> None:
    ward = Ward()
    step(ward, PHYSICIAN, "!conference at 2026-12-14 10:00", '!conference propose "A canary" with mental health for 45m')
    step(ward, SEX_THERAPIST, "!case close Goals reached", f"!yes {ward.code}", "!case reopen")
    in_order(told(ward, PHYSICIAN), "09:01, conference booked", "09:02, 3 times", "09:04, case closed", "09:05, case opened again")
    assert "09:04, conference called off, for Mon 14 Dec 2026, 10:00 Berlin, " in told(ward, PHYSICIAN)
    assert "09:04, proposed times withdrawn, " in told(ward, PHYSICIAN)


def test_a_topic_is_told_until_it_is_closed_and_to_nobody_who_may_not_read_it() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    before = told(ward, MENTAL_HEALTH)
    step(ward, PHYSICIAN, "!huddle add #medical A canary")
    assert told(ward, MENTAL_HEALTH) == before
    topic = ref_of(ward, "topic")
    step(ward, SEX_THERAPIST, "!huddle start", "!huddle end", "!huddle start", f"!done {topic}", "!huddle end")
    text = told(ward, PHYSICIAN)
    in_order(
        text,
        f"topic, by the physician ({PHYSICIAN}), {topic}: A canary",
        f"topic carried over, {topic}: A canary",
        f"topic closed, by the sex therapist ({SEX_THERAPIST}), {topic}: A canary",
    )
    assert text.count("carried over") == 1
    assert topic not in told(ward, MENTAL_HEALTH)


def test_that_somebody_checked_in_is_told_to_all_and_their_words_to_those_who_may_read_them() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    step(ward, PHYSICIAN, "!checkin #medical done A first canary", "!checkin #medical away next A second canary")
    first, last = (one.ref for one in ward.desk.state.records.values() if one.what.kind == "checkin")
    read, unread = told(ward, SEX_THERAPIST), told(ward, MENTAL_HEALTH)
    in_order(
        read,
        f"check-in, replaced since, by the physician ({PHYSICIAN}), {first}\n",
        f"check-in, cannot come, by the physician ({PHYSICIAN}), {last}: next: A second canary",
    )
    in_order(
        unread, f"check-in, replaced since, by the physician ({PHYSICIAN}), {first}\n", "check-in, cannot come, by the physician"
    )
    assert "first canary" not in read
    assert "canary" not in unread


def test_an_answer_to_a_question_of_the_team_is_a_line_of_its_own_for_those_who_may_read_it() -> None:
    ward = Ward()
    step(ward, PHYSICIAN, "!huddle every tue 08:30", '!checkin questions #summary "What is new" "What is left"')
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    step(ward, PHYSICIAN, "!checkin")
    for text in ("#medical A canary", "#summary Another one"):
        ward.desk.later()
        ward.privately(PHYSICIAN, text)
    read, unread = told(ward, SEX_THERAPIST), told(ward, MENTAL_HEALTH)
    assert read.count("check-in, to a question of the team") == len(("A canary", "Another one"))
    assert unread.count("check-in, to a question of the team") == 1
    assert "What is new: A canary" in read
    assert "What is left: Another one" in unread
    assert "A canary" not in unread


def test_an_opening_is_told_to_each_who_was_told_of_it_alone_and_its_reason_to_nobody() -> None:
    ward = Ward()
    ward.desk.case({OTHER: (Role.NURSE,)})
    ward.desk.room_of(OTHER)
    before = told(ward, PHYSICIAN)
    ward.desk.later(timedelta(minutes=1))
    ward.privately(OTHER, f"!breakglass {ward.code} A canary")
    ward.desk.later(timedelta(days=1))
    opened = ref_of(ward, "breakglass")
    ward.coordinate("!timeline")
    ward.say(SEX_THERAPIST, f"!breakglass review {opened} justified A canary", here=direct(SEX_THERAPIST))
    assert told(ward, PHYSICIAN) == before
    text = told(ward, SEX_THERAPIST)
    assert f"09:01, {OTHER} opened this case without being on its team, {opened}\n" in text
    assert OTHER not in ward.say(SEX_THERAPIST, "!timeline here")
    assert "canary" not in text


def test_a_handover_without_an_answer_and_a_pause_in_the_place_of_another_are_told_as_what_they_are() -> None:
    ward = Ward()
    step(ward, PHYSICIAN, f"!handover physician {MENTAL_HEALTH} A canary")
    step(ward, PHYSICIAN, "!pause couple work A canary until 2026-12-20", "!pause couple work A canary until 2026-12-21")
    moment = next(one for one in ward.desk.state.dues.values() if one.kind == "handover unanswered")
    ward.desk.later(moment.at - ward.desk.now)
    ward.talk.ring(moment)
    text = told(ward, PHYSICIAN)
    in_order(text, "physician, handover asked", "physician, handover not answered by the mental health clinician")
    assert text.count("couple work paused for safety") == len(("the first", "the second"))
    assert "couple work goes on" not in text
