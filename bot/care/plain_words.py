"""How a patient would call roles and categories, and what holds for every team: short words, short sentences, no jargon."""

from __future__ import annotations

from collections.abc import Mapping

from bot.care.consent import Category
from bot.care.people import Role

ROLE: Mapping[Role, tuple[str, str]] = {
    Role.COORDINATOR: ("coordinator", "plans meetings and keeps the whole together"),
    Role.SEX_THERAPIST: ("sex therapist", "helps with sex and closeness"),
    Role.PHYSICIAN: ("physician", "looks after your body and your medicines"),
    Role.MENTAL_HEALTH: ("mental health clinician", "helps with how you feel"),
    Role.PRIMARY_CARE: ("family doctor", "knows your health over the years"),
    Role.PHYSIO: ("physiotherapist", "helps with muscles and movement"),
    Role.NURSE: ("nurse", "helps with care from day to day"),
    Role.SOCIAL_WORKER: ("social worker", "helps with daily life, money and rights"),
    Role.TRAINEE: ("trainee", "learns, and works under somebody of the team"),
    Role.GUEST: ("guest", "comes to one meeting for advice"),
}
"""How a patient would call each role, and what it is there for."""

SAYS: Mapping[Category, str] = {
    Category.SUMMARY: "The short overview of your care",
    Category.MENTAL_HEALTH: "How you feel, your mental health",
    Category.SEXUAL_HISTORY: "Your sex life, now and before",
    Category.MEDICAL: "Your body and your health",
    Category.RESULTS: "Results of tests",
    Category.MEDICATION: "Your medicines",
    Category.RELATIONSHIP: "Your relationship",
    Category.PARTNER: "What your partner has told the team",
    Category.MEASURES: "Your answers to questionnaires",
    Category.SAFETY: "What keeps you safe",
}
"""How a patient would call each category."""


DECISIONS = (
    "The team meets for short talks. For bigger questions it meets longer.",
    "Each decision is written down: what it is, why, and who carries it out.",
    "Somebody of the team tells you about it in plain words.",
    "What you want stands there in your own words. It comes first when the plan is looked at again.",
    "You can say no to one part of your care. The other parts go on.",
    "You can change who sees what, at any time. Tell anybody of the team. It counts from then on.",
)
"""What holds for every team, as a patient may be told."""

EXCEPTIONS = (
    "If somebody fears for your safety, the people on call can read why.",
    "In an emergency, somebody else may open your record for half an hour. That is written down and looked at.",
)
"""Who may see something although it is not shared with them."""
