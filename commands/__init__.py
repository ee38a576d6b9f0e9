"""Every family of commands there is, in one explicit list."""

from __future__ import annotations

from types import ModuleType

from commands import (
    action,
    agenda,
    case,
    conference,
    consent,
    consent_heard,
    consent_part2,
    consent_partner,
    consent_review,
    fix,
    help,  # noqa: A004 - a family is named after what people type
    huddle,
    mine,
    modality,
    note,
    note_changes,
    notes,
    on,
    pause,
    precedence,
    review,
    room,
    safetyplan,
    team,
    tz,
    undo,
)

FAMILIES: tuple[ModuleType, ...] = (
    action,
    agenda,
    case,
    conference,
    consent,
    consent_heard,
    consent_part2,
    consent_partner,
    consent_review,
    fix,
    help,
    huddle,
    mine,
    modality,
    note,
    note_changes,
    notes,
    on,
    pause,
    precedence,
    review,
    room,
    safetyplan,
    team,
    tz,
    undo,
)
