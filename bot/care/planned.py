"""What the plan brings to an agenda: steps, goals without one, a version that waits, and, above all of it, the patient's words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care import goals, huddles, orphans, outcomes, plans, progress, steps
from bot.care.facts import Line
from bot.care.items import Day, Item, Need, Section, item, joined, lateness, news
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.steps import Step, StepState
from bot.care.tags import about
from bot.care.texts import first_line, listed
from bot.care.voices import Speaker, Voice


def open_steps(work: Work, day: Day) -> Iterator[Item]:
    """Give the steps that are due or late, were put off, or lack an owner or a goal.

    One that waits for another step is not asked for: that other one is.
    """
    going = progress.of(work, day.case)
    for kept in work.records.find(Step, day.case, states=frozenset({StepState.OPEN})):
        why = orphans.adrift(work, kept)
        reason, need = lateness(day, kept.what.day)
        if why:
            reason, need = why, (Need.OPEN, float(kept.what.day.toordinal()))
        elif steps.waits_for(work, kept) or (kept.what.day > day.today and not day.carried(kept.ref)):
            continue
        voice, concerns = steps.with_voice(work, kept)
        begun = going.get(kept.ref)
        yield item(
            Section.UNFINISHED,
            kept,
            reason=joined(progress.joined(reason, begun, day.zone), day.put_off(kept.ref)),
            need=need,
            label="step",
            owner=kept.owner,
            concerns=concerns,
            voice=voice,
            note=progress.note(kept, begun),
        )


def bare_goals(work: Work, day: Day) -> Iterator[Item]:
    """Give the goals that nobody has a step for."""
    for kept in orphans.bare_goals(work, day.case):
        reason = joined("no step serves it", day.put_off(kept.ref))
        yield item(Section.UNFINISHED, kept, reason=reason, need=(Need.OPEN, kept.created.timestamp()), label="goal")


def proposals(work: Work, day: Day) -> Iterator[Item]:
    """Give the version of the plan that waits, and for whom: among the asks, and as unfinished while no clinician has signed it."""
    kept = plans.proposed(work, day.case)
    if kept is None:
        return
    unsigned = not kept.what.signatures
    waits = f"waits for {listed(list(kept.what.waits))} since {day.spoken(kept.created)}"
    reason = joined(f"no clinician has signed it, {waits}" if unsigned else waits, day.put_off(kept.ref))
    section, rank = (Section.UNFINISHED, Need.OPEN) if unsigned else (Section.ASKS, Need.ASK)
    yield item(section, kept, reason=reason, need=(rank, kept.created.timestamp()), neutral=f"Plan version {kept.what.number}")


def voices(work: Work, day: Day) -> Iterator[Item]:
    """Give what the patient or the partner said, but for what heads the agenda."""
    above = {kept.ref for kept in _heading_voices(work, day.case)}
    for kept in work.records.find(Voice, day.case, since=day.early):
        found = news(day, kept, at=kept.created, label=f"the {kept.what.speaker.value}'s voice")
        if found is not None and kept.ref not in above:
            yield found


def headings(work: Work, case: str) -> tuple[Line, ...]:
    """Give what heads an agenda: the goal that matters most, and what was said last since the huddle before, by each speaker."""
    first = goals.ranked(work, case)[:1]
    return (
        *(heading("goal", kept) for kept in first),
        *(heading("voice", kept, speaker=kept.what.speaker.value) for kept in _heading_voices(work, case)),
    )


def heading(section: str, kept: Kept[goals.Goal] | Kept[Voice], *, speaker: str = "patient") -> Line:
    """Give the words of a goal or a voice, to stand above everything else."""
    values = {"ref": kept.ref, "text": first_line(kept.what.text), "speaker": speaker}
    return Line(about=about(kept.what.categories), author=kept.author, section=section, values=values)


def _heading_voices(work: Work, case: str) -> tuple[Kept[Voice], ...]:
    new = work.records.find(Voice, case, since=huddles.news_since(work, case))
    settled = outcomes.last_words(work, case) if new else {}
    last = {kept.what.speaker: kept for kept in new if kept.ref not in settled}
    return tuple(last[speaker] for speaker in Speaker if speaker in last)
