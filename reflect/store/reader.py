"""The journal and its inbox read together, without changing either."""

import contextlib
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from reflect.errors import DamagedError, Notice
from reflect.store import files, inbox, layout, paths, strict_parser
from reflect.store.backups import catalog
from reflect.store.encryption import last_seen
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import Trashed, dump, from_document, from_trashed
from reflect.store.entry_row import EntryRow, moment
from reflect.store.inbox_format import InboxContent

T = TypeVar("T")


@dataclass(slots=True)
class JournalContent:
    """What one reading gave.

    Args:
        rows: the entries of the journal, oldest first, then those of the inbox.
        warnings: what the user should know of, a line each.
    """

    rows: list[EntryRow] = field(default_factory=list)
    warnings: list[Notice | str] = field(default_factory=list)


def rows(keys: FolderKeys, entries_inbox: inbox.Inbox) -> JournalContent:
    """Read all entries of a journal folder as rows.

    Args:
        keys: of the folder.
        entries_inbox: of the same folder.

    Raises:
        DamagedError: the journal or the inbox can't be trusted.
        FileError: one can't be read.
    """
    entries, content, warnings = _opened(keys, entries_inbox, _journal)
    found = JournalContent(entries, warnings)
    _add_new(found, content.lines, entries_inbox.path)
    return found


def _opened(
    keys: FolderKeys,
    entries_inbox: inbox.Inbox,
    take: Callable[[bytes, str, bool], tuple[layout.Head, list[T]]],
) -> tuple[list[T], InboxContent, list[Notice | str]]:
    """Open journal and inbox as they stand together, and check that neither is missing.

    Args:
        keys: of the journal's folder.
        entries_inbox: of the same folder.
        take: given the journal's bytes, its path and whether its checksum holds, gives the
            record at its head and what is wanted of it.

    Returns:
        What was taken, the content of the inbox, and warnings.
    """
    # Before the lock of the inbox is taken: somebody may have to be asked.
    keys.require_readable()
    seen = last_seen.generation(keys)
    new, (path, journal) = entries_inbox.read(lambda: _open_journal(keys))
    head = layout.Head()
    taken: list[T] = []
    warnings: list[Notice | str] = []
    if journal is not None:
        data = keys.decrypt(files.read_and_close(journal, path), path)
        sound = layout.checksum_holds(data)
        head, taken = take(data, path, sound)
        if rollback := last_seen.check_generation(keys, head, path, seen):
            warnings.append(rollback.warning)
        warnings += _left_over(keys)
        if not sound:
            warnings.append(
                Notice(
                    f"{path}: was changed by another program, or is damaged (its checksum is "
                    "wrong): run {command}",
                    ("doctor",),
                )
            )
    content = entries_inbox.parse(new, head.token, head.folded)
    if journal is None:
        require_none(keys, content)
    if content.torn:
        warnings.append(
            f"{entries_inbox.path}: its last line was never wholly written and is left out; "
            "the next write moves it away"
        )
    return taken, content, warnings


def _left_over(keys: FolderKeys) -> list[Notice]:
    """Name the plain journal that lies beside an encrypted one, if there is one."""
    plain = keys.path(paths.JOURNAL)
    if not keys.is_encrypted or not os.path.lexists(plain):
        return []
    return [
        Notice(
            f"{plain}: lies in plain beside {paths.ENCRYPTED}, which is the journal: "
            "{command} finishes what was interrupted",
            ("encrypt",),
        )
    ]


def _open_journal(keys: FolderKeys) -> tuple[str, int | None]:
    path = keys.journal
    return path, files.open_file(path)


def require_none(keys: FolderKeys, content: InboxContent, *, accept: bool = False) -> None:
    """Make sure that where no journal is, there was none.

    Args:
        keys: of the journal's folder.
        content: of its inbox.
        accept: whether it may be one that was seen here, if nothing in the folder tells of it.

    Raises:
        DamagedError: there was one.
    """
    path = keys.journal
    if content.journal_existed:
        raise DamagedError.at(
            path,
            f"is missing, and {paths.INBOX} says that it was there",
            hint="Put it back from a backup, then run {command}.",
            command=("doctor",),
        )
    if catalog.list_backups(keys.folder):
        raise DamagedError.at(
            path,
            "is missing beside its backups",
            hint="Put it back from a backup, then run {command}.",
            command=("doctor",),
        )
    if not accept:
        last_seen.require_never_seen(keys, path)


def _journal(data: bytes, path: str, sound: bool) -> tuple[layout.Head, list[EntryRow]]:
    """Take the rows of a journal, oldest first."""
    if sound:
        # As it was written, but not by this version: the slow way says what it is.
        with contextlib.suppress(layout.UnscannableError, UnicodeDecodeError):
            return layout.rows(data)
    head, tables = strict_parser.read(data, path)
    found = [_row(entry) for entry in tables[layout.ENTRIES].values()]
    return head, sorted(found, key=lambda row: moment(row.created_at))


def _trash(data: bytes, path: str, sound: bool) -> tuple[layout.Head, list[Trashed]]:
    """Take what is in the trash of a journal, in no order."""
    if sound:
        with contextlib.suppress(layout.UnscannableError, UnicodeDecodeError):
            head, lazy = layout.tables(data)
            return head, [from_trashed(kept) for kept in lazy.get(layout.TRASH, {}).values()]
    head, tables = strict_parser.read(data, path)
    return head, [from_trashed(kept) for kept in tables.get(layout.TRASH, {}).values()]


def _row(document: dict[str, Any]) -> EntryRow:
    line = dump(document)
    return EntryRow(
        document["id"],
        document["occurred_on"],
        document["created_at"],
        document["state"],
        line,
        0,
        len(line),
    )


def _add_new(found: JournalContent, lines: Iterable[bytes], path: str) -> None:
    """Add the entries of the inbox; one whose id is there already takes its place."""
    new: dict[str, EntryRow] = {}
    for line in lines:
        try:
            row = layout.row(line)
        except (layout.UnscannableError, UnicodeDecodeError):
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
    document = strict_parser.parse(line, path)
    try:
        from_document(document)
    except DamagedError as error:
        raise strict_parser.damaged(path, error.message) from None
    return document


def trashed(
    keys: FolderKeys, entries_inbox: inbox.Inbox
) -> tuple[list[Trashed], list[Notice | str]]:
    """Read what is in the trash, in the order it was deleted; also give warnings.

    Raises:
        DamagedError: the journal or the inbox can't be trusted.
        FileError: one can't be read.
    """
    found, _, warnings = _opened(keys, entries_inbox, _trash)
    return sorted(found, key=lambda kept: kept.deleted_at), warnings
