"""Tests for choosing the editor command and its arguments."""

import os
from pathlib import Path

import pytest

from reflect.editor.command import editor_command
from reflect.errors import FileError, UsageError, next_steps

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the editors here are scripts of a shell")


def _program(folder: Path, name: str) -> Path:
    program = folder / name
    program.write_text("#!/bin/sh\nexit 0\n")
    program.chmod(0o755)
    return program


def test_config_takes_precedence_over_visual_and_editor(tmp_path: Path) -> None:
    one, two, three = (str(_program(tmp_path, name)) for name in ("one", "two", "three"))
    environ = {"PATH": "", "VISUAL": two, "EDITOR": three}

    assert editor_command(one, environ) == [one]
    assert editor_command(None, environ) == [two]
    assert editor_command("", environ | {"VISUAL": " "}) == [three]


def test_command_is_split_like_a_shell_command(tmp_path: Path) -> None:
    program = _program(tmp_path, "my editor")

    assert editor_command(f"'{program}' --wait 'two words'", {"PATH": ""}) == [
        str(program),
        "--wait",
        "two words",
    ]


def test_path_with_spaces_needs_no_quotes(tmp_path: Path) -> None:
    program = _program(tmp_path, "my editor")

    assert editor_command(str(program), {"PATH": ""}) == [str(program)]


def test_default_editors_are_tried(tmp_path: Path) -> None:
    program = _program(tmp_path, "nano")

    assert editor_command(None, {"PATH": str(tmp_path)}) == [str(program)]


@pytest.mark.parametrize("name", ["vim", "nvim", "vim.tiny"])
def test_vim_gets_options_that_prevent_copies(tmp_path: Path, name: str) -> None:
    """This includes other names and links."""
    link = tmp_path / "vi"
    link.symlink_to(_program(tmp_path, name))

    for program in (tmp_path / name, link):
        command = editor_command(f"{program} -R", {"PATH": ""})
        assert command[:4] == [str(program), "-n", "-i", "NONE"]
        assert command[-1] == "-R"
        assert "noundofile nobackup nowritebackup" in command[5]


def test_missing_editor_is_named_in_the_error() -> None:
    with pytest.raises(FileError, match="the editor was not found: gone") as caught:
        editor_command("gone --wait", {"PATH": ""})

    assert "$VISUAL" in next_steps(caught.value)


def test_no_editor_raises_file_error() -> None:
    with pytest.raises(FileError, match="there is no editor"):
        editor_command(None, {"PATH": ""})


def test_missing_quotation_mark_raises_usage_error() -> None:
    with pytest.raises(UsageError, match="a quotation mark is missing"):
        editor_command("code '--wait", {"PATH": ""})
