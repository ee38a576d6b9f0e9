from __future__ import annotations

from datetime import date

import pytest

from bot.care.actions import Decision
from bot.care.consent import Category
from bot.care.dissents import Dissent
from bot.care.dues import Due
from bot.care.facts import direct
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.held_conference import GUEST, begun, decision, refs


def test_without_its_quorum_what_it_says_is_advice_in_minutes_and_ledger() -> None:
    ward, _ = begun()
    ward.say(MENTAL_HEALTH, f"!decide #summary Wait because it helps by {MENTAL_HEALTH}")
    text = ward.say(MENTAL_HEALTH, "!conference end")
    assert "Advisory, without the chair, the presenter and a physician." in text
    assert f"- {decision(ward).ref}, Thu 10 Dec 2026, advisory, to be carried out" in ward.say(MENTAL_HEALTH, "!decisions here")


def test_a_decision_is_changed_with_a_reason_only_and_both_stay() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    old = decision(ward)
    assert "A decision is changed with a reason only." in ward.say(
        SEX_THERAPIST, f"!decide Go on instead of {old.ref} by {SEX_THERAPIST}"
    )
    assert len(ward.desk.records.find(Decision, ward.code)) == 1
    said = ward.hear(SEX_THERAPIST, f"!decide Go on instead of {old.ref} because it has come by {SEX_THERAPIST} due 2026-12-20")
    new = decision(ward)
    assert (new.what.text, new.what.reason, new.what.instead_of, new.owner) == ("Go on", "it has come", old.ref, SEX_THERAPIST)
    assert new.what.categories == old.what.categories, "it is of the category of the one that it changes"
    assert decision(ward, 0).superseded_by == new.ref
    (told,) = (one for one in said if one.message.template == "action/changed")
    assert told.place == direct(PHYSICIAN)
    assert told.message.mentions == (PHYSICIAN,)
    ledger = ward.say(PHYSICIAN, "!decisions")
    assert f"- {new.ref}, Thu 10 Dec 2026, instead of {old.ref}, to be carried out by the sex therapist" in ledger
    assert f"- {old.ref}, Thu 10 Dec 2026, changed to {new.ref}: Wait" in ledger
    assert old.ref not in ward.say(PHYSICIAN, "!mine")
    assert new.ref in ward.say(SEX_THERAPIST, "!mine")
    assert f"{new.ref} stands in its place" in ward.say(PHYSICIAN, f"!done {old.ref}")
    again = ward.say(PHYSICIAN, f"!decide Stop instead of {old.ref} because it was wrong by {PHYSICIAN}")
    assert f"{new.ref} stands in its place" in again


def test_the_same_dissent_typed_once_more_stands_once() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    ward.say(SEX_THERAPIST, "!dissent I would not wait so long")
    (first,) = ward.desk.records.find(Dissent, ward.code)
    (again,) = ward.hear(SEX_THERAPIST, "!dissent  I would not wait so long ")
    text = ward.read(again).text
    assert (
        text
        == f"You have said that already of decision {decision(ward).ref}: it stands beside it as {first.ref}. Nothing was changed."
    )
    assert again.message.mentions == ()
    ward.say(MENTAL_HEALTH, "!dissent I would not wait so long")
    ward.say(SEX_THERAPIST, "!dissent I would not wait at all")
    assert len(ward.desk.records.find(Dissent, ward.code)) == 3


def test_instead_of_something_that_is_no_ref_is_part_of_what_was_decided() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Call instead of waiting because it helps by {PHYSICIAN}")
    assert (decision(ward).what.text, decision(ward).what.instead_of) == ("Call instead of waiting", "")


def test_a_decision_that_somebody_may_not_read_is_not_there_for_them() -> None:
    ward, _ = begun()
    ward.privately(SEX_THERAPIST, f"!decide {ward.code} Wait because it helps by {SEX_THERAPIST}")
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    known = decision(ward).ref
    for text in ("!dissent {} I would not", f"!decide #summary Go on instead of {{}} because of it by {PHYSICIAN}"):
        assert ward.say(PHYSICIAN, text.format(known)) == ward.say(PHYSICIAN, text.format("9ZZ9"))


def test_dissent_is_to_the_decision_before_or_to_one_that_is_named_and_has_its_category() -> None:
    ward, ref = begun()
    assert "No decision was made in this conference yet." in ward.say(MENTAL_HEALTH, "!dissent I would not")
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    ward.say(PHYSICIAN, f"!decide #summary Call because it helps by {PHYSICIAN}")
    first, second = decision(ward, 0).ref, decision(ward).ref
    assert f"to decision {second} kept, summary. It stands in the minutes of conference {ref}." in ward.say(
        MENTAL_HEALTH, "!dissent I would not"
    )
    assert f"to decision {first} kept, medical and results." in ward.say(MENTAL_HEALTH, f"!dissent {first} #results Ask first")
    ward.say(PHYSICIAN, "!conference end")
    late = ward.say(SEX_THERAPIST, f"!dissent {first} Not even now")
    assert "It stands in `!decisions`." in late
    assert f"dissent to {first}, the sex therapist ({SEX_THERAPIST}): Not even now" in ward.say(PHYSICIAN, "!decisions")
    assert "Not even now" not in ward.say(PHYSICIAN, f"!conference minutes {ref}")


@pytest.mark.parametrize("head", ["to {}", "to {}:", "on {},", "Against {}", "from decision {}", "{}", "{}:"])
def test_dissent_that_names_a_decision_in_words_stands_beside_that_one(head: str) -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    ward.say(PHYSICIAN, f"!decide Call because it helps by {PHYSICIAN}")
    first = decision(ward, 0).ref
    assert f"to decision {first} kept" in ward.say(SEX_THERAPIST, f"!dissent {head.format(first)} too early")
    (kept,) = ward.desk.records.find(Dissent, ward.code)
    assert (kept.what.decision, kept.what.text) == (first, "too early")


@pytest.mark.parametrize(
    "text", ["to begin now is too early", "on Monday nobody is there", "against my advice", "decision by chance"]
)
def test_dissent_that_begins_with_such_a_word_is_words(text: str) -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    ward.say(SEX_THERAPIST, f"!dissent {text}")
    (kept,) = ward.desk.records.find(Dissent, ward.code)
    assert (kept.what.decision, kept.what.text) == (decision(ward).ref, text)


def test_dissent_to_a_ref_that_is_no_decision_or_without_words_is_refused() -> None:
    ward, conference = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    for ref in (conference, "9ZZ9"):
        assert "No decision of this case has that ref." in ward.say(SEX_THERAPIST, f"!dissent to {ref} too early")
    assert "!dissent" in ward.say(SEX_THERAPIST, f"!dissent to {decision(ward).ref}")
    assert refs(ward, "dissent") == []


@pytest.mark.parametrize(
    "text",
    [
        "Go on because it has come by me due 2026-12-20 instead of {}",
        "Go on because it has come due 2026-12-20 by me instead of {}.",
        "Go on because it has come instead of {} by me due 2026-12-20",
        "Go on because it has come by me instead of {} due 2026-12-20",
        "Go on instead of {} by me due 2026-12-20 because it has come",
        "instead of {}: Go on because it has come by me due 2026-12-20",
    ],
)
def test_what_a_decision_takes_the_place_of_may_stand_anywhere(text: str) -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    old = decision(ward).ref
    ward.say(SEX_THERAPIST, f"!decide {text.format(old)}")
    new = decision(ward)
    assert (new.what.text, new.what.reason, new.what.instead_of, new.owner) == ("Go on", "it has come", old, SEX_THERAPIST)
    assert new.what.day == date(2026, 12, 20)


def test_several_decisions_that_are_not_shared_are_spoken_of_as_several() -> None:
    ward, _ = begun()
    for shared, words in (("", "1 decision, not shared with you."), ("more", "2 decisions, none of them shared with you.")):
        ward.privately(SEX_THERAPIST, f"!decide {ward.code} Wait {shared} because it helps by {SEX_THERAPIST}")
        ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
        assert words in ward.privately(PHYSICIAN, f"!decisions {ward.code}")


def test_a_clinician_who_may_read_the_words_tells_the_patient() -> None:
    ward, _ = begun()
    said = ward.hear(SEX_THERAPIST, f'!tell "We would like to wait." by {PHYSICIAN}')
    assert said[0].message.mentions == (PHYSICIAN,)
    (kept,) = refs(ward, "telling")
    assert f"{kept}: patient to tell" in ward.say(PHYSICIAN, "!mine")
    assert "the patient not told yet: We would like to wait." in ward.say(PHYSICIAN, "!agenda")
    assert "is done" in ward.say(PHYSICIAN, f"!done {kept}")
    assert kept not in ward.say(PHYSICIAN, "!mine")
    ward.coordinate(f"!team {ward.code} add {GUEST} guest")
    assert "A clinician of the team tells the patient." in ward.say(SEX_THERAPIST, f'!tell {GUEST} "We would."')
    for text in ('!tell "We would."', f"!tell {PHYSICIAN}", f'!tell {PHYSICIAN} "We would." by {MENTAL_HEALTH}'):
        assert "one clinician" in ward.say(SEX_THERAPIST, text)
    assert len(refs(ward, "telling")) == 1


def test_a_changed_decision_has_what_the_patient_is_still_to_be_told_looked_at_again() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    old = decision(ward).ref
    ward.say(PHYSICIAN, f'!tell {SEX_THERAPIST} "We would like to wait."')
    ward.say(PHYSICIAN, f'!tell {PHYSICIAN} "We will call you."')
    open_one, told_already = refs(ward, "telling")
    ward.say(PHYSICIAN, f"!done {told_already}")
    said = ward.hear(PHYSICIAN, f"!decide Go on instead of {old} because it has come by {PHYSICIAN}")
    again = {one.place: one for one in said if one.message.template == "sitting/words_old"}
    assert set(again) == {direct(PHYSICIAN), direct(SEX_THERAPIST)}
    assert (again[direct(PHYSICIAN)].message.mentions, again[direct(SEX_THERAPIST)].message.mentions) == ((), (SEX_THERAPIST,))
    for one in again.values():
        text = ward.read(one).text
        assert f"is still to be told {open_one}: see whether" in text
        assert f"- {open_one}, the sex therapist ({SEX_THERAPIST}) tells the patient: We would like to wait." in text
        assert told_already not in text
    closed = ward.privately(SEX_THERAPIST, f"!done {ward.code} {open_one} Not told, since the decision has changed")
    assert "is done" in closed
    assert open_one not in ward.say(SEX_THERAPIST, "!mine")


def test_words_that_somebody_may_not_read_are_not_named_to_whoever_changes_a_decision() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide #summary Wait because it helps by {PHYSICIAN}")
    ward.privately(SEX_THERAPIST, f'!tell {ward.code} {SEX_THERAPIST} #sexual_history "We would like to wait."')
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    said = ward.hear(PHYSICIAN, f"!decide Go on instead of {decision(ward).ref} because it has come by {PHYSICIAN}")
    assert [one.place for one in said if one.message.template == "sitting/words_old"] == [direct(SEX_THERAPIST)]


def test_mornings_ask_after_a_decision_until_it_is_carried_out() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide #summary Wait because it helps by {PHYSICIAN} due 2026-12-14")
    ward.say(PHYSICIAN, f"!decide #summary Call because it helps by {PHYSICIAN}")
    dated, undated = decision(ward, 0).ref, decision(ward).ref

    def morning(day: int) -> str:
        at = ward.desk.now.replace(day=day, hour=8, minute=0)
        ward.desk.later(at - ward.desk.now)
        moment = Due(key="morning round", kind="morning round", at=at, place="control")
        return "\n".join(ward.read(one).text for one in ward.talk.ring(moment) if one.place == direct(PHYSICIAN))

    assert morning(11) == ""
    assert f"decision to carry out {dated}, due today" in morning(14)
    assert f"decision to carry out {undated}, open for 7 days" in morning(17)
    said = morning(18)
    assert (dated in said, undated in said) == (True, False)
    ward.say(PHYSICIAN, f"!done {dated}")
    assert morning(21) == ""


def test_a_change_that_is_taken_back_leaves_the_old_decision_as_it_was() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    old = decision(ward)
    ward.say(SEX_THERAPIST, f"!decide Go on instead of {old.ref} because it has come by {SEX_THERAPIST}")
    ward.say(SEX_THERAPIST, "!undo")
    (left,) = ward.desk.records.find(Decision, ward.code)
    assert (left.ref, left.state, left.superseded_by) == (old.ref, old.state, None)
    assert old.ref in ward.say(PHYSICIAN, "!mine")


def test_a_decision_from_outside_any_conference_is_changed_and_listed_likewise() -> None:
    ward, _ = begun()
    ward.say(SEX_THERAPIST, "!conference end")
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    old = decision(ward)
    ward.say(PHYSICIAN, f"!decide instead of {old.ref} Go on because it has come by {PHYSICIAN}")
    assert (decision(ward).what.text, decision(ward).what.instead_of) == ("Go on", old.ref)
    assert f"instead of {old.ref}" in ward.say(PHYSICIAN, "!decisions")
    assert "advisory" not in ward.say(PHYSICIAN, "!decisions")


def test_a_missing_implementer_is_asked_for_and_the_change_is_made_then() -> None:
    ward, _ = begun()
    ward.say(PHYSICIAN, f"!decide Wait because it helps by {PHYSICIAN}")
    old = decision(ward)
    (question,) = ward.hear(PHYSICIAN, f"!decide Go on instead of {old.ref} because it has come")
    assert "Who carries it out?" in ward.read(question).text
    ward.say(PHYSICIAN, SEX_THERAPIST, reply_to=question)
    assert (decision(ward).owner, decision(ward).what.instead_of) == (SEX_THERAPIST, old.ref)


def test_whoever_may_not_read_the_last_decision_is_told_nothing_of_it_when_they_dissent() -> None:
    ward, _ = begun()
    none = ward.privately(PHYSICIAN, f"!dissent {ward.code} I would not")
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    ward.privately(SEX_THERAPIST, f"!decide {ward.code} Canary because of it by {SEX_THERAPIST}")
    assert ward.privately(PHYSICIAN, f"!dissent {ward.code} I would not") == none
    assert refs(ward, "dissent") == []
