"""One whole-file write, step by step: read, change, write with a watermark, cut the inbox.

A crash between any two steps loses nothing and brings nothing back: the watermark in the journal,
not the ids, says which lines of the inbox are in it already.
"""

import os

from reflect.errors import ReflectError
from reflect.store import disk, inbox, migrations, names, reading, scan
from reflect.store.changes import Changes
from reflect.store.file import JournalStorage


class Writing:
    """A change of the journal under way; `journal.lock` is held by the caller throughout.

    Args:
        folder: the journal's folder.
        entries_inbox: of the same folder.
        accept: take a journal whose checksum is wrong, if it is sound otherwise.

    Raises:
        DamagedError: the journal or its inbox can't be trusted.
        FileError: one can't be read.
    """

    def __init__(self, folder: str, entries_inbox: inbox.Inbox, *, accept: bool) -> None:
        self._path = os.path.join(folder, names.JOURNAL)
        self._inbox = entries_inbox
        data = disk.read_file(self._path)
        with disk.explained(entries_inbox.path, "nothing was changed"):
            content, warning = entries_inbox.settle()
        self.warnings = [warning] if warning else []
        self._data = data
        self._storage = JournalStorage(self._path, data, accept=accept)
        head = self._storage.head
        self._content = inbox.parse(content, entries_inbox.path, head.token, head.folded)
        if data is None:
            reading.require_none(folder, self._content)
        self.changes = Changes(self._storage)
        self.changes.fold(
            reading.new_document(line, entries_inbox.path) for line in self._content.lines
        )
        self._must_write = accept and data is not None and not scan.checksum_holds(data)

    def finish(self) -> list[str]:
        """Write what was changed, if anything was; give warnings.

        Raises:
            FileError: it could not be written; the message says what is true.
        """
        older = self._data is not None and self._storage.head.format < scan.FORMAT
        if self.changes.is_empty and not older and not self._must_write:
            return []
        if older and self._data is not None:
            migrations.keep_copy(self._path, self._data, self._storage.head.format)
        self.changes.apply()
        self._storage.flush(self._content.token, self._content.size)
        try:
            with disk.explained(self._inbox.path):
                self._inbox.cut(self._content)
        except ReflectError as error:
            # The change is saved; the next write takes up from the watermark.
            return [f"{error.message}; saved all the same"]
        return []
