"""What was found, in a plan review: scores against the baseline, contributors, medicines, and what is about safety."""

from __future__ import annotations

from collections.abc import Iterator

from bot.care import alerts, carriers, holds, measures, scores, standings
from bot.care.alerts import Standing
from bot.care.dates import spoken_day
from bot.care.factors import Factor
from bot.care.holds import Pause, Precedence, Stand
from bot.care.measures import Change
from bot.care.medicines import Medicine, Use
from bot.care.notes import Risk
from bot.care.ports import Work
from bot.care.records import Kept
from bot.care.review_lines import Entry, Need, Part, Span
from bot.care.scores import Respondent, Score
from bot.care.tags import about
from bot.care.texts import first_line

_ANSWERED = {
    Standing.OPEN: "answered by nobody yet",
    Standing.TAKEN: "answered, not yet closed",
    Standing.HANDLED: "handled, awaiting second",
}


def totals(work: Work, span: Span) -> Iterator[Entry]:
    """Give the newest score of each instrument and respondent, with what has changed since the baseline and the score before."""
    found: dict[tuple[str, Respondent], list[Kept[Score]]] = {}
    for kept in work.records.find(Score, span.case):
        found.setdefault((kept.what.instrument, kept.what.by), []).append(kept)
    for every in found.values():
        row = sorted(every, key=lambda kept: (scores.at(kept), kept.id))
        kept, seen = row[-1], standings.standing(work, row[-1], row)
        worse = seen is not None and any(
            measures.change(seen.instrument, one.what.value, kept.what.value) is Change.WORSE for _, one in seen.others
        )
        day = span.day.local(scores.at(kept))
        yield Entry(
            part=Part.SCORES,
            need=(Need.WORSE if worse else Need.SCORE, -scores.at(kept).timestamp(), kept.id),
            ref=kept.ref,
            reason=spoken_day(day) if kept.created >= span.since else f"none since the last review, {spoken_day(day)}",
            text=standings.headline(seen) if seen is not None else kept.what.gist(),
            about=about(kept.what.concerns()),
            author=kept.author if seen is None or seen.alone else None,
        )


def contributors(work: Work, span: Span) -> Iterator[Entry]:
    """Give the contributors that were named, or judged, since the last review."""
    for kept in work.records.find(Factor, span.case):
        what = kept.what
        judged = what.evidence[-1] if what.evidence else None
        at = judged.at if judged is not None else kept.created
        if at >= span.since:
            yield Entry(
                part=Part.FACTORS,
                need=(Need.NEWS, -at.timestamp(), kept.id),
                ref=kept.ref,
                label=f"{what.sort.value} contributor",
                by=judged.by if judged is not None else kept.author,
                reason=f"{what.standing.value} {span.day.dated('since', at)}",
                text=first_line(what.text) or f"every {what.sort.value} contributor",
                about=about(what.categories),
                author=kept.author if judged is None or judged.by == kept.author else None,
            )


def taken(work: Work, span: Span) -> Iterator[Entry]:
    """Give what was started, changed or stopped since the last review, and all that is under review."""
    for kept in work.records.find(Medicine, span.case, states=frozenset({Use.TAKEN, Use.STOPPED})):
        told, looked_at = [], kept.what.under_review if kept.state == Use.TAKEN else None
        if kept.state == Use.STOPPED and (kept.what.ended or kept.created) >= span.since:
            told.append(f"stopped {span.day.spoken(kept.what.ended or kept.created)}")
        elif kept.state == Use.TAKEN and kept.created >= span.since:
            told.append(f"{'changed' if kept.what.before else 'started'} {span.day.spoken(kept.created)}")
        if looked_at is not None:
            told.append(f"under review {span.day.dated('since', looked_at.at)} for its effect on sexual response")
        if told:
            yield _medicine(kept, ", ".join(told))


def safety(work: Work, span: Span) -> Iterator[Entry]:
    """Give the signals that are open, what is paused or comes first, in neutral words, and the risks that were named."""
    for kept in alerts.unclosed(work, span.case):
        yield Entry(
            part=Part.SAFETY,
            need=(Need.SIGNAL, -kept.what.severity, kept.id),
            ref=kept.ref,
            label=f"{kept.what.severity.words} signal",
            reason=f"{span.day.dated('since', kept.created)}, {_ANSWERED[Standing(kept.state)]}",
        )
    for risk in work.records.find(Risk, span.case, since=span.since):
        yield Entry(
            part=Part.SAFETY,
            need=(Need.RISK, -risk.id),
            ref=risk.ref,
            label="risk named",
            by=risk.author,
            reason=span.day.spoken(risk.served or risk.created),
            text=first_line(risk.what.text),
            about=about(risk.what.concerns()),
            author=risk.author,
        )
    yield from _stops(work, span)


def _stops(work: Work, span: Span) -> Iterator[Entry]:
    """Give pauses and evaluations that come first: those that hold, with what waits for them, and those that ended."""
    open_now = tuple(carriers.open_ones(work, span.case))
    found: tuple[Kept[Pause] | Kept[Precedence], ...] = (
        *work.records.find(Pause, span.case),
        *work.records.find(Precedence, span.case),
    )
    for kept in found:
        hold, ended, label = holds.as_hold(kept), kept.what.ended, ""
        part = kept.what.modality.words if kept.what.modality is not None else ""
        if kept.state == Stand.ON:
            count = sum(hold.applies(modality=None, kept=one) for one in open_now)
            waiting = f", {count} {'thing waits' if count == 1 else 'things wait'}" if count else ""
            reason, need = f"{holds.words(hold)}{waiting}", Need.HOLD
        elif ended is not None and ended >= span.since and not kept.superseded_by:
            label = "pause" if isinstance(kept.what, Pause) else "medical evaluation first"
            over = f"over {span.day.dated('since', ended)}"
            reason, need = f"{part}, {over}" if part else over, Need.NEWS
        else:
            continue
        yield Entry(part=Part.SAFETY, need=(need, kept.id), ref=kept.ref, label=label, owner=hold.owner or "", reason=reason)


def _medicine(kept: Kept[Medicine], reason: str) -> Entry:
    return Entry(
        part=Part.MEDICINES,
        need=(Need.NEWS, -kept.created.timestamp(), kept.id),
        ref=kept.ref,
        reason=reason,
        text=first_line(kept.what.gist()),
        about=about(kept.what.categories),
        author=kept.author,
    )
