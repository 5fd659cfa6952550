"""Where a text goes that could not be saved; encrypted, where the journal is."""

import os
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from reflect.errors import Notice, ReflectError, UsageError
from reflect.store import files, paths
from reflect.store.encryption import last_seen
from reflect.text.clean import encodable

if TYPE_CHECKING:
    from reflect.journal.encryption import JournalEncryption
    from reflect.practice.session import Session
    from reflect.store.encryption.keys import FolderKeys

MOST = 10_000


def _sealed(keys: "FolderKeys", data: bytes) -> bytes | None:
    """Seal what is kept outside the journal as the journal is; None where that is plain.

    Raises:
        DamagedError: the recipients of an encrypted journal can't be trusted.
    """
    # Where it was encrypted and its keys are gone, they may come back; plain text stays.
    recipients = last_seen.recipients(keys)
    if not recipients:
        return None
    from reflect.store.encryption import age

    return b"".join(age.seal([data], recipients))


def rescue(folder: Path, text: str, name: str, encryption: "JournalEncryption") -> Path | None:
    """Write a text into a new file that only the user can read.

    Args:
        folder: created where it is missing.
        text: as it is; bytes that are no text stay what they were.
        name: what the file's name begins with.
        encryption: of the journal that the text belongs to.

    Returns:
        The file; None where it could not be written either, or not encrypted where it must be.
    """
    return _rescued(folder, encryption.keys, _encoded(text), f"{name}.md")


def _encoded(text: str) -> bytes:
    """Give bytes that were no text as they were, and half a character as what UTF-8 can hold."""
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return encodable(text).encode()


def edited(
    text: str,
    name: str,
    *,
    command: str,
    environ: Mapping[str, str],
    recovery: Path,
    encryption: "JournalEncryption",
) -> AbstractContextManager[str]:
    """Give a text to the user's editor, and take it back; rescue it where it can't be saved.

    Args:
        text, environ: as in `reflect.editor.edit_text`.
        name: of the file that the editor shows.
        command: the editor of the config; "" for none.
        recovery: the folder for texts that could not be saved.
        encryption: of the journal that the text belongs to.

    Raises:
        FileError: the editor failed; nothing was saved.
    """
    from reflect import editor

    return editor.edit_text(
        text,
        name=name,
        command=command or None,
        environ=environ,
        rescue=partial(_rescued, recovery, encryption.keys),
    )


def _rescued(folder: Path, keys: "FolderKeys", data: bytes, name: str) -> Path | None:
    """Write into the first free of the names "draft-1.md", "draft-2.md", … made of "draft.md"."""
    stem, ending = Path(name).stem, Path(name).suffix
    with suppress(OSError, ReflectError):
        if sealed := _sealed(keys, data):
            data, ending = sealed, ending + paths.SEALED
        # What `parents` makes would be open to others.
        folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        return put(folder, data, stem, ending)
    return None


def put(folder: Path, data: bytes, stem: str, ending: str) -> Path | None:
    """Write a new file into a folder, under the first name that is free.

    Args:
        folder: which must be there.
        data: what it holds.
        stem: how its name begins; a number follows.
        ending: how its name ends.

    Returns:
        The file; None where no name is free.

    Raises:
        OSError: it could not be written.
    """
    for number in range(1, MOST):
        target = folder / f"{stem}-{number}{ending}"
        with suppress(FileExistsError):
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(handle)
            return target
    return None


class AutosaveCopy:
    """A copy of a text that is being edited, there until the text is saved or given up.

    Args:
        folder: for texts that could not be saved.
        name: of the text, such as the id of its entry; whoever edits it again finds the copy.
        encryption: of the journal that the text belongs to.
    """

    def __init__(self, folder: Path, name: str, encryption: "JournalEncryption") -> None:
        self._plain = folder / f"{name}-unsaved.md"
        self._keys = encryption.keys
        self._newest: str | None = None
        self._writing = Lock()

    @property
    def path(self) -> Path:
        """Where the copy is."""
        is_sealed = self._keys.is_encrypted or last_seen.was_seen(self._keys)
        ending = paths.SEALED if is_sealed else ""
        return self._plain.with_name(self._plain.name + ending)

    def left(self) -> str:
        """Give the copy that is there from before; "" for none."""
        for path in (self.path, self._plain):
            with suppress(ReflectError):
                data = self._keys.read(str(path))
                if data is not None:
                    return data.decode("utf-8", "surrogateescape")
        return ""

    def take(self, text: str) -> None:
        """Take the text as it is now, for `write`."""
        self._newest = text

    def write(self) -> bool:
        """Write what was taken last, in any thread; False where there is no room for it.

        A copy that was dropped meanwhile is not written.
        """
        with self._writing:
            if self._newest is None:
                return True
            data = _encoded(self._newest)
            try:
                files.make_folder(str(self._plain.parent))
                sealed = _sealed(self._keys, data)
                files.replace_file(str(self.path), [data if sealed is None else sealed])
            except (ReflectError, OSError):
                return False
            return True

    def keep(self, text: str) -> bool:
        """Write a text at once; False where there is no room for it."""
        self.take(text)
        return self.write()

    def drop(self) -> None:
        """Remove the copy of a text that is saved now, or that nobody wants."""
        with self._writing:
            self._newest = None
            for path in {self.path, self._plain}:
                with suppress(OSError):
                    path.unlink(missing_ok=True)


def recovery_notice(session: "Session", file: Path) -> Notice:
    """Return where `rescue_session` wrote a session, and the command that takes it up again."""
    where = f"What you wrote is in {file}; {{command}}"
    if session.origin is not None:
        return Notice(f"{where} offers it.", ("edit", session.origin.id))
    return Notice(f"{where} takes it.", ("new", "--from"))


def rescue_session(
    folder: Path, session: "Session", now: datetime, encryption: "JournalEncryption"
) -> tuple[Path | None, str]:
    """Write what a session holds into such a file, as the Markdown form; arguments as above.

    Returns:
        The file, or None; and the text, to be shown where there is no room.
    """
    from reflect.formats.markdown.renderer import render_entry
    from reflect.practice.entry_builder import build_entry, finish_early

    try:
        entry = finish_early(session, now)
    except UsageError:
        entry = build_entry(session, now, "unfinished")
    text = render_entry(entry)
    return rescue(folder, text, session.id, encryption), text
