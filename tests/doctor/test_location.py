"""Tests for the checks of a journal's location."""

import os
import shutil
import subprocess
from collections import namedtuple
from pathlib import Path

import pytest

from reflect.doctor.finding import remedy_of
from reflect.doctor.location import (
    check_location,
    file_system_of,
    parse_mounts,
    read_mounts,
    sync_service_of,
)
from tests.store.helpers_disks import read_only
from tests.store.helpers_journals import numbered, store_in

Usage = namedtuple("Usage", "total used free")

TABLE = r"""
22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 22 0:25 / /tmp rw,nosuid shared:5 - tmpfs tmpfs rw
41 22 0:44 / /home/ada/far\040away rw shared:9 - nfs4 server:/x rw
42 22 0:45 / /home/ada/ssh rw - fuse.sshfs ada@host:/ rw
43 30 8:2 / /tmp rw - ext4 /dev/sdb1 rw
broken line
"""


def test_good_location_has_no_findings(folder: Path) -> None:
    folder.parent.mkdir(parents=True, mode=0o700)
    assert list(check_location(folder, ())) == []
    store_in(folder).add(numbered(1))
    assert list(check_location(folder, ())) == []


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/home/ada/notes", "ext4"),
        ("/home/ada/far away/notes", "nfs4"),
        ("/home/ada/far awayer", "ext4"),
        ("/home/ada/ssh", "sshfs"),
        ("/tmp/x", "ext4"),
    ],
)
def test_file_system_is_taken_from_the_nearest_mount(path: str, kind: str) -> None:
    assert file_system_of(Path(path), parse_mounts(TABLE)) == kind


def test_file_system_is_unknown_without_mounts() -> None:
    assert file_system_of(Path("/home/ada"), ()) == ""


def test_system_mounts_are_read() -> None:
    if not Path("/proc/self/mountinfo").exists():
        pytest.skip("no such list on this platform")
    assert file_system_of(Path("/proc"), read_mounts()) == "proc"


def test_network_file_system_is_a_warning(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    known = [("/", "ext4"), (str(folder.parent), "nfs4")]
    (warning,) = check_location(folder, known)
    assert warning.level == "warning"
    assert "network file system (nfs4)" in warning.what
    assert "one machine at a time" in remedy_of(warning)


@pytest.mark.parametrize(
    ("names", "service"),
    [
        ("Dropbox/notes", "Dropbox"),
        ("Dropbox (Personal)/notes", "Dropbox"),
        ("OneDrive - Example Ltd/notes", "OneDrive"),
        ("Library/Mobile Documents/com~apple~CloudDocs/notes", "iCloud"),
        ("Library/CloudStorage/GoogleDrive-ada/notes", "Google Drive"),
        ("Nextcloud", "Nextcloud"),
        ("my dropbox notes/x", ""),
        ("onedriver", ""),
    ],
)
def test_sync_service_is_recognized_by_path(tmp_path: Path, names: str, service: str) -> None:
    folder = tmp_path / names
    folder.mkdir(parents=True)
    assert sync_service_of(folder) == service
    link = tmp_path / "link"
    link.symlink_to(folder)
    assert sync_service_of(link) == service
    warnings = [one.what for one in check_location(folder, ()) if "synchronised" in one.what]
    assert len(warnings) == bool(service)


def test_sync_service_is_recognized_by_marker(tmp_path: Path) -> None:
    folder = tmp_path / "shared" / "notes"
    folder.mkdir(parents=True)
    (tmp_path / "shared" / ".stfolder").mkdir()
    assert sync_service_of(folder) == "Syncthing"


def test_low_disk_space_is_a_warning(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store_in(folder).add(numbered(1))
    with (folder / "journal.json").open("wb") as file:
        file.truncate(10_000_000)
    free = 20_000_000 + (folder / "journal.inbox").stat().st_size * 2
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free))
    assert list(check_location(folder, ())) == []
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, free - 1))
    (warning,) = check_location(folder, ())
    assert warning.level == "warning"
    assert "has 20.0 MB left" in warning.what


def test_read_only_location_is_a_problem(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    with read_only(folder):
        for journal in (folder, folder / "new" / "notes"):
            problems = [one for one in check_location(journal, ()) if one.level == "problem"]
            (problem,) = problems
            assert "read-only disk" in problem.what
            assert "--journal" in remedy_of(problem)


def test_journal_on_a_read_only_disk_is_copied_to_another(folder: Path, home: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    (home / "reflect-copy").mkdir()
    with read_only(folder):
        (problem,) = [one for one in check_location(folder, ()) if one.level == "problem"]
        command = remedy_of(problem).split("`")[1]
        subprocess.run(["sh", "-c", command], check=True)
    copy = Path(problem.command[3])
    assert (copy.parent, copy.name) == (home, "reflect-copy-2")
    store_in(copy).add(numbered(2))
    assert len(store_in(copy).rows()) == 1


def test_disk_without_inodes_is_a_problem(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(parents=True, mode=0o700)
    state = os.statvfs(folder)
    names = [name for name in dir(state) if name.startswith("f_")]
    values = {name: getattr(state, name) for name in names} | {"f_files": 9, "f_favail": 0}
    full = namedtuple("full", names)(**values)
    monkeypatch.setattr(os, "statvfs", lambda _: full)
    (problem,) = check_location(folder, ())
    assert "inodes" in problem.what
    assert "`df -i " in remedy_of(problem)


def test_parent_writable_by_others_is_a_warning(folder: Path) -> None:
    folder.mkdir(parents=True, mode=0o700)
    folder.parent.chmod(0o777)
    (warning,) = check_location(folder, ())
    assert remedy_of(warning) == f"chmod 755 {folder.parent}"
    folder.parent.chmod(0o1777)
    assert list(check_location(folder, ())) == []
