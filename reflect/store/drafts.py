"""Guided sessions that are not finished: one file each, replaced whole at every answer."""

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
        folder: the journal's folder; what is missing of it is created by the first draft.
        wait: for how many seconds to wait for another process that is saving one.
        keys: of the journal's folder; None for those that nobody can open.
    """

    def __init__(self, folder: Path, wait: float = 5.0, keys: FolderKeys | None = None) -> None:
        self.folder = os.path.join(folder, paths.DRAFTS)
        self.keys = keys or FolderKeys(os.fspath(folder))
        self.warnings: list[str] = []
        self._wait = wait

    def path(self, draft_id: str) -> str:
        """Say where a draft is kept, or would be.

        Raises:
            UsageError: it is not an id.
        """
        written, other = self._paths(draft_id)
        # Where encryption is being turned on or off, a draft may still be as it was.
        is_other = not os.path.lexists(written) and os.path.lexists(other)
        return other if is_other else written

    def _paths(self, draft_id: str) -> tuple[str, str]:
        """Give where a draft is written, and where it would be if encryption were other."""
        if not is_id(draft_id):
            raise UsageError(f"not an id: {draft_id!r}")
        stem = os.path.join(self.folder, draft_id)
        if self.keys.is_encrypted:
            return stem + paths.SEALED, stem + paths.PLAIN
        return stem + paths.PLAIN, stem + paths.SEALED

    def save(self, draft_id: str, data: dict[str, Any]) -> None:
        """Keep a draft; when this returns it is on the disk.

        Raises:
            BusyError: another process is saving one.
            DamagedError: the recipients of an encrypted journal can't be trusted.
            FileError: it could not be saved; an earlier one stays as it was.
        """
        self._paths(draft_id)
        self.keys.require_recipients()
        files.make_folder(self.folder)
        with self.locked():
            # Within the lock: whoever turns encryption on or off holds it, too.
            path, other = self._paths(draft_id)
            self.keys.require_recipients()
            sealed = self.keys.encrypt([dump(data), b"\n"], path)
            files.replace_file(path, sealed, paths.DRAFT_FAMILY)
            with contextlib.suppress(OSError):
                os.unlink(other)

    def load(self, draft_id: str) -> dict[str, Any]:
        """Read a draft.

        Raises:
            NotFoundError: there is none of that id.
            DamagedError: it is not what it should be; the file stays.
            LockedError: it is encrypted, and can't be opened.
            FileError: it can't be read.
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
        """List the ids of all drafts, the one saved last first.

        Raises:
            FileError: the folder can't be read.
        """
        found = []
        with files.explained(self.folder):
            try:
                inside = os.listdir(self.folder)
            except FileNotFoundError:
                return []
        for name in inside:
            draft_id, suffix = os.path.splitext(name)
            if suffix not in (paths.PLAIN, paths.SEALED) or not is_id(draft_id):
                continue
            # One that is discarded meanwhile, or can't be looked at, is no reason to stop.
            with contextlib.suppress(OSError):
                saved_at = os.lstat(os.path.join(self.folder, name)).st_mtime_ns
                found.append((saved_at, draft_id))
        return list(dict.fromkeys(draft_id for _, draft_id in sorted(found, reverse=True)))

    def all(self) -> list[tuple[str, dict[str, Any]]]:
        """Read all drafts, the one saved last first; what can't be read becomes a warning.

        Raises:
            LockedError: they are encrypted, and can't be opened.
            FileError: the folder can't be read.
        """
        found = []
        for draft_id in self.ids():
            try:
                found.append((draft_id, self.load(draft_id)))
            except NotFoundError:
                continue
            except LockedError:
                raise
            except ReflectError as error:
                if error.message not in self.warnings:
                    self.warnings.append(error.message)
        return found

    def discard(self, draft_id: str) -> None:
        """Remove a draft for good; nothing happens if there is none.

        Raises:
            FileError: it can't be removed.
        """
        for path in self._paths(draft_id):
            with files.explained(path), contextlib.suppress(FileNotFoundError):
                os.unlink(path)
                os_compat.sync_folder(self.folder)

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the lock of all drafts.

        Raises:
            BusyError: another process is saving one.
        """
        path = os.path.join(self.folder, paths.DRAFT_LOCK)
        with contextlib.ExitStack() as stack:
            with files.explained(path, "nothing was saved"):
                fd = stack.enter_context(os_compat.opened(path, os.O_RDWR | os.O_CREAT))
            files.acquire_lock(fd, path, wait=self._wait)
            yield
