from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.care import holds
from bot.care.consent import Modality
from bot.care.dues import Due
from bot.care.facts import control, direct
from bot.care.holds import Pause
from bot.chat import due
from bot.chat.registry import Registry
from commands import pause
from tests.unit.desk import PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


def paused(ward: Ward) -> list[Pause]:
    return [kept.what for kept in ward.desk.records.find(Pause, ward.code, states=frozenset({0}))]


def on_its_day(ward: Ward, *, late: timedelta = timedelta()) -> list[Said]:
    """Let the day come on which it is asked."""
    moment: Due = next(one for one in ward.desk.dues.of(ward.code) if one.kind == "pause asks")
    ward.desk.dues.cancel(moment.key)
    ward.desk.later(moment.at + late - ward.desk.now)
    before = len(ward.desk.said)
    due.happen(ward.desk, Registry((pause,)), moment, late)
    return ward.desk.said[before:]


def test_a_pause_has_a_part_of_care_a_reason_and_a_day(ward: Ward) -> None:
    said = ward.say(PHYSICIAN, "!pause couple work It is too much until she says so until 2027-01-11")
    assert paused(ward) == [Pause(modality=Modality.COUPLE_WORK, text="It is too much until she says so", until=date(2027, 1, 11))]
    assert "paused until Mon 11 Jan 2027: couple work." in said
    assert "It does not end by itself" in said
    assert "too much" not in said


def test_its_reason_is_of_the_category_safety_and_of_whatever_tag_it_has(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!pause physio #medical A topic until 2027-01-11")
    assert paused(ward)[0].categories == ("safety", "medical")


def test_what_is_missing_is_asked_and_nothing_is_paused_until_then(ward: Ward) -> None:
    assert "A reason is needed" in ward.say(PHYSICIAN, "!pause couple work until 2027-01-11")
    asked = ward.hear(PHYSICIAN, "!pause couple work A topic")
    assert "It is not paused yet." in ward.read(asked[-1]).text
    assert paused(ward) == []
    ward.hear(PHYSICIAN, "whenever", reply_to=asked[-1])
    assert paused(ward) == []
    ward.hear(PHYSICIAN, "until 2027-01-11", reply_to=asked[-1])
    assert [one.until for one in paused(ward)] == [date(2027, 1, 11)]


@pytest.mark.parametrize("until", ["2026-12-07", "today", "2026-12-01", "2026-02-30"])
def test_a_day_that_is_not_still_to_come_pauses_nothing(ward: Ward, until: str) -> None:
    ward.say(PHYSICIAN, f"!pause couple work A topic until {until}")
    assert paused(ward) == []


def test_at_its_day_whoever_paused_it_is_asked_and_it_stays_paused(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-14")
    (asked,) = on_its_day(ward)
    assert (asked.place, asked.message.mentions) == (direct(PHYSICIAN), (PHYSICIAN,))
    assert "It stays paused until somebody ends it." in ward.read(asked).text
    assert "Reason: A topic" in ward.read(asked).text
    assert len(paused(ward)) == 1
    assert len(on_its_day(ward)) == 1, "and again a week later"


def test_however_late_it_is_it_is_asked(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-14")
    assert len(on_its_day(ward, late=timedelta(days=2))) == 1


def test_once_whoever_paused_it_has_left_the_lead_is_asked_and_then_the_coordinators(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-14")
    ward.desk.rosters.put(replace(ward.desk.state.members[ward.code, PHYSICIAN], until=ward.desk.now))
    assert [one.place for one in on_its_day(ward)] == [direct(SEX_THERAPIST)]
    ward.desk.rosters.put(replace(ward.desk.state.members[ward.code, SEX_THERAPIST], until=ward.desk.now))
    assert [one.place for one in on_its_day(ward)] == [control()]


def test_its_line_on_the_agenda_says_when_its_day_is_past(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-14")
    label = f"pause by the physician ({PHYSICIAN}), until Mon 14 Dec 2026"
    assert f"{label}: couple work, nothing waits" in ward.say(SEX_THERAPIST, "!agenda here")
    ward.desk.later(timedelta(days=8))
    assert f"{label}, which is past: couple work" in ward.say(SEX_THERAPIST, "!agenda here")


def test_any_clinician_resumes_it_and_whoever_paused_it_is_told(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-14")
    said = ward.hear(SEX_THERAPIST, "!resume couple work")
    (told,) = [one for one in said if one.message.template == "pause/told"]
    assert (told.place, told.message.mentions) == (direct(PHYSICIAN), (PHYSICIAN,))
    assert paused(ward) == []
    assert [one for one in ward.desk.dues.of(ward.code) if one.kind == "pause asks"] == []


def test_whoever_resumes_their_own_pause_is_not_told_of_it(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-14")
    ref = holds.of(ward.desk, ward.code)[0].ref
    said = ward.hear(PHYSICIAN, f"!resume {ref}")
    assert [one.message.template for one in said] == ["pause/resumed"]


def test_resuming_what_is_not_paused_or_more_than_a_name_does_nothing(ward: Ward) -> None:
    assert "That is not paused: couple work." in ward.say(PHYSICIAN, "!resume couple work")
    ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-14")
    ward.say(PHYSICIAN, "!resume couple work and more")
    assert len(paused(ward)) == 1


def test_a_second_pause_says_whose_place_it_takes(ward: Ward) -> None:
    ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-14")
    first = holds.of(ward.desk, ward.code)[0].ref
    assert f"It takes the place of {first}." in ward.say(PHYSICIAN, "!pause couple work A topic until 2026-12-21")
    assert [one.until for one in paused(ward)] == [date(2026, 12, 21)]


def test_before_consent_its_reason_is_read_by_its_author_alone() -> None:
    ward = Ward(consent=False)
    said = ward.hear(PHYSICIAN, f"!pause {ward.code} couple work canary until 2026-12-14", here=direct(PHYSICIAN))
    assert len(paused(ward)) == 1
    assert not any("canary" in ward.read(one).text for one in said)
