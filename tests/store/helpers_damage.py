"""Damaged states of a journal, each with the expected error message."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

Change = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Damage:
    """A damaged state: its name, a function that produces it, and part of the expected message."""

    name: str
    change: Change
    said: str


def sealed(data: bytes) -> bytes:
    """Return the journal with its checksum corrected."""
    start = len('{"meta":{"1":{"sha256":"')
    zeros = data[:start] + b"0" * 64 + data[start + 64 :]
    return data[:start] + hashlib.sha256(zeros).hexdigest().encode() + data[start + 64 :]


def _swap(old: bytes, new: bytes) -> Change:
    def change(data: bytes) -> bytes:
        assert old in data, old
        return data.replace(old, new, 1)

    return change


def _title(text: bytes) -> Change:
    return _swap(b'"title":"Entry 1"', b'"title":' + text)


# Rejected on reading and on writing, because the contents can't be determined.
UNREADABLE = (
    Damage("0 bytes", lambda data: b"", "is empty"),
    Damage("white space", lambda data: b" \n", "not JSON"),
    Damage("{}", lambda data: b"{}", "does not begin like"),
    Damage("null", lambda data: b"null", "not a journal"),
    Damage("a number", lambda data: b"7", "not a journal"),
    Damage("a text", lambda data: b'"journal"', "not a journal"),
    Damage("a list", lambda data: b"[]", "not a journal"),
    Damage("true", lambda data: b"true", "not a journal"),
    Damage("no meta", lambda data: b'{"entries":{}}', "does not begin like"),
    Damage("stock TinyDB", lambda data: b'{"_default": {"1": {"a": 1}}}', "does not begin like"),
    Damage("empty meta", lambda data: b'{"meta":{},"entries":{}}', "does not begin like"),
    Damage("meta a list", lambda data: b'{"meta":[],"entries":{}}', "does not begin like"),
    Damage("no table of entries", lambda data: data[: data.index(b",\n")] + b"}", "no table of"),
    Damage("no format", _swap(b'"format":2', b'"shape":1'), "does not begin like"),
    Damage("format true", _swap(b'"format":2', b'"format":true'), "does not begin like"),
    Damage("format 0", _swap(b'"format":2', b'"format":0'), "does not begin like"),
    Damage("format 1.0", _swap(b'"format":2', b'"format":2.0'), "does not begin like"),
    Damage("a newer format", _swap(b'"format":2', b'"format":3'), "newer reflect (format 3)"),
    Damage("no generation", _swap(b'"generation"', b'"age"'), "no generation"),
    Damage("generation -1", _swap(b'"generation":1', b'"generation":-1'), "no generation"),
    Damage("no inbox", _swap(b'"inbox":[', b'"outbox":['), "does not name the inbox"),
    Damage("inbox reversed", _swap(b'"inbox":["', b'"inbox":[1,"'), "does not name the inbox"),
    Damage("inbox not hex", _swap(b'"inbox":["', b'"inbox":["xyz'), "does not name the inbox"),
    Damage("cut in the head", lambda data: data[:60], "not JSON"),
    Damage("cut in a line", lambda data: data[: len(data) // 2], "not JSON"),
    Damage("last byte missing", lambda data: data.rstrip()[:-1], "not JSON"),
    Damage("two in one", lambda data: data + data, "not JSON"),
    Damage("a line twice", lambda data: data + data.splitlines()[2], "not JSON"),
    Damage("duplicate table", _swap(b'"entries":{', b'"entries":{},"entries":{'), "key twice"),
    Damage("duplicate entry", _swap(b'"1":{"id"', b'"1":{},"1":{"id"'), "key twice"),
    Damage("duplicate field", _title(b'"a","title":"b"'), "key twice"),
    Damage("NaN", _title(b"NaN"), "JSON does not allow"),
    Damage("Infinity", _title(b"-Infinity"), "JSON does not allow"),
    Damage("a lone surrogate", _title(b'"\\ud800"'), "lone surrogate"),
    Damage("a lone surrogate, raw", _title(b'"\xed\xa0\x80"'), "not UTF-8"),
    Damage("a byte order mark", lambda data: b"\xef\xbb\xbf" + data, "byte order mark"),
    Damage("UTF-16", lambda data: data.decode().encode("utf-16"), "byte order mark"),
    Damage("UTF-16, no mark", lambda data: data.decode().encode("utf-16-le"), "zero bytes"),
    Damage("UTF-32", lambda data: data.decode().encode("utf-32"), "byte order mark"),
    Damage("Latin-1", _title(b'"caf\xe9"'), "not UTF-8"),
    Damage("NULs", lambda data: b"\0" * len(data), "zero bytes"),
    Damage("NULs at the end", lambda data: data[:400] + b"\0" * (len(data) - 400), "zero bytes"),
    Damage("a raw NUL in a text", _title(b'"a\0b"'), "zero bytes"),
    Damage("a raw control character", _title(b'"a\x01b"'), "not JSON"),
    Damage("lists 100,000 deep", _title(b"[" * 100_000 + b"]" * 100_000), "nested too deeply"),
    Damage("objects 100,000 deep", _title(b'{"a":' * 100_000), "nested too deeply"),
    Damage("a number too long", _title(b"1" * 5000), "number that is too long"),
    Damage("an entry without id", _swap(b'{"id":"0000000001",', b"{"), "does not carry its id"),
    Damage("an entry with another's id", _swap(b'"1":{"id"', b'"9":{"id"'), "carry its id"),
    Damage("a key that is no number", _swap(b'"1":{"id"', b'"one":{"id"'), "something other"),
    Damage("an entry that is a list", _swap(b'"1":{"id"', b'"8":[],"1":{"id"'), "something other"),
    Damage("a table that is a list", _swap(b'"entries":{', b'"old":[],"entries":{'), "is none"),
    Damage("a title that is a number", _title(b"7"), "`title` is not what it should be"),
    Damage("no title", _swap(b'"title":"Entry 1",', b""), "`title` is missing"),
    Damage("no day", _swap(b'"2026-11-21"', b'"2026-02-30"'), "`occurred_on` is not"),
    Damage("an unknown state", _swap(b'"state":"entry"', b'"state":"?"'), "`state` is not"),
    Damage("trash without day", _swap(b'"deleted_at"', b'"gone_at"'), "`deleted_at` is missing"),
    Damage("trash without entry", _swap(b'"entry":{"id"', b'"item":{"id"'), "`entry` is missing"),
    Damage("trash with a bad entry", _swap(b'"entry":{"id"', b'"entry":{"ID"'), "`id` is missing"),
    Damage(
        "a deletion that is no instant",
        _swap(b'"deleted_at":"2026', b'"deleted_at":"x'),
        "`deleted_at` is not",
    ),
    Damage("HTML", lambda data: b"<!doctype html><title>Sign in</title>", "not JSON"),
    Damage("a conflict", lambda data: b"<<<<<<< HEAD\n" + data, "not JSON"),
)

# Readable with a warning, but not writable until the user accepts the change.
CHANGED = (
    Damage("edited by hand", _title(b'"Mine"'), "checksum"),
    Damage("a blank at the end", lambda data: data + b"\n", "checksum"),
    Damage("a digit of the checksum", lambda data: data[:24] + b"z" + data[25:], "checksum"),
    Damage("line ends of DOS", lambda data: data.replace(b"\n", b"\r\n"), "checksum"),
    Damage("an entry removed", lambda data: _without_line(data), "checksum"),
)


def _without_line(data: bytes) -> bytes:
    lines = data.splitlines(keepends=True)
    return b"".join(lines[:2] + lines[3:])
