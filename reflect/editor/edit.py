"""Opens text in the user's editor without leaving a copy behind.

The file has its own folder, in memory if the system has a memory-backed folder. It is deleted only
after the caller has successfully used the text or a recovery copy has been written.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from reflect.editor.command import editor_command
from reflect.editor.folder import clear, create_file, lock_folder
from reflect.editor.process import run_editor
from reflect.errors import FileError, RecoveryNote, ReflectError, StoppedError
from reflect.text.decode import decode

SaveRecovery = Callable[[bytes, str], Path | None]
"""Saves a recovery copy of the text under a file name; returns its path, or None on failure."""


@contextmanager
def edit_text(
    text: str,
    *,
    name: str,
    command: str | None,
    environ: Mapping[str, str],
    save_recovery: SaveRecovery,
) -> Iterator[str]:
    """Open text in the user's editor, and pass the result to the body of the `with` statement.

    If anything fails, changed text is kept as a recovery copy, and the error gives its location.

    Args:
        text: the text to edit.
        name: the file name shown in the editor; its suffix selects the syntax highlighting.
        command: the configured editor, which overrides $VISUAL and $EDITOR; None if not set.
        environ: the environment.
        save_recovery: saves the recovery copy; if it fails, the editor's file is kept.

    Raises:
        UsageError: the editor command is malformed.
        FileError: there is no editor, it failed, or its file is not text; nothing was saved.
        StoppedError: a termination signal arrived while the editor was open.
    """
    arguments = editor_command(command, environ)
    before = text.encode("utf-8", "replace")
    file = create_file(before, Path(name).name or "reflect.md", environ)
    with lock_folder(file.parent) as lock:
        try:
            run_editor([*arguments, str(file)], environ, lock)
            yield decode(_read(file))
        except BaseException as error:
            copy = _keep_changes(file, before, save_recovery)
            if copy != file:
                clear(file)
            if copy is not None:
                _add_location(error, copy)
            raise
        clear(file)


def _read(file: Path) -> bytes:
    if not file.is_file():
        raise FileError("the editor left no file; nothing was saved")
    return file.read_bytes()


def _keep_changes(file: Path, before: bytes, save_recovery: SaveRecovery) -> Path | None:
    """Keep changed text and return its path, or None if it is empty or unchanged."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    return None if data in (b"", before) else save_recovery(data, file.name) or file


def _add_location(error: BaseException, path: Path) -> None:
    """Add the location of the saved text to an error.

    Raises:
        StoppedError: replaces KeyboardInterrupt, which can't carry the location.
    """
    where = f"What you wrote is in {path}."
    if isinstance(error, KeyboardInterrupt):
        raise StoppedError("stopped", detail=where) from None
    if isinstance(error, ReflectError):
        error.add_notice(where)
    else:
        error.add_note(RecoveryNote(where))
