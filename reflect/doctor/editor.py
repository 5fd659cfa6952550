"""Checks the external editor and its temporary folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from reflect.doctor.context import DoctorContext
from reflect.doctor.finding import Finding, of_error
from reflect.doctor.location import IN_MEMORY, Mounts, file_system_of
from reflect.editor.command import choose_editor, editor_command
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
        yield of_error(error, "", "warning")
    else:
        yield Finding("ok", f"the editor: {program} ({source})", "", program)
    folders = temp_folders(context.environ)
    usable = [folder for folder in folders if os.access(folder, os.W_OK | os.X_OK)]
    if not usable:
        what = "the text for the editor has no folder to lie in"
        hint = "Set $TMPDIR to a folder that you may write to."
        yield Finding("warning", what, hint, "")
    elif not _is_in_memory(usable[0], mounts):
        yield Finding(
            "warning",
            f"{usable[0]}: the editor's text lies here meanwhile, on a disk, where deleted text "
            "may stay readable",
            "Set $XDG_RUNTIME_DIR to a folder in memory that only you may enter.",
            usable[0],
        )


def _is_in_memory(folder: str, mounts: Mounts) -> bool:
    # Without a list of mounts, the only clue is the folder name.
    return file_system_of(Path(folder), mounts) in IN_MEMORY if mounts else folder == "/dev/shm"
