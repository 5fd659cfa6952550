"""The journal file as we write it, walked line by line in place: nothing split, nothing parsed.

    {"meta":{"1":{"sha256":"…","format":1,"generation":N,"inbox":["TOKEN",BYTES]}},
    "entries":{
    "<int id>":{"id":"…","occurred_on":"…","created_at":"…","state":"…", …},
    …
    },
    "trash":{
    …
    }}

A file of another shape is not wrong yet: it goes the slow way, through strict.py.
"""

import re
from dataclasses import dataclass

from reflect.store.entry_row import EntryRow
from reflect.store.lazy_document import LazyDocument

FORMAT = 1
DIGITS = 64
ENTRIES = "entries"
TRASH = "trash"
_BEFORE_DIGITS = b'{"meta":{"1":{"sha256":"'
# Up to here stands the checksum: journals that are equal so far are equal altogether.
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
    """The file is not laid out as we write it."""


@dataclass(frozen=True, slots=True)
class Head:
    """The record at the head of the file.

    Args:
        format: the version of the layout.
        generation: counts the writes.
        token, folded: up to which byte of which inbox new entries are already here.
    """

    format: int = FORMAT
    generation: int = 0
    token: str = ""
    folded: int = 0


def write_head(head: Head, digits: bytes = b"0" * DIGITS) -> bytes:
    """Write the record; the digits are filled in when all bytes are known."""
    rest = (
        f'","format":{head.format},"generation":{head.generation},'
        f'"inbox":["{head.token}",{head.folded}]}}}},\n'
    )
    return _BEFORE_DIGITS + digits + rest.encode()


def read_head(data: bytes) -> tuple[Head, int]:
    """Read the record, and say where the tables begin.

    Raises:
        UnscannableError: it is not as we write it.
    """
    found = _HEAD.match(data)
    if found is None:
        raise UnscannableError
    _, version, generation, token, folded = found.groups()
    head = Head(int(version), int(generation), token.decode(), int(folded))
    if head.format != FORMAT:
        raise UnscannableError
    return head, found.end()


def checksum_holds(data: bytes) -> bool:
    """Say whether the file is, to the bit, as it was written."""
    import hashlib

    if not data.startswith(_BEFORE_DIGITS):
        return False
    digest = hashlib.sha256(_BEFORE_DIGITS + b"0" * DIGITS)
    # A view, not a copy: the journal may be large.
    with memoryview(data) as view:
        digest.update(view[AFTER_DIGITS:])
    return data[len(_BEFORE_DIGITS) : AFTER_DIGITS] == digest.hexdigest().encode()


def rows(data: bytes) -> tuple[Head, list[EntryRow]]:
    """Read the head and the entries' lines.

    Raises:
        UnscannableError: the file is not laid out as we write it.
    """
    head, position = read_head(data)
    name, position = _table_at(data, position)
    if name != ENTRIES:
        raise UnscannableError
    found: list[EntryRow] = []
    add, match, find = found.append, _ENTRY.match, data.find
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
    return head, found


def row(line: bytes) -> EntryRow:
    """Take one entry's JSON, which stands alone, as a row.

    Raises:
        UnscannableError: it does not begin as we write it.
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
    """Read the head, and the documents of each table unparsed.

    Raises:
        UnscannableError: the file is not laid out as we write it.
    """
    head, position = read_head(data)
    found: dict[str, dict[str, LazyDocument]] = {}
    while True:
        name, position = _table_at(data, position)
        if name in found:
            raise UnscannableError
        found[name], position = _documents(data, position)
        if data.startswith(b"},\n", position):
            position += 3
        elif data[position:] == b"}}\n" and ENTRIES in found:
            return head, found
        else:
            raise UnscannableError


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
