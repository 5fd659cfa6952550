"""An entry as listings need it: four fields and the place of its line, nothing parsed."""

import json
import re
from datetime import datetime
from typing import Any

from reflect.errors import DamagedError
from reflect.model.entry import Entry
from reflect.store.entry_codec import from_document, to_document

# Only lines with one of these can hold a control character or a lone surrogate.
_SUSPECT = (b"\x7f", b"\\u", b"\\b", b"\\f", b"\\r")
_C1 = rb"\xc2[\x80-\x9f]"


class EntryRow:
    """An entry's line within the bytes it was read from.

    Args:
        entry_id, occurred_on, created_at, state: as they stand in the line.
        buffer: the bytes of the file; shared by all rows of it.
        start, end: where the line's JSON begins and ends in the buffer.
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
        """The entry's JSON in UTF-8, as it stands in the file."""
        return self._buffer[self._start : self._end]

    @property
    def moment(self) -> float:
        """When it was created, in seconds, so that offsets compare as instants."""
        return moment(self.created_at)

    @property
    def order(self) -> tuple[str, float]:
        """What listings sort by: the day it happened, then when it was created."""
        return self.occurred_on, moment(self.created_at)

    @property
    def has_lesson(self) -> bool:
        """Whether an answer is its lesson; within a text the quotation marks would be escaped."""
        return b'"prompt":"lesson",' in self.line

    def document(self) -> dict[str, Any]:
        """Parse the line; its texts are as clean as those of an Entry.

        Raises:
            DamagedError: it is not the JSON it should be, or a line to be cleaned is no entry.
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
            DamagedError: the line is not an entry.
        """
        return from_document(self._parsed(self.line))


def moment(created_at: str) -> float:
    """Read an instant as seconds; what can't be read sorts first, and is refused when opened."""
    try:
        return datetime.fromisoformat(created_at).timestamp()
    except (ValueError, OverflowError, OSError):
        return float("-inf")
