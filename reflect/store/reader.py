"""Consistent, read-only access to the journal and its inbox."""

import contextlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Generic, TypeVar

from reflect.errors import DamagedError, Notice
from reflect.store import files, inbox, layout, paths, strict_parser
from reflect.store.encryption import last_seen
from reflect.store.encryption.key_files import plain_leftover
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import Trashed, dump, from_document, from_trashed, updated_at
from reflect.store.entry_row import EntryRow, moment
from reflect.store.inbox_format import InboxContent
from reflect.store.inbox_merge import Merged, newer_entries, stored_versions
from reflect.store.record_codec import AT, R, RecordTable

T = TypeVar("T")
Line = TypeVar("Line")


class StoredRecords:
    """The records beside the entries, parsed when they are asked for.

    Args:
        data: the decrypted bytes of the journal; b"" if there is none.
        path: the path of the journal.
        is_sound: whether its checksum is valid.
        after: the end of its last entry; 0 if unknown.
    """

    def __init__(
        self, data: bytes = b"", path: str = "", is_sound: bool = True, after: int = 0
    ) -> None:
        self._data = data
        self._path = path
        self._is_sound = is_sound
        self._after = after

    def read(self, table: RecordTable[R]) -> list[R]:
        """Return the records of a table, oldest first, including those about deleted entries.

        Raises:
            DamagedError: The table can't be read.
        """
        return [table.from_document(document) for document in self._documents(table.name)]

    def _documents(self, name: str) -> Iterable[Mapping[str, Any]]:
        if not self._data:
            return ()
        if self._is_sound:
            with contextlib.suppress(layout.UnscannableError, ValueError, RecursionError):
                if (span := self._spans.get(name)) is None:
                    return ()
                documents: dict[str, Any] = json.loads(b"{%b}" % self._data[slice(*span)])
                return documents.values()
        return sorted(self._tables.get(name, {}).values(), key=lambda one: moment(one[AT]))

    @cached_property
    def _spans(self) -> dict[str, tuple[int, int]]:
        return layout.spans(self._data, self._after)

    @cached_property
    def _tables(self) -> dict[str, strict_parser.Documents]:
        return strict_parser.read(self._data, self._path)[1]


@dataclass(slots=True)
class JournalContent:
    """The contents of a journal folder.

    Args:
        rows: the journal's entries, oldest first, followed by those in the inbox.
        warnings: messages for the user.
        waiting: the entries in the inbox.
        records: the records beside the entries, from the same read.
    """

    rows: list[EntryRow] = field(default_factory=list)
    warnings: list[Notice | str] = field(default_factory=list)
    waiting: Sequence[EntryRow] = ()
    records: StoredRecords = field(default_factory=StoredRecords)


def rows(keys: FolderKeys, entries_inbox: inbox.Inbox) -> JournalContent:
    """Read all entries in a journal folder as rows.

    Args:
        keys: the keys of the folder.
        entries_inbox: the inbox of the folder.

    Raises:
        DamagedError: The journal or the inbox is damaged.
        FileError: The journal or the inbox can't be read.
    """
    found = _read_both(keys, entries_inbox, _journal, _new_row)
    records = StoredRecords(found.data, found.path, found.is_sound, _end_of_entries(found))
    result = JournalContent(found.items, found.warnings, found.inbox.lines, records)
    if found.inbox.lines:
        _add_new(result, found, entries_inbox.path)
    return result


@dataclass(slots=True)
class _Both(Generic[T, Line]):
    """The journal and the inbox, read in a consistent state.

    Args:
        items: the requested items of the journal.
        inbox: the contents of the inbox.
        warnings: messages for the user.
        data: the decrypted bytes of the journal; b"" if there is none.
        path: the path of the journal.
        is_sound: whether its checksum is valid.
    """

    items: list[T]
    inbox: InboxContent[Line]
    warnings: list[Notice | str]
    data: bytes
    path: str
    is_sound: bool


def _read_both(
    keys: FolderKeys,
    entries_inbox: inbox.Inbox,
    parse: Callable[[bytes, str, bool], tuple[layout.Head, list[T]]],
    read: Callable[[bytes, str], Line],
) -> _Both[T, Line]:
    """Read the journal and the inbox in a consistent state, and check that no journal is missing.

    Args:
        keys: the keys of the journal folder.
        entries_inbox: the inbox of the folder.
        parse: takes the journal's bytes, its path and whether its checksum is valid; returns the
            head record and the requested items.
        read: takes the JSON of an entry in the inbox and the path of the inbox; returns the entry.
    """
    # Unlock before locking the inbox, because this may prompt for the passphrase.
    keys.require_readable()
    seen = last_seen.generation(keys)
    new, (path, journal) = entries_inbox.read(lambda: _open_journal(keys))
    head = layout.Head()
    items: list[T] = []
    warnings: list[Notice | str] = []
    data, sound = b"", True
    if journal is not None:
        data = keys.decrypt(files.read_and_close(journal, path), path)
        sound = layout.checksum_holds(data)
        head, items = parse(data, path, sound)
        if rollback := last_seen.check_generation(keys, head, path, seen):
            warnings.append(rollback.warning)
        warnings += filter(None, [plain_leftover(keys)])
        if not sound:
            warnings.append(
                Notice(
                    f"{path}: was changed by another program, or is damaged (its checksum is "
                    "wrong): run {command}",
                    ("doctor",),
                )
            )
    content = entries_inbox.parse(
        new, head.token, head.folded, lambda line: read(line, entries_inbox.path)
    )
    if journal is None:
        require_none(keys, content)
    warnings += _inbox_warnings(content, entries_inbox.path)
    return _Both(items, content, warnings, data, path, sound)


def _inbox_warnings(content: InboxContent[Any], path: str) -> list[Notice | str]:
    warnings: list[Notice | str] = []
    if content.torn:
        warnings.append(
            f"{path}: its last line was not completely written and is left out; "
            "the next write moves it away"
        )
    if content.damaged:
        warnings.append(content.damage_notice(path))
    if content.is_altered:
        warnings.append(
            f"{path}: line ends were changed by another program; no entry is lost, and the next "
            "change of an entry repairs them"
        )
    return warnings


def _open_journal(keys: FolderKeys) -> tuple[str, int | None]:
    path = keys.journal
    return path, files.open_file(path)


def require_none(keys: FolderKeys, content: InboxContent[Any], *, accept: bool = False) -> None:
    """Raise an error if a missing journal existed earlier.

    Args:
        keys: the keys of the journal folder.
        content: the contents of its inbox.
        accept: whether to allow the loss of an encrypted journal that was seen on this machine.

    Raises:
        DamagedError: There is evidence of an earlier journal.
    """
    path = keys.journal
    if content.journal_existed:
        raise DamagedError.at(
            path,
            f"is missing, and {paths.INBOX} says that it was there",
            hint="Put it back from a copy. If there is none, {command} makes a new one of what is "
            "left.",
            command=("doctor", "--repair"),
        )
    # Imported here because it is only needed without a journal.
    from reflect.store.backups import catalog

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
    """Return the journal's entries as rows, oldest first."""
    if sound:
        # Another version may have written the file, so fall back to the strict parser.
        with contextlib.suppress(layout.UnscannableError, UnicodeDecodeError):
            return layout.rows(data)
    head, tables = strict_parser.read(data, path)
    entry_rows = [_row(entry) for entry in tables[layout.ENTRIES].values()]
    return head, sorted(entry_rows, key=lambda row: moment(row.created_at))


def _trash(data: bytes, path: str, sound: bool) -> tuple[layout.Head, list[Trashed]]:
    """Return the deleted entries in a journal, in no particular order."""
    if sound:
        with contextlib.suppress(layout.UnscannableError, UnicodeDecodeError):
            head, lazy = layout.tables(data)
            return head, [
                from_trashed(document) for document in lazy.get(layout.TRASH, {}).values()
            ]
    head, tables = strict_parser.read(data, path)
    return head, [from_trashed(document) for document in tables.get(layout.TRASH, {}).values()]


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


def _new_row(line: bytes, path: str) -> EntryRow:
    try:
        return layout.row(line)
    except (layout.UnscannableError, UnicodeDecodeError):
        return _row(new_document(line, path))


def _end_of_entries(found: _Both[EntryRow, EntryRow]) -> int:
    """Return the end of the last entry in the bytes of the journal; 0 if it is unknown."""
    return found.items[-1].end_within(found.data) if found.items else 0


def _add_new(result: JournalContent, found: _Both[EntryRow, EntryRow], path: str) -> None:
    """Add entries from the inbox, replacing older versions of them."""
    ids = {row.id for row in found.inbox.lines}
    entries = (row.document() for row in found.items if row.id in ids)
    stored = stored_versions(entries, _trash_documents(found), ids)
    new, older = newer_entries(
        found.inbox.lines, lambda row: row.id, lambda row: updated_at(row.document()), stored
    )
    merged = Merged(older, [entry_id for entry_id in new if entry_id not in stored])
    result.warnings += merged.warnings(path, is_earlier=found.inbox.is_earlier)
    if new:
        result.rows = [row for row in result.rows if row.id not in new]
        result.rows.extend(new.values())


def _trash_documents(found: _Both[EntryRow, EntryRow]) -> Iterable[Mapping[str, Any]]:
    if not found.data:
        return ()
    if found.is_sound:
        with contextlib.suppress(layout.UnscannableError):
            return layout.table(found.data, layout.TRASH, _end_of_entries(found)).values()
    return strict_parser.read(found.data, found.path)[1].get(layout.TRASH, {}).values()


def new_document(line: bytes, path: str) -> dict[str, Any]:
    """Parse and validate a line of the inbox.

    Raises:
        DamagedError: The line is not a valid entry.
    """
    document = strict_parser.parse(line, path)
    try:
        from_document(document)
    except DamagedError as error:
        raise strict_parser.damaged(path, error.message) from None
    return document


def inbox_content(keys: FolderKeys, entries_inbox: inbox.Inbox) -> InboxContent[dict[str, Any]]:
    """Return the contents of the inbox, completely validated.

    Raises:
        DamagedError: The journal is damaged or missing.
        FileError: The journal or the inbox can't be read.
    """
    return _read_both(keys, entries_inbox, _head, new_document).inbox


def with_new_entries(
    keys: FolderKeys, entries_inbox: inbox.Inbox
) -> tuple[bytes, list[Notice | str]]:
    """Return the decrypted bytes of a journal with the entries in the inbox, writing nothing.

    Args:
        keys: the keys of the folder.
        entries_inbox: the inbox of the folder.

    Returns:
        The bytes, or b"" if there are no entries yet, and warnings for the user.

    Raises:
        DamagedError: The journal or the inbox is damaged.
        FileError: The journal or the inbox can't be read.
    """
    # Imported here because they load TinyDB.
    from reflect.store.changes import ChangeSet
    from reflect.store.storage import JournalStorage

    found = _read_both(keys, entries_inbox, _head, new_document)
    found.inbox.require_undamaged(entries_inbox.path)
    storage = JournalStorage(found.path, found.data or None, keys=keys)
    changes = ChangeSet(storage)
    merged = changes.fold(found.inbox.lines)
    found.warnings += merged.warnings(entries_inbox.path, is_earlier=found.inbox.is_earlier)
    if changes.is_empty:
        return found.data, found.warnings
    changes.apply()
    return storage.render(found.inbox.token, found.inbox.size), found.warnings


def _head(data: bytes, path: str, sound: bool) -> tuple[layout.Head, list[Any]]:
    if sound:
        with contextlib.suppress(layout.UnscannableError):
            return layout.read_head(data)[0], []
    return strict_parser.read(data, path)[0], []


def trashed(
    keys: FolderKeys, entries_inbox: inbox.Inbox
) -> tuple[list[Trashed], list[Notice | str]]:
    """Return the deleted entries in order of deletion, and any warnings.

    Raises:
        DamagedError: The journal or the inbox is damaged.
        FileError: The journal or the inbox can't be read.
    """
    found = _read_both(keys, entries_inbox, _trash, _new_row)
    return sorted(found.items, key=lambda entry: entry.deleted_at), found.warnings
