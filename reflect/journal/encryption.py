"""Journal encryption: unlocking, changing the passphrase, and turning it on and off."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reflect.store.encryption.convert import Conversion as Conversion
    from reflect.store.encryption.keys import FolderKeys
    from reflect.store.encryption.last_seen import LastSeen
    from reflect.store.encryption.unlock_process import Unlocking


Prompt = Callable[["JournalEncryption"], None]
"""A function that may ask for the passphrase and unlock the journal."""


class JournalEncryption:
    """The encryption state and keys of a journal.

    Args:
        keys: the keys in the journal's folder.
    """

    def __init__(self, keys: "FolderKeys") -> None:
        self.keys = keys

    @classmethod
    def of_folder(
        cls, folder: Path, *, state: Path | None = None, prompt: Prompt | None = None
    ) -> "JournalEncryption":
        """Create the encryption for a journal folder.

        Args:
            folder: the journal's folder.
            state: the state folder, which stores the last seen state of each journal; None to
                store nothing.
            prompt: called when the passphrase is first needed; None to never ask for it.
        """
        from reflect.store.encryption.keys import FolderKeys
        from reflect.store.encryption.last_seen import LastSeenStore

        place = os.fspath(folder)
        memory = LastSeenStore(os.fspath(state / "journals"), place) if state else None
        unlocker = (lambda keys: prompt(cls(keys))) if prompt is not None else None
        return cls(FolderKeys(place, unlocker, memory))

    @property
    def folder(self) -> str:
        return self.keys.folder

    @property
    def journal_file(self) -> str:
        return self.keys.journal

    @property
    def is_encrypted(self) -> bool:
        return self.keys.is_encrypted

    @property
    def is_locked(self) -> bool:
        """Whether the journal is encrypted and has not been unlocked."""
        return self.keys.is_locked

    @property
    def has_identity(self) -> bool:
        """Whether the folder contains an identity, even if the journal is not encrypted."""
        return self.keys.has_identity

    @property
    def has_recovery_key(self) -> bool:
        """Whether the journal has a recovery key. The journal must be unlocked."""
        return len(self.keys.recipients()) > 1

    @property
    def was_encrypted(self) -> bool:
        """Whether this folder has contained an encrypted journal, even if it no longer does."""
        from reflect.store.encryption.last_seen import encrypted_was_seen

        return encrypted_was_seen(self.keys)

    def protect(self) -> None:
        """Turn off core dumps, and remove plain text left by a killed decryption.

        This has no effect if the journal is not encrypted.
        """
        if self.is_encrypted:
            from reflect.store import os_compat
            from reflect.store.encryption.key_files import remove_plain_temps

            os_compat.disable_core_dumps()
            remove_plain_temps(self.keys)

    def unlock(self, passphrase: str) -> None:
        """Unlock the journal, which takes a second or two.

        Raises:
            LockedError: the passphrase is wrong.
            DamagedError: the keys are damaged or do not match each other.
            FileError: the keys cannot be read.
        """
        self.keys.unlock(passphrase)

    def unlock_in_process(self) -> "Unlocking":
        """Prepare to unlock in another process, so that the screen stays responsive."""
        from reflect.store.encryption.unlock_process import Unlocking

        return Unlocking(self.keys)

    def unlock_from_keyring(self) -> bool:
        """Unlock with the identity from the system keyring; return whether it was found."""
        from reflect.store.encryption import os_keyring

        seen = self._last_seen()
        if seen.in_keyring and seen.recipients:
            identity = os_keyring.fetch(seen.recipients[0])
            if identity:
                self.keys.set_identity(identity)
                return True
        return False

    def disable_prompt(self, hint: str) -> None:
        """Never ask for the passphrase again; a locked journal stays locked.

        Args:
            hint: the advice to include in the error about a locked journal.
        """
        self.keys.unlocker = None
        self.keys.way = hint

    def open_identity(self) -> None:
        """Unlock the identity, asking for the passphrase if there is a prompt.

        Raises:
            LockedError: the identity is still locked.
            DamagedError: the keys are damaged or do not match each other.
        """
        self.keys.open_identity()

    def require_readable(self) -> None:
        """Unlock the journal if it is encrypted, asking for the passphrase if there is a prompt.

        Raises:
            LockedError: the journal is still locked.
            DamagedError: the keys are damaged, or the journal is no longer encrypted.
        """
        self.keys.require_readable()

    def require_unlocked(self) -> None:
        """Require an unlocked journal, without asking for the passphrase.

        Raises:
            LockedError: the journal is locked.
        """
        if self.keys.is_locked:
            from reflect.store.encryption.key_files import locked_error

            raise locked_error(self.keys)

    def require_writable(self) -> None:
        """Check that entries can be saved, before the user writes one.

        Raises:
            DamagedError: the recipients of an encrypted journal are missing or cannot be trusted.
        """
        self.keys.require_recipients()

    def opened(self, data: bytes, path: str) -> bytes:
        """Decrypt the content of a file if its suffix marks it as encrypted.

        Raises:
            LockedError: the journal is locked.
            DamagedError: the file is damaged or not encrypted.
        """
        from reflect.store.paths import SEALED

        return self.keys.decrypt(data, path) if path.endswith(SEALED) else data

    def read_file(self, path: Path) -> bytes:
        """Return the decrypted content of a file, or b"" if the file is missing.

        Raises:
            FileError: the file cannot be read.
            LockedError, DamagedError: see `opened`.
        """
        return self.keys.read(os.fspath(path)) or b""

    def require_ready(self) -> None:
        """Check that the journal can be encrypted, before the user writes down the key.

        Raises:
            BusyError: another process is writing.
            DamagedError: the journal or its inbox is damaged.
            FileError: the journal or its inbox cannot be read.
        """
        from reflect.store.encryption import convert

        convert.require_ready(self.keys)

    def encrypt(self, passphrase: str, recovery_key: str = "") -> "Conversion":
        """Encrypt the journal, its drafts and its backups with new keys.

        Args:
            passphrase: the passphrase that protects the identity.
            recovery_key: a second key that decrypts the journal, or "".
        """
        from reflect.store.encryption import convert
        from reflect.store.encryption.key_setup import prepare

        return convert.encrypt(self.keys, prepare(passphrase, recovery_key))

    def encrypt_again(self) -> "Conversion":
        """Encrypt the journal with the keys that are already in its folder."""
        from reflect.store.encryption import convert

        return convert.encrypt(self.keys)

    def finish_encryption(self) -> "Conversion":
        """Encrypt the files that an interrupted encryption left in plain text."""
        from reflect.store.encryption import convert

        return convert.finish(self.keys)

    def decrypt(self, recovery: Path) -> "Conversion":
        """Decrypt the journal, its drafts, its backups and its recovery files.

        Args:
            recovery: the folder for text that could not be saved.
        """
        from reflect.journal.recovery import decrypt_recovery_files
        from reflect.store.encryption import convert

        seen = self._last_seen()
        done = convert.decrypt(self.keys, also=lambda keys: decrypt_recovery_files(recovery, keys))
        _remove_from_keyring(seen)
        return done

    def change_passphrase(self, passphrase: str) -> None:
        """Change the passphrase of the identity, which must be unlocked."""
        from reflect.store.encryption.key_setup import change_passphrase

        change_passphrase(self.keys, passphrase)

    def recover(self, recovery_key: str) -> None:
        """Unlock with the recovery key.

        Raises:
            LockedError: the recovery key belongs to another journal.
            DamagedError: the keys are damaged or do not match each other.
        """
        from reflect.store.encryption.key_setup import recover

        recover(self.keys, recovery_key)

    def add_to_keyring(self) -> None:
        """Store the identity in the system keyring."""
        from reflect.store.encryption import os_keyring

        self.keys.open_identity()
        os_keyring.store(self.keys.recipients()[0], self.keys.identity_text())
        if self.keys.last_seen is not None:
            self.keys.last_seen.remember_keyring(True)

    def remove_from_keyring(self) -> None:
        """Remove the identity from the system keyring."""
        _remove_from_keyring(self._last_seen())
        if self.keys.last_seen is not None:
            self.keys.last_seen.remember_keyring(False)

    @contextmanager
    def forget_if_gone(self) -> Iterator[None]:
        """On exit, remove the identity from the keyring if the journal is no longer encrypted."""
        seen = self._last_seen()
        yield
        if not self.is_encrypted:
            _remove_from_keyring(seen)

    def _last_seen(self) -> "LastSeen":
        from reflect.store.encryption.last_seen import LastSeen

        return self.keys.last_seen.read() if self.keys.last_seen is not None else LastSeen()


def _remove_from_keyring(seen: "LastSeen") -> None:
    if seen.in_keyring and seen.recipients:
        from reflect.store.encryption import os_keyring

        os_keyring.forget(seen.recipients[0])


def new_recovery_key() -> str:
    """Generate a recovery key."""
    from reflect.store.encryption.age import new_identity

    return new_identity()


def recovery_key_in(text: str) -> str:
    """Extract the recovery key from a text; return "" if there is none."""
    from reflect.store.encryption.age import parse_identity

    return parse_identity(text)
