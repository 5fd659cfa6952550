"""The journal and its inbox read together, without changing either."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from reflect.errors import DamagedError
from reflect.store import backup, disk, inbox, names, scan, strict
from reflect.store.document import Trashed, dump, from_document, from_trashed
from reflect.store.row import Row, moment


@dataclass(slots=True)
class Found:
    """What one reading gave.

    Args:
        rows: the entries of the journal, oldest first, then those of the inbox.
        warnings: what the user should know of, a line each.
    """

    rows: list[Row] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def rows(folder: str, entries_inbox: inbox.Inbox) -> Found:
    """Read all entries of a journal folder as rows.

    Raises:
        DamagedError: the journal or the inbox can't be trusted.
        FileError: one can't be read.
    """
    path = os.path.join(folder, names.JOURNAL)
    new, journal = entries_inbox.read(lambda: disk.open_file(path))
    found, head = Found(), scan.Head()
    if journal is not None:
        head = _journal(disk.read_open(journal, path), path, found)
    content = inbox.parse(new, entries_inbox.path, head.token, head.folded)
    if journal is None:
        require_none(folder, content)
    if content.torn:
        found.warnings.append(
            f"{entries_inbox.path}: its last line was never wholly written and is left out; "
            "the next write moves it away"
        )
    _add_new(found, content.lines, entries_inbox.path)
    return found


def require_none(folder: str, content: inbox.Content) -> None:
    """Make sure that where no journal is, there was none.

    Args:
        folder: the journal's folder.
        content: of its inbox.

    Raises:
        DamagedError: there was one.
    """
    path = os.path.join(folder, names.JOURNAL)
    if os.path.lexists(os.path.join(folder, names.ENCRYPTED)):
        encrypted = os.path.join(folder, names.ENCRYPTED)
        raise DamagedError(
            f"{encrypted}: is encrypted, and this reflect can't open it",
            "Nothing was changed. Update reflect to open it.",
        )
    if content.journal_existed:
        raise DamagedError(
            f"{path}: is missing, and {names.INBOX} says that it was there",
            "Put it back from a backup; then run reflect doctor.",
        )
    if backup.paths(folder):
        raise DamagedError(
            f"{path}: is missing beside its backups",
            "Put it back from a backup; then run reflect doctor.",
        )


def _journal(data: bytes, path: str, found: Found) -> scan.Head:
    """Take the rows of a journal; give the record at its head."""
    sound = scan.checksum_holds(data)
    if sound:
        try:
            head, found.rows = scan.rows(data)
            return head
        except (scan.UnscannableError, UnicodeDecodeError):
            # As it was written, but not by this version: the slow way says what it is.
            pass
    head, tables = strict.read(data, path)
    if not sound:
        found.warnings.append(
            f"{path}: was changed by another program, or is damaged (its checksum is wrong): "
            "run reflect doctor"
        )
    found.rows = [_row(entry) for entry in tables[scan.ENTRIES].values()]
    found.rows.sort(key=lambda row: moment(row.created_at))
    return head


def _row(document: dict[str, Any]) -> Row:
    line = dump(document)
    return Row(
        document["id"],
        document["occurred_on"],
        document["created_at"],
        document["state"],
        line,
        0,
        len(line),
    )


def _add_new(found: Found, lines: Iterable[bytes], path: str) -> None:
    """Add the entries of the inbox; one whose id is there already takes its place."""
    new: dict[str, Row] = {}
    for line in lines:
        try:
            row = scan.row(line)
        except (scan.UnscannableError, UnicodeDecodeError):
            row = _row(new_document(line, path))
        new[row.id] = row
    if new:
        found.rows = [row for row in found.rows if row.id not in new]
        found.rows.extend(new.values())


def new_document(line: bytes, path: str) -> dict[str, Any]:
    """Parse a line of the inbox, and make sure that it is an entry.

    Raises:
        DamagedError: it is not.
    """
    document = strict.parse(line, path)
    try:
        from_document(document)
    except DamagedError as error:
        raise strict.damaged(path, error.message) from None
    return document


def trashed(path: str) -> list[Trashed]:
    """Read what is in the trash, in the order it was deleted.

    Raises:
        DamagedError: the journal can't be trusted.
        FileError: it can't be read.
    """
    from reflect.store.file import read_tables

    data = disk.read_file(path)
    if data is None:
        return []
    _, tables = read_tables(data, path, accept=True)
    found = [from_trashed(kept) for kept in tables.get(scan.TRASH, {}).values()]
    return sorted(found, key=lambda kept: kept.deleted_at)
