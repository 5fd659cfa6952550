"""A strict parser for journal files that don't have our layout, with precise error messages.

It rejects any JSON that other tools might interpret differently, so that no data is lost.
"""

import json
import re
from typing import Any, NoReturn

from reflect.errors import DamagedError
from reflect.model.ids import is_id, to_int
from reflect.store import layout, migrations, record_codec
from reflect.store.entry_codec import from_document, from_trashed
from reflect.store.layout import ENTRIES, TRASH, Head

Documents = dict[str, dict[str, Any]]
_KEY = re.compile(r"0|[1-9][0-9]{0,18}")
_TOKEN = re.compile(r"[0-9a-f]*")
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


class NewerFormatError(DamagedError):
    """The file was written by a newer version, so nothing is wrong with it."""


class Wrong(Exception):
    """Raised internally when the data is invalid."""


def parse(data: bytes, path: str) -> dict[str, Any]:
    """Strictly parse a JSON object.

    Raises:
        DamagedError: The data is invalid; the message says why.
    """
    try:
        document = json.loads(_decode(data), object_pairs_hook=_pairs, parse_constant=_constant)
        if type(document) is not dict:
            raise Wrong("contains JSON, but not a journal")
        json.dumps(document, ensure_ascii=False).encode()
    except Wrong as wrong:
        raise damaged(path, str(wrong)) from None
    except json.JSONDecodeError as error:
        raise damaged(path, f"breaks off or is not JSON (line {error.lineno})") from None
    except UnicodeEncodeError:
        raise damaged(path, "contains half a character (a lone surrogate)") from None
    except RecursionError:
        raise damaged(path, "is nested too deeply to be a journal") from None
    except ValueError:
        raise damaged(path, "contains a number that is too long") from None
    return document


def parse_at(text: str, position: int) -> tuple[dict[str, Any] | None, int]:
    """Strictly parse a JSON object within a text, such as one line of a damaged journal.

    Args:
        text: the text; bytes that were not UTF-8 are lone surrogates.
        position: the position of the object's brace.

    Returns:
        The object and the position of its end; None and the end of the line if it is invalid.
    """
    try:
        document, end = _DECODER.raw_decode(text, position)
        json.dumps(document, ensure_ascii=False).encode()
    except (Wrong, ValueError, RecursionError):
        end = text.find("\n", position)
        return None, end if end >= 0 else len(text)
    return document, end


def _decode(data: bytes) -> str:
    if not data:
        raise Wrong("is empty")
    if data.startswith(_BYTE_ORDER_MARKS):
        raise Wrong("begins with a byte order mark; another program changed it")
    if b"\0" in data:
        raise Wrong("contains zero bytes; the disk may have lost a part of it")
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Wrong(f"is not UTF-8 (byte {error.start})") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    mapping = dict(pairs)
    if len(mapping) != len(pairs):
        raise Wrong("contains the same key twice")
    return mapping


def _constant(_name: str) -> NoReturn:
    raise Wrong("contains a number that JSON does not allow")


_DECODER = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)


def damaged(path: str, what: str) -> DamagedError:
    """Return the error for a damaged journal. The store adds the newest valid backup."""
    return DamagedError.at(path, what, detail="Nothing was changed.", command=("doctor",))


def changed(path: str) -> DamagedError:
    """Return the error for writing to a journal that another program has changed."""
    return DamagedError.at(
        path,
        "was changed by another program, or is damaged (its checksum is wrong)",
        detail="Nothing was changed.",
        hint="Run {command}. If you changed it yourself, --accept accepts it as it is.",
        command=("doctor",),
    )


def read(data: bytes, path: str) -> tuple[Head, dict[str, Documents]]:
    """Parse a whole journal, migrating older formats.

    Raises:
        DamagedError: The journal is invalid; the message says why.
    """
    document = parse(data, path)
    record = head(document, path)
    tables = {name: _table(table, path) for name, table in document.items() if name != "meta"}
    if record.format < layout.FORMAT:
        tables = migrations.migrate(tables, record.format, layout.FORMAT, path)
    check(tables, path)
    return record, tables


def head(document: dict[str, Any], path: str) -> Head:
    """Return the head record of a parsed journal.

    Raises:
        DamagedError: The record is missing, invalid, or from a newer version.
    """
    record = _mapping(_mapping(document.get("meta")).get("1"))
    version = record.get("format")
    if type(version) is not int or version < 1:
        raise damaged(path, "does not begin like a journal of reflect")
    if version > layout.FORMAT:
        raise NewerFormatError.at(
            path,
            f"was written by a newer reflect (format {version})",
            detail="Nothing was changed.",
            hint="Update reflect to open it.",
        )
    generation, inbox = record.get("generation"), record.get("inbox")
    if type(generation) is not int or generation < 0:
        raise damaged(path, "the record at its head has no generation")
    if type(inbox) is not list or [type(part) for part in inbox] != [str, int]:
        raise damaged(path, "the record at its head does not name the inbox")
    token, folded = inbox
    if not _TOKEN.fullmatch(token) or folded < 0:
        raise damaged(path, "the record at its head does not name the inbox")
    return Head(version, generation, token, folded)


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _table(table: object, path: str) -> Documents:
    if type(table) is not dict:
        raise damaged(path, "one of its tables is none")
    for key, document in table.items():
        if not _KEY.fullmatch(key) or type(document) is not dict:
            raise damaged(path, "one of its tables contains something other than documents")
    return table


def check(tables: dict[str, Documents], path: str) -> None:
    """Validate all entries, deleted entries and records.

    Raises:
        DamagedError: One of them is invalid; the message names its key but never its text.
    """
    if ENTRIES not in tables:
        raise damaged(path, "has no table of entries")
    for key, document in tables[ENTRIES].items():
        _check_entry(key, document, path)
    for document in tables.get(TRASH, {}).values():
        _check_trashed(document, path)
    for name in record_codec.RECORD_TABLES:
        for key, document in tables.get(name, {}).items():
            _check_record(name, key, document, path)


def _check_entry(key: str, document: dict[str, Any], path: str) -> None:
    entry_id = document.get("id")
    if type(entry_id) is not str or not is_id(entry_id) or to_int(entry_id) != int(key):
        raise damaged(path, f"the entry under {key} does not carry its id")
    try:
        from_document(document)
    except DamagedError as error:
        raise damaged(path, error.message) from None


def _check_trashed(document: dict[str, Any], path: str) -> None:
    try:
        from_trashed(document)
    except DamagedError as error:
        raise damaged(path, f"its trash: {error.message}") from None


def _check_record(table: str, key: str, document: dict[str, Any], path: str) -> None:
    try:
        record_codec.check(table, key, document)
    except DamagedError as error:
        raise damaged(path, f"its {table}: {error.message}") from None
