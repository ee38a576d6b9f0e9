"""The formats of notes, each with its fields in order: what they are called, and what is asked where a note goes by questions.

Where the field lists come from:

* SOAP: Weed LL. Medical records that guide and teach. N Engl J Med 1968;278:593-600 and 652-657.
* DAP (data, assessment, plan), BIRP (behaviour, intervention, response, plan), GIRP (goal, intervention, response, plan): customary
  in behavioural health, where no one publication begins them; DAP joins the S and O of SOAP, GIRP puts the patient's goal first.
* SBAR: Leonard M, Graham S, Bonacum D. Qual Saf Health Care 2004;13(Suppl 1):i85-i90; Institute for Healthcare Improvement, SBAR
  tool; the Joint Commission asks for the read-back.
* I-PASS: Starmer AJ et al. Changes in medical errors after implementation of a handoff program. N Engl J Med 2014;371:1803-1812.
  Its last field, the synthesis by the receiver, is nobody else's to write: ``bot.care.readbacks`` keeps it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.care.notes import Format


@dataclass(frozen=True, kw_only=True)
class Field:
    """One field of a format."""

    label: str
    """What it is kept under: for ever."""
    names: tuple[str, ...]
    """What people may write in front of it, the longest way of naming it last."""
    question: str


@dataclass(frozen=True, kw_only=True)
class Layout:
    """How one format is laid out."""

    title: str
    fields: tuple[Field, ...]
    asks: str = ""
    """The field whose text asks something of the receiver."""

    @property
    def labels(self) -> Mapping[str, str]:
        """From what people write to the label that it is kept under."""
        return {name: field.label for field in self.fields for name in field.names}


_PLAN = Field(label="P", names=("P", "Plan"), question="what happens next")
_INTERVENTION = Field(label="I", names=("I", "Intervention"), question="what you did, and with which method")
_RESPONSE = Field(label="R", names=("R", "Response"), question="how the patient took it")

LAYOUTS: Mapping[Format, Layout] = {
    Format.SOAP: Layout(
        title="SOAP",
        fields=(
            Field(label="S", names=("S", "Subjective"), question="what the patient says, in their own words"),
            Field(label="O", names=("O", "Objective"), question="what you saw, heard or measured"),
            Field(label="A", names=("A", "Assessment"), question="what you make of it"),
            _PLAN,
        ),
    ),
    Format.DAP: Layout(
        title="DAP",
        fields=(
            Field(label="D", names=("D", "Data"), question="what was said and what you saw"),
            Field(label="A", names=("A", "Assessment"), question="what you make of it"),
            _PLAN,
        ),
    ),
    Format.BIRP: Layout(
        title="BIRP",
        fields=(
            Field(label="B", names=("B", "Behaviour", "Behavior"), question="what the patient said and did"),
            _INTERVENTION,
            _RESPONSE,
            _PLAN,
        ),
    ),
    Format.GIRP: Layout(
        title="GIRP",
        fields=(
            Field(label="G", names=("G", "Goals", "Goal"), question="which of the patient's goals this was about"),
            _INTERVENTION,
            _RESPONSE,
            _PLAN,
        ),
    ),
    Format.SBAR: Layout(
        title="SBAR",
        fields=(
            Field(label="S", names=("S", "Situation"), question="what is happening now"),
            Field(label="B", names=("B", "Background"), question="what led to it, as far as it matters"),
            Field(label="A", names=("A", "Assessment"), question="what you think it is"),
            Field(label="R", names=("R", "Request", "Recommendation"), question="what you ask for, and by when"),
        ),
        asks="R",
    ),
    Format.IPASS: Layout(
        title="I-PASS",
        fields=(
            Field(
                label="I",
                names=("I", "Illness", "Severity", "Illness severity"),
                question="stable, to be watched, or unstable",
            ),
            Field(
                label="P",
                names=("P", "Summary", "Patient", "Patient summary"),
                question="what led here, how it went, and the plan",
            ),
            Field(label="A", names=("A", "Actions", "Action list"), question="what is to be done, by whom and when"),
            Field(
                label="S",
                names=("S", "Situation", "Contingency", "Situation awareness"),
                question="what may happen, and what to do then",
            ),
        ),
        asks="A",
    ),
}
"""Every format that has fields."""
