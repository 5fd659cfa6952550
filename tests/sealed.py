"""Keys for encrypted test journals that can be unlocked quickly.

The identity is real but encrypted with a work factor of 2, whereas reflect itself uses 18 or more.
This is enough because the tests check how reflect uses keys, not how strong they are.
"""

from base64 import b64decode
from pathlib import Path

import pytest

from reflect.journal.encryption import JournalEncryption
from reflect.store import paths
from reflect.store.encryption import age
from reflect.store.encryption.key_files import identity_file
from reflect.store.encryption.key_setup import Prepared
from reflect.store.encryption.keys import FolderKeys
from reflect.store.encryption.last_seen import LastSeenStore

PLAIN, ENCRYPTED = "plain", "encrypted"
BACKENDS = (PLAIN, ENCRYPTED)
# Runs a test on both kinds of journal.
on_both = pytest.mark.backends(*BACKENDS)
PASSPHRASE = "correct horse"
IDENTITY = "AGE-SECRET-KEY-1MKLRT9WJ2STUMWF32UFDD2KKSKPYMTJLVZZ4N42KRE0HW6MGQQYSPX3VWV"
RECIPIENT = "age156v4fjga3cz8lgptr733exu8dhgvf3fprf9f9lhewetrwwcl7ujqzkqm8e"
RECOVERY_IDENTITY = "AGE-SECRET-KEY-14C2FVNTU8HWYJEUY4RESUZWLAKM44GYD7Q9VKQVWN6PN3DV47E8QYN0CTT"
RECOVERY = "age1v79gglkf035h5a2tc4rs6j3gqh0wrmzduuraz86thaf5tkg4a45syuuxh6"
TEXT = identity_file(IDENTITY, (RECIPIENT, RECOVERY))
SEALED_IDENTITY = b64decode(
    "YWdlLWVuY3J5cHRpb24ub3JnL3YxCi0+IHNjcnlwdCBDQ2hLZ0s5SjVMek92eEZaTEZmZ1hBIDIKcWtYMmwwdTY5"
    "WThJcW5ISlRLSWdVN2hwcDMybEQwSkkzaWRGRzNMMWtIdwotLS0gWXpqK1pzM2xMZUNGazhNUkduQkxvbEh3OUZa"
    "ajRnSENUbDZ2Z3A0dnlWdwpQlQrAugW8H/Qg6bDx5ui7pzkquhWo15x/rN/Pd1Kw9OGb98RIg3M/+sGl25eHmGQI"
    "Q9dgfACJEheiA/tKT/B3T9QmnMegVbGf/gg2tMoPMvMyVbsS1OUnzRyzpcpmI0cWrt8kXBhLx/UCgTnhn3iWu3ww"
    "pdnxvsL3713lHxAWJZuhAoBpjNkAbWMmCJT39/OxRZlyKHLNCaDb+i96cf3DGBrmMyNsCr7ND/exPwrF6nVmxNnl"
    "2Wc36ZFq38fFGKDbXUPxmFQa3o7vDDKJMm+CBSZyq0tIz6dqD5FxxKbrGW/37QoijrHC5VNiUp12zZO12Woybcm1"
    "uOCGBIdOcLYyLFOI"
)


def seal_folder(folder: Path) -> Path:
    """Add keys to a journal folder, so that everything written there is encrypted."""
    if not folder.is_dir():
        folder.mkdir(mode=0o700, parents=True)
    recovery = b"".join(age.encrypt([TEXT.encode()], [RECOVERY]))
    for name, data in (
        (paths.IDENTITY, SEALED_IDENTITY),
        (paths.RECIPIENTS, f"{RECIPIENT}\n{RECOVERY}\n".encode()),
        (paths.RECOVERY, recovery),
    ):
        (folder / name).write_bytes(data)
        (folder / name).chmod(0o600)
    return folder


def new_keys() -> Prepared:
    """Generate new keys that cannot be unlocked with a passphrase."""
    identity = age.new_identity()
    recipient = age.recipient_of(identity)
    files = {paths.RECIPIENTS: f"{recipient}\n".encode(), paths.IDENTITY: SEALED_IDENTITY}
    return Prepared(identity_file(identity, (recipient,)), files)


def keys_in(folder: Path, memory: LastSeenStore | None = None) -> FolderKeys:
    """Return a folder's keys, which unlock automatically when needed."""
    return FolderKeys(str(folder), lambda keys: keys.set_identity(TEXT), memory)


def open_keys_in(folder: Path) -> FolderKeys:
    """Return a folder's keys, already unlocked."""
    keys = keys_in(folder)
    keys.require_readable()
    return keys


def encryption_in(folder: Path, memory: LastSeenStore | None = None) -> JournalEncryption:
    """Return a folder's encryption, which unlocks automatically when needed."""
    return JournalEncryption(keys_in(folder, memory))


def open_encryption_in(folder: Path) -> JournalEncryption:
    """Return a folder's encryption, already unlocked."""
    return JournalEncryption(open_keys_in(folder))


def open_without_asking(context: object, encryption: JournalEncryption) -> None:
    """Unlock an encrypted journal without a prompt, to replace `reflect.cli.passphrase.unlock`."""
    encryption.keys.set_identity(TEXT)


def text_of(path: Path) -> str:
    """Return the text in a file, decrypting it if necessary."""
    return opened(path).decode()


def opened(path: Path) -> bytes:
    """Return the bytes in a file, decrypting them if necessary."""
    data = path.read_bytes()
    return age.decrypt(data, IDENTITY, str(path)) if age.is_encrypted(data) else data


def put(path: Path, data: bytes) -> None:
    """Write a journal file, encrypting it if its suffix marks it as encrypted."""
    sealed = path.name.endswith(paths.SEALED)
    path.write_bytes(b"".join(age.encrypt([data], (RECIPIENT, RECOVERY))) if sealed else data)


def with_passphrase(folder: Path, command: list[str], *arguments: str) -> list[str]:
    """Return a command line that runs reflect, unlocking the journal if it is encrypted."""
    if not keys_in(folder).is_encrypted:
        return [*command, *arguments]
    secret = folder.parent / f"{folder.name}-passphrase"
    secret.write_text(PASSPHRASE)
    run = ["/bin/sh", "-c", 'exec 9<"$0"; exec "$@"', str(secret)]
    return [*run, *command, "--passphrase-fd", "9", *arguments]
