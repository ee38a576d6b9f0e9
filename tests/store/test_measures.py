from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from bot.care.consent import Category, Grant, Rank
from bot.care.facts import Line, Mark, Message, Picture, Shade, case_room, direct
from bot.care.instruments import OwnInstrument
from bot.care.kinds import KINDS
from bot.care.measures import Better
from bot.care.people import Role
from bot.care.records import Payload
from bot.care.scores import Respondent, Score
from bot.care.wishes import Reason, Wish
from bot.flow.messages import Effect, EffectKind
from bot.store.work import OpenWork
from tests.flow.world import START
from tests.store.opened import PHYSICIAN, THERAPIST, open_case, open_store, posture

TEAM = {THERAPIST: Role.SEX_THERAPIST, PHYSICIAN: Role.PHYSICIAN}
PICTURE = Picture(
    name="trend.png",
    words="canary in words",
    title="a canary",
    least=0,
    most=27,
    points=((date(2026, 9, 7), 20.0), (date(2026, 12, 7), 13.5)),
    shades=(Shade(least=0, most=27, name="a"),),
    marks=(Mark(at=20, name="baseline"),),
)
RECORDS: tuple[Payload, ...] = (
    Score(instrument="fsfi", name="FSFI", value=Decimal("24.6"), categories=(Category.SEXUAL_HISTORY,), by=Respondent.PARTNER),
    Score(instrument="phq-9", name="PHQ-9", value=Decimal(14), categories=(Category.MEASURES,), item9=1),
    OwnInstrument(
        text="Sleep diary",
        categories=(Category.MEDICAL,),
        least=Decimal(0),
        most=Decimal(10),
        step=Decimal("0.5"),
        better=Better.LOWER,
        change=None,
        source="a canary",
    ),
    Wish(reason=Reason.NO_CHANGE, subject="8R2Q"),
)


@pytest.mark.parametrize("what", RECORDS, ids=lambda what: str(what.kind))
def test_what_is_measured_comes_back_as_it_was_kept_and_as_it_was_before(what: Payload, tmp_path: Path) -> None:
    store = open_store(tmp_path, kinds=KINDS)

    def keep(opened: OpenWork) -> tuple[str, str]:
        case = open_case(opened, TEAM)
        return case.code, opened.records.add(what, case=case.code, author=THERAPIST).ref

    case, ref = store.act_now(keep)
    assert store.act_now(lambda opened: opened.records.get(type(what), case, ref).what) == what

    def change(opened: OpenWork) -> None:
        kept = opened.records.get(type(what), case, ref)
        opened.records.put(kept, what=replace(what), state=1)
        opened.records.restore(tuple(opened.records.written))

    store.act_now(change)
    assert store.act_now(lambda opened: opened.records.get(type(what), case, ref).what) == what


def effects(tmp_path: Path, *covered: str) -> list[tuple[str, Effect]]:
    """What goes out when a line with a picture is said in a room where only these may read it."""
    store = open_store(tmp_path)

    def prepare(opened: OpenWork) -> str:
        case = open_case(opened, TEAM)
        opened.places.see(posture(f"!{case.code}", THERAPIST, PHYSICIAN))
        for person in covered:
            opened.consents.add(
                Grant(
                    case=case.code,
                    category=Category.MEASURES,
                    rank=Rank.PERSON,
                    recipient=person,
                    given=True,
                    by=THERAPIST,
                    at=START,
                )
            )
        opened.finish()
        line = Line(about=(Category.MEASURES.value,), values={"text": "canary in words"}, picture=PICTURE)
        opened.say(case_room(case.code), Message(template="t", lines=(line,), case=case.code))
        opened.finish()
        return case.code

    store.act_now(prepare)
    found: list[tuple[str, Effect]] = []
    for _ in range(4):

        def step(opened: OpenWork) -> list[tuple[str, Effect]]:
            claimed = opened.claim_effects((), 10)
            for lane, effect in claimed:
                opened.delivered(effect, lane, f"$sent-{effect.id}")
            return claimed

        found += store.act_now(step)
    return found


def test_a_picture_follows_its_words_with_all_that_is_needed_to_draw_it_and_a_sentence_in_its_place(tmp_path: Path) -> None:
    words, drawing = effects(tmp_path, THERAPIST, PHYSICIAN)
    assert [words[1].kind, drawing[1].kind] == [EffectKind.MESSAGE, EffectKind.FILE]
    content = drawing[1].content
    assert msgspec.convert(content["picture"], Picture) == PICTURE
    assert (content["name"], content["mime"], content["body"]) == ("trend.png", "image/png", "canary in words")
    assert content["otherwise"] == {
        "msgtype": "m.notice",
        "body": "score/undrawn",
        "format": "org.matrix.custom.html",
        "formatted_body": "score/undrawn",
        "m.mentions": {},
    }
    assert drawing[1].covered == words[1].covered == {THERAPIST, PHYSICIAN}
    assert drawing[1].gated


def test_a_picture_goes_to_exactly_those_who_may_read_its_words(tmp_path: Path) -> None:
    found = effects(tmp_path, THERAPIST)
    assert [(lane, effect.kind) for lane, effect in found if "canary" in str(effect.content)] == [
        (direct(THERAPIST), EffectKind.MESSAGE),
        (direct(THERAPIST), EffectKind.FILE),
    ]
    assert all(effect.covered == {THERAPIST} for lane, effect in found if lane == direct(THERAPIST))


def test_what_waits_to_be_drawn_is_sealed(tmp_path: Path) -> None:
    effects(tmp_path, THERAPIST, PHYSICIAN)
    for path in tmp_path.iterdir():
        assert b"canary" not in path.read_bytes()
