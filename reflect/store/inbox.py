"""The inbox, an append-only file for new entries.

Adding an entry takes the same time regardless of the size of the journal.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from reflect.errors import FileError, Notice
from reflect.store import file_errors, files, os_compat, paths
from reflect.store.encryption.keys import FolderKeys
from reflect.store.inbox_format import (
    HEADER_LENGTH,
    InboxContent,
    InboxHeader,
    InboxRecord,
    decrypt_line,
    encode_line,
    header_error,
    is_torn_header,
    new_header,
    parse,
    read_header,
    records,
)

_TAIL = 1 << 16
_SHORTER = "Save the text in smaller parts, or without data such as pictures."

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

    def append(self, document: bytes, journal_exists: Callable[[], bool]) -> Notice | str:
        """Durably append an entry.

        Args:
            document: the entry's JSON on a single line.
            journal_exists: called when a new inbox has to be created. If there is a journal, the
                new inbox records that its predecessor went missing.

        Returns:
            A warning if the last line was torn or is damaged, or if the inbox was missing;
            otherwise "".

        Raises:
            BusyError: Another process holds the lock.
            DamagedError: The file does not start with a valid header.
            FileError: The entry could not be written, or is too large; the inbox is unchanged.
        """
        with self._open_locked(os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
            size, warning = self._mend_last_line(fd)
            # Encode while holding the lock, because a conversion also takes it.
            line = encode_line(document, self._keys)
            self._require_room(size, line)
            try:
                if not size:
                    is_lost = journal_exists()
                    self._begin(fd, new_header(is_lost, replaces_lost=is_lost), is_new=True)
                    warning = lost_warning(self.path) if is_lost else warning
                files.write_all(fd, line)
                os_compat.sync(fd)
            except BaseException as error:
                self._cut_back(fd, size, error)
                raise
        return warning

    def _require_room(self, size: int, line: bytes) -> None:
        """Check that the inbox can be read again after an entry was added."""
        try:
            total = HEADER_LENGTH + size + len(line)
            files.require_readable_size(total, self.path, "nothing was saved", _SHORTER)
        except files.TooLargeError as error:
            if len(line) > files.LARGEST // 2:
                raise
            # There is room after the entries in the inbox were taken into the journal.
            step = Notice("{command} makes room, then try again.", ("doctor", "--repair"))
            raise files.TooLargeError.of(error, step) from None

    def _begin(self, fd: int, header: bytes, *, is_new: bool) -> None:
        """Durably write the header of an empty inbox, so that no entry is ever there without it."""
        files.write_all(fd, header)
        os_compat.sync(fd)
        if is_new:
            os_compat.sync_folder(self._folder)

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
                    f"{file_errors.reason(error)}; it may be saved, or not",
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

    def count(self) -> int:
        """Return the number of entries in the inbox, without decrypting them."""
        data, _ = self.read(lambda: None)
        return len(parse(data, self.path, "", 0, lambda document: document).lines)

    def parse(
        self, data: bytes, token: str, folded: int, read: Callable[[bytes], T]
    ) -> InboxContent[T]:
        """Parse the inbox, and decrypt the lines that have not been folded yet.

        Args:
            data: the bytes of the inbox.
            token, folded: the journal's watermark.
            read: decodes the JSON of an entry; if it raises `DamagedError`, its line counts as
                damaged.

        Raises:
            DamagedError: The inbox was written by a newer version.
            LockedError: A line is encrypted and the journal is locked.
        """

        def opened(document: bytes) -> T:
            return read(decrypt_line(document, self._keys, self.path))

        return parse(data, self.path, token, folded, opened)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the inbox lock across several calls."""
        with contextlib.ExitStack() as stack:
            with files.explained(self.path, "nothing was changed"):
                flags = os.O_RDWR | os.O_CREAT | os.O_APPEND
                self._held = stack.enter_context(self._open_locked(flags))
            try:
                yield
            finally:
                self._held = None

    def repair_and_read(self) -> tuple[bytes, Notice | str]:
        """Complete the last line or move it to another file; return all bytes and a warning."""
        try:
            with self._open_locked(os.O_RDWR) as fd:
                _, warning = self._mend_last_line(fd, any_header=True)
                os.lseek(fd, 0, os.SEEK_SET)
                return files.read_all(fd, os.fstat(fd).st_size), warning
        except FileNotFoundError:
            if os.path.islink(self.path):
                raise
            return b"", ""

    def set_aside(self, damaged: Iterable[bytes]) -> str:
        """Copy damaged lines to `journal.torn`, unless they are its last ones; return its path."""
        data = b"".join(map(_as_line, filter(None, damaged)))
        path = os.path.join(self._folder, paths.TORN)
        existing = files.read_file(path) or b""
        return path if existing.endswith(data) else self._write_torn(data)

    def cut(self, content: InboxContent[Any], replaces_lost: bool = False) -> None:
        """Empty the inbox, unless it has grown since it was folded.

        Args:
            content: what was folded.
            replaces_lost: whether the new inbox records that an earlier one went missing.
        """
        is_empty = content.size == HEADER_LENGTH and not content.is_altered
        if content.journal_existed and is_empty and content.replaces_lost == replaces_lost:
            return
        with self._open_locked(os.O_RDWR | os.O_CREAT | os.O_APPEND) as fd:
            if os.fstat(fd).st_size != content.size or self._token(fd) != content.token:
                return
            os.ftruncate(fd, 0)
            # If old lines remained below a new header, all of them would reappear as new entries.
            os_compat.sync(fd)
            header = new_header(
                journal_exists=True, replaces_lost=replaces_lost, after=content.token
            )
            self._begin(fd, header, is_new=not content.size)

    @contextlib.contextmanager
    def _open_locked(self, flags: int) -> Iterator[int]:
        if self._held is not None:
            yield self._held
            return
        with os_compat.opened(self.path, flags) as fd:
            files.require_file(fd, self.path)
            files.acquire_lock(fd, self.path, wait=self._wait)
            yield fd

    def _header(self, fd: int) -> InboxHeader | None:
        os.lseek(fd, 0, os.SEEK_SET)
        return read_header(os.read(fd, HEADER_LENGTH), self.path)

    def _token(self, fd: int) -> str:
        header = self._header(fd)
        return header.token if header else ""

    def _mend_last_line(self, fd: int, *, any_header: bool = False) -> tuple[int, Notice | str]:
        """Complete the last line if only its line end is missing, or move it away if it is torn.

        Args:
            fd: the open inbox.
            any_header: whether to return without a change if the header is damaged.

        Returns:
            The new size of the inbox, and a warning or "".

        Raises:
            DamagedError: The header is damaged, or was written by a newer version.
        """
        size = os.fstat(fd).st_size
        start, line = self._last_line(fd, size)
        # Check the header first, because lines in a newer format only look torn.
        header = self._header(fd) if size else None
        if header is not None and start < HEADER_LENGTH:
            start, line = HEADER_LENGTH, line[HEADER_LENGTH - start :]
        found = records(line, start)
        is_torn = bool(found) and found[-1].is_torn
        if size and header is None and (start or not is_torn_header(line)):
            if any_header:
                return size, ""
            raise header_error(self.path)
        warning: Notice | str = ""
        if is_torn:
            torn = found[-1]
            warning = self._move_torn(fd, torn)
            line, size = line[: torn.start - start], torn.start
        elif found and not found[-1].document:
            warning = Notice(f"{self.path}: its last line is damaged: run {{command}}", ("doctor",))
        if line[-1:] != b"\n" if line else size == HEADER_LENGTH - 1:
            os.lseek(fd, 0, os.SEEK_END)
            files.write_all(fd, b"\n")
            os_compat.sync(fd)
            size += 1
        return size, warning

    def _move_torn(self, fd: int, torn: InboxRecord) -> str:
        """Move a torn record to journal.torn; return a warning."""
        path = self._write_torn(_as_line(torn.raw))
        os.ftruncate(fd, torn.start)
        os_compat.sync(fd)
        return f"{self.path}: a line that was not completely written was moved to {path}"

    def _write_torn(self, data: bytes) -> str:
        """Durably append to journal.torn; return its path."""
        torn = os.path.join(self._folder, paths.TORN)
        with (
            files.explained(torn, "nothing was changed"),
            os_compat.opened(torn, os.O_WRONLY | os.O_CREAT | os.O_APPEND) as fd,
        ):
            files.require_file(fd, torn)
            files.write_all(fd, data)
            os_compat.sync(fd)
        os_compat.sync_folder(self._folder)
        return torn

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


def lost_warning(path: str) -> Notice:
    """Return a warning that an inbox with new entries may be lost."""
    return Notice(
        f"{path}: was missing or empty; entries added since the last change of the journal may be "
        "lost: run {command}",
        ("doctor",),
    )


def _as_line(raw: bytes) -> bytes:
    return raw if raw.endswith(b"\n") else raw + b"\n"
