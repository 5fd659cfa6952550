"""Drafts of unfinished guided sessions, one file per session, rewritten after every answer.

The version of a draft identifies the exact file that a process last read or wrote. A process that
is based on another version must not overwrite or remove the draft. The version is computed from the
file rather than stored in it, because an encrypted draft can be written but not read while the
journal is locked.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reflect.errors import (
    ConflictError,
    DamagedError,
    FileError,
    LockedError,
    NotFoundError,
    ReflectError,
    UsageError,
)
from reflect.model.ids import is_id
from reflect.store import files, modes, os_compat, paths
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import dump


class Drafts:
    """The drafts of one journal folder.

    Args:
        folder: the journal folder, created with the first draft if it does not exist.
        wait: how many seconds to wait for another process to finish saving.
        keys: the keys of the journal folder; None for keys that can't be unlocked.
    """

    def __init__(self, folder: Path, wait: float = 5.0, keys: FolderKeys | None = None) -> None:
        self.folder = os.path.join(folder, paths.DRAFTS)
        self.keys = keys or FolderKeys(os.fspath(folder))
        self.warnings: list[str] = []
        self._wait = wait
        # Digests of drafts that may have been replaced although the disk reported an error.
        self._unconfirmed: dict[str, str] = {}

    def path(self, draft_id: str) -> str:
        """Return the path of a draft, which may not exist.

        Raises:
            UsageError: The id is invalid.
        """
        written, other = self._paths(draft_id)
        # The draft may not have been converted yet.
        is_other = not os.path.lexists(written) and os.path.lexists(other)
        return other if is_other else written

    def _paths(self, draft_id: str) -> tuple[str, str]:
        """Return the path to write a draft to, and its path before encryption changed."""
        if not is_id(draft_id):
            raise UsageError(f"not an id: {draft_id!r}")
        stem = os.path.join(self.folder, draft_id)
        if self.keys.is_encrypted:
            return stem + paths.SEALED, stem + paths.PLAIN
        return stem + paths.PLAIN, stem + paths.SEALED

    def save(self, draft_id: str, data: dict[str, Any], base: str = "") -> str:
        """Save a draft durably, unless it is no longer the version that the data is based on.

        Args:
            draft_id: the id of the draft.
            data: the draft.
            base: the version that the data is based on, or "" if there was no draft.

        Returns:
            The version of the saved draft.

        Raises:
            ConflictError: Another process has changed or removed the draft; it is unchanged.
            BusyError: Another process is saving a draft.
            DamagedError: The recipients of an encrypted journal can't be trusted.
            FileError: The draft could not be saved; any earlier version is unchanged.
        """
        self._paths(draft_id)
        self.keys.require_recipients()
        files.make_subfolder(self.folder)
        if tightened := modes.tighten(os.path.dirname(self.folder)):
            self.warnings.append(tightened)
        with self.locked():
            # Check again while holding the lock, which a conversion also takes.
            path, other = self._paths(draft_id)
            self.keys.require_recipients()
            if not self.is_current(draft_id, base):
                gone = not os.path.lexists(self.path(draft_id))
                what = "removed" if gone else "changed"
                raise ConflictError(f"the draft {draft_id} was {what} elsewhere")
            sealed = b"".join(self.keys.encrypt([dump(data), b"\n"], path))
            try:
                files.replace_file(path, [sealed], paths.DRAFT_FAMILY)
            except FileError:
                self._unconfirmed[draft_id] = _digest(sealed)
                raise
            self._unconfirmed.pop(draft_id, None)
            with contextlib.suppress(OSError):
                os.unlink(other)
            with files.explained(path):
                return _version(path, os.stat(path).st_mtime_ns, _digest(sealed))

    def version(self, draft_id: str) -> str:
        """Return the current version of a draft; "" if there is none.

        Raises:
            DamagedError: The path is not a file.
            FileError: The file can't be read.
        """
        return self._read(self.path(draft_id))[1]

    def is_current(self, draft_id: str, version: str) -> bool:
        """Return whether a draft still has the given version; see `version`."""
        found = self.version(draft_id)
        if not found or not version:
            return found == version
        (suffix, modified, digest), (before, modified_before, digest_before) = (
            one.split(" ") for one in (found, version)
        )
        # Turning encryption on or off changes the bytes of a draft, but not its timestamp.
        is_converted = suffix != before and modified == modified_before
        return is_converted or digest in (digest_before, self._unconfirmed.get(draft_id))

    def _read(self, path: str) -> tuple[bytes, str]:
        """Return the bytes of a draft, which may be encrypted, and its version; "" if none."""
        fd = files.open_file(path)
        if fd is None:
            return b"", ""
        state = files.require_file(fd, path)
        raw = files.read_and_close(fd, path)
        return raw, _version(path, state.st_mtime_ns, _digest(raw))

    def load(self, draft_id: str) -> dict[str, Any]:
        """Load a draft; see `open`."""
        return self.open(draft_id)[0]

    def open(self, draft_id: str) -> tuple[dict[str, Any], str]:
        """Load a draft together with its version.

        Raises:
            NotFoundError: No draft has this id.
            DamagedError: The file is not a valid draft; it is kept.
            LockedError: The draft is encrypted and can't be decrypted.
            FileError: The file can't be read.
        """
        path = self.path(draft_id)
        raw, version = self._read(path)
        if not version:
            raise NotFoundError(f"{draft_id}: no such draft")
        text = self.keys.decrypt(raw, path)
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        if type(data) is not dict:
            raise DamagedError.at(
                path,
                "can't be read as a draft",
                hint="It is kept; open it in an editor to save its text.",
            )
        return data, version

    def ids(self) -> list[str]:
        """List the ids of all drafts, most recently saved first.

        Raises:
            FileError: The folder can't be read.
        """
        saved = []
        with files.explained(self.folder):
            try:
                names = os.listdir(self.folder)
            except FileNotFoundError:
                return []
        for name in names:
            draft_id, suffix = os.path.splitext(name)
            if suffix not in (paths.PLAIN, paths.SEALED) or not is_id(draft_id):
                continue
            # Another process may have discarded it in the meantime.
            with contextlib.suppress(OSError):
                saved_at = os.lstat(os.path.join(self.folder, name)).st_mtime_ns
                saved.append((saved_at, draft_id))
        return list(dict.fromkeys(draft_id for _, draft_id in sorted(saved, reverse=True)))

    def all(self) -> list[tuple[str, dict[str, Any]]]:
        """Load all drafts, most recently saved first. Unreadable drafts become warnings.

        Raises:
            LockedError: The drafts are encrypted and can't be decrypted.
            FileError: The folder can't be read.
        """
        drafts = []
        for draft_id in self.ids():
            try:
                drafts.append((draft_id, self.load(draft_id)))
            except NotFoundError:
                continue
            except LockedError:
                raise
            except ReflectError as error:
                if error.message not in self.warnings:
                    self.warnings.append(error.message)
        return drafts

    def discard(self, draft_id: str) -> None:
        """Permanently delete a draft, if it exists.

        Raises:
            FileError: The draft can't be removed.
        """
        files.require_no_link(self.folder)
        for path in self._paths(draft_id):
            with files.explained(path), contextlib.suppress(FileNotFoundError):
                os.unlink(path)
                os_compat.sync_folder(self.folder)

    def discard_version(self, draft_id: str, version: str) -> None:
        """Permanently delete a draft, unless another process has changed it.

        Raises:
            BusyError: Another process is saving a draft.
            FileError: The draft can't be read or removed.
        """
        if not version or not os.path.isdir(self.folder):
            return
        with self.locked():
            if self.is_current(draft_id, version):
                self.discard(draft_id)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock shared by all drafts.

        Raises:
            BusyError: Another process is saving a draft.
            FileError: The lock file can't be opened, or a path is a link.
        """
        files.require_no_link(self.folder, "nothing was saved")
        path = os.path.join(self.folder, paths.DRAFT_LOCK)
        with contextlib.ExitStack() as stack:
            with files.explained(path, "nothing was saved"):
                fd = stack.enter_context(os_compat.opened(path, os.O_RDWR | os.O_CREAT))
                files.require_file(fd, path)
            files.acquire_lock(fd, path, wait=self._wait)
            yield


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def _version(path: str, modified: int, digest: str) -> str:
    return f"{os.path.splitext(path)[1]} {modified} {digest}"
