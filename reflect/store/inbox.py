"""The inbox, an append-only file for new entries.

Adding an entry takes the same time regardless of the size of the journal.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

from reflect.errors import DamagedError, FileError
from reflect.store import files, os_compat, paths
from reflect.store.encryption.keys import FolderKeys
from reflect.store.inbox_format import (
    HEADER_LENGTH,
    InboxContent,
    decrypt_line,
    encode_line,
    is_whole,
    new_header,
    parse,
    read_header,
)

_TAIL = 1 << 16

T = TypeVar("T")


class Inbox:
    """The inbox of one journal folder.

    Args:
        folder: the journal folder.
        wait: how many seconds to wait for the inbox lock.
        keys: the keys of the folder; None for keys that can't be unlocked.
    """

    def __init__(self, folder: str, wait: float, keys: FolderKeys | None = None) -> None:
        self.path = os.path.join(folder, paths.INBOX)
        self._folder = folder
        self._wait = wait
        self._keys = keys or FolderKeys(folder)
        self._held: int | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the inbox does not exist, or contains only its header."""
        try:
            return os.stat(self.path).st_size == HEADER_LENGTH
        except FileNotFoundError:
            return not os.path.islink(self.path)
        except OSError:
            # The error will be reported when the inbox is read.
            return False

    def append(self, document: bytes, journal_exists: Callable[[], bool]) -> str:
        """Durably append an entry.

        Args:
            document: the entry's JSON on a single line.
            journal_exists: called when a new inbox has to be created.

        Returns:
            A warning if a torn line was moved to another file; otherwise "".

        Raises:
            BusyError: Another process holds the lock.
            DamagedError: The file is not an inbox.
            FileError: The entry could not be written; the inbox is unchanged.
        """
        with self._open_locked(os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
            size, warning = self._move_torn_line(fd)
            # Encode while holding the lock, because a conversion also takes it.
            line = encode_line(document, self._keys)
            if not size:
                line = new_header(journal_exists()) + line
            try:
                files.write_all(fd, line)
                os_compat.sync(fd)
                if not size:
                    os_compat.sync_folder(self._folder)
            except BaseException as error:
                self._cut_back(fd, size, error)
                raise
        return warning

    def _cut_back(self, fd: int, size: int, error: BaseException) -> None:
        """Undo a failed write. If that fails too, report that the entry may or may not be saved."""
        try:
            os.ftruncate(fd, size)
            with contextlib.suppress(OSError):
                os_compat.sync(fd)
        except OSError:
            if isinstance(error, OSError):
                raise FileError.at(
                    self.path,
                    f"{files.reason(error)}; it may be saved, or not",
                    hint="See with {command} before you save it again.",
                    command=("list",),
                ) from error

    def read(self, then: Callable[[], T]) -> tuple[bytes, T]:
        """Read the inbox, and call `then` to open the journal while the inbox can't change."""
        fd = files.open_file(self.path)
        if fd is None:
            return b"", then()
        with files.explained(self.path):
            try:
                files.acquire_lock(fd, self.path, shared=True, wait=self._wait)
                os.lseek(fd, 0, os.SEEK_SET)
                return files.read_all(fd, os.fstat(fd).st_size), then()
            finally:
                os_compat.close(fd)

    def parse(self, data: bytes, token: str = "", folded: int = 0) -> InboxContent:
        """Parse the inbox, and decrypt the lines that have not been folded yet.

        Args:
            data: the bytes of the inbox.
            token, folded: the journal's watermark.

        Raises:
            DamagedError: See `inbox_format.parse`; also raised if a line can't be decrypted.
            LockedError: A line is encrypted and the journal is locked.
        """
        content = parse(data, self.path, token, folded)
        opened = tuple(decrypt_line(line, self._keys, self.path) for line in content.lines)
        return replace(content, lines=opened)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the inbox lock across several calls."""
        with self._open_locked(os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
            self._held = fd
            try:
                yield
            finally:
                self._held = None

    def repair_and_read(self) -> tuple[bytes, str]:
        """Move any torn last line to another file; return the other bytes and a warning or ""."""
        try:
            with self._open_locked(os.O_RDWR) as fd:
                _, warning = self._move_torn_line(fd)
                os.lseek(fd, 0, os.SEEK_SET)
                return files.read_all(fd, os.fstat(fd).st_size), warning
        except FileNotFoundError:
            if os.path.islink(self.path):
                raise
            return b"", ""

    def cut(self, content: InboxContent) -> None:
        """Empty the inbox, unless it has grown since it was folded."""
        if content.journal_existed and content.size == HEADER_LENGTH:
            return
        with self._open_locked(os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
            if os.fstat(fd).st_size != content.size or self._token(fd) != content.token:
                return
            os.ftruncate(fd, 0)
            # If old lines remained below a new header, all of them would reappear as new entries.
            os_compat.sync(fd)
            files.write_all(fd, new_header(journal_exists=True))
            os_compat.sync(fd)
            if not content.size:
                os_compat.sync_folder(self._folder)

    @contextlib.contextmanager
    def _open_locked(self, flags: int) -> Iterator[int]:
        if self._held is not None:
            yield self._held
            return
        with os_compat.opened(self.path, flags) as fd:
            files.require_file(fd, self.path)
            files.acquire_lock(fd, self.path, wait=self._wait)
            yield fd

    def _token(self, fd: int) -> str:
        os.lseek(fd, 0, os.SEEK_SET)
        header = read_header(os.read(fd, HEADER_LENGTH), self.path)
        return header[0] if header else ""

    def _move_torn_line(self, fd: int) -> tuple[int, str]:
        """Move any torn last line to journal.torn; return the new size and a warning or ""."""
        size = os.fstat(fd).st_size
        start, line = self._last_line(fd, size)
        # Check the header first, because lines in a newer format only look torn.
        if start and not self._token(fd):
            raise DamagedError.at(
                self.path,
                "its first line is bad",
                detail="Nothing was changed.",
                command=("doctor",),
            )
        if not line or (is_whole(line) if start else read_header(line, self.path) is not None):
            return size, ""
        torn = os.path.join(self._folder, paths.TORN)
        with (
            files.explained(torn, "nothing was changed"),
            os_compat.opened(torn, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as torn_file,
        ):
            files.require_file(torn_file, torn)
            files.write_all(torn_file, line if line.endswith(b"\n") else line + b"\n")
            os_compat.sync(torn_file)
        os_compat.sync_folder(self._folder)
        os.ftruncate(fd, start)
        os_compat.sync(fd)
        return start, f"{self.path}: a line that was never wholly written was moved to {torn}"

    def _last_line(self, fd: int, size: int) -> tuple[int, bytes]:
        """Return the position of the last line and its bytes, complete or torn."""
        length = _TAIL
        while True:
            start = max(0, size - length)
            os.lseek(fd, start, os.SEEK_SET)
            tail = files.read_all(fd, size - start)
            line = tail.rfind(b"\n", 0, -1) + 1
            if line or not start:
                return start + line, tail[line:]
            length *= 8
