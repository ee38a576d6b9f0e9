from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.notes import KEPT, Format, Note
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST, STRANGER
from tests.unit.meeting import Meeting, ref


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def test_the_agenda_is_posted_at_its_minute_and_opens_the_huddle(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every day 10:00")
    topic = ref(meeting.say(PHYSICIAN, "!huddle add A topic"))
    said = meeting.wait_for("huddle agenda")
    assert [one.place for one in said] == [meeting.room]
    assert meeting.shown(said[0]) == (
        "Huddle Mon 7 Dec 2026, 10:00 Berlin / 09:00 London: 1 topic.\n\n"
        f"Topics\n- {topic}, added today: A topic\n\n"
        f"Answer with a ref: `{topic} done` or `{topic} defer`. Or reply with a ref and a sentence. "
        "What comes of it: `!action`, `!decide`, `!info`.\n"
        "Your own lines are in your direct room."
    )
    assert {due.kind for due in meeting.desk.dues.of(meeting.case)} == {"huddle agenda", "huddle quiet"}


def test_one_posted_after_a_pause_is_marked(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every day 10:00")
    said = meeting.wait_for("huddle agenda", late=timedelta(minutes=7))
    assert "Posted 10:07 Berlin / 09:07 London after a pause." in meeting.shown(said[0])


def test_one_posted_days_later_is_that_of_today_and_names_those_that_were_left_out(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every day 10:00")
    said = meeting.wait_for("huddle agenda", late=timedelta(days=2, hours=1))
    assert "Posted 11:00 Berlin / 10:00 London after a pause." in meeting.shown(said[0])
    assert "Left out while I was away: Mon 7 Dec 2026 and Tue 8 Dec 2026." in meeting.shown(said[0])
    assert [due.at.day for due in meeting.desk.dues.of(meeting.case) if due.kind == "huddle agenda"] == [10]


def test_an_empty_agenda_says_so_and_ends_like_every_other(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every day 10:00")
    shown = meeting.shown(meeting.wait_for("huddle agenda")[0])
    assert "nothing is waiting. To add a topic: `!huddle add …`" in shown
    assert shown.endswith("Your own lines are in your direct room.")


def test_one_that_falls_due_while_another_is_open_closes_that_one_and_says_so(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every day 09:15")
    meeting.say(PHYSICIAN, "!huddle start")
    said = meeting.wait_for("huddle agenda")
    assert len(said) == 1
    assert (
        "The huddle of Mon 7 Dec 2026, 09:00 Berlin / 08:00 London was still open. It is closed without minutes"
        in meeting.shown(said[0])
    )


def test_lines_that_are_not_for_all_are_left_to_the_direct_rooms(meeting: Meeting) -> None:
    kept = meeting.desk.records.add(
        Note(format=Format.FREE, text="canary", categories=(Category.SAFETY,)), case=meeting.case, author=PHYSICIAN, state=KEPT
    )
    meeting.desk.grant(meeting.case, Category.SAFETY, to=SEX_THERAPIST)
    said = meeting.say(PHYSICIAN, "!huddle start")[0]
    assert "canary" not in meeting.shown(said)
    assert "canary" not in meeting.shown(said, html=True)
    assert "1 new" in meeting.shown(said)
    for reader in (PHYSICIAN, SEX_THERAPIST):
        rest = meeting.rest(said, reader)
        assert rest.startswith(f"{meeting.case}: Your own lines of the agenda, Mon 7 Dec 2026, 09:00 Berlin:")
        assert f"- {kept.ref}, note by the physician ({PHYSICIAN}), new today: canary" in rest
    assert meeting.rest(said, COORDINATOR) == ""


def test_a_ref_and_a_word_in_reply_to_the_agenda_are_enough(meeting: Meeting) -> None:
    topic = ref(meeting.say(PHYSICIAN, "!huddle add A topic"))
    agenda = meeting.say(PHYSICIAN, "!huddle start")[0]
    answer = meeting.say(SEX_THERAPIST, f"{topic.lower()} done", reply_to=agenda.event_id)
    assert meeting.shown(answer[0]) == f"Topic {topic} is done. To take that back: `!undo`"
    assert meeting.say(SEX_THERAPIST, "just talking") == []


def test_the_end_posts_the_minutes(meeting: Meeting) -> None:
    topic = ref(meeting.say(PHYSICIAN, "!huddle add A topic"))
    left = ref(meeting.say(PHYSICIAN, "!huddle add Another topic"))
    meeting.say(PHYSICIAN, "!huddle start")
    meeting.say(PHYSICIAN, f"!present {PHYSICIAN} and {SEX_THERAPIST}")
    meeting.say(PHYSICIAN, f"!done {topic}")
    action = ref(meeting.say(PHYSICIAN, f"!action Ask for the results {SEX_THERAPIST} due 2026-12-09"))
    decision = ref(meeting.say(PHYSICIAN, f"!decide Go on because it helps by {PHYSICIAN}"))
    info = ref(meeting.say(PHYSICIAN, "!info Closed between the years"))
    assert meeting.read(PHYSICIAN, "!huddle end") == (
        "Minutes of huddle 8D2A, Mon 7 Dec 2026, 09:00 Berlin / 08:00 London, under a minute.\n"
        f"Present: the physician ({PHYSICIAN}) and the sex therapist ({SEX_THERAPIST}).\n\n"
        f"Dealt with\n- {topic}: A topic\n\n"
        f"Actions\n- {action}, the sex therapist ({SEX_THERAPIST}), due Wed 9 Dec 2026: Ask for the results\n\n"
        f"Decisions\n- {decision}, to be carried out by the physician ({PHYSICIAN}): Go on\nBecause: it helps\n\n"
        f"For everyone\n- {info}: Closed between the years\n\n"
        f"Carried over\n- {left}: Another topic\n\n"
        "Your own lines are in your direct room."
    )
    assert meeting.desk.dues.of(meeting.case) == ()


def test_thirty_quiet_minutes_close_it_by_the_clock(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle start")
    said = meeting.wait_for("huddle quiet")
    assert "30 minutes, closed by the clock." in meeting.shown(said[0])
    assert "No huddle is open" in meeting.read(PHYSICIAN, "!huddle end")


def test_what_is_done_with_a_note_keeps_a_huddle_open(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle start")
    quiet = next(due for due in meeting.desk.state.dues.values() if due.kind == "huddle quiet")
    meeting.desk.later(timedelta(minutes=20))
    meeting.say(PHYSICIAN, "!note Pressure fine\nRisk: none")
    moved = next(due for due in meeting.desk.state.dues.values() if due.kind == "huddle quiet")
    assert moved.at - quiet.at > timedelta(minutes=20)


def test_an_information_stands_in_the_minutes_of_its_huddle_or_else_on_the_next_agenda(meeting: Meeting) -> None:
    said = meeting.read(PHYSICIAN, "!info Closed between the years")
    assert said == "Information 8B2A kept, medical. It stands on the next agenda."
    agenda = meeting.read(PHYSICIAN, "!huddle start")
    assert f"- 8B2A, information by the physician ({PHYSICIAN}), new today: Closed between the years" in agenda
    assert meeting.read(PHYSICIAN, "!defer 8B2A") == "Information 8B2A is put off to the next huddle."
    assert meeting.read(PHYSICIAN, "!info Open again").endswith("It stands in the minutes of this huddle.")
    told = meeting.read(PHYSICIAN, "!huddle end")
    assert "For everyone\n- 8E2A: Open again" in told
    again = meeting.read(PHYSICIAN, "!huddle start")
    assert "- 8B2A, information by" in again
    assert "put off today, carried over: Closed between the years" in again
    assert "Open again" not in again
    assert "is dealt with; it stays in the record." in meeting.read(PHYSICIAN, "!done 8B2A")


def test_begun_from_the_direct_room_it_is_posted_in_the_case_room(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f"!huddle {meeting.case} start", here=direct(PHYSICIAN))
    assert [one.place for one in said] == [direct(PHYSICIAN), meeting.room]
    assert meeting.shown(said[0]) == f"{meeting.case}: Huddle 8B2A has begun. Its agenda is in the case room."


def test_what_does_not_fit_is_a_reply_away(meeting: Meeting) -> None:
    refs = [ref(meeting.say(PHYSICIAN, f"!huddle add Topic {number}")) for number in range(14)]
    posted = meeting.say(PHYSICIAN, "!huddle start")[0]
    assert "2 more: reply `more`." in meeting.shown(posted)
    more = meeting.read(PHYSICIAN, "!agenda more")
    assert more.startswith("2 more on the agenda:")
    assert meeting.shown(meeting.say(SEX_THERAPIST, "More", reply_to=posted.event_id)[0]) == more
    assert meeting.say(SEX_THERAPIST, "more") == []
    assert meeting.say(SEX_THERAPIST, "more", reply_to="$typed1") == []
    assert meeting.say(SEX_THERAPIST, "more of that", reply_to=posted.event_id) == []
    assert [one for one in refs if one in more] == refs[12:]


def test_a_preview_goes_to_the_asker_alone_and_here_to_the_room(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle add A topic")
    said = meeting.say(PHYSICIAN, "!agenda")
    assert [one.place for one in said] == [meeting.room, direct(PHYSICIAN)]
    assert meeting.shown(said[1]).startswith(f"{meeting.case}: The agenda so far: 1 topic.")
    assert [one.place for one in meeting.say(PHYSICIAN, "!agenda here")] == [meeting.room]


def test_what_is_typed_stands_escaped_and_links_nothing(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle add <b>x</b> <a href='https://example.org'>y</a> {{ 7 * 7 }} \u202eevil")
    said = meeting.say(PHYSICIAN, "!huddle start")[0]
    html = meeting.shown(said, html=True)
    assert "&lt;b&gt;x&lt;/b&gt;" in html
    assert "<a " not in html
    assert "{{ 7 * 7 }} \u2068\u202eevil" not in html
    assert "\u2068" in html


@pytest.mark.parametrize(
    "text",
    [
        f"!action Ask {STRANGER} due tomorrow",
        f"!action Ask {PHYSICIAN} due 2026-02-30",
        f"!action {PHYSICIAN} due tomorrow",
        f"!decide Go on by {STRANGER}",
        "!present nobody",
        "!done 8R2Q",
        "!defer xx",
    ],
)
def test_what_cannot_be_done_writes_nothing(meeting: Meeting, text: str) -> None:
    meeting.say(PHYSICIAN, "!huddle start")
    before = len(meeting.desk.state.records)
    meeting.say(PHYSICIAN, text)
    assert len(meeting.desk.state.records) == before


def test_somebody_who_is_not_on_the_team_reads_the_same_whatever_they_ask(meeting: Meeting) -> None:
    meeting.desk.room_of(STRANGER)
    answers = {meeting.privately(STRANGER, f"!huddle {code} start") for code in (meeting.case, "C-7Q53R")}
    assert len(answers) == 1
