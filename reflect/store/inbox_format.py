"""The inbox format: a header, then one line per entry, each with a checksum.

    reflect-inbox 1 TOKEN J     J is 0 if no journal existed when the inbox was created, 1 if one
                                did, and 2 if one did although its inbox was missing or empty
    CRC32 JSON                  an entry; CRC32 base64(age) if the journal is encrypted

TOKEN is random, except that its last eight digits are a checksum of the preceding digits and J.
After a fold, it also tells which inbox the new one follows, so that an earlier copy is noticed.
"""

import os
import re
from base64 import b64decode, b64encode
from binascii import crc32
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Generic, TypeVar

from reflect.errors import DamagedError, Notice
from reflect.store.encryption.keys import FolderKeys

T = TypeVar("T")

_NAME = b"reflect-inbox "
_VERSION = b"1 "
_TOKEN_BYTES = 8
# The first digits of a token that names its predecessor, and the number of random digits after it.
_FOLLOWS = "f011"
_RANDOM = 6
HEADER_LENGTH = len(_NAME + _VERSION) + 2 * _TOKEN_BYTES + 8 + len(" 1\n")
_HEADER = re.compile(re.escape(_NAME + _VERSION) + rb"([0-9a-f]{16})([0-9a-f]{8}) ([012])")
_CHECKSUM_LENGTH = 9
# The start of an entry. It can't occur within one: JSON escapes quotation marks within text, and
# base64 has no blanks. The second alternative is base64 for "age-encryption.org".
_ENTRY = re.compile(rb'[0-9a-f]{8} (?:\{"|YWdlLWVuY3J5cHRpb24ub3Jn)')


@dataclass(frozen=True, slots=True)
class InboxRecord:
    """One entry in the inbox: a line, or a part of a line if a line end is damaged.

    Args:
        start: the position of the record.
        raw: the bytes of the record, with its line end if there is one.
        document: the JSON of the entry, encrypted if the journal is; b"" if the checksum is wrong.
        is_altered: whether the checksum only matches without a damaged line end.
    """

    start: int
    raw: bytes
    document: bytes = b""
    is_altered: bool = False

    @property
    def is_torn(self) -> bool:
        """Whether this record, if it is the last one, was never written completely.

        Blocks that did not reach the disk before a power failure are zeros. A flipped bit, on the
        other hand, can turn a blank into a single zero, but not the first digit of the checksum.
        """
        if self.document:
            return False
        return self.raw[-1:] != b"\n" or self.raw[:1] == b"\0" or b"\0\0" in self.raw


@dataclass(frozen=True, slots=True)
class DamagedLine:
    """A damaged line of the inbox: its number, starting at 1, and its bytes."""

    number: int
    raw: bytes


@dataclass(frozen=True, slots=True)
class InboxContent(Generic[T]):
    """The contents of an inbox.

    Args:
        token: the token of the inbox; "" if it has no valid header.
        journal_existed: whether a journal existed when the inbox was created.
        replaces_lost: whether the inbox before it went missing, with the entries in it.
        size: the number of bytes without the torn line.
        lines: the entries that have not been folded yet, oldest first.
        torn: an incomplete last line that was never acknowledged; b"" if there is none.
        damaged: the lines that can't be read.
        is_altered: whether a line end is damaged, although its entry can be read.
        is_earlier: whether the journal was written after it had folded another inbox, as if this
            one was an earlier copy.
    """

    token: str = ""
    journal_existed: bool = False
    replaces_lost: bool = False
    size: int = 0
    lines: tuple[T, ...] = ()
    torn: bytes = b""
    damaged: tuple[DamagedLine, ...] = ()
    is_altered: bool = False
    is_earlier: bool = False

    def damage(self, path: str) -> str:
        """Return a description of the damaged lines; "" if there are none."""
        if not self.damaged:
            return ""
        first, number = self.damaged[0].number, len(self.damaged)
        if number == 1 and self.damaged[0].raw and not self.damaged[0].raw.strip(b"\0"):
            return f"{path}: {len(self.damaged[0].raw)} of its bytes are zeros"
        if number == 1:
            return f"{path}: line {first} is damaged"
        return f"{path}: {number} lines are damaged, the first of them is line {first}"

    def damage_notice(self, path: str) -> Notice:
        """Return a warning about the damaged lines."""
        return Notice(f"{self.damage(path)} and can't be read: run {{command}}", ("doctor",))

    def require_undamaged(self, path: str) -> None:
        """Raise an error if a line is damaged.

        Raises:
            DamagedError: A line is damaged.
        """
        if self.damaged:
            raise DamagedError(
                self.damage(path),
                path=path,
                detail="Nothing was changed.",
                hint="{command} moves what can't be read to another file.",
                command=("doctor", "--repair"),
            )


@dataclass(frozen=True, slots=True)
class InboxHeader:
    """The first line of an inbox; see `InboxContent` for its fields."""

    token: str = ""
    journal_existed: bool = False
    replaces_lost: bool = False


def new_header(journal_exists: bool, *, replaces_lost: bool = False, after: str = "") -> bytes:
    """Return the header for a new inbox.

    Args:
        journal_exists, replaces_lost: see `InboxContent`.
        after: the token of the inbox that has just been folded; "" if it is not known.
    """
    flag = b"2" if replaces_lost else b"1" if journal_exists else b"0"
    digits = os.urandom(_TOKEN_BYTES).hex()
    if after:
        digits = _following(digits[:_RANDOM], after)
    random = digits.encode()
    return b"%b%b%b%08x %b\n" % (_NAME, _VERSION, random, crc32(random + flag), flag)


def _following(random: str, token: str) -> str:
    """Return the first digits of the token of an inbox that follows another one."""
    from hashlib import sha256

    start = f"{_FOLLOWS}{random}"
    return (start + sha256(f"{start}{token}".encode()).hexdigest())[: 2 * _TOKEN_BYTES]


def _is_earlier(header: InboxHeader, token: str) -> bool:
    """Return whether an inbox neither is nor follows the one that the journal folded last."""
    if token in ("", header.token):
        return False
    if not header.token.startswith(_FOLLOWS):
        return not header.journal_existed
    random = header.token[len(_FOLLOWS) :][:_RANDOM]
    return not header.token.startswith(_following(random, token))


def read_header(data: bytes, path: str) -> InboxHeader | None:
    """Return the header of an inbox; None if there is no valid one.

    Args:
        data: the bytes of the inbox, or at least its header.
        path: the path to show in error messages.

    Raises:
        DamagedError: The header was written by a newer version.
    """
    header = _HEADER.match(data)
    if header is None:
        _require_not_newer(data, path)
        return None
    random, checksum, flag = header.groups()
    if checksum != b"%08x" % crc32(random + flag):
        return None
    return InboxHeader((random + checksum).decode(), flag != b"0", flag == b"2")


def is_torn_header(data: bytes) -> bool:
    """Return whether an inbox without a valid header consists of a torn one.

    The header is on the disk before the first entry is written, so a longer file is damaged.
    """
    if len(data) > HEADER_LENGTH or b"\n" in data[:-1]:
        return False
    found = records(data)
    return len(found) == 1 and found[0].is_torn


def _require_not_newer(data: bytes, path: str) -> None:
    line = data[: data.find(b"\n") + 1] or data
    version, blank, _ = line.removeprefix(_NAME).partition(b" ")
    # A version number at the end of the line may be a torn header of our own.
    is_complete = blank or line[-1:] == b"\n"
    is_other = line.startswith(_NAME) and not line.startswith(_NAME + _VERSION)
    if is_other and version.rstrip().isdigit() and is_complete:
        raise DamagedError.at(
            path,
            "was written by a newer reflect",
            detail="Nothing was changed.",
            hint="Update reflect to open it.",
        )


def header_error(path: str) -> DamagedError:
    """Return the error for adding an entry to a file that does not start with a valid header."""
    return DamagedError.at(
        path, "its first line is damaged", detail="Nothing was changed.", command=("doctor",)
    )


def records(line: bytes, start: int = 0) -> list[InboxRecord]:
    """Return the entries in a line: one, unless the line is blank or a line end is damaged.

    Args:
        line: the bytes of the line, with its line end if there is one.
        start: the position of the line in the inbox.
    """
    text = line.removesuffix(b"\n")
    if document := _document(text):
        return [InboxRecord(start, line, document)]
    if not text.strip(b"\r"):
        return []
    starts = (match.start() for match in _ENTRY.finditer(line))
    bounds = [0, *(position for position in starts if position), len(line)]
    parts = pairwise(bounds)
    return [_altered_record(line[begin:end], start + begin) for begin, end in parts]


def _altered_record(raw: bytes, start: int) -> InboxRecord:
    """Return a record whose line end may be missing or damaged, such as one in the style of DOS."""
    text = raw.removesuffix(b"\n")
    document = _document(text) or _document(text[:-1])
    return InboxRecord(start, raw, document, is_altered=bool(document))


def _document(text: bytes) -> bytes:
    """Return the document on a line; b"" if its checksum is wrong."""
    document = text[_CHECKSUM_LENGTH:]
    return document if text[:_CHECKSUM_LENGTH] == b"%08x " % crc32(document) else b""


def parse(
    data: bytes, path: str, token: str, folded: int, read: Callable[[bytes], T]
) -> InboxContent[T]:
    """Parse an inbox. A line that can't be read does not prevent others from being read.

    If the watermark does not fit, the inbox was replaced with an earlier or later copy, so all
    lines count as new.

    Args:
        data: the bytes of the inbox.
        path: the path to show in error messages.
        token, folded: the journal's watermark: the inbox with this token has been folded up to this
            byte.
        read: decodes a document; if it raises `DamagedError`, the line counts as damaged.

    Raises:
        DamagedError: The inbox was written by a newer version.
    """
    if not data:
        return InboxContent()
    header = read_header(data, path)
    if header is None and is_torn_header(data):
        return InboxContent(torn=data)
    position = 0 if header is None else HEADER_LENGTH
    is_altered = header is not None and data[position - 1 : position] not in (b"\n", b"")
    if header and header.token == token and position <= folded <= len(data):
        position = folded if data[folded - 1] == 0x0A else position
    number = data.count(b"\n", 0, position)
    lines: list[T] = []
    damaged: list[DamagedLine] = []
    torn = b""
    while position < len(data):
        end = data.find(b"\n", position) + 1 or len(data)
        number += 1
        for record in records(data[position:end], position):
            if record.document:
                is_altered |= record.is_altered
                try:
                    lines.append(read(record.document))
                except DamagedError:
                    damaged.append(DamagedLine(number, record.raw))
            elif record.is_torn and 0 < record.start == len(data) - len(record.raw):
                torn = record.raw
            else:
                damaged.append(DamagedLine(number, record.raw))
        position = end
    if header is None and (not damaged or damaged[0].number > 1):
        damaged.insert(0, DamagedLine(1, b""))
    known = header or InboxHeader()
    return InboxContent(
        known.token,
        known.journal_existed,
        known.replaces_lost,
        len(data) - len(torn),
        tuple(lines),
        torn,
        tuple(damaged),
        is_altered,
        header is not None and _is_earlier(header, token),
    )


def encode_line(document: bytes, keys: FolderKeys) -> bytes:
    """Encode an entry as a line, encrypted if the journal is.

    Args:
        document: the entry's JSON on a single line.
        keys: the keys of the journal folder.
    """
    keys.require_recipients()
    if keys.is_encrypted:
        from reflect.store.encryption import age

        document = b64encode(b"".join(age.encrypt([document], keys.recipients())))
    return b"%08x %b\n" % (crc32(document), document)


def decrypt_line(line: bytes, keys: FolderKeys, path: str) -> bytes:
    """Return the JSON of a line, which may be unencrypted even if the journal is encrypted.

    Args:
        line: the line without its checksum.
        keys: the keys of the journal folder.
        path: the path of the inbox, for error messages.

    Raises:
        LockedError: The line is encrypted and the journal is locked.
        DamagedError: The line can't be decrypted.
    """
    if line[:1] == b"{":
        return line
    try:
        data = b64decode(line, validate=True)
    except ValueError:
        return line
    return keys.decrypt(data, path)
