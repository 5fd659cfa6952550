"""A record of what this machine last saw of an encrypted journal, stored outside its folder.

It reveals tampering with the journal folder:

- If the recipients have changed, or an encrypted journal has been replaced with a plain-text one,
  writing is blocked until the user runs `doctor --accept`. Otherwise, new text could be exposed to
  an attacker.
- An older generation only causes a warning, because synced folders and restored machines produce
  one in normal use. The warning appears on every read. The next write ends it by continuing from
  the generation that was last seen, so that no number is used twice and other machines don't warn
  about the new file. A restore does the same, while `doctor --accept` records the older generation
  instead.
"""

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, FileError, Notice, ReflectError
from reflect.store import file_errors, files, paths

if TYPE_CHECKING:
    from reflect.store.encryption.keys import FolderKeys
    from reflect.store.layout import Head


# Files that `doctor --accept` can't use without the keys.
_LEFT = (paths.INBOX, paths.BACKUPS)


@dataclass(frozen=True, slots=True)
class LastSeen:
    """The information recorded about an encrypted journal.

    Args:
        recipients: the recipients of the identity that last unlocked the journal.
        generation: the highest generation that was read or written.
        in_keyring: whether the identity is stored in the system keyring.
    """

    recipients: tuple[str, ...] = ()
    generation: int = 0
    in_keyring: bool = False

    @property
    def is_encrypted(self) -> bool:
        """Whether an encrypted journal has been seen."""
        return bool(self.recipients)


class LastSeenStore:
    """The records of one journal folder. Write errors are ignored, so that they never block a save.

    Args:
        place: the folder that contains the records.
        folder: the journal folder.
    """

    def __init__(self, place: str, folder: str) -> None:
        self._place = place
        self._folder = folder

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The paths of the journal's records, one for its real path and one for the path as given.

        Both are needed, because an attacker could replace the folder with a symbolic link.
        """
        from hashlib import sha256

        folders = dict.fromkeys((os.path.realpath(self._folder), os.path.abspath(self._folder)))
        digests = (sha256(os.fsencode(folder)).hexdigest() for folder in folders)
        return tuple(os.path.join(self._place, f"{digest[:16]}.json") for digest in digests)

    @property
    def generation(self) -> int:
        """The highest generation that has been seen."""
        return self.read().generation

    def matches(self, recipients: Sequence[str]) -> bool:
        """Return whether the recipients match those seen last, or none have been seen."""
        seen = self.read().recipients
        return not seen or seen == tuple(recipients)

    def remember_recipients(self, recipients: Sequence[str]) -> None:
        """Record the recipients of the identity that was unlocked."""
        if self.read().recipients != tuple(recipients):
            self._write(LastSeen(tuple(recipients)))

    def remember_generation(self, generation: int, *, lower: bool = False) -> None:
        """Record a generation if it is higher than the last one.

        Args:
            generation: the generation.
            lower: whether to record it even if it is lower.
        """
        seen = self.read()
        if generation > seen.generation or (lower and generation != seen.generation):
            self._write(replace(seen, generation=generation))

    def forget(self) -> None:
        """Forget that the journal was encrypted.

        Raises:
            FileError: A record can't be removed.
        """
        for path in filter(os.path.lexists, self.paths):
            try:
                os.unlink(path)
            except OSError as error:
                reason = f"{path}: {file_errors.reason(error)}"
                raise FileError(
                    f"can't forget that the journal is encrypted: {reason}",
                    hint="The journal is as it was. That file must go first.",
                ) from error

    def require_none_encrypted(self, folder: str) -> None:
        """Reject an unencrypted or new journal if an encrypted one was seen before.

        Args:
            folder: the journal folder.

        Raises:
            DamagedError: An encrypted journal was seen before.
        """
        if not self.read().is_encrypted:
            return
        if os.path.lexists(os.path.join(folder, paths.JOURNAL)):
            raise DamagedError.at(
                folder,
                "contains a journal in plain text, but contained an encrypted one when it was "
                "last seen here",
                hint="If you decrypted it: {command} accepts it.",
                command=("doctor", "--accept"),
            )
        is_anything_left = any(os.path.lexists(os.path.join(folder, name)) for name in _LEFT)
        raise DamagedError.at(
            folder,
            "contained an encrypted journal when it was last seen here, and both journal "
            "and keys are gone",
            hint="Put them back from a copy. To start again, in plain text, "
            f"{'move away what is left there, then ' if is_anything_left else ''}{{command}}.",
            command=("doctor", "--accept"),
        )

    def remember_keyring(self, is_in: bool) -> None:
        """Record whether the identity is stored in the system keyring."""
        if self.read().in_keyring != is_in:
            self._write(replace(self.read(), in_keyring=is_in))

    def read(self) -> LastSeen:
        """Return the record of the journal; an empty one if it can't be read."""
        if not os.path.isdir(self._place):
            # No journal has ever been encrypted on this machine, so don't bother hashing the path.
            return LastSeen()
        return next(filter(None, map(_read, self.paths)), LastSeen())

    def _write(self, seen: LastSeen) -> None:
        with contextlib.suppress(ReflectError):
            files.make_folder(self._place)
            for path in self.paths:
                files.replace_file(path, [json.dumps(asdict(seen)).encode()])


def _read(path: str) -> LastSeen | None:
    try:
        data = json.loads(files.read_file(path) or b"null")
        return data and LastSeen(
            tuple(str(recipient) for recipient in data.get("recipients", ())),
            int(data.get("generation", 0)),
            data.get("in_keyring") is True,
        )
    except (ReflectError, ValueError, TypeError, AttributeError, RecursionError):
        return None


@dataclass(frozen=True, slots=True)
class Rollback:
    """An encrypted journal that is older than the one last seen on this machine.

    Args:
        path: the path of the journal.
        found: the generation of the journal.
        seen: the generation that was last seen.
        step: how to get a newer version back.
    """

    path: str
    found: int
    seen: int
    step: Notice

    @property
    def what(self) -> str:
        """A one-line description of the problem, without a period."""
        return (
            f"{self.path}: is generation {self.found}, older than generation {self.seen}, which "
            "was last seen on this machine"
        )

    @property
    def warning(self) -> Notice:
        """A description of the problem and the suggested next step."""
        return Notice(f"{self.what}. {self.step.message}", self.step.command)


def generation(keys: "FolderKeys") -> int:
    """Return the last seen generation of an encrypted journal; 0 if it is not encrypted."""
    return keys.last_seen.generation if keys.last_seen is not None and keys.is_encrypted else 0


def check_generation(keys: "FolderKeys", head: "Head", path: str, seen: int) -> Rollback | None:
    """Record the generation of a journal that was just read, unless it is older than expected.

    Args:
        keys: the keys of the journal folder.
        head: the journal's head record.
        path: the path of the journal.
        seen: the generation last seen before the journal was opened, so that a write by another
            process in the meantime doesn't cause a warning.

    Returns:
        The rollback, if the journal is older than the one last seen.
    """
    if head.generation < seen:
        return Rollback(path, head.generation, seen, _way_to_newer(keys, head.generation))
    if keys.last_seen is not None and keys.is_encrypted:
        keys.last_seen.remember_generation(head.generation)
    return None


def _way_to_newer(keys: "FolderKeys", found: int) -> Notice:
    """Suggest a newer backup to restore, or the list of backups if none is newer."""
    from reflect.store.backups import catalog

    backups = catalog.list_backups(keys.folder)
    newest = max(backups, key=lambda backup: backup.generation or 0, default=None)
    if newest is not None and (newest.generation or 0) > found:
        return Notice(
            f"{{command}} restores generation {newest.generation}.",
            ("backup", "restore", newest.id),
        )
    return Notice("{command} lists the backups, but none is newer.", ("backup",))


def encrypted_was_seen(keys: "FolderKeys") -> bool:
    """Return whether an encrypted journal was ever seen, even if it no longer exists."""
    return keys.last_seen is not None and keys.last_seen.read().is_encrypted


def recipients(keys: "FolderKeys") -> tuple[str, ...]:
    """Return the recipients for files outside the folder, or an empty tuple for a plain journal.

    The remembered recipients are used if the folder's are missing or can't be trusted. The files
    can be opened once the keys are back.

    Raises:
        DamagedError: The recipients of an encrypted journal can't be trusted, and none are
            remembered.
        FileError: They can't be read, and none are remembered.
    """
    seen = keys.last_seen.read().recipients if keys.last_seen is not None else ()
    if not keys.is_encrypted:
        return seen
    try:
        return keys.recipients()
    except ReflectError:
        if not seen:
            raise
        return seen


def require_never_seen(keys: "FolderKeys", path: str) -> None:
    """Refuse to create a new encrypted journal if one was seen before.

    Args:
        keys: the keys of the journal folder.
        path: the path of the journal, for error messages.

    Raises:
        DamagedError: An encrypted journal was seen before.
    """
    if keys.last_seen is not None and keys.is_encrypted and (seen := keys.last_seen.generation):
        raise DamagedError.at(
            path,
            f"is missing, and was seen here (generation {seen})",
            hint="Put it back from a backup or a copy. To start again: {command}.",
            command=("doctor", "--accept"),
        )


def remember(keys: "FolderKeys", head: "Head") -> None:
    """Record the state of an encrypted journal after a write."""
    if keys.last_seen is not None and keys.is_encrypted:
        keys.last_seen.remember_recipients(keys.recipients())
        keys.last_seen.remember_generation(head.generation, lower=True)


def accept(keys: "FolderKeys", head: "Head") -> None:
    """Record the journal's current state as legitimate, even if it is no longer encrypted.

    Raises:
        FileError: The record of an encrypted journal can't be removed.
    """
    remember(keys, head)
    if keys.last_seen is not None and not keys.is_encrypted and encrypted_was_seen(keys):
        keys.last_seen.forget()
