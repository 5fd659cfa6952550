"""The readable parts of a damaged journal or inbox.

An entry counts only if its whole JSON is valid. Nothing is guessed from a line that is broken.
"""

import os
import re
from dataclasses import dataclass, field
from typing import Any

from reflect.errors import DamagedError, ReflectError
from reflect.model.ids import from_int, to_int
from reflect.store import files, inbox_format, layout, os_compat, record_codec, strict_parser
from reflect.store.encryption import age
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import from_document, from_trashed, updated_at
from reflect.store.layout import ENTRIES, TRASH, Head
from reflect.store.record_codec import RECORD_TABLES

Documents = dict[str, dict[str, Any]]

_UTF8_MARK = b"\xef\xbb\xbf"
# The longer marks come first, because they begin with the shorter ones.
_MARKS = {
    b"\xff\xfe\0\0": "utf-32",
    b"\0\0\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
    b"{\0": "utf-16-le",
    b"r\0": "utf-16-le",
}
# A table at the start of a line, or an object that may be a document, with its key.
_START = re.compile(
    r'^"(?P<table>[a-zA-Z0-9_ -]+)":\{$'
    r'|(?:"(?P<key>\d{1,19})"\s*:\s*(?=\{)|(?=\{\s*"(?:id|deleted_at)"\s*:))',
    re.MULTILINE,
)
_DELETED = re.compile(r'\{\s*"deleted_at"')
_ID = re.compile(r'"id"\s*:\s*"([0-9a-hjkmnp-tv-z]{10})"')
_INBOX = re.compile(rb"\Areflect-inbox |^[0-9a-f]{8} [{A-Za-z0-9+/]", re.MULTILINE)
_BEGINNING = 1000
# How much of a file that is too large is searched for the ends of lines, in the largest sizes.
_MOST_SIZES = 4
_KEY_LIMIT = 1 << 50


@dataclass(frozen=True, slots=True)
class BrokenLine:
    """A line that holds something, but no whole document.

    Args:
        number: the line number, counted from 1.
        id: the id of its entry; "" if it can't be read either.
        is_deleted: whether the entry was in the trash.
    """

    number: int
    id: str = ""
    is_deleted: bool = False


@dataclass(slots=True)
class PartialJournal:
    """What can be read of one file.

    Args:
        path: the path of the file.
        entries: the entries by id.
        trash: the documents of the trash by key.
        other: the documents of other tables.
        head: the head record, if it is readable.
        is_complete: whether the file is a whole journal with a valid checksum, at most with other
            line ends or another encoding.
        broken: the broken lines.
        gaps: descriptions of parts of the file that are missing.
    """

    path: str
    entries: Documents = field(default_factory=dict)
    trash: Documents = field(default_factory=dict)
    other: dict[str, Documents] = field(default_factory=dict)
    head: Head | None = None
    is_complete: bool = False
    broken: list[BrokenLine] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)

    @property
    def trashed(self) -> set[str]:
        """The ids of the deleted entries."""
        return {document["entry"]["id"] for document in self.trash.values()}

    def add(self, document: dict[str, Any]) -> None:
        """Add an entry, unless a newer version of it is there."""
        known = self.entries.get(document["id"])
        if known is None or updated_at(document) > updated_at(known):
            self.entries[document["id"]] = document

    def add_trashed(self, document: dict[str, Any]) -> None:
        """Add a document of the trash, which may hold several versions of an entry."""
        key = to_int(document["entry"]["id"])
        while self.trash.get(str(key), document) != document:
            key += 1
        self.trash[str(key)] = document


def read_file(path: str, keys: FolderKeys, watermark: Head | None = None) -> PartialJournal:
    """Read what is whole of a journal, an inbox or a copy of one.

    Args:
        path: the path of the file.
        keys: the unlocked keys of the journal folder.
        watermark: the head record of the journal, to skip what it took from its inbox.

    Returns:
        The parts. A file that can't be read is described in `gaps`.
    """
    partial = PartialJournal(path)
    try:
        try:
            raw = files.read_file(path)
        except files.TooLargeError:
            raw, watermark = _shortened(path, partial), None
        if raw is None:
            partial.gaps.append("is missing")
        else:
            read(_open(raw, keys, partial), keys, partial, watermark)
    except ReflectError as error:
        partial.gaps.append(error.reason)
    return partial


def _shortened(path: str, partial: PartialJournal) -> bytes:
    """Return what can be read of a file that is too large, without the lines that are too long."""
    longest = files.LARGEST // 5
    lines: list[bytes] = []
    total = number = 0
    with files.explained(path), os_compat.opened(path, os.O_RDONLY) as fd:
        file = os.fdopen(fd, "rb", closefd=False)
        while (line := file.readline(longest)) and total <= files.LARGEST:
            if number == 0 and age.is_encrypted(line):
                partial.gaps.append("is too large to be decrypted")
                return b""
            number += 1
            if len(line) < longest:
                lines.append(line)
                total += len(line)
                continue
            partial.broken.append(BrokenLine(number, _id_in(line[:_BEGINNING])))
            lines.append(b"\n")
            while line and not line.endswith(b"\n") and file.tell() < _MOST_SIZES * files.LARGEST:
                line = file.readline(longest)
    if line:
        partial.gaps.append(f"is too large: it was read up to line {number}")
    return b"".join(lines)


def _open(raw: bytes, keys: FolderKeys, partial: PartialJournal) -> bytes:
    """Decrypt a file, or the beginning of a damaged one."""
    try:
        return keys.decrypt(raw, partial.path)
    except DamagedError as error:
        if not age.is_encrypted(raw):
            partial.gaps.append(error.reason)
            return raw
        if not keys.is_open:
            raise
        data = age.decrypt_beginning(raw, keys.identity_text())
        partial.gaps.append(f"opens only up to byte {len(data)}" if data else error.reason)
        return data


def read(
    data: bytes, keys: FolderKeys, partial: PartialJournal, watermark: Head | None = None
) -> None:
    """Add what is whole of the decrypted bytes of a file; see `read_file`."""
    data = normalise(data)
    if _INBOX.search(data):
        _read_inbox(data, keys, partial, watermark or Head())
    elif not data:
        partial.gaps.append("is empty")
    elif not _read_whole(data, partial):
        _scan(data, partial)


def normalise(data: bytes) -> bytes:
    """Undo what editors change about a whole file: its encoding and its line ends."""
    encoding = next((name for mark, name in _MARKS.items() if data.startswith(mark)), "")
    if encoding:
        data = data.decode(encoding, "replace").encode()
    return data.removeprefix(_UTF8_MARK).replace(b"\r\n", b"\n")


def _read_whole(data: bytes, partial: PartialJournal) -> bool:
    """Read a journal that is valid JSON; return False if it is not."""
    try:
        head, tables = strict_parser.read(data, partial.path)
    except ReflectError:
        return False
    partial.head, partial.is_complete = head, layout.checksum_holds(data)
    partial.entries = {document["id"]: document for document in tables.pop(ENTRIES).values()}
    partial.trash = tables.pop(TRASH, {})
    partial.other = tables
    return True


def _read_inbox(data: bytes, keys: FolderKeys, partial: PartialJournal, watermark: Head) -> None:
    header = data[: data.find(b"\n")]
    is_own = bool(watermark.token) and watermark.token.encode() in header
    fits = is_own and data[watermark.folded - 1 : watermark.folded] == b"\n"
    position = watermark.folded if fits else 0
    first = data.count(b"\n", 0, position) + 1
    for number, line in enumerate(data[position:].split(b"\n"), start=first):
        for record in inbox_format.records(line):
            document = _inbox_document(record.document, keys, partial.path)
            if document is not None:
                partial.add(document)
            elif record.raw.strip(b"\0") and (number > 1 or b'{"id"' in record.raw):
                partial.broken.append(BrokenLine(number, _id_in(record.raw)))


def _inbox_document(data: bytes, keys: FolderKeys, path: str) -> dict[str, Any] | None:
    try:
        document = strict_parser.parse(inbox_format.decrypt_line(data, keys, path), path)
        from_document(document)
    except ReflectError:
        return None
    return document


def _id_in(line: bytes) -> str:
    match = _ID.search(line.decode("utf-8", "replace"))
    return match[1] if match else ""


def _scan(data: bytes, partial: PartialJournal) -> None:
    """Find the documents of a journal that is not valid JSON as a whole."""
    text = data.decode("utf-8", "surrogateescape")
    try:
        partial.head, _ = layout.read_head(data)
    except layout.UnscannableError:
        partial.gaps.append("its first line can't be read")
    table, position, number, counted = "", 0, 1, 0
    while match := _START.search(text, position):
        position = match.end() + 1
        if match["table"]:
            table = match["table"]
            continue
        document, end = strict_parser.parse_at(text, match.end())
        number, counted = number + text.count("\n", counted, match.end()), match.end()
        if document is not None and _keep(document, match["key"], table, partial):
            position = end
            continue
        is_deleted = table == TRASH or _DELETED.match(text, match.end()) is not None
        if not partial.broken or partial.broken[-1].number != number:
            entry_id = _id_of(match["key"], text[match.end() : end])
            partial.broken.append(BrokenLine(number, entry_id, is_deleted))
        if is_deleted:
            # The entry inside was deleted.
            position = end
    if zeros := data.count(b"\0"):
        partial.gaps.append(f"{zeros} of its {len(data)} bytes are zeros")
    elif not text[position:].rstrip().endswith("}}"):
        partial.gaps.append(f"breaks off in line {text.count(chr(10)) + 1}")


def _id_of(key: str | None, text: str) -> str:
    """Return the id of a broken document, from its key or its text."""
    if key is not None and int(key) < _KEY_LIMIT:
        return from_int(int(key))
    match = _ID.search(text)
    return match[1] if match else ""


def _keep(document: dict[str, Any], key: str | None, table: str, partial: PartialJournal) -> bool:
    """Take over a document; return False if it is not a valid one."""
    if "sha256" in document:
        return True
    try:
        if "deleted_at" in document:
            from_trashed(document)
            partial.add_trashed(document)
        elif table in RECORD_TABLES and key is not None:
            record_codec.check(table, key, document)
            partial.other.setdefault(table, {})[key] = document
        elif name := record_codec.find_table(document):
            # The line that begins its table is damaged.
            partial.other.setdefault(name, {})[str(to_int(document["id"]))] = document
        elif table not in ("", ENTRIES, TRASH) and key is not None:
            partial.other.setdefault(table, {})[key] = document
        else:
            from_document(document)
            partial.add(document)
    except DamagedError:
        return False
    return True
