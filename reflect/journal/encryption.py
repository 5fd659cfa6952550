"""Encryption of a journal: its keys, its passphrase, and turning it on and off."""

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
"""Asks for the passphrase and unlocks the journal, or does nothing."""


class JournalEncryption:
    """Whether a journal is encrypted, and what decrypts it.

    Args:
        keys: of the journal's folder.
    """

    def __init__(self, keys: "FolderKeys") -> None:
        self.keys = keys

    @classmethod
    def of_folder(
        cls, folder: Path, *, state: Path | None = None, prompt: Prompt | None = None
    ) -> "JournalEncryption":
        """Return the encryption of a journal folder.

        Args:
            folder: the journal's folder.
            state: the folder for what is remembered of journals; None to remember nothing.
            prompt: asks for the passphrase when it is first needed; None to ask nobody.
        """
        from reflect.store.encryption.keys import FolderKeys
        from reflect.store.encryption.last_seen import LastSeenStore

        place = os.fspath(folder)
        memory = LastSeenStore(os.fspath(state / "journals"), place) if state else None
        unlocker = (lambda keys: prompt(cls(keys))) if prompt is not None else None
        return cls(FolderKeys(place, unlocker, memory))

    @property
    def folder(self) -> str:
        """The journal's folder."""
        return self.keys.folder

    @property
    def journal_file(self) -> str:
        """The path of the journal file."""
        return self.keys.journal

    @property
    def is_encrypted(self) -> bool:
        """Whether the journal is encrypted."""
        return self.keys.is_encrypted

    @property
    def is_locked(self) -> bool:
        """Whether the journal is encrypted and not unlocked yet."""
        return self.keys.is_locked

    @property
    def has_identity(self) -> bool:
        """Whether the folder has an identity, even if the journal is plain."""
        return self.keys.has_identity

    @property
    def has_recovery_key(self) -> bool:
        """Whether a recovery key decrypts the journal, too; it must be unlocked."""
        return len(self.keys.recipients()) > 1

    @property
    def was_encrypted(self) -> bool:
        """Whether an encrypted journal was seen here before, even if it is gone."""
        from reflect.store.encryption.last_seen import encrypted_was_seen

        return encrypted_was_seen(self.keys)

    def unlock(self, passphrase: str) -> None:
        """Unlock the journal; takes a second or two.

        Raises:
            LockedError: the passphrase is wrong.
            DamagedError: the keys are damaged, or do not belong together.
            FileError: they cannot be read.
        """
        self.keys.unlock(passphrase)

    def unlock_in_process(self) -> "Unlocking":
        """Return an attempt to unlock in another process, so that a screen stays responsive."""
        from reflect.store.encryption.unlock_process import Unlocking

        return Unlocking(self.keys)

    def unlock_from_keyring(self) -> bool:
        """Unlock with the identity in the system's keyring; return whether it was there."""
        from reflect.store.encryption import os_keyring

        seen = self._last_seen()
        if seen.in_keyring and seen.recipients:
            identity = os_keyring.fetch(seen.recipients[0])
            if identity:
                self.keys.set_identity(identity)
                return True
        return False

    def disable_prompt(self, hint: str) -> None:
        """Stop asking for the passphrase; a locked journal stays locked.

        Args:
            hint: what the error about a locked journal advises instead.
        """
        self.keys.unlocker = None
        self.keys.way = hint

    def open_identity(self) -> None:
        """Unlock the identity, asking for the passphrase if there is a prompt.

        Raises:
            LockedError: it stays locked.
            DamagedError: the keys are damaged, or do not belong together.
        """
        self.keys.open_identity()

    def require_readable(self) -> None:
        """Unlock the journal if it is encrypted, asking for the passphrase if there is a prompt.

        Raises:
            LockedError: it stays locked.
            DamagedError: the keys are damaged, or the journal is plain and was encrypted before.
        """
        self.keys.require_readable()

    def require_unlocked(self) -> None:
        """Refuse a locked journal, without asking for the passphrase.

        Raises:
            LockedError: it is locked.
        """
        if self.keys.is_locked:
            from reflect.store.encryption.key_files import locked_error

            raise locked_error(self.keys)

    def require_writable(self) -> None:
        """Refuse what could not be saved, before the user writes it.

        Raises:
            DamagedError: the recipients of an encrypted journal cannot be trusted, or are gone.
        """
        self.keys.require_recipients()

    def opened(self, data: bytes, path: str) -> bytes:
        """Decrypt the content of a file, if its name says that it is encrypted.

        Raises:
            LockedError: the journal is locked.
            DamagedError: the file is damaged, or not encrypted.
        """
        from reflect.store.paths import SEALED

        return self.keys.decrypt(data, path) if path.endswith(SEALED) else data

    def read_file(self, path: Path) -> bytes:
        """Read and decrypt a whole file; b"" if there is none.

        Raises:
            FileError: it cannot be read.
            LockedError, DamagedError: as `opened`.
        """
        return self.keys.read(os.fspath(path)) or b""

    def require_ready(self) -> None:
        """Check that the journal can be encrypted, before a recovery key is written down.

        Raises:
            BusyError: another process is writing.
            DamagedError: the journal or its inbox is damaged.
            FileError: one of them cannot be read.
        """
        from reflect.store.encryption import convert

        convert.require_ready(self.keys)

    def encrypt(self, passphrase: str, recovery_key: str = "") -> "Conversion":
        """Encrypt the journal, its drafts and its backups with new keys.

        Args:
            passphrase: protects the identity.
            recovery_key: decrypts the journal, too; "" for none.
        """
        from reflect.store.encryption import convert
        from reflect.store.encryption.key_setup import prepare

        return convert.encrypt(self.keys, prepare(passphrase, recovery_key))

    def encrypt_again(self) -> "Conversion":
        """Encrypt the journal with the keys that its folder has already."""
        from reflect.store.encryption import convert

        return convert.encrypt(self.keys)

    def finish_encryption(self) -> "Conversion":
        """Encrypt what an interrupted encryption left in plain text."""
        from reflect.store.encryption import convert

        return convert.finish(self.keys)

    def decrypt(self, recovery: Path) -> "Conversion":
        """Decrypt the journal, its drafts, its backups and its recovery files.

        Args:
            recovery: the folder for texts that could not be saved.
        """
        from reflect.journal.recovery import decrypt_recovery_files
        from reflect.store.encryption import convert

        seen = self._last_seen()
        done = convert.decrypt(self.keys, also=lambda keys: decrypt_recovery_files(recovery, keys))
        _remove_from_keyring(seen)
        return done

    def change_passphrase(self, passphrase: str) -> None:
        """Protect the identity with another passphrase; it must be unlocked."""
        from reflect.store.encryption.key_setup import change_passphrase

        change_passphrase(self.keys, passphrase)

    def recover(self, recovery_key: str) -> None:
        """Unlock with the recovery key.

        Raises:
            LockedError: it is not the recovery key of this journal.
            DamagedError: the keys are damaged, or do not belong together.
        """
        from reflect.store.encryption.key_setup import recover

        recover(self.keys, recovery_key)

    def add_to_keyring(self) -> None:
        """Store the identity in the system's keyring."""
        from reflect.store.encryption import os_keyring

        self.keys.open_identity()
        os_keyring.store(self.keys.recipients()[0], self.keys.identity_text())
        if self.keys.last_seen is not None:
            self.keys.last_seen.remember_keyring(True)

    def remove_from_keyring(self) -> None:
        """Remove the identity from the system's keyring."""
        _remove_from_keyring(self._last_seen())
        if self.keys.last_seen is not None:
            self.keys.last_seen.remember_keyring(False)

    @contextmanager
    def forget_if_gone(self) -> Iterator[None]:
        """Remove the identity from the keyring if the journal is not encrypted afterwards."""
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
    """Return a new recovery key."""
    from reflect.store.encryption.age import new_identity

    return new_identity()


def recovery_key_in(text: str) -> str:
    """Return the recovery key in a text; "" if it holds none."""
    from reflect.store.encryption.age import parse_identity

    return parse_identity(text)
