"""What leaves a case as a page, where the case is marked: the clinic's notice goes with it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.care.consent import Category
from tests.commands.test_actions import ref_of
from tests.unit.desk import SEX_THERAPIST
from tests.unit.ward import Ward


@pytest.mark.parametrize("typed", ["!timeline file", "!minutes {huddle} file", "!review last file"])
def test_a_page_of_a_marked_case_carries_the_notice_and_that_of_another_does_not(typed: str) -> None:
    ward = Ward()
    ward.desk._clinic = replace(ward.desk.clinic, redisclosure="Passing this <on> needs consent.")  # noqa: SLF001 - as it is configured
    ward.desk.grant(ward.code, *Category, to=SEX_THERAPIST)
    for text in ('!goal add #summary "a canary"', "!huddle start", "!huddle end", "!review", "!review done anyway"):
        ward.say(SEX_THERAPIST, text)
    found = []
    for mark in ("off", "on"):
        ward.say(SEX_THERAPIST, f"!consent part2 {mark}")
        said = ward.hear(SEX_THERAPIST, typed.format(huddle=ref_of(ward, "huddle")))
        found += [line.file.data.decode() for one in said for line in one.message.lines if line.file is not None]
    assert ["Passing this &lt;on&gt; needs consent." in one for one in found] == [False, True]
