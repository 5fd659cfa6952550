"""Tests for editing with real editor processes, including failing and missing editors."""

import os
import shlex
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pexpect
import pytest

from reflect.editor.abandoned import abandoned_edits
from reflect.editor.folder import is_open, read_record
from reflect.editor.unsaved import unsaved_edits
from reflect.errors import (
    FileError,
    NotFoundError,
    Notice,
    ReflectError,
    StoppedError,
    next_steps,
)
from reflect.journal.abandoned_edits import recover_abandoned_edits
from reflect.journal.encryption import JournalEncryption
from reflect.journal.recovery import edited
from reflect.store.encryption.keys import FolderKeys
from tests.factories import NOW

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the editors here are scripts of a shell")
BEFORE = "# Launched\n\nNobody was on call.\n"


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    """Create a folder that stands in for the memory-backed runtime folder."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


class Desk:
    """Runs editors written in Python, with their own temporary and recovery folders."""

    def __init__(self, folder: Path, runtime: Path) -> None:
        self.folder = folder
        self.runtime = runtime
        self.recovery = folder / "recovery"
        self.encryption = JournalEncryption(FolderKeys(str(folder / "journal")))
        self.notices: list[Notice] = []
        self.environ = {
            "PATH": os.environ["PATH"],
            "XDG_RUNTIME_DIR": str(runtime),
        }

    def editor(self, code: str) -> str:
        """Return the command for an editor that runs Python code; `file` is the file to edit."""
        script = self.folder / "an editor.py"
        lead = "import os, sys, pathlib, signal; file = pathlib.Path(sys.argv[-1])\n"
        script.write_text(lead + code, encoding="utf-8")
        return shlex.join([sys.executable, str(script), "--wait"])

    def edit(self, code: str, *, name: str = "k3f9a2b7cd.md", fail: bool = False) -> str:
        """Run the editor and return its text, or simulate a failure to save it."""
        with self.edited(self.editor(code), name) as text:
            if fail:
                raise NotFoundError("it was deleted meanwhile", hint="See the trash.")
        return text

    def edited(self, command: str, name: str = "x.md") -> AbstractContextManager[str]:
        """Run an editor with the given command."""
        return edited(
            BEFORE,
            name,
            command=command,
            environ=self.environ,
            recovery=self.recovery,
            encryption=self.encryption,
            notify=self.notices.append,
        )

    def recover(self, now: datetime = NOW) -> list[Path]:
        """Recover abandoned edits as the next edit does; return the files with a copy."""
        edits = recover_abandoned_edits(self.environ, self.recovery, now, current=self.encryption)
        return [file for edit in edits for file, _ in edit.copies]

    def left(self) -> list[Path]:
        """Return the files that remain in the runtime folder."""
        return list(self.runtime.rglob("*"))

    def recovered(self) -> list[Path]:
        """Return the files in the recovery folder."""
        return sorted(self.recovery.rglob("*"))


@pytest.fixture
def open_umask() -> Iterator[None]:
    """Set a umask that makes new files readable by everyone."""
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.fixture
def desk(tmp_path: Path, runtime: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Create a desk in the test's temporary folder, and pass signals on at once."""
    monkeypatch.setattr("reflect.editor.process.GRACE", 0.0)
    return Desk(tmp_path, runtime)


def test_edited_text_is_returned_and_no_files_remain(desk: Desk) -> None:
    text = desk.edit("file.write_text(file.read_text() + 'Now somebody is. ä\\n')")

    assert text == BEFORE + "Now somebody is. ä\n"
    assert (desk.left(), desk.recovered()) == ([], [])


@pytest.mark.usefixtures("open_umask")
def test_file_is_private_and_in_memory(desk: Desk) -> None:
    told = desk.edit(
        "import stat\n"
        "modes = [oct(stat.S_IMODE(p.stat().st_mode)) for p in (file, file.parent)]\n"
        "file.write_text(' '.join([str(file.parent.parent), file.name, *modes]))"
    )

    assert told == f"{desk.runtime} k3f9a2b7cd.md 0o600 0o700"


def test_another_folder_is_used_if_there_is_no_runtime_folder(desk: Desk) -> None:
    desk.environ = {"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(desk.folder / "gone")}

    folder = Path(desk.edit("file.write_text(str(file.parent))"))

    assert folder.parent == Path("/dev/shm") or folder.parent.is_dir()
    assert not folder.exists()


def test_file_name_cannot_escape_the_folder(desk: Desk) -> None:
    assert desk.edit("file.write_text(file.name)", name="../../etc/x.md") == "x.md"


def test_file_exists_until_the_caller_has_saved(desk: Desk) -> None:
    with desk.edited(desk.editor("file.write_text('new')")):
        assert [path.read_text() for path in desk.left() if path.suffix == ".md"] == ["new"]

    assert desk.left() == []


@pytest.mark.usefixtures("open_umask")
def test_unsaved_text_is_recovered_and_the_error_names_the_file(desk: Desk) -> None:
    with pytest.raises(NotFoundError) as caught:
        desk.edit("file.write_text('what I wrote')", fail=True)

    (kept,) = desk.recovered()
    assert str(kept) in next_steps(caught.value)
    assert kept.read_text() == "what I wrote"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.recovery.stat().st_mode) == 0o700
    assert desk.left() == []


def test_recovery_copies_do_not_overwrite_each_other(desk: Desk) -> None:
    for text in ("first", "second"):
        with pytest.raises(NotFoundError):
            desk.edit(f"file.write_text('{text}')", fail=True)

    assert [path.read_text() for path in desk.recovered()] == ["first", "second"]


def test_temporary_file_remains_if_there_is_no_recovery_folder(desk: Desk) -> None:
    desk.recovery.write_text("a file is in the way")

    with pytest.raises(NotFoundError) as caught:
        desk.edit("file.write_text('what I wrote')", fail=True)

    (kept,) = [path for path in desk.left() if path.suffix == ".md"]
    assert str(kept) in next_steps(caught.value)
    assert kept.read_text() == "what I wrote"


def test_unexpected_exception_names_the_recovery_file(desk: Desk) -> None:
    command = desk.editor("file.write_text('new')")

    with pytest.raises(ZeroDivisionError) as caught, desk.edited(command):
        _ = 1 / 0

    assert str(desk.recovered()[0]) in caught.value.__notes__[0]


def test_ctrl_c_while_saving_names_the_recovery_file(desk: Desk) -> None:
    command = desk.editor("file.write_text('new')")

    with pytest.raises(StoppedError, match="stopped") as caught, desk.edited(command):
        raise KeyboardInterrupt

    assert str(desk.recovered()[0]) in next_steps(caught.value)


@pytest.mark.parametrize("changed", [True, False])
def test_failing_editor_saves_nothing(desk: Desk, changed: bool) -> None:
    code = "file.write_text('half'); " if changed else ""

    with pytest.raises(FileError, match="exited with 1") as caught:
        desk.edit(code + "sys.exit(1)")

    assert [path.read_text() for path in desk.recovered()] == (["half"] if changed else [])
    assert (str(desk.recovery) in next_steps(caught.value)) == changed
    assert desk.left() == []


def test_killed_editor_saves_nothing(desk: Desk) -> None:
    with pytest.raises(FileError, match="signal 9"):
        desk.edit("file.write_text('half'); os.kill(os.getpid(), signal.SIGKILL)")

    assert [path.read_text() for path in desk.recovered()] == ["half"]


def test_invalid_utf_8_is_recovered_and_the_error_names_the_line(desk: Desk) -> None:
    with pytest.raises(FileError, match="line 2") as caught:
        desk.edit("file.write_bytes(b'fine\\n\\xff\\xfe\\x00')")

    (kept,) = desk.recovered()
    assert kept.read_bytes() == b"fine\n\xff\xfe\x00"
    assert str(kept) in next_steps(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks_are_decoded(desk: Desk, encoding: str) -> None:
    assert desk.edit(f"file.write_text('späť', encoding='{encoding}')") == "späť"


def test_truncated_file_is_returned_empty(desk: Desk) -> None:
    assert desk.edit("file.write_bytes(b'')") == ""


def test_deleted_file_saves_nothing(desk: Desk) -> None:
    with pytest.raises(FileError, match="no file"):
        desk.edit("file.unlink()")


def test_replaced_file_is_read(desk: Desk) -> None:
    """Many editors write a new file and rename it over the old one."""
    code = "new = file.with_suffix('.new'); new.write_text('moved'); os.replace(new, file)"

    assert desk.edit(code + "\nfile.with_name('x.md~').write_text('backup')") == "moved"
    assert desk.left() == []


def test_ctrl_c_is_left_to_the_editor(desk: Desk) -> None:
    """The editor and reflect both receive the signal, and both continue."""
    code = (
        "signal.signal(signal.SIGINT, lambda *_: file.write_text('still here'))\n"
        "os.kill(os.getppid(), signal.SIGINT); os.kill(os.getpid(), signal.SIGINT)"
    )

    assert desk.edit(code) == "still here"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_text_is_recovered_if_the_terminal_closes(desk: Desk, number: int) -> None:
    code = f"file.write_text('saved so far'); os.kill(os.getppid(), {int(number)}); signal.pause()"
    before = signal.getsignal(number)

    with pytest.raises(StoppedError, match="stopped") as caught:
        desk.edit(code)

    assert str(desk.recovered()[0]) in next_steps(caught.value)
    assert desk.recovered()[0].read_text() == "saved so far"
    assert signal.getsignal(number) == before


def test_signal_while_the_editor_starts_is_passed_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    start, begun = subprocess.Popen, []

    def told_meanwhile(*arguments: Any, **options: Any) -> Any:
        begun.append(start(*arguments, **options))
        os.kill(os.getpid(), signal.SIGTERM)
        return begun[0]

    monkeypatch.setattr(subprocess, "Popen", told_meanwhile)
    with pytest.raises(StoppedError):
        desk.edit("signal.alarm(20); signal.pause()")
    assert begun[0].returncode == -signal.SIGTERM


@pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
def test_vim_leaves_no_files_behind(desk: Desk, home: Path) -> None:
    """This includes settings that create undo files and backups."""
    kept = home / "kept"
    kept.mkdir()
    folders = " ".join(f"{option}={kept}//" for option in ("undodir", "backupdir", "directory"))
    settings = f"set nocompatible undofile backup writebackup {folders}\n"
    (home / ".vimrc").write_text(settings)
    desk.environ |= {"HOME": str(home), "TERM": "dumb"}

    vim = f"vim -e -s -u {home / '.vimrc'} -c '1s/Launched/Postponed/' -c wq"
    with desk.edited(vim) as text:
        assert text == BEFORE.replace("Launched", "Postponed")
    assert list(kept.iterdir()) == []
    assert sorted(path.name for path in home.iterdir()) == [".vimrc", "kept"]


def test_program_that_cannot_be_started_is_named(desk: Desk) -> None:
    program = desk.folder / "broken"
    program.write_text("#!/nowhere/at/all\n")
    program.chmod(0o755)
    editing = desk.edited(str(program))
    with pytest.raises(ReflectError, match="not start"), editing:
        pytest.fail("nothing was edited")
    assert desk.left() == []


FORK = """
import subprocess
window = "import pathlib, sys; input(); pathlib.Path(sys.argv[1]).write_text('late')"
held = os.open(file.parent.parent / "fifo", os.O_RDWR)
subprocess.Popen([sys.executable, "-c", window, str(file)], stdin=held, start_new_session=True)
"""


def _close_window(desk: Desk) -> None:
    """Let the window that FORK opened save and end."""
    with (desk.runtime / "fifo").open("w") as window:
        window.write("close\n")
    (folder,) = desk.runtime.glob("reflect-edit-*")
    edit = read_record(folder)
    assert edit is not None
    assert not is_open(edit, wait=20)


@pytest.mark.parametrize("processes", ["/proc", "/nowhere"], ids=["proc", "ps"])
def test_file_stays_while_the_window_of_an_editor_is_open(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, processes: str
) -> None:
    monkeypatch.setattr("reflect.editor.folder._PROCESSES", Path(processes))
    os.mkfifo(desk.runtime / "fifo")
    with pytest.raises(FileError, match="did not wait") as caught:
        desk.edit(FORK)
    assert "--wait" in next_steps(caught.value)
    (file,) = desk.runtime.rglob("*.md")
    assert str(file) in next_steps(caught.value)
    assert list(abandoned_edits(desk.environ, NOW)) == []

    _close_window(desk)

    (left,) = abandoned_edits(desk.environ, NOW)
    assert [edit.data for edit in unsaved_edits(left, desk.environ)] == [b"late"]


def test_only_what_a_window_saves_later_is_left(desk: Desk) -> None:
    os.mkfifo(desk.runtime / "fifo")
    assert desk.edit(f"{FORK}\nfile.write_text('first')") == "first"
    (folder,) = desk.runtime.glob("reflect-edit-*")
    saved = read_record(folder)
    assert saved is not None
    assert unsaved_edits(saved, desk.environ) == []

    _close_window(desk)

    (left,) = abandoned_edits(desk.environ, NOW)
    assert [edit.data for edit in unsaved_edits(left, desk.environ)] == [b"late"]


def test_text_saved_by_a_window_that_was_running_before_is_recovered(desk: Desk) -> None:
    """No process shows that such a window has the file open."""
    assert desk.edit("pass") == BEFORE
    (notice,) = desk.notices
    assert "--wait" in notice.message
    assert notice.command[:2] == ("config", "set")
    (file,) = desk.runtime.rglob("*.md")
    assert desk.recover() == []
    for text in ("first", "second"):
        file.write_text(text)
        assert desk.recover() == [file]
        assert desk.recover() == []
    assert [path.read_text() for path in desk.recovered()] == ["first", "second"]


def test_folder_that_a_window_may_have_open_is_removed_after_a_day(desk: Desk) -> None:
    desk.edit("pass")
    desk.recover(datetime.now(UTC) + timedelta(hours=23))
    assert desk.left() != []
    desk.recover(datetime.now(UTC) + timedelta(hours=25))
    assert (desk.left(), desk.recovered()) == ([], [])


def test_folder_stays_for_a_window_if_the_unchanged_text_is_invalid(desk: Desk) -> None:
    with pytest.raises(NotFoundError):
        desk.edit("pass", fail=True)
    assert [path.read_text() for path in desk.left() if path.suffix == ".md"] == [BEFORE]
    assert desk.recovered() == []


def test_unchanged_text_is_removed_if_the_editor_did_not_end_at_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("reflect.editor.edit._QUICK", 0.0)
    desk.edit("pass")
    assert (desk.left(), desk.notices) == ([], [])


def test_what_an_editor_saves_when_it_is_ended_is_recovered(desk: Desk) -> None:
    """nano, for example, writes x.md.save."""
    with pytest.raises(FileError):
        desk.edit("file.with_name('x.md.save').write_text('typed'); sys.exit(1)", name="x.md")

    assert [path.read_text() for path in desk.recovered()] == ["typed"]
    assert desk.left() == []


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_editor_has_the_terminal_if_output_goes_to_a_pipe(tmp_path: Path, runtime: Path) -> None:
    script = tmp_path / "editor"
    script.write_text('#!/bin/sh\ntest -t 1 && echo "ON A TERMINAL"\n')
    script.chmod(0o755)
    code = (
        "import os\n"
        "from reflect.editor.edit import edit_text\n"
        f"with edit_text('x', name='x.md', command={str(script)!r}, environ=os.environ,"
        " save_recovery=print):\n    print('RESULT')"
    )
    piped = tmp_path / "piped"
    program = pexpect.spawn(
        "sh",
        ["-c", f"{shlex.join([sys.executable, '-c', code])} > {piped}"],
        cwd=str(Path(__file__).parents[2]),
        env={**os.environ, "XDG_RUNTIME_DIR": str(runtime)},
        encoding="utf-8",
        timeout=60,
    )
    program.expect_exact("ON A TERMINAL")
    program.expect(pexpect.EOF)
    assert piped.read_text() == "RESULT\n"
