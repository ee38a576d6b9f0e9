from __future__ import annotations

from datetime import timedelta

from bot.care.actions import Action, Decision, Info
from bot.care.consent import Category
from bot.care.facts import File, case_room, direct
from bot.care.huddles import Huddle, Topic
from bot.care.notes import Note
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward


def held(ward: Ward) -> str:
    """A huddle with an action of the physician and a decision of the sex therapist; its ref."""
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(PHYSICIAN, f"!action A canary {PHYSICIAN} due 2026-12-14")
    ward.say(SEX_THERAPIST, f"!decide A second canary because of a third by {SEX_THERAPIST}")
    ward.say(SEX_THERAPIST, f"!present {MENTAL_HEALTH}")
    ward.say(SEX_THERAPIST, "!huddle end")
    return ward.desk.records.find(Huddle, ward.code)[-1].ref


def page(ward: Ward, person: str, ref: str) -> str:
    """The file that somebody is given, as they may read it."""
    said = ward.hear(person, f"!minutes {ward.code} {ref} file", here=direct(person))[-1]
    (file,) = (line.file for line in ward._lines(said) if line.file is not None)  # noqa: SLF001 - what passes the gate
    assert isinstance(file, File)
    assert (file.name, file.mime) == (f"minutes-{ref}.html", "text/html")
    return file.data.decode()


def test_the_list_names_huddles_the_latest_first_and_says_which_is_open() -> None:
    ward = Ward()
    assert "Nothing is minuted yet" in ward.privately(PHYSICIAN, f"!minutes {ward.code}")
    first = held(ward)
    ward.desk.later(timedelta(days=1))
    ward.say(SEX_THERAPIST, "!huddle start")
    second = ward.desk.records.find(Huddle, ward.code)[-1].ref
    text = ward.privately(PHYSICIAN, f"!minutes {ward.code}")
    assert f"- {second}, huddle, Tue 8 Dec 2026, 09:00 Berlin, open\n- {first}, huddle, Mon 7 Dec 2026, 09:00 Berlin" in text


def test_minutes_are_read_again_as_they_were_posted() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!huddle add A topic")
    ref = held(ward)
    posted = next(ward.read(one).text for one in ward.desk.said if one.message.template == "huddle/minutes")
    topic = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "topic")
    ward.say(PHYSICIAN, f"!done {topic}")
    ward.say(PHYSICIAN, "!huddle add Another topic")
    again = ward.say(PHYSICIAN, f"!minutes {ref} here")
    assert again == posted
    assert f"Carried over\n- {topic}: A topic" in again


def test_who_wrote_in_it_is_named_beside_who_was_written_down() -> None:
    ward = Ward()
    text = ward.privately(PHYSICIAN, f"!minutes {ward.code} {held(ward)}")
    assert f"Present: the mental health clinician ({MENTAL_HEALTH})." in text
    assert f"Also wrote in it: the physician ({PHYSICIAN}) and the sex therapist ({SEX_THERAPIST})." in text


def test_of_an_open_huddle_there_is_what_was_written_so_far() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(PHYSICIAN, "!info A canary")
    ref = ward.desk.records.find(Huddle, ward.code)[-1].ref
    text = ward.say(PHYSICIAN, f"!minutes {ref} here")
    assert text.startswith(f"Minutes so far of huddle {ref}")
    assert "A canary" in text


def test_one_that_the_next_overtook_has_minutes_on_request() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!huddle every mon 09:00")
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(PHYSICIAN, "!info A canary")
    ref = ward.desk.records.find(Huddle, ward.code)[-1].ref
    (moment,) = (due for due in ward.desk.state.dues.values() if due.kind == "huddle agenda")
    ward.talk.ring(moment)
    text = ward.say(PHYSICIAN, f"!minutes {ref} here")
    assert "closed as the next one began" in text
    assert "A canary" in text


def test_the_file_holds_what_its_reader_may_read_and_nothing_else() -> None:
    ward = Ward()
    ref = held(ward)
    assert "A canary" in page(ward, SEX_THERAPIST, ref)
    ward.desk.grant(ward.code, Category.MEDICAL, to=SEX_THERAPIST, given=False)
    theirs = page(ward, SEX_THERAPIST, ref)
    assert "A canary" not in theirs
    assert "A second canary</bdi><br><bdi>Because: of a third</bdi>" in theirs
    assert "Wrote in it: the physician" in theirs
    assert "What is not shared with you is not in it." in ward.privately(SEX_THERAPIST, f"!minutes {ward.code} {ref} file")


def test_a_file_in_a_room_is_for_those_who_may_read_all_of_it() -> None:
    ward = Ward()
    ref = held(ward)
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    said = next(one for one in ward.hear(PHYSICIAN, f"!minutes {ref} file here") if one.place == case_room(ward.code))
    assert [line.section for line in said.message.lines] == ["file"]
    assert ward._lines(said) == ()  # noqa: SLF001 - what passes the gate
    assert "went to whoever may read all of it" in ward.read(said).text


def test_what_somebody_typed_stays_text_in_the_file() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(PHYSICIAN, "!info <b>A canary</b> & more")
    ward.say(SEX_THERAPIST, "!huddle end")
    ref = ward.desk.records.find(Huddle, ward.code)[-1].ref
    assert "&lt;b&gt;A canary&lt;/b&gt; &amp; more" in page(ward, PHYSICIAN, ref)


def test_other_words_and_other_refs_are_refused() -> None:
    ward = Ward()
    ref = held(ward)
    action = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "action")
    assert "Nothing is minuted as" in ward.privately(PHYSICIAN, f"!minutes {ward.code} {action}")
    for words in ("yesterday", f"{ref} paper", f"{ref} file now"):
        assert "Of which meeting?" in ward.privately(PHYSICIAN, f"!minutes {ward.code} {words}")
    assert "no" in ward.privately(PHYSICIAN, f"!minutes {ward.code} 7Z9Q").lower()


def test_a_note_that_was_retracted_since_is_named_in_minutes_and_not_repeated() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!note #medical A canary\nRisk: none")
    (note,) = ward.desk.records.find(Note, ward.code)
    ward.say(PHYSICIAN, "!huddle start")
    ward.say(PHYSICIAN, f"!done {note.ref}")
    assert "A canary" in ward.say(PHYSICIAN, "!huddle end")
    ref = ward.desk.records.find(Huddle, ward.code)[-1].ref
    ward.say(PHYSICIAN, f"!note retract {note.ref} #medical Of somebody else")
    for person in (PHYSICIAN, MENTAL_HEALTH):
        text = ward.privately(person, f"!minutes {ward.code} {ref}")
        assert f"- {note.ref}: a note, retracted since" in text
        assert "canary" not in text
        assert "canary" not in page(ward, person, ref)


def test_what_was_written_after_the_clock_was_set_back_is_in_the_minutes() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, "!huddle add A topic")
    topic = next(one.ref for one in ward.desk.state.records.values() if one.what.kind == "topic")
    ward.desk.later(timedelta(hours=1))
    ward.say(PHYSICIAN, "!huddle start")
    ward.desk.later(timedelta(minutes=-10))
    ward.say(PHYSICIAN, f"!action A canary {PHYSICIAN} due 2026-12-14")
    ward.say(PHYSICIAN, f"!done {topic}")
    text = ward.say(PHYSICIAN, "!huddle end")
    assert "A canary" in text
    assert "Dealt with" in text


def test_whoever_names_nobody_writes_down_themselves() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!huddle start")
    assert PHYSICIAN in ward.say(PHYSICIAN, "!present")
    assert ward.desk.records.find(Huddle, ward.code)[-1].what.present == (PHYSICIAN,)


def test_what_was_said_of_a_line_stands_behind_one_ref_the_one_that_people_pointed_at() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!huddle add A canary")
    (agenda,) = (one for one in ward.hear(SEX_THERAPIST, "!huddle start") if one.message.template == "huddle/agenda")
    (topic,) = ward.desk.records.find(Topic, ward.code)
    ward.say(SEX_THERAPIST, f"!huddle topic {topic.ref}")
    ward.say(SEX_THERAPIST, f"{topic.ref} It was spoken of", reply_to=agenda)
    said = ward.desk.records.find(Info, ward.code)[-1].ref
    ward.say(PHYSICIAN, f"{said} And of the cage", reply_to=agenda)
    more = ward.desk.records.find(Info, ward.code)[-1].ref
    ward.say(PHYSICIAN, f"!done {more}")
    minutes = ward.say(SEX_THERAPIST, "!huddle end")
    assert f"Dealt with\n- {more}: And of the cage\n" in minutes
    assert f"For everyone\n- {topic.ref}: It was spoken of\n- {said}, on {topic.ref}: And of the cage\n" in minutes


def test_what_was_begun_and_closed_in_one_huddle_stands_once_among_its_like_and_as_done() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(PHYSICIAN, f"!action A canary {PHYSICIAN} due 2026-12-14")
    ward.say(PHYSICIAN, f"!decide A cage because it helps by {PHYSICIAN} due 2026-12-14")
    (action,), (decision,) = (ward.desk.records.find(kind, ward.code) for kind in (Action, Decision))
    for one in (action, decision):
        ward.say(PHYSICIAN, f"!done {one.ref}")
    minutes = ward.say(SEX_THERAPIST, "!huddle end")
    assert "Dealt with" not in minutes
    assert f"Actions\n- {action.ref}, the physician ({PHYSICIAN}), done: A canary\n" in minutes
    assert f"Decisions\n- {decision.ref}, carried out by the physician ({PHYSICIAN}): A cage\n" in minutes
    assert minutes.count(action.ref) == minutes.count(decision.ref) == 1
