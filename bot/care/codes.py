"""The two codes that people type: a case's and a record's.

Both are written in Crockford's 32 characters (no I, L, O, U); I and L are read as 1, O as 0, letter case is nothing. So
that ordinary words are never taken for a code, each holds digits that no letter is mistaken for (2 to 9):

* a case code, ``C-7K3FX``, has two of them at least among its first four characters; the fifth is a check character;
* a ref, ``8R2Q``, has one at least, and changes between digit and letter twice at least (``50mg`` and ``also`` are no refs).

The check character is a weighted sum over the field of 32 elements with five different weights, none of them zero. Any
one wrong character, and any two characters that have changed places, give another sum, so that all of these are caught.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32, in the order of their values."""

_DIGITS = "0123456789"
_UNMISTAKABLE = frozenset("23456789")
_LETTERS = ALPHABET[10:]
_FOLD = str.maketrans("ILO", "110")
_FIELD = 0b100101
"""x^5 + x^2 + 1, of which x is a generator: its first five powers differ."""
_START = 26
"""Chosen so that the code in all examples, C-7K3FX, is a right one."""

_CASE = re.compile(r"[Cc]-([0-9A-Za-z]{5})")
_CASE_ATTEMPT = re.compile(r"[Cc][-\u2010-\u2015\u2212\uFE58\uFE63\uFF0D]\S*[0-9]")
_REF = re.compile(r"[0-9A-Za-z]{4,8}")
_REF_ATTEMPT = re.compile(r"(?=.{3,9}\Z)(?:[0-9]+[A-Z]+[0-9]|[A-Z]+[0-9]+[A-Z])[0-9A-Z]*")


def make_case_code(randbelow: Callable[[int], int]) -> str:
    """Draw a case code; ``randbelow(n)`` gives a number from 0 to n - 1. Whether it is taken is for the caller to see."""
    body = [ALPHABET[randbelow(32)] for _ in range(4)]
    first = randbelow(4)
    second = (first + 1 + randbelow(3)) % 4
    for place in (first, second):
        body[place] = _DIGITS[2 + randbelow(8)]
    return f"C-{''.join(body)}{_check(body)}"


def parse_case_code(text: str) -> str | None:
    """Give the code as it is stored; None where the text is none. Zero-width characters are the caller's to remove."""
    match = _CASE.fullmatch(text)
    if match is None:
        return None
    code = _folded(match[1])
    if set(code) - set(ALPHABET) or _unmistakable(code[:4]) < 2 or code[4] != _check(code[:4]):  # noqa: PLR2004 - as the module says
        return None
    return f"C-{code}"


def resembles_case_code(text: str) -> bool:
    """Say whether somebody meant a case code, right or wrong: ``C-7K3FXx`` and ``C-01``, but not ``C-section``.

    A right code with one wrong character always still resembles one, since two digits stand in it.
    """
    return _CASE_ATTEMPT.match(text) is not None


def make_ref(randbelow: Callable[[int], int], length: int = 4) -> str:
    """Draw a ref of 4 to 8 characters; longer ones are for when the short ones run out."""
    ref = [ALPHABET[randbelow(32)] for _ in range(length)]
    place = randbelow(length - 2)
    digit_first = randbelow(2) == 0
    for offset in range(3):
        digit = (offset % 2 == 0) is digit_first
        ref[place + offset] = _DIGITS[2 + randbelow(8)] if digit else _LETTERS[randbelow(len(_LETTERS))]
    return "".join(ref)


def parse_ref(text: str) -> str | None:
    """Give the ref as it is stored; None where the text cannot be one. Whether it exists is for the caller to see."""
    if _REF.fullmatch(text) is None:
        return None
    ref = _folded(text)
    changes = sum(one.isdigit() is not other.isdigit() for one, other in pairwise(ref))
    if set(ref) - set(ALPHABET) or _unmistakable(ref) < 1 or changes < 2:  # noqa: PLR2004 - as the module says
        return None
    return ref


def resembles_ref(text: str) -> bool:
    """Say whether somebody meant a ref, right or wrong: ``8R2Q`` and ``8R2``, but not ``2pm`` and ``10PM``."""
    return parse_ref(text) is not None or _REF_ATTEMPT.fullmatch(text) is not None


def _folded(text: str) -> str:
    return text.upper().translate(_FOLD)


def _unmistakable(text: str) -> int:
    return sum(character in _UNMISTAKABLE for character in text)


def _check(body: str | list[str]) -> str:
    total = _START
    for character in body:
        total = (total ^ ALPHABET.index(character)) << 1
        if total & 0b100000:
            total ^= _FIELD
    return ALPHABET[total]
