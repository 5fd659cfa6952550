"""A single write of the whole journal: read, change, write with a watermark, empty the inbox.

A crash between two steps neither loses entries nor brings deleted ones back, because the watermark
in the journal, not the ids, determines which inbox lines have been folded.
"""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from reflect.errors import Notice, ReflectError
from reflect.store import files, inbox, layout, migrations, reader
from reflect.store.changes import ChangeSet
from reflect.store.encryption import last_seen
from reflect.store.encryption.keys import FolderKeys
from reflect.store.inbox_format import InboxContent
from reflect.store.storage import JournalStorage
from reflect.text.display import plural

if TYPE_CHECKING:
    from reflect.store.backups.automatic import AutoBackup

# How long deleted entries stay in the trash.
TRASH_KEEPS = timedelta(days=30)


class Transaction:
    """A change to the journal. The caller must hold `journal.lock` throughout.

    Args:
        keys: the keys of the journal folder, unlocked if it is encrypted.
        entries_inbox: the inbox of the folder.
        accept: whether to accept a valid journal with a wrong checksum.
        repair: whether to move damaged lines of the inbox to another file, and to create a
            journal that is missing.
        auto_backup: backs up the replaced journal; None to make no backup.

    Raises:
        DamagedError: The journal or its inbox is damaged.
        FileError: The journal or its inbox can't be read.
    """

    def __init__(
        self,
        keys: FolderKeys,
        entries_inbox: inbox.Inbox,
        *,
        accept: bool = False,
        repair: bool = False,
        auto_backup: "AutoBackup | None" = None,
    ) -> None:
        self._path = keys.journal
        self._keys = keys
        self._inbox = entries_inbox
        self._auto_backup = auto_backup
        self._accept = accept
        self._repair = repair
        self._raw = files.read_file(self._path)
        data = None if self._raw is None else keys.decrypt(self._raw, self._path)
        with files.explained(entries_inbox.path, "nothing was changed"):
            content, warning = entries_inbox.repair_and_read()
        self.warnings: list[Notice | str] = [warning] if warning else []
        self.repairs: list[str] = []
        self._data = data
        self._storage = JournalStorage(self._path, data, accept=accept, keys=keys)
        head = self._storage.head
        if data is not None and not accept:
            rollback = last_seen.check_generation(
                keys, head, self._path, last_seen.generation(keys)
            )
            if rollback:
                self.warnings.append(rollback.warning)
        self._content = self._parse_inbox(content, repair=repair)
        if data is None and not repair:
            reader.require_none(keys, self._content, accept=accept)
        self._is_inbox_lost = data is not None and not self._content.size
        if self._is_inbox_lost and not repair:
            self.warnings.append(inbox.lost_warning(entries_inbox.path))
        self.changes = ChangeSet(self._storage)
        merged = self.changes.fold(self._content.lines)
        self.warnings += merged.warnings(entries_inbox.path, is_earlier=self._content.is_earlier)
        self._is_unsound = accept and data is not None and not layout.checksum_holds(data)
        self._must_write = self._is_unsound or (repair and self._needs_repair)
        if accept:
            # Do this last, so that a rejected journal is never recorded as accepted.
            last_seen.accept(keys, head)

    @property
    def _needs_repair(self) -> bool:
        """Whether writing the journal would repair something."""
        is_missing = self._data is None and self._content.journal_existed
        return is_missing or bool(self._content.damaged) or self._content.is_altered

    def _parse_inbox(self, data: bytes, *, repair: bool) -> InboxContent[dict[str, Any]]:
        """Parse the inbox; reject damaged lines, or move them to another file."""
        path = self._inbox.path
        head = self._storage.head

        def read(line: bytes) -> dict[str, Any]:
            return reader.new_document(line, path)

        content = self._inbox.parse(data, head.token, head.folded, read)
        if not repair:
            content.require_undamaged(path)
            return content
        if moved := [line.raw for line in content.damaged]:
            where = self._inbox.set_aside([*moved, content.torn])
            self.repairs.append(f"{content.damage(path)}; moved to {where}")
        if content.is_altered:
            self.repairs.append(f"{path}: fixed its line ends")
        if content.replaces_lost:
            self.repairs.append(f"{path}: accepted without the entries of the one that was lost")
        return replace(content, size=len(data), torn=b"")

    @property
    def head(self) -> layout.Head:
        """The journal's head record before the change."""
        return self._storage.head

    def finish(self) -> list[str]:
        """Write any changes; return warnings.

        Raises:
            FileError: The changes could not be written; the message describes the current state.
        """
        if self.changes.is_empty and not self._is_older and not self._must_write:
            if self._data is None:
                return []
            if self._accept:
                last_seen.remember(self._keys, self._storage.head)
            # What remains in the inbox is in the journal.
            is_done = self._content.lines or self._content.is_altered
            return self.cut() if is_done or (self._repair and self._content.replaces_lost) else []
        self.keep_older()
        if self._auto_backup is None:
            self._write()
            return self.cut()
        removed = self.changes.empty_trash(self._auto_backup.at, TRASH_KEEPS)
        if self._raw is not None and self._data is not None and not self._is_unsound:
            self._auto_backup.prepare(self._path, self._raw, self._data, self._storage.head)
            # Retention goes by generation, including backups from other machines.
            self._storage.advance_generation(self._auto_backup.highest_generation)
        try:
            self._write()
        except BaseException:
            self._auto_backup.discard()
            raise
        return [*_trash_messages(removed), *self.cut(), *self._auto_backup.finish()]

    @property
    def _is_older(self) -> bool:
        """Whether the journal has an older format, so that this write migrates it."""
        return self._data is not None and self._storage.head.format < layout.FORMAT

    def keep_older(self) -> None:
        """Keep a copy of the journal if it has an older format.

        Raises:
            FileError: The copy could not be written; nothing was changed.
        """
        if self._is_older and self._data is not None:
            migrations.keep_copy(self._keys, self._path, self._data, self._storage.head.format)

    def _write(self) -> None:
        self.changes.apply()
        # Make sure that generations keep increasing, even after a rollback.
        self._storage.advance_generation(last_seen.generation(self._keys))
        self._storage.flush(self._content.token, self._content.size, verify=self._is_older)
        last_seen.remember(self._keys, self._storage.head)

    def render(self) -> bytes:
        """Return the new bytes of the journal, for the caller to write."""
        self.changes.apply()
        return self._storage.render(self._content.token, self._content.size)

    def cut(self) -> list[str]:
        """Empty the inbox, now that it is folded into the written journal; return warnings."""
        try:
            with files.explained(self._inbox.path):
                is_lost = self._is_inbox_lost or self._content.replaces_lost
                self._inbox.cut(self._content, is_lost and not self._repair)
        except ReflectError as error:
            # The change has been saved, and the watermark covers the remaining lines.
            return [f"{error.message}; saved all the same"]
        return []


def _trash_messages(removed: int) -> list[str]:
    if not removed:
        return []
    entries = plural(removed, "entry")
    return [f"Removed {entries} from the trash, deleted more than {TRASH_KEEPS.days} days ago."]
