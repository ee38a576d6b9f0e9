from __future__ import annotations

from datetime import timedelta

from bot.care.asks import Answer, Question
from bot.care.consent import Category
from bot.care.facts import direct
from bot.care.people import Membership, Role
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward


def asked(ward: Ward, text: str = "!ask physician Can a canary wait?") -> tuple[str, list[Said]]:
    """The ref of what the sex therapist asked, and what was said because of it."""
    heard = ward.hear(SEX_THERAPIST, text)
    return ward.desk.records.find(Question, ward.code)[-1].ref, heard


def to(heard: list[Said], person: str) -> Said:
    return next(one for one in heard if one.place == direct(person))


def test_whoever_is_asked_is_told_at_once_and_a_reply_is_the_answer_that_the_asker_reads() -> None:
    ward = Ward()
    ref, heard = asked(ward)
    question = to(heard, PHYSICIAN)
    assert "Can a canary wait?" in ward.read(question).text
    assert question.message.mentions == (PHYSICIAN,)
    said = ward.hear(PHYSICIAN, "Until the end of March.", here=direct(PHYSICIAN), reply_to=question)
    told = to(said, SEX_THERAPIST)
    assert told.message.mentions == (SEX_THERAPIST,)
    assert "Until the end of March." in ward.read(told).text
    assert f"to {ref} is kept" in ward.read(to(said, PHYSICIAN)).text
    assert [one.what.of for one in ward.desk.records.find(Answer, ward.code)] == [ref]


def test_it_stands_among_the_asks_of_each_agenda_until_it_is_answered() -> None:
    ward = Ward()
    ref, _ = asked(ward)
    agenda = ward.say(MENTAL_HEALTH, "!agenda here")
    assert "1 ask." in agenda
    assert (
        f"Asks between disciplines\n- {ref}, the physician ({PHYSICIAN}), asked today, not yet answered: Can a canary wait?"
        in agenda
    )
    ward.say(PHYSICIAN, f"!answer {ref} Another topic")
    agenda = ward.say(MENTAL_HEALTH, "!agenda here")
    assert "1 new." in agenda
    assert f"answer to {ref} by the physician ({PHYSICIAN}), new today: Another topic" in agenda


def test_it_waits_for_whom_it_was_put_to_in_their_own_list() -> None:
    ward = Ward()
    ref, _ = asked(ward)
    assert f"{ref}: ask to answer" in ward.privately(PHYSICIAN, "!mine")
    assert ref not in ward.privately(MENTAL_HEALTH, "!mine")


def test_a_discipline_is_everybody_who_holds_it_and_one_answer_is_enough() -> None:
    ward = Ward({**TEAM, PHYSIO: (Role.PHYSICIAN,)})
    ref, heard = asked(ward)
    assert {one.place for one in heard} >= {direct(PHYSICIAN), direct(PHYSIO)}
    assert f"{ref}: ask to answer" in ward.privately(PHYSIO, "!mine")
    ward.say(PHYSIO, f"!answer {ref} A topic")
    assert ref not in ward.privately(PHYSICIAN, "!mine")
    late = ward.hear(PHYSICIAN, "Another topic", here=direct(PHYSICIAN), reply_to=to(heard, PHYSICIAN))
    assert len(ward.desk.records.find(Answer, ward.code)) == 1
    assert "Another topic" not in "".join(ward.read(one).text for one in late)
    assert "is answered already" in ward.privately(PHYSICIAN, f"!answer {ward.code} {ref} A topic")


def test_anybody_who_may_read_it_may_answer_but_not_whoever_asked() -> None:
    ward = Ward()
    ref, _ = asked(ward)
    assert "is kept" not in ward.say(SEX_THERAPIST, f"!answer {ref} A topic")
    assert "is kept" in ward.say(MENTAL_HEALTH, f"!answer {ref} A topic")


def test_what_is_not_shared_with_them_is_not_put_to_them_and_taken_out_of_the_room() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    ref, heard = asked(ward)
    assert [place for place, _ in ward.desk.redacted] == [ward.room]
    assert direct(PHYSICIAN) not in [one.place for one in heard]
    assert f"Not told of it: the physician ({PHYSICIAN})" in ward.read(to(heard, SEX_THERAPIST)).text
    assert "is kept" not in ward.say(PHYSICIAN, f"!answer {ref} A topic")


def test_an_answer_in_a_category_of_its_own_reaches_the_asker_only_where_it_is_shared() -> None:
    ward = Ward()
    ward.desk.grant(ward.code, Category.MEDICAL, to=SEX_THERAPIST, given=False)
    ref, _ = asked(ward)
    heard = ward.hear(PHYSICIAN, f"!answer {ward.code} {ref} #medical A second canary", here=direct(PHYSICIAN))
    text = ward.read(to(heard, SEX_THERAPIST)).text
    assert "The answer is not shared with you." in text
    assert "second canary" not in text


def test_a_word_closes_it_in_a_huddle_and_its_asking_stands_in_the_minutes() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, "!huddle start")
    ref, _ = asked(ward)
    ward.say(PHYSICIAN, f"!done {ref}")
    assert f"Dealt with\n- {ref}: Can a canary wait?" in ward.say(SEX_THERAPIST, "!huddle end")
    assert "is answered already" in ward.say(PHYSICIAN, f"!answer {ref} A topic")


def test_it_is_taken_back_as_any_other_act() -> None:
    ward = Ward()
    ref, _ = asked(ward)
    ward.say(SEX_THERAPIST, "!undo")
    assert ref not in ward.say(MENTAL_HEALTH, "!agenda here")


def test_the_list_tells_what_waits_and_what_was_answered_lately() -> None:
    ward = Ward()
    assert "Nothing that was asked waits" in ward.privately(SEX_THERAPIST, f"!asks {ward.code}")
    ref, _ = asked(ward)
    ward.say(PHYSICIAN, f"!answer {ref} A topic")
    other, _ = asked(ward, f"!ask {PHYSICIAN} And another canary?")
    text = ward.privately(MENTAL_HEALTH, f"!asks {ward.code}")
    assert f"Without an answer\n- {other}, Mon 7 Dec 2026" in text
    assert f"Answered in the last two weeks\n- {ref}, Mon 7 Dec 2026, by the physician ({PHYSICIAN}): A topic" in text
    ward.desk.later(timedelta(days=15))
    assert ref not in ward.privately(MENTAL_HEALTH, f"!asks {ward.code}")


def test_whoever_has_no_category_of_their_own_is_asked_for_one() -> None:
    ward = Ward()
    ward.desk.rosters.put(Membership(case=ward.code, person=COORDINATOR, roles=(Role.COORDINATOR,), since=ward.desk.now))
    ward.privately(COORDINATOR, f"!ask {ward.code} physician Which room?")
    assert ward.desk.records.find(Question, ward.code) == []
    assert "kept, summary" in ward.privately(COORDINATOR, "summary")
    assert [one.what.text for one in ward.desk.records.find(Question, ward.code)] == ["Which room?"]


def test_nobody_and_nothing_are_refused_with_an_example() -> None:
    ward = Ward()
    assert "Whom do you ask?" in ward.say(SEX_THERAPIST, f"!ask {PHYSIO} A canary")
    assert "Whom do you ask?" in ward.say(SEX_THERAPIST, f"!ask {SEX_THERAPIST} A canary")
    assert "one of" in ward.say(SEX_THERAPIST, "!ask somebody about it")
    assert "what" in ward.say(SEX_THERAPIST, "!ask physician")
    assert ward.desk.records.find(Question, ward.code) == []
