"""Tests that turning encryption on or off leaves no plain text behind and loses nothing."""

import os
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import LockedError, ReflectError, UsageError
from reflect.store import files, paths
from reflect.store.encryption import age, convert, key_setup
from reflect.store.encryption.keys import FolderKeys
from tests import cheap_scrypt
from tests.factories import NOW
from tests.sealed import (
    IDENTITY,
    PASSPHRASE,
    RECOVERY_IDENTITY,
    TEXT,
    keys_in,
    seal_folder,
)
from tests.store.helpers_convert import (
    CANARY,
    decrypt_folder,
    encrypt_folder,
    plain_files,
    prepared,
)
from tests.store.helpers_journals import (
    DRAFT,
    add_backup,
    archive_in,
    content_of,
    contents,
    doctor_findings,
    drafts_in,
    journal_in,
    numbered,
    save_draft,
    store_in,
)


def test_encrypt_leaves_no_plain_text(full_folder: Path) -> None:
    before = content_of(full_folder)
    assert len(plain_files(full_folder)) > 8
    encrypt_folder(full_folder)
    assert plain_files(full_folder) == []
    assert content_of(full_folder) == before
    assert all(path.stat().st_mode & 0o077 == 0 for path in full_folder.rglob("*"))
    assert [one.is_sound for one in archive_in(full_folder).all()].count(True) == 2
    torn = age.decrypt((full_folder / "journal.torn.age").read_bytes(), IDENTITY, "")
    assert torn == f"12345678 {{{CANARY}\n".encode()
    assert [one.what for one in doctor_findings(full_folder) if one.level == "problem"] == []


def test_decrypt_leaves_no_keys(full_folder: Path) -> None:
    before = content_of(full_folder)
    encrypt_folder(full_folder)
    store_in(full_folder).add(numbered(9))
    plain_names = {Path(name).with_suffix("").name for name in contents(full_folder)}
    decrypt_folder(full_folder)
    assert content_of(full_folder)["entries"].keys() == before["entries"].keys() | {numbered(9).id}
    assert content_of(full_folder)["trash"] == before["trash"]
    assert not [path for path in full_folder.rglob("*") if path.suffix == ".age"]
    assert not (full_folder / paths.RECIPIENTS).exists()
    assert {Path(name).with_suffix("").name for name in contents(full_folder)} == plain_names - {
        "identity",
        "recovery",
        "recipients",
        "journal.torn",
    } | {"journal"}


def test_encrypt_never_replaces_keys(full_folder: Path) -> None:
    keys = (full_folder / paths.IDENTITY, full_folder / paths.RECIPIENTS)
    seal_folder(full_folder)
    before = [path.read_bytes() for path in keys]
    with pytest.raises(UsageError, match="is there already"):
        convert.encrypt(keys_in(full_folder), prepared())
    assert [path.read_bytes() for path in keys] == before
    assert (full_folder / paths.JOURNAL).exists()


def test_conversion_keeps_the_newer_draft(full_folder: Path) -> None:
    left = (full_folder / "drafts" / f"{DRAFT}.json").read_bytes()
    encrypt_folder(full_folder)
    save_draft(full_folder, {"id": DRAFT, "guide": "drucker", "typed": "more"})
    (full_folder / "drafts" / f"{DRAFT}.json").write_bytes(left)
    encrypt_folder(full_folder)
    assert drafts_in(full_folder).load(DRAFT)["typed"] == "more"
    assert plain_files(full_folder) == []


def test_conversion_reports_the_users_own_backups(full_folder: Path) -> None:
    for name in ("before the move.json", "mine"):
        shutil.copy(full_folder / paths.JOURNAL, full_folder / "backups" / name)
    done = convert.encrypt(keys_in(full_folder), prepared())
    assert sorted(Path(path).name for path, _ in done.failed) == ["before the move.json", "mine"]
    assert sorted(plain_files(full_folder)) == ["backups/before the move.json", "backups/mine"]


def test_conversion_reports_a_read_only_backup_folder(
    full_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.replace_file

    def refuse(path: str, *rest: Any, **options: Any) -> None:
        with files.explained(path, "nothing was changed"):
            if "/backups/" in path:
                raise OSError(30, "Read-only file system")
        real(path, *rest, **options)

    before = content_of(full_folder)
    with monkeypatch.context() as patch:
        patch.setattr(files, "replace_file", refuse)
        done = convert.encrypt(keys_in(full_folder), prepared())
    assert {Path(path).parent.name for path, _ in done.failed} == {"backups"}
    assert all("read-only" in why for _, why in done.failed)
    assert content_of(full_folder) == before
    encrypt_folder(full_folder)
    assert plain_files(full_folder) == []


@pytest.mark.parametrize("act", [encrypt_folder, decrypt_folder])
def test_conversion_follows_a_linked_journal(
    full_folder: Path, place: Path, act: Callable[[Path], None]
) -> None:
    if act is decrypt_folder:
        encrypt_folder(full_folder)
    before = content_of(full_folder)
    path = Path(keys_in(full_folder).journal)
    shutil.move(path, place / f"mine{path.suffix}")
    path.symlink_to(place / f"mine{path.suffix}")
    act(full_folder)
    assert content_of(full_folder) == before
    assert not os.path.lexists(path)
    assert not (place / f"mine{path.suffix}").exists()


def test_only_the_matching_recovery_identity_unlocks_a_journal(full_folder: Path) -> None:
    encrypt_folder(full_folder)
    keys = FolderKeys(str(full_folder))
    with pytest.raises(ReflectError):
        key_setup.recover(keys, age.new_identity())
    assert keys.is_locked
    key_setup.recover(keys, RECOVERY_IDENTITY)
    assert not keys.is_locked
    assert keys.identity_text() == TEXT


def test_new_passphrase_replaces_the_old_one(
    full_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(age, "encrypt_with_passphrase", cheap_scrypt.encrypt)
    encrypt_folder(full_folder)
    before = contents(full_folder)
    keys = keys_in(full_folder)
    keys.require_readable()
    key_setup.change_passphrase(keys, "battery staple")
    changed = {name for name, data in contents(full_folder).items() if before.get(name) != data}
    assert changed == {paths.IDENTITY}
    with pytest.raises(LockedError) as caught:
        FolderKeys(str(full_folder)).unlock(PASSPHRASE)
    assert caught.value.exit_code == 6
    again = FolderKeys(str(full_folder))
    again.unlock("battery staple")
    assert again.identity_text() == TEXT


def test_conversion_keeps_modification_times(full_folder: Path) -> None:
    path = add_backup(
        full_folder, NOW - timedelta(days=9), 1, (full_folder / paths.JOURNAL).read_bytes()
    )
    os.utime(path, (5, 5))
    encrypt_folder(full_folder)
    assert path.with_suffix(".age").stat().st_mtime == 5


def test_copies_are_named_and_keep_their_keys(filled: Path) -> None:
    copy = filled / "journal.sync-conflict-20261122-203000-ABC.json"
    draft = filled / "drafts" / f"{DRAFT}.json.orig"
    shutil.copy(journal_in(filled), copy)
    shutil.copy(filled / "drafts" / f"{DRAFT}.json", draft)
    before = copy.read_bytes(), draft.read_bytes()
    for _ in range(2):
        keys = keys_in(filled)
        done = convert.finish(keys) if keys.is_encrypted else convert.encrypt(keys, prepared())
        assert {path for path, _ in done.failed} == {str(copy), str(draft)}
    assert (copy.read_bytes(), draft.read_bytes()) == before
    copy.unlink()
    draft.unlink()
    sealed = shutil.copy(journal_in(filled), copy.with_suffix(".age"))
    assert [path for path, _ in convert.decrypt(keys_in(filled)).failed] == [str(sealed)]
    assert keys_in(filled).has_identity
    Path(sealed).unlink()
    assert convert.decrypt(keys_in(filled)).failed == []
    assert not keys_in(filled).has_identity
