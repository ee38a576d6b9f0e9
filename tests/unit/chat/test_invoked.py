from __future__ import annotations

from types import ModuleType
from typing import Annotated

import pytest

from bot.care.consent import Category
from bot.care.facts import case_room
from bot.care.people import CLINICAL, EVERYONE
from bot.care.ports import Work
from bot.chat.parameters import CaseCode, RefWord, Rest, Word
from bot.chat.spec import command
from bot.chat.turn import Reply
from bot.flow.adverts import Form, Invocation
from bot.flow.messages import Inbound
from tests.unit.desk import BOT, NOW, PHYSICIAN
from tests.unit.talk import Talk


@command("note", allow=CLINICAL, example="!note a topic")
def note(work: Work, case: CaseCode, text: Annotated[str, Rest("what is to be kept")]) -> Reply:
    """Keep a note."""
    work.remember("did", what="note", case=case, text=text)
    return Reply(template="undo/done")


@command("note amend", allow=CLINICAL, example="!note amend 8R2Q more")
def amend(
    work: Work, case: CaseCode, ref: Annotated[str, RefWord("which note")], text: Annotated[str, Rest("what is to be added")]
) -> Reply:
    """Add to a note."""
    work.remember("did", what="note amend", case=case, ref=ref, text=text)
    return Reply(template="undo/done")


@command("tz", allow=EVERYONE, example="!tz UTC", case=False)
def tz(work: Work, zone: Annotated[str, Word("which zone")] = "") -> Reply:
    """Set your time zone."""
    work.remember("did", what="tz", zone=zone)
    return Reply(template="undo/done")


@command("signal", allow=CLINICAL, example="!signal urgent a topic", at_once=True)
def signal(work: Work, text: Annotated[str, Rest("how urgent, and what it is")] = "") -> Reply:
    """Have somebody look at it."""
    work.remember("did", what="signal", text=text)
    return Reply(template="undo/done")


@command("signal close", allow=CLINICAL, example="!signal close 8R2Q calm")
def close(work: Work, ref: Annotated[str, RefWord("which signal")]) -> Reply:
    """Say what came of it."""
    work.remember("did", what="signal close", ref=ref)
    return Reply(template="undo/done")


FAMILY = ModuleType("family")
for _name in ("note", "amend", "tz", "signal", "close"):
    setattr(FAMILY, _name, globals()[_name])


class Floor:
    def __init__(self, *drafts: Form) -> None:
        self.talk = Talk((FAMILY,), drafts=drafts or tuple(Form))
        self.code = self.talk.desk.case()
        self.room = case_room(self.code)
        self.talk.desk.grant(self.code, Category.SUMMARY)

    def fill(
        self,
        name: str,
        *,
        body: str | None = None,
        form: Form = Form.MSC4391,
        mentions: tuple[str, ...] = (BOT,),
        edits: str | None = None,
        **given: str,
    ) -> list[str]:
        """Fill in a form; the body is as clients make it, if none is given."""
        written = body if body is not None else f"/{name} " + " ".join(f'"{value}"' for value in given.values())
        invoked = Invocation(form=form, name=name, given=given)
        said = self.talk.hear(PHYSICIAN, self.room, written, mentions=mentions, invoked=invoked, edits=edits)
        return [one.message.template for one in said]

    @property
    def did(self) -> dict[str, str] | None:
        return self.talk.desk.recall("did")


@pytest.fixture
def floor() -> Floor:
    return Floor()


@pytest.mark.parametrize("form", list(Form))
def test_a_form_is_the_command_that_might_have_been_typed(floor: Floor, form: Form) -> None:
    assert floor.fill("note amend", form=form, ref="8r2q", text="two words\nand a line") == ["undo/done"]
    assert floor.did == {"what": "note amend", "case": floor.code, "ref": "8R2Q", "text": "two words\nand a line"}
    fact = floor.talk.desk.facts[-1]
    assert (fact.action, fact.actor, fact.outcome) == ("note amend", PHYSICIAN, "done")


def test_free_text_comes_through_as_it_was_filled_in(floor: Floor) -> None:
    for text in ('"quoted" \\"twice\\"', "  two spaces first", "\nnext line", "!note amend 8R2Q more", "/help", "> quoted", "—"):
        assert floor.fill("note", text=text) == ["undo/done"], text
        assert floor.did == {"what": "note", "case": floor.code, "text": text}


def test_the_code_of_the_rooms_own_case_may_be_filled_in(floor: Floor) -> None:
    assert floor.fill("note", case=floor.code, text="a topic") == ["undo/done"]
    assert floor.did == {"what": "note", "case": floor.code, "text": "a topic"}


def test_what_is_missing_is_asked_as_ever(floor: Floor) -> None:
    assert floor.fill("note amend", ref="8R2Q") == ["ask/missing"]
    assert floor.fill("tz") == ["undo/done"]


def test_a_form_for_another_bot_or_of_no_command_of_ours_counts_as_it_was_typed(floor: Floor) -> None:
    assert floor.fill("note", text="a topic", mentions=(), body="hello") == []
    assert floor.fill("note", text="a topic", mentions=("@other:example.org",), body="hello") == []
    assert floor.fill("ban", user="@a:b", body="/ban @a:b") == []
    assert floor.fill("note", text="a topic", mentions=(), body="!note as typed") == ["undo/done"]
    assert floor.did == {"what": "note", "case": floor.code, "text": "as typed"}


def test_a_form_of_a_draft_that_is_turned_off_is_passed_over() -> None:
    floor = Floor(Form.MSC4332)
    assert floor.fill("note", form=Form.MSC4391, text="a topic", body="hello") == []
    assert floor.fill("note", form=Form.MSC4332, text="a topic") == ["undo/done"]
    off = Talk((FAMILY,))
    off.desk.case()
    invoked = Invocation(form=Form.MSC4391, name="tz", given={"zone": "UTC"})
    assert off.hear(PHYSICIAN, case_room("C-7K3FX"), "hello", mentions=(BOT,), invoked=invoked) == []


def test_a_failed_form_that_is_edited_runs(floor: Floor) -> None:
    assert floor.fill("note amend", ref="nothing", text="a topic") == ["refused/argument"]
    first = floor.talk.heard
    assert floor.fill("note amend", ref="8R2Q", text="a topic", edits=first) == ["undo/done"]
    assert floor.did is not None
    assert floor.did["ref"] == "8R2Q"


def test_a_signal_waits_behind_nothing_when_it_was_filled_in_too(floor: Floor) -> None:
    place = floor.talk.desk.places.get(floor.room)
    assert place is not None
    assert floor.fill("signal", text="urgent a topic") == ["undo/done"]
    for body, given in (("hello", {"text": "urgent a topic"}), ("/signal urgent", {"text": "close 8R2Q"})):
        invoked = Invocation(form=Form.MSC4391, name="signal", given=given)
        inbound = Inbound(event_id="$a", room_id="!a", sender=PHYSICIAN, at=NOW, body=body, mentions=(BOT,), invoked=invoked)
        assert floor.talk.dispatcher.at_once(inbound, place, bot=BOT)


def test_a_signal_that_cannot_be_meant_as_filled_in_counts_as_it_was_typed(floor: Floor) -> None:
    assert floor.fill("signal", text="close 8R2Q", body="/signal urgent a topic") == ["undo/done"]
    assert floor.did == {"what": "signal", "text": "urgent a topic"}
    assert floor.fill("signal", text="urgent a topic", body="a picture of a bell") == ["undo/done"]
    assert floor.did == {"what": "signal", "text": "urgent a topic"}
