"""The words of a signal reach those whom they name."""

from __future__ import annotations

from pathlib import Path

from bot.care.facts import Line, Message, case_room
from bot.care.people import PlaceKind
from bot.flow.inbox import Again
from bot.flow.messages import Effect, EffectKind
from bot.store.work import OpenWork
from tests.store.opened import PHYSICIAN, THERAPIST, messages, open_case, open_store, posture
from tests.store.test_outgoing import TEAM, grant, prepare


def test_the_words_of_a_signal_reach_whom_they_name_in_their_direct_room_without_consent_and_without_the_roster(
    tmp_path: Path,
) -> None:
    store = open_store(tmp_path)
    outsider = "@on_call:example.org"

    def prepared(opened: OpenWork) -> str:
        case = open_case(opened, TEAM)
        for person in (outsider,):
            opened.places.make(f"direct:{person}", PlaceKind.DIRECT, invite=(person,), person=person)
            opened.places.bind(f"direct:{person}", f"!direct-{person}", invited=frozenset({person}))
            opened.places.see(posture(f"!direct-{person}", person))
        for lane, effect in opened.claim_effects((), 100):
            opened.delivered(effect, lane, str(opened.room_of(lane)))
        opened.places.see(posture(f"!{case.code}", THERAPIST, PHYSICIAN))
        opened.finish()
        return case.code

    case = store.act_now(prepared)
    words = Line(about=("safety",), author=PHYSICIAN, exception=(outsider,), values={"text": "canary"})
    message = Message(template="t", lines=(words,), case=case, exception=(outsider,))

    def said(opened: OpenWork) -> dict[str, str]:
        for place in (case_room(case), f"direct:{outsider}", f"direct:{THERAPIST}"):
            opened.say(place, message)
        opened.finish()
        claimed = opened.claim_effects((), 10)
        assert {effect.covered for lane, effect in claimed if lane == f"direct:{outsider}"} == {frozenset({outsider})}
        return messages(claimed)

    assert store.act_now(said) == {case_room(case): "t", f"direct:{outsider}": "t | canary", f"direct:{THERAPIST}": "t"}


def test_without_that_exception_nobody_outside_the_roster_hears_of_a_case(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)

    def said(opened: OpenWork) -> list[tuple[str, Effect]]:
        opened.say("direct:@on_call:example.org", Message(template="t", case=case))
        opened.finish()
        return opened.claim_effects((), 10)

    assert [lane for lane, effect in store.act_now(said) if effect.kind is EffectKind.MESSAGE] == []


def test_the_words_of_a_signal_are_still_for_those_they_name_when_they_are_decided_anew(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    case = store.act_now(prepare)
    line = Line(about=("safety",), author=THERAPIST, exception=(PHYSICIAN,), values={"text": "canary"})

    def said(opened: OpenWork) -> None:
        opened.say(f"direct:{PHYSICIAN}", Message(template="t", lines=(line,), case=case, exception=(PHYSICIAN,)))
        opened.finish()
        opened.consents.add(grant(case, PHYSICIAN, given=False))
        opened.finish()

    store.act_now(said)
    again = store.act_now(lambda opened: opened.mail.claim())
    assert again is not None
    assert isinstance(again.item, Again)
    key = again.item.said

    def told(opened: OpenWork) -> dict[str, str]:
        opened.tell_again(key)
        opened.finish()
        return {}

    store.act_now(told)
    bodies = store.act_now(
        lambda opened: [opened.mail.parked(row).content["body"] for row in opened.mail.siblings(key, frozenset({0}))]
    )
    assert bodies == ["t | canary"]
