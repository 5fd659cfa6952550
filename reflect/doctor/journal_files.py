"""Checks the files in a journal folder."""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from reflect.doctor import permissions
from reflect.doctor.backups import check_backups
from reflect.doctor.entry_dates import check_entry_dates
from reflect.doctor.finding import Finding, of_error
from reflect.doctor.keys import check_keys
from reflect.doctor.links import check_links
from reflect.errors import NotFoundError, ReflectError
from reflect.store import files, inbox, layout, modes, os_compat, paths, reader, strict_parser
from reflect.store.backups import catalog
from reflect.store.drafts import Drafts
from reflect.store.encryption import last_seen
from reflect.store.encryption.keys import FolderKeys
from reflect.store.inbox_format import InboxContent
from reflect.store.strict_parser import Documents
from reflect.text.display import plural

# Drafts without these keys cannot be resumed.
_REQUIRED_IN_DRAFT = ("id", "guide")


def check_journal_files(
    folder: Path,
    backup_bytes: int = 0,
    keys: FolderKeys | None = None,
    now: datetime | None = None,
) -> list[Finding]:
    """Check everything in a journal folder, without changing it.

    Args:
        folder: the journal's folder, which may be missing.
        backup_bytes: the size limit for the backups, in bytes; 0 for no limit.
        keys: the journal's keys; None to load them without ever asking for the passphrase.
        now: the current time; None to accept any times of entries.

    Raises:
        LockedError: the journal is encrypted and locked.
    """
    place = os.fspath(folder)
    keys = keys or FolderKeys(place)
    if not os.path.lexists(place):
        missing = Finding("ok", f"{place}: no journal yet", "The first entry creates it.", place)
        return [*check_keys(keys)] or [missing]
    if not os.path.isdir(place):
        return [Finding("problem", f"{place}: is not a folder", "Name another folder.", place)]
    findings = [
        *check_keys(keys),
        *_check_journal_and_inbox(keys, now),
        *_check_torn_lines(place),
        *_check_drafts(folder, keys),
        *check_backups(keys, backup_bytes),
        *_check_stale_files(place),
        *check_links(place),
        *_check_modes(keys),
    ]
    # Remove duplicates: damaged keys cause the same error in the journal and in each backup.
    return list({finding.what: finding for finding in reversed(findings)}.values())[::-1]


def measure(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and a description of the size of each file and folder in a journal folder."""
    for name in (paths.JOURNAL, paths.ENCRYPTED, paths.INBOX):
        path = folder / name
        if path.is_file():
            data = path.read_bytes()
            lines = data.count(b"\n")
            yield name, f"{len(data)} bytes, {lines} lines"
    for name in (paths.DRAFTS, paths.BACKUPS):
        if (folder / name).is_dir():
            yield name, f"{len(list((folder / name).iterdir()))} files"


def _check_journal_and_inbox(keys: FolderKeys, now: datetime | None) -> Iterator[Finding]:
    path = keys.journal
    entries_inbox = inbox.Inbox(keys.folder, wait=1.0, keys=keys)
    seen = last_seen.generation(keys)
    lines, journal = _open_both(entries_inbox, path)
    head = layout.Head()
    documents: list[dict[str, Any]] = []
    try:
        if isinstance(journal, ReflectError):
            raise journal
        if journal is not None:
            data = keys.decrypt(files.read_and_close(journal, path), path)
            head, tables = strict_parser.read(data, path)
            documents += tables[layout.ENTRIES].values()
            yield from _check_content(keys, data, tables, path)
            if rollback := last_seen.check_generation(keys, head, path, seen):
                step = rollback.step
                yield Finding("warning", rollback.what, step.message, path, step.command)
    except ReflectError as error:
        yield _journal_problem(error, path, keys)

    def entry(line: bytes) -> dict[str, Any]:
        return reader.new_document(line, entries_inbox.path)

    try:
        if isinstance(lines, ReflectError):
            raise lines
        content = entries_inbox.parse(lines, head.token, head.folded, entry)
    except ReflectError as error:
        yield of_error(error, entries_inbox.path)
        return
    yield from _check_inbox(content, entries_inbox.path)
    if now is not None:
        yield from check_entry_dates([*documents, *content.lines], path, now)
    if journal is not None and not os.path.lexists(entries_inbox.path):
        yield Finding(
            "warning",
            f"{entries_inbox.path}: is missing; it held the entries added since the last change",
            "Put it back from a copy. If there is none, {command} begins a new one.",
            entries_inbox.path,
            ("doctor", "--repair"),
        )
    if journal is None:
        try:
            reader.require_none(keys, content)
        except ReflectError as error:
            yield _journal_problem(error, path, keys)
        else:
            yield Finding("ok", f"{path}: not there yet", "The first change creates it.", path)


def _journal_problem(error: ReflectError, path: str, keys: FolderKeys) -> Finding:
    way = catalog.restore_step(keys)
    return of_error(error, path, "problem", *([way] if way else []))


def _open_both(
    entries_inbox: inbox.Inbox, path: str
) -> tuple[bytes | ReflectError, int | ReflectError | None]:
    """Read the inbox and open the journal before another process can merge them."""

    def journal() -> int | ReflectError | None:
        try:
            return files.open_file(path)
        except ReflectError as error:
            return error

    try:
        return entries_inbox.read(journal)
    except ReflectError as error:
        return error, journal()


def _check_content(
    keys: FolderKeys, data: bytes, tables: dict[str, Documents], path: str
) -> Iterator[Finding]:
    if not layout.checksum_holds(data):
        yield _journal_problem(strict_parser.changed(path), path, keys)
        return
    entries, trash = len(tables[layout.ENTRIES]), len(tables.get(layout.TRASH, {}))
    yield Finding("ok", f"{path}: {plural(entries, 'entry')}, {trash} in the trash", "", path)


def _check_inbox(content: InboxContent[Any], path: str) -> Iterator[Finding]:
    repair = ("doctor", "--repair")
    if content.damaged:
        yield Finding(
            "problem",
            f"{content.damage(path)}; the others can be read, but nothing can be changed",
            f"{{command}} moves what can't be read to {paths.TORN}.",
            path,
            repair,
        )
    if content.is_altered:
        what = f"{path}: line ends were changed by another program; no entry is lost"
        yield Finding("warning", what, "{command} repairs them.", path, repair)
    if content.torn:
        yield Finding(
            "warning",
            f"{path}: its last line was never wholly written",
            f"The next write moves it to {paths.TORN}.",
            path,
        )
    if content.lines:
        what = f"{path}: {plural(len(content.lines), 'new entry')}"
        yield Finding("ok", what, "The next change takes them into the journal.", path)


def _check_torn_lines(folder: str) -> Iterator[Finding]:
    for path in (os.path.join(folder, name) for name in (paths.TORN, paths.TORN_SEALED)):
        if os.path.lexists(path):
            yield Finding(
                "warning",
                f"{path}: holds lines of the inbox that were never wholly written, or damaged",
                "Save what you need from it, then remove it.",
                path,
            )


def _check_drafts(folder: Path, keys: FolderKeys) -> Iterator[Finding]:
    drafts = Drafts(folder, keys=keys)
    try:
        ids = drafts.ids()
    except ReflectError as error:
        yield of_error(error, drafts.folder)
        return
    good = 0
    for draft_id in ids:
        path = drafts.path(draft_id)
        try:
            data = drafts.load(draft_id)
        except NotFoundError:
            # Another process has just finished or discarded the draft.
            continue
        except ReflectError as error:
            # Only a warning, because nothing else depends on a draft.
            yield of_error(error, path, "warning")
            continue
        if missing := [key for key in _REQUIRED_IN_DRAFT if type(data.get(key)) is not str]:
            yield Finding(
                "warning",
                f"{path}: is no draft: it has no `{missing[0]}`",
                "It is kept; open it in an editor to save its text, then move it away.",
                path,
            )
        else:
            good += 1
    if good:
        yield Finding("ok", f"{drafts.folder}: {plural(good, 'draft')}", "", drafts.folder)


def _check_stale_files(folder: str) -> Iterator[Finding]:
    for path in stale_files(folder):
        what = f"{path}: left by a writer that died"
        yield Finding("warning", what, "The next save removes it.", path)


def stale_files(folder: str) -> Iterator[str]:
    """Yield temporary files from processes that died, unless another process is writing now."""
    drafts, backups = os.path.join(folder, paths.DRAFTS), os.path.join(folder, paths.BACKUPS)
    journal_lock = os.path.join(folder, paths.LOCK)
    journals = [
        os.path.realpath(os.path.join(folder, name)) for name in (paths.JOURNAL, paths.ENCRYPTED)
    ]
    for place, family, lock in (
        *((os.path.dirname(path), files.family_of(path), journal_lock) for path in journals),
        (backups, paths.BACKUP_FAMILY, journal_lock),
        (drafts, paths.DRAFT_FAMILY, os.path.join(drafts, paths.DRAFT_LOCK)),
    ):
        # Other checks report links and folders that cannot be listed.
        if os.path.islink(place):
            continue
        with contextlib.suppress(OSError), _try_lock(lock) as is_free:
            if is_free:
                yield from files.stale_temps(place, family)


@contextlib.contextmanager
def _try_lock(path: str) -> Iterator[bool]:
    """Try to take a lock without waiting; yield whether it was free or does not exist."""
    try:
        fd = os_compat.open_private(path, os.O_RDWR)
    except FileNotFoundError:
        yield True
        return
    try:
        yield os_compat.lock(fd, wait=0.0)
    finally:
        os_compat.close(fd)


def _check_modes(keys: FolderKeys) -> Iterator[Finding]:
    private = [*modes.private_paths(keys.folder)]
    if os.path.islink(keys.journal):
        private.append(os.path.realpath(keys.journal))
    yield from permissions.findings(permissions.too_open(map(Path, private)), "get at it")
