"""Entry ids: ten characters of Crockford's base 32, stored by TinyDB as integers.

Source: https://www.crockford.com/base32.html (lower case, no check symbol).
"""

import os
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable
from datetime import timedelta
from math import inf

from reflect.errors import NotFoundError, UsageError

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 10
SHORTEST_PREFIX = 2
# A time that is further ahead is from the future, not from a clock that is a little fast.
FUTURE = timedelta(days=1)
_VALUES = {char: value for value, char in enumerate(ALPHABET)}
_MISREAD = str.maketrans("ilo", "110")


def new_id(random: Callable[[int], bytes] = os.urandom) -> str:
    """Return a new id made from 50 random bits.

    Args:
        random: a function that returns the requested number of random bytes.
    """
    return from_int(int.from_bytes(random(8)) >> 14)


def from_int(number: int) -> str:
    """Return the entry id for a TinyDB document id (0 to 2**50 - 1)."""
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -5))


def to_int(entry_id: str) -> int:
    """Return the TinyDB document id for an entry id.

    Raises:
        ValueError: the id does not consist of ten characters from the alphabet.
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
    """Return whether the text is a well-formed, complete id."""
    return len(text) == LENGTH and not text.strip(ALPHABET)


def normalise_typed_id(text: str) -> str:
    """Normalise a typed id or prefix: ignore case, and read `o` as 0, `i` and `l` as 1."""
    return text.lower().translate(_MISREAD)


def resolve_id(
    name: str, ids: Iterable[tuple[str, float]], also: Iterable[str] = (), *, now: float = inf
) -> str:
    """Return the id that a name refers to.

    Args:
        name: a complete id, a prefix of at least two characters, `@` for the newest entry, or `@2`
            for the one before it.
        ids: the known ids with their creation times, in seconds.
        also: known ids without a creation time, which `@` ignores.
        now: the current time, in seconds. Entries from the future come last for `@`, because the
            clock was wrong when they were created.

    Raises:
        NotFoundError: no id matches.
        UsageError: several ids match, or the prefix is too short.
    """
    known = dict(ids)
    if name.startswith("@"):
        return _created(name, known, now + FUTURE.total_seconds())
    prefix = normalise_typed_id(name)
    if len(prefix) < SHORTEST_PREFIX:
        raise UsageError(f"{name!r} is too short for an id", hint="Give two characters or more.")
    fitting = sorted({entry_id for entry_id in (*known, *also) if entry_id.startswith(prefix)})
    if not fitting:
        raise NotFoundError(
            f"no entry {name!r}", hint="{command} shows the ids.", command=("list",)
        )
    if len(fitting) > 1:
        shown = ", ".join(fitting[:8]) + (", …" if len(fitting) > 8 else "")
        raise UsageError(f"{name!r} fits {len(fitting)} entries", hint=f"They are: {shown}")
    return fitting[0]


def _created(name: str, known: dict[str, float], latest: float) -> str:
    if not re.fullmatch("@([1-9][0-9]{0,8})?", name):
        raise UsageError(
            f"not an entry: {name!r}", hint="`@` is the last one, `@2` the one before."
        )
    back = int(name[1:] or "1")
    if back > len(known):
        raise NotFoundError(f"no entry {name!r}", hint=f"There are only {len(known)}.")
    return sorted(known, key=lambda each: (known[each] <= latest, known[each]))[-back]


def shortest_prefixes(wanted: Iterable[str], ids: Iterable[str]) -> dict[str, str]:
    """Return the shortest unique prefix of each wanted id, at least two characters long."""
    ordered = sorted({*wanted, *ids})
    prefixes = {}
    for entry_id in wanted:
        place = bisect_left(ordered, entry_id)
        neighbours = [*ordered[max(place - 1, 0) : place], *ordered[place + 1 : place + 2]]
        shared = max((_shared(entry_id, near) for near in neighbours), default=0)
        prefixes[entry_id] = entry_id[: max(shared + 1, SHORTEST_PREFIX)]
    return prefixes


def _shared(first: str, second: str) -> int:
    """Return the length of the longest common prefix of two ids."""
    pairs = enumerate(zip(first, second, strict=False))
    return next((place for place, (here, there) in pairs if here != there), 0)
