"""Tests for saving, loading and discarding drafts."""

import os
import stat
from pathlib import Path

import pytest

from reflect.errors import (
    BusyError,
    ConflictError,
    DamagedError,
    FileError,
    NotFoundError,
    UsageError,
)
from reflect.model.ids import from_int
from reflect.store import os_compat
from reflect.store.drafts import Drafts
from tests.sealed import PLAIN, on_both, opened, put
from tests.store.helpers_convert import decrypt_folder, encrypt_folder
from tests.store.helpers_journals import draft_path, drafts_in, files_in

pytestmark = on_both

FIRST, SECOND = from_int(1), from_int(2)


def age(folder: Path, draft_id: str, seconds: int) -> None:
    """Set the time at which a draft was saved."""
    os.utime(draft_path(folder, draft_id), (seconds, seconds))


def test_draft_round_trips(folder: Path) -> None:
    data = {"guide": "drucker", "answers": [["happened", 'It "went"\nwrong']], "at": 3, "é": None}
    version = drafts_in(folder).save(FIRST, data)
    assert drafts_in(folder).load(FIRST) == data
    drafts_in(folder).save(FIRST, {"guide": "aar"}, version)
    assert drafts_in(folder).load(FIRST) == {"guide": "aar"}


def test_drafts_are_private(folder: Path) -> None:
    before = os.umask(0)
    try:
        drafts_in(folder).save(FIRST, {})
    finally:
        os.umask(before)
    for path in (folder / "drafts").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "drafts").stat().st_mode) == 0o700


def test_missing_folder_has_no_drafts_and_is_not_created(folder: Path) -> None:
    drafts = drafts_in(folder)
    assert drafts.ids() == []
    assert drafts.all() == []
    with pytest.raises(NotFoundError):
        drafts.load(FIRST)
    drafts.discard(FIRST)
    assert files_in(folder) == []


def test_most_recently_saved_draft_comes_first(folder: Path) -> None:
    drafts = drafts_in(folder)
    drafts.save(FIRST, {"n": 1})
    drafts.save(SECOND, {"n": 2})
    age(folder, FIRST, 20)
    age(folder, SECOND, 10)
    assert drafts.ids() == [FIRST, SECOND]
    assert drafts.all() == [(FIRST, {"n": 1}), (SECOND, {"n": 2})]


def test_discarded_draft_is_removed(folder: Path) -> None:
    drafts = drafts_in(folder)
    drafts.save(FIRST, {"typed": "secret"})
    drafts.discard(FIRST)
    assert drafts.ids() == []
    assert not any(b"secret" in path.read_bytes() for path in (folder / "drafts").iterdir())


@pytest.mark.parametrize("bad", [b"", b"{", b"[]", b"\xff", b"\0" * 40, b"[" * 100_000])
def test_damaged_draft_is_reported_and_kept(folder: Path, bad: bytes) -> None:
    drafts = drafts_in(folder)
    drafts.save(FIRST, {"n": 1})
    path = draft_path(folder, SECOND)
    put(path, bad)
    assert drafts.all() == [(FIRST, {"n": 1})]
    assert drafts.all() == [(FIRST, {"n": 1})]
    assert len(drafts.warnings) == 1
    assert str(path) in drafts.warnings[0]
    with pytest.raises(DamagedError):
        drafts.load(SECOND)
    assert opened(path) == bad


def test_other_files_are_ignored(folder: Path) -> None:
    drafts = drafts_in(folder)
    drafts.save(FIRST, {})
    (folder / "drafts" / "notes.json").write_text("mine")
    (folder / "drafts" / f"{SECOND}.txt").write_text("mine")
    os.mkfifo(draft_path(folder, SECOND))
    assert [draft_id for draft_id, _ in drafts.all()] == [FIRST]


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "short", "0000000001/", "00000I0001"])
def test_invalid_draft_id_is_refused(folder: Path, name: str) -> None:
    for act in (drafts_in(folder).load, drafts_in(folder).discard):
        with pytest.raises(UsageError):
            act(name)
    with pytest.raises(UsageError):
        drafts_in(folder).save(name, {})


def test_next_save_removes_leftover_temporary_files(folder: Path) -> None:
    drafts = drafts_in(folder)
    drafts.save(FIRST, {})
    stale = folder / "drafts" / ".draft.0123456789ab.tmp"
    stale.write_text("half of a secret")
    drafts.save(SECOND, {})
    assert not stale.exists()


def test_locked_folder_is_busy(folder: Path) -> None:
    drafts = drafts_in(folder, wait=0.01)
    version = drafts.save(FIRST, {"n": 1})
    with os_compat.opened(str(folder / "drafts" / "lock"), os.O_RDWR) as fd:
        os_compat.lock(fd)
        with pytest.raises(BusyError):
            drafts.save(FIRST, {"n": 2}, version)
    assert drafts.load(FIRST) == {"n": 1}


def test_file_in_place_of_the_folder_is_a_file_error(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "drafts").write_text("mine")
    for act in (drafts_in(folder).ids, drafts_in(folder).all):
        with pytest.raises(FileError):
            act()
    with pytest.raises(FileError):
        drafts_in(folder).save(FIRST, {})
    assert (folder / "drafts").read_text() == "mine"


def test_only_the_version_it_is_based_on_is_replaced(folder: Path) -> None:
    # Without an unlocker, an encrypted draft can be written but not read.
    mine, theirs = Drafts(folder), drafts_in(folder)
    first = mine.save(FIRST, {"n": 1})
    data, version = theirs.open(FIRST)
    assert data == {"n": 1}
    second = theirs.save(FIRST, {"n": 2}, version)
    for base in (first, ""):
        with pytest.raises(ConflictError):
            mine.save(FIRST, {"n": 3}, base)
    assert theirs.load(FIRST) == {"n": 2}
    mine.discard_version(FIRST, first)
    assert theirs.load(FIRST) == {"n": 2}
    theirs.discard_version(FIRST, second)
    with pytest.raises(ConflictError):
        theirs.save(FIRST, {"n": 4}, second)
    assert theirs.ids() == []


def test_draft_of_an_earlier_release_opens_and_is_replaced(folder: Path) -> None:
    drafts = drafts_in(folder)
    drafts.save(SECOND, {})
    put(draft_path(folder, FIRST), b'{"guide": "drucker"}')
    data, version = drafts.open(FIRST)
    assert data == {"guide": "drucker"}
    drafts.save(FIRST, {"n": 1}, version)
    assert drafts.load(FIRST) == {"n": 1}


def test_draft_keeps_its_version_when_encryption_changes(folder: Path, backend: str) -> None:
    drafts = drafts_in(folder)
    version = drafts.save(FIRST, {"n": 1})
    convert = encrypt_folder if backend == PLAIN else decrypt_folder
    convert(folder)
    mine = drafts_in(folder)
    assert mine.keys.is_encrypted == (backend == PLAIN)
    version = mine.save(FIRST, {"n": 2}, version)
    mine.discard_version(FIRST, version)
    assert mine.ids() == []


def test_unconfirmed_save_is_not_taken_for_another_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafts = drafts_in(folder)
    version = drafts.save(FIRST, {"n": 1})
    with monkeypatch.context() as patch:
        patch.setattr(os_compat, "sync_folder", lambda folder: os.stat(f"{folder}/missing"))
        with pytest.raises(FileError):
            drafts.save(FIRST, {"n": 2}, version)
    assert drafts.load(FIRST) == {"n": 2}
    drafts.save(FIRST, {"n": 3}, version)
    assert drafts.load(FIRST) == {"n": 3}
