"""Opens text in the user's editor without leaving a copy behind.

The file has its own folder, in memory if the system has a memory-backed folder. It is deleted only
after the caller has successfully used the text or a recovery copy has been written, and after the
editor has closed it.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from reflect.editor.command import SET_EDITOR, editor_command
from reflect.editor.folder import (
    EditFolder,
    clear,
    create_folder,
    digest_of,
    is_open,
    lock_folder,
    mark_open,
    mark_saved,
)
from reflect.editor.process import run_editor
from reflect.editor.unsaved import has_swap_file, unsaved_edits
from reflect.editor.vim import vim_environment
from reflect.errors import FileError, Notice, StoppedError, add_location
from reflect.text.decode import decode

# In seconds. The editor's helpers may end a moment after it. A stopped script may end before
# the editor that it started, which writes its swap file first.
_PATIENCE = 0.5
_PATIENCE_IF_STOPPED = 3.0
# In seconds. An editor that ends sooner, and has changed nothing, may have handed the file to a
# window that was running before.
_QUICK = 5.0
_HANDED_OVER = Notice(
    "The editor ended at once. If its window is open, the next edit recovers what you save there. "
    "Better give the editor an option to wait, such as --wait: {command}.",
    SET_EDITOR,
)

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
    journal: str = "",
    is_saved: bool = True,
    notify: Callable[[Notice], object] = lambda notice: None,
) -> Iterator[str]:
    """Open text in the user's editor, and pass the result to the body of the `with` statement.

    If anything fails, unsaved text is kept as a recovery copy, and the error gives its location.

    Args:
        text: the text to edit.
        name: the file name shown in the editor; its suffix selects the syntax highlighting.
        command: the configured editor, which overrides $VISUAL and $EDITOR; None if not set.
        environ: the environment.
        save_recovery: saves the recovery copy; if it fails, the editor's file is kept.
        journal: the folder of the journal that the text belongs to.
        is_saved: whether the unchanged text is saved elsewhere, so that it need not be recovered
            if the process is killed.
        notify: shows a message, for example that the editor may still have the text open.

    Raises:
        UsageError: the editor command is malformed.
        FileError: there is no editor, it failed, it left its window open, or its file is not text;
            nothing was saved.
        StoppedError: a termination signal arrived while the editor was open.
    """
    editor = editor_command(command, environ)
    before = text.encode("utf-8", "replace")
    name = Path(name).name or "reflect.md"
    folder = create_folder(before, name, journal, editor.vim, environ)
    if not is_saved:
        mark_saved(folder, b"")
    with lock_folder(folder.path) as lock:
        try:
            variables = {**environ, **vim_environment(editor.vim, environ, folder.path)}
            start = time.monotonic()
            run_editor([*editor.words, str(folder.file)], variables, lock)
            is_quick = not editor.waits and time.monotonic() - start < _QUICK
            data = _read(folder)
            if is_quick and data == before:
                folder = mark_open(folder)
                notify(_HANDED_OVER)
            yield decode(data)
        except BaseException as error:
            _keep_unsaved(folder, environ, save_recovery, error)
            raise
        if folder.may_be_open or is_open(folder, _PATIENCE):
            # Only what its window saves from now on is to be recovered.
            mark_saved(folder, data)
        else:
            clear(folder)


def _read(folder: EditFolder) -> bytes:
    """Return the edited file.

    Raises:
        FileError: there is no file, or the editor has not finished.
    """
    if has_swap_file(folder) and not is_open(folder, _PATIENCE):
        raise FileError("the editor was ended before it could save; nothing was saved")
    if not folder.file.is_file():
        raise FileError("the editor left no file; nothing was saved")
    data = folder.file.read_bytes()
    if digest_of(data) == folder.digest and is_open(folder, _PATIENCE):
        raise FileError(
            "the editor did not wait for its window to be closed; nothing was saved",
            hint="Give it an option to wait, such as --wait, with {command}.",
            command=SET_EDITOR,
        )
    return data


def _keep_unsaved(
    folder: EditFolder,
    environ: Mapping[str, str],
    save_recovery: SaveRecovery,
    error: BaseException,
) -> None:
    """Save recovery copies, add their locations to the error, and remove the folder.

    The folder stays if a copy fails, or while a window is open: a later run recovers its text.
    """
    if folder.may_be_open:
        # It is unchanged so far.
        return
    wait = _PATIENCE_IF_STOPPED if isinstance(error, StoppedError) else _PATIENCE
    if is_open(folder, wait):
        add_location(
            error,
            f"Its text stays in {folder.file} until its window is closed, and the next edit "
            "recovers what is saved there.",
        )
        return
    copies = [
        (edit.file, None if edit.data is None else save_recovery(edit.data, edit.name))
        for edit in unsaved_edits(folder, environ)
    ]
    if all(copy for _, copy in copies):
        clear(folder)
    if copies:
        paths = " and ".join(str(copy or file) for file, copy in copies)
        add_location(error, f"What you wrote is in {paths}.")
