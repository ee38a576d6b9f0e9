"""What came of meetings in a case: what was decided, given to do, begun and done, said for all, asked and answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot.care.actions import Action, Decision, Info
from bot.care.asks import Answer, Question
from bot.care.dates import spoken_day
from bot.care.dissents import Dissent
from bot.care.huddles import Topic
from bot.care.items import Way
from bot.care.outcomes import Outcome
from bot.care.ports import Work
from bot.care.progress import Progress
from bot.care.records import Payload
from bot.care.rejections import Rejection
from bot.care.tellings import Telling
from bot.care.texts import first_line
from bot.care.timeline_events import Event, shared

_DONE: dict[type[Payload], str] = {
    Action: "action done",
    Decision: "decision carried out",
    Telling: "patient told",
    Topic: "topic closed",
}
"""What is said of what a word has closed; a step says it itself."""


def outcomes(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give what came of meetings, and what was done of it."""
    for action in work.records.find(Action, case):
        yield shared(action, "action", whom=(action.owner,), detail=f"due {spoken_day(action.what.day)}")
    for decision in work.records.find(Decision, case):
        instead = f" in place of {decision.what.instead_of}" if decision.what.instead_of else ""
        because = f", because {first_line(decision.what.reason)}" if decision.what.reason else ""
        whole = f"{first_line(decision.what.text)}{because}"
        due = f"due {spoken_day(decision.what.day)}" if decision.what.day is not None else ""
        yield shared(decision, f"decision{instead}", whom=(decision.owner,), detail=due, text=whole)
    for telling in work.records.find(Telling, case):
        yield shared(telling, "words for the patient", whom=(telling.owner,), link="given to")
    for kept in work.records.find(Progress, case):
        found = work.records.locate(case, kept.what.subject)
        if found is not None:
            text, more = kept.what.text or None, kept.what.categories
            begun = shared(found, f"{found.what.kind} in progress", at=kept.created, by=kept.author, text=text, more=more)
            yield replace(begun, place=kept.ref)
    for outcome in work.records.find(Outcome, case):
        found = work.records.locate(case, outcome.what.subject)
        if found is not None and outcome.state == Way.DONE and type(found.what) in _DONE:
            yield replace(shared(found, _DONE[type(found.what)], at=outcome.created, by=outcome.author), place=outcome.ref)


def words(work: Work, case: str, _: tuple[str, ...]) -> Iterator[Event]:
    """Give what was said for all, against something, asked and answered."""
    for info in work.records.find(Info, case):
        yield shared(info, "information")
    for rejection in work.records.find(Rejection, case):
        yield shared(rejection, "decided against")
    for dissent in work.records.find(Dissent, case):
        yield shared(dissent, f"dissent from {dissent.what.decision}")
    for question in work.records.find(Question, case):
        yield shared(question, "ask", whom=question.what.to, link="to")
    for answer in work.records.find(Answer, case):
        yield shared(answer, f"answer to {answer.what.of}")
