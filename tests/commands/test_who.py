from __future__ import annotations

import re

from bot.care import whos
from bot.care.consent import Category
from bot.care.facts import File, direct
from bot.care.people import Role
from bot.care.plain_words import ROLE, SAYS
from bot.care.whos import Who
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, PHYSIO, SEX_THERAPIST, TRAINEE
from tests.unit.ward import Ward

GUEST = "@guest:example.org"


def sheet(ward: Ward, person: str = SEX_THERAPIST) -> File:
    """Ask for one in the case's room; gives the file that comes to the direct room."""
    said = ward.hear(person, "!who")
    assert [one.place for one in said] == [ward.room, direct(person)]
    file = said[-1].message.file
    assert file is not None
    return file


def words(file: File) -> str:
    """What somebody reads on it, a line for each sentence."""
    body = file.data.decode().partition("<body>")[2]
    return re.sub(r"\n+", "\n", re.sub(r"<[^>]+>", "\n", body)).strip()


def test_it_is_a_file_for_the_asker_alone_with_a_neutral_name() -> None:
    ward = Ward()
    file = sheet(ward)
    (kept,) = ward.desk.records.find(Who, ward.code)
    assert (file.name, file.mime) == (f"{kept.ref}.html", "text/html")


def test_it_tells_roles_and_no_names() -> None:
    ward = Ward()
    text = words(sheet(ward))
    assert "The sex therapist helps with sex and closeness and leads the team." in text
    assert "The physician looks after your body and your medicines." in text
    assert "@" not in text
    assert ward.code not in text


def test_ids_stand_only_where_two_have_the_same_role() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physician")
    text = words(sheet(ward))
    assert f"The physician {PHYSIO} looks after" in text
    assert f"Results of tests: the sex therapist, the physician {PHYSICIAN} and the mental health clinician." in text
    ward.coordinate(f"!consent {ward.code} review done")
    ward.say(SEX_THERAPIST, f"!consent withdraw results from {MENTAL_HEALTH}")
    assert "Results of tests: the sex therapist and the physicians." in words(sheet(ward))
    assert SEX_THERAPIST not in text


def test_it_tells_who_can_see_what() -> None:
    ward = Ward(consent=False)
    ward.desk.grant(ward.code, Category.MEDICAL)
    ward.desk.grant(ward.code, Category.MEDICATION, to=Role.PHYSICIAN.value)
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY)
    ward.desk.grant(ward.code, Category.SEXUAL_HISTORY, to=PHYSICIAN, given=False)
    text = words(sheet(ward))
    assert "Your body and your health: everybody above." in text
    assert "Your medicines: the physician." in text
    assert "Your sex life, now and before: the sex therapist and the mental health clinician." in text
    assert "Results of tests: nobody." in text
    assert SAYS[Category.PARTNER] not in text


def test_it_tells_what_has_changed_since_the_last_one() -> None:
    ward = Ward()
    assert "This is the first sheet of this kind." in words(sheet(ward))
    assert "What has changed since Mon 7 Dec 2026\nNothing." in words(sheet(ward))
    ward.coordinate(f"!team {ward.code} remove {MENTAL_HEALTH}")
    ward.coordinate(f"!team {ward.code} add {PHYSIO} physio until 2027-03-31")
    ward.coordinate(f"!team {ward.code} lead {PHYSICIAN}")
    ward.say(SEX_THERAPIST, "!consent withdraw medication from physician")
    text = words(sheet(ward))
    assert "The physiotherapist is new." in text
    assert "The physiotherapist helps with muscles and movement, until Wed 31 Mar 2027." in text
    assert "The mental health clinician takes part no more." in text
    assert "The physician now leads the team." in text
    assert "Your medicines: no longer for the physician." in text
    ward.coordinate(f"!consent {ward.code} review done")
    assert "Your body and your health: now also for the physiotherapist." in words(sheet(ward))


def test_somebody_who_stands_in_is_said_to_do_so() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} cover {MENTAL_HEALTH} for {PHYSICIAN} until 2026-12-11")
    assert "The mental health clinician helps with how you feel. Stands in for the physician for some time." in words(sheet(ward))


def test_it_says_how_to_change_ones_mind_and_whom_to_call() -> None:
    ward = Ward()
    text = words(sheet(ward))
    assert "You can change who sees what, at any time." in text
    assert "The sex therapist leads the team. You can ask there first." in text
    assert ward.desk.clinic.emergency_text in text
    assert "If somebody fears for your safety, the people on call can read why." in text
    ward.coordinate(f"!team {ward.code} remove {SEX_THERAPIST}")
    assert "Nobody leads the team at the moment." in words(sheet(ward, PHYSICIAN))


def test_nothing_that_anybody_wrote_stands_in_it() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSICIAN} for a canary")
    ward.say(PHYSICIAN, "!note A canary.\nRisk: none")
    ward.say(PHYSICIAN, "!charter physician responsible a canary")
    assert "canary" not in words(sheet(ward))


def test_guests_and_trainees_do_not_draw_one_up() -> None:
    ward = Ward()
    ward.coordinate(f"!team {ward.code} add {TRAINEE} trainee under {PHYSICIAN}")
    ward.privately(TRAINEE, f"!who {ward.code}")
    assert ward.desk.records.find(Who, ward.code) == []


def test_every_role_and_category_has_its_plain_words_in_short_sentences() -> None:
    assert set(ROLE) == set(Role)
    assert set(SAYS) == set(Category)
    ward = Ward()
    kept, _ = whos.draw_up(ward.desk, ward.code, SEX_THERAPIST)
    said = [one for _, part in whos.leaflet(ward.desk, kept, None, "").parts for one in part]
    for sentence in (sentence for one in said for sentence in re.split(r"(?<=[.:]) ", one)):
        assert len(sentence.split()) <= 18, sentence
