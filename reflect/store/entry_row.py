"""Lightweight entry rows for lists: four fields, plus the position of the unparsed line."""

import json
import re
from datetime import datetime
from typing import Any

from reflect.errors import DamagedError
from reflect.model.entry import Entry
from reflect.store.entry_codec import from_document, to_document

# Only lines containing one of these can include a control character or a lone surrogate.
_SUSPECT = (b"\x7f", b"\\u", b"\\b", b"\\f", b"\\r")
_C1 = rb"\xc2[\x80-\x9f]"


class EntryRow:
    """An entry's line within the bytes of a file.

    Args:
        entry_id, occurred_on, created_at, state: the fields exactly as they appear in the line.
        buffer: the bytes of the file, shared by all of its rows.
        start, end: the position of the line's JSON in the buffer.
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
        """The entry's JSON as stored, in UTF-8."""
        return self._buffer[self._start : self._end]

    def end_within(self, data: bytes) -> int:
        """Return the position of its end in the bytes of a file; 0 if it is not from that file."""
        return self._end if self._buffer is data else 0

    @property
    def moment(self) -> float:
        """The creation time in seconds, for comparisons across UTC offsets."""
        return moment(self.created_at)

    @property
    def order(self) -> tuple[str, float]:
        """The sort key for lists: the date of the event, then the creation time."""
        return self.occurred_on, moment(self.created_at)

    @property
    def has_lesson(self) -> bool:
        """Whether any answer is a lesson.

        Quotation marks within text are escaped, so the pattern only matches keys.
        """
        return self.contains(b'"prompt":"lesson",')

    def contains(self, text: bytes) -> bool:
        """Return whether the line contains some bytes, without copying it."""
        return self._buffer.find(text, self._start, self._end) >= 0

    def between(self, first: bytes, last: bytes) -> bytes:
        """Return the bytes between two others, or the whole line if they are not found."""
        start = self._buffer.find(first, self._start, self._end)
        end = self._buffer.find(last, start + len(first), self._end) if start >= 0 else -1
        return self._buffer[start + len(first) : end] if end >= 0 else self.line

    def document(self) -> dict[str, Any]:
        """Parse the line, cleaning the text in the same way as an Entry.

        Raises:
            DamagedError: The line is not valid JSON, or it needs cleaning and is not an entry.
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
    """Return a time in seconds. Invalid times sort first, and are rejected when parsed."""
    try:
        return datetime.fromisoformat(created_at).timestamp()
    except (ValueError, OverflowError, OSError):
        return float("-inf")
