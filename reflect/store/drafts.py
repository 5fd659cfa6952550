"""Drafts of unfinished guided sessions, one file per session, rewritten after every answer."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reflect.errors import DamagedError, LockedError, NotFoundError, ReflectError, UsageError
from reflect.model.ids import is_id
from reflect.store import files, os_compat, paths
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

    def save(self, draft_id: str, data: dict[str, Any]) -> None:
        """Save a draft durably.

        Raises:
            BusyError: Another process is saving a draft.
            DamagedError: The recipients of an encrypted journal can't be trusted.
            FileError: The draft could not be saved; any earlier version is unchanged.
        """
        self._paths(draft_id)
        self.keys.require_recipients()
        files.make_folder(self.folder)
        with self.locked():
            # Check again while holding the lock, which a conversion also takes.
            path, other = self._paths(draft_id)
            self.keys.require_recipients()
            sealed = self.keys.encrypt([dump(data), b"\n"], path)
            files.replace_file(path, sealed, paths.DRAFT_FAMILY)
            with contextlib.suppress(OSError):
                os.unlink(other)

    def load(self, draft_id: str) -> dict[str, Any]:
        """Load a draft.

        Raises:
            NotFoundError: No draft has this id.
            DamagedError: The file is not a valid draft; it is kept.
            LockedError: The draft is encrypted and can't be decrypted.
            FileError: The file can't be read.
        """
        path = self.path(draft_id)
        text = self.keys.read(path)
        if text is None:
            raise NotFoundError(f"{draft_id}: no such draft")
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
        return data

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
        for path in self._paths(draft_id):
            with files.explained(path), contextlib.suppress(FileNotFoundError):
                os.unlink(path)
                os_compat.sync_folder(self.folder)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock shared by all drafts.

        Raises:
            BusyError: Another process is saving a draft.
        """
        path = os.path.join(self.folder, paths.DRAFT_LOCK)
        with contextlib.ExitStack() as stack:
            with files.explained(path, "nothing was saved"):
                fd = stack.enter_context(os_compat.opened(path, os.O_RDWR | os.O_CREAT))
            files.acquire_lock(fd, path, wait=self._wait)
            yield
