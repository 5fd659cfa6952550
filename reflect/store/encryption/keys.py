"""What seals and opens the files of one journal folder; where it is plain, nothing does.

journal.age      the journal, sealed to all recipients
recipients.txt   the recipients: whoever adds an entry needs no more
identity.age     the identity that opens it all, sealed with the passphrase
recovery.age     the same identity, sealed to the recovery identity
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
    """The keys of a journal folder, opened at most once.

    Args:
        folder: the journal's folder.
        unlocker: called once when the identity is first needed; it calls `unlock` or `take`, or
            raises what says why it can't. None where nobody can be asked.
        memory: what was last seen of the journal; None to remember nothing.
    """

    def __init__(
        self,
        folder: str,
        unlocker: "Callable[[FolderKeys], None] | None" = None,
        memory: "LastSeenStore | None" = None,
    ) -> None:
        self.folder = folder
        self.memory = memory
        self.unlocker = unlocker
        # How to have it opened, for messages.
        self.way = "Run it on a terminal, or give the passphrase with --passphrase-fd."
        self._identity = ""
        self._recipients: tuple[str, ...] = ()
        self._failure: ReflectError | None = None

    def for_folder(self, folder: str) -> "FolderKeys":
        """Give the keys of another folder, unlocked in the same way."""
        return FolderKeys(folder, self.unlocker)

    def path(self, name: str) -> str:
        """Say where a file of the folder is."""
        return os.path.join(self.folder, name)

    @property
    def is_encrypted(self) -> bool:
        """Whether the journal is encrypted; no plain journal is begun where an identity is."""
        if os.path.lexists(self.path(paths.ENCRYPTED)):
            return True
        return os.path.lexists(self.path(paths.IDENTITY)) and not os.path.lexists(
            self.path(paths.JOURNAL)
        )

    @property
    def is_locked(self) -> bool:
        """Whether it is encrypted and was not opened yet."""
        return self.is_encrypted and not self._identity

    @property
    def journal(self) -> str:
        """The path of the journal file."""
        return self.path(paths.ENCRYPTED if self.is_encrypted else paths.JOURNAL)

    @property
    def suffix(self) -> str:
        """How the names of files end that are written now."""
        return paths.SEALED if self.is_encrypted else paths.PLAIN

    @property
    def has_identity(self) -> bool:
        """Whether there is an identity, whatever it opens."""
        return os.path.lexists(self.path(paths.IDENTITY))

    def require_readable(self, *, accept: bool = False) -> None:
        """Make sure that what is sealed can be opened. To be called before a lock is taken.

        Args:
            accept: whether it may be in plain where it was encrypted before.

        Raises:
            LockedError: it can't: nobody could be asked, or the passphrase is wrong.
            DamagedError: the keys are damaged, or don't belong together; or they are gone.
        """
        if self.is_locked:
            self.open_identity()
        elif not accept:
            _require_on_as_before(self)

    def open_identity(self) -> None:
        """Have the identity opened, if it is not; raises what `need` raises.

        Nobody is asked twice: what stood in the way is said again.
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
            # Nobody is to look for a passphrase that would open nothing.
            _sealed_identity(self)
            raise locked_error(self)

    def unlock(self, passphrase: str) -> None:
        """Open the identity with the passphrase; takes a second or two.

        Raises:
            LockedError: it is another passphrase.
            DamagedError: the keys are damaged, or don't belong together.
            FileError: they can't be read.
        """
        from reflect.store.encryption import age

        sealed, path = _sealed_identity(self), self.path(paths.IDENTITY)
        try:
            data = age.decrypt_with_passphrase(sealed, passphrase, path)
        except DamagedError as error:
            raise DamagedError.of(error, recovery_step(self)) from None
        self.set_identity(data.decode("utf-8", "replace"))

    def set_identity(self, text: str) -> None:
        """Take the identity as its file holds it, and make sure that the recipients are its own.

        Raises:
            DamagedError: it holds none, or the recipients are others.
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
        if self.memory is not None and self.is_encrypted:
            self.memory.remember_recipients(self._recipients)

    def identity_text(self) -> str:
        """Write the identity as its file holds it; it must be open."""
        return identity_file(self._identity, self._recipients)

    def recipients(self) -> tuple[str, ...]:
        """Give the recipients that new files are sealed to.

        Raises:
            DamagedError: they are missing, or not those that were last seen here.
        """
        listed, path = self.listed_recipients(), self.path(paths.RECIPIENTS)
        if self._recipients:
            # What is sealed to keys that are gone meanwhile, nobody would ever open.
            if listed not in (None, self._recipients):
                raise DamagedError.at(
                    path,
                    "names other recipients than when it was opened; nothing was written to them",
                    hint="If you encrypted the journal anew, open it once more.",
                )
        else:
            if not listed:
                raise missing_recipients_error(self)
            if self.memory is not None and not self.memory.matches(listed):
                raise DamagedError.at(
                    path,
                    "names other recipients than before; nothing was written to them",
                    hint="{command} looks whether they are yours.",
                    command=("doctor",),
                )
            self._recipients = listed
        return self._recipients

    def require_recipients(self) -> None:
        """Make sure that what will be written can be sealed, before anything is touched.

        Raises:
            DamagedError: the recipients of an encrypted journal can't be trusted, or are gone.
        """
        if self.is_encrypted:
            self.recipients()
        else:
            _require_on_as_before(self)

    def encrypt(
        self, pieces: Iterable[bytes | memoryview], path: str
    ) -> Iterable[bytes | memoryview]:
        """Give the bytes as they stand in a file: sealed if its name says so."""
        if not path.endswith(paths.SEALED):
            return pieces
        from reflect.store.encryption import age

        return age.encrypt(pieces, self.recipients())

    def decrypt(self, data: bytes, path: str) -> bytes:
        """Give what a file's bytes hold.

        Raises:
            LockedError: they are sealed, and can't be opened: perhaps no longer, as the journal was
                encrypted anew by somebody else.
            DamagedError: they are damaged, or not sealed where the name says so.
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
            # What is written is sealed to none but the old recipients until the new are opened.
            self._identity = ""
            raise locked_error(self) from None

    def read(self, path: str) -> bytes | None:
        """Read and open a whole file; None if there is none.

        Raises:
            FileError: it can't be read.
            LockedError, DamagedError: as `opened`.
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
        """Give what recipients.txt names; None where it is missing, or names nobody."""
        data = files.read_file(self.path(paths.RECIPIENTS))
        if data is None:
            return None
        lines = data.decode("utf-8", "replace").split("\n")
        return tuple(line.strip() for line in lines if line.strip() and line[0] != "#") or None


def _require_on_as_before(keys: FolderKeys) -> None:
    """Refuse a plain journal, or to begin one, where an encrypted one was seen."""
    if keys.memory is not None and not keys.is_encrypted:
        keys.memory.require_none_encrypted(keys.folder)


def _sealed_identity(keys: FolderKeys) -> bytes:
    """Read what the passphrase opens, if it is such at all."""
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
