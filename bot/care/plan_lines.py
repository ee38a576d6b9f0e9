"""Goals and steps as lines that the gate decides about, each on its own; the patient's words ride along with every step."""

from __future__ import annotations

from datetime import date

from bot.care import goals, holds, orphans, outcomes, steps, workdays
from bot.care.consent import Category, Modality
from bot.care.dates import spoken_day
from bot.care.facts import Line, Message, Value, direct
from bot.care.goals import Ending, Goal, GoalState
from bot.care.holds import Hold
from bot.care.plan_diff import Change, What
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.steps import Step, StepState
from bot.care.tags import about
from bot.care.texts import first_line


def goal_line(work: Work, kept: Kept[Goal], **more: Value) -> Line:
    """Give a goal with all of the patient's words, how it was rated last, and how many steps are open for it."""
    rated = goals.ratings(work, kept.case, kept.ref)
    last = rated[-1].what if rated else None
    values: dict[str, Value] = {
        "ref": kept.ref,
        "text": kept.what.text,
        "why": kept.what.why,
        "by": kept.author,
        "since": kept.created,
        "state": GoalState(kept.state).name.lower(),
        "rating": goals.spoken(last.value) if last else "",
        "means": goals.MEANS[last.value] if last else "",
        "speaker": last.speaker.value if last and last.speaker else "",
        "steps": sum(one.state == StepState.OPEN for one in steps.of_goal(work, kept)),
        **more,
    }
    return Line(about=about(kept.what.categories), author=kept.author, section="goal", values=values)


def step_line(work: Work, kept: Kept[Step], held: Hold | None = None) -> Line:
    """Give a step with who does it, by when, and what keeps it from being done. Its goal stands above it."""
    what = kept.what
    today = workdays.today(work)
    waits = steps.waits_for(work, kept)
    is_open = kept.state == StepState.OPEN
    adrift = orphans.adrift(work, kept) if is_open else ""
    values: dict[str, Value] = {
        "ref": kept.ref,
        "goal": what.goal,
        "text": what.text,
        "owner": kept.owner,
        "due": spoken_day(what.day),
        "late": is_open and not waits and held is None and what.day < today,
        "state": StepState(kept.state).name.lower(),
        "ended": spoken_day(what.ending.at.date()) if what.ending else "",
        "waits": waits if is_open else "",
        "held": holds.words(held) if held is not None else "",
        "adrift": adrift,
        "ownerless": adrift == orphans.OWNERLESS,
        "modality": what.modality.words if what.modality else "",
        "nature": what.nature.value if what.nature else "",
    }
    return Line(about=about(what.categories), author=kept.author, section="step", values=values)


def assigned(work: Work, by: str, kept: Kept[Step], owner: str) -> tuple[str, Message]:
    """Tell somebody directly of a step that is theirs now, in its words and the patient's, as far as they may read them."""
    voice, theirs = goals.voice_of(work, kept.case, kept.what.goal)
    lines = [Line(about=about(kept.what.categories), author=kept.author, section="text", values={"text": kept.what.text})]
    if voice:
        lines.append(Line(about=about(theirs), section="voice", values={"text": voice}))
    values: dict[str, Value] = {
        "ref": kept.ref,
        "goal": kept.what.goal,
        "by": by,
        "due": spoken_day(kept.what.day),
        "waits": steps.waits_for(work, kept),
    }
    hears = outcomes.of(kept)
    told = Message(template="step/assigned", values=values, lines=tuple(lines), case=kept.case, mentions=(owner,), hears=hears)
    return direct(owner), told


def end_lines(ending: Ending | None, ref: str, otherwise: tuple[Category, ...]) -> tuple[Line, ...]:
    """Give what was said when something ended, if anything was; ``otherwise``: the categories of what ended."""
    if ending is None or not ending.text:
        return ()
    values: dict[str, Value] = {"ref": ref, "text": ending.text, "by": ending.by, "at": ending.at}
    return (Line(about=about(ending.categories or otherwise), author=ending.by, section="end", values=values),)


def change_line(work: Work, case: str, change: Change) -> Line:
    """Give one change of a plan, in words that stand behind those of the goal or the step.

    Of what is gone nobody can say any more who may read it: that it changed is told, and not how.
    """
    kept = work.records.locate(case, change.ref)
    values: dict[str, Value] = {
        "ref": change.ref,
        "what": change.what.value,
        "step": change.step,
        "was": _word(change.was),
        "now": _word(change.now),
        "text": "",
        "voice": "",
        "owner": kept.owner if kept is not None else None,
        "due": spoken_day(kept.what.day) if kept is not None and isinstance(kept.what, Step) else "",
    }
    if change.what is What.ORDER:
        return Line(section="change", values=values)
    if kept is None:
        return Line(section="change", values={**values, "what": What.GONE.value, "was": "", "now": ""})
    told = {**values, "text": first_line(kept.what.gist())}
    if isinstance(kept.what, Step):
        voice, concerns = steps.with_voice(work, kept)
        return Line(about=about(concerns), author=kept.author, section="change", values={**told, "voice": first_line(voice)})
    return Line(about=about(kept.what.concerns()), author=kept.author, section="change", values=told)


def _word(value: str | int | date | Modality | None) -> str:
    match value:
        case None:
            return ""
        case Modality():
            return value.words
        case date():
            return spoken_day(value)
        case int():
            return goals.spoken(value)
        case str():
            return value
