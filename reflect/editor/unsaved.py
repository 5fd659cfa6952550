"""Texts that an editor left in its folder without saving them in its file."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from reflect.editor.folder import RECORD, EditFolder, digest_of
from reflect.editor.vim import OUTPUT, is_swap_file, read_swap_file

_MAX_BYTES = 50_000_000


@dataclass(frozen=True, slots=True)
class UnsavedEdit:
    """A text that was typed in an editor and is not saved in the journal.

    Args:
        file: the file that contains it.
        name: a file name for a copy.
        data: the text, or None if it can't be read now.
    """

    file: Path
    name: str
    data: bytes | None


def unsaved_edits(folder: EditFolder, environ: Mapping[str, str]) -> list[UnsavedEdit]:
    """Return the texts in an edit's folder that are neither empty nor known to be saved.

    These are the edited file if it has changed, the text in vim's swap file, and the file that
    another editor wrote when it was ended, such as nano's `x.md.save`. While a window may have the
    file open, only the file counts.

    Args:
        folder: the folder of the edit.
        environ: the environment, used to find vim.
    """
    known = {digest_of(b""), folder.digest}
    unsaved = []
    for edit in _texts(folder, environ):
        digest = "" if edit.data is None else digest_of(edit.data)
        if digest not in known:
            known.add(digest)
            unsaved.append(edit)
    return unsaved


def has_swap_file(folder: EditFolder) -> bool:
    """Return whether an editor was ended before it could remove its swap file."""
    return any(map(is_swap_file, _files(folder.path)))


def _texts(folder: EditFolder, environ: Mapping[str, str]) -> Iterator[UnsavedEdit]:
    files = sorted(_files(folder.path), key=lambda file: file != folder.file)
    for file in [folder.file] if folder.may_be_open else files:
        name = folder.name or f"{file.name.strip('.').partition('.')[0] or 'text'}.md"
        data = _read(file)
        if data and is_swap_file(file):
            text, is_whole = read_swap_file(file, folder.vim, environ)
            yield UnsavedEdit(file, name, text)
            if is_whole:
                continue
            # Another vim, or a person, may be able to read more of it.
            name = f"{Path(name).stem}.swp"
        yield UnsavedEdit(file, name, data)


def _files(path: Path) -> list[Path]:
    with suppress(OSError):
        files = sorted(file for file in path.iterdir() if file.name not in (RECORD, OUTPUT))
        return [file for file in files if file.is_file() and not file.is_symlink()]
    return []


def _read(file: Path) -> bytes | None:
    with suppress(OSError):
        if file.stat().st_size <= _MAX_BYTES:
            return file.read_bytes()
    return None
