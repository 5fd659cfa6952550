"""Tests for choosing the editor command and its arguments."""

import os
from pathlib import Path

import pytest

import reflect.editor
from reflect.editor.command import editor_command
from reflect.errors import FileError, UsageError, next_steps

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the editors here are scripts of a shell")


VIM_OPTIONS = [
    *("-n", "-i", "NONE"),
    *("-c", f"source {Path(reflect.editor.__file__).with_name('options.vim')}"),
]


def _program(folder: Path, name: str) -> Path:
    program = folder / name
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    return program


def test_config_takes_precedence_over_visual_and_editor(tmp_path: Path) -> None:
    one, two, three = (str(_program(tmp_path, name)) for name in ("one", "two", "three"))
    environ = {"PATH": "", "VISUAL": two, "EDITOR": three}

    assert editor_command(one, environ).words == [one]
    assert editor_command(None, environ).words == [two]
    assert editor_command("", environ | {"VISUAL": " "}).words == [three]


def test_command_is_split_like_a_shell_command(tmp_path: Path) -> None:
    program = _program(tmp_path, "my editor")

    assert editor_command(f"'{program}' --wait 'two words'", {"PATH": ""}).words == [
        str(program),
        "--wait",
        "two words",
    ]


def test_path_with_spaces_needs_no_quotes(tmp_path: Path) -> None:
    program = _program(tmp_path, "my editor")

    assert editor_command(str(program), {"PATH": ""}).words == [str(program)]


def test_default_editors_are_tried(tmp_path: Path) -> None:
    program = _program(tmp_path, "nano")

    assert editor_command(None, {"PATH": str(tmp_path)}).words == [str(program)]


@pytest.mark.parametrize("name", ["vim", "nvim", "vim.tiny", "nvim-0.10", "nvim-linux64.appimage"])
def test_vim_gets_options_that_prevent_copies(tmp_path: Path, name: str) -> None:
    """This includes other names and links."""
    link = tmp_path / "vi"
    link.symlink_to(_program(tmp_path, name))

    for program in (tmp_path / name, link):
        editor = editor_command(f"{program} -R", {"PATH": ""})
        assert editor.words == [str(program), *VIM_OPTIONS, "-R"]
        assert editor.vim == str(program)


@pytest.mark.parametrize("command", ["env A=vim vim", "nice -n 5 vim", "xterm -e vim", "env view"])
def test_vim_is_found_among_all_words(tmp_path: Path, command: str) -> None:
    for name in ("env", "nice", "xterm", "vim"):
        _program(tmp_path, name)
    (tmp_path / "alternatives").symlink_to("vim")
    (tmp_path / "view").symlink_to("alternatives")
    program, *words = command.split()

    expected = [str(tmp_path / program), *words, *VIM_OPTIONS]
    assert editor_command(command, {"PATH": str(tmp_path)}).words == expected


@pytest.mark.parametrize(
    "command", ["vimtutor", "emacsclient -a vim", "code --wait --profile vim", "busybox vi", "vi"]
)
def test_other_editors_get_no_options_of_vim(tmp_path: Path, command: str) -> None:
    for name in ("vim", "vimtutor", "emacsclient", "code", "busybox"):
        _program(tmp_path, name)
    (tmp_path / "vi").symlink_to("busybox")

    editor = editor_command(command, {"PATH": str(tmp_path)})
    assert (editor.words[1:], editor.vim) == (command.split()[1:], "")


@pytest.mark.parametrize(
    ("command", "added"),
    [("code", ["--wait"]), ("subl -w", []), ("kate", ["--block"]), ("gvim", [*VIM_OPTIONS, "-f"])],
)
def test_editor_with_a_window_is_told_to_wait(
    tmp_path: Path, command: str, added: list[str]
) -> None:
    name, *given = command.split()
    program = _program(tmp_path, name)

    words = editor_command(command, {"PATH": str(tmp_path)}).words
    assert words == [str(program), *given, *added]


@pytest.mark.parametrize(
    ("command", "waits"),
    [
        ("vim", True),
        ("env vim", True),
        ("nano", True),
        ("code", True),
        ("code -w", True),
        ("gvim --remote", False),
        ("gvim --remote-wait", True),
        ("gnome-terminal -- vim", False),
        ("emacsclient -n", False),
        ("script", False),
    ],
)
def test_editors_that_certainly_wait_are_known(tmp_path: Path, command: str, waits: bool) -> None:
    for name in ("vim", "env", "nano", "code", "gvim", "gnome-terminal", "emacsclient", "script"):
        _program(tmp_path, name)

    assert editor_command(command, {"PATH": str(tmp_path)}).waits is waits


def test_missing_editor_is_named_in_the_error() -> None:
    with pytest.raises(FileError, match="gone") as caught:
        editor_command("gone --wait", {"PATH": ""})

    assert "$VISUAL" in next_steps(caught.value)


def test_no_editor_raises_file_error() -> None:
    with pytest.raises(FileError, match="no editor"):
        editor_command(None, {"PATH": ""})


def test_missing_quotation_mark_raises_usage_error() -> None:
    with pytest.raises(UsageError, match="quotation mark"):
        editor_command("code '--wait", {"PATH": ""})
