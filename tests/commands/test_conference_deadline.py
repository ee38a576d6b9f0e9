"""Another deadline for an open proposal, or for one that nobody settled."""

from __future__ import annotations

from datetime import datetime

import pytest

from bot.care import proposals
from bot.care.facts import direct
from bot.care.proposals import Stage
from bot.care.vote_reminders import REMINDS
from tests.commands.test_conference_times import PLAIN, change, one, ring
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.ward import Ward


@pytest.fixture
def ward() -> Ward:
    opened = Ward()
    opened.say(PHYSICIAN, PLAIN)
    return opened


def test_another_deadline_moves_its_reminder_and_rings_whose_answer_is_missing(ward: Ward) -> None:
    ward.say(SEX_THERAPIST, "!vote 1")
    (said,) = ward.hear(PHYSICIAN, f"!conference deadline {one(ward).ref} 9 Dec 12:00")
    text = ward.read(said).text
    assert "answers count until Wed 9 Dec 2026, 12:00 Berlin, instead of Thu 10 Dec 2026, 18:00 Berlin." in text
    assert said.message.mentions == (MENTAL_HEALTH,)
    moments = {due.kind: due.at for due in ward.desk.dues.of(ward.code)}
    assert moments[proposals.CLOSES] == one(ward).due == datetime.fromisoformat("2026-12-09T11:00Z")
    assert moments[REMINDS] < moments[proposals.CLOSES]
    change(ward, "add 9 Dec 15:00")
    ring(ward, REMINDS)
    reminded = [each for each in ward.desk.state.said if each.message.template == "propose/reminder"]
    assert {each.place for each in reminded} == {direct(SEX_THERAPIST), direct(PHYSICIAN), direct(MENTAL_HEALTH)}
    texts = {each.place: ward.read(each).text for each in reminded}
    assert "your answer to 4 is still missing" in texts[direct(SEX_THERAPIST)]
    assert "your answer is still missing" in texts[direct(MENTAL_HEALTH)]


def test_one_that_nobody_settled_opens_again_with_another_deadline_and_further_times(ward: Ward) -> None:
    for person in (PHYSICIAN, SEX_THERAPIST):
        ward.say(person, "!vote 1")
    ring(ward, proposals.CLOSES)
    assert one(ward).state == Stage.UNDECIDED
    change(ward, "add 18 Dec 15:00")
    passes = next(due for due in ward.desk.dues.of(ward.code) if due.kind == proposals.PASSES)
    assert passes.at == max(time.at for time in one(ward).what.times)
    (said,) = ward.hear(PHYSICIAN, f"!conference deadline {one(ward).ref} 11 Dec 12:00")
    assert "after they were over" in ward.read(said).text
    assert one(ward).state == Stage.OPEN
    assert {due.kind for due in ward.desk.dues.of(ward.code)} >= {proposals.CLOSES}
    assert proposals.PASSES not in {due.kind for due in ward.desk.dues.of(ward.code)}
    (said,) = ring(ward, proposals.CLOSES)
    text = ward.read(said).text
    assert f"No answer yet: the mental health clinician ({MENTAL_HEALTH})." in text
    assert f"No answer to 4 yet: the sex therapist ({SEX_THERAPIST})." in text
