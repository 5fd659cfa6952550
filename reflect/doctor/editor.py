"""Which editor would run, and where the text lies meanwhile."""

import os
from collections.abc import Iterator
from pathlib import Path

from reflect import editor
from reflect.doctor.context import Around
from reflect.doctor.finding import Finding, of_error
from reflect.doctor.mounts import IN_MEMORY, Mounts, kind_of
from reflect.errors import ReflectError


def examine_editor(around: Around, known: Mounts) -> Iterator[Finding]:
    """Find the editor as `edit` would, and change nothing.

    Args:
        around: the settings and the environment.
        known: what is mounted.
    """
    command = around.config.editor or None
    try:
        program = editor.editor_command(command, around.environ)[0]
        _, where = editor.choose_editor(command, around.environ)
    except ReflectError as error:
        # One can write without it: on the screen, and line by line.
        yield of_error(error, "", "warning")
    else:
        yield Finding("ok", f"the editor: {program} ({where})", "", program)
    usable = [
        one for one in editor.temp_folders(around.environ) if os.access(one, os.W_OK | os.X_OK)
    ]
    if not usable:
        what = "the text for the editor has no folder to lie in"
        hint = "Set $TMPDIR to a folder that you may write to."
        yield Finding("warning", what, hint, "")
    elif not _is_in_memory(usable[0], known):
        yield Finding(
            "warning",
            f"{usable[0]}: the editor's text lies here meanwhile, on a disk, where deleted text "
            "may stay readable",
            "Set $XDG_RUNTIME_DIR to a folder in memory that only you may enter.",
            usable[0],
        )


def _is_in_memory(place: str, known: Mounts) -> bool:
    # Without a list of mounts, the kernel's own folder for memory is what it is called.
    return kind_of(Path(place), known) in IN_MEMORY if known else place == "/dev/shm"
