"""The keys of a journal folder, which encrypt and decrypt its files.

journal.age      the journal, encrypted to all recipients
recipients.txt   the public keys; adding an entry requires nothing else
identity.age     the identity that decrypts everything, encrypted with the passphrase
recovery.age     the same identity, encrypted to the recovery identity
"""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, ReflectError, UsageError
from reflect.store import files, os_compat, paths
from reflect.store.encryption.key_files import (
    RECOVERY_MARK,
    add_plain_leftover,
    identity_file,
    locked_error,
    missing_identity_error,
    missing_recipients_error,
    other_recipients_error,
    recovery_step,
)

if TYPE_CHECKING:
    from reflect.store.encryption.last_seen import LastSeenStore


class FolderKeys:
    """The keys of a journal folder, unlocked on demand and at most once.

    Args:
        folder: the journal folder.
        unlocker: called once, when the identity is first needed. It must call `unlock` or
            `set_identity`, or raise an error. None if the user can't be prompted.
        memory: the record of what this machine last saw of the journal; None to disable it.
    """

    def __init__(
        self,
        folder: str,
        unlocker: "Callable[[FolderKeys], None] | None" = None,
        memory: "LastSeenStore | None" = None,
    ) -> None:
        self.folder = folder
        self.last_seen = memory
        self.unlocker = unlocker
        # Tells the user how to unlock the journal.
        self.way = "Run it on a terminal, or give the passphrase with --passphrase-fd."
        self._identity = ""
        self._recipients: tuple[str, ...] = ()
        self._failure: ReflectError | None = None

    def for_folder(self, folder: str) -> "FolderKeys":
        """Return the keys of another folder, with the same unlocker."""
        return FolderKeys(folder, self.unlocker)

    def path(self, name: str) -> str:
        return os.path.join(self.folder, name)

    @property
    def is_encrypted(self) -> bool:
        """Whether the journal is encrypted. A new one is encrypted if there is an identity."""
        if os.path.lexists(self.path(paths.ENCRYPTED)):
            return True
        return os.path.lexists(self.path(paths.IDENTITY)) and not os.path.lexists(
            self.path(paths.JOURNAL)
        )

    @property
    def is_locked(self) -> bool:
        """Whether the journal is encrypted and the identity has not been unlocked."""
        return self.is_encrypted and not self._identity

    @property
    def is_open(self) -> bool:
        """Whether an identity is unlocked, even if the journal is not encrypted."""
        return bool(self._identity)

    @property
    def journal(self) -> str:
        return self.path(paths.ENCRYPTED if self.is_encrypted else paths.JOURNAL)

    @property
    def suffix(self) -> str:
        """The suffix to use for new files."""
        return paths.SEALED if self.is_encrypted else paths.PLAIN

    @property
    def has_identity(self) -> bool:
        return os.path.lexists(self.path(paths.IDENTITY))

    def require_readable(self, *, accept: bool = False) -> None:
        """Unlock the identity if the journal is encrypted. Call this before taking a lock.

        Args:
            accept: whether to allow an unencrypted journal if an encrypted one was seen before.

        Raises:
            LockedError: The user can't be prompted, or the passphrase is wrong.
            DamagedError: The keys are missing, damaged, or don't match.
        """
        if self.is_locked:
            self.open_identity()
        elif not accept:
            _require_not_decrypted(self)

    def open_identity(self) -> None:
        """Unlock the identity, unless it is already unlocked.

        The user is prompted at most once. After a failure, further calls raise the same error. See
        `require_readable` for the errors.
        """
        if self._identity:
            return
        if not self.has_identity:
            raise missing_identity_error(self)
        if self._failure is None and self.unlocker is not None:
            try:
                self.unlocker(self)
            except ReflectError as error:
                add_plain_leftover(error, self)
                self._failure = error
        if self._failure is not None:
            raise self._failure
        if not self._identity:
            # Report a damaged identity instead of asking for its passphrase.
            _sealed_identity(self)
            raise locked_error(self)

    def unlock(self, passphrase: str) -> None:
        """Unlock the identity with the passphrase. This takes one to two seconds.

        Raises:
            LockedError: The passphrase is wrong.
            DamagedError: The keys are damaged or don't match.
            FileError: The keys can't be read.
        """
        from reflect.store.encryption import age

        sealed, path = _sealed_identity(self), self.path(paths.IDENTITY)
        try:
            data = age.decrypt_with_passphrase(sealed, passphrase, path)
        except DamagedError as error:
            raise DamagedError.of(error, recovery_step(self)) from None
        self.set_identity(data.decode("utf-8", "replace"))

    def set_identity(self, text: str) -> None:
        """Set the identity from the contents of its file, and check it against the recipients.

        Raises:
            DamagedError: The text contains no identity, or recipients.txt lists other recipients.
        """
        from reflect.store.encryption import age

        os_compat.disable_core_dumps()
        identity, path = age.parse_identity(text), self.path(paths.IDENTITY)
        try:
            own = age.recipient_of(identity)
        except UsageError:
            way = recovery_step(self)
            raise DamagedError.at(
                path, "contains no age identity", hint=way.message, command=way.command
            ) from None
        recovery = [
            line.removeprefix(RECOVERY_MARK)
            for line in text.splitlines()
            if line.startswith(RECOVERY_MARK)
        ]
        listed = self.listed_recipients()
        if listed is not None and listed != (own, *recovery):
            raise other_recipients_error(self)
        self._recipients = (own, *recovery)
        self._identity = identity
        if self.last_seen is not None and self.is_encrypted:
            self.last_seen.remember_recipients(self._recipients)

    def identity_text(self) -> str:
        """Return the contents of the identity file. The identity must be unlocked."""
        return identity_file(self._identity, self._recipients)

    def recipients(self) -> tuple[str, ...]:
        """Return the recipients for new files.

        Raises:
            DamagedError: The recipients are missing, or differ from those last seen on this
                machine.
        """
        listed, path = self.listed_recipients(), self.path(paths.RECIPIENTS)
        if self._recipients:
            # Never encrypt to keys that no longer exist, because the result could not be decrypted.
            if listed not in (None, self._recipients):
                raise DamagedError.at(
                    path,
                    "names other recipients than when it was opened; nothing was written to them",
                    hint="If you encrypted the journal again, open it once more.",
                )
        else:
            if not listed:
                raise missing_recipients_error(self)
            if self.last_seen is not None and not self.last_seen.matches(listed):
                raise DamagedError.at(
                    path,
                    "names other recipients than before; nothing was written to them",
                    hint="Run {command} to check whether they are yours.",
                    command=("doctor",),
                )
            self._recipients = listed
        return self._recipients

    def require_recipients(self) -> None:
        """Check that new files can be encrypted, before anything is written.

        Raises:
            DamagedError: The recipients of an encrypted journal are missing or can't be trusted.
        """
        if self.is_encrypted:
            self.recipients()
        else:
            _require_not_decrypted(self)

    def encrypt(
        self, pieces: Iterable[bytes | memoryview], path: str
    ) -> Iterable[bytes | memoryview]:
        """Return the bytes to store in a file, encrypting them if the file name requires it."""
        if not path.endswith(paths.SEALED):
            return pieces
        from reflect.store.encryption import age

        return age.encrypt(pieces, self.recipients())

    def decrypt(self, data: bytes, path: str) -> bytes:
        """Return the decrypted contents of a file.

        Raises:
            LockedError: The file can't be decrypted, for example because the journal has since been
                encrypted with other keys.
            DamagedError: The file is damaged, or has an encrypted file's name but is not encrypted.
        """
        from reflect.store.encryption import age

        if not age.is_encrypted(data):
            if path.endswith(paths.SEALED):
                raise age.damaged(path)
            return data
        self.open_identity()
        try:
            return age.decrypt(data, self._identity, path)
        except DamagedError:
            if self.listed_recipients() in (None, self._recipients):
                raise
            # Until the new identity is unlocked, new files are encrypted only to the old
            # recipients.
            self._identity = ""
            raise locked_error(self) from None

    def read(self, path: str) -> bytes | None:
        """Read and decrypt a whole file; return None if it does not exist.

        Raises:
            FileError: The file can't be read.
            LockedError, DamagedError: See `decrypt`.
        """
        data = files.read_file(path)
        return None if data is None else self.decrypt(data, path)

    def write(self, path: str, data: bytes, family: str = "") -> None:
        """Replace a file once its new contents are verified, encrypting it if its name requires it.

        Args:
            path: the file to replace.
            data: the new contents.
            family: see `files.replace_file`.

        Raises:
            FileError: The file could not be written or verified; the old file is unchanged.
        """

        def verify(temp: str) -> None:
            try:
                written = self.decrypt(files.read_file(temp) or b"", path)
            except ReflectError:
                written = None
            if written != data:
                raise files.read_back_error(path)

        files.replace_file(path, self.encrypt([data], path), family, verify=verify)

    def move(self, old: str, new: str, data: bytes, family: str = "") -> None:
        """Write a file's contents under a new name, verify them, and remove the old file.

        Args:
            old: the file to remove. The new file keeps its timestamps.
            new: the new path, whose suffix determines whether the file is encrypted.
            data: the contents.
            family: see `files.replace_file`.

        Raises:
            FileError: The file could not be moved; the old one is still there.
        """
        with files.explained(old):
            state = os.stat(old)
        self.write(new, data, family)
        with files.explained(new):
            os.utime(new, ns=(state.st_atime_ns, state.st_mtime_ns))
        files.remove(old)

    def listed_recipients(self) -> tuple[str, ...] | None:
        """Return the recipients in recipients.txt; None if the file is missing or empty."""
        data = files.read_file(self.path(paths.RECIPIENTS))
        if data is None:
            return None
        lines = data.decode("utf-8", "replace").split("\n")
        return tuple(line.strip() for line in lines if line.strip() and line[0] != "#") or None


def _require_not_decrypted(keys: FolderKeys) -> None:
    """Reject an unencrypted journal if an encrypted one was seen before."""
    if keys.last_seen is not None and not keys.is_encrypted:
        keys.last_seen.require_none_encrypted(keys.folder)


def _sealed_identity(keys: FolderKeys) -> bytes:
    """Read identity.age and check that it is encrypted with a passphrase."""
    from reflect.store.encryption import age

    path = keys.path(paths.IDENTITY)
    sealed = files.read_file(path)
    if sealed is None:
        raise missing_identity_error(keys)
    try:
        age.require_little_work(sealed, path)
    except DamagedError as error:
        raise DamagedError.of(error, recovery_step(keys)) from None
    return sealed
