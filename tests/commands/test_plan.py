"""The plan as people type it: goals, steps, voices, versions, and what each of them reads of it."""

from __future__ import annotations

import pytest

from bot.care.consent import Category, Modality
from bot.care.facts import direct
from bot.care.goals import Goal, Rating
from bot.care.holds import Choice
from bot.care.people import Role
from bot.care.plan_versions import PlanState
from bot.care.plans import versions
from bot.care.voices import Speaker, Voice
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

WORDS = "I want to stop bracing."


@pytest.fixture
def ward() -> Ward:
    return Ward()


def ref(said: list[Said]) -> str:
    return next(str(one.message.values["ref"]) for one in said if one.message.template.endswith(("/kept", "/proposed", "/agreed")))


def goal(ward: Ward, text: str = f'!goal add "{WORDS}"', *, by: str = SEX_THERAPIST) -> str:
    return ref(ward.hear(by, text))


def step(ward: Ward, aim: str, more: str = "", *, owner: str = PHYSICIAN, due: str = "mon") -> str:
    return ref(ward.hear(SEX_THERAPIST, f"!step add {aim} Breathe first {owner} due {due} {more}".strip()))


@pytest.mark.parametrize(
    ("typed", "words", "why"),
    [
        ('"I want to sleep." why it comes first', "I want to sleep.", "it comes first"),
        ("\u201cI want to sleep.\u201d because: it comes first", "I want to sleep.", "it comes first"),
        ('"I don\'t want to lie awake"', "I don't want to lie awake", ""),
        ("I want to know why it hurts", "I want to know why it hurts", ""),
        ('#medical "First line\nsecond line"', "First line\nsecond line", ""),
    ],
)
def test_a_goal_is_kept_in_the_patients_words_to_the_letter(ward: Ward, typed: str, words: str, why: str) -> None:
    what = ward.desk.records.get(Goal, ward.code, goal(ward, f"!goal add {typed}")).what
    assert (what.text, what.why) == (words, why)


@pytest.mark.parametrize("typed", ['"I want to sleep" and more', '""', '" " why not', "   "])
def test_a_goal_without_words_or_with_others_behind_them_is_not_kept(ward: Ward, typed: str) -> None:
    ward.say(SEX_THERAPIST, f"!goal add {typed}")
    assert ward.desk.records.find(Goal, ward.code) == []


def test_no_command_puts_other_words_in_place_of_a_goals(ward: Ward) -> None:
    aim = goal(ward)
    for text in (f"!fix {aim} #medical ~physio", f"!goal rank {aim}", f"!goal rate {aim} 1", f"!goal done {aim} It helped"):
        ward.say(SEX_THERAPIST, text)
    assert ward.desk.records.get(Goal, ward.code, aim).what.text == WORDS


def test_goals_are_listed_in_the_patients_order_with_how_far_each_is_reached(ward: Ward) -> None:
    first, second = goal(ward), goal(ward, '!goal add "We want to talk again"')
    assert ward.say(SEX_THERAPIST, f"!goal rank {second.lower()} {first}").startswith(
        f"The goals in the patient's order: {second}, {first}."
    )
    ward.say(SEX_THERAPIST, f"!goal rate {second} \u22121 by patient")
    listed = ward.privately(SEX_THERAPIST, f"!goals {ward.code}").splitlines()
    assert listed[1:] == [
        f"- {second}, rated -1 (less than expected) by the patient, no open step: We want to talk again",
        f"- {first}, no open step: {WORDS}",
    ]


@pytest.mark.parametrize("typed", ["3", "-3", "1.5", "good", "+1 by nobody", "+1 by partner", "", "--"])
def test_a_rating_that_is_none_changes_nothing(ward: Ward, typed: str) -> None:
    aim = goal(ward)
    ward.say(SEX_THERAPIST, f"!goal rate {aim} {typed}")
    assert ward.desk.records.find(Rating, ward.code) == []


@pytest.mark.parametrize(
    ("typed", "value"), [("+2", 2), ("2", 2), ("0", 0), ("-2", -2), ("\u20132", -2), ("\u20142", -2), ("\u22122", -2)]
)
def test_a_rating_may_be_typed_with_whatever_dash_the_keyboard_makes(ward: Ward, typed: str, value: int) -> None:
    ward.say(SEX_THERAPIST, f"!goal rate {goal(ward)} {typed} by the patient")
    (one,) = ward.desk.records.find(Rating, ward.code)
    assert (one.what.value, one.what.speaker) == (value, Speaker.PATIENT)


def test_the_plan_is_read_line_by_line_and_a_step_without_the_words_that_are_not_shared(ward: Ward) -> None:
    aim = goal(ward)
    first = step(ward, aim, "#medical")
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=MENTAL_HEALTH, given=False)
    whole, part = (ward.privately(one, f"!plan {ward.code}") for one in (PHYSICIAN, MENTAL_HEALTH))
    assert WORDS in whole
    assert whole.splitlines()[-1].endswith("Breathe first")
    assert WORDS not in part
    assert part.splitlines()[-3:] == [
        f"For goal {aim}:",
        f"- {first}, the physician ({PHYSICIAN}), due Mon 14 Dec 2026: Breathe first",
        "1 line not shared with you.",
    ]


def test_each_goal_stands_above_its_own_steps(ward: Ward) -> None:
    first, second = goal(ward), goal(ward, '!goal add "We want to talk again"')
    later, sooner = step(ward, second), step(ward, first)
    shown = ward.privately(SEX_THERAPIST, f"!plan {ward.code}")
    assert [shown.index(one) for one in (first, sooner, second, later)] == sorted(
        shown.index(one) for one in (first, sooner, second, later)
    )
    assert "For goal" not in shown


def test_the_plan_tells_what_waits_what_is_held_and_what_lacks_something(ward: Ward) -> None:
    aim, bare = goal(ward), goal(ward)
    first = step(ward, aim)
    behind = step(ward, aim, f"after {first}")
    held = step(ward, aim, "~physio")
    ward.desk.records.add(Choice(modality=Modality.PHYSIO), case=ward.code, author=PHYSICIAN)
    left = step(ward, aim, owner=MENTAL_HEALTH)
    ward.coordinate(f"!team {ward.code} remove {MENTAL_HEALTH}")
    shown = ward.privately(SEX_THERAPIST, f"!plan {ward.code}")
    assert f"{behind}, the physician ({PHYSICIAN}), waits for {first}:" in shown
    assert f"{held}, the physician ({PHYSICIAN}), physio is left out for now, as the patient wishes:" in shown
    assert f"{left}, {MENTAL_HEALTH}, due Mon 14 Dec 2026, its owner left the team (`!step {ward.code} change {left} @…`):" in shown
    assert f"No open step: `!step {ward.code} add {bare} …`" in shown


def test_each_discipline_signs_and_the_last_signature_is_told_in_the_teams_room(ward: Ward) -> None:
    aim = goal(ward)
    step(ward, aim)
    proposed = ward.hear(SEX_THERAPIST, "!plan propose")[-1]
    assert proposed.message.mentions == (PHYSICIAN,)
    assert "It waits for the physician:" in ward.read(proposed).text
    assert ward.say(MENTAL_HEALTH, "!plan agree") == "Plan version 1, signed. It waits for the physician."
    assert "plan version 1 to agree to" in ward.privately(PHYSICIAN, "!mine")
    assert "plan version" not in ward.privately(MENTAL_HEALTH, "!mine")
    assert "waits for the physician since today: Plan version 1" in ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")
    told = ward.hear(PHYSICIAN, f"!plan {ward.code} agree 1", here=direct(PHYSICIAN))
    assert [(one.place, one.message.template) for one in told] == [(direct(PHYSICIAN), "plan/signed"), (ward.room, "plan/agreed")]
    assert versions(ward.desk, ward.code)[0].state == PlanState.AGREED


def test_a_proposal_and_a_signature_can_be_taken_back(ward: Ward) -> None:
    aim = goal(ward)
    step(ward, aim)
    ward.say(SEX_THERAPIST, "!plan propose")
    ward.say(PHYSICIAN, "!plan agree")
    assert "Taken back" in ward.say(PHYSICIAN, "!undo")
    (first,) = versions(ward.desk, ward.code)
    assert (first.state, first.what.waits_for) == (PlanState.PROPOSED, (Role.PHYSICIAN,))
    step(ward, aim)
    ward.say(PHYSICIAN, "!plan propose")
    assert "Taken back" in ward.say(PHYSICIAN, "!undo")
    assert [one.state for one in versions(ward.desk, ward.code)] == [PlanState.PROPOSED]


def test_a_note_may_name_a_goal_and_no_other_record(ward: Ward) -> None:
    aim = goal(ward)
    assert f"goal {aim}" in ward.say(PHYSICIAN, f"!note >{aim} It went well.\nRisk: none reported")
    assert "no goal with that ref" in ward.say(PHYSICIAN, f"!note >{step(ward, aim)} It went well.\nRisk: none reported")


def test_a_version_asks_the_lead_once_to_look_at_consent_again(ward: Ward) -> None:
    aim = goal(ward)
    for _ in range(2):
        step(ward, aim)
        ward.say(PHYSICIAN, "!plan propose")
    asked = [one.template for one in ward.desk.said_in(direct(SEX_THERAPIST)) if one.template == "consent/review_asked"]
    assert len(asked) == 1


def test_a_diff_tells_in_plain_words_what_changed_between_two_versions_and_since(ward: Ward) -> None:
    aim = goal(ward)
    first = step(ward, aim, owner=SEX_THERAPIST)
    ward.say(SEX_THERAPIST, "!plan propose")
    ward.say(SEX_THERAPIST, f"!step done {first}")
    second = step(ward, aim, owner=SEX_THERAPIST, due="2026-12-20")
    ward.say(SEX_THERAPIST, "!plan propose")
    ward.say(SEX_THERAPIST, f"!goal rate {aim} +1")
    between = ward.privately(SEX_THERAPIST, f"!plan {ward.code} diff")
    assert between == (
        f"{ward.code}: From version 1 to version 2, 2 changes:\n"
        f"- Step {first} is done: Breathe first\nIn the patient's words: {WORDS}\n"
        f"- New step {second}, the sex therapist ({SEX_THERAPIST}), due Sun 20 Dec 2026: Breathe first\n"
        f"In the patient's words: {WORDS}"
    )
    assert ward.privately(SEX_THERAPIST, f"!plan {ward.code} diff 1 2") == between
    since = ward.privately(SEX_THERAPIST, f"!plan {ward.code} diff now")
    assert since == f"{ward.code}: From version 2 to now, 1 change:\n- Goal {aim} is rated +1: {WORDS}"
    assert "is rated" not in ward.privately(COORDINATOR, f"!plan {ward.code} diff now")
    assert "the numbers of two versions" in ward.privately(SEX_THERAPIST, f"!plan {ward.code} diff 1 7")
    assert "in force since" in ward.privately(SEX_THERAPIST, f"!plan {ward.code} versions")


def test_a_voice_is_kept_with_its_day_and_the_partners_is_of_the_category_partner(ward: Ward) -> None:
    ward.say(MENTAL_HEALTH, '!voice "I felt heard" on fri')
    ward.privately(MENTAL_HEALTH, f'!voice {ward.code} #relationship "So did I" by partner on 2026-12-05')
    first, second = (one.what for one in ward.desk.records.find(Voice, ward.code))
    assert (first.text, first.day.isoformat(), first.categories) == ("I felt heard", "2026-12-04", (Category.MENTAL_HEALTH,))
    assert (second.speaker, second.day.isoformat()) == (Speaker.PARTNER, "2026-12-05")
    assert second.categories == (Category.PARTNER, Category.RELATIONSHIP)


def test_the_partners_words_stay_with_their_author_until_the_partner_consents(ward: Ward) -> None:
    ward.say(MENTAL_HEALTH, '!voice "canary" by partner')
    assert ward.desk.redacted == [(ward.room, "$typed1")]
    assert "canary" not in ward.privately(SEX_THERAPIST, f"!agenda {ward.code}")
    assert "canary" in ward.privately(MENTAL_HEALTH, f"!agenda {ward.code}")


def test_a_coordinator_is_asked_what_a_voice_is_about(ward: Ward) -> None:
    asked = ward.hear(COORDINATOR, f'!voice {ward.code} "I cannot come on Monday"', here=direct(COORDINATOR))
    assert ward.desk.records.find(Voice, ward.code) == []
    ward.hear(COORDINATOR, "summary", here=direct(COORDINATOR), reply_to=asked[-1])
    (one,) = ward.desk.records.find(Voice, ward.code)
    assert (one.what.text, one.what.categories) == ("I cannot come on Monday", (Category.SUMMARY,))


@pytest.mark.parametrize("behind", ["on 2027-01-01", "by nobody", "and more", "on"])
def test_a_voice_with_something_else_behind_it_is_not_kept(ward: Ward, behind: str) -> None:
    ward.say(MENTAL_HEALTH, f'!voice "I felt heard" {behind}')
    assert ward.desk.records.find(Voice, ward.code) == []


def test_a_new_voice_heads_one_agenda_and_the_first_goal_every_one(ward: Ward) -> None:
    aim = goal(ward)
    said = ref(ward.hear(MENTAL_HEALTH, '!voice "I felt heard"'))
    first = ward.say(PHYSICIAN, "!huddle start")
    assert f"In the patient's words, goal {aim}: {WORDS}" in first
    assert f"Heard from the patient since the last huddle, {said}: I felt heard" in first
    ward.say(PHYSICIAN, "!huddle end")
    later = ward.say(PHYSICIAN, "!huddle start")
    assert WORDS in later
    assert "I felt heard" not in later


def test_the_minutes_hold_the_steps_and_goals_of_their_huddle_with_the_patients_words(ward: Ward) -> None:
    aim = goal(ward)
    old = step(ward, aim)
    ward.say(PHYSICIAN, "!huddle start")
    new_aim = goal(ward, '!goal add "We want to talk again"')
    new = step(ward, new_aim)
    ward.say(PHYSICIAN, f"!step done {old} It went well")
    minutes = ward.say(PHYSICIAN, "!huddle end")
    assert f"- {old}: Breathe first\nIn the patient's words: {WORDS}" in minutes
    assert f"- {new_aim}: We want to talk again" in minutes
    assert f"- {new}, the physician ({PHYSICIAN}), due Mon 14 Dec 2026: Breathe first\nIn the patient's words: We want" in minutes


def test_the_cases_screen_shows_the_goals_in_the_patients_words(ward: Ward) -> None:
    aim = goal(ward)
    assert f"In the patient's words:\n- {aim}: {WORDS}" in ward.privately(SEX_THERAPIST, f"!case {ward.code}")
    assert WORDS not in ward.privately(COORDINATOR, f"!case {ward.code}")


def test_a_goal_on_which_somebody_has_built_a_step_is_not_taken_back() -> None:
    ward = Ward()
    ward.say(SEX_THERAPIST, '!goal add "I want to sleep through"')
    (goal,) = ward.desk.records.find(Goal, ward.code)
    ward.say(PHYSICIAN, f"!step add {goal.ref} Talk about the evening {PHYSICIAN} due 2026-12-14")
    assert "built on it since" in ward.say(SEX_THERAPIST, "!undo")
    assert len(ward.desk.records.find(Goal, ward.code)) == 1
    ward.say(PHYSICIAN, "!undo")
    ward.say(SEX_THERAPIST, "!undo")
    assert ward.desk.records.find(Goal, ward.code) == []


def test_a_goal_is_closed_by_what_done_says_that_it_takes(ward: Ward) -> None:
    aim = goal(ward)
    said = ward.say(SEX_THERAPIST, f"!done {aim}")
    offered = said.split("`")[-2]
    assert offered.startswith(f"!goal done {aim} ")
    assert f"Goal {aim} is reached." in ward.say(SEX_THERAPIST, offered)
