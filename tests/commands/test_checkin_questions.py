from __future__ import annotations

from datetime import timedelta

from bot.care import checkins, mornings
from bot.care.checkins import CheckIn
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Membership, PlaceKind, Role
from bot.care.team_questions import TeamQuestions
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

SET = '!checkin questions #summary "What changed since last week" "What do you need from the others"'


def asking(ward: Ward | None = None) -> Ward:
    """Monday, 7 December, 9 o'clock in Berlin; a huddle every Tuesday, before which two questions are asked."""
    ward = ward or Ward()
    ward.say(PHYSICIAN, "!huddle every tue 08:30")
    ward.say(PHYSICIAN, SET)
    return ward


def answers(ward: Ward) -> list[tuple[str, str]]:
    found = ward.desk.records.find(CheckIn, ward.code, states=frozenset({checkins.Stand.LAST}))
    return [(one.question, one.text) for kept in found for one in kept.what.answers]


def alone(ward: Ward, person: str, *words: str) -> str:
    said = ""
    for one in words:
        ward.desk.later(timedelta(seconds=2))
        said = ward.say(person, one, here=direct(person))
    return said


def remind(ward: Ward, person: str) -> Said:
    mornings.expect(ward.desk)
    moment = next(due for due in ward.desk.state.dues.values() if due.kind == mornings.ROUND)
    return next(one for one in ward.talk.ring(moment) if one.place == direct(person))


def test_the_questions_are_asked_one_at_a_time_and_stand_before_their_answers_on_the_agenda() -> None:
    ward = asking()
    heard = ward.hear(PHYSICIAN, "!checkin")
    assert [one.place for one in heard] == [ward.room, direct(PHYSICIAN)]
    assert "Question 1 of 2, before the huddle of Tue 8 Dec 2026, 08:30 Berlin: What changed" in ward.read(heard[1]).text
    said = alone(ward, PHYSICIAN, "The dose is lower")
    assert "Kept." in said
    assert "Question 2 of 2: What do you need from the others" in said
    assert "is kept with 2 answers: medical" in alone(ward, PHYSICIAN, "A date for the visit")
    agenda = ward.say(SEX_THERAPIST, "!agenda here")
    said = "What changed since last week: The dose is lower; What do you need from the others: A date for the visit"
    assert f"check-in by the physician ({PHYSICIAN}), answered today: {said}" in agenda


def test_whoever_answers_a_question_in_the_command_itself_is_shown_how_to_be_asked_it() -> None:
    assert "or away; or nothing, to be asked what your team asks. For example: `!checkin`" in asking().say(
        PHYSICIAN, "!checkin 1 canary"
    )
    assert "what your team asks" not in Ward().say(PHYSICIAN, "!checkin 1 canary")


def test_one_may_go_back_skip_and_stop_and_goes_on_where_nothing_is_answered() -> None:
    ward = asking()
    alone(ward, PHYSICIAN, f"!checkin {ward.code}", "One", "back")
    assert "What you wrote here before stays" in alone(ward, PHYSICIAN, "skip", "back")
    alone(ward, PHYSICIAN, "Another")
    assert "is kept with 1 answer" in alone(ward, PHYSICIAN, "later")
    assert answers(ward) == [("What changed since last week", "Another")]
    assert "Question 2 of 2" in alone(ward, PHYSICIAN, f"!checkin {ward.code}")
    assert "Nothing was answered" in alone(ward, MENTAL_HEALTH, f"!checkin {ward.code}", "skip", "skip")


def test_each_answer_is_shown_to_those_alone_who_may_read_it() -> None:
    ward = asking()
    alone(ward, PHYSICIAN, f"!checkin {ward.code}", "#sexual_history A canary", "A date")
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=MENTAL_HEALTH, given=False)
    ward.desk.later(timedelta(minutes=1))
    agenda = alone(ward, MENTAL_HEALTH, f"!agenda {ward.code}")
    assert "What do you need from the others: A date" in agenda
    assert "canary" not in agenda
    assert "canary" in alone(ward, SEX_THERAPIST, f"!agenda {ward.code}")


def test_questions_whose_category_is_put_right_take_their_answers_along_and_what_is_being_answered() -> None:
    ward = asking()
    alone(ward, SEX_THERAPIST, f"!checkin {ward.code}", "#summary One", "#summary Two")
    alone(ward, PHYSICIAN, f"!checkin {ward.code}")
    (kept,) = ward.desk.records.find(TeamQuestions, ward.code)
    ward.desk.grant(ward.code, Category.RELATIONSHIP, to=MENTAL_HEALTH, given=False)
    alone(ward, PHYSICIAN, f"!fix {ward.code} {kept.ref} #relationship", f"!checkin {ward.code}", "#summary Three")
    assert "What changed" not in alone(ward, MENTAL_HEALTH, f"!agenda {ward.code}")
    assert "What changed since last week: Three" in alone(ward, SEX_THERAPIST, f"!agenda {ward.code}")
    other = ward.desk.case(TEAM)
    ward.desk.grant(other, Category.SUMMARY)
    assert "others were told of it here" in alone(ward, PHYSICIAN, f"!move {kept.ref} {other}")


def test_a_check_in_whose_category_is_put_right_takes_the_answers_in_it_along() -> None:
    ward = asking()
    alone(ward, SEX_THERAPIST, f"!checkin {ward.code}", "#summary A canary", "later")
    (kept,) = ward.desk.records.find(CheckIn, ward.code)
    ward.desk.grant(ward.code, Category.RELATIONSHIP, to=MENTAL_HEALTH, given=False)
    assert "A canary" in alone(ward, MENTAL_HEALTH, f"!agenda {ward.code}")
    alone(ward, SEX_THERAPIST, f"!fix {ward.code} {kept.ref} #relationship")
    assert "canary" not in alone(ward, MENTAL_HEALTH, f"!agenda {ward.code}")
    assert "A canary" in alone(ward, PHYSICIAN, f"!agenda {ward.code}")


def test_who_has_no_default_category_is_asked_for_one_once() -> None:
    ward = asking()
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    assert "What is it about" in alone(ward, COORDINATOR, f"!checkin {ward.code}", "The rooms change")
    assert answers(ward) == []
    assert "Question 2 of 2" in alone(ward, COORDINATOR, "summary")
    assert "is kept with 2 answers: summary" in alone(ward, COORDINATOR, "Nothing")


def test_who_may_not_read_the_questions_is_asked_the_usual_and_their_author_is_told() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    heard = ward.hear(PHYSICIAN, '!checkin questions "A canary" "Another"')
    assert [place for place, _ in ward.desk.redacted] == [ward.room]
    assert "canary" not in "".join(ward.read(one).text for one in heard if one.place == ward.room)
    told = next(one for one in heard if one.message.template == "checkin/questions_unread")
    assert told.place == direct(PHYSICIAN)
    assert MENTAL_HEALTH in ward.read(told).text
    assert "what is done, what is next" in alone(ward, MENTAL_HEALTH, f"!checkin {ward.code}")
    assert "they are not shared with you" in alone(ward, MENTAL_HEALTH, f"!checkin {ward.code} questions")
    alone(ward, PHYSICIAN, f"!checkin {ward.code}", "#summary Fine")
    ward.desk.later(timedelta(minutes=1))
    assert "Fine" not in alone(ward, MENTAL_HEALTH, f"!agenda {ward.code}")


def test_an_answer_after_the_agenda_says_so_and_is_new_to_the_next_one() -> None:
    ward = asking()
    alone(ward, PHYSICIAN, f"!checkin {ward.code}", "Before")
    ward.desk.later(timedelta(minutes=1))
    ward.say(SEX_THERAPIST, "!huddle start")
    assert "The agenda was posted before it came" in alone(ward, PHYSICIAN, "Too late")
    ward.desk.later(timedelta(minutes=1))
    ward.say(SEX_THERAPIST, "!huddle end")
    agenda = ward.say(SEX_THERAPIST, "!agenda here")
    assert "Too late" in agenda
    assert "Before" not in agenda
    alone(ward, MENTAL_HEALTH, f"!checkin {ward.code}")
    ward.desk.later(timedelta(minutes=1))
    ward.say(SEX_THERAPIST, "!huddle start")
    ward.say(SEX_THERAPIST, "!huddle end")
    assert "that huddle is over" in alone(ward, MENTAL_HEALTH, "Later still")


def test_a_reply_to_the_reminder_asks_case_after_case_and_mixes_none() -> None:
    ward = asking()
    other = ward.desk.case({PHYSICIAN: (Role.PHYSICIAN,)}, lead=None)
    ward.desk.grant(other, Category.MEDICAL, Category.SUMMARY)
    ward.say(PHYSICIAN, "!huddle every wed 08:30")
    alone(ward, PHYSICIAN, f"!huddle {other} every wed 08:45", f'!checkin {other} questions #summary "What is next"')
    own = remind(ward, PHYSICIAN)
    text = ward.read(own).text
    assert "08:30 Berlin, 2 questions" in text
    assert "reply to this message with `start`" in text
    for words in ("away", "Done: the letter. Next: the visit"):
        said = ward.say(PHYSICIAN, words, here=direct(PHYSICIAN), reply_to=own)
        assert f"there are several: {ward.code} and {other}. " in said
        assert f"`!checkin {ward.code} away`" in said
    said = ward.say(PHYSICIAN, "start", here=direct(PHYSICIAN), reply_to=own)
    assert f"{ward.code}: Question 1 of 2" in said
    said = alone(ward, PHYSICIAN, "One", "Two")
    assert f"{ward.code}: " in said.split("\n")[0]
    assert f"{other}: Question 1 of 1" in said
    assert "is kept with 1 answer" in alone(ward, PHYSICIAN, "Three")
    assert [text for _, text in answers(ward)] == ["One", "Two"]
    (kept,) = ward.desk.records.find(CheckIn, other)
    assert [one.text for one in kept.what.answers] == ["Three"]


def test_they_stay_when_the_series_is_replaced_and_whoever_leaves_answers_no_more() -> None:
    ward = asking()
    ward.say(PHYSICIAN, "!huddle every thu 08:30")
    assert "before the huddle of Thu 10 Dec" in alone(ward, PHYSICIAN, f"!checkin {ward.code}")
    ward.coordinate(f"!team {ward.code} remove {PHYSICIAN}")
    ward.coordinate("!yes")
    assert "Question" not in alone(ward, PHYSICIAN, "A canary")
    assert answers(ward) == []


def test_questions_that_change_meanwhile_lose_no_answer() -> None:
    ward = asking()
    alone(ward, PHYSICIAN, f"!checkin {ward.code}")
    ward.say(SEX_THERAPIST, "!checkin questions\n#summary\nWhat is new?\nWhat is left?")
    said = alone(ward, PHYSICIAN, "One")
    assert "The questions were changed meanwhile" in said
    assert "Question 1 of 2: What is new?" in said
    ward.say(SEX_THERAPIST, "!checkin questions none")
    assert "is kept with 2 answers" in alone(ward, PHYSICIAN, "Two")
    assert answers(ward) == [("What changed since last week", "One"), ("What is new?", "Two")]


def test_what_was_answered_stands_beside_an_apology() -> None:
    ward = asking()
    alone(ward, PHYSICIAN, f"!checkin {ward.code}", "The dose", "later", f"!checkin {ward.code} away")
    agenda = ward.say(SEX_THERAPIST, "!agenda here")
    assert f"Cannot come: the physician ({PHYSICIAN})." in agenda
    assert "What changed since last week: The dose" in agenda
    alone(ward, PHYSICIAN, f"!checkin {ward.code} coming")
    assert "The dose" in ward.say(SEX_THERAPIST, "!agenda here")


def test_questions_are_shown_refused_and_taken_away() -> None:
    ward = asking()
    assert "1. What changed since last week" in alone(ward, SEX_THERAPIST, f"!checkin {ward.code} questions")
    assert "at most 5 questions" in ward.say(PHYSICIAN, "!checkin questions " + " ".join(f'"Question {n}"' for n in range(6)))
    assert "each in quotation marks" in ward.say(PHYSICIAN, "!checkin questions How are you")
    assert "asks no questions of its own any more" in ward.say(PHYSICIAN, "!checkin questions none")
    assert "There are no questions here" in ward.say(PHYSICIAN, "!checkin questions none")
    assert "To set up to five" in alone(ward, PHYSICIAN, f"!checkin {ward.code} questions")


def test_questions_of_a_category_are_said_in_no_team_room() -> None:
    ward = asking()
    ward.desk.case({PHYSIO: (Role.PHYSIO,)}, lead=None)
    ward.coordinate(f"!teamroom open Tuesday team with {PHYSICIAN} {PHYSIO}")
    code = next(one for one in ward.read(ward.desk.last).text.split("`") if one.startswith("!yes ")).split()[1]
    ward.coordinate(f"!yes {code}")
    place = next(one for one in ward.desk.state.places.values() if one.kind is PlaceKind.TEAM)
    for person in (PHYSICIAN, PHYSIO):
        ward.desk.join(place.key, person)
    heard = ward.hear(PHYSICIAN, f'!checkin {ward.code} questions "A canary" "Another"', here=place.key)
    assert place.key in [where for where, _ in ward.desk.redacted]
    assert "canary" not in "".join(ward.read(one).text for one in heard if one.place == place.key)
    heard = ward.hear(PHYSICIAN, f"!checkin {ward.code}", here=place.key)
    assert ["canary" in ward.read(one).text for one in heard if one.place in {place.key, direct(PHYSICIAN)}] == [False, True]


def test_whoever_is_away_is_asked_nothing_and_a_closed_case_takes_no_answer() -> None:
    ward = asking()
    ward.say(PHYSICIAN, "!huddle every wed 08:30")
    alone(ward, MENTAL_HEALTH, f"!checkin {ward.code}")
    alone(ward, PHYSICIAN, "!away 8-9 Dec")
    mornings.expect(ward.desk)
    moment = next(due for due in ward.desk.state.dues.values() if due.kind == mornings.ROUND)
    assert direct(PHYSICIAN) not in [one.place for one in ward.talk.ring(moment)]
    ward.coordinate(f"!case {ward.code} close #summary Goals reached")
    ward.coordinate(f"!yes {ward.code}")
    assert "Question" not in alone(ward, MENTAL_HEALTH, "A canary")
    assert answers(ward) == []


def test_an_answer_is_taken_back_with_undo_and_a_check_in_of_words_keeps_the_answers() -> None:
    ward = asking()
    alone(ward, PHYSICIAN, f"!checkin {ward.code}", "One", "Two", "!undo")
    assert answers(ward) == [("What changed since last week", "One")]
    alone(ward, PHYSICIAN, f"!checkin {ward.code} stuck no answer")
    agenda = ward.say(SEX_THERAPIST, "!agenda here")
    assert "stuck: no answer" in agenda
    assert "What changed since last week: One" in agenda
