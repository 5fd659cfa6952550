"""Creating keys, changing the passphrase, and recovering the identity.

New keys are always tested before they are used.
"""

from dataclasses import dataclass

from reflect.errors import DamagedError, FileError, LockedError, Notice
from reflect.store import files, lock, paths
from reflect.store.encryption import age
from reflect.store.encryption.key_files import identity_file, recipients_file, write_keys
from reflect.store.encryption.keys import FolderKeys


@dataclass(frozen=True, slots=True)
class Prepared:
    """New keys that have not been written to disk yet.

    Args:
        text: the contents of the identity file.
        files: the contents of the key files, by file name.
    """

    text: str
    files: dict[str, bytes]


def prepare(passphrase: str, recovery: str = "") -> Prepared:
    """Create the keys for a journal. This takes a few seconds.

    Args:
        passphrase: the passphrase that will protect the identity.
        recovery: a second identity that can decrypt everything; "" to omit it.

    Raises:
        FileError: The new keys failed a test decryption.
    """
    identity = age.new_identity()
    recipients = [age.recipient_of(secret) for secret in (identity, recovery) if secret]
    text = identity_file(identity, recipients)
    contents = {paths.RECIPIENTS: recipients_file(recipients)}
    if recovery:
        sealed = b"".join(age.encrypt([text.encode()], recipients[1:]))
        if age.decrypt(sealed, recovery, paths.RECOVERY) != text.encode():
            raise FileError("the recovery identity does not open what it should")
        contents[paths.RECOVERY] = sealed
    contents[paths.IDENTITY] = encrypt_identity(text, passphrase)
    return Prepared(text, contents)


def encrypt_identity(text: str, passphrase: str) -> bytes:
    """Encrypt an identity with a passphrase, and verify that it can be decrypted.

    Raises:
        FileError: The encrypted identity can't be decrypted.
    """
    sealed = age.encrypt_with_passphrase(text.encode(), passphrase)
    if age.decrypt_with_passphrase(sealed, passphrase, paths.IDENTITY) != text.encode():
        raise FileError("the passphrase does not open what it should")
    return sealed


def change_passphrase(keys: FolderKeys, passphrase: str, wait: float = 5.0) -> None:
    """Encrypt the unlocked identity with a new passphrase.

    Raises:
        BusyError: Another process is writing.
        FileError: The identity could not be written; the old passphrase is still valid.
    """
    sealed = encrypt_identity(keys.identity_text(), passphrase)
    with lock.journal_lock(keys.folder, wait):
        write_keys(keys, {paths.IDENTITY: sealed})


def recover(keys: FolderKeys, recovery: str) -> None:
    """Unlock the identity with the recovery identity.

    Args:
        keys: the keys of the journal folder.
        recovery: the secret key of the recovery identity.

    Raises:
        UsageError: The key is not a valid identity.
        LockedError: The key belongs to another journal.
        DamagedError: recovery.age is missing or damaged.
    """
    path = keys.path(paths.RECOVERY)
    data = files.read_file(path)
    if data is None:
        raise DamagedError.at(
            path,
            "is missing",
            hint="{command} says how to open the journal with the recovery identity by hand.",
            command=("help", "recovery"),
        )
    age.recipient_of(recovery)
    try:
        text = age.decrypt(data, recovery, path).decode("utf-8", "replace")
    except age.OtherIdentityError:
        raise LockedError(
            "that is the recovery identity of another journal", detail="Nothing was changed."
        ) from None
    except DamagedError as error:
        raise DamagedError.of(error, Notice("Put it back from a copy of the folder.")) from None
    _require_its_own(keys, text, path)
    keys.set_identity(text)


def _require_its_own(keys: FolderKeys, text: str, path: str) -> None:
    """Check that a recovered identity belongs to the journal in the folder."""
    journal = keys.path(paths.ENCRYPTED)
    data = files.read_file(journal)
    if data is None:
        return
    try:
        age.decrypt(data, age.parse_identity(text), journal)
    except age.OtherIdentityError:
        raise DamagedError.at(
            path,
            f"is of another journal than {paths.ENCRYPTED}",
            detail="Nothing was changed.",
            hint="Put back the one that belongs to it, from a copy.",
        ) from None
    except DamagedError:
        # The journal is damaged, but it is encrypted to this identity.
        return
