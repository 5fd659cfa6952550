"""Chooses the user's editor and its arguments."""

import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from reflect.errors import FileError, UsageError

CHOOSE = "Set $VISUAL or $EDITOR, or {command}."
SET_EDITOR = ("config", "set", "editor", "COMMAND")
_DEFAULTS = ("sensible-editor", "nano", "vim", "vi") if os.name != "nt" else ("notepad",)
# No swap file or viminfo; no undo or backup files either, whatever the user's settings.
_VIM_FLAGS = ("-n", "-i", "NONE", "-c", "silent! set noundofile nobackup nowritebackup")


def editor_command(command: str | None, environ: Mapping[str, str]) -> list[str]:
    """Return the editor's program and arguments.

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
    return [executable, *_flags(Path(executable)), *arguments]


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
    for name in _DEFAULTS:
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


def _flags(program: Path) -> tuple[str, ...]:
    names = {program.stem, program.resolve().name.split(".")[0]}
    return _VIM_FLAGS if names & {"vim", "nvim"} else ()
