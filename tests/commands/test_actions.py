from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category
from bot.care.facts import control, direct
from bot.care.people import Role
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST
from tests.unit.ward import TEAM, Ward


def ref_of(ward: Ward, kind: str) -> str:
    return [one.ref for one in ward.desk.state.records.values() if one.what.kind == kind][-1]


def busy() -> Ward:
    """An action of the physician, a decision and a step of the sex therapist."""
    ward = Ward()
    ward.say(SEX_THERAPIST, f"!action #summary A canary {PHYSICIAN} due 2026-12-08")
    ward.say(PHYSICIAN, f"!decide #summary Another canary because of it by {SEX_THERAPIST}")
    ward.say(SEX_THERAPIST, '!goal add #summary "in their words"')
    ward.say(SEX_THERAPIST, f"!step add {ref_of(ward, 'goal')} #summary A third canary {SEX_THERAPIST} due 2026-12-20")
    return ward


def test_everything_to_be_done_is_listed_by_person_the_earliest_due_first() -> None:
    ward = busy()
    ward.desk.later(timedelta(days=4))
    text = ward.privately(MENTAL_HEALTH, f"!actions {ward.code}")
    assert f"To be done: the physician ({PHYSICIAN}) 1, 1 overdue; the sex therapist ({SEX_THERAPIST}) 2." in text
    assert f"- {ref_of(ward, 'action')}, action, overdue 3 days: A canary" in text
    assert f"- {ref_of(ward, 'step')}, step, due Sun 20 Dec 2026: A third canary" in text
    assert "In the patient's words: in their words" in text
    assert text.index("A third canary") < text.index(f"- {ref_of(ward, 'decision')}, decision, since Mon: Another canary")


def test_one_persons_and_what_is_late_are_lists_of_their_own() -> None:
    ward = busy()
    assert ward.privately(PHYSICIAN, f"!actions {ward.code} me") == ward.privately(PHYSICIAN, f"!actions {ward.code} {PHYSICIAN}")
    text = ward.privately(MENTAL_HEALTH, f"!actions {ward.code} {PHYSICIAN}")
    assert "A canary" in text
    assert "Another canary" not in text
    assert "Nothing is overdue." in ward.privately(MENTAL_HEALTH, f"!actions {ward.code} late")
    ward.desk.later(timedelta(days=4))
    text = ward.privately(MENTAL_HEALTH, f"!actions {ward.code} late")
    assert f"Overdue with the physician ({PHYSICIAN}): 1 thing.\n- " in text
    assert text.count(PHYSICIAN) == 1
    assert "Another canary" not in text


def test_what_was_done_is_listed_for_four_weeks_with_who_said_so() -> None:
    ward = busy()
    ward.say(MENTAL_HEALTH, f"!done {ref_of(ward, 'action')}")
    assert "A canary" not in ward.privately(PHYSICIAN, f"!actions {ward.code}")
    text = ward.privately(PHYSICIAN, f"!actions {ward.code} done")
    assert f"action, done Mon 7 Dec 2026, said by the mental health clinician ({MENTAL_HEALTH}): A canary" in text
    ward.desk.later(timedelta(days=29))
    assert "A canary" not in ward.privately(PHYSICIAN, f"!actions {ward.code} done")


def test_what_somebody_may_not_read_is_counted_and_not_shown() -> None:
    ward = Ward()
    ward.say(PHYSICIAN, f"!action A canary {PHYSICIAN} due 2026-12-08")
    ward.desk.grant(ward.code, Category.MEDICAL, to=MENTAL_HEALTH, given=False)
    text = ward.privately(MENTAL_HEALTH, f"!actions {ward.code}")
    assert f"To be done by the physician ({PHYSICIAN}): 1 thing." in text
    assert "canary" not in text


def test_what_is_held_is_on_hold_and_not_late() -> None:
    ward = busy()
    ward.say(SEX_THERAPIST, f"!step add {ref_of(ward, 'goal')} #summary A fourth canary {PHYSICIAN} due 2026-12-08 ~couple")
    ward.say(PHYSICIAN, "!modality couple_work out")
    ward.desk.later(timedelta(days=4))
    assert "on hold: A fourth canary" in ward.privately(PHYSICIAN, f"!actions {ward.code}")
    assert "A fourth canary" not in ward.privately(PHYSICIAN, f"!actions {ward.code} late")


@pytest.mark.parametrize(
    ("words", "who"),
    [("me", SEX_THERAPIST), ("physician", PHYSICIAN), ("Sex therapist", SEX_THERAPIST), (MENTAL_HEALTH, MENTAL_HEALTH)],
)
def test_who_does_it_is_answered_with_me_a_role_that_one_holds_or_a_person(words: str, who: str) -> None:
    ward = Ward()
    (asked,) = ward.hear(SEX_THERAPIST, "!action A canary due tomorrow")
    assert "Reply to this message with `me`, a role, or one person" in ward.read(asked).text
    assert f"({who}), due Tue 8 Dec 2026" in ward.say(SEX_THERAPIST, words, reply_to=asked)


def test_a_role_that_several_hold_or_nobody_does_is_nobody() -> None:
    ward = Ward({**TEAM, PHYSIO: (Role.PHYSICIAN,)})
    (asked,) = ward.hear(SEX_THERAPIST, "!action A canary due tomorrow")
    for words in ("physician", "nurse", "physician, nurse", "meant for later"):
        assert "That person cannot be used" in ward.say(SEX_THERAPIST, words, reply_to=asked)


def test_a_week_is_no_day_and_that_is_what_is_said() -> None:
    assert "That date cannot be used" in Ward().say(SEX_THERAPIST, f"!action A canary {PHYSICIAN} due next week")


def test_anything_else_is_refused_with_an_example() -> None:
    ward = busy()
    for words in ("tomorrow", f"{PHYSICIAN} and more", "late done"):
        assert f"`!actions {ward.code} late`" in ward.privately(PHYSICIAN, f"!actions {ward.code} {words}")
    assert "Nothing is to be done." in Ward().privately(PHYSICIAN, f"!actions {Ward().code}")


def test_whoever_is_given_something_to_do_is_rung_where_they_are() -> None:
    ward = Ward()
    said = ward.hear(COORDINATOR, f"!action {ward.code} #summary A topic {PHYSICIAN} due 2026-12-14", here=control())
    assert [(one.place, one.message.mentions) for one in said] == [(control(), ()), (direct(PHYSICIAN), (PHYSICIAN,))]
    assert "A topic" in ward.read(said[1]).text
    (kept,) = ward.hear(SEX_THERAPIST, f"!action #summary A topic {PHYSICIAN} due 2026-12-14")
    assert kept.message.mentions == (PHYSICIAN,), "who is in the room is rung there"


def test_a_role_that_one_person_holds_is_read_in_the_command_itself_too_and_is_no_part_of_the_text() -> None:
    ward = Ward({**TEAM, PHYSIO: (Role.PHYSIO,), "@second:example.org": (Role.NURSE,), "@third:example.org": (Role.NURSE,)})
    typed = {
        "!action #summary Ask the lab @physio due 2026-12-08": PHYSIO,
        "!action #summary Ask the lab by @physician due 2026-12-08": PHYSICIAN,
        "!action #summary @third Ask the lab due 2026-12-08": "@third:example.org",
        "!decide #summary Ask the lab because it helps by sex therapist": SEX_THERAPIST,
        "!decide #summary Ask the lab because it helps by @physio": PHYSIO,
    }
    for text, owner in typed.items():
        ward.say(PHYSICIAN, text)
        kept = ward.desk.state.records[ref_of(ward, text[1:].partition(" ")[0].replace("decide", "decision"))]
        assert (kept.owner, kept.what.text) == (owner, "Ask the lab"), text


def test_an_at_sign_that_fits_nobody_or_several_is_refused_with_an_example_and_a_role_of_several_is_asked() -> None:
    ward = Ward({**TEAM, "@second:example.org": (Role.NURSE,), "@third:example.org": (Role.NURSE,)})
    for name in ("@nurse", "@physio", "@nobody"):
        said = ward.say(PHYSICIAN, f"!action #summary Ask the lab {name} due 2026-12-08")
        assert "Expected: a full Matrix id or a mention" in said
        assert "`!action " in said
    assert "Who carries it out?" in ward.say(PHYSICIAN, "!decide #summary Ask the lab by nurse")
    assert not [one for one in ward.desk.state.records.values() if one.what.kind in {"action", "decision"}]
