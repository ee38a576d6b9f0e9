"""What is begun and not done yet: said, said again, taken back, asked after, and in the minutes."""

from __future__ import annotations

from bot.care import mornings
from tests.cast import MENTAL_HEALTH, PHYSICIAN, THERAPIST
from tests.sentences.play import Play, ref


def play(one: Play) -> None:
    """An action, a decision and a step, from the first word to the last."""
    one.room = one.stage.open_case()
    action = ref(one.here(THERAPIST, f"!action #summary Ask for the letter {PHYSICIAN} due tomorrow"))
    decision = ref(one.here(THERAPIST, f"!decide #summary Wait because it helps by {THERAPIST}"))
    goal = ref(one.here(THERAPIST, '!goal add #summary "to sleep through"'))
    one.here(PHYSICIAN, f"!started {action}", f"!started {action}", "!undo", f"!started {goal}", f"!started {action} Called twice")
    one.here(THERAPIST, f"!decide #summary Go on because it helps by {PHYSICIAN}", f"!started {decision}", "!actions here")
    one.alone(MENTAL_HEALTH, f"!actions {one.code}", f"!agenda {one.code}")
    one.here(THERAPIST, "!huddle start", f"!action start {decision} The form is filled in", "!huddle end")
    one.alone(PHYSICIAN, "!mine")
    one.stage.store.act_now(mornings.expect)
    own = [said for said in [*one.pass_time(days=1), *one.pass_time(days=1)] if said.place == f"direct:{PHYSICIAN}"]
    one.say(PHYSICIAN, f"direct:{PHYSICIAN}", f"{action} started They call back on Monday", reply_to=own[-1].event_id)
    one.here(PHYSICIAN, f"!action Look at it {PHYSICIAN} due tomorrow")
    one.here(THERAPIST, f"!consent withdraw medical from {MENTAL_HEALTH}")
    looked = ref(one.alone(PHYSICIAN, f"!actions {one.code} me"))
    one.here(PHYSICIAN, f"!started {looked} #medical Not for everybody")
    one.reply(PHYSICIAN, one.alone(PHYSICIAN, f"!actions {one.code}"), "done")
