"""Checks the files in a journal folder."""

import contextlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from reflect.doctor import permissions
from reflect.doctor.backups import check_backups
from reflect.doctor.copies import check_copies
from reflect.doctor.drafts import check_drafts
from reflect.doctor.entry_dates import check_entry_dates
from reflect.doctor.file_types import NAMES, check_file_types, is_no_file
from reflect.doctor.finding import Finding, of_error
from reflect.doctor.journal_damage import changed_problem, journal_problem, too_large_problem
from reflect.doctor.keys import check_keys
from reflect.doctor.links import check_links
from reflect.doctor.shell import remove, set_aside
from reflect.errors import ReflectError
from reflect.store import files, inbox, layout, modes, os_compat, paths, reader, strict_parser
from reflect.store.backups.comparison import Comparison
from reflect.store.encryption import last_seen
from reflect.store.encryption.keys import FolderKeys
from reflect.store.inbox_format import InboxContent
from reflect.store.journal_link import leads_elsewhere
from reflect.store.strict_parser import Documents
from reflect.text.display import plural

_REPAIR = ("doctor", "--repair")


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
        return [_not_a_folder(place)]
    comparison = Comparison(keys)
    # What keeps other steps from working comes first.
    rights = list(_check_modes(keys))
    findings = [
        *check_file_types(place),
        *check_links(place),
        *rights,
        *check_keys(keys),
        *_check_journal_and_inbox(keys, comparison, now),
        *_check_torn_lines(place),
        *check_drafts(folder, keys),
        *check_backups(keys, backup_bytes, comparison),
        *check_copies(keys, comparison),
        *_check_stale_files(place),
    ]
    findings = list(_with_remedies(findings, rights))
    # Remove duplicates: damaged keys cause the same error in the journal and in each backup.
    return list({finding.what: finding for finding in reversed(findings)}.values())[::-1]


def _with_remedies(findings: list[Finding], rights: list[Finding]) -> Iterator[Finding]:
    """Yield the findings, those about inaccessible files with the remedy for wrong rights."""
    remedy = next((finding.remedy for finding in rights if finding.level == "problem"), "")
    for finding in findings:
        is_fixed = finding.is_denied and remedy
        yield replace(finding, remedy=remedy, command=()) if is_fixed else finding


def _not_a_folder(place: str) -> Finding:
    if os.path.islink(place) and not os.path.exists(place):
        what = f"{place}: is a link to what is not there"
        remedy = f"Connect its disk. If that is lost: {remove(place)}, then {{command}}."
        return Finding("problem", what, remedy, place, ("new",))
    remedy = f"Name another folder, or move it away: {set_aside(place)}, then {{command}}."
    return Finding("problem", f"{place}: is not a folder", remedy, place, ("new",))


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


def _check_journal_and_inbox(
    keys: FolderKeys, comparison: Comparison, now: datetime | None
) -> Iterator[Finding]:
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
            if layout.checksum_holds(data):
                yield _content(tables, path)
            else:
                yield changed_problem(keys, comparison)
            if rollback := last_seen.check_generation(keys, head, path, seen):
                step = rollback.step
                yield Finding("warning", rollback.what, step.message, path, step.command)
    except ReflectError as error:
        if not is_no_file(path):
            yield journal_problem(error, keys, comparison)

    def entry(line: bytes) -> dict[str, Any]:
        return reader.new_document(line, entries_inbox.path)

    try:
        if isinstance(lines, ReflectError):
            raise lines
        content = entries_inbox.parse(lines, head.token, head.folded, entry)
    except ReflectError as error:
        if isinstance(error, files.TooLargeError):
            yield too_large_problem(error, keys)
        # Other checks report links, folders and pipes.
        elif not os.path.islink(entries_inbox.path) and not is_no_file(entries_inbox.path):
            yield of_error(error, entries_inbox.path)
        return
    if journal is None:
        try:
            reader.require_none(keys, content)
        except ReflectError as error:
            yield journal_problem(error, keys, comparison)
        else:
            yield Finding("ok", f"{path}: not there yet", "The first change creates it.", path)
    yield from _check_inbox(content, entries_inbox.path)
    if now is not None:
        yield from check_entry_dates([*documents, *content.lines], path, now)
    if journal is not None:
        yield from _check_lost_inbox(content, entries_inbox.path)


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


def _content(tables: dict[str, Documents], path: str) -> Finding:
    entries, trash = len(tables[layout.ENTRIES]), len(tables.get(layout.TRASH, {}))
    return Finding("ok", f"{path}: {plural(entries, 'entry')}, {trash} in the trash", "", path)


def _check_inbox(content: InboxContent[Any], path: str) -> Iterator[Finding]:
    if content.damaged:
        yield Finding(
            "problem",
            f"{content.damage(path)}; other entries can be read, but nothing can be changed",
            f"{{command}} moves what can't be read to {paths.TORN}.",
            path,
            _REPAIR,
        )
    if content.is_altered:
        what = f"{path}: line ends were changed by another program; no entry is lost"
        yield Finding("warning", what, "{command} repairs them.", path, _REPAIR)
    if content.torn:
        yield Finding(
            "warning",
            f"{path}: its last line was not completely written",
            f"{{command}} moves it to {paths.TORN}; so does the next write.",
            path,
            _REPAIR,
        )
    if content.lines:
        what = f"{path}: {plural(len(content.lines), 'new entry')}"
        yield Finding("ok", what, "The next change moves them into the journal.", path)


def _check_lost_inbox(content: InboxContent[Any], path: str) -> Iterator[Finding]:
    """Check whether the inbox beside a journal is, or was, missing or empty."""
    if not content.size:
        state = "is empty" if os.path.lexists(path) else "is missing"
        yield Finding(
            "warning",
            f"{path}: {state}; it held the entries added since the last change",
            "Put it back from a copy. If there is none, {command} creates a new one.",
            path,
            _REPAIR,
        )
    elif content.replaces_lost:
        yield Finding(
            "warning",
            f"{path}: the one before it was lost, with the entries added since the "
            "last change of the journal",
            "If you have a copy of it, run backup salvage on that. Otherwise {command} accepts the "
            "loss.",
            path,
            _REPAIR,
        )


def _check_torn_lines(folder: str) -> Iterator[Finding]:
    for name in (paths.TORN, paths.TORN_SEALED):
        path = os.path.join(folder, name)
        if not os.path.lexists(path) or os.path.islink(path):
            continue
        what = f"{path}: contains lines of the inbox that were damaged or not completely written"
        if name == paths.TORN:
            remedy = f"Save what you need from it (an editor shows it), then: {remove(path)}"
            yield Finding("warning", what, remedy, path)
        else:
            remedy = f"Save what you need from it ({{command}} says how), then: {remove(path)}"
            yield Finding("warning", what, remedy, path, ("help", "recovery"))


def _check_stale_files(folder: str) -> Iterator[Finding]:
    for path in stale_files(folder):
        what = f"{path}: left by a process that was killed"
        yield Finding("warning", what, "{command} removes it.", path, _REPAIR)


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
    """Check modes and owners, except of what must be moved away anyway."""
    private = [
        Path(path)
        for path in modes.private_paths(keys.folder)
        if not is_no_file(path) or os.path.relpath(path, keys.folder) not in NAMES
    ]
    if os.path.islink(keys.journal) and not leads_elsewhere(keys.journal):
        private.append(Path(os.path.realpath(keys.journal)))
    yield from permissions.findings(permissions.too_open(private), "read it")
    yield from permissions.unusable_findings(permissions.unusable(private))
    yield from permissions.check_owner(keys.folder, private)
