"""Listing, renaming and changing the tags of entries."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime

from reflect.journal.entries import JournalEntries
from reflect.model.entry import Entry
from reflect.text.clean import clean_tag


class JournalTags:
    """Counts, renames and changes the tags of a journal.

    Args:
        entries: the entries of the journal.
        clock: a function that returns the current time with its UTC offset.
    """

    def __init__(self, entries: JournalEntries, clock: Callable[[], datetime]) -> None:
        self._entries = entries
        self._clock = clock

    def counts(self) -> list[tuple[str, int]]:
        """Return each tag with its number of entries, sorted by frequency and then by name."""
        counts = Counter(tag for row in self._entries.rows() for tag in row.entry().tags)
        return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))

    def rename(self, old: str, new: str) -> int:
        """Rename a tag in all entries; return the number of changed entries."""
        now = self._clock()
        count = 0
        with self._entries.changing() as changes:
            for entry in [entry for entry in changes.entries() if old in entry.tags]:
                tags = dict.fromkeys(new if tag == old else tag for tag in entry.tags)
                changes.replace(_tagged(entry, tuple(tags), now))
                count += 1
        return count

    def change(
        self, ids: Iterable[str], *, add: Iterable[str] = (), remove: Iterable[str] = ()
    ) -> int:
        """Add and remove tags of the given entries; return the number of changed entries.

        Raises:
            UsageError: a tag is invalid; nothing was changed.
        """
        now = self._clock()
        added, removed = [clean_tag(tag) for tag in add], {clean_tag(tag) for tag in remove}
        count = 0
        with self._entries.changing() as changes:
            for entry in filter(None, map(changes.entry, ids)):
                kept = [tag for tag in entry.tags if tag not in removed]
                tags = tuple(dict.fromkeys([*kept, *added]))
                if tags != entry.tags:
                    changes.replace(_tagged(entry, tags, now))
                    count += 1
        return count


def _tagged(entry: Entry, tags: tuple[str, ...], now: datetime) -> Entry:
    return replace(entry, tags=tags, updated_at=max(now, entry.updated_at))
