"""Tests for the state folder checks."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from reflect.doctor.finding import Finding, remedy_of
from reflect.doctor.repair import repair_surroundings
from reflect.doctor.state_folder import check_state_folder, state_paths
from reflect.journal.encryption import JournalEncryption
from reflect.journal.recovery import write_recovery_file
from reflect.model.ids import from_int
from reflect.store import files
from reflect.store.encryption.keys import FolderKeys
from tests.doctor.conftest import Look
from tests.store.helpers_users import OTHER, USER, acting_as, as_root, as_user, give


def test_missing_state_folder_is_ok(look: Look) -> None:
    assert list(check_state_folder(look())) == []
    assert list(repair_surroundings(look())) == []


def test_recovery_files_are_counted(look: Look, state: Path) -> None:
    write_recovery_file(
        state / "recovery", "Said too soon.", "one", JournalEncryption(FolderKeys(str(state)))
    )
    write_recovery_file(
        state / "recovery", "Said too late.", "two", JournalEncryption(FolderKeys(str(state)))
    )
    (warning,) = check_state_folder(look())
    assert warning.level == "warning"
    assert warning.what.startswith(f"{state / 'recovery'}: 2 texts that could not be saved")
    file = state / "recovery" / "one-1.md"
    assert [step.command for step in warning.notices] == [("new", "--from", str(file))]
    assert f"`rm {file}`" in remedy_of(warning)


def test_text_of_an_existing_entry_is_offered_by_edit(
    look: Look, state: Path, filled: Path
) -> None:
    for entry_id in (from_int(1), from_int(99)):
        encryption = JournalEncryption(FolderKeys(str(state)))
        write_recovery_file(state / "recovery", "# Title\n", entry_id, encryption)
    (warning,) = check_state_folder(look())
    assert [step.command for step in warning.notices] == [("edit", from_int(1))]
    (state / "recovery" / f"{from_int(1)}-1.md").unlink()
    (warning,) = check_state_folder(look())
    assert warning.notices[0].command[0] == "new"


@pytest.mark.parametrize(
    "data",
    [b"Too soon \x96 again: caf\xe9", b"caf\xe9 \x81", "Was zu früh kam".encode("utf-16-le")],
    ids=["cp1252", "latin-1", "utf-16"],
)
def test_text_in_another_encoding_is_converted_by_the_remedy(
    look: Look, state: Path, data: bytes
) -> None:
    file = state / "recovery" / "my form-1.md"
    file.parent.mkdir(parents=True, mode=0o700)
    state.chmod(0o700)
    file.write_bytes(data)
    file.chmod(0o600)
    (warning,) = check_state_folder(look())
    convert, _, removed = remedy_of(warning).split("`")[1::2]
    subprocess.run(["sh", "-c", convert], check=True)
    assert file.stat().st_mode & 0o777 == 0o600
    (warning,) = check_state_folder(look())
    assert [step.command for step in warning.notices] == [("new", "--from", str(file))]
    assert removed == f"rm '{file}'"


@pytest.mark.parametrize("data", [bytes(range(32)) * 9, b"x" * 600], ids=["binary", "large"])
def test_recovery_file_that_can_be_no_entry_is_moved_by_the_remedy(
    look: Look, state: Path, home: Path, monkeypatch: pytest.MonkeyPatch, data: bytes
) -> None:
    monkeypatch.setattr(files, "LARGEST", 1000)
    file = state / "recovery" / "capture-1.md"
    file.parent.mkdir(parents=True, mode=0o700)
    state.chmod(0o700)
    file.write_bytes(data)
    file.chmod(0o600)
    monkeypatch.setenv("HOME", str(home))
    (warning,) = check_state_folder(look())
    subprocess.run(["sh", "-c", remedy_of(warning).split("`")[1]], check=True)
    assert (home / file.name).read_bytes() == data
    assert list(check_state_folder(look())) == []


def test_empty_recovery_file_is_removed_by_the_remedy(look: Look, state: Path) -> None:
    file = state / "recovery" / "capture-1.md"
    file.parent.mkdir(parents=True, mode=0o700)
    state.chmod(0o700)
    file.write_bytes(b"\n")
    file.chmod(0o600)
    (warning,) = check_state_folder(look())
    subprocess.run(["sh", "-c", remedy_of(warning).split("`")[1]], check=True)
    assert list(check_state_folder(look())) == []


def test_remedy_quotes_a_name_with_a_space(look: Look, state: Path) -> None:
    write_recovery_file(
        state / "recovery", "Said too soon.", "my notes", JournalEncryption(FolderKeys(str(state)))
    )
    (state / "recovery").chmod(0o755)
    (state / "recovery" / "my notes-1.md").chmod(0o644)
    remedies = [
        remedy_of(one) for one in check_state_folder(look()) if remedy_of(one).startswith("chmod")
    ]
    assert len(remedies) == 2
    for remedy in remedies:
        subprocess.run(["sh", "-c", remedy], check=True)
    assert (state / "recovery" / "my notes-1.md").stat().st_mode & 0o777 == 0o600


def test_repair_removes_read_permission_for_others(look: Look, state: Path) -> None:
    (state / "bugs").mkdir(parents=True)
    state.chmod(0o755)
    (state / "bugs").chmod(0o750)
    (state / "bugs" / "x.txt").touch(mode=0o600)
    (state / "bugs" / "x.txt").chmod(0o644)
    (state / "mine.txt").touch()
    (state / "mine.txt").chmod(0o644)
    (state / "bugs" / "link").symlink_to("/etc/passwd")
    remedies = [remedy_of(one) for one in check_state_folder(look())]
    assert remedies == [
        f"chmod 700 {state}",
        f"chmod 700 {state / 'bugs'}",
        f"chmod 600 {state / 'bugs' / 'x.txt'}",
    ]
    assert len(list(repair_surroundings(look()))) == 3
    assert list(check_state_folder(look())) == []
    assert list(repair_surroundings(look())) == []


@pytest.fixture
def reachable() -> Iterator[Path]:
    """Return a state folder with a recovery file, below a folder that any user may enter."""
    with tempfile.TemporaryDirectory(dir="/tmp") as place:
        state = Path(place, "state", "reflect")
        (state / "recovery").mkdir(parents=True)
        (state / "recovery" / "form-1.md").touch()
        for path in (state, *state.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
        give(Path(place), USER)
        yield state


def replaced(state: Path) -> Path:
    """Remove the state folder; return its parent."""
    shutil.rmtree(state)
    return state.parent


def state_problems(look: Look, state: Path) -> list[Finding]:
    context = replace(look(), state=state)
    with as_user():
        found = list(check_state_folder(context))
    return [one for one in found if one.level == "problem"]


@as_root
@pytest.mark.parametrize(
    ("harm", "remedy"),
    [
        (lambda state: state.chmod(0), "chmod 700"),
        (lambda state: state.chmod(0o500), "chmod 700"),
        (lambda state: (state / "recovery").chmod(0o300), "chmod 700"),
        (lambda state: give(state, 0), "sudo chown -R"),
        (lambda state: os.chown(state / "recovery", 0, 0), "sudo chown -R"),
        (lambda state: os.chown(state / "recovery" / "form-1.md", 0, 0), "sudo chown -R"),
        (lambda state: replaced(state).chmod(0o500), "chmod"),
        (lambda state: os.chown(replaced(state), 0, 0), "sudo chown"),
    ],
)
def test_unusable_state_folder_is_a_problem(
    look: Look, reachable: Path, harm: Callable[[Path], object], remedy: str
) -> None:
    assert state_problems(look, reachable) == []
    harm(reachable)
    (problem,) = state_problems(look, reachable)
    command = remedy_of(problem)
    assert command.startswith(remedy)
    subprocess.run(["sh", "-c", command.removeprefix("sudo ")], check=True)
    assert state_problems(look, reachable) == []


@pytest.mark.parametrize("make", [Path.touch, lambda path: path.symlink_to("/none/x")])
@pytest.mark.parametrize("level", [0, 1])
def test_what_is_in_place_of_the_state_folder_is_a_problem(
    look: Look, state: Path, make: Callable[[Path], object], level: int
) -> None:
    place = (state, state.parent)[level]
    place.parent.mkdir(parents=True, exist_ok=True)
    make(place)
    (problem,) = check_state_folder(look())
    assert (problem.level, problem.path) == ("problem", str(place))
    subprocess.run(["sh", "-c", remedy_of(problem).strip("`")], check=True)
    assert list(check_state_folder(look())) == []


@as_root
def test_state_folder_of_another_user_is_no_bug(look: Look, state: Path) -> None:
    (state / "recovery").mkdir(parents=True)
    state.chmod(0o700)
    with acting_as(OTHER):
        assert state_paths(look()) == [state]
