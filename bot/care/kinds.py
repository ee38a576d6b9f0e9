"""Every kind of record there is, in one explicit list: the store knows no other."""

from __future__ import annotations

from bot.care.cases import Closing
from bot.care.grants import ConsentForm, Heard
from bot.care.notes import Note, Risk
from bot.care.records import Payload
from bot.care.team import Departure

KINDS: tuple[type[Payload], ...] = (
    Closing,
    ConsentForm,
    Departure,
    Heard,
    Note,
    Risk,
)
