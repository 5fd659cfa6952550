"""Entries as lists need them: four fields and the position of the line, unparsed."""

import json
import re
from datetime import datetime
from typing import Any

from reflect.errors import DamagedError
from reflect.model.entry import Entry
from reflect.store.entry_codec import from_document, to_document

# Only lines with one of these can contain a control character or a lone surrogate.
_SUSPECT = (b"\x7f", b"\\u", b"\\b", b"\\f", b"\\r")
_C1 = rb"\xc2[\x80-\x9f]"


class EntryRow:
    """The line of an entry within the bytes of a file.

    Args:
        entry_id, occurred_on, created_at, state: The fields as spelled in the line.
        buffer: The bytes of the file, shared by all its rows.
        start, end: The position of the line's JSON in the buffer.
    """

    __slots__ = ("_buffer", "_end", "_start", "created_at", "id", "occurred_on", "state")

    def __init__(
        self,
        entry_id: str,
        occurred_on: str,
        created_at: str,
        state: str,
        buffer: bytes,
        start: int,
        end: int,
    ) -> None:
        self.id = entry_id
        self.occurred_on = occurred_on
        self.created_at = created_at
        self.state = state
        self._buffer = buffer
        self._start = start
        self._end = end

    @property
    def line(self) -> bytes:
        """The entry's JSON in UTF-8 as stored."""
        return self._buffer[self._start : self._end]

    @property
    def moment(self) -> float:
        """The time it was created, in seconds, so that UTC offsets do not matter."""
        return moment(self.created_at)

    @property
    def order(self) -> tuple[str, float]:
        """The sort key of lists: the date it occurred on, then the time it was created."""
        return self.occurred_on, moment(self.created_at)

    @property
    def has_lesson(self) -> bool:
        """Whether one of its answers is a lesson. Quotes within a text are escaped."""
        return b'"prompt":"lesson",' in self.line

    def document(self) -> dict[str, Any]:
        """Parse the line; texts are cleaned as in an Entry.

        Raises:
            DamagedError: It is not valid JSON, or a line to be cleaned is not an entry.
        """
        line = self.line
        document = self._parsed(line)
        if any(mark in line for mark in _SUSPECT) or (b"\xc2" in line and re.search(_C1, line)):
            return dict(to_document(from_document(document)))
        return document

    def _parsed(self, line: bytes) -> dict[str, Any]:
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            raise DamagedError(
                f"entry {self.id}: can't be read as JSON", command=("doctor",)
            ) from None
        if type(document) is not dict:
            raise DamagedError(f"entry {self.id}: is not an entry", command=("doctor",))
        return document

    def entry(self) -> Entry:
        """Parse the line as an entry.

        Raises:
            DamagedError: The line is not an entry.
        """
        return from_document(self._parsed(self.line))


def moment(created_at: str) -> float:
    """Return an instant in seconds; an invalid one sorts first, and is refused when parsed."""
    try:
        return datetime.fromisoformat(created_at).timestamp()
    except (ValueError, OverflowError, OSError):
        return float("-inf")
