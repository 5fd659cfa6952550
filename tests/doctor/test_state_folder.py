"""Tests for the state folder checks."""

import subprocess
from pathlib import Path

from reflect.doctor.finding import remedy_of
from reflect.doctor.repair import repair_surroundings
from reflect.doctor.state_folder import check_state_folder, state_paths
from reflect.journal.encryption import JournalEncryption
from reflect.journal.recovery import write_recovery_file
from reflect.model.ids import from_int
from reflect.store.encryption.keys import FolderKeys
from tests.doctor.conftest import Look
from tests.store.helpers_users import OTHER, acting_as, as_root


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


@as_root
def test_state_folder_of_another_user_is_no_bug(look: Look, state: Path) -> None:
    (state / "recovery").mkdir(parents=True)
    state.chmod(0o700)
    with acting_as(OTHER):
        assert state_paths(look()) == [state]
