"""The append-only file that new entries land in: adding costs the same however long the journal.

    reflect-inbox 1 TOKEN J     J is 1 if a journal existed when the inbox was begun
    CRC32 JSON                  a line an entry

TOKEN is random, and its last eight digits are a checksum over the rest and J.
"""

import contextlib
import os
from binascii import crc32
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from reflect.errors import DamagedError, FileError
from reflect.store import disk, names, platform

_NAME = b"reflect-inbox "
_VERSION = b"1 "
_TOKEN_BYTES = 8
_HEADER_LENGTH = len(_NAME + _VERSION) + 2 * _TOKEN_BYTES + 8 + len(" 1\n")
_TAIL = 1 << 16
_HINT = "Nothing was changed. Run reflect doctor."

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Content:
    """What an inbox holds.

    Args:
        token: which inbox it is; "" for none.
        journal_existed: whether a journal was there when it was begun.
        size: the bytes up to the end of the last good line.
        lines: the JSON of the entries that are not folded yet, oldest first.
        torn: a last line that was never acknowledged; b"" for none.
    """

    token: str = ""
    journal_existed: bool = False
    size: int = 0
    lines: tuple[bytes, ...] = ()
    torn: bytes = b""


def _header(journal_exists: bool) -> bytes:
    flag = b"1" if journal_exists else b"0"
    random = os.urandom(_TOKEN_BYTES).hex().encode()
    return b"%b%b%b%08x %b\n" % (_NAME, _VERSION, random, crc32(random + flag), flag)


def _read_header(line: bytes, path: str) -> tuple[str, bool] | None:
    """Give token and flag of a header; None if it is none.

    Raises:
        DamagedError: it is one of a newer version.
    """
    if not line.startswith(_NAME + _VERSION):
        version, blank, _ = line.removeprefix(_NAME).partition(b" ")
        # A number that nothing follows may be our own, torn: that is no header of another version.
        if line.startswith(_NAME) and version.rstrip().isdigit() and (blank or line[-1:] == b"\n"):
            raise DamagedError(
                f"{path}: was written by a newer reflect",
                "Nothing was changed. Update reflect to open it.",
            )
        return None
    token, _, flag = line[len(_NAME + _VERSION) :].rstrip(b"\n").partition(b" ")
    random, check = token[:-8], token[-8:]
    if len(line) != _HEADER_LENGTH or check != b"%08x" % crc32(random + flag):
        return None
    return token.decode(), flag == b"1"


def _is_whole(line: bytes) -> bool:
    """Say whether a line, its newline included, is as it was written."""
    return line[8:9] == b" " and line[:8] == b"%08x" % crc32(line[9:-1]) and line[-1:] == b"\n"


def parse(data: bytes, path: str, token: str = "", folded: int = 0) -> Content:
    """Read an inbox.

    Args:
        data: its bytes.
        path: for messages.
        token, folded: the watermark in the journal: that inbox is folded up to that byte.

    Raises:
        DamagedError: a line before the last is bad, or the watermark doesn't fit.
    """
    if not data:
        return Content()
    end = data.find(b"\n") + 1
    header = _read_header(data[:end], path) if end else None
    if header is None:
        if 0 < end < len(data):
            raise DamagedError(f"{path}: its first line is bad", _HINT)
        return Content(torn=data)
    position = end
    if header[0] == token:
        if not (folded == 0 or (end <= folded <= len(data) and data[folded - 1] == 0x0A)):
            raise DamagedError(f"{path}: is shorter than what the journal took from it", _HINT)
        position = max(end, folded)
    lines = []
    while position < len(data):
        end = data.find(b"\n", position) + 1
        line = data[position:end] if end else b""
        if not _is_whole(line):
            if 0 < end < len(data):
                number = data.count(b"\n", 0, position) + 1
                raise DamagedError(f"{path}: line {number} is bad", _HINT)
            break
        lines.append(line[9:-1])
        position = end
    return Content(header[0], header[1], position, tuple(lines), data[position:])


class Inbox:
    """The inbox of one journal folder.

    Args:
        folder: the journal's folder.
        wait: for how many seconds to wait for its lock.
    """

    def __init__(self, folder: str, wait: float) -> None:
        self.path = os.path.join(folder, names.INBOX)
        self._folder = folder
        self._wait = wait

    @property
    def is_empty(self) -> bool:
        """Whether it is not there, or holds no line but its header."""
        try:
            return os.stat(self.path).st_size == _HEADER_LENGTH
        except FileNotFoundError:
            return not os.path.islink(self.path)
        except OSError:
            # Whoever reads it will say what is wrong.
            return False

    def append(self, document: bytes, journal_exists: Callable[[], bool]) -> str:
        """Add one entry; when this returns it is on the disk.

        Args:
            document: the entry's JSON, on one line.
            journal_exists: asked when a new inbox is begun.

        Returns:
            A warning if a torn line was moved away, else "".

        Raises:
            BusyError: another process holds the lock.
            DamagedError: the file is no inbox.
            FileError: it could not be written; it is as it was.
        """
        with self._locked(os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
            size, warning = self._mend(fd)
            line = b"%08x %b\n" % (crc32(document), document)
            if not size:
                line = _header(journal_exists()) + line
            try:
                disk.write_all(fd, line)
                platform.sync(fd)
                if not size:
                    platform.sync_folder(self._folder)
            except BaseException as error:
                self._cut_back(fd, size, error)
                raise
        return warning

    def _cut_back(self, fd: int, size: int, error: BaseException) -> None:
        """Undo what a failed write left; if not even that works, don't promise anything."""
        try:
            os.ftruncate(fd, size)
            with contextlib.suppress(OSError):
                platform.sync(fd)
        except OSError:
            if isinstance(error, OSError):
                raise FileError(
                    f"{self.path}: {disk.reason(error)}; it may be saved, or not",
                    "See with reflect list before you save it again.",
                ) from error

    def read(self, then: Callable[[], T]) -> tuple[bytes, T]:
        """Read the inbox, and while nobody can change it call `then`, which opens the journal."""
        fd = disk.open_file(self.path)
        if fd is None:
            return b"", then()
        with disk.explained(self.path):
            try:
                disk.take_lock(fd, self.path, shared=True, wait=self._wait)
                os.lseek(fd, 0, os.SEEK_SET)
                return disk.read_all(fd, os.fstat(fd).st_size), then()
            finally:
                platform.close(fd)

    def settle(self) -> tuple[bytes, str]:
        """Move a torn last line away and read the rest; also give a warning, or ""."""
        try:
            with self._locked(os.O_RDWR) as fd:
                _, warning = self._mend(fd)
                os.lseek(fd, 0, os.SEEK_SET)
                return disk.read_all(fd, os.fstat(fd).st_size), warning
        except FileNotFoundError:
            if os.path.islink(self.path):
                raise
            return b"", ""

    def cut(self, content: Content) -> None:
        """Begin the inbox anew, unless somebody added to what the journal took from it."""
        if content.journal_existed and content.size == _HEADER_LENGTH:
            return
        with self._locked(os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
            if os.fstat(fd).st_size != content.size or self._token(fd) != content.token:
                return
            os.ftruncate(fd, 0)
            # On the disk first: a new header over old lines would bring all of them back.
            platform.sync(fd)
            disk.write_all(fd, _header(journal_exists=True))
            platform.sync(fd)
            if not content.size:
                platform.sync_folder(self._folder)

    @contextlib.contextmanager
    def _locked(self, flags: int) -> Iterator[int]:
        with platform.opened(self.path, flags) as fd:
            disk.require_file(fd, self.path)
            disk.take_lock(fd, self.path, wait=self._wait)
            yield fd

    def _token(self, fd: int) -> str:
        os.lseek(fd, 0, os.SEEK_SET)
        header = _read_header(os.read(fd, _HEADER_LENGTH), self.path)
        return header[0] if header else ""

    def _mend(self, fd: int) -> tuple[int, str]:
        """Move a torn last line to journal.torn; give the size that is left, and a warning."""
        size = os.fstat(fd).st_size
        start, line = self._last_line(fd, size)
        # The header first: the lines of another version are not torn because we can't read them.
        if start and not self._token(fd):
            raise DamagedError(f"{self.path}: its first line is bad", _HINT)
        if not line or (_is_whole(line) if start else _read_header(line, self.path) is not None):
            return size, ""
        torn = os.path.join(self._folder, names.TORN)
        with platform.opened(torn, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as kept:
            disk.require_file(kept, torn)
            disk.write_all(kept, line if line.endswith(b"\n") else line + b"\n")
            platform.sync(kept)
        platform.sync_folder(self._folder)
        os.ftruncate(fd, start)
        platform.sync(fd)
        return start, f"{self.path}: a line that was never wholly written was moved to {torn}"

    def _last_line(self, fd: int, size: int) -> tuple[int, bytes]:
        """Read the last line, whole or torn, and say where it starts."""
        length = _TAIL
        while True:
            start = max(0, size - length)
            os.lseek(fd, start, os.SEEK_SET)
            tail = disk.read_all(fd, size - start)
            line = tail.rfind(b"\n", 0, -1) + 1
            if line or not start:
                return start + line, tail[line:]
            length *= 8
