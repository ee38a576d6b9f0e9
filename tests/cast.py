"""Who is on the stage: each is called by their role."""

from __future__ import annotations

SERVER = "example.org"
COORDINATOR = f"@coordinator:{SERVER}"
THERAPIST = f"@sex_therapist:{SERVER}"
PHYSICIAN = f"@physician:{SERVER}"
MENTAL_HEALTH = f"@mental_health:{SERVER}"
PRIMARY_CARE = f"@primary_care:{SERVER}"
STRANGER = f"@stranger:{SERVER}"
TEAM = (THERAPIST, PHYSICIAN, MENTAL_HEALTH, PRIMARY_CARE)
