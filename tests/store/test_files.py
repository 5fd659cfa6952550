"""Tests for reading and replacing whole files."""

import errno
import fcntl
import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.errors import BusyError, DamagedError, FileError, next_steps
from reflect.store import file_errors, files, os_compat
from tests.store.helpers_users import OTHER, USER, acting_as, as_root


def test_replaced_file_is_private_and_complete(place: Path) -> None:
    path = place / "file"
    path.write_bytes(b"old")
    path.chmod(0o644)
    files.replace_file(str(path), [b"n", b"ew"], "file")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert os.listdir(place) == ["file"]


def test_symlink_remains_a_symlink(place: Path) -> None:
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    target = elsewhere / "real"
    target.write_bytes(b"old")
    link = place / "link"
    link.symlink_to(target)
    files.replace_file(str(link), [b"new"], "file", follow_link=True)
    assert link.is_symlink()
    assert target.read_bytes() == b"new"
    assert os.listdir(elsewhere) == ["real"]


@pytest.mark.parametrize("is_dangling", [False, True])
def test_link_is_neither_replaced_nor_followed(place: Path, is_dangling: bool) -> None:
    target, link = place / "real", place / "link"
    if not is_dangling:
        target.write_bytes(b"old")
    link.symlink_to(target)
    with pytest.raises(FileError, match=r"is a link.*nothing was changed"):
        files.replace_file(str(link), [b"new"])
    assert link.is_symlink()
    assert target.exists() != is_dangling
    assert is_dangling or target.read_bytes() == b"old"


def test_only_regular_files_are_replaced(place: Path) -> None:
    path = place / "pipe"
    os.mkfifo(path)
    with pytest.raises(FileError, match="is not a file"):
        files.replace_file(str(path), [b"new"])
    assert os.listdir(place) == ["pipe"]


@pytest.mark.parametrize(("old", "new"), [(0o600, 0o600), (0o664, 0o600), (0o444, 0o400)])
def test_replaced_file_keeps_its_mode_without_the_rights_of_others(
    place: Path, old: int, new: int
) -> None:
    path = place / "file"
    path.touch()
    path.chmod(old)
    files.replace_file(str(path), [b"new"])
    assert stat.S_IMODE(path.stat().st_mode) == new


@as_root
def test_replaced_file_keeps_its_owner(place: Path) -> None:
    path = place / "file"
    path.touch()
    os.chown(path, USER, OTHER)
    files.replace_file(str(path), [b"new"])
    assert (path.stat().st_uid, path.stat().st_gid) == (USER, OTHER)


@as_root
def test_another_user_is_never_locked_out(place: Path) -> None:
    path = place / "file"
    path.write_bytes(b"old")
    os.chown(path, OTHER, OTHER)
    os.chown(place, USER, USER)
    with acting_as(USER), pytest.raises(FileError, match="nothing was changed"):
        files.replace_file(str(path), [b"new"])
    assert path.read_bytes() == b"old"
    assert os.listdir(place) == ["file"]
    # Nothing locks root out.
    os.chown(path, 0, 0)
    with acting_as(USER):
        files.replace_file(str(path), [b"new"])
    assert path.stat().st_uid == USER


def test_unreadable_symlink_is_never_overwritten(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target, link = place / "real", place / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)

    real = os.lstat

    def unreadable(path: str, **_: object) -> os.stat_result:
        if path == str(link):
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real(path)

    monkeypatch.setattr(os, "lstat", unreadable)
    with pytest.raises(FileError, match="nothing was changed"):
        files.replace_file(str(link), [b"new"], "file")
    monkeypatch.undo()
    assert link.is_symlink()
    assert target.read_bytes() == b"old"


def test_only_stale_files_in_the_family_are_removed(place: Path) -> None:
    names = {".file.0123456789ab.tmp", ".other.0123456789ab.tmp", ".file.notes.tmp", "file.tmp"}
    for name in names:
        (place / name).touch()
    files.replace_file(str(place / "file"), [b"new"], "file")
    assert set(os.listdir(place)) == names - {".file.0123456789ab.tmp"} | {"file"}


def test_journals_linked_into_one_folder_do_not_interfere(place: Path) -> None:
    shared = place / "shared"
    shared.mkdir()
    for name in ("one", "two"):
        (place / name).mkdir()
        (shared / f"{name}.json").touch()
        (place / name / "journal.json").symlink_to(shared / f"{name}.json")

    def chunks() -> Iterator[bytes]:
        yield b"first "
        files.replace_file(str(place / "two" / "journal.json"), [b"other"], follow_link=True)
        yield b"second"

    files.replace_file(str(place / "one" / "journal.json"), chunks(), follow_link=True)
    assert (shared / "one.json").read_bytes() == b"first second"
    assert (shared / "two.json").read_bytes() == b"other"
    assert sorted(os.listdir(shared)) == ["one.json", "two.json"]


def test_missing_temporary_file_is_an_error(place: Path) -> None:
    path = place / "file"
    path.write_bytes(b"old")

    def chunks() -> Iterator[bytes]:
        yield b"new"
        for temp in place.glob(".*.tmp"):
            temp.unlink()

    with pytest.raises(FileError, match="nothing was changed"):
        files.replace_file(str(path), chunks())
    assert path.read_bytes() == b"old"


def test_rename_that_succeeds_despite_an_error_counts_as_saved(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = os.replace

    def late(temp: str, target: str) -> None:
        real(temp, target)
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os, "replace", late)
    with pytest.raises(FileError, match="saved, durability not confirmed"):
        files.replace_file(str(place / "file"), [b"new"])
    assert (place / "file").read_bytes() == b"new"


def test_longest_possible_name_can_be_replaced(place: Path) -> None:
    path = place / ("n" * 255)
    files.replace_file(str(path), [b"new"])
    assert path.read_bytes() == b"new"


def test_write_error_leaves_the_old_file_unchanged(place: Path) -> None:
    def chunks() -> Iterator[bytes]:
        yield b"half of the "
        raise KeyboardInterrupt

    path = place / "file"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        files.replace_file(str(path), chunks(), "file")
    assert path.read_bytes() == b"old"
    assert os.listdir(place) == ["file"]


def test_error_after_the_rename_reports_the_file_as_saved(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(folder: str) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(os_compat, "sync_folder", broken)
    path = place / "file"
    with pytest.raises(FileError, match="saved, durability not confirmed"):
        files.replace_file(str(path), [b"new"], "file")
    assert path.read_bytes() == b"new"


def test_missing_file_reads_as_none_and_dangling_link_is_damaged(place: Path) -> None:
    assert files.read_file(str(place / "none")) is None
    (place / "link").symlink_to(place / "unplugged")
    with pytest.raises(DamagedError, match="link to what is not there"):
        files.read_file(str(place / "link"))


def test_special_file_is_refused_without_blocking(place: Path) -> None:
    os.mkfifo(place / "pipe")
    (place / "folder").mkdir()
    for name in ("pipe", "folder"):
        with pytest.raises(DamagedError, match="is not a file"):
            files.read_file(str(place / name))


def test_circular_links_are_a_file_error(place: Path) -> None:
    (place / "a").symlink_to(place / "b")
    (place / "b").symlink_to(place / "a")
    with pytest.raises(FileError) as caught:
        files.read_file(str(place / "a"))
    assert "circle" in next_steps(caught.value)


def test_file_is_read_completely_in_several_reads(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = place / "file"
    path.write_bytes(b"0123456789")
    read = os.read
    monkeypatch.setattr(os, "read", lambda fd, size: read(fd, min(size, 3)))
    assert files.read_file(str(path)) == b"0123456789"


def test_write_that_makes_no_progress_is_an_error(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "write", lambda fd, data: 0)
    with pytest.raises(FileError):
        files.replace_file(str(place / "file"), [b"new"], "file")


@pytest.mark.parametrize("umask", [0o000, 0o777])
def test_new_folders_are_private_regardless_of_the_umask(place: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        files.make_folder(str(place / "a" / "b"))
    finally:
        os.umask(before)
    for path in (place / "a", place / "a" / "b"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_existing_folder_keeps_its_mode(place: Path) -> None:
    place.chmod(0o755)
    files.make_folder(str(place))
    assert stat.S_IMODE(place.stat().st_mode) == 0o755


def test_file_in_place_of_the_folder_is_a_file_error(place: Path) -> None:
    (place / "a").touch()
    with pytest.raises(FileError, match="nothing was saved"):
        files.make_folder(str(place / "a"))
    with pytest.raises(FileError):
        files.make_folder(str(place / "a" / "b"))


def test_held_lock_is_busy(place: Path) -> None:
    path = str(place / "lock")
    flags = os.O_RDWR | os.O_CREAT
    with os_compat.opened(path, flags) as first, os_compat.opened(path, flags) as second:
        files.acquire_lock(first, path, wait=0.0)
        with pytest.raises(BusyError, match="another reflect is writing"):
            files.acquire_lock(second, path, wait=0.0)


@pytest.mark.parametrize(
    ("code", "hint"),
    [
        (errno.ENOSPC, "Free some space"),
        (errno.EACCES, "may write there"),
        (errno.EROFS, "read-only"),
        (errno.EIO, "copy the folder to another disk"),
        (errno.ENOLCK, "local disk"),
        (errno.EMFILE, "try again"),
    ],
)
def test_system_errors_include_a_next_step(code: int, hint: str) -> None:
    error = file_errors.file_error(
        OSError(code, os.strerror(code)), "/there/journal.json", "not saved"
    )
    assert error.message.startswith("/there/journal.json: ")
    assert error.message.endswith("; not saved")
    assert hint in next_steps(error)


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.EOPNOTSUPP, errno.ENOLCK, errno.EINVAL])
def test_failure_to_lock_suggests_a_disk_that_can_lock(
    place: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(fd: int, operation: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with (
        os_compat.opened(str(place / "lock"), os.O_RDWR | os.O_CREAT) as fd,
        pytest.raises(FileError) as caught,
    ):
        files.acquire_lock(fd, str(place / "lock"), wait=0.0)
    assert "does not lock files" in caught.value.hint


@pytest.mark.parametrize("code", [errno.EOPNOTSUPP, errno.EPERM, errno.ENOSYS])
def test_failure_to_set_a_mode_suggests_another_disk_and_leaves_nothing(
    place: Path, code: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: object, mode: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fchmod", refuse)
    monkeypatch.setattr(os, "chmod", refuse)
    with pytest.raises(FileError) as caught:
        files.replace_file(str(place / "file"), [b"new"])
    assert "other users" in caught.value.hint
    with pytest.raises(FileError) as caught:
        files.make_folder(str(place / "folder"))
    assert "other users" in caught.value.hint
    assert os.listdir(place) == []


def test_disk_error_while_locking_is_not_taken_for_missing_support(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(fd: int, operation: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    monkeypatch.setattr(fcntl, "flock", broken)
    with (
        os_compat.opened(str(place / "lock"), os.O_RDWR | os.O_CREAT) as fd,
        pytest.raises(FileError) as caught,
    ):
        files.acquire_lock(fd, str(place / "lock"), wait=0.0)
    assert "disk reports an error" in caught.value.hint


@pytest.mark.parametrize("inside", [".", "folder"])
def test_link_to_a_missing_disk_is_named(place: Path, inside: str) -> None:
    (place / "link").symlink_to(place / "unplugged")
    with pytest.raises(FileError) as caught:
        files.make_folder(str(place / "link" / inside / "journal"))
    assert caught.value.hint.startswith(f"{place / 'link'} is a link to what is not there")
