"""The backups in backups/, and the meaning of their file names.

    20261122T203000Z-g42.json            generation 42, automatic or requested by the user
    20261122T203000Z-g42-replaced.json   a journal replaced by a restore
    20261122T203000Z-damaged.json        the same, but the journal was damaged

Backups of an encrypted journal end in .age. Times are in UTC. A file with any other name belongs to
the user: it is listed, but never removed.
"""

import os
import re
import stat
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reflect.errors import DamagedError, NotFoundError, Notice, ReflectError, UsageError
from reflect.store import file_errors, files, paths
from reflect.store.encryption.keys import FolderKeys

if TYPE_CHECKING:
    from reflect.store.layout import Head

Tables = dict[str, dict[str, dict[str, Any]]]

# The kinds of backups: made automatically or on request, replaced by a restore (intact or
# damaged), and the user's own files.
MADE, REPLACED, DAMAGED, OWN = "made", "replaced", "damaged", "own"
_NAME = re.compile(
    r"(\d{8}T\d{6}Z)-(?:g(0|[1-9]\d{0,17})(-replaced)?|(replaced)|damaged)(?:-\d+)?(\.json|\.age)",
    re.ASCII,
)
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Backup:
    """A file in backups/.

    Args:
        path: the path.
        id: the name without the suffix, or the whole name of a user's own file.
        at: the time of the backup in UTC, or the modification time of a user's own file.
        generation: the generation of the journal; None if the name does not include it.
        kind: MADE, REPLACED, DAMAGED or OWN.
        size: the size in bytes.
    """

    path: str
    id: str
    at: datetime
    generation: int | None
    kind: str
    size: int = 0


@dataclass(frozen=True, slots=True)
class CheckedBackup:
    """A backup and the result of checking its contents.

    Args:
        backup: the backup.
        is_sound: whether its checksum is valid.
        entries: the number of entries; None if unknown.
        error: the error that prevented the check, if any.
    """

    backup: Backup
    is_sound: bool
    entries: int | None
    error: ReflectError | None = None


def stamp(at: datetime) -> str:
    """Format a time for use in a backup name, so that names sort chronologically."""
    utc = at.astimezone(UTC).isoformat(timespec="seconds")
    return utc[:19].replace("-", "").replace(":", "") + "Z"


def parse_name(path: str) -> Backup | None:
    """Parse the name of a backup; return None if it is not one of ours."""
    name = os.path.basename(path)
    match = _NAME.fullmatch(name)
    if match is None:
        return None
    try:
        at = datetime.fromisoformat(match[1])
    except ValueError:
        return None
    generation = None if match[2] is None else int(match[2])
    kind = REPLACED if match[3] or match[4] else DAMAGED if generation is None else MADE
    return Backup(path, name.removesuffix(match[5]), at, generation, kind)


def list_backups(folder: str, *, strict: bool = False) -> list[Backup]:
    """List the backups of a journal folder, newest first.

    Args:
        folder: the journal folder.
        strict: whether to raise an error if the backup folder can't be listed. Otherwise it is
            treated as empty, so that a more important error, such as a damaged journal, is not
            hidden.

    Raises:
        FileError: The backup folder can't be listed.
    """
    place = os.path.join(folder, paths.BACKUPS)
    try:
        names = os.listdir(place)
    except OSError as error:
        if strict and not isinstance(error, FileNotFoundError):
            raise file_errors.file_error(error, place) from error
        return []
    backups = [_backup_at(os.path.join(place, name)) for name in names if name[:1] != "."]
    return sorted(filter(None, backups), key=_order, reverse=True)


def _backup_at(path: str) -> Backup | None:
    try:
        state = os.stat(path)
    except OSError:
        return None
    if not stat.S_ISREG(state.st_mode):
        return None
    named = parse_name(path)
    if named is None:
        at = datetime.fromtimestamp(state.st_mtime, UTC)
        return Backup(path, os.path.basename(path), at, None, OWN, state.st_size)
    return Backup(path, named.id, named.at, named.generation, named.kind, state.st_size)


def _order(backup: Backup) -> tuple[datetime, int, str]:
    return backup.at, -1 if backup.generation is None else backup.generation, backup.id


def check(backup: Backup, keys: FolderKeys) -> CheckedBackup | None:
    """Check the contents of a backup; return None if it no longer exists."""
    from reflect.store import layout

    try:
        data = keys.read(backup.path)
        if data is None:
            return None
        if layout.checksum_holds(data):
            return CheckedBackup(backup, True, _count(data, backup.path))
    except ReflectError as error:
        return CheckedBackup(backup, False, None, None if _is_about(error, backup.path) else error)
    return CheckedBackup(backup, False, None)


def _is_about(error: ReflectError, path: str) -> bool:
    """Return whether an error is about a file's contents rather than access to it."""
    from reflect.store.encryption.age import OtherIdentityError

    if isinstance(error, OtherIdentityError):
        return False
    return isinstance(error, DamagedError) and error.path == Path(path)


def _count(data: bytes, path: str) -> int:
    from reflect.store import layout, strict_parser

    try:
        return len(layout.rows(data)[1])
    except (layout.UnscannableError, UnicodeDecodeError):
        return len(strict_parser.read(data, path)[1][layout.ENTRIES])


def newest_good(keys: FolderKeys) -> Backup | None:
    """Return the newest valid backup, preferring those that were not replaced by a restore.

    Generations decide first, because the clock may have been wrong.
    """

    def order(backup: Backup) -> tuple[bool, int]:
        return backup.kind == REPLACED, -(backup.generation or 0)

    for backup in sorted(list_backups(keys.folder), key=order):
        checked = check(backup, keys)
        if checked is not None and checked.is_sound:
            return backup
    return None


def restore_step(keys: FolderKeys) -> Notice | None:
    """Return the command that restores the newest valid backup, if there is one."""
    good = newest_good(keys)
    if good is None:
        return None
    return Notice("{command} goes back to the newest good backup.", ("backup", "restore", good.id))


def restore_helps(error: ReflectError, keys: FolderKeys) -> bool:
    """Return whether a restore, which only replaces the journal file, would fix an error."""
    return isinstance(error, DamagedError) and error.path == Path(keys.journal)


def add_restore_step(error: DamagedError, keys: FolderKeys) -> None:
    """Suggest the newest valid backup in an error about a damaged journal."""
    if restore_helps(error, keys) and (notice := restore_step(keys)):
        error.notices.append(notice)


def find(folder: str, name: str) -> str:
    """Find a backup by its id or a prefix of it, its generation (g42), or its path.

    Args:
        folder: the journal folder.
        name: the name as typed by the user.

    Raises:
        NotFoundError: No backup matches.
        UsageError: The name is ambiguous.
        FileError: The backups can't be listed.
    """
    backups = list_backups(folder, strict=True)
    for backup in backups:
        if name in (backup.id, os.path.basename(backup.path)):
            return backup.path
    if "\0" not in name and os.path.lexists(name):
        return name
    ours = [backup for backup in backups if backup.kind != OWN]
    matches = [backup for backup in ours if name and _may_mean(name, backup)]
    if len(matches) == 1:
        return matches[0].path
    if matches:
        ids = ", ".join(backup.id for backup in matches[:_MOST_NAMED])
        more = " …" if len(matches) > _MOST_NAMED else ""
        raise UsageError(
            f"{name!r} may be several backups: {ids}{more}", hint="Give more of its name."
        )
    raise NotFoundError(
        f"no backup {name!r}, and no such file", hint="{command} lists them.", command=("backup",)
    )


def _may_mean(name: str, backup: Backup) -> bool:
    return backup.id.startswith(name) or backup.id.partition("-")[2] == name


def read(path: str, keys: FolderKeys) -> "tuple[bytes, Head, Tables]":
    """Read and validate a backup; return its decrypted bytes, its head and its tables.

    Raises:
        NotFoundError: The backup no longer exists.
        DamagedError: The checksum is wrong, or the file is not one of our journals.
        LockedError: The backup is encrypted and the journal is locked.
        FileError: The backup can't be read.
    """
    data = keys.read(path)
    if data is None:
        raise NotFoundError.at(
            path, "is gone", hint="{command} lists what is there.", command=("backup",)
        )
    return data, *parse(data, path)


def write_backup(keys: FolderKeys, stem: str, data: bytes) -> str:
    """Write a backup, verify it by reading it back, and return its path.

    The caller must hold the journal lock.

    Args:
        keys: the keys of the journal folder. The backup folder is created if necessary.
        stem: the file name without its suffix.
        data: the bytes to store, already encrypted if needed.

    Raises:
        FileError: The backup could not be written; nothing was changed.
    """
    folder = keys.path(paths.BACKUPS)
    files.make_subfolder(folder, "nothing was changed")
    with files.explained(folder, "nothing was changed"):
        files.remove_stale(folder, paths.BACKUP_FAMILY)
        path = files.free_path(folder, stem, keys.suffix)
        temp = files.temp_path(folder, paths.BACKUP_FAMILY)
        files.write_new(temp, data)
        if files.read_file(temp) != data:
            os.unlink(temp)
            raise files.read_back_error(path)
        files.publish(temp, path)
    return path


def parse(data: bytes, path: str) -> "tuple[Head, Tables]":
    """Validate the bytes of a backup; return its head and its tables.

    Args:
        data: the decrypted bytes.
        path: the path to show in error messages.

    Raises:
        DamagedError: The checksum is wrong, or the data is not one of our journals.
    """
    from reflect.store import layout, strict_parser

    try:
        head, tables = strict_parser.read(data, path)
    except DamagedError as error:
        if error.command != ("doctor",):
            raise
        others = Notice("{command} lists the others.", ("backup",))
        raise DamagedError.of(error, others) from None
    if not layout.checksum_holds(data):
        raise DamagedError.at(
            path,
            "is not as it was written (its checksum is wrong)",
            detail="Nothing was changed.",
            hint="{command} lists the others.",
            command=("backup",),
        )
    return head, tables
