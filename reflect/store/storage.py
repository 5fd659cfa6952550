"""The TinyDB storage, which reads the journal file lazily and always replaces it as a whole."""

import contextlib
import json
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

from tinydb.storages import Storage

from reflect.store import files, layout, strict_parser
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import dump
from reflect.store.entry_row import moment
from reflect.store.layout import ENTRIES, Head
from reflect.store.lazy_document import LazyDocument
from reflect.store.record_codec import AT, RECORD_TABLES

Tables: TypeAlias = dict[str, dict[str, Any]]
META = "meta"
_LINES_AT_ONCE = 2000
# The keys by which tables are sorted.
_TIMES = {ENTRIES: "created_at", **dict.fromkeys(RECORD_TABLES, AT)}


class JournalStorage(Storage):
    """The TinyDB storage for one generation of the journal file.

    Reading keeps the raw bytes of each document. Writing only collects the tables, so any number of
    TinyDB operations result in a single write to the file, when `flush` is called.

    Args:
        path: the path of the journal file.
        data: the decrypted bytes, read while holding the journal lock; None if there is no journal.
        accept: whether to accept a valid file with a wrong checksum.
        keys: the keys used to encrypt the file; None for an unencrypted file.

    Raises:
        DamagedError: The file is damaged.
    """

    def __init__(
        self, path: str, data: bytes | None, *, accept: bool = False, keys: FolderKeys | None = None
    ) -> None:
        self._path = path
        self._keys = keys
        self.head = Head(layout.FORMAT)
        self._tables: Tables = {ENTRIES: {}}
        if data is not None:
            self.head, self._tables = read_tables(data, path, accept=accept)

    def read(self) -> Tables:
        """Return the tables as last written or, before the first write, as stored in the file."""
        return {META: {"1": {"format": self.head.format}}, **self._tables}

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Collect the tables for a later `flush`."""
        self._tables = {name: dict(table) for name, table in data.items() if name != META}

    def advance_generation(self, generation: int) -> None:
        """Make sure that the next generation is higher than the given one."""
        self.head = replace(self.head, generation=max(generation, self.head.generation))

    def flush(self, token: str, folded: int, *, verify: bool = False) -> None:
        """Write the collected tables to the file.

        Args:
            token, folded: the watermark: the inbox with this token has been folded up to this byte.
            verify: whether to read the new file back before it replaces the old one.

        Raises:
            FileError: The file could not be written; the message describes the current state.
        """
        head = Head(layout.FORMAT, self.head.generation + 1, token, folded)
        pieces = render(head, self._tables)
        if self._keys is not None:
            pieces = self._keys.encrypt(pieces, self._path)
        check = self._verify if verify else lambda temp: None
        files.replace_file(self._path, pieces, follow_link=True, verify=check)
        self.head = head

    def _verify(self, temp: str) -> None:
        """Read a temporary file completely; raise an error unless it is a valid journal."""
        data = files.read_file(temp)
        if data is not None and self._keys is not None:
            data = self._keys.decrypt(data, self._path)
        if data is None or not layout.checksum_holds(data):
            raise files.read_back_error(self._path)
        strict_parser.read(data, self._path)

    def render(self, token: str, folded: int) -> bytes:
        """Return the unencrypted bytes that `flush` would write, and advance the generation.

        Args:
            token, folded: see `flush`.
        """
        self.head = Head(layout.FORMAT, self.head.generation + 1, token, folded)
        return b"".join(render(self.head, self._tables))

    def close(self) -> None:
        """Discard the collected tables."""
        self._tables = {}


def read_tables(data: bytes, path: str, *, accept: bool) -> tuple[Head, Tables]:
    """Read the head record and all tables, lazily if the layout and checksum are valid.

    Args:
        data: the decrypted bytes of the journal.
        path: the path to show in error messages.
        accept: whether to accept a wrong checksum.

    Raises:
        DamagedError: The file is damaged.
    """
    sound = layout.checksum_holds(data)
    if sound:
        with contextlib.suppress(layout.UnscannableError, UnicodeDecodeError):
            head, documents = layout.tables(data)
            return head, {name: dict(table) for name, table in documents.items()}
    head, tables = strict_parser.read(data, path)
    if not sound and not accept:
        raise strict_parser.changed(path)
    return head, dict(tables)


def render(head: Head, tables: Mapping[str, Mapping[str, Any]]) -> Iterable[bytes | memoryview]:
    """Yield the complete file in pieces, because it may be large."""
    import hashlib

    lines = list(_lines(tables))
    digest = hashlib.sha256(layout.write_head(head))
    for piece in _joined(lines):
        digest.update(piece)
    yield layout.write_head(head, digest.hexdigest().encode())
    yield from _joined(lines)


def _joined(lines: Sequence[bytes | memoryview]) -> Iterator[bytes]:
    for start in range(0, len(lines), _LINES_AT_ONCE):
        yield b"".join(lines[start : start + _LINES_AT_ONCE])


def _lines(tables: Mapping[str, Mapping[str, Any]]) -> Iterator[bytes | memoryview]:
    """Yield all lines after the head, reusing the raw bytes of unchanged documents."""
    before = b""
    for name in [ENTRIES, *(name for name in tables if name != ENTRIES and tables[name])]:
        yield b"%b%b:{\n" % (before, json.dumps(name).encode())
        table = tables.get(name, {})
        before = b""
        for key, document in _in_order(table, _TIMES[name]) if name in _TIMES else table.items():
            yield before
            yield _line(key, document)
            before = b",\n"
        yield b"\n}" if table else b"}"
        before = b",\n"
    yield b"}\n"


def _line(key: str, document: Any) -> bytes | memoryview:
    if isinstance(document, LazyDocument):
        return document.line(key)
    return b'"%b":%b' % (key.encode(), dump(document))


def _in_order(table: Mapping[str, Any], time: str) -> list[tuple[str, Any]]:
    """Insert new documents among the existing ones, which are already sorted.

    Args:
        table: the documents by key.
        time: the key of the time to sort by; the same times are sorted by id.
    """

    def place(item: tuple[str, Any]) -> tuple[float, int]:
        key, document = item
        is_lazy = isinstance(document, LazyDocument)
        text = document.peek(time) if is_lazy else document.get(time, "")
        return moment(text), int(key)

    ordered = [item for item in table.items() if isinstance(item[1], LazyDocument)]
    fresh = [item for item in table.items() if not isinstance(item[1], LazyDocument)]
    if not ordered:
        return sorted(fresh, key=place)
    for item in fresh:
        ordered.insert(bisect_right(ordered, place(item), key=place), item)
    return ordered
