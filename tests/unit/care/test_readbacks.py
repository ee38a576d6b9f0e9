from __future__ import annotations

import pytest

from bot.care import asking, charting, readbacks, unanswered
from bot.care.consent import Category
from bot.care.errors import ConflictError, DeniedError, InvalidError, NotFoundError
from bot.care.facts import direct
from bot.care.formats import LAYOUTS
from bot.care.notes import Format, Note, RiskAnswer, Section
from bot.care.people import Role
from bot.care.records import Kept
from tests.unit.desk import MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST, FakeDesk

TEAM = {
    SEX_THERAPIST: (Role.SEX_THERAPIST,),
    PHYSICIAN: (Role.PHYSICIAN,),
    MENTAL_HEALTH: (Role.MENTAL_HEALTH,),
}
OWN_WORDS = "You ask for another date, and I will look for one."


def handed(desk: FakeDesk, *to: str, kind: Format = Format.SBAR) -> Kept[Note]:
    code = desk.case(TEAM)
    desk.grant(code, Category.MEDICAL)
    fields = LAYOUTS[kind].fields
    note = Note(
        format=kind,
        sections=tuple(Section(label=field.label, text=f"a canary {field.label}") for field in fields),
        categories=(Category.MEDICAL,),
        risk=RiskAnswer.NONE,
        to=to or (PHYSICIAN,),
    )
    return charting.keep(desk, code, desk.actor(SEX_THERAPIST, code), note, desk.now)


@pytest.mark.parametrize(
    "text", ["ok", "OK.", "okay, thanks", "got it", "Understood, will do!", "👍", "", "yes", "Received. Read. Noted.", "Tablets"]
)
def test_a_bare_word_that_something_arrived_is_no_read_back(text: str) -> None:
    assert readbacks.bare(text)


@pytest.mark.parametrize("text", ["You ask for another date", "New tablets, look tomorrow", "ok, I call the lab on Friday"])
def test_own_words_are_one(text: str) -> None:
    assert not readbacks.bare(text)


def test_the_receiver_is_asked_when_the_note_is_kept_and_reads_it_whole() -> None:
    desk = FakeDesk()
    kept = handed(desk)
    (said,) = desk.said_in(direct(PHYSICIAN))
    assert (said.template, said.mentions) == ("readback/asked", (PHYSICIAN,))
    assert [line.about for line in said.lines] == [("medical",)]
    waiting = readbacks.asked(desk, kept)
    assert waiting is not None
    assert waiting.owner == PHYSICIAN


def test_the_author_is_told_in_the_receivers_words_behind_the_gate() -> None:
    desk = FakeDesk()
    kept = handed(desk)
    waiting = asking.find(desk, kept.case, PHYSICIAN, kept.ref)
    closed, request = asking.answer(desk, waiting, PHYSICIAN, OWN_WORDS, (Category.MEDICAL,))
    (said,) = desk.said_in(direct(SEX_THERAPIST))
    assert (said.template, said.mentions) == ("readback/told", (SEX_THERAPIST,))
    assert [(line.about, line.author, line.values["text"]) for line in said.lines] == [(("medical",), PHYSICIAN, OWN_WORDS)]
    assert OWN_WORDS not in str(said.values)
    assert closed.state == readbacks.Loop.CLOSED
    assert request is not None
    assert (request.what.text, request.owner, request.author) == ("a canary R", PHYSICIAN, SEX_THERAPIST)


def test_a_bare_ok_leaves_it_open() -> None:
    desk = FakeDesk()
    kept = handed(desk)
    with pytest.raises(InvalidError) as caught:
        asking.answer(desk, asking.find(desk, kept.case, PHYSICIAN, kept.ref), PHYSICIAN, "ok", (Category.MEDICAL,))
    assert caught.value.template == "refused/readback_words"
    assert readbacks.asked(desk, kept) is not None


def test_only_its_receiver_reads_it_back_and_once() -> None:
    desk = FakeDesk()
    kept = handed(desk)
    for other in (SEX_THERAPIST, MENTAL_HEALTH):
        with pytest.raises(DeniedError):
            asking.find(desk, kept.case, other, kept.ref)
    waiting = asking.find(desk, kept.case, PHYSICIAN, kept.ref)
    asking.answer(desk, waiting, PHYSICIAN, OWN_WORDS, (Category.MEDICAL,))
    with pytest.raises(ConflictError):
        asking.find(desk, kept.case, PHYSICIAN, kept.ref)


def test_of_several_receivers_one_is_enough() -> None:
    desk = FakeDesk()
    kept = handed(desk, PHYSICIAN, MENTAL_HEALTH)
    assert [unanswered.waiting_for(desk, kept.case, one) != () for one in (PHYSICIAN, MENTAL_HEALTH)] == [True, True]
    closed, request = asking.answer(
        desk, asking.find(desk, kept.case, MENTAL_HEALTH, kept.ref), MENTAL_HEALTH, OWN_WORDS, (Category.MEDICAL,)
    )
    assert request is not None
    assert (closed.owner, request.owner) == (MENTAL_HEALTH, MENTAL_HEALTH)
    assert unanswered.waiting_for(desk, kept.case, PHYSICIAN) == ()


def test_an_ipass_leaves_no_ask_behind() -> None:
    desk = FakeDesk()
    kept = handed(desk, kind=Format.IPASS)
    waiting = asking.find(desk, kept.case, PHYSICIAN, kept.ref)
    assert asking.answer(desk, waiting, PHYSICIAN, OWN_WORDS, (Category.MEDICAL,))[1] is None


def test_whoever_may_not_read_it_is_not_asked_and_the_loop_stays_open() -> None:
    desk = FakeDesk()
    code = desk.case(TEAM)
    note = Note(format=Format.SBAR, text="x", categories=(Category.SAFETY,), risk=RiskAnswer.NONE, to=(PHYSICIAN,))
    kept = charting.keep(desk, code, desk.actor(SEX_THERAPIST, code), note, desk.now)
    assert desk.said_in(direct(PHYSICIAN)) == []
    assert readbacks.asked(desk, kept) is not None
    with pytest.raises(DeniedError):
        asking.find(desk, code, PHYSICIAN, kept.ref)


def test_once_no_receiver_is_on_the_team_the_lead_reads_it_back() -> None:
    desk = FakeDesk()
    kept = handed(desk)
    member = desk.rosters.member(kept.case, PHYSICIAN)
    assert member is not None
    waiting = readbacks.asked(desk, kept)
    assert waiting is not None
    mine = desk.records.put(waiting, what=type(waiting.what)(**{**vars(waiting.what), "to": ("@gone:example.org",)}))
    assert readbacks.able(desk, mine) == frozenset()
    theirs = desk.records.add(mine.what, case=kept.case, author=PHYSICIAN)
    assert readbacks.able(desk, theirs) == {SEX_THERAPIST}


def test_what_is_changed_is_read_back_anew_and_what_was_asked_before_falls_away() -> None:
    desk = FakeDesk()
    kept = handed(desk)
    first = asking.find(desk, kept.case, PHYSICIAN, kept.ref)
    asking.answer(desk, first, PHYSICIAN, OWN_WORDS, (Category.MEDICAL,))
    changed = charting.edit(desk, kept, kept.what)
    again = readbacks.asked(desk, changed)
    assert again is not None
    assert (again.what.version, again.ref != first.ref) == (2, True)
    assert desk.records.find(readbacks.Request, kept.case, states=frozenset({readbacks.Ask.OPEN})) == []
    assert len(desk.said_in(direct(PHYSICIAN))) == 2


def test_a_retracted_note_waits_for_nothing_and_who_was_asked_is_told() -> None:
    desk = FakeDesk()
    kept = handed(desk)
    charting.retract(desk, kept, "because")
    assert readbacks.asked(desk, kept) is None
    assert desk.said_in(direct(PHYSICIAN))[-1].template == "readback/called_off"
    with pytest.raises(ConflictError):
        asking.find(desk, kept.case, PHYSICIAN, desk.records.find(readbacks.Readback, kept.case)[0].ref)
    with pytest.raises(NotFoundError):
        asking.find(desk, kept.case, PHYSICIAN, kept.ref)


def test_somebody_else_is_asked_in_the_place_of_the_first() -> None:
    desk = FakeDesk()
    kept = charting.give(desk, handed(desk), (MENTAL_HEALTH,))
    waiting = readbacks.asked(desk, kept)
    assert waiting is not None
    assert waiting.what.to == (MENTAL_HEALTH,)
    assert desk.said_in(direct(PHYSICIAN))[-1].template == "readback/called_off"


def test_every_format_has_the_fields_of_its_source() -> None:
    found = {kind.value: "".join(field.label for field in layout.fields) for kind, layout in LAYOUTS.items()}
    assert found == {"soap": "SOAP", "dap": "DAP", "birp": "BIRP", "girp": "GIRP", "sbar": "SBAR", "ipass": "IPAS"}
    assert {kind for kind in Format if kind.received} == {Format.SBAR, Format.IPASS}
