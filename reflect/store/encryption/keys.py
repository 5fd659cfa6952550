"""The keys of a journal folder: they encrypt and decrypt its files.

journal.age      the journal, encrypted to all recipients
recipients.txt   the recipients, which is all that adding an entry needs
identity.age     the identity that decrypts everything, encrypted with the passphrase
recovery.age     the same identity, encrypted to the recovery identity
"""

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from reflect.errors import DamagedError, ReflectError, UsageError
from reflect.store import files, paths
from reflect.store.encryption.key_files import (
    RECOVERY_MARK,
    identity_file,
    locked_error,
    missing_identity_error,
    missing_recipients_error,
    recovery_step,
)

if TYPE_CHECKING:
    from reflect.store.encryption.last_seen import LastSeenStore


class FolderKeys:
    """The keys of a journal folder, unlocked at most once.

    Args:
        folder: The journal's folder.
        unlocker: Called once when the identity is first needed; it calls `unlock` or
            `set_identity`, or raises an error. None if the user can't be asked.
        memory: What was last seen of the journal; None to remember nothing.
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
        # How to unlock it, for messages.
        self.way = "Run it on a terminal, or give the passphrase with --passphrase-fd."
        self._identity = ""
        self._recipients: tuple[str, ...] = ()
        self._failure: ReflectError | None = None

    def for_folder(self, folder: str) -> "FolderKeys":
        """Return the keys of another folder with the same unlocker."""
        return FolderKeys(folder, self.unlocker)

    def path(self, name: str) -> str:
        """Return the path of a file in the folder."""
        return os.path.join(self.folder, name)

    @property
    def is_encrypted(self) -> bool:
        """Whether the journal is encrypted; so is a new one beside an identity."""
        if os.path.lexists(self.path(paths.ENCRYPTED)):
            return True
        return os.path.lexists(self.path(paths.IDENTITY)) and not os.path.lexists(
            self.path(paths.JOURNAL)
        )

    @property
    def is_locked(self) -> bool:
        """Whether it is encrypted, and the identity is not open."""
        return self.is_encrypted and not self._identity

    @property
    def journal(self) -> str:
        """The path of the journal file."""
        return self.path(paths.ENCRYPTED if self.is_encrypted else paths.JOURNAL)

    @property
    def suffix(self) -> str:
        """The suffix of files that are written now."""
        return paths.SEALED if self.is_encrypted else paths.PLAIN

    @property
    def has_identity(self) -> bool:
        """Whether identity.age exists."""
        return os.path.lexists(self.path(paths.IDENTITY))

    def require_readable(self, *, accept: bool = False) -> None:
        """Open the identity if the journal is encrypted. Call this before taking a lock.

        Args:
            accept: Whether the journal may be plain where an encrypted one was seen.

        Raises:
            LockedError: It can't be opened: the user can't be asked, or the passphrase is wrong.
            DamagedError: The keys are missing, damaged, or do not belong together.
        """
        if self.is_locked:
            self.open_identity()
        elif not accept:
            _require_not_decrypted(self)

    def open_identity(self) -> None:
        """Open the identity if it is not open; raises as `require_readable` does.

        The user is asked at most once; an error is raised again.
        """
        if self._identity:
            return
        if not self.has_identity:
            raise missing_identity_error(self)
        if self._failure is None and self.unlocker is not None:
            try:
                self.unlocker(self)
            except ReflectError as error:
                self._failure = error
        if self._failure is not None:
            raise self._failure
        if not self._identity:
            # Report a damaged identity rather than ask for its passphrase.
            _sealed_identity(self)
            raise locked_error(self)

    def unlock(self, passphrase: str) -> None:
        """Open the identity with the passphrase; takes one to two seconds.

        Raises:
            LockedError: The passphrase is wrong.
            DamagedError: The keys are damaged, or do not belong together.
            FileError: They can't be read.
        """
        from reflect.store.encryption import age

        sealed, path = _sealed_identity(self), self.path(paths.IDENTITY)
        try:
            data = age.decrypt_with_passphrase(sealed, passphrase, path)
        except DamagedError as error:
            raise DamagedError.of(error, recovery_step(self)) from None
        self.set_identity(data.decode("utf-8", "replace"))

    def set_identity(self, text: str) -> None:
        """Set the identity from the content of its file, and check the recipients against it.

        Raises:
            DamagedError: It contains no identity, or the recipients are not its own.
        """
        from reflect.store.encryption import age

        identity, path = age.parse_identity(text), self.path(paths.IDENTITY)
        try:
            own = age.recipient_of(identity)
        except UsageError:
            way = recovery_step(self)
            raise DamagedError.at(
                path, "holds no identity of age", hint=way.message, command=way.command
            ) from None
        recovery = [
            line.removeprefix(RECOVERY_MARK)
            for line in text.splitlines()
            if line.startswith(RECOVERY_MARK)
        ]
        listed = self.listed_recipients()
        if listed is not None and listed != (own, *recovery):
            raise DamagedError.at(
                self.path(paths.RECIPIENTS),
                "does not name the recipients of identity.age",
                hint="Somebody may have changed it: see docs/security.md. If nobody did, "
                "remove it, and {command} writes it anew.",
                command=("doctor", "--repair"),
            )
        self._recipients = (own, *recovery)
        self._identity = identity
        if self.last_seen is not None and self.is_encrypted:
            self.last_seen.remember_recipients(self._recipients)

    def identity_text(self) -> str:
        """Return the content of the identity file; the identity must be open."""
        return identity_file(self._identity, self._recipients)

    def recipients(self) -> tuple[str, ...]:
        """Return the recipients to encrypt new files to.

        Raises:
            DamagedError: They are missing, or not those last seen on this machine.
        """
        listed, path = self.listed_recipients(), self.path(paths.RECIPIENTS)
        if self._recipients:
            # Nobody could decrypt what is encrypted to keys that no longer exist.
            if listed not in (None, self._recipients):
                raise DamagedError.at(
                    path,
                    "names other recipients than when it was opened; nothing was written to them",
                    hint="If you encrypted the journal anew, open it once more.",
                )
        else:
            if not listed:
                raise missing_recipients_error(self)
            if self.last_seen is not None and not self.last_seen.matches(listed):
                raise DamagedError.at(
                    path,
                    "names other recipients than before; nothing was written to them",
                    hint="{command} looks whether they are yours.",
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
        """Return the bytes of a file as stored: encrypted if its name says so."""
        if not path.endswith(paths.SEALED):
            return pieces
        from reflect.store.encryption import age

        return age.encrypt(pieces, self.recipients())

    def decrypt(self, data: bytes, path: str) -> bytes:
        """Return the content of a file.

        Raises:
            LockedError: It is encrypted and can't be decrypted, perhaps because the journal was
                encrypted with other keys meanwhile.
            DamagedError: It is damaged, or plain although its name says that it is encrypted.
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
            # Until the new identity is open, new files are only encrypted to the old recipients.
            self._identity = ""
            raise locked_error(self) from None

    def read(self, path: str) -> bytes | None:
        """Read and decrypt a whole file; None if it does not exist.

        Raises:
            FileError: It can't be read.
            LockedError, DamagedError: As in `decrypt`.
        """
        data = files.read_file(path)
        return None if data is None else self.decrypt(data, path)

    def write(self, path: str, data: bytes, family: str = "") -> None:
        """Replace a file, encrypted if its name says so, once what was written reads back.

        Args:
            path: The file.
            data: Its new content.
            family: As in `files.replace_file`.

        Raises:
            FileError: It could not be written, or does not read back; the old file is still there.
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
        """Write a file's content under a new name, read it back, and remove the old file.

        Args:
            old: The file to remove; the new one gets its times.
            new: The new path, which decides whether the content is encrypted.
            data: The content.
            family: As in `files.replace_file`.

        Raises:
            FileError: It could not be done; the old file is still there.
        """
        with files.explained(old):
            state = os.stat(old)
        self.write(new, data, family)
        with files.explained(new):
            os.utime(new, ns=(state.st_atime_ns, state.st_mtime_ns))
        files.remove(old)

    def listed_recipients(self) -> tuple[str, ...] | None:
        """Return the recipients in recipients.txt; None if it is missing or empty."""
        data = files.read_file(self.path(paths.RECIPIENTS))
        if data is None:
            return None
        lines = data.decode("utf-8", "replace").split("\n")
        return tuple(line.strip() for line in lines if line.strip() and line[0] != "#") or None


def _require_not_decrypted(keys: FolderKeys) -> None:
    """Refuse a plain journal where an encrypted one was seen."""
    if keys.last_seen is not None and not keys.is_encrypted:
        keys.last_seen.require_none_encrypted(keys.folder)


def _sealed_identity(keys: FolderKeys) -> bytes:
    """Read identity.age, and check that it is encrypted with a passphrase."""
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
