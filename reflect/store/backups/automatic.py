"""Automatic backups: when a backup is due, a write keeps the journal it replaces.

The journal is only ever replaced by a rename, so a hard link preserves the old file at no cost. The
link stays hidden until the new journal is in place, so a visible backup is never the same file as
the current journal.
"""

import contextlib
import os
from datetime import datetime, timedelta

from reflect.errors import ReflectError
from reflect.store import files, os_compat, paths
from reflect.store.backups import catalog
from reflect.store.backups.catalog import Backup
from reflect.store.encryption.keys import FolderKeys
from reflect.store.layout import AFTER_DIGITS, Head

EVERY = timedelta(minutes=30)


class AutoBackup:
    """The backup of the journal that a write is about to replace.

    The caller must hold the journal lock. Errors become warnings, because a failed backup must not
    prevent a save.

    Args:
        keys: the keys of the journal folder.
        at: the current time.
        limit: the maximum total size of automatic backups in bytes; 0 for no limit.
    """

    def __init__(self, keys: FolderKeys, at: datetime, limit: int = 0) -> None:
        self.at = at
        # The highest generation among all backups, set by `prepare`.
        self.highest_generation = 0
        self.warnings: list[str] = []
        self._keys = keys
        self._place = keys.path(paths.BACKUPS)
        self._limit = limit
        self._temp = ""
        self._stem = ""
        self._raw = b""

    def prepare(self, path: str, raw: bytes, data: bytes, head: Head) -> None:
        """Link the journal before it is replaced, if a backup is due.

        Args:
            path: the path of the journal.
            raw: the journal's bytes as stored.
            data: the journal's decrypted bytes, with a valid checksum.
            head: the journal's head record.
        """
        try:
            files.require_no_link(self._place)
            with files.explained(self._place):
                names = self._names()
            if has_recent(names, self.at) or has_backup_of(self._keys, names, data, head):
                return
            files.make_subfolder(self._place, "")
            self.highest_generation = highest_generation(names)
            self._stem, self._raw = backup_stem(self.at, head), raw
            self._link(files.resolve_links(path))
        except ReflectError as error:
            self._stem = ""
            self._warn(error.message)

    def discard(self) -> None:
        """Remove the link after a write that did not replace the journal."""
        if self._temp:
            with contextlib.suppress(OSError):
                os.unlink(self._temp)
        self._temp = self._stem = ""

    def finish(self) -> list[str]:
        """Turn the link into a backup and remove surplus backups.

        Returns:
            Warnings for the user.
        """
        if self._stem:
            path = files.free_path(self._place, self._stem, self._keys.suffix)
            try:
                with files.explained(self._place):
                    if not self._temp:
                        self._temp = files.temp_path(self._place, paths.BACKUP_FAMILY)
                        files.write_new(self._temp, self._raw)
                    files.publish(self._temp, path)
            except ReflectError as error:
                self.discard()
                if not os.path.lexists(path):
                    self._warn(error.message)
            else:
                self.warnings += remove_surplus(path, self._limit)
        return self.warnings

    def _names(self) -> list[str]:
        """List the names in the backup folder, after removing leftover temporary files."""
        try:
            names = os.listdir(self._place)
        except FileNotFoundError:
            return []
        for name in names:
            if name[:1] == "." and files.is_temp(name, paths.BACKUP_FAMILY):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(self._place, name))
        return names

    def _link(self, journal: str) -> None:
        """Link the journal under a hidden name. If that fails, `finish` copies it instead."""
        temp = files.temp_path(self._place, paths.BACKUP_FAMILY)
        try:
            os.link(journal, temp)
            state = os.stat(temp)
            if state.st_size != len(self._raw):
                # Another program is writing to the file, so back up the bytes we have read.
                raise OSError
            if os_compat.HAS_MODES and state.st_mode & 0o077:
                os.chmod(temp, os_compat.FILE_MODE)
        except OSError:
            with contextlib.suppress(OSError):
                os.unlink(temp)
        else:
            self._temp = temp

    def _warn(self, what: str) -> None:
        self.warnings.append(f"{what}; no backup was made")


def backup_stem(at: datetime, head: Head) -> str:
    """Return a backup's file name without its suffix."""
    return f"{catalog.stamp(at)}-g{head.generation}"


def highest_generation(names: list[str]) -> int:
    """Return the highest generation found among the names in the backup folder."""
    backups = filter(None, map(catalog.parse_name, names))
    return max((backup.generation or 0 for backup in backups), default=0)


def has_recent(names: list[str], at: datetime) -> bool:
    """Return whether a backup was made too recently to make another one.

    Backups dated in the future don't count.

    Args:
        names: the names in the backup folder.
        at: the current time.
    """
    # Names sort by time; parsing all of them would make every save slower.
    since, until = f"{catalog.stamp(at - EVERY)}~", f"{catalog.stamp(at)}~"
    recent = [name for name in names if since < name < until]
    return any(backup.kind == catalog.MADE for backup in map(catalog.parse_name, recent) if backup)


def has_backup_of(keys: FolderKeys, names: list[str], data: bytes, head: Head) -> bool:
    """Return whether a backup of this exact journal exists."""
    return find_backup_of(keys, names, data, head) is not None


def find_backup_of(keys: FolderKeys, names: list[str], data: bytes, head: Head) -> Backup | None:
    """Find the backup of a journal by its checksum.

    Args:
        keys: the keys of the journal folder.
        names: the names in the backup folder.
        data: the decrypted bytes of the journal.
        head: the journal's head record.
    """
    mark = f"-g{head.generation}"
    for name in names:
        if mark not in name:
            continue
        backup = catalog.parse_name(os.path.join(keys.path(paths.BACKUPS), name))
        if backup and backup.kind == catalog.MADE and backup.generation == head.generation:
            with contextlib.suppress(OSError, ReflectError):
                if _beginning(keys, backup.path) == data[:AFTER_DIGITS]:
                    return backup
    return None


def _beginning(keys: FolderKeys, path: str) -> bytes:
    """Read a backup up to its checksum. An encrypted backup has to be read in full."""
    if path.endswith(paths.SEALED):
        return (keys.read(path) or b"")[:AFTER_DIGITS]
    with os_compat.opened(path, os.O_RDONLY) as fd:
        return os.read(fd, AFTER_DIGITS)


def remove_surplus(newest: str, limit: int) -> list[str]:
    """Remove the automatic backups that no retention rule covers; return warnings.

    After a jump of the clock, only one is removed, and that is reported.

    Args:
        newest: the path of the newest backup.
        limit: the maximum total size in bytes; 0 for no limit.
    """
    from reflect.store.backups import retention

    folder = os.path.dirname(os.path.dirname(newest))
    made = [backup for backup in catalog.list_backups(folder) if backup.kind == catalog.MADE]
    surplus = retention.surplus(made, newest, limit)
    is_after_jump = retention.is_after_jump(made)
    try:
        for backup in surplus[: 1 if is_after_jump else None]:
            with files.explained(backup.path), contextlib.suppress(FileNotFoundError):
                os.unlink(backup.path)
    except ReflectError as error:
        return [f"{error.message}; it is an old backup that should be removed"]
    if is_after_jump and surplus:
        return [f"{surplus[0].path}: removed; others stay for now, because the clock jumped"]
    return []
