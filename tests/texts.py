"""What may be typed, for Hypothesis to draw from."""

from __future__ import annotations

from hypothesis import strategies as st

CHARACTERS = st.characters(exclude_categories=["Cs"])
"""Every character but surrogates: what ``st.text()`` draws by itself, which takes a second to find out in each fresh clone."""
