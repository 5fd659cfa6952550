"""Helpers that turn encryption on and off in a journal full of recognizable text."""

from pathlib import Path

from reflect.store import paths
from reflect.store.encryption import age, convert
from reflect.store.encryption.key_setup import Prepared
from tests.factories import NOW
from tests.sealed import (
    RECIPIENT,
    RECOVERY,
    SEALED_IDENTITY,
    TEXT,
    keys_in,
)
from tests.store.helpers_journals import (
    DRAFT,
    archive_in,
    contents,
    drafts_in,
    numbered,
    store_in,
)

CANARY = "the heron stands in the shallow water"


def prepared() -> Prepared:
    """Return new keys whose passphrase is cheap to check."""
    files = {
        paths.IDENTITY: SEALED_IDENTITY,
        paths.RECOVERY: b"".join(age.encrypt([TEXT.encode()], [RECOVERY])),
        paths.RECIPIENTS: f"{RECIPIENT}\n{RECOVERY}\n".encode(),
    }
    return Prepared(TEXT, files)


def encrypt_folder(folder: Path) -> None:
    """Encrypt a journal, or finish an interrupted conversion, as the command does."""
    keys = keys_in(folder)
    if keys.is_encrypted:
        done = convert.finish(keys)
    else:
        done = convert.encrypt(keys, None if keys.has_identity else prepared())
    assert done.failed == []


def decrypt_folder(folder: Path) -> None:
    """Decrypt a journal, if it has keys, as the command does."""
    keys = keys_in(folder)
    if keys.has_identity:
        assert convert.decrypt(keys).failed == []


def fill_folder(folder: Path) -> Path:
    """Create a plain journal with every kind of file, each containing the canary text."""
    store = store_in(folder, at=NOW)
    for number in (1, 2, 3):
        store.add(numbered(number, title=f"{CANARY} {number}"))
    with store.changing() as changes:
        changes.trash([numbered(3).id], NOW)
    archive_in(folder, NOW).make()
    with store.changing() as changes:
        changes.upsert(numbered(4, title=f"{CANARY} 4"))
    drafts_in(folder).save(DRAFT, {"id": DRAFT, "guide": "drucker", "typed": CANARY})
    plain = (folder / "journal.json").read_bytes()
    for name in (
        "journal.format-0.json",
        ".journal.json.0123456789ab.tmp",
        "backups/.backup.0123456789ab.tmp",
        "drafts/.draft.0123456789ab.tmp",
        "backups/20200101T000000Z-damaged.json",
    ):
        (folder / name).write_bytes(plain)
        (folder / name).chmod(0o600)
    store.add(numbered(5, title=f"{CANARY} 5"))
    with (folder / "journal.inbox").open("ab") as file:
        file.write(f"12345678 {{{CANARY}".encode())
    return folder


def plain_files(folder: Path) -> list[str]:
    """Return the names of the files that contain the canary text unencrypted."""
    return [name for name, data in contents(folder).items() if CANARY.encode() in data]
