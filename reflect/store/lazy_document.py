"""A document that stores its raw JSON and parses it on first use."""

import json
import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Any, NamedTuple

from reflect.errors import DamagedError
from reflect.store.entry_codec import dump

# The start of a deleted entry.
_DELETED = re.compile(
    rb'\{"deleted_at":"([^"\\]*)",(?:"days":(-?\d{1,9}),)?"entry":\{"id":"([^"\\]*)"'
)


class Deletion(NamedTuple):
    """What the trash records about a deleted entry.

    Args:
        deleted_at: the time of deletion as stored.
        days: the journal's day count at that time; None if it was not recorded.
        entry_id: the id of the entry.
    """

    deleted_at: str
    days: int | None
    entry_id: str


def deletion(document: Mapping[str, Any]) -> Deletion:
    """Return what a document in the trash records, usually without parsing it."""
    if isinstance(document, LazyDocument):
        return document.deletion()
    deleted_at, days, entry = (document.get(key) for key in ("deleted_at", "days", "entry"))
    entry_id = entry.get("id") if isinstance(entry, Mapping) else ""
    return Deletion(
        deleted_at if isinstance(deleted_at, str) else "",
        days if type(days) is int else None,
        entry_id if isinstance(entry_id, str) else "",
    )


class LazyDocument(MutableMapping[str, Any]):
    """A TinyDB document backed by a slice of the journal's bytes.

    Args:
        buffer: the bytes of the journal, shared by all of its documents.
        start, end: the position of the document's JSON.
    """

    __slots__ = ("_buffer", "_end", "_parsed", "_start")

    def __init__(self, buffer: bytes, start: int, end: int) -> None:
        self._buffer = buffer
        self._start = start
        self._end = end
        self._parsed: dict[str, Any] | None = None

    def _document(self) -> dict[str, Any]:
        if self._parsed is None:
            self._parsed = self._parse()
        return self._parsed

    def _parse(self) -> dict[str, Any]:
        try:
            parsed = json.loads(self._buffer[self._start : self._end])
        except (ValueError, RecursionError):
            parsed = None
        if type(parsed) is not dict:
            raise DamagedError("a document can't be read as JSON", command=("doctor",))
        return parsed

    def __getitem__(self, key: str) -> Any:
        return self._document()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self._document()[key] = value

    def __delitem__(self, key: str) -> None:
        del self._document()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._document())

    def __len__(self) -> int:
        return len(self._document())

    def line(self, key: str) -> bytes | memoryview:
        """Return the document's line, which is the original bytes if nothing has changed.

        Once parsed, a document is compared with the original, because a nested list may have
        changed.

        Args:
            key: the TinyDB id of the document.
        """
        opening = b'"%b":' % key.encode()
        if self._parsed is not None and self._parsed != self._parse():
            return opening + dump(self._parsed)
        start = self._start - len(opening)
        if start < 0 or not self._buffer.startswith(opening, start):
            return opening + self._buffer[self._start : self._end]
        return memoryview(self._buffer)[start : self._end]

    def peek(self, key: str) -> str:
        """Return a string without caching the parsed document; "" if it is no string."""
        text = (self._parsed or self._parse()).get(key)
        return text if isinstance(text, str) else ""

    def deletion(self) -> Deletion:
        """Return what the trash records about a deleted entry, without caching the document."""
        match = _DELETED.match(self._buffer, self._start, self._end)
        if match is None or self._parsed is not None:
            return deletion(self._parsed or self._parse())
        deleted_at, days, entry_id = match.groups()
        return Deletion(deleted_at.decode(), None if days is None else int(days), entry_id.decode())
