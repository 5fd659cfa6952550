"""Tests that a failed automatic backup causes a warning but does not prevent a save."""

import errno
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from reflect.errors import FileError
from reflect.store import os_compat
from tests.factories import NOW
from tests.store.helpers_faults import failing
from tests.store.helpers_journals import (
    add_backup,
    backup_names,
    content_of,
    journal_in,
    numbered,
    save_at,
    small,
)


def harm_backups(patch: pytest.MonkeyPatch, folder: Path, step: str, code: int) -> None:
    """Make links fail, and make a system call fail when it affects the backups."""
    patch.setattr(os, "link", failing(errno.EPERM))
    real, fds, open_ = getattr(os, step), set[int](), os.open

    def opened(path: str, *rest: int) -> int:
        fd = open_(path, *rest)
        (fds.add if "backups" in path else fds.discard)(fd)
        return fd

    def call(*args: Any) -> Any:
        if args[0] in fds or "backups" in str(args[0]):
            failing(code)()
        return real(*args)

    patch.setattr(os, "open", opened)
    patch.setattr(os, step, call)


def test_failed_write_leaves_no_backup(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os_compat, "replace", failing(errno.ENOSPC))
    with pytest.raises(FileError, match="nothing was changed"):
        save_at(filled, NOW)
    monkeypatch.undo()
    assert backup_names(filled) == []
    assert journal_in(filled).stat().st_nlink == 1


@pytest.mark.parametrize("step", ["listdir", "mkdir", "write", "replace", "fsync"])
@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_failed_backup_does_not_stop_a_save(
    filled: Path, monkeypatch: pytest.MonkeyPatch, step: str, code: int
) -> None:
    harm_backups(monkeypatch, filled, step, code)
    store = save_at(filled, NOW)
    monkeypatch.undo()
    (warning,) = map(str, store.warnings)
    assert warning.endswith("; no backup was made")
    assert str(filled / "backups") in warning
    assert "\n" not in warning
    assert small(9).id in content_of(filled)["entries"]
    assert not list(filled.rglob(".*.tmp"))


def test_read_only_backup_folder_does_not_stop_a_save(filled: Path) -> None:
    (filled / "backups").mkdir(mode=0o500)
    child = os.fork()
    if not child:
        code = 9
        try:
            if os.geteuid() == 0:
                # Root can write anywhere, so switch to an unprivileged user.
                for path in [filled, *filled.rglob("*")]:
                    os.chown(path, 65534, 65534)
                for path in filled.parents:
                    os.chmod(path, path.stat().st_mode | 0o001)
                os.setgroups([])
                os.setresgid(65534, 65534, 65534)
                os.setresuid(65534, 65534, 65534)
            warnings = save_at(filled, NOW).warnings
            code = 0 if [str(line)[-20:] for line in warnings] == ["; no backup was made"] else 8
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert small(9).id in content_of(filled)["entries"]
    assert backup_names(filled) == []


def test_surplus_backup_that_cannot_be_removed_is_reported(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(12):
        add_backup(filled, NOW - timedelta(days=1, minutes=30 * number), 50 - number, b"")
    real = os.unlink

    def stuck(path: str) -> None:
        if "-g40." in path:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        real(path)

    monkeypatch.setattr(os, "unlink", stuck)
    (warning,) = map(str, save_at(filled, NOW).warnings)
    assert "old backup" in warning
    assert numbered(1).id in content_of(filled)["entries"]
