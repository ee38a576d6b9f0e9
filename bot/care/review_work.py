"""What the team took on, in a plan review: actions and decisions, and what asked for the review."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care import outcomes, wishes
from bot.care.actions import Action, Decision, TaskState
from bot.care.alerts import Signal
from bot.care.items import Way, lateness
from bot.care.ports import Work
from bot.care.review_lines import Entry, Need, Part, Span
from bot.care.tags import about
from bot.care.texts import first_line


def tasks(work: Work, span: Span) -> Iterator[Entry]:
    """Give the actions that are open, the latest first, and those that were done since the last review."""
    words = outcomes.last_words(work, span.case)
    for kept in work.records.find(Action, span.case):
        way, at = words.get(kept.ref, (None, kept.created))
        if kept.state == TaskState.OPEN:
            reason, _ = lateness(span.day, kept.what.day)
            late = kept.what.day <= span.day.today
            need = (Need.LATE if late else Need.OPEN, 2, kept.what.day.toordinal(), kept.id)
        elif way is Way.DONE and at >= span.since:
            reason, need = f"done {span.day.spoken(at)}", (Need.NEWS, 0, int(-at.timestamp()), kept.id)
        else:
            continue
        yield _task(kept.ref, kept.owner, "action", reason, need, kept.what.text, about(kept.what.categories), kept.author)


def decisions(work: Work, span: Span) -> Iterator[Entry]:
    """Give what was decided since the last review, and what was decided before and is still to be carried out.

    One that was changed since is told of by the one that took its place.
    """
    for kept in work.records.find(Decision, span.case):
        is_open, is_new, day = kept.state == TaskState.OPEN, kept.created >= span.since, kept.what.day
        if kept.state == TaskState.CHANGED or not (is_open or is_new):
            continue
        due = "carried out" if not is_open else lateness(span.day, day)[0] if day is not None else "to be carried out"
        instead = f", in place of {kept.what.instead_of}" if kept.what.instead_of else ""
        late = is_open and day is not None and day <= span.day.today
        need = (Need.LATE if late else Need.NEWS if is_new else Need.OPEN, 3, int(-kept.created.timestamp()), kept.id)
        reason = f"{span.day.spoken(kept.created)}{instead}, {due}"
        yield _task(kept.ref, kept.owner, "decision", reason, need, kept.what.text, about(kept.what.categories), kept.author)


def asked(work: Work, span: Span) -> Iterator[Entry]:
    """Give what asked for the review before its day. What it is about is told to those who may read that; a signal has no words."""
    for kept in wishes.open_wishes(work, span.case):
        found = work.records.locate(span.case, kept.what.subject) if kept.what.subject else None
        neutral = found is None or isinstance(found.what, Signal)
        yield Entry(
            part=Part.ASKED,
            need=(Need.ASKED, kept.id),
            ref=kept.ref,
            label=kept.what.gist(),
            reason=span.day.dated("since", kept.created),
            text="" if found is None else first_line(found.what.gist()) if not neutral else f"signal {found.ref}",
            about=() if neutral or found is None else about(found.what.concerns()),
            author=None if neutral or found is None else found.author,
        )


def _task(
    ref: str,
    owner: str | None,
    label: str,
    reason: str,
    need: tuple[float, ...],
    text: str,
    concerns: tuple[str, ...],
    author: str,
) -> Entry:
    return Entry(
        part=Part.WORK,
        need=need,
        ref=ref,
        label=label,
        owner=owner or "",
        reason=reason,
        text=first_line(text),
        about=concerns,
        author=author,
    )
