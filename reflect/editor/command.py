"""Which editor: program and arguments, and where that was said."""

import os
import shlex
import shutil
from collections.abc import Mapping
from pathlib import Path

from reflect.errors import FileError, UsageError

CHOOSE = "Set $VISUAL or $EDITOR, or `reflect config set editor COMMAND`."
_DEFAULTS = ("sensible-editor", "nano", "vim", "vi") if os.name != "nt" else ("notepad",)
# No swap file, no viminfo, and after the user's own settings no undo file and no backup.
_VIM_FLAGS = ("-n", "-i", "NONE", "-c", "silent! set noundofile nobackup nowritebackup")


def editor_command(command: str | None, environ: Mapping[str, str]) -> list[str]:
    """Find the editor: program and arguments.

    Args:
        command: the editor of the config; None for none.
        environ: the environment.

    Raises:
        UsageError: a quotation mark is missing.
        FileError: there is no such program.
    """
    path = environ.get("PATH")
    wanted, _ = choice(command, environ)
    program, *arguments = [wanted] if shutil.which(wanted, path=path) else _split(wanted)
    found = shutil.which(program, path=path)
    if found is None:
        raise FileError(f"the editor was not found: {program}", CHOOSE)
    return [found, *_flags(Path(found)), *arguments]


def choice(command: str | None, environ: Mapping[str, str]) -> tuple[str, str]:
    """Give the command of the editor as it is written, and where that is.

    Raises:
        FileError: none is named, and none of the usual ones is there.
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
    raise FileError("there is no editor", CHOOSE)


def _split(command: str) -> list[str]:
    """Take a command apart as a shell would; a path of Windows keeps its backslashes."""
    try:
        if os.name == "nt":
            return [part.strip('"') for part in shlex.split(command, posix=False)]
        return shlex.split(command)
    except ValueError:
        raise UsageError(f"a quotation mark is missing in the editor: {command}", CHOOSE) from None


def _flags(program: Path) -> tuple[str, ...]:
    names = {program.stem, program.resolve().name.split(".")[0]}
    return _VIM_FLAGS if names & {"vim", "nvim"} else ()
