"""Tests for finding what still holds an encrypted journal in plain text."""

import bz2
import gzip
import io
import lzma
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.store.backups import plain_copies, salvage
from reflect.store.backups.plain_copies import ARCHIVE, COPY, HISTORY
from reflect.store.encryption.convert import encrypt
from reflect.store.encryption.keys import FolderKeys
from tests.sealed import keys_in, new_keys

COMPRESS: dict[str, Callable[[bytes], bytes]] = {
    ".tgz": gzip.compress,
    ".gz": gzip.compress,
    ".tbz2": bz2.compress,
    ".xz": lzma.compress,
}


def packed(path: Path, source: Path) -> None:
    """Pack a file into a tar, and compress that."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        archive.add(source, source.name)
    path.write_bytes(COMPRESS[path.suffix](buffer.getvalue()))


def zipped(path: Path, source: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source / "journal.json", "old/notes.txt")


def found(keys: FolderKeys) -> dict[str, tuple[str, bool]]:
    """Return the kinds of what is found, by path relative to the parent of the folder."""
    return {
        str(Path(copy.path).relative_to(Path(keys.folder).parent)): (copy.kind, copy.is_certain)
        for copy in plain_copies.find(keys)
    }


def test_encrypt_names_what_still_holds_plain_text(filled: Path) -> None:
    name, beside = filled.name, filled.parent
    salvaged = salvage.salvage(keys_in(filled)).folder
    shutil.copytree(filled, beside / f"{name} copy")
    shutil.copy(filled / "journal.json", beside / f"{name}-journal.json")
    (filled / ".git" / "objects").mkdir(parents=True)
    (filled / "sub").mkdir()
    packed(filled / "sub" / "old.tgz", filled / "journal.json")
    packed(beside / f"{name}.tbz2", filled / "journal.json")
    zipped(filled / "old.zip", filled)
    for suffix in (".gz", ".xz"):
        path = filled / f"x{suffix}"
        path.write_bytes(COMPRESS[suffix]((filled / "journal.json").read_bytes()))
    (filled / "x.7z").write_bytes(b"7z\xbc\xaf\x27\x1c...")
    (filled / "holiday.zip").write_bytes(b"PK\3\4 cut")
    keys = keys_in(filled)
    assert found(keys) == {}
    result = encrypt(keys, new_keys())
    assert {path for path, _ in result.failed} == {str(beside / path) for path in found(keys)}
    assert found(keys) == {
        f"{name}-salvaged": (COPY, True),
        f"{name} copy": (COPY, True),
        f"{name}-journal.json": (COPY, True),
        f"{name}/.git": (HISTORY, False),
        f"{name}/sub/old.tgz": (ARCHIVE, True),
        f"{name}.tbz2": (ARCHIVE, True),
        f"{name}/old.zip": (ARCHIVE, True),
        f"{name}/x.gz": (ARCHIVE, True),
        f"{name}/x.xz": (ARCHIVE, True),
        f"{name}/x.7z": (ARCHIVE, False),
        f"{name}/holiday.zip": (ARCHIVE, False),
    }
    assert salvaged == str(beside / f"{name}-salvaged")


def test_what_holds_no_plain_text_is_not_named(filled: Path) -> None:
    name, beside = filled.name, filled.parent
    (beside / f"{name}book").mkdir()
    shutil.copy(filled / "journal.json", beside / f"{name}book")
    (beside / f"{name}-work").mkdir()
    (beside / f"{name}-work" / "journal.json").write_bytes(b"{}")
    with gzip.open(filled / "letters.gz", "wb") as file:
        file.write(b"Dear Ada")
    keys = keys_in(filled)
    assert encrypt(keys, new_keys()).failed == []
    packed(filled / "own.tgz", filled / "journal.age")
    assert found(keys) == {}


def test_large_archive_is_not_opened(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = keys_in(filled)
    encrypt(keys, new_keys())
    path = filled / "large.gz"
    path.write_bytes(gzip.compress(b"Dear Ada"))
    assert found(keys) == {}
    with path.open("ab") as file:
        file.truncate(60_000_000)
    monkeypatch.setattr(gzip, "GzipFile", None)
    assert found(keys) == {f"{filled.name}/large.gz": (ARCHIVE, False)}
