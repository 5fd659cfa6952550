"""Recovery files for text that could not be saved, encrypted if the journal is.

They are written to the recovery folder or, if that fails, to the folders for the editor's files,
which are in memory if the system has a memory-backed folder. If no file can be written or the text
can't be encrypted, the front end shows the text on the terminal.
"""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from reflect.errors import FileError, Notice, ReflectError, UsageError
from reflect.journal.form_version import with_version
from reflect.model.ids import is_id
from reflect.store import files, os_compat, paths
from reflect.store.encryption import last_seen
from reflect.text.clean import encodable

if TYPE_CHECKING:
    from reflect.journal.encryption import JournalEncryption
    from reflect.practice.session import Session
    from reflect.store.encryption.keys import FolderKeys

_MAX_NUMBER = 10_000
_NUMBERED = re.compile(rf"(.+)-(?:\d+|unsaved)\.md(?:{re.escape(paths.SEALED)})?")
# The file name stems for a note that `capture` could not save and for a form read from stdin.
_NOTE, _FORM = "capture", "form"
# A form begins with its front matter, or it has a title first, and its data below.
_IS_FORM = re.compile(r"\s*(?:---|#(?:[ \t].*)?$(?s:.*)^(?:guide|day):)", re.MULTILINE)


def write_recovery_file(
    folder: Path, text: str, name: str, encryption: "JournalEncryption"
) -> Path | None:
    """Write text to a new file that only the user can read.

    Args:
        folder: the recovery folder; created if it is missing. If it can't be written, the file is
            in a temporary folder.
        text: the text to write; bytes that were not valid UTF-8 are preserved.
        name: the first part of the file name.
        encryption: the encryption of the journal that the text belongs to.

    Returns:
        The path of the file, or None if it could not be written or encrypted.
    """
    data, name = _encode(text), f"{name}.md"
    return _write_recovery(folder, encryption.keys, data, name, temporary=True)


def unsaved_reason(encryption: "JournalEncryption") -> str:
    """Return why a recovery file could not be written, as part of a sentence.

    Args:
        encryption: the encryption of the journal that the text belongs to.
    """
    try:
        _encrypt(encryption.keys, b"")
    except ReflectError:
        return "it could not be encrypted"
    return "no folder for it could be written to"


def location_notice(what: str, file: Path) -> str:
    """Return a message that says where a text is.

    Args:
        what: what the text is, as the start of a sentence.
        file: the recovery file.
    """
    if _is_temporary(file):
        return f"{what} is in {file}. It may be lost on restart: move it first."
    return f"{what} is in {file}."


def write_recovery_copy(
    folder: Path, data: bytes, name: str, encryption: "JournalEncryption"
) -> Path | None:
    """Write the content of a file in an editor's folder to a new file in the recovery folder.

    Args:
        folder: the recovery folder; created if it is missing.
        data: the content, which may be encrypted already.
        name: the name of the editor's file.
        encryption: the encryption of the journal that the text belongs to.

    Returns:
        The path of the file, or None if it could not be written or encrypted.
    """
    from reflect.store.encryption import age

    if not age.is_encrypted(data):
        return _write_recovery(folder, encryption.keys, data, name)
    with suppress(OSError, ReflectError):
        files.make_folder(str(folder))
        return _write_numbered(folder, data, Path(name).stem, f".md{paths.SEALED}")
    return None


def write_session_recovery(
    folder: Path, session: "Session", now: datetime, encryption: "JournalEncryption"
) -> tuple[Path | None, str]:
    """Write a session to a recovery file as a Markdown form.

    Args:
        folder: the recovery folder.
        session: the session to write.
        now: the current time.
        encryption: the encryption of the journal that the session belongs to.

    Returns:
        The path of the file (None if it could not be written), and the text of the form.
    """
    from reflect.formats.markdown.renderer import render_entry
    from reflect.practice.entry_builder import build_entry, finish_early

    try:
        entry = finish_early(session, now)
    except UsageError:
        entry = build_entry(session, now, "unfinished")
    text = render_entry(entry)
    return write_recovery_file(folder, text, session.id, encryption), text


def recovery_notice(session: "Session", file: Path) -> Notice:
    """Return a notice that names a session's recovery file and the command to load it."""
    where = location_notice("What you wrote", file)
    if session.replaced_entry is None:
        return Notice(f"{where} {{command}} takes it.", ("new", "--from", str(file)))
    if _is_temporary(file):
        # `edit` does not look there.
        return Notice(where)
    return Notice(f"{where} {{command}} offers it.", ("edit", session.id))


def edited(
    text: str,
    name: str,
    *,
    command: str,
    environ: Mapping[str, str],
    recovery: Path,
    encryption: "JournalEncryption",
    is_saved: bool = True,
    notify: Callable[[Notice], object] = lambda notice: None,
    version: datetime | None = None,
) -> AbstractContextManager[str]:
    """Open text in the user's editor, and write a recovery file if it cannot be saved.

    Args:
        text, environ, is_saved, notify: see `reflect.editor.edit.edit_text`.
        name: the file name to show in the editor.
        command: the editor from the config, or "".
        recovery: the recovery folder.
        encryption: the encryption of the journal that the text belongs to.
        version: the version of the entry that the text was made from, which a recovery file
            names; None if it is not an entry.

    Raises:
        FileError: the editor failed; nothing was saved.
    """
    from reflect.editor.edit import edit_text

    def save_recovery(data: bytes, name: str) -> Path | None:
        with suppress(UnicodeDecodeError):
            if version is not None:
                data = with_version(data.decode(), version).encode()
        return _write_recovery(recovery, encryption.keys, data, name, temporary=is_encrypted)

    # The editor's file is in a temporary folder already, but it is not encrypted.
    is_encrypted = encryption.is_encrypted or encryption.was_encrypted
    return edit_text(
        text,
        name=name,
        command=command or None,
        environ=environ,
        save_recovery=save_recovery,
        journal=encryption.folder,
        is_saved=is_saved,
        notify=notify,
    )


def recovery_files_of(folder: Path, entry_id: str) -> list[Path]:
    """Return the recovery files of an entry, newest first.

    Args:
        folder: the recovery folder, which may be missing.
        entry_id: the complete id of the entry.
    """
    try:
        return sorted(
            (path for path in folder.iterdir() if _stem(path) == entry_id),
            key=lambda path: path.stat().st_mtime_ns,
            reverse=True,
        )
    except OSError:
        return []


def unsaved_answers(folder: Path, session: "Session") -> list[Notice]:
    """Return a message for each answer of a session that an editor did not save.

    Args:
        folder: the recovery folder.
        session: the session, whose prompts give the files their names.
    """
    return [
        Notice(
            f"What was written in an editor and not saved is in {file}; {{command}} takes it.",
            ("new", "--from", str(file)),
        )
        for prompt in session.guide.prompts
        for file in recovery_files_of(folder, prompt.id)
    ]


def plain_recovery_files(folder: Path) -> list[Path]:
    """Return the recovery files that are not encrypted."""
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_file())
    except OSError:
        return []
    return [path for path in inside if path.suffix != paths.SEALED]


def decrypt_recovery_files(folder: Path, keys: "FolderKeys") -> list[tuple[str, str]]:
    """Decrypt the recovery files of a journal whose keys are about to be removed.

    Files that cannot be decrypted are left unchanged. Files of other journals are skipped.

    Args:
        folder: the recovery folder.
        keys: the journal's unlocked keys.

    Returns:
        The files that could not be decrypted, each with the reason.
    """
    from reflect.store.encryption.age import OtherIdentityError

    failed = []
    for path in sorted(folder.glob(f"*{paths.SEALED}")):
        try:
            _decrypt(path, keys)
        except OtherIdentityError:
            continue
        except ReflectError as error:
            failed.append((str(path), error.reason if error.path == path else error.message))
    return failed


def entry_of(folder: Path, file: Path) -> str:
    """Return the id of the entry that a recovery file belongs to; "" if it is none of these.

    Args:
        folder: the recovery folder.
        file: the path of the file.
    """
    stem = _stem(file)
    return stem if is_id(stem) and file.resolve().parent == folder.resolve() else ""


def is_note(folder: Path, file: Path, text: str) -> bool:
    """Return whether a recovery file contains a note or single answer rather than a form.

    Outside the recovery folder, text without headings is treated as a malformed form.

    Args:
        folder: the recovery folder.
        file: the path of the file.
        text: the content of the file.
    """
    if not text.strip():
        return False
    stem = _stem(file)
    if _is_temporary(file.resolve()):
        stem = file.name.partition(".")[0]
    elif file.resolve().parent != folder.resolve():
        return False
    is_form = stem == _FORM or is_id(stem) or _IS_FORM.match(text.removeprefix("\ufeff"))
    return stem == _NOTE or (bool(stem) and not is_form)


class AutosaveCopy:
    """A copy of the text in an editor, kept until the text is saved or discarded.

    If another process edits the same text, each of them has a copy of its own.

    Args:
        folder: the recovery folder.
        name: a name that identifies the text in later edits, such as the entry id.
        encryption: the encryption of the journal that the text belongs to.
    """

    def __init__(self, folder: Path, name: str, encryption: "JournalEncryption") -> None:
        self._plain = folder / f"{name}-unsaved.md"
        self._keys = encryption.keys
        self._staged: str | None = None
        self._write_lock = Lock()
        # The state of the copy when it was last read or written; None if there was none.
        self._state: tuple[int, ...] | None = None

    @property
    def path(self) -> Path:
        """The path of the copy."""
        is_encrypted = self._keys.is_encrypted or last_seen.encrypted_was_seen(self._keys)
        suffix = paths.SEALED if is_encrypted else ""
        return self._plain.with_name(self._plain.name + suffix)

    @property
    def is_current(self) -> bool:
        """Whether no other process has changed or removed the copy."""
        return _state(self.path) == self._state

    def read(self) -> str:
        """Return the copy from an earlier edit, or "" if there is none.

        The text that was recovered from the user's editor, which is in a numbered file, is used if
        there is no other. Its file then is the copy.
        """
        numbered = recovery_files_of(self._plain.parent, _stem(self._plain))
        for path in (self.path, self._plain, *numbered):
            with suppress(ReflectError):
                state = _state(path)
                data = self._keys.read(str(path))
                if data is not None:
                    self._plain = path.with_name(path.name.removesuffix(paths.SEALED))
                    self._state = state if path == self.path else _state(self.path)
                    return data.decode("utf-8", "surrogateescape")
        return ""

    def stage(self, text: str) -> None:
        """Set the text for the next `write`."""
        self._staged = text

    def write(self) -> bool:
        """Write the staged text unless the copy was removed. Any thread may call this.

        Returns:
            False if the text could not be written, otherwise True.
        """
        with self._write_lock:
            if self._staged is None:
                return True
            data = _encode(self._staged)
            try:
                files.make_folder(str(self._plain.parent))
                if not self.is_current and os.path.lexists(self.path):
                    self._plain = self._free_path()
                files.replace_file(str(self.path), [_encrypt(self._keys, data) or data])
            except (ReflectError, OSError):
                return False
            self._state = _state(self.path)
            return True

    def _free_path(self) -> Path:
        """Return the path of a numbered recovery file that no other process uses."""
        stem = self._plain.stem.removesuffix("-unsaved")
        names = {path.name for path in self._plain.parent.iterdir()}
        numbers = (f"{stem}-{number}.md" for number in count(1))
        free = (name for name in numbers if not {name, name + paths.SEALED} & names)
        return self._plain.with_name(next(free))

    def save(self, text: str) -> bool:
        """Stage and write a text; return False if it could not be written."""
        self.stage(text)
        return self.write()

    def remove(self) -> None:
        with self._write_lock:
            self._staged = None
            if not self.is_current:
                return
            for path in {self.path, self._plain}:
                with suppress(OSError):
                    path.unlink(missing_ok=True)
            self._state = None


def _state(path: Path) -> tuple[int, ...] | None:
    """Return what changes whenever a file is replaced; None if it does not exist."""
    try:
        state = path.stat()
    except OSError:
        return None
    return state.st_ino, state.st_mtime_ns, state.st_size


def _encode(text: str) -> bytes:
    """Encode text, preserving bytes that were not valid UTF-8.

    If the text contains other lone surrogates, U+FFFD replaces all surrogates.
    """
    try:
        return text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return encodable(text).encode()


def _encrypt(keys: "FolderKeys", data: bytes) -> bytes | None:
    """Encrypt recovery data if the journal is or was encrypted; otherwise return None.

    Raises:
        DamagedError: the recipients of an encrypted journal cannot be trusted, and none are
            remembered.
        UsageError: the recipients are invalid.
    """
    recipients = last_seen.recipients(keys)
    if not recipients:
        return None
    from reflect.store.encryption import age

    return b"".join(age.encrypt([data], recipients))


def _write_recovery(
    folder: Path, keys: "FolderKeys", data: bytes, name: str, *, temporary: bool = False
) -> Path | None:
    stem, suffix = Path(name).stem, Path(name).suffix
    try:
        if encrypted := _encrypt(keys, data):
            data, suffix = encrypted, suffix + paths.SEALED
    except ReflectError:
        return None
    with suppress(OSError, ReflectError):
        files.make_folder(str(folder))
        if file := _write_numbered(folder, data, stem, suffix):
            return file
    return _write_temporary(data, stem, suffix, keys) if temporary else None


def _write_temporary(data: bytes, stem: str, suffix: str, keys: "FolderKeys") -> Path | None:
    """Write a file to a new folder like those of edits, from which a later run recovers it."""
    import tempfile

    from reflect.editor import folder as editor_folder

    for place in editor_folder.temp_folders(os.environ):
        with suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix=editor_folder.PREFIX, dir=place))
            try:
                file = folder / f"{stem}{suffix}"
                files.write_new(str(file), data)
            except OSError:
                folder.rmdir()
                continue
            with suppress(OSError):
                # The text is not saved anywhere, so that no digest is known.
                record = editor_folder.EditFolder(folder, f"{stem}.md", keys.folder, digest="")
                editor_folder.write_record(record)
            return file
    return None


def _is_temporary(file: Path) -> bool:
    from reflect.editor.folder import PREFIX

    return file.parent.name.startswith(PREFIX)


def _write_numbered(folder: Path, data: bytes, stem: str, suffix: str) -> Path | None:
    """Write a new file named STEM-1, STEM-2, …; return None if all names are taken.

    Raises:
        OSError: the file could not be written; nothing is left of it.
    """
    for number in range(1, _MAX_NUMBER):
        target = folder / f"{stem}-{number}{suffix}"
        with suppress(FileExistsError):
            files.write_new(str(target), data)
            with suppress(OSError):
                os_compat.sync_folder(str(folder))
            return target
    return None


def _decrypt(path: Path, keys: "FolderKeys") -> None:
    data = keys.read(str(path)) or b""
    plain = path.with_suffix("")
    with files.explained(str(path)):
        # An autosave copy keeps its name so that the next edit can find it.
        if path.stem.endswith("-unsaved.md") and not plain.exists():
            files.replace_file(str(plain), [data])
        elif _write_numbered(path.parent, data, _stem(path) or plain.stem, plain.suffix) is None:
            raise FileError.at(path, "no name is free for it in plain")
        os_compat.sync_folder(str(path.parent))
        path.unlink()


def _stem(path: Path) -> str:
    """Return the name without its number and suffix, or "" if reflect did not create the file."""
    match = _NUMBERED.fullmatch(path.name)
    return match[1] if match else ""
