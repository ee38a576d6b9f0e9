"""A case with a team, somebody on call and a coordinator, and the clock that rings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.care.facts import direct
from bot.care.people import Role
from tests.unit.desk import CLINIC, COORDINATOR, MENTAL_HEALTH, PHYSICIAN, SEX_THERAPIST
from tests.unit.shelves import Said
from tests.unit.ward import Ward

ON_CALL = "@on_call:example.org"
DEPUTY = "@deputy:example.org"
GUEST = "@guest:example.org"
TEAM = {
    SEX_THERAPIST: (Role.SEX_THERAPIST,),
    PHYSICIAN: (Role.PHYSICIAN,),
    MENTAL_HEALTH: (Role.MENTAL_HEALTH,),
    GUEST: (Role.GUEST,),
}


class Alarm(Ward):
    """Monday, nine o'clock where everybody is. The sex therapist leads."""

    def __init__(self, *, consent: bool = True, present: tuple[str, ...] = (ON_CALL, DEPUTY, COORDINATOR)) -> None:
        super().__init__(dict(TEAM), consent=consent)
        self.desk._clinic = replace(CLINIC, on_call=(ON_CALL,))  # noqa: SLF001 - only here is somebody on call
        self.desk.state.places.pop(direct(COORDINATOR))
        self.desk.places.remove(self.room, GUEST)
        for person in present:
            self.desk.room_of(person)
            self.desk.people.put(replace(self.desk.people.get(person), enrolled=self.desk.now, greeted=True))

    def urgent(self, person: str = PHYSICIAN, text: str = "canary") -> str:
        """Raise one in the case's room; gives its ref."""
        self.say(person, f"!signal urgent {text}")
        return self.ref

    @property
    def ref(self) -> str:
        """The signal that was raised last."""
        return next(one.ref for one in reversed(self.desk.facts) if one.action == "signal raised")

    def after(self, **span: float) -> dict[str, str]:
        """Let time pass, moment by moment; what was said last in each place because of it."""
        until = self.desk.now + timedelta(**span)
        before = len(self.desk.said)
        while True:
            coming = [one for one in self.desk.state.dues.values() if one.at <= until]
            if not coming:
                break
            moment = min(coming, key=lambda one: one.at)
            self.desk.later(max(timedelta(), moment.at - self.desk.now))
            self.desk.dues.cancel(moment.key)
            self.talk.dispatcher.due(self.desk, moment, timedelta())
        self.desk.later(until - self.desk.now)
        return self.reading(self.desk.said[before:])

    def reading(self, said: list[Said]) -> dict[str, str]:
        """Places to what stands there."""
        return {one.place: self.read(one).text for one in said}

    def heard(self, person: str, text: str, *, here: str | None = None, reply_to: Said | None = None) -> dict[str, str]:
        """Somebody says something: what everybody reads because of it."""
        return self.reading(self.hear(person, text, here=here, reply_to=reply_to))

    def rung(self, person: str) -> Said:
        """What rang this person last."""
        return next(one for one in reversed(self.desk.said) if one.place == direct(person) and person in one.message.mentions)

    def state(self, ref: str) -> int:
        """How a signal stands."""
        return int(self.desk.state.records[ref].state)
