"""The automatic backup: the journal that a write replaces is kept, if it is time for it.

The journal is only ever replaced by a rename, so the old file can stay under a second name, which
costs nothing. That name is a hidden one until the new journal is in its place: no backup is ever
the file that is still the journal.
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
    """Keeps what one whole-file write replaces. The journal's lock is held throughout.

    Whatever goes wrong becomes a warning: a backup must not stand in the way of a save.

    Args:
        keys: of the journal's folder.
        at: now.
        limit: how many bytes the backups that reflect makes may take; 0 for any number.
    """

    def __init__(self, keys: FolderKeys, at: datetime, limit: int = 0) -> None:
        self.at = at
        # Of all backups there are, when one is set aside.
        self.highest_generation = 0
        self.warnings: list[str] = []
        self._keys = keys
        self._place = keys.path(paths.BACKUPS)
        self._limit = limit
        self._temp = ""
        self._stem = ""
        self._raw = b""

    def prepare(self, path: str, raw: bytes, data: bytes, head: Head) -> None:
        """Hold on to the journal before it is replaced, if it is time for a backup.

        Args:
            path: of the journal.
            raw: its bytes as they stand in the file.
            data: the same, opened; their checksum holds.
            head: the record at its head.
        """
        try:
            with files.explained(self._place):
                inside = self._inside()
            if has_recent(inside, self.at) or has_backup_of(self._keys, inside, data, head):
                return
            files.make_folder(self._place, "")
            self.highest_generation = highest_generation(inside)
            self._stem, self._raw = backup_stem(self.at, head), raw
            self._link(files.resolve_links(path))
        except ReflectError as error:
            self._stem = ""
            self._warn(error.message)

    def discard(self) -> None:
        """Let go again: the journal was not replaced."""
        if self._temp:
            with contextlib.suppress(OSError):
                os.unlink(self._temp)
        self._temp = self._stem = ""

    def finish(self) -> list[str]:
        """Make a backup of what was set aside, now that it is replaced, and thin the others.

        Returns:
            Warnings, a line each.
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

    def _inside(self) -> list[str]:
        """List the names of the backups; what a writer left that died goes."""
        try:
            inside = os.listdir(self._place)
        except FileNotFoundError:
            return []
        for name in inside:
            if name[:1] == "." and files.is_temp(name, paths.BACKUP_FAMILY):
                with contextlib.suppress(OSError):
                    os.unlink(os.path.join(self._place, name))
        return inside

    def _link(self, journal: str) -> None:
        """Give the journal a second, hidden name; where that can't be, it is copied later."""
        temp = files.temp_path(self._place, paths.BACKUP_FAMILY)
        try:
            os.link(journal, temp)
            state = os.stat(temp)
            if state.st_size != len(self._raw):
                # Somebody else writes there right now: what was read is what is kept.
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
    """Name a backup of a journal that is kept now, without the ending."""
    return f"{catalog.stamp(at)}-g{head.generation}"


def highest_generation(inside: list[str]) -> int:
    """Give the highest generation among the names in the folder of the backups."""
    return max((one.generation or 0 for one in map(catalog.parse_name, inside) if one), default=0)


def has_recent(inside: list[str], at: datetime) -> bool:
    """Say whether the last backup is so young that none is due; one of the future doesn't count.

    Args:
        inside: the names in the folder of the backups.
        at: now.
    """
    # Names compare as their stamps do; reading each as an instant would cost a save too much.
    since, until = f"{catalog.stamp(at - EVERY)}~", f"{catalog.stamp(at)}~"
    near = [name for name in inside if since < name < until]
    return any(one.kind == catalog.MADE for one in map(catalog.parse_name, near) if one)


def has_backup_of(keys: FolderKeys, inside: list[str], data: bytes, head: Head) -> bool:
    """Say whether there is a backup of this very journal already."""
    return find_backup_of(keys, inside, data, head) is not None


def find_backup_of(keys: FolderKeys, inside: list[str], data: bytes, head: Head) -> Backup | None:
    """Find the backup that is this very journal, by its checksum.

    Args:
        keys: of the journal's folder.
        inside: the names in the folder of the backups.
        data: the journal's bytes, opened.
        head: the record at its head.
    """
    mark = f"-g{head.generation}"
    for name in inside:
        if mark not in name:
            continue
        found = catalog.parse_name(os.path.join(keys.path(paths.BACKUPS), name))
        if found and found.kind == catalog.MADE and found.generation == head.generation:
            with contextlib.suppress(OSError, ReflectError):
                if _beginning(keys, found.path) == data[:AFTER_DIGITS]:
                    return found
    return None


def _beginning(keys: FolderKeys, path: str) -> bytes:
    """Read a backup as far as its checksum; a sealed one opens only as a whole."""
    if path.endswith(paths.SEALED):
        return (keys.read(path) or b"")[:AFTER_DIGITS]
    with os_compat.opened(path, os.O_RDONLY) as fd:
        return os.read(fd, AFTER_DIGITS)


def remove_surplus(newest: str, limit: int) -> list[str]:
    """Remove the backups that no rule keeps, of those that reflect made; give warnings.

    Args:
        newest: the path of the one made now.
        limit: how many bytes they may take; 0 for any number.
    """
    from reflect.store.backups import retention

    folder = os.path.dirname(os.path.dirname(newest))
    made = [one for one in catalog.list_backups(folder) if one.kind == catalog.MADE]
    try:
        for one in retention.surplus(made, newest, limit):
            with files.explained(one.path), contextlib.suppress(FileNotFoundError):
                os.unlink(one.path)
    except ReflectError as error:
        return [f"{error.message}; it is an old backup that should go"]
    return []
