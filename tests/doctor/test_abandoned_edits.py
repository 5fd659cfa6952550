"""Tests for finding and removing abandoned editor folders."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reflect.doctor.abandoned_edits import check_abandoned_edits
from reflect.doctor.repair import repair_surroundings
from reflect.editor.edit import edit_text
from reflect.store.encryption import age
from tests.cli.helpers_talk import ROOT
from tests.doctor.conftest import Look
from tests.factories import NOW
from tests.sealed import RECIPIENT
from tests.store.helpers_disks import fill, small_disk

KILLED = """
import os
from reflect.editor.edit import edit_text
with edit_text("Before.", name="k3f9.md", command=None, environ=os.environ, save_recovery=print):
    pass
"""


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the only folder in which temporary editor folders are created."""
    folder = tmp_path / "runtime"
    folder.mkdir(mode=0o700)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    return folder


def leave_folder(runtime: Path, name: str = "reflect-edit-a1b2c3d4", **files: str) -> Path:
    """Create a folder like the one left after reflect is killed during an edit."""
    folder = runtime / name
    folder.mkdir(mode=0o700)
    for file, text in files.items():
        (folder / f"{file}.md").write_text(text)
    return folder


def test_repair_moves_text_and_removes_empty_files(look: Look, runtime: Path, state: Path) -> None:
    full = leave_folder(runtime, k3f9="Said too soon.", empty="")
    none = leave_folder(runtime, "reflect-edit-zzzzzzzz")
    warnings = list(check_abandoned_edits(look()))
    assert [one.path for one in warnings] == [str(full), str(none)]
    assert warnings[0].what.endswith("with 1 text")
    assert full.exists()
    done = list(repair_surroundings(look()))
    (kept,) = (state / "recovery").iterdir()
    assert kept.read_text() == "Said too soon."
    assert kept.stat().st_mode & 0o777 == 0o600
    assert f"{full / 'k3f9.md'}: moved to {kept}" in done
    assert f"{none}: removed" in done
    assert not list(runtime.iterdir())
    assert list(check_abandoned_edits(look())) == []
    assert list(repair_surroundings(look())) == []


def test_repair_preserves_bytes_that_are_not_utf8(look: Look, runtime: Path, state: Path) -> None:
    folder = leave_folder(runtime)
    (folder / "k3f9.md").write_bytes(b"caf\xe9 \xff\x00")
    list(repair_surroundings(look()))
    (kept,) = (state / "recovery").iterdir()
    assert kept.read_bytes() == b"caf\xe9 \xff\x00"


def test_encrypted_text_is_moved_without_being_encrypted_again(
    look: Look, runtime: Path, state: Path
) -> None:
    folder = leave_folder(runtime)
    sealed = b"".join(age.encrypt([b"Said too soon."], [RECIPIENT]))
    (folder / "capture.md.age").write_bytes(sealed)
    list(repair_surroundings(look()))
    (kept,) = (state / "recovery").iterdir()
    assert kept.name == "capture-1.md.age"
    assert kept.read_bytes() == sealed
    assert not list(runtime.iterdir())


def test_text_is_not_moved_from_one_temporary_folder_to_another(
    look: Look, runtime: Path, state: Path
) -> None:
    folder = leave_folder(runtime, k3f9="Said too soon.")
    (state / "recovery").mkdir(parents=True)
    with small_disk(state / "recovery", "size=16k"):
        fill(state / "recovery")
        assert "stays" in next(repair_surroundings(look()))
    assert [path.name for path in runtime.glob("*/*")] == ["k3f9.md"]
    assert (folder / "k3f9.md").read_text() == "Said too soon."


def test_text_stays_if_it_cannot_be_moved(look: Look, runtime: Path, state: Path) -> None:
    folder = leave_folder(runtime, k3f9="Said too soon.")
    state.parent.mkdir()
    state.touch(mode=0o600)
    assert "stays" in next(repair_surroundings(look()))
    assert (folder / "k3f9.md").read_text() == "Said too soon."


def test_unrelated_folders_are_ignored(look: Look, runtime: Path, tmp_path: Path) -> None:
    leave_folder(runtime, "reflect-demo-a1b2c3d4", x="x")
    leave_folder(runtime, "reflections", x="x")
    (leave_folder(runtime, "reflect-edit-withfold", x="x") / "folder").mkdir()
    leave_folder(runtime, "reflect-edit-openopen", x="x").chmod(0o755)
    (runtime / "reflect-edit-filefile").write_text("x")
    (runtime / "reflect-edit-linklink").symlink_to(leave_folder(tmp_path, "elsewhere", x="x"))
    if os.getuid() == 0:
        os.chown(leave_folder(runtime, "reflect-edit-others__", x="x"), 1234, -1)
    before = sorted(tmp_path.rglob("*"))
    assert list(check_abandoned_edits(look())) == []
    assert list(repair_surroundings(look())) == []
    assert sorted(tmp_path.rglob("*")) == before


def test_folder_without_a_lock_must_be_a_day_old(look: Look, runtime: Path) -> None:
    folder = leave_folder(runtime, "reflect-a1b2c3d4", k3f9="Said too soon.")
    day = NOW.timestamp() - 86_400
    for path in (folder / "k3f9.md", folder):
        os.utime(path, (day, day))
    assert list(check_abandoned_edits(look())) == []
    for path in (folder / "k3f9.md", folder):
        os.utime(path, (day - 1, day - 1))
    (warning,) = check_abandoned_edits(look())
    assert warning.path == str(folder)


def test_locked_folder_is_ignored(
    look: Look, runtime: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    with edit_text(
        "Before.", name="k3f9.md", command=None, environ=os.environ, save_recovery=print
    ):
        (folder,) = runtime.iterdir()
        assert list(check_abandoned_edits(look())) == []
        assert list(repair_surroundings(look())) == []
        assert (folder / "k3f9.md").exists()


def test_running_editor_keeps_its_folder_locked(
    look: Look, runtime: Path, tmp_path: Path, state: Path
) -> None:
    ready = tmp_path / "ready"
    os.mkfifo(ready)
    script = tmp_path / "editor"
    script.write_text(f'#!/bin/sh\necho After. > "$1"\necho $$ > {ready}\nread line < {ready}\n')
    script.chmod(0o700)
    environ = {**os.environ, "EDITOR": str(script)}
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED], env={**environ, "PYTHONPATH": str(ROOT)}
    )
    assert ready.read_text()
    child.kill()
    child.wait()
    try:
        assert list(check_abandoned_edits(look())) == []
    finally:
        # The editor exits after reading a line.
        ready.write_text("go on\n")
        lock = os.open(next(runtime.iterdir()), os.O_RDONLY)
        fcntl.flock(lock, fcntl.LOCK_EX)
        os.close(lock)
    (warning,) = check_abandoned_edits(look())
    assert "with 1 text" in warning.what
    list(repair_surroundings(look()))
    assert [path.read_text() for path in (state / "recovery").iterdir()] == ["After.\n"]
