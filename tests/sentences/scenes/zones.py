"""A zone from each of the three places that it may come from."""

from __future__ import annotations

from bot.flow.messages import Observed, Seen
from tests.cast import COORDINATOR
from tests.sentences.play import Play


def play(stage: Play) -> None:
    """The clinic's, the profile's, and a chosen one, which stays whatever the profile says."""
    stage.control("!tz")
    seen = Observed(id="zone", what=Seen.ZONE, at=stage.stage.clock.now(), person=COORDINATOR, detail="Asia/Tokyo")
    stage.stage.take(observed=(seen,))
    stage.control("!tz", "!tz Europe/London", "!tz", "!tz Europe/London")
