"""The syntax for changing tags: `launch -draft "on call"`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from reflect.errors import UsageError, next_steps
from reflect.text.clean import clean_tag

_TAG = re.compile(r'([+-]?)(?:"([^"]*)"|([^\s,"]+))')
_SEPARATOR = re.compile(r"[\s,]*")


@dataclass(frozen=True, slots=True)
class TagChange:
    """The tags to add to an entry and the tags to remove from it."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()

    def inverse(self, tags: Iterable[str]) -> "TagChange":
        """Return the change that undoes this one.

        Args:
            tags: the entry's tags before the change.
        """
        had = set(tags)
        return TagChange(
            tuple(tag for tag in self.remove if tag in had),
            tuple(tag for tag in self.add if tag not in had),
        )


def parse_change(text: str) -> TagChange:
    """Parse tags separated by spaces or commas, where a leading `-` removes a tag.

    Raises:
        UsageError: if there are no tags, a quotation mark is not closed, or a tag is invalid or
            both added and removed.
    """
    add, remove = dict[str, None](), dict[str, None]()
    place = _skip_separator(text, 0)
    while place < len(text):
        match = _TAG.match(text, place)
        if match is None:
            raise UsageError("a quote is not closed", hint='A tag of two words: "on call".')
        (remove if match[1] == "-" else add)[clean_tag(match[2] or match[3] or "")] = None
        place = _skip_separator(text, match.end())
    if both := [tag for tag in add if tag in remove]:
        raise UsageError(f"{both[0]!r} can't be both added and taken away")
    if not add and not remove:
        raise UsageError("there is no tag yet", hint="launch adds one, -launch takes it away.")
    return TagChange(tuple(add), tuple(remove))


def problem(text: str) -> str:
    """Return a one-line error message for a text, or "" if it can be parsed."""
    try:
        parse_change(text)
    except UsageError as error:
        message = f"{error.message[:1].upper()}{error.message[1:]}."
        return f"{message} {next_steps(error)}".rstrip()
    return ""


def _skip_separator(text: str, start: int) -> int:
    match = _SEPARATOR.match(text, start)
    return match.end() if match else start
