from __future__ import annotations

from datetime import timedelta

import pytest

from bot.care import directory
from bot.care.directory import CHECK_DUE, DirectoryEntry
from bot.care.facts import control, direct
from bot.care.people import Role
from bot.care.records import ORGANISATION
from tests.unit.desk import COORDINATOR, PHYSICIAN, TRAINEE
from tests.unit.shelves import Said
from tests.unit.ward import TEAM, Ward

PELVIC = "!directory add The pelvic clinic discipline pelvic physiotherapy languages German, Turkish remote wait 6 weeks"


@pytest.fixture
def ward() -> Ward:
    return Ward({**TEAM, TRAINEE: (Role.TRAINEE,)})


def entries(ward: Ward) -> list[DirectoryEntry]:
    return [one.what for one in directory.entries(ward.desk)]


def ring(ward: Ward) -> list[Said]:
    return ward.talk.ring(next(one for one in ward.desk.dues.at(control()) if one.key == CHECK_DUE))


@pytest.mark.parametrize(
    "typed",
    [
        "The pelvic clinic discipline pelvic physiotherapy languages German, Turkish remote wait 6 weeks",
        '"The pelvic clinic", discipline: pelvic physiotherapy; wait: 42 days; remote; languages: German and Turkish',
        "The pelvic clinic discipline pelvic physiotherapy wait 6w language German/Turkish remote",
    ],
)
def test_an_entry_is_read_in_any_order(ward: Ward, typed: str) -> None:
    ward.coordinate(f"!directory add {typed}")
    (one,) = entries(ward)
    assert (one.name, one.discipline, one.languages) == ("The pelvic clinic", "pelvic physiotherapy", ("German", "Turkish"))
    assert (one.remote, one.wait) == (True, 42)


@pytest.mark.parametrize(
    "typed",
    [
        "The pelvic clinic",
        "discipline urology",
        "The clinic discipline",
        "A discipline urology wait soon",
        "A discipline b remote maybe",
    ],
)
def test_what_cannot_be_read_keeps_nothing_and_gives_an_example(ward: Ward, typed: str) -> None:
    assert "For example: `" in ward.coordinate(f"!directory add {typed}")
    assert entries(ward) == []


def test_it_is_told_in_control_direct_and_case_rooms(ward: Ward) -> None:
    assert ward.coordinate(PELVIC) == (
        "In the directory as 8B2A: The pelvic clinic, pelvic physiotherapy; German and Turkish; remote; wait 6 weeks. "
        "Confirmed Mon 7 Dec 2026. To refer there: `!refer 8B2A for …`. "
        "When you hear that it has changed: `!directory confirm 8B2A wait 8 weeks`"
    )
    shown = "- 8B2A: The pelvic clinic, pelvic physiotherapy; German and Turkish; remote; wait 6 weeks. Confirmed Mon 7 Dec 2026."
    assert shown in ward.coordinate("!directory turkish here")
    assert shown in ward.privately(PHYSICIAN, "!directory physio")
    said = ward.hear(TRAINEE, "!directory")
    assert [one.place for one in said] == [ward.room, direct(TRAINEE)]
    assert shown in ward.read(said[1]).text
    assert "Nobody in the directory is like that" in ward.coordinate("!directory urology")


def test_clinicians_edit_it_too_and_trainees_do_not(ward: Ward) -> None:
    assert "In the directory as" in ward.say(PHYSICIAN, PELVIC)
    ward.say(TRAINEE, "!directory confirm 8B2A wait 8 weeks")
    ward.say(TRAINEE, "!directory remove 8B2A")
    ward.say(TRAINEE, "!directory add Another practice discipline urology")
    assert [(one.name, one.wait) for one in entries(ward)] == [("The pelvic clinic", 42)]
    assert [one.outcome for one in ward.desk.facts if one.actor == TRAINEE] == ["denied", "denied", "denied"]
    assert ward.desk.records.find(DirectoryEntry, ward.code) == []
    assert ward.desk.records.locate(ORGANISATION, "8B2A") is not None


def test_to_confirm_says_what_has_changed(ward: Ward) -> None:
    ward.coordinate(PELVIC)
    answer = ward.coordinate("!directory confirm 8B2A not remote wait none languages French")
    assert answer == "8B2A is confirmed: The pelvic clinic, pelvic physiotherapy; French; wait none."
    assert "For example" in ward.coordinate("!directory confirm 8B2A they moved away")


def test_coordinators_read_what_is_stale_once_a_month_and_answer_by_confirming(ward: Ward) -> None:
    ward.coordinate(PELVIC)
    ward.coordinate("!directory add Another practice discipline urology")
    for _ in range(5):
        assert ring(ward) == []
    ward.coordinate("!directory confirm 8C2A")
    ring(ward)
    (said,) = ring(ward)
    assert (said.place, said.message.mentions) == (control(), (COORDINATOR,))
    text = ward.read(said).text
    assert "Nobody has confirmed this entry of the directory for half a year. Does it still hold?" in text
    assert "8B2A" in text
    assert "Another practice" not in text
    ward.coordinate("!directory confirm 8B2A")
    assert ring(ward) == []


def test_an_empty_directory_is_asked_after_no_more(ward: Ward) -> None:
    ward.coordinate(PELVIC)
    assert ward.coordinate("!directory remove 8B2A") == "8B2A is off the list. To take this back: `!undo`"
    assert ring(ward) == []
    assert ward.desk.dues.at(control()) == ()
    assert "The directory is empty" in ward.coordinate("!directory")


def test_a_removal_and_an_entry_are_taken_back(ward: Ward) -> None:
    ward.coordinate(PELVIC)
    ward.coordinate("!directory remove 8B2A")
    ward.coordinate("!undo")
    assert len(entries(ward)) == 1
    ward.coordinate("!undo")
    assert entries(ward) == []


def test_a_known_name_and_a_removed_ref_are_told(ward: Ward) -> None:
    ward.coordinate(PELVIC)
    assert "That is in the directory as 8B2A." in ward.coordinate(PELVIC)
    ward.coordinate("!directory remove 8B2A")
    assert "8B2A is off the list." in ward.coordinate("!directory confirm 8B2A")


def test_half_a_year_later_the_list_says_that_it_is_long_ago(ward: Ward) -> None:
    ward.coordinate(PELVIC)
    ward.desk.later(timedelta(days=190))
    assert "Confirmed Mon 7 Dec 2026, which is long ago." in ward.coordinate("!directory")
