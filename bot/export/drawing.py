"""The process that draws: one picture from its standard input, as a PNG to its standard output.

It is a process of its own because the drawing library is large and slow to begin with; it holds nothing, writes no file of what it
draws, and ends. Colours are those of Okabe and Ito, which people who see few colours tell apart; nothing is told by colour alone.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta
from io import BytesIO
from textwrap import fill

import matplotlib as mpl
import msgspec
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FixedLocator, MaxNLocator

from bot.care.facts import Mark, Picture

INK, QUIET, PAPER, LINE = "#1f2328", "#5b6470", "#ffffff", "#0072b2"
SHADES = ("#f4f6f8", "#e6eaee", "#d8dee4", "#cad2da", "#bcc6d0")
"""From the lowest band to the highest; greys say nothing of good and bad."""

SIZE, DOTS = (5.6, 4.4), 170
"""Inches, and dots an inch: 952 by 748, of which a phone shows a third with letters that can still be read."""

_LABELLED = 8
"""Up to so many points have their value beside them; of more, the first, the last, the lowest and the highest."""
_TICKS = 4
"""So many stretches between the days that are named, at most."""
_GUTTER, _EDGE, _HEADROOM = 0.34, 0.09, 0.07
"""Empty room as a share of the whole: on the left for the names of levels, on the right, above and below."""
_BAND_WIDTH = 13
"""Letters of a line of a band's name."""


def main() -> None:
    """Draw what is asked for."""
    picture = msgspec.json.decode(sys.stdin.buffer.read(), type=Picture)
    sys.stdout.buffer.write(drawn(picture))


def drawn(picture: Picture) -> bytes:
    """Give a picture as a PNG that says nothing of when or by what it was made."""
    mpl.rcParams.update(
        {
            "font.size": 13,
            "text.parse_math": False,
            "text.color": INK,
            "axes.labelcolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    )
    figure = Figure(figsize=SIZE, dpi=DOTS, facecolor=PAPER, layout="constrained")
    axes = figure.add_subplot()
    _frame(axes, picture)
    _bands(axes, picture)
    _marks(axes, picture)
    _course(axes, picture)
    made = BytesIO()
    figure.savefig(made, format="png", metadata={"Software": None})
    return made.getvalue()


def _frame(axes: Axes, picture: Picture) -> None:
    axes.set_title(picture.title, loc="left", fontsize=14, color=INK)
    span = picture.most - picture.least
    axes.set_ylim(picture.least - span * _HEADROOM, picture.most + span * _HEADROOM)
    if picture.names:
        axes.yaxis.set_major_locator(FixedLocator(list(range(len(picture.names)))))
        axes.set_yticklabels(picture.names)
    else:
        axes.yaxis.set_major_locator(MaxNLocator(nbins=7, integer=True))
    first, last = (float(picture.points[place][0].toordinal()) for place in (0, -1))
    width = max(last - first, 1.0)
    gutter = _GUTTER if picture.marks else _EDGE
    axes.set_xlim(first - width * gutter, last + width * _EDGE)
    days = _named_days(picture.points[0][0], picture.points[-1][0])
    axes.xaxis.set_major_locator(FixedLocator([float(day.toordinal()) for day in days]))
    axes.set_xticklabels(_said(days))
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def _bands(axes: Axes, picture: Picture) -> None:
    for number, shade in enumerate(picture.shades):
        axes.axhspan(shade.least, shade.most, color=SHADES[number % len(SHADES)], zorder=0, linewidth=0)
        axes.annotate(
            fill(shade.name, _BAND_WIDTH),
            xy=(1.0, (shade.least + shade.most) / 2),
            xycoords=("axes fraction", "data"),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
            fontsize=11,
            color=QUIET,
            annotation_clip=False,
        )


def _marks(axes: Axes, picture: Picture) -> None:
    for mark in picture.marks:
        axes.axhline(mark.at, color=QUIET, linewidth=1.4, linestyle=_dashes(mark), zorder=1)
        axes.annotate(
            mark.name,
            xy=(0.0, mark.at),
            xycoords=("axes fraction", "data"),
            xytext=(6, 3),
            textcoords="offset points",
            fontsize=11,
            color=INK,
        )


def _dashes(mark: Mark) -> str:
    return ":" if mark.name == "baseline" else "--"


def _course(axes: Axes, picture: Picture) -> None:
    days = [float(day.toordinal()) for day, _ in picture.points]
    values = [value for _, value in picture.points]
    size = 8 if len(values) <= _LABELLED * 2 else 5
    axes.plot(days, values, color=LINE, linewidth=2.2, marker="o", markersize=size, zorder=3, clip_on=False)
    for number in () if picture.names else _labelled(values):
        above = _above(picture, values, number)
        axes.annotate(
            f"{values[number]:g}",
            xy=(days[number], values[number]),
            xytext=(0, 8 if above else -8),
            textcoords="offset points",
            ha="center",
            va="bottom" if above else "top",
            fontsize=13,
            fontweight="bold",
            color=INK,
            zorder=4,
        )


def _above(picture: Picture, values: list[float], number: int) -> bool:
    """Where the value of a point stands: on the side that the line does not come from, if there is room on that side."""
    room = (picture.most - picture.least) * 0.1
    if values[number] < picture.least + room:
        return True
    beside = values[max(number - 1, 0) : number] + values[number + 1 : number + 2]
    hollow = bool(beside) and sum(beside) / len(beside) > values[number]
    return not hollow and values[number] <= picture.most - room / 2


def _labelled(values: list[float]) -> list[int]:
    if len(values) <= _LABELLED:
        return list(range(len(values)))
    lowest, highest = values.index(min(values)), values.index(max(values))
    return sorted({0, len(values) - 1, lowest, highest})


def _named_days(first: date, last: date) -> list[date]:
    """Days that are as far apart as can be, the first and the last among them."""
    whole = (last - first).days
    count = next((ticks for ticks in range(_TICKS, 0, -1) if whole >= ticks), 0)
    return [first + timedelta(days=round(whole * number / count)) for number in range(count + 1)] if count else [first]


def _said(days: list[date]) -> list[str]:
    """Day and month, and below it the year where it is another one."""
    years = [None, *(day.year for day in days)]
    return [
        f"{day.day} {day:%b}" + (f"\n{day.year}" if day.year != before else "\n ") for day, before in zip(days, years, strict=False)
    ]


if __name__ == "__main__":
    main()
