"""What is typed to change tags: `launch -draft "on call"`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reflect.errors import UsageError, next_steps
from reflect.text.clean import clean_tag

_PART = re.compile(r'([+-]?)(?:"([^"]*)"|([^\s,"]+))')
_BETWEEN = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class Change:
    """Tags to add and tags to take away."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def undone(self, tags: Iterable[str]) -> "Change":
        """Give the change that brings back what an entry had.

        Args:
            tags: those it had.
        """
        had = set(tags)
        return Change(
            tuple(tag for tag in self.remove if tag in had),
            tuple(tag for tag in self.add if tag not in had),
        )


def read_change(text: str) -> Change:
    """Read tags between blanks or commas; `-` before one takes it away.

    Raises:
        UsageError: a quote is not closed, one can't be a tag, or is both added and taken away.
    """
    add, remove = dict[str, None](), dict[str, None]()
    place = _end(text, 0)
    while place < len(text):
        found = _PART.match(text, place)
        if found is None:
            raise UsageError("a quote is not closed", hint='A tag of two words: "on call".')
        (remove if found[1] == "-" else add)[clean_tag(found[2] or found[3] or "")] = None
        place = _end(text, found.end())
    if both := [tag for tag in add if tag in remove]:
        raise UsageError(f"{both[0]!r} can't be both added and taken away")
    if not add and not remove:
        raise UsageError("there is no tag yet", hint="launch adds one, -launch takes it away.")
    return Change(tuple(add), tuple(remove))


def problem(text: str) -> str:
    """Say in a line what is wrong with what was typed; "" for nothing."""
    try:
        read_change(text)
    except UsageError as error:
        return " ".join(
            filter(None, [f"{error.message[:1].upper()}{error.message[1:]}.", next_steps(error)])
        )
    return ""


def _end(text: str, start: int) -> int:
    found = _BETWEEN.match(text, start)
    return found.end() if found else start
