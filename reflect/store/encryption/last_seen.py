"""What this machine last saw of an encrypted journal, kept outside the journal's folder.

A change of the folder alone is noticed by it:

- Other recipients, and a plain journal where an encrypted one was seen, stop writing until
  `doctor --accept`: they are how new text would reach somebody else.
- An older generation is only a warning, since a synced folder or a restored machine makes one
  normally. Reading warns each time. The next write counts on from the generation that was last
  seen, so that no number is used twice and no other machine warns of the new file; it ends the
  warning. So do a restore, which counts in the same way, and `doctor --accept`, which remembers
  the older generation instead.
"""

import contextlib
import json
import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, FileError, Notice, ReflectError
from reflect.store import files, paths

if TYPE_CHECKING:
    from reflect.store.encryption.keys import FolderKeys
    from reflect.store.layout import Head


# Files that `doctor --accept` can't use without the keys.
_LEFT = (paths.INBOX, paths.BACKUPS)


@dataclass(frozen=True, slots=True)
class LastSeen:
    """What is remembered of an encrypted journal.

    Args:
        recipients: The recipients of the identity that last opened the journal.
        generation: The highest generation that was read or written.
        in_keyring: Whether the identity is in the keyring of the system.
    """

    recipients: tuple[str, ...] = ()
    generation: int = 0
    in_keyring: bool = False

    @property
    def is_encrypted(self) -> bool:
        """Whether an encrypted journal was seen."""
        return bool(self.recipients)


class LastSeenStore:
    """The memory of one journal folder. Failed writes are ignored, so that no save fails.

    Args:
        place: The folder of the memories.
        folder: The journal's folder.
    """

    def __init__(self, place: str, folder: str) -> None:
        self._place = place
        self._folder = folder

    @cached_property
    def paths(self) -> tuple[str, ...]:
        """The memory files of this journal, one for its real path and one for its given path.

        Both are needed, since somebody could replace the folder by a link.
        """
        from hashlib import sha256

        folders = dict.fromkeys((os.path.realpath(self._folder), os.path.abspath(self._folder)))
        digests = (sha256(os.fsencode(folder)).hexdigest() for folder in folders)
        return tuple(os.path.join(self._place, f"{digest[:16]}.json") for digest in digests)

    @property
    def generation(self) -> int:
        """The highest generation that was seen."""
        return self.read().generation

    def matches(self, recipients: Sequence[str]) -> bool:
        """Return whether recipients are those that were seen, or none were."""
        seen = self.read().recipients
        return not seen or seen == tuple(recipients)

    def remember_recipients(self, recipients: Sequence[str]) -> None:
        """Remember the recipients of the identity that was opened."""
        if self.read().recipients != tuple(recipients):
            self._write(LastSeen(tuple(recipients)))

    def remember_generation(self, generation: int, *, lower: bool = False) -> None:
        """Remember a generation if it is higher.

        Args:
            lower: Whether to remember a lower one as well.
        """
        seen = self.read()
        if generation > seen.generation or (lower and generation != seen.generation):
            self._write(replace(seen, generation=generation))

    def forget(self) -> None:
        """Forget that the journal was encrypted.

        Raises:
            FileError: A memory file can't be removed.
        """
        for path in filter(os.path.lexists, self.paths):
            try:
                os.unlink(path)
            except OSError as error:
                raise FileError(
                    f"can't forget that the journal is encrypted: {path}: {files.reason(error)}",
                    hint="The journal is as it was. That file must go first.",
                ) from error

    def require_none_encrypted(self, folder: str) -> None:
        """Refuse a plain or new journal where an encrypted one was seen.

        Args:
            folder: The folder of the journal.

        Raises:
            DamagedError: One was seen.
        """
        if not self.read().is_encrypted:
            return
        if os.path.lexists(os.path.join(folder, paths.JOURNAL)):
            raise DamagedError.at(
                folder,
                "holds a journal in plain text, and held an encrypted one when it was "
                "last seen here",
                hint="If it was you who decrypted it: {command} takes it.",
                command=("doctor", "--accept"),
            )
        is_anything_left = any(os.path.lexists(os.path.join(folder, name)) for name in _LEFT)
        raise DamagedError.at(
            folder,
            "held an encrypted journal when it was last seen here, and both journal "
            "and keys are gone",
            hint="Put them back from a copy. To begin anew, in plain text, "
            f"{'move away what is left there, then ' if is_anything_left else ''}{{command}}.",
            command=("doctor", "--accept"),
        )

    def remember_keyring(self, is_in: bool) -> None:
        """Remember whether the identity is in the keyring of the system."""
        if self.read().in_keyring != is_in:
            self._write(replace(self.read(), in_keyring=is_in))

    def read(self) -> LastSeen:
        """Return what is remembered; an empty memory if it can't be read."""
        if not os.path.isdir(self._place):
            # No journal was ever encrypted here, so there is no need to hash the path.
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
    """An encrypted journal that is older than the one that was last seen on this machine.

    Args:
        path: The path of the journal.
        found: The generation of the journal.
        seen: The generation that was last seen.
        step: The way to a newer backup.
    """

    path: str
    found: int
    seen: int
    step: Notice

    @property
    def what(self) -> str:
        """What is wrong, in one line without a period."""
        return (
            f"{self.path}: is generation {self.found}, older than generation {self.seen}, which "
            "was last seen on this machine"
        )

    @property
    def warning(self) -> Notice:
        """What is wrong and what to do about it."""
        return Notice(f"{self.what}. {self.step.message}", self.step.command)


def generation(keys: "FolderKeys") -> int:
    """Return the generation that was last seen of an encrypted journal; 0 for any other."""
    return keys.last_seen.generation if keys.last_seen is not None and keys.is_encrypted else 0


def check_generation(keys: "FolderKeys", head: "Head", path: str, seen: int) -> Rollback | None:
    """Remember the generation of a journal that was read, if it is newer than the one seen last.

    Args:
        keys: The keys of its folder.
        head: The record at its head.
        path: The path of the journal.
        seen: The generation that was last seen before the journal was opened, so that another
            process that writes meanwhile causes no warning.

    Returns:
        The rollback if the journal is older.
    """
    if head.generation < seen:
        return Rollback(path, head.generation, seen, _way_to_newer(keys, head.generation))
    if keys.last_seen is not None and keys.is_encrypted:
        keys.last_seen.remember_generation(head.generation)
    return None


def _way_to_newer(keys: "FolderKeys", found: int) -> Notice:
    """Return how to restore a newer backup, or how to look for one."""
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
    """Return whether an encrypted journal was seen, even if it no longer exists."""
    return keys.last_seen is not None and keys.last_seen.read().is_encrypted


def recipients(keys: "FolderKeys") -> tuple[str, ...]:
    """Return the recipients for texts outside the folder; none if the journal is plain.

    Raises:
        DamagedError: The recipients of an encrypted journal can't be trusted.
    """
    if keys.is_encrypted:
        return keys.recipients()
    return keys.last_seen.read().recipients if keys.last_seen is not None else ()


def require_never_seen(keys: "FolderKeys", path: str) -> None:
    """Refuse to start a new encrypted journal where one was seen.

    Args:
        keys: The keys of its folder.
        path: The path of the journal, for messages.

    Raises:
        DamagedError: One was seen.
    """
    if keys.last_seen is not None and keys.is_encrypted and (seen := keys.last_seen.generation):
        raise DamagedError.at(
            path,
            f"is missing, and was seen here (generation {seen})",
            hint="Put it back from a backup or a copy. To begin anew: {command}.",
            command=("doctor", "--accept"),
        )


def remember(keys: "FolderKeys", head: "Head") -> None:
    """Remember an encrypted journal after a write."""
    if keys.last_seen is not None and keys.is_encrypted:
        keys.last_seen.remember_recipients(keys.recipients())
        keys.last_seen.remember_generation(head.generation, lower=True)


def accept(keys: "FolderKeys", head: "Head") -> None:
    """Remember the journal as it is, even if it is plain now.

    Raises:
        FileError: The memory of an encrypted one can't be removed.
    """
    remember(keys, head)
    if keys.last_seen is not None and not keys.is_encrypted and encrypted_was_seen(keys):
        keys.last_seen.forget()
