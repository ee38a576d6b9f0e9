"""What can be read of a medicine: how it is taken, why it was stopped, and what was written about its effect."""

from __future__ import annotations

from bot.care.dates import spoken_day
from bot.care.facts import Line, Value
from bot.care.medicines import Medicine, Use
from bot.care.records import Kept
from bot.care.tags import about


def line(kept: Kept[Medicine]) -> Line:
    """One medicine as those read it who may; what is written about its effect has a line of its own."""
    what = kept.what
    looked_at = what.under_review
    values: dict[str, Value] = {
        "ref": kept.ref,
        "by": kept.author,
        "text": what.gist(),
        "first": spoken_day(what.first),
        "since": spoken_day(what.since) if what.since != what.first else "",
        "until": spoken_day(what.until) if what.until else "",
        "stopped": kept.state == Use.STOPPED,
        "now": kept.superseded_by or "",
        "review": looked_at is not None,
        "review_by": looked_at.by if looked_at else "",
        "review_at": looked_at.at if looked_at else None,
    }
    return Line(about=about(what.categories), author=kept.author, section="medicine", values=values)


def reason(kept: Kept[Medicine]) -> tuple[Line, ...]:
    """Why it was stopped, if it was said."""
    if not kept.what.reason:
        return ()
    values: dict[str, Value] = {"ref": kept.ref, "text": kept.what.reason}
    concerns = (*kept.what.categories, *kept.what.reason_categories)
    return (Line(about=about(concerns), author=kept.author, section="reason", values=values),)


def remarks(kept: Kept[Medicine]) -> tuple[Line, ...]:
    """What was written about its effect on sexual response."""
    return tuple(
        Line(
            about=about(one.categories),
            author=one.by,
            section="remark",
            values={"ref": kept.ref, "by": one.by, "at": one.at, "text": one.text, "ends": one.ends},
        )
        for one in kept.what.remarks
    )


def whole(kept: Kept[Medicine]) -> tuple[Line, ...]:
    """All that can be read of it."""
    return (line(kept), *reason(kept), *remarks(kept))
