"""The audit: its anchor, once a day."""

from __future__ import annotations

from bot.care import anchors
from bot.care.anchors import ROOT
from bot.care.ports import Due, Work
from bot.chat.spec import Late, due


@due(ROOT, late=Late.ACT)
def anchor(moment: Due, work: Work, late: bool) -> None:  # noqa: ARG001 - it stands for the moment at which it is posted
    """Post what stands for all that was written down."""
    anchors.post(work)
    anchors.expect(work)
