"""What a backup or a copy holds that the journal lacks."""

from dataclasses import dataclass
from functools import cached_property

from reflect.store import partial_journal
from reflect.store.backups import salvage
from reflect.store.encryption.keys import FolderKeys
from reflect.store.entry_codec import updated_at
from reflect.store.partial_journal import PartialJournal


@dataclass(frozen=True, slots=True)
class Compared:
    """A file compared with the journal.

    Args:
        entries: the number of entries that can be read in the file.
        missing: how many of them are neither in the journal nor in its trash.
        newer: how many are in the journal in an older version.
        unread: the numbers of lines that can't be read, unless their entry is in the journal.
        is_complete: whether the file is a whole journal.
    """

    entries: int
    missing: int
    newer: int
    unread: tuple[int, ...]
    is_complete: bool

    @property
    def is_needed(self) -> bool:
        """Whether entries in the file would be lost if it were removed."""
        return bool(self.missing or self.newer)


class Comparison:
    """Compares files with the journal and its inbox, which are read when first needed.

    Args:
        keys: the unlocked keys of the journal folder.
    """

    def __init__(self, keys: FolderKeys) -> None:
        self._keys = keys

    @cached_property
    def _sources(self) -> list[PartialJournal]:
        return salvage.current(self._keys)

    @cached_property
    def _journal(self) -> PartialJournal:
        return salvage.combine(self._sources, [source.path for source in self._sources])[0]

    @property
    def is_sound(self) -> bool:
        """Whether the journal itself is whole, so that other files are not needed to repair it."""
        return self._sources[0].is_complete

    @property
    def can_salvage(self) -> bool:
        """Whether an entry can be read in the journal, its inbox, a backup or a copy."""
        if self._journal.entries or self._journal.trash:
            return True
        paths = salvage.earlier(self._keys)
        found = (partial_journal.read_file(path, self._keys) for path in paths)
        return any(partial.entries or partial.trash for partial in found)

    def of(self, path: str) -> Compared:
        """Compare a file with the journal."""
        partial = partial_journal.read_file(path, self._keys)
        known = self._journal.entries
        trashed = self._journal.trashed
        missing = partial.entries.keys() - known.keys() - trashed
        newer = [
            entry_id
            for entry_id in partial.entries.keys() & known.keys()
            if updated_at(partial.entries[entry_id]) > updated_at(known[entry_id])
        ]
        unread = tuple(
            line.number
            for line in partial.broken
            if line.id not in known and line.id not in trashed
        )
        return Compared(len(partial.entries), len(missing), len(newer), unread, partial.is_complete)
