"""Guided sessions that are not finished: one file each, replaced whole at every answer."""

import contextlib
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from reflect.errors import DamagedError, NotFoundError, ReflectError, UsageError
from reflect.model.ids import is_id
from reflect.store import disk, names, platform
from reflect.store.document import dump

_SUFFIX = ".json"


class Drafts:
    """The drafts of one journal folder.

    Args:
        folder: the journal's folder; what is missing of it is created by the first draft.
        wait: for how many seconds to wait for another process that is saving one.
    """

    def __init__(self, folder: Path, wait: float = 5.0) -> None:
        self.folder = os.path.join(folder, names.DRAFTS)
        self._journal_folder = os.fspath(folder)
        self.warnings: list[str] = []
        self._wait = wait

    def path(self, draft_id: str) -> str:
        """Say where a draft is kept.

        Raises:
            UsageError: it is not an id.
        """
        if not is_id(draft_id):
            raise UsageError(f"not an id: {draft_id!r}")
        return os.path.join(self.folder, draft_id + _SUFFIX)

    def save(self, draft_id: str, data: dict[str, Any]) -> None:
        """Keep a draft; when this returns it is on the disk.

        Raises:
            BusyError: another process is saving one.
            DamagedError: the journal is encrypted, and a draft is plain text.
            FileError: it could not be saved; an earlier one stays as it was.
        """
        path = self.path(draft_id)
        disk.require_plain(self._journal_folder)
        disk.make_folder(self.folder)
        with self._locked():
            disk.replace_file(path, [dump(data), b"\n"], names.DRAFT_FAMILY)

    def load(self, draft_id: str) -> dict[str, Any]:
        """Read a draft.

        Raises:
            NotFoundError: there is none of that id.
            DamagedError: it is not what it should be; the file stays.
            FileError: it can't be read.
        """
        path = self.path(draft_id)
        text = disk.read_file(path)
        if text is None:
            raise NotFoundError(f"{draft_id}: no such draft")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError):
            data = None
        if type(data) is not dict:
            raise DamagedError(
                f"{path}: can't be read as a draft",
                "It is kept; open it in an editor to save its text.",
            )
        return data

    def ids(self) -> list[str]:
        """List the ids of all drafts, the one saved last first.

        Raises:
            FileError: the folder can't be read.
        """
        found = []
        with disk.explained(self.folder):
            try:
                names = os.listdir(self.folder)
            except FileNotFoundError:
                return []
        for name in names:
            draft_id = name.removesuffix(_SUFFIX)
            if name == draft_id or not is_id(draft_id):
                continue
            # One that is discarded meanwhile, or can't be looked at, is no reason to stop.
            with contextlib.suppress(OSError):
                saved_at = os.lstat(os.path.join(self.folder, name)).st_mtime_ns
                found.append((saved_at, draft_id))
        return [draft_id for _, draft_id in sorted(found, reverse=True)]

    def all(self) -> list[tuple[str, dict[str, Any]]]:
        """Read all drafts, the one saved last first; what can't be read becomes a warning.

        Raises:
            FileError: the folder can't be read.
        """
        found = []
        for draft_id in self.ids():
            try:
                found.append((draft_id, self.load(draft_id)))
            except NotFoundError:
                continue
            except ReflectError as error:
                if error.message not in self.warnings:
                    self.warnings.append(error.message)
        return found

    def discard(self, draft_id: str) -> None:
        """Remove a draft for good; nothing happens if there is none.

        Raises:
            FileError: it can't be removed.
        """
        path = self.path(draft_id)
        with disk.explained(path), contextlib.suppress(FileNotFoundError):
            os.unlink(path)
            platform.sync_folder(self.folder)

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        path = os.path.join(self.folder, names.DRAFT_LOCK)
        with contextlib.ExitStack() as stack:
            with disk.explained(path, "nothing was saved"):
                fd = stack.enter_context(platform.opened(path, os.O_RDWR | os.O_CREAT))
            disk.take_lock(fd, path, wait=self._wait)
            yield
