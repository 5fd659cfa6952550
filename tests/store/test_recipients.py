"""Tests for choosing recipients while another process turns encryption off and on."""

from pathlib import Path

import pytest

from reflect.errors import DamagedError
from reflect.store import paths
from reflect.store.encryption.keys import FolderKeys
from tests.sealed import RECIPIENT, RECOVERY, TEXT, seal_folder


@pytest.fixture
def keys(tmp_path: Path) -> FolderKeys:
    """Return the unlocked keys of an encrypted journal."""
    keys = FolderKeys(str(seal_folder(tmp_path / "journal")))
    keys.set_identity(TEXT)
    return keys


def test_nothing_is_encrypted_to_removed_keys(keys: FolderKeys) -> None:
    assert keys.recipients() == (RECIPIENT, RECOVERY)
    Path(keys.path(paths.RECIPIENTS)).write_text(f"{RECOVERY}\n")
    with pytest.raises(DamagedError, match="other recipients"):
        keys.encrypt([b"words"], keys.path(paths.ENCRYPTED))


def test_recipients_of_unlocked_keys_need_no_file(keys: FolderKeys) -> None:
    Path(keys.path(paths.RECIPIENTS)).unlink()
    assert keys.recipients() == (RECIPIENT, RECOVERY)
