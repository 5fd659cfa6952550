"""The layout of the journal file, which can be scanned line by line without parsing any JSON.

    {"meta":{"1":{"sha256":"…","format":1,"generation":N,"inbox":["TOKEN",BYTES]}},
    "entries":{
    "<int id>":{"id":"…","occurred_on":"…","created_at":"…","state":"…", …},
    …
    },
    "trash":{
    …
    }}

Other tables follow likewise: those of `record_codec`, whose records are sorted by time, and
`clock` (see `day_count`). Files with another layout may still be valid; `strict_parser` reads
those.
"""

import re
from dataclasses import dataclass

from reflect.store.entry_row import EntryRow
from reflect.store.lazy_document import LazyDocument

FORMAT = 2
# The formats whose documents are read as they are: a key that a format lacks has a default.
SCANNED = (1, 2)
DIGITS = 64
ENTRIES = "entries"
TRASH = "trash"
_BEFORE_DIGITS = b'{"meta":{"1":{"sha256":"'
# The end of the checksum. Two journals that match up to this point are identical.
AFTER_DIGITS = len(_BEFORE_DIGITS) + DIGITS
_HEAD = re.compile(
    re.escape(_BEFORE_DIGITS) + rb'([0-9a-f]{64})","format":([1-9]\d{0,8}),'
    rb'"generation":(0|[1-9]\d{0,17}),"inbox":\["([0-9a-f]*)",(0|[1-9]\d{0,17})\]\}\},\n'
)
_TABLE = re.compile(rb'"([a-zA-Z0-9_ -]+)":\{\n')
_KEY = re.compile(rb'"(0|[1-9]\d{0,18})":(?=\{)')
_FIELDS = (
    rb'\{"id":"([0-9a-hjkmnp-tv-z]{10})","occurred_on":"([^"\\]*)",'
    rb'"created_at":"([^"\\]*)","state":"([^"\\]*)"'
)
_LINE = re.compile(_FIELDS)
_ENTRY = re.compile(rb'"(?:0|[1-9]\d{0,18})":(?=' + _FIELDS + rb")")
_COMMA, _BRACE = ord(","), ord("}")


class UnscannableError(Exception):
    """Raised when a file does not have our layout."""


@dataclass(frozen=True, slots=True)
class Head:
    """The record at the start of the file.

    Args:
        format: the version of the file format.
        generation: the number of times the journal has been written.
        token, folded: the watermark: the inbox with this token has been folded up to this byte.
    """

    format: int = FORMAT
    generation: int = 0
    token: str = ""
    folded: int = 0


def write_head(head: Head, digits: bytes = b"0" * DIGITS) -> bytes:
    """Return the head record as bytes. The checksum is filled in once all bytes are known."""
    rest = (
        f'","format":{head.format},"generation":{head.generation},'
        f'"inbox":["{head.token}",{head.folded}]}}}},\n'
    )
    return _BEFORE_DIGITS + digits + rest.encode()


def read_head(data: bytes) -> tuple[Head, int]:
    """Return the head record and the position of the first table.

    Raises:
        UnscannableError: The file does not have our layout.
    """
    match = _HEAD.match(data)
    if match is None:
        raise UnscannableError
    _, version, generation, token, folded = match.groups()
    head = Head(int(version), int(generation), token.decode(), int(folded))
    if head.format not in SCANNED or head.format > FORMAT:
        raise UnscannableError
    return head, match.end()


def checksum_holds(data: bytes) -> bool:
    """Return whether the file matches its checksum."""
    import hashlib

    if not data.startswith(_BEFORE_DIGITS):
        return False
    digest = hashlib.sha256(_BEFORE_DIGITS + b"0" * DIGITS)
    # A memory view avoids copying a large journal.
    with memoryview(data) as view:
        digest.update(view[AFTER_DIGITS:])
    return data[len(_BEFORE_DIGITS) : AFTER_DIGITS] == digest.hexdigest().encode()


def rows(data: bytes) -> tuple[Head, list[EntryRow]]:
    """Return the head record and a row for each entry.

    Raises:
        UnscannableError: The file does not have our layout.
    """
    head, position = read_head(data)
    name, position = _table_at(data, position)
    if name != ENTRIES:
        raise UnscannableError
    result: list[EntryRow] = []
    add, match, find = result.append, _ENTRY.match, data.find
    more = data[position] != _BRACE
    while more:
        fields = match(data, position)
        end = find(b"\n", position)
        if fields is None or end < 0:
            raise UnscannableError
        entry_id, occurred_on, created_at, state = fields.groups()
        more = data[end - 1] == _COMMA
        start, stop = fields.end(), end - 1 if more else end
        add(
            EntryRow(
                entry_id.decode(),
                occurred_on.decode(),
                created_at.decode(),
                state.decode(),
                data,
                start,
                stop,
            )
        )
        position = end + 1
    if data[position : position + 1] != b"}":
        raise UnscannableError
    return head, result


def row(line: bytes) -> EntryRow:
    """Return a row for the JSON of a single entry.

    Raises:
        UnscannableError: The line does not start with the expected fields.
    """
    fields = _LINE.match(line)
    if fields is None:
        raise UnscannableError
    entry_id, occurred_on, created_at, state = fields.groups()
    return EntryRow(
        entry_id.decode(),
        occurred_on.decode(),
        created_at.decode(),
        state.decode(),
        line,
        0,
        len(line),
    )


def tables(data: bytes) -> tuple[Head, dict[str, dict[str, LazyDocument]]]:
    """Return the head record and the unparsed documents of each table.

    Raises:
        UnscannableError: The file does not have our layout.
    """
    head, position = read_head(data)
    result: dict[str, dict[str, LazyDocument]] = {}
    while True:
        name, position = _table_at(data, position)
        if name in result:
            raise UnscannableError
        result[name], position = _documents(data, position)
        if data.startswith(b"},\n", position):
            position += 3
        elif data[position:] == b"}}\n" and ENTRIES in result:
            return head, result
        else:
            raise UnscannableError


def spans(data: bytes, after: int = 0) -> dict[str, tuple[int, int]]:
    """Return where the documents of each table but the entries begin and end, by name.

    Args:
        data: the bytes of the journal.
        after: the end of the last entry; 0 to look for it, which takes time.

    Raises:
        UnscannableError: The file does not have our layout.
    """
    end = after
    if not end:
        name, start = _table_at(data, read_head(data)[1])
        if name != ENTRIES:
            raise UnscannableError
        end = _end_of_table(data, start)
    found: dict[str, tuple[int, int]] = {}
    while data.startswith(b"\n},\n", end):
        name, start = _table_at(data, end + 4)
        end = _end_of_table(data, start)
        if name in found or name == ENTRIES:
            raise UnscannableError
        found[name] = start, end
    if data[end:] != b"\n}}\n":
        raise UnscannableError
    return found


def _end_of_table(data: bytes, start: int) -> int:
    """Return the end of the last document, where every line begins with a quotation mark."""
    end = data.find(b"\n}", start - 1)
    if end < 0:
        raise UnscannableError
    return end


def table(data: bytes, name: str, after: int = 0) -> dict[str, LazyDocument]:
    """Return the unparsed documents of one table.

    Args:
        data: the bytes of the journal.
        name: the name of the table, which is not that of the entries.
        after: see `spans`.

    Raises:
        UnscannableError: The file does not have our layout.
    """
    span = spans(data, after).get(name)
    return {} if span is None else _documents(data, span[0])[0]


def _table_at(data: bytes, position: int) -> tuple[str, int]:
    opening = _TABLE.match(data, position)
    if opening is None or opening.end() >= len(data):
        raise UnscannableError
    return opening[1].decode(), opening.end()


def _documents(data: bytes, position: int) -> tuple[dict[str, LazyDocument], int]:
    documents: dict[str, LazyDocument] = {}
    match, find = _KEY.match, data.find
    more = data[position] != _BRACE
    while more:
        key = match(data, position)
        end = find(b"\n", position)
        if key is None or end < 0:
            raise UnscannableError
        more = data[end - 1] == _COMMA
        documents[key[1].decode()] = LazyDocument(data, key.end(), end - 1 if more else end)
        position = end + 1
    return documents, position
