"""Texts that could not be saved, taken up again from the recovery folder."""

import re
from pathlib import Path

from reflect.errors import FileError, ReflectError
from reflect.journal.recovery import put
from reflect.model.ids import is_id
from reflect.store import files, os_compat, paths
from reflect.store.encryption import age
from reflect.store.encryption.keys import FolderKeys

_NUMBERED = re.compile(rf"(.+)-(?:\d+|unsaved)\.md(?:{re.escape(paths.SEALED)})?")
# Where a note goes that `capture` could not save, and a form that came through stdin.
_NOTE, _FORM = "capture", "form"


def texts_of(folder: Path, entry_id: str) -> list[Path]:
    """List the texts of an entry that were kept aside, the newest first.

    Args:
        folder: of texts that could not be saved; need not be there.
        entry_id: the whole id.
    """
    try:
        return sorted(
            (path for path in folder.iterdir() if _stem(path) == entry_id),
            key=lambda path: path.stat().st_mtime_ns,
            reverse=True,
        )
    except OSError:
        return []


def plain_in(folder: Path) -> list[Path]:
    """List the texts that lie in plain in the folder of those that could not be saved."""
    try:
        found = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []
    return [path for path in found if path.suffix != paths.SEALED]


def open_sealed(folder: Path, keys: FolderKeys) -> list[tuple[str, str]]:
    """Write in plain what is encrypted to keys that are about to go; nothing else opens it then.

    A file that can't be written in plain stays as it is.

    Args:
        folder: of texts that could not be saved, of any journal.
        keys: of one of them, open.

    Returns:
        The files that could not, and why; those of other keys are not among them.
    """
    failed = []
    for path in sorted(folder.glob(f"*{paths.SEALED}")):
        try:
            _open(path, keys)
        except age.OtherIdentityError:
            continue
        except ReflectError as error:
            failed.append((str(path), error.reason if error.path == path else error.message))
    return failed


def _open(path: Path, keys: FolderKeys) -> None:
    data = keys.read(str(path)) or b""
    # An unsaved copy of an entry is found by its name.
    spare = path.with_suffix("")
    with files.explained(str(path)):
        if path.stem.endswith("-unsaved.md") and not spare.exists():
            files.replace_file(str(spare), [data])
        elif put(path.parent, data, _stem(path) or spare.stem, spare.suffix) is None:
            raise FileError.at(path, "no name is free for it in plain")
        os_compat.sync_folder(str(path.parent))
        path.unlink()


def is_note(folder: Path, file: Path, text: str) -> bool:
    """Say whether a text that was kept aside is none of a form: a note, or one answer.

    Elsewhere nothing is: there a text without headings is a form that was written wrongly.

    Args:
        folder: of texts that could not be saved.
        file: where the text is.
        text: what it holds.
    """
    if not text.strip() or file.resolve().parent != folder.resolve():
        return False
    stem = _stem(file)
    is_form = stem == _FORM or is_id(stem) or text.lstrip("\ufeff \t\r\n").startswith("---")
    return stem == _NOTE or (bool(stem) and not is_form)


def _stem(path: Path) -> str:
    """Give what a file of the folder is named after; "" where the name isn't ours."""
    found = _NUMBERED.fullmatch(path.name)
    return found[1] if found else ""
