"""Checks the external editor and its temporary folder."""

import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from reflect.doctor.context import DoctorContext
from reflect.doctor.finding import Finding, of_error
from reflect.doctor.location import IN_MEMORY, Mounts, file_system_of
from reflect.editor.command import DEFAULTS, choose_editor, editor_command
from reflect.editor.folder import temp_folders
from reflect.errors import ReflectError


def check_editor(context: DoctorContext, mounts: Mounts) -> Iterator[Finding]:
    """Check which editor would run and whether its temporary folder is in memory.

    Args:
        context: the settings and the environment.
        mounts: the mounted file systems.
    """
    command = context.config.editor or None
    try:
        program = editor_command(command, context.environ).words[0]
        _, source = choose_editor(command, context.environ)
    except ReflectError as error:
        # Only a warning, because everything except `edit` works without an editor.
        finding = of_error(error, "", "warning")
        yield replace(finding, command=_with_editor(finding.command, context.environ))
    else:
        yield Finding("ok", f"the editor: {program} ({source})", "", program)
    folders = temp_folders(context.environ)
    usable = [folder for folder in folders if os.access(folder, os.W_OK | os.X_OK)]
    if not usable:
        what = "there is no folder for the text in the editor"
        hint = "Name a folder that you may write to, such as: `export TMPDIR=~`"
        yield Finding("warning", what, hint, "")
    elif not _is_in_memory(usable[0], mounts):
        yield Finding(
            "warning",
            f"{usable[0]}: text in the editor is stored here, on a disk, where deleted text "
            "may stay readable",
            "Set $XDG_RUNTIME_DIR to a folder in memory that only you may enter.",
            usable[0],
        )


def _with_editor(command: tuple[str, ...], environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return a command that sets the editor, with one that is installed."""
    installed = filter(lambda name: shutil.which(name, path=environ.get("PATH")), DEFAULTS)
    name = next(installed, "")
    return tuple(name or word if word == "COMMAND" else word for word in command)


def _is_in_memory(folder: str, mounts: Mounts) -> bool:
    # Without a list of mounts, the only clue is the folder name.
    return file_system_of(Path(folder), mounts) in IN_MEMORY if mounts else folder == "/dev/shm"
