"""Reading back in one's own words: whether somebody says what they will do, and not only that they have read it."""

from __future__ import annotations

_READ = """
ack ok okay okey k kk yes yep yeah y ja oui si no nope sure fine good seen read noted got it on thanks thank you thx ty danke
please done will do roger copy understood received alright right
"""
_BARE = frozenset(_READ.split())
"""What people type to say that they have read something, or that it will somehow be done."""

_LEAST = 4
"""So many letters have to stand in somebody's own words."""


def own_words(text: str, answered: str = "") -> bool:
    """Say whether a text says something of its own, beside what it answers; the same words once more are none."""
    bare = ["".join(sign for sign in word if sign.isalpha()).lower() for word in text.split()]
    said = [word for word in bare if word]
    repeats = text.split() == answered.split()
    return not repeats and sum(map(len, said)) >= _LEAST and any(word not in _BARE for word in said)
