from __future__ import annotations

import pytest

from bot.care.zones import spelt


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("AMERICA/ARGENTINA/BUENOS_AIRES", "America/Argentina/Buenos_Aires"),
        ("africa/dar_es_salaam", "Africa/Dar_es_Salaam"),
        ("utc", "UTC"),
        ("Etc/UTC", "UTC"),
    ],
)
def test_a_zone_is_spelt_as_the_zone_data_spell_it(name: str, spelling: str) -> None:
    assert spelt(name) == spelling


@pytest.mark.parametrize("name", ["", "CET", "+02:00", "Europe", "Europe/", "Europe/Nowhere", "America/Argentina", "localtime"])
def test_what_is_no_name_of_a_zone_is_none(name: str) -> None:
    assert spelt(name) is None


@pytest.mark.parametrize("name", ["../Europe/Berlin", "/Europe/Berlin", "Europe/../UTC", "Europe/Berlin\n", "Europe/Berlin\x00"])
def test_what_looks_like_a_path_or_hides_something_is_none(name: str) -> None:
    assert spelt(name) is None
