from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care.consent import Category, Modality
from bot.care.facts import case_room, control, direct
from bot.care.holds import Choice
from bot.care.people import Role
from bot.care.records import Kept
from bot.care.referral_states import ReferralState
from bot.care.referrals import ASK_DUE, Referral
from tests.unit.desk import COORDINATOR, MENTAL_HEALTH, NOW, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def kept(ward: Ward) -> Kept[Referral]:
    (*_, last) = ward.desk.records.find(Referral, ward.code)
    return last


def sent(ward: Ward, text: str = "The pelvic clinic for a canary", *, by: str = PHYSICIAN) -> str:
    ward.say(by, f"!refer {text}")
    return kept(ward).ref


def ring(ward: Ward) -> list[Said]:
    moment = next(one for one in ward.desk.dues.of(ward.code) if one.kind == ASK_DUE)
    return ward.talk.ring(moment)


@pytest.mark.parametrize(
    ("typed", "urgent", "owner", "modality", "category"),
    [
        ("The pelvic clinic for a canary", False, PHYSICIAN, None, "medical"),
        ("The pelvic clinic for a canary urgent", True, PHYSICIAN, None, "medical"),
        ("urgent: The pelvic clinic for a canary", True, PHYSICIAN, None, "medical"),
        (f"#results ~physio The pelvic clinic for a canary, urgent {SEX_THERAPIST}", True, SEX_THERAPIST, "physio", "results"),
        (f"The pelvic clinic for a canary {SEX_THERAPIST} urgent ~physio #results", True, SEX_THERAPIST, "physio", "results"),
        ('"The pelvic clinic" for a canary', False, PHYSICIAN, None, "medical"),
    ],
)
def test_to_whom_and_what_for_are_told_apart(
    ward: Ward, typed: str, *, urgent: bool, owner: str, modality: str | None, category: str
) -> None:
    sent(ward, typed)
    one = kept(ward)
    assert (one.what.name, one.what.text) == ("The pelvic clinic", "a canary")
    assert (one.what.urgent, one.owner, one.what.categories) == (urgent, owner, (category,))
    assert one.what.modality == modality
    assert one.state == ReferralState.SENT


@pytest.mark.parametrize("typed", ["The pelvic clinic", "for pain", "The pelvic clinic for", '"The clinic" and more for pain'])
def test_without_either_nothing_is_kept_and_an_example_is_given(ward: Ward, typed: str) -> None:
    assert "For example: `!refer The pelvic clinic for a first assessment urgent`" in ward.say(PHYSICIAN, f"!refer {typed}")
    assert ward.desk.records.find(Referral, ward.code) == []


def test_the_answer_says_who_sees_to_it_and_when_they_are_asked_and_quotes_nothing(ward: Ward) -> None:
    answer = ward.say(PHYSICIAN, "!refer The pelvic clinic for a canary urgent")
    ref = kept(ward).ref
    assert answer == (
        f"Referral {ref} kept, medical, urgent: sent. It is seen to by the physician ({PHYSICIAN}).\n"
        "If nothing is heard by Tue 8 Dec 2026, they are asked.\n"
        f"When you hear from them: `!refer accepted {ref}` or `!refer declined {ref} …`"
    )


@pytest.mark.parametrize("order", ["!refer {verb} {ref} {more}", "!refer {ref} {verb} {more}"])
def test_both_orders_bring_it_all_the_way_to_the_end(ward: Ward, order: str) -> None:
    ref = sent(ward)
    steps = [("accepted", ""), ("scheduled", "on 2026-12-14"), ("seen", ""), ("reported", "Nothing found"), ("closed", "")]
    answer = ""
    for verb, more in steps:
        answer = ward.say(PHYSICIAN, order.format(verb=verb, ref=ref, more=more).strip())
        assert f"Referral {ref}: {verb}" in answer
        assert kept(ward).state == ReferralState[verb.upper()]
    assert [one.state.words for one in kept(ward).what.passages] == ["sent", *(verb for verb, _ in steps)]
    assert kept(ward).what.passages[4].text == "Nothing found"
    assert "It is asked after no more." in answer


def test_a_way_that_is_not_in_the_table_is_refused_with_those_that_are(ward: Ward) -> None:
    ref = sent(ward)
    assert ward.say(PHYSICIAN, f"!refer closed {ref}") == (
        f"Referral {ref} is sent. From there it can be accepted, scheduled, seen, reported or declined: `!refer accepted {ref}`"
    )
    ward.say(PHYSICIAN, f"!refer declined {ref} They take nobody")
    assert ward.say(PHYSICIAN, f"!refer accepted {ref}") == f"Referral {ref} is declined. To refer again: `!refer … for …`"


def test_what_is_missing_is_asked_for(ward: Ward) -> None:
    ref = sent(ward)
    for command in (f"!refer declined {ref}", f"!refer scheduled {ref}", f"!refer reported {ref}"):
        assert ward.talk.in_case(PHYSICIAN, ward.code, command)[0].message.template == "ask/missing"
    for command in (f"!refer {ref} declined", f"!refer {ref} reported"):
        ward.say(PHYSICIAN, command)
    assert ward.say(PHYSICIAN, f"!refer {ref} scheduled") == (
        f"A date is needed for referral {ref}: `!refer scheduled {ref} on 2026-12-14`"
    )
    ward.say(PHYSICIAN, f"!refer scheduled {ref} on 2026-12-01")
    assert kept(ward).state == ReferralState.SENT


def test_a_coordinator_is_asked_what_it_is_about(ward: Ward) -> None:
    asked = ward.talk.hear(COORDINATOR, control(), f"!refer {ward.code} The pelvic clinic for a canary ~physio {PHYSICIAN}")
    assert asked[0].message.template == "agenda/category"
    told = ward.talk.hear(COORDINATOR, control(), "medical", reply_to=asked[0])
    one = kept(ward)
    assert (one.owner, one.author, one.what.categories) == (PHYSICIAN, COORDINATOR, (Category.MEDICAL,))
    assert one.what.modality is Modality.PHYSIO
    assert [said.place for said in told] == [control(), direct(PHYSICIAN)]
    assert "The pelvic clinic: a canary" in ward.read(told[1]).text


def test_what_not_all_may_read_is_taken_out_of_the_room_and_told_privately(ward: Ward) -> None:
    ward.desk.grant(ward.code, Category.MEDICAL, to=SEX_THERAPIST, given=False)
    said = ward.hear(PHYSICIAN, "!refer The pelvic clinic for a canary")
    assert ward.desk.redacted == [(ward.room, ward.talk.heard)]
    assert [one.place for one in said] == [ward.room, direct(PHYSICIAN)]
    assert "medical is not shared with" in ward.read(said[1]).text
    assert not any("canary" in ward.read(one).text for one in said)
    assert "canary" not in ward.privately(SEX_THERAPIST, f"!referrals {ward.code}")
    assert "The pelvic clinic: a canary" in ward.privately(PHYSICIAN, f"!referrals {ward.code}")


def test_a_report_is_of_the_referrals_category_unless_a_tag_says_another(ward: Ward) -> None:
    ref = sent(ward, by=SEX_THERAPIST)
    ward.say(PHYSICIAN, f"!refer reported {ref} A word")
    assert kept(ward).what.passages[-1].categories == (Category.SEXUAL_HISTORY,)
    other = sent(ward)
    ward.say(PHYSICIAN, f"!refer reported {other} #results A word")
    assert kept(ward).what.passages[-1].categories == (Category.RESULTS,)
    assert kept(ward).what.passages[-1].text == "A word"


def test_the_owner_is_rung_where_somebody_else_brings_it_on(ward: Ward) -> None:
    ref = sent(ward)
    assert ward.hear(PHYSICIAN, f"!refer accepted {ref}")[0].message.mentions == ()
    said = ward.hear(SEX_THERAPIST, f"!refer seen {ref}")
    assert (said[0].place, said[0].message.mentions) == (ward.room, (PHYSICIAN,))
    told = ward.hear(SEX_THERAPIST, f"!refer {ward.code} reported {ref} A word", here=direct(SEX_THERAPIST))
    assert [one.place for one in told] == [direct(SEX_THERAPIST), direct(PHYSICIAN)]
    assert "reported: A word" in ward.read(told[1]).text
    assert "A word" not in ward.read(told[0]).text


def test_one_referral_is_read_with_each_state_and_what_was_reported_as_far_as_somebody_may(ward: Ward) -> None:
    ref = sent(ward)
    ward.say(PHYSICIAN, f"!refer scheduled {ref} on 2026-12-14")
    ward.privately(PHYSICIAN, f"!refer {ward.code} reported {ref} #results A word")
    ward.privately(PHYSICIAN, f"!refer {ward.code} closed {ref}")
    ward.desk.grant(ward.code, Category.RESULTS, to=SEX_THERAPIST, given=False)
    whole = ward.privately(PHYSICIAN, f"!referrals {ward.code} {ref}")
    assert whole == (
        f"{ward.code}: Referral {ref}, medical, the physician ({PHYSICIAN}).\n"
        "The pelvic clinic: a canary\n"
        f"- Mon 7 Dec 2026, the physician ({PHYSICIAN}): sent\n"
        f"- Mon 7 Dec 2026, the physician ({PHYSICIAN}): scheduled for Mon 14 Dec 2026\n"
        f"- Mon 7 Dec 2026, the physician ({PHYSICIAN}): reported\n"
        "A word\n"
        f"- Mon 7 Dec 2026, the physician ({PHYSICIAN}): closed"
    )
    assert ward.privately(SEX_THERAPIST, f"!referrals {ward.code} {ref}") == whole.replace("A word\n", "")


def test_an_owner_who_hears_nothing_is_asked_in_their_direct_room_once(ward: Ward) -> None:
    ref = sent(ward)
    (said,) = ring(ward)
    assert ward.desk.now == NOW + timedelta(days=7)
    assert (said.place, said.message.mentions) == (direct(PHYSICIAN), (PHYSICIAN,))
    assert ward.read(said).text == (
        f"{ward.code}: Referral {ref}: sent on Mon 7 Dec 2026, and no answer is known. Is there news?\n"
        "The pelvic clinic: a canary\n"
        f"When you hear from them: `!refer {ward.code} accepted {ref}` or `!refer {ward.code} declined {ref} …`"
    )
    assert [one for one in ward.desk.dues.of(ward.code) if one.kind == ASK_DUE] == []


def test_nobody_is_asked_for_what_went_on(ward: Ward) -> None:
    ref = sent(ward)
    moment = ward.desk.dues.of(ward.code)[0]
    ward.say(PHYSICIAN, f"!refer reported {ref} A word")
    ward.say(PHYSICIAN, f"!refer closed {ref}")
    assert ward.talk.ring(moment) == []


def test_coordinators_are_asked_without_the_words_where_nobody_is_left(ward: Ward) -> None:
    ref = sent(ward)
    for person in TEAM:
        ward.desk.state.members.pop((ward.code, person))
    (said,) = ring(ward)
    text = ward.read(said).text
    assert said.place == control()
    assert f"{ward.code}, referral {ref}: sent on" in text
    assert "Whoever saw to it is no longer on the team." in text
    assert "canary" not in text


def test_the_lead_is_asked_while_the_owner_is_away(ward: Ward) -> None:
    sent(ward)
    ward.say(PHYSICIAN, "!away 2026-12-10 to 2026-12-20")
    (said,) = ring(ward)
    assert (said.place, said.message.mentions) == (direct(SEX_THERAPIST), (SEX_THERAPIST,))
    assert f"You are asked while the physician ({PHYSICIAN}) is away." in ward.read(said).text


def test_what_is_held_is_not_asked_after_and_says_why(ward: Ward) -> None:
    sent(ward, "The pelvic clinic for a canary ~couple_work")
    ward.desk.records.add(Choice(modality=Modality.COUPLE_WORK), case=ward.code, author=PHYSICIAN)
    assert "It waits: couple work is left out for now, as the patient wishes." in ward.privately(
        PHYSICIAN, f"!referrals {ward.code}"
    )
    assert ring(ward) == []
    assert kept(ward).state == ReferralState.SENT
    assert "It waits for now: couple work" in ward.say(PHYSICIAN, "!refer The other clinic for a canary ~couple_work")


def test_the_list_tells_of_the_open_ones_and_counts_the_others(ward: Ward) -> None:
    assert "No referral is open" in ward.say(PHYSICIAN, "!referrals here")
    ref = sent(ward)
    ward.say(PHYSICIAN, f"!refer declined {sent(ward)} They take nobody")
    listed = ward.say(PHYSICIAN, "!referrals here")
    assert f"- {ref}: sent Mon 7 Dec 2026, the physician ({PHYSICIAN}). Asked after on Mon 14 Dec 2026." in listed
    assert listed.endswith("Closed or declined: 1.")


def test_undo_takes_a_step_back_and_the_question_still_comes(ward: Ward) -> None:
    ref = sent(ward)
    ward.say(PHYSICIAN, f"!refer seen {ref}")
    ward.say(PHYSICIAN, "!undo")
    assert kept(ward).state == ReferralState.SENT
    (said,) = ring(ward)
    assert "no answer is known" in ward.read(said).text


def test_done_names_the_command_that_it_needs(ward: Ward) -> None:
    ref = sent(ward)
    assert f"`!refer accepted {ref}`" in ward.say(PHYSICIAN, f"!done {ref}")


def test_a_goal_is_one_of_the_cases(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!refer >8ZZZ The pelvic clinic for a canary")
    assert ward.desk.records.find(Referral, ward.code) == []


def test_whoever_is_in_the_directory_is_named_by_ref_or_by_name(ward: Ward) -> None:
    ward.coordinate("!directory add The pelvic clinic discipline physiotherapy wait 6 weeks")
    for name in ("8B2A", "the PELVIC clinic"):
        answer = ward.say(PHYSICIAN, f"!refer {name} for a canary")
        assert "From the directory: wait 6 weeks, confirmed Mon 7 Dec 2026." in answer
        assert (kept(ward).what.name, kept(ward).what.entry) == ("The pelvic clinic", "8B2A")


def test_trainees_and_guests_refer_nobody() -> None:
    trainee = "@trainee:example.org"
    ward = Ward({**TEAM, trainee: (Role.TRAINEE,)})
    ward.say(trainee, "!refer The pelvic clinic for a canary")
    assert ward.desk.records.find(Referral, ward.code) == []
    assert case_room(ward.code) == ward.room
    assert MENTAL_HEALTH in TEAM
