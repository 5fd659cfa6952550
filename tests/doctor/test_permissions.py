"""Tests for files that the user may not access, run as a user other than root."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reflect.doctor.finding import Finding, remedy_of
from reflect.doctor.location import check_location
from reflect.doctor.repair import repair_journal
from reflect.errors import FileError
from tests.store.helpers_journals import content_of, doctor_findings, numbered, store_in
from tests.store.helpers_users import USER, as_user

pytestmark = pytest.mark.skipif(os.name == "nt" or os.getuid() != 0, reason="needs another user")


@pytest.fixture
def owned(templates: dict[str, Path]) -> Iterator[Path]:
    """Return a journal that belongs to another user."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        folder = Path(place, "notes")
        shutil.copytree(templates["plain"], folder)
        (folder / "backups").mkdir(mode=0o700)
        for path in (Path(place), folder, *folder.rglob("*")):
            os.chown(path, USER, USER)
        yield folder


def problems(folder: Path) -> list[Finding]:
    with as_user():
        return [one for one in doctor_findings(folder) if one.level == "problem"]


def test_own_journal_has_no_problems(owned: Path) -> None:
    assert problems(owned) == []


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        (".", 0o000),
        (".", 0o500),
        ("journal.json", 0o000),
        ("journal.inbox", 0o400),
        ("journal.lock", 0o400),
        ("drafts", 0o500),
        ("drafts/lock", 0o200),
    ],
)
def test_mode_that_locks_its_owner_out_is_corrected(owned: Path, name: str, mode: int) -> None:
    before = content_of(owned)
    (owned / name).chmod(mode)
    remedies = {remedy_of(one) for one in problems(owned)}
    assert len(remedies) == 1
    with as_user():
        list(repair_journal(owned))
    assert problems(owned) == []
    (owned / name).chmod(mode)
    with as_user():
        subprocess.run(["sh", "-c", remedies.pop()], check=True)
    assert problems(owned) == []
    assert content_of(owned) == before


@pytest.mark.parametrize("name", [".", "journal.json", "journal.inbox", "backups", "drafts"])
def test_file_of_another_user_is_given_back(owned: Path, name: str) -> None:
    os.chown(owned / name, 0, 0)
    found = problems(owned)
    commands = {remedy_of(one) for one in found}
    assert commands == {f"sudo chown -R {USER} {owned}"}
    assert any("belongs to root" in one.what for one in found)
    # The root user is told to give it back to the owner of the folder, not to take it.
    if name != ".":
        (finding,) = [one for one in doctor_findings(owned) if one.level != "ok"]
        assert remedy_of(finding) == f"chown -R {USER} {owned}"
        subprocess.run(["sh", "-c", remedy_of(finding)], check=True)
        assert problems(owned) == []


@pytest.mark.parametrize("name", [".", "backups"])
@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_steps_for_a_folder_of_another_user_work_for_that_user(
    owned: Path, name: str, mode: int
) -> None:
    os.chown(owned / name, 0, 0)
    (owned / name).chmod(mode)
    with as_user():
        found = [*doctor_findings(owned), *check_location(owned, ())]
    commands = {remedy_of(one) for one in found if one.level == "problem"}
    assert commands == {f"sudo chown -R {USER} {owned}"}
    subprocess.run(["sh", "-c", commands.pop().removeprefix("sudo ")], check=True)
    (owned / name).chmod(0o700)
    with as_user():
        found = [*doctor_findings(owned), *check_location(owned, ())]
    assert {one.level for one in found} == {"ok"}


@pytest.mark.parametrize("mode", [0o700, 0o755])
def test_folder_is_named_as_the_cause_of_a_failed_change(owned: Path, mode: int) -> None:
    os.chown(owned, 0, 0)
    owned.chmod(mode)
    for path in (owned / "journal.lock", owned / "journal.inbox"):
        path.chmod(0o600)
    with as_user(), pytest.raises(FileError) as caught, store_in(owned).changing() as changes:
        changes.upsert(numbered(7))
    assert caught.value.path == owned


def test_file_is_named_if_it_is_the_cause(owned: Path) -> None:
    os.chown(owned / "journal.json", 0, 0)
    with as_user(), pytest.raises(FileError) as caught, store_in(owned).changing() as changes:
        changes.upsert(numbered(7))
    assert caught.value.path == owned / "journal.json"
