from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.huddles import Topic
from bot.care.notes import KEPT, Format, Note
from tests.unit.desk import COORDINATOR, PHYSICIAN, SEX_THERAPIST, STRANGER
from tests.unit.meeting import Meeting
from tests.unit.shelves import Said


@pytest.fixture
def meeting() -> Meeting:
    return Meeting()


def ref(said: list[Said]) -> str:
    return str(said[-1].message.values["ref"])


def test_a_series_is_answered_with_weekday_year_zone_in_everyones_zone_and_its_next_three_dates(meeting: Meeting) -> None:
    assert meeting.read(PHYSICIAN, "!huddle every tue 10:00 Europe/London") == (
        "Huddles every Tuesday at 10:00 London time, series 8B2A.\n"
        "Next: Tue 8 Dec 2026, 11:00 Berlin / 10:00 London; Tue 15 Dec 2026, 11:00 Berlin / 10:00 London; "
        "Tue 22 Dec 2026, 11:00 Berlin / 10:00 London. To end it: `!huddle stop`"
    )


def test_a_second_series_says_that_it_takes_the_place_of_the_first(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every mon 09:00")
    assert "It takes the place of the one every Monday at 09:00 Berlin time." in meeting.read(PHYSICIAN, "!huddle every day 09:00")
    assert len(meeting.desk.dues.of(meeting.case)) == 1


def test_the_same_series_typed_once_more_stays_as_it_is_and_is_told_to_nobody(meeting: Meeting) -> None:
    first = ref(meeting.say(PHYSICIAN, "!huddle every mon 09:00"))
    meeting.desk.later(timedelta(days=3))
    (said,) = meeting.say(SEX_THERAPIST, "!huddle every monday 9:00")
    assert meeting.shown(said).startswith(f"That stands already: {first}, every Monday at 09:00 Berlin time, next on Mon ")
    assert ref(meeting.say(PHYSICIAN, "!huddle every mon 10:00")) != first
    again = ref(meeting.say(PHYSICIAN, "!review every 4 weeks"))
    assert again in meeting.read(PHYSICIAN, "!review every 4 weeks")
    assert "`!review move all " in meeting.read(PHYSICIAN, "!review every 4 weeks")


def test_a_bare_hour_is_asked_about_and_nothing_is_set_before_the_answer(meeting: Meeting) -> None:
    asked = meeting.say(PHYSICIAN, "!huddle every mon 9")
    assert meeting.desk.dues.of(meeting.case) == ()
    answered = meeting.say(PHYSICIAN, "1", reply_to=asked[-1].event_id)
    assert "every Monday at 09:00 Berlin time" in meeting.shown(answered[-1])


@pytest.mark.parametrize(
    "text",
    [
        "!huddle at 2:30",
        "!huddle every -5 days 09:00",
        "!huddle every 1 second",
        "!huddle every mon 25:00",
        "!huddle every mon 09:00 and more",
        "!huddle skip 2026-02-30 Nobody is in",
        "!huddle skip tomorrow Nobody is in",
        "!huddle stop",
    ],
)
def test_what_cannot_be_meant_sets_nothing_and_is_not_repeated(meeting: Meeting, text: str) -> None:
    answer = meeting.read(PHYSICIAN, text)
    assert "`" in answer
    assert text.partition(" ")[2] not in answer
    assert meeting.desk.dues.of(meeting.case) == ()


def test_a_day_is_left_out_with_its_reason(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every day 10:00")
    answer = meeting.read(PHYSICIAN, "!huddle skip 2026-12-08 Nobody is in")
    assert answer.startswith("Left out: Tue 8 Dec 2026, 10:00 Berlin / 09:00 London. Next: Mon 7 Dec 2026, 10:00 Berlin")
    told = meeting.privately(PHYSICIAN, f"!huddle {meeting.case}")
    assert "Nobody is in" in told
    assert "every day at 10:00" in told


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
    assert "Due 10:00, posted 10:07 after a pause." in meeting.shown(said[0])


def test_one_posted_days_later_is_that_of_today_and_names_those_that_were_left_out(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every day 10:00")
    said = meeting.wait_for("huddle agenda", late=timedelta(days=2, hours=1))
    assert "Due 10:00, posted 11:00 after a pause." in meeting.shown(said[0])
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


def test_a_series_set_left_out_or_ended_elsewhere_is_told_in_the_case_room_with_who_did_it(meeting: Meeting) -> None:
    for text, begins, ends in (
        ("every mon 09:00", "Huddles every Monday at 09:00", "Set by"),
        ("skip 2026-12-14 #summary Nobody is in", "Left out: Mon 14 Dec 2026, 09:00", "Left out by"),
        ("stop", "Series ", "Ended by"),
    ):
        own, room = meeting.say(SEX_THERAPIST, f"!huddle {meeting.case} {text}", here=direct(SEX_THERAPIST))
        assert (own.place, room.place) == (direct(SEX_THERAPIST), meeting.room)
        assert " by " not in meeting.shown(own)
        assert meeting.shown(room).startswith(begins)
        assert meeting.shown(room).endswith(f"{ends} the sex therapist ({SEX_THERAPIST}).")
        assert f"{ends} the sex therapist" in meeting.shown(room, html=True)


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


def test_a_day_left_out_for_a_reason_that_not_all_may_read_is_told_to_all_without_it(meeting: Meeting) -> None:
    meeting.say(SEX_THERAPIST, "!huddle every mon 09:00")
    said = meeting.say(SEX_THERAPIST, "!huddle skip 2026-12-14 #mental_health A canary")
    assert [one.place for one in said] == [meeting.room, direct(SEX_THERAPIST), meeting.room]
    _, own, team = said
    assert "Not posted, and your message is taken out" in meeting.shown(own)
    assert meeting.shown(team).startswith("Left out: Mon 14 Dec 2026")
    assert "Not posted" not in meeting.shown(team)
    assert "canary" not in meeting.shown(team)


def test_begun_from_the_direct_room_it_is_posted_in_the_case_room(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f"!huddle {meeting.case} start", here=direct(PHYSICIAN))
    assert [one.place for one in said] == [direct(PHYSICIAN), meeting.room]
    assert meeting.shown(said[0]) == f"{meeting.case}: Huddle 8B2A has begun. Its agenda is in the case room."


def test_a_topic_takes_its_authors_category_or_a_tag_and_a_coordinator_is_asked(meeting: Meeting) -> None:
    assert ": medical." in meeting.read(PHYSICIAN, "!huddle add A topic")
    assert ": sexual history." in meeting.read(PHYSICIAN, "!huddle add #sexual_history A topic")
    asked = meeting.say(COORDINATOR, "!huddle add A topic")[0]
    assert meeting.shown(asked).startswith("What is it about?")
    assert len(meeting.desk.records.find(Topic, meeting.case)) == 2
    answered = meeting.say(COORDINATOR, "#summary", reply_to=asked.event_id)[0]
    assert ": summary." in meeting.shown(answered)


def test_a_topic_that_not_everyone_there_may_read_is_kept_taken_out_and_told_privately(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, "!huddle add #mental_health canary")
    assert [one.place for one in said] == [meeting.room, direct(PHYSICIAN)]
    assert meeting.desk.redacted == [(meeting.room, "$typed1")]
    assert meeting.shown(said[0]) == "Sent to you directly."
    told = meeting.shown(said[1])
    assert "mental health is not shared with the coordinator" in told
    assert "canary" not in told
    assert meeting.desk.records.find(Topic, meeting.case)[0].what.text == "canary"


def test_a_text_of_tags_alone_or_of_a_book_is_refused(meeting: Meeting) -> None:
    assert meeting.read(PHYSICIAN, "!huddle add #medical").startswith("There is no text")
    assert "4000" in meeting.read(PHYSICIAN, f"!huddle add {'x' * 4001}")
    assert meeting.desk.records.find(Topic, meeting.case) == []


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


def test_an_action_rings_its_owner_and_asks_for_what_is_missing(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f"!action Ask for the results {SEX_THERAPIST} due tomorrow")
    assert said[0].message.mentions == (SEX_THERAPIST,)
    assert "due Tue 8 Dec 2026" in meeting.shown(said[0])
    who = meeting.say(PHYSICIAN, "!action Ask for the results")[0]
    assert meeting.shown(who).startswith("Who does it?")
    when = meeting.say(PHYSICIAN, SEX_THERAPIST, reply_to=who.event_id)[0]
    assert meeting.shown(when).startswith("By when?")
    done = meeting.say(PHYSICIAN, "due mon", reply_to=when.event_id)[0]
    assert "due Mon 14 Dec 2026" in meeting.shown(done)


def test_an_owner_is_told_directly_where_the_room_may_not_read_it(meeting: Meeting) -> None:
    said = meeting.say(PHYSICIAN, f"!action #mental_health canary {SEX_THERAPIST} due tomorrow")
    assert [one.place for one in said] == [meeting.room, direct(PHYSICIAN), direct(SEX_THERAPIST), direct(PHYSICIAN)]
    assert said[2].message.mentions == (SEX_THERAPIST,)
    assert "canary" not in meeting.shown(said[2])
    assert said[3].message.template == "action/unread"
    assert meeting.shown(said[2]).startswith(f"{meeting.case}: the physician ({PHYSICIAN}) asks you to do 8B2A")


def test_a_name_that_a_client_sent_in_place_of_an_id_is_taken_from_the_mention(meeting: Meeting) -> None:
    answer = meeting.read(PHYSICIAN, "!action Ask for the results, Dr Role due tomorrow", mentions=(SEX_THERAPIST,))
    assert f"the sex therapist ({SEX_THERAPIST})" in answer


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


def test_the_next_huddles_of_all_ones_cases_are_listed_privately(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every mon 09:00")
    said = meeting.say(PHYSICIAN, "!huddles")
    assert said[-1].place == direct(PHYSICIAN)
    assert f"- {meeting.case}: Mon 14 Dec 2026, 09:00 Berlin" in meeting.shown(said[-1])


def test_an_abbreviated_zone_is_asked_about(meeting: Meeting) -> None:
    asked = meeting.say(PHYSICIAN, "!huddle every mon 09:00 CET")
    assert "every Monday at 09:00 Berlin time" in meeting.shown(asked[-1])
    assert meeting.desk.dues.of(meeting.case) == ()
    answered = meeting.say(PHYSICIAN, "1", reply_to=asked[-1].event_id)
    assert "every Monday at 09:00 Berlin time" in meeting.shown(answered[-1])


def test_one_huddle_is_moved_alone_and_the_team_reads_from_when_to_when(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert meeting.read(PHYSICIAN, "!huddle move 15 Dec 16 Dec 11:30").startswith(
        "The huddle of Tue 15 Dec 2026, 10:00 Berlin / 09:00 London is moved to Wed 16 Dec 2026, 11:30 Berlin / 10:30 London. "
        "The others stay as they are.\n"
        "Next: Tue 8 Dec 2026, 10:00 Berlin / 09:00 London; Wed 16 Dec 2026, 11:30 Berlin / 10:30 London; Tue 22 Dec 2026"
    )


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("2026-12-15 2026-12-17", "Thu 17 Dec 2026, 10:00 Berlin"),
        ("15 Dec to 17 Dec", "Thu 17 Dec 2026, 10:00 Berlin"),
        ("15 Dec thu 9:00", "Thu 10 Dec 2026, 09:00 Berlin"),
        ("15 Dec 11:00", "Tue 15 Dec 2026, 11:00 Berlin"),
        ("15 Dec 11:00 Europe/London", "Tue 15 Dec 2026, 12:00 Berlin"),
        ("the 15th to the 17th at noon", "Thu 17 Dec 2026, 12:00 Berlin"),
    ],
)
def test_where_a_huddle_is_moved_to_is_a_day_or_a_time_or_both(meeting: Meeting, text: str, to: str) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert f"is moved to {to}" in meeting.read(PHYSICIAN, f"!huddle move {text}")


def test_a_moved_huddle_is_moved_again_and_left_out_by_the_day_that_it_was_moved_to(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    meeting.say(PHYSICIAN, "!huddle move 15 Dec 16 Dec")
    assert "Nothing of the series" in meeting.read(PHYSICIAN, "!huddle move 15 Dec 18 Dec")
    assert "of Wed 16 Dec 2026" in meeting.read(PHYSICIAN, "!huddle move 16 Dec 17 Dec")
    assert "Tue 22 Dec 2026" in meeting.read(PHYSICIAN, "!huddle skip 17 Dec Nobody is in").partition("Next: Tue 8 Dec")[2]
    assert "17 Dec" not in meeting.privately(PHYSICIAN, f"!huddle {meeting.case}")


def test_a_huddle_is_not_moved_onto_another_one_nor_into_the_past(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert "there is one of this series already" in meeting.read(PHYSICIAN, "!huddle move 15 Dec 22 Dec")
    assert "It is at that time already" in meeting.read(PHYSICIAN, "!huddle move tue 10:00")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move 15 Dec 2026-12-01")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move 15 Dec 16 Dec 10:00 and more")
    assert "2026-12-16" not in str(meeting.desk.dues.of(meeting.case))


def test_the_moved_one_rings_at_its_new_minute_and_the_old_day_is_quiet(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    meeting.say(PHYSICIAN, "!huddle move 8 Dec 9 Dec 11:30")
    said = meeting.wait_for("huddle agenda")
    assert meeting.shown(said[0]).startswith("Huddle Wed 9 Dec 2026, 11:30 Berlin")
    assert [due.at.day for due in meeting.desk.dues.of(meeting.case) if due.kind == "huddle agenda"] == [15]


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("wed 11:00 from 15 Dec", ["Tue 8 Dec 2026, 10:00", "Wed 16 Dec 2026, 11:00", "Wed 23 Dec 2026, 11:00"]),
        ("mon from 15 Dec", ["Tue 8 Dec 2026, 10:00", "Mon 14 Dec 2026, 10:00", "Mon 21 Dec 2026, 10:00"]),
        ("11:00 from 15 Dec", ["Tue 8 Dec 2026, 10:00", "Tue 15 Dec 2026, 11:00", "Tue 22 Dec 2026, 11:00"]),
        ("every 2 weeks thu 9:00 from 15 Dec", ["Tue 8 Dec 2026, 10:00", "Thu 17 Dec 2026, 09:00", "Thu 31 Dec 2026, 09:00"]),
        ("all wed 11:00", ["Wed 9 Dec 2026, 11:00", "Wed 16 Dec 2026, 11:00", "Wed 23 Dec 2026, 11:00"]),
        ("all 9:30 Europe/London", ["Tue 8 Dec 2026, 10:30", "Tue 15 Dec 2026, 10:30", "Tue 22 Dec 2026, 10:30"]),
    ],
)
def test_a_series_is_moved_from_a_date_on_or_as_a_whole(meeting: Meeting, text: str, dates: list[str]) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    answer = meeting.read(PHYSICIAN, f"!huddle move {text}")
    assert [part.partition(" Berlin")[0] for part in answer.partition("Next: ")[2].split("; ")] == dates
    assert len([due for due in meeting.desk.dues.of(meeting.case) if due.kind == "huddle agenda"]) == 1


def test_a_series_that_was_moved_from_a_date_on_goes_on_by_its_new_rule(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    meeting.say(PHYSICIAN, "!huddle move wed 11:00 from 15 Dec")
    shown = meeting.privately(PHYSICIAN, f"!huddle {meeting.case}")
    assert "Huddles every Tuesday at 10:00 Berlin time" in shown
    assert "From Wed 16 Dec 2026 on every Wednesday at 11:00 Berlin time." in shown
    meeting.wait_for("huddle agenda")
    said = meeting.wait_for("huddle agenda")
    assert "Huddle Wed 16 Dec 2026, 11:00 Berlin" in meeting.shown(said[-1])
    assert "Huddles every Wednesday at 11:00 Berlin time" in meeting.privately(PHYSICIAN, f"!huddle {meeting.case}")


def test_only_a_date_of_the_series_begins_another_rule(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!huddle every tue 10:00")
    assert "Nothing of the series" in meeting.read(PHYSICIAN, "!huddle move wed 11:00 from 16 Dec")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move wed 11 from 15 Dec")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move all")
    assert "cannot be used" in meeting.read(PHYSICIAN, "!huddle move all every tue 10:00 and more")


def test_plan_reviews_are_left_out_and_moved_likewise(meeting: Meeting) -> None:
    meeting.say(PHYSICIAN, "!review every 2 weeks tue 10:00")
    assert "Tue 5 Jan 2027" in meeting.read(PHYSICIAN, "!review skip 22 Dec Nobody is in").partition("Next: Tue 8 Dec")[2]
    assert "The plan review of Tue 8 Dec 2026" in meeting.read(PHYSICIAN, "!review move tue wed")
    assert "from now on every 2 weeks on Thursday at 09:00" in meeting.read(PHYSICIAN, "!review move all thu 9:00")
