"""Encryption turned on and off: in the end nothing is plain, and all is there."""

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
from tests.store.helpers_convert import CANARY, plain_files, prepared, turn_off, turn_on
from tests.store.helpers_journals import (
    DRAFT,
    archive_in,
    contents,
    drafts_in,
    examined,
    held,
    kept_backup,
    numbered,
    store_in,
)


def test_afterwards_nothing_is_in_plain_and_all_is_there(lived: Path) -> None:
    before = held(lived)
    assert len(plain_files(lived)) > 8
    turn_on(lived)
    assert plain_files(lived) == []
    assert held(lived) == before
    assert all(path.stat().st_mode & 0o077 == 0 for path in lived.rglob("*"))
    assert [one.is_sound for one in archive_in(lived).all()].count(True) == 2
    torn = age.decrypt((lived / "journal.torn.age").read_bytes(), IDENTITY, "")
    assert torn == f"12345678 {{{CANARY}\n".encode()
    assert [one.what for one in examined(lived) if one.level == "problem"] == []


def test_and_back_again_it_is_plain_and_has_no_keys(lived: Path) -> None:
    before = held(lived)
    turn_on(lived)
    store_in(lived).add(numbered(9))
    plain_names = {Path(name).with_suffix("").name for name in contents(lived)}
    turn_off(lived)
    assert held(lived)["entries"].keys() == before["entries"].keys() | {numbered(9).id}
    assert held(lived)["trash"] == before["trash"]
    assert not [path for path in lived.rglob("*") if path.suffix == ".age"]
    assert not (lived / paths.RECIPIENTS).exists()
    assert {Path(name).with_suffix("").name for name in contents(lived)} == plain_names - {
        "identity",
        "recovery",
        "recipients",
        "journal.torn",
    } | {"journal"}


def test_keys_that_something_is_sealed_to_are_never_replaced(lived: Path) -> None:
    keys = (lived / paths.IDENTITY, lived / paths.RECIPIENTS)
    seal_folder(lived)
    before = [path.read_bytes() for path in keys]
    with pytest.raises(UsageError, match="is there already"):
        convert.encrypt(keys_in(lived), prepared())
    assert [path.read_bytes() for path in keys] == before
    assert (lived / paths.JOURNAL).exists()


def test_a_later_draft_is_not_replaced_by_an_earlier_one_that_was_left(lived: Path) -> None:
    left = (lived / "drafts" / f"{DRAFT}.json").read_bytes()
    turn_on(lived)
    drafts_in(lived).save(DRAFT, {"id": DRAFT, "guide": "drucker", "typed": "more"})
    (lived / "drafts" / f"{DRAFT}.json").write_bytes(left)
    turn_on(lived)
    assert drafts_in(lived).load(DRAFT)["typed"] == "more"
    assert plain_files(lived) == []


def test_the_users_own_files_among_the_backups_are_named_and_stay(lived: Path) -> None:
    for name in ("before the move.json", "mine"):
        shutil.copy(lived / paths.JOURNAL, lived / "backups" / name)
    done = convert.encrypt(keys_in(lived), prepared())
    assert sorted(Path(path).name for path, _ in done.failed) == ["before the move.json", "mine"]
    assert sorted(plain_files(lived)) == ["backups/before the move.json", "backups/mine"]


def test_a_folder_of_backups_that_cannot_be_written_is_named(
    lived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = files.replace_file

    def refuse(path: str, *rest: Any, **options: Any) -> None:
        with files.explained(path, "nothing was changed"):
            if "/backups/" in path:
                raise OSError(30, "Read-only file system")
        real(path, *rest, **options)

    before = held(lived)
    with monkeypatch.context() as patch:
        patch.setattr(files, "replace_file", refuse)
        done = convert.encrypt(keys_in(lived), prepared())
    assert {Path(path).parent.name for path, _ in done.failed} == {"backups"}
    assert all("read-only" in why for _, why in done.failed)
    assert held(lived) == before
    turn_on(lived)
    assert plain_files(lived) == []


@pytest.mark.parametrize("act", [turn_on, turn_off])
def test_a_linked_journal_is_turned_over_with_what_it_leads_to(
    lived: Path, place: Path, act: Callable[[Path], None]
) -> None:
    if act is turn_off:
        turn_on(lived)
    before = held(lived)
    path = Path(keys_in(lived).journal)
    shutil.move(path, place / f"mine{path.suffix}")
    path.symlink_to(place / f"mine{path.suffix}")
    act(lived)
    assert held(lived) == before
    assert not os.path.lexists(path)
    assert not (place / f"mine{path.suffix}").exists()


def test_the_recovery_identity_opens_it_and_no_other_does(lived: Path) -> None:
    turn_on(lived)
    keys = FolderKeys(str(lived))
    with pytest.raises(ReflectError):
        key_setup.recover(keys, age.new_identity())
    assert keys.is_locked
    key_setup.recover(keys, RECOVERY_IDENTITY)
    assert not keys.is_locked
    assert keys.identity_text() == TEXT


def test_new_passphrase_replaces_the_old_one(lived: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(age, "encrypt_with_passphrase", cheap_scrypt.encrypt)
    turn_on(lived)
    before = contents(lived)
    keys = keys_in(lived)
    keys.require_readable()
    key_setup.change_passphrase(keys, "battery staple")
    changed = {name for name, data in contents(lived).items() if before.get(name) != data}
    assert changed == {paths.IDENTITY}
    with pytest.raises(LockedError) as caught:
        FolderKeys(str(lived)).unlock(PASSPHRASE)
    assert caught.value.exit_code == 6
    again = FolderKeys(str(lived))
    again.unlock("battery staple")
    assert again.identity_text() == TEXT


def test_what_was_kept_stays_as_old_as_it_was(lived: Path) -> None:
    path = kept_backup(lived, NOW - timedelta(days=9), 1, (lived / paths.JOURNAL).read_bytes())
    os.utime(path, (5, 5))
    turn_on(lived)
    assert path.with_suffix(".age").stat().st_mtime == 5
