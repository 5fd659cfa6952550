"""Tests for bundles: an encrypted journal and its keys in one file, to move to another machine."""

import errno
import io
import os
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.errors import DamagedError, FileError, LockedError, UsageError, next_steps
from reflect.store import layout, paths
from reflect.store.backups import bundle, catalog
from reflect.store.backups.restore import open_backup
from reflect.store.encryption import age
from reflect.store.encryption.keys import FolderKeys
from tests.sealed import PASSPHRASE, keys_in, seal_folder
from tests.store.helpers_journals import archive_in, content_of, contents, numbered, store_in
from tests.store.helpers_restore import restore_backup

pytestmark = pytest.mark.backends("encrypted")


@pytest.fixture
def away(filled: Path, tmp_path: Path) -> Path:
    """Return the path of a bundle."""
    path = tmp_path / "away.tar"
    archive_in(filled).write(str(path))
    return path


def test_bundle_opens_elsewhere_with_the_same_passphrase(
    filled: Path, away: Path, tmp_path: Path
) -> None:
    fresh = tmp_path / "fresh"
    restore_backup(fresh, str(away))
    assert content_of(fresh)["entries"] == content_of(filled)["entries"]
    keys = FolderKeys(str(fresh))
    keys.unlock(PASSPHRASE)
    assert sorted(paths.KEYS) == sorted(set(contents(fresh)) & {*paths.KEYS})
    assert all(path.stat().st_mode & 0o077 == 0 for path in fresh.rglob("*"))


def test_failed_restore_of_a_bundle_says_that_the_keys_are_there(
    away: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = tmp_path / "fresh"
    real = os.replace

    def full(temp: str, target: str) -> None:
        if target.endswith(paths.ENCRYPTED):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(temp, target)

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(FileError) as caught:
        restore_backup(fresh, str(away))
    assert (fresh / paths.IDENTITY).exists()
    assert "keys" in next_steps(caught.value)
    monkeypatch.undo()
    restore_backup(fresh, str(away))


def test_bundle_is_an_ordinary_tar_file(filled: Path, away: Path) -> None:
    with tarfile.open(away) as tar:
        assert set(tar.getnames()) == {*paths.KEYS, paths.ENCRYPTED}
        member = tar.extractfile(paths.ENCRYPTED)
        assert member is not None
        data = keys_in(filled).decrypt(member.read(), paths.ENCRYPTED)
    assert len(catalog.parse(data, str(away))[1][layout.ENTRIES]) == 5


def test_bundle_needs_the_passphrase(away: Path, tmp_path: Path) -> None:
    fresh = FolderKeys(str(tmp_path / "fresh"))
    with pytest.raises(LockedError):
        open_backup(fresh, str(away))
    assert not (tmp_path / "fresh").exists()


def test_bundle_does_not_replace_another_journal(away: Path, tmp_path: Path) -> None:
    plain, other = tmp_path / "plain", seal_folder(tmp_path / "other")
    (other / paths.RECIPIENTS).write_text(f"{age.recipient_of(age.new_identity())}\n")
    store_in(plain).add(numbered(1))
    store_in(plain).fold()
    for folder, says in ((plain, "is plain"), (other, f"another encrypted journal than {other}")):
        before = contents(folder)
        with pytest.raises(UsageError, match=says):
            open_backup(keys_in(folder), str(away))
        assert contents(folder) == before


def packed(*members: tuple[str, bytes, bytes]) -> bytes:
    """Return a tar file with the given members, as tuples of name, type and contents."""
    whole = io.BytesIO()
    with tarfile.open(fileobj=whole, mode="w", format=tarfile.USTAR_FORMAT) as tar:
        for name, kind, data in members:
            about = tarfile.TarInfo(name)
            about.type, about.size = kind, len(data)
            about.linkname = "/etc/passwd" if kind == tarfile.SYMTYPE else ""
            tar.addfile(about, io.BytesIO(data))
    return whole.getvalue()


FILE, LINK = tarfile.REGTYPE, tarfile.SYMTYPE
SOUND = ((paths.IDENTITY, FILE, b"i"), (paths.ENCRYPTED, FILE, b"j"))


@pytest.mark.parametrize(
    "harm",
    [
        lambda: packed(*SOUND, ("../evil", FILE, b"x")),
        lambda: packed(*SOUND, ("/etc/evil", FILE, b"x")),
        lambda: packed(*SOUND, (paths.RECIPIENTS, LINK, b"")),
        lambda: packed(*SOUND, SOUND[0]),
        lambda: packed(SOUND[0]),
        lambda: packed(SOUND[1]),
        lambda: packed((paths.IDENTITY, FILE, b"i" * 100_001), SOUND[1]),
        lambda: packed(*SOUND)[:600],
        lambda: packed(*SOUND)[:1024],
    ],
)
def test_invalid_bundle_is_refused(tmp_path: Path, harm: Callable[[], bytes]) -> None:
    data = harm()
    assert bundle.is_packed(data)
    with pytest.raises(DamagedError, match="not a backup"):
        bundle.unpack(data, "away.tar")
    path = tmp_path / "away.tar"
    path.write_bytes(data)
    with pytest.raises(DamagedError):
        open_backup(keys_in(tmp_path / "fresh"), str(path))
    assert not (tmp_path / "fresh").exists()
    assert not (tmp_path / "evil").exists()


def test_sparse_bundle_is_refused(away: Path, tmp_path: Path) -> None:
    with tarfile.open(away) as tar:
        tar.extractall(tmp_path / "inside", filter="data")
    os.truncate(tmp_path / "inside" / paths.ENCRYPTED, 10**13)
    names = [paths.IDENTITY, paths.ENCRYPTED]
    subprocess.run(["tar", "-cSf", away, *names], cwd=tmp_path / "inside", check=True)
    with pytest.raises(DamagedError) as caught:
        open_backup(FolderKeys(str(tmp_path / "fresh")), str(away))
    assert caught.value.path == away


@pytest.mark.parametrize("start", [b"", age.MAGIC, b'{"meta":'])
def test_huge_file_is_not_read(tmp_path: Path, start: bytes) -> None:
    (tmp_path / "huge").write_bytes(start)
    os.truncate(tmp_path / "huge", 10**13)
    with pytest.raises(FileError) as caught:
        open_backup(FolderKeys(str(tmp_path / "fresh")), str(tmp_path / "huge"))
    assert caught.value.path == tmp_path / "huge"
