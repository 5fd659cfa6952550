"""Ids of entries: ten characters of Crockford's base 32, and the same as an integer for TinyDB.

Source: https://www.crockford.com/base32.html (lower case, no check symbol).
"""

import os
from collections.abc import Callable

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_MISREAD = str.maketrans("ilo", "110")


def new_id(random: Callable[[int], bytes] = os.urandom) -> str:
    """Make an id of 50 random bits.

    Args:
        random: takes a count of bytes and returns that many at random.
    """
    return from_int(int.from_bytes(random(8)) >> 14)


def from_int(number: int) -> str:
    """Write a TinyDB document id (0 to 2**50 - 1) as an entry's id."""
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -5))


def to_int(entry_id: str) -> int:
    """Read an entry's id as the integer under which TinyDB keeps it.

    Raises:
        ValueError: it isn't ten characters of the alphabet.
    """
    if len(entry_id) != LENGTH:
        raise ValueError(f"an id has {LENGTH} characters: {entry_id!r}")
    number = 0
    for char in entry_id:
        if char not in _VALUES:
            raise ValueError(f"not a character of an id: {char!r}")
        number = number << 5 | _VALUES[char]
    return number


def is_id(text: str) -> bool:
    """Say whether a text has the form of a whole id."""
    return len(text) == LENGTH and all(char in _VALUES for char in text)


def as_typed(text: str) -> str:
    """Read an id or prefix as a person types it: any case, `o` for 0, `i` and `l` for 1."""
    return text.lower().translate(_MISREAD)
