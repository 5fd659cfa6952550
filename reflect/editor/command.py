"""Chooses the user's editor and its arguments."""

import os
import shlex
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from reflect.editor.vim import find_vim, hands_over, vim_options
from reflect.errors import FileError, UsageError

CHOOSE = "Set $VISUAL or $EDITOR, or {command}."
SET_EDITOR = ("config", "set", "editor", "COMMAND")
DEFAULTS = ("sensible-editor", "nano", "vim", "vi") if os.name != "nt" else ("notepad",)
# Editors that give the file to a window and end at once, and their options to wait for it.
_WAIT_OPTIONS = {
    **dict.fromkeys(("code", "code-insiders", "codium", "cursor", "windsurf"), ("--wait", "-w")),
    **dict.fromkeys(("subl", "mate", "atom", "zed", "zeditor", "gedit", "xed"), ("--wait", "-w")),
    "gnome-text-editor": ("--standalone", "-s"),
    "kate": ("--block", "-b"),
}
# Editors that never hand a file to a window that is running already. Besides, vim only does so with
# an option, and the editors above don't if they have their option to wait.
_TERMINAL_EDITORS = {
    *("ed", "emacs", "helix", "hx", "jed", "joe", "kak", "mcedit", "mg", "micro", "nano", "ne"),
    *("pico", "vi"),
}
# These run a program and wait for it. Others, such as a terminal window, may not.
_LAUNCHERS = {"env", "nice", "ionice"}
# Among their arguments, the name of vim is not a program to run with options.
_OTHER_EDITORS = {"emacs", "emacsclient", "micro", "nano", *_WAIT_OPTIONS}


@dataclass(frozen=True, slots=True)
class EditorCommand:
    """The command that runs the editor.

    Args:
        words: the program and its arguments, without the file.
        vim: the vim or neovim among the words, or "".
        waits: whether the command is known to run until the text is no longer open.
    """

    words: list[str]
    vim: str = ""
    waits: bool = False


def editor_command(command: str | None, environ: Mapping[str, str]) -> EditorCommand:
    """Return the editor's program and arguments, with options that reflect needs.

    Args:
        command: the configured editor; None if not set.
        environ: the environment.

    Raises:
        UsageError: the command has an unclosed quotation mark.
        FileError: no editor was found.
    """
    path = environ.get("PATH")
    wanted, _ = choose_editor(command, environ)
    program, *arguments = [wanted] if shutil.which(wanted, path=path) else _split(wanted)
    executable = shutil.which(program, path=path)
    if executable is None:
        raise FileError(f"the editor was not found: {program}", hint=CHOOSE, command=SET_EDITOR)
    return _with_options([executable, *arguments], path)


def choose_editor(command: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """Return the editor command as it was set, and the name of the setting.

    Raises:
        FileError: no editor is set, and no default editor is installed.
    """
    named = {
        "config": command,
        "$VISUAL": environ.get("VISUAL"),
        "$EDITOR": environ.get("EDITOR"),
    }
    for where, text in named.items():
        if text and text.strip():
            return text.strip(), where
    for name in DEFAULTS:
        if shutil.which(name, path=environ.get("PATH")):
            return name, "default"
    raise FileError("there is no editor", hint=CHOOSE, command=SET_EDITOR)


def _split(command: str) -> list[str]:
    """Split a command like a shell, but keep backslashes in Windows paths."""
    try:
        if os.name == "nt":
            return [part.strip('"') for part in shlex.split(command, posix=False)]
        return shlex.split(command)
    except ValueError:
        raise UsageError(
            f"a quotation mark is missing in the editor: {command}",
            hint=CHOOSE,
            command=SET_EDITOR,
        ) from None


def _with_options(words: list[str], path: str | None) -> EditorCommand:
    """Add the options that make a window wait, or keep vim from leaving traces."""
    name = Path(words[0]).stem
    wait = _WAIT_OPTIONS.get(name, ())
    if wait:
        given = [] if {*wait} & {*words} else [wait[0]]
        return EditorCommand([*words, *given], waits=True)
    position = None if name in _OTHER_EDITORS else find_vim(words, path)
    if position is None:
        names = {name, Path(words[0]).resolve().stem}
        return EditorCommand(words, waits=bool(names & _TERMINAL_EDITORS))
    end = position + 1
    options = vim_options(words, position)
    waits = not hands_over(words) and (position == 0 or name in _LAUNCHERS)
    return EditorCommand([*words[:end], *options, *words[end:]], words[position], waits)
