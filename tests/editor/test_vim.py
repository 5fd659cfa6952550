"""Tests that vim leaves no copies of a text, however it is started, and that it loses nothing."""

import os
import shutil
from pathlib import Path

import pytest

from reflect.editor.edit import edit_text
from reflect.errors import FileError, next_steps

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the editors here are scripts of a shell")
needs_vim = pytest.mark.skipif(shutil.which("vim") is None, reason="vim is not installed")
BEFORE = "# Launched\n\nZwetschge\n"
# Yank a line, filter the text, change and save it, and note the folder of the filter's files.
ACTIONS = """
3yank
silent %!cat
1s/Launched/Postponed/
call writefile([tempname(), g:mine], $HOME . '/noted')
wq!
"""
# Write a line, and end like vim does when the system kills it.
KILLED = """
call append(line('$'), 'Typed, not saved ä')
preserve
call system('kill -9 ' . getpid())
"""


@pytest.fixture
def runtime(tmp_path: Path) -> Path:
    """Create a folder that stands in for the memory-backed runtime folder."""
    folder = tmp_path / "run"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def kept(home: Path) -> Path:
    """Create a vimrc that keeps copies of everything, and return the folder for them."""
    folder = home / "kept"
    folder.mkdir()
    options = " ".join(f"{option}={folder}//" for option in ("undodir", "backupdir", "directory"))
    (home / ".vimrc").write_text(
        f"set nocompatible undofile backup writebackup patchmode=.orig {options}\n"
        f"set viminfo='100,<50 viminfofile={folder}/viminfo updatecount=1\nlet g:mine = 'mine'\n"
    )
    return folder


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """Create links and scripts that start vim, and a script for vim to run."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "actions.vim").write_text(ACTIONS)
    vim = shutil.which("vim") or "vim"
    (folder / "alternative").symlink_to(vim)
    (folder / "editor").symlink_to("alternative")
    for name, options in (("script", ""), ("strict", "-u ~/.vimrc")):
        script = folder / name
        script.write_text(f'#!/bin/sh\nvim {options} "$@"\n')
        script.chmod(0o755)
    return folder


@needs_vim
@pytest.mark.parametrize(
    "command",
    [
        *("vim", "vi", "vimdiff", "env A=1 vim", "nice -n 5 vim", "editor", "script", "strict"),
        *("env strict", "sensible-editor"),
    ],
)
def test_vim_leaves_no_copies(
    home: Path, kept: Path, runtime: Path, programs: Path, command: str
) -> None:
    path = f"{programs}:{os.environ['PATH']}"
    if shutil.which(command.split()[0], path=path) is None:
        pytest.skip(f"there is no {command}")
    arguments = f"--not-a-term -S {programs / 'actions.vim'}"
    environ = {"HOME": str(home), "PATH": path, "TERM": "dumb", "XDG_RUNTIME_DIR": str(runtime)}
    if command == "sensible-editor":
        environ["EDITOR"] = f"vim {arguments}"
    else:
        command = f"{command} {arguments}"
    with edit_text(
        BEFORE, name="k3f9.md", command=command, environ=environ, save_recovery=_refuse
    ) as text:
        assert text == BEFORE.replace("Launched", "Postponed")
    temporary, mine = (home / "noted").read_text().splitlines()
    assert mine == "mine"
    assert runtime in Path(temporary).parents
    assert list(kept.iterdir()) == []
    assert sorted(path.name for path in home.iterdir()) == [".vimrc", "kept", "noted"]
    assert list(runtime.iterdir()) == []


SCRIPTS = {
    "script": 'vim "$@"',
    "strict": 'vim -u ~/.vimrc "$@"',
    "careless": 'vim "$@"; exit 0',
    "cutting": 'vim "$@"; truncate -s 8192 "$XDG_RUNTIME_DIR"/*/.*.swp; exit 3',
}


@needs_vim
@pytest.mark.parametrize(
    ("command", "message", "names"),
    [
        ("vim", "signal 9", ["k3f9.md"]),
        ("script", "exited with 137", ["k3f9.md"]),
        ("strict", "exited with 137", ["k3f9.md"]),
        ("careless", "ended before", ["k3f9.md"]),
        ("cutting", "exited with 3", ["k3f9.md", "k3f9.swp"]),
    ],
)
def test_text_of_killed_vim_is_recovered(
    home: Path, kept: Path, runtime: Path, programs: Path, command: str, message: str,
    names: list[str],
) -> None:  # fmt: skip
    for name, code in SCRIPTS.items():
        (programs / name).write_text(f"#!/bin/sh\n{code}\n")
        (programs / name).chmod(0o755)
    (programs / "killed.vim").write_text(KILLED)
    environ = {
        "HOME": str(home),
        "PATH": f"{programs}:{os.environ['PATH']}",
        "TERM": "dumb",
        "XDG_RUNTIME_DIR": str(runtime),
    }
    saved: dict[str, bytes] = {}
    command = f"{command} --not-a-term -S {programs / 'killed.vim'}"
    with pytest.raises(FileError, match=message) as caught:
        _fail(command, environ, saved)
    assert list(saved) == names
    if len(names) == 1:
        assert saved["k3f9.md"].decode() == f"{BEFORE}Typed, not saved ä\n"
    assert all(f"copy of {name}" in next_steps(caught.value) for name in names)
    assert list(runtime.iterdir()) == []
    assert list(kept.iterdir()) == []


def test_swap_file_is_kept_if_no_vim_can_read_it(tmp_path: Path, runtime: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho not a swap file > "$(dirname "$1")/.k3f9.md.swp"\nexit 3\n')
    editor.chmod(0o755)
    saved: dict[str, bytes] = {}
    environ = {"PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": str(runtime)}
    with pytest.raises(FileError):
        _fail(str(editor), environ, saved)
    assert saved == {"k3f9.swp": b"not a swap file\n"}


def _fail(command: str, environ: dict[str, str], saved: dict[str, bytes]) -> None:
    """Run an editor that fails, and collect the recovery copies."""

    def save_recovery(data: bytes, name: str) -> Path:
        saved[name] = data
        return Path(f"copy of {name}")

    with edit_text(
        BEFORE, name="k3f9.md", command=command, environ=environ, save_recovery=save_recovery
    ):
        pytest.fail("nothing was saved")


def _refuse(data: bytes, name: str) -> Path | None:
    raise AssertionError(f"{name} was not saved")
