"""The inbox format: a header, then one line per entry, each with a checksum.

    reflect-inbox 1 TOKEN J     J is 1 if a journal existed when the inbox was created
    CRC32 JSON                  an entry; CRC32 base64(age) if the journal is encrypted

TOKEN is random, except that its last eight digits are a checksum of the preceding digits and J.
"""

import os
from base64 import b64decode, b64encode
from binascii import crc32
from dataclasses import dataclass

from reflect.errors import DamagedError
from reflect.store.encryption.keys import FolderKeys

_NAME = b"reflect-inbox "
_VERSION = b"1 "
_TOKEN_BYTES = 8
HEADER_LENGTH = len(_NAME + _VERSION) + 2 * _TOKEN_BYTES + 8 + len(" 1\n")


@dataclass(frozen=True, slots=True)
class InboxContent:
    """The contents of an inbox.

    Args:
        token: the token of the inbox; "" if it has no header.
        journal_existed: whether a journal existed when the inbox was created.
        size: the number of bytes up to the end of the last valid line.
        lines: the JSON of the entries that have not been folded yet, oldest first.
        torn: an incomplete last line that was never acknowledged; b"" if there is none.
    """

    token: str = ""
    journal_existed: bool = False
    size: int = 0
    lines: tuple[bytes, ...] = ()
    torn: bytes = b""


def new_header(journal_exists: bool) -> bytes:
    """Return the header for a new inbox."""
    flag = b"1" if journal_exists else b"0"
    random = os.urandom(_TOKEN_BYTES).hex().encode()
    return b"%b%b%b%08x %b\n" % (_NAME, _VERSION, random, crc32(random + flag), flag)


def read_header(line: bytes, path: str) -> tuple[str, bool] | None:
    """Return the token and flag from a header; None if the line is not a valid header.

    Raises:
        DamagedError: The header was written by a newer version.
    """
    if not line.startswith(_NAME + _VERSION):
        version, blank, _ = line.removeprefix(_NAME).partition(b" ")
        # A version number at the end of the line may be a torn header of our own.
        if line.startswith(_NAME) and version.rstrip().isdigit() and (blank or line[-1:] == b"\n"):
            raise DamagedError.at(
                path,
                "was written by a newer reflect",
                detail="Nothing was changed.",
                hint="Update reflect to open it.",
            )
        return None
    token, _, flag = line[len(_NAME + _VERSION) :].rstrip(b"\n").partition(b" ")
    random, check = token[:-8], token[-8:]
    if len(line) != HEADER_LENGTH or check != b"%08x" % crc32(random + flag):
        return None
    return token.decode(), flag == b"1"


def is_whole(line: bytes) -> bool:
    """Return whether a line, including its newline, matches its checksum."""
    return line[8:9] == b" " and line[:8] == b"%08x" % crc32(line[9:-1]) and line[-1:] == b"\n"


def parse(data: bytes, path: str, token: str = "", folded: int = 0) -> InboxContent:
    """Parse an inbox.

    Args:
        data: the bytes of the inbox.
        path: the path to show in error messages.
        token, folded: the journal's watermark: the inbox with this token has been folded up to this
            byte.

    Raises:
        DamagedError: A line other than the last is invalid, or the watermark does not match.
    """
    if not data:
        return InboxContent()
    end = data.find(b"\n") + 1
    header = read_header(data[:end], path) if end else None
    if header is None:
        if 0 < end < len(data):
            raise DamagedError.at(
                path, "its first line is bad", detail="Nothing was changed.", command=("doctor",)
            )
        return InboxContent(torn=data)
    position = end
    if header[0] == token:
        if not (folded == 0 or (end <= folded <= len(data) and data[folded - 1] == 0x0A)):
            raise DamagedError.at(
                path,
                "is shorter than what the journal took from it",
                detail="Nothing was changed.",
                command=("doctor",),
            )
        position = max(end, folded)
    lines = []
    while position < len(data):
        end = data.find(b"\n", position) + 1
        line = data[position:end] if end else b""
        if not is_whole(line):
            if 0 < end < len(data):
                number = data.count(b"\n", 0, position) + 1
                raise DamagedError.at(
                    path,
                    f"line {number} is bad",
                    detail="Nothing was changed.",
                    command=("doctor",),
                )
            break
        lines.append(line[9:-1])
        position = end
    return InboxContent(header[0], header[1], position, tuple(lines), data[position:])


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
