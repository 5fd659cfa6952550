"""The rule for merging the inbox into the journal: the newest version of an entry wins.

Normally, an entry in the inbox is new. A synchronized or restored inbox, however, may contain
earlier versions of entries that have been edited or deleted since.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from reflect.errors import Notice
from reflect.store.entry_codec import updated_at
from reflect.store.lazy_document import deletion
from reflect.text.display import plural

T = TypeVar("T")
_MOST_IDS = 5


def stored_versions(
    entries: Iterable[Mapping[str, Any] | None],
    trash: Iterable[Mapping[str, Any]],
    ids: Collection[str],
) -> dict[str, datetime]:
    """Return the time of the newest stored version of each of the given entries, by id.

    Args:
        entries: those of the entries that are in the journal; None is skipped.
        trash: all documents in the trash.
        ids: the ids of the entries.
    """
    deleted = (document["entry"] for document in trash if deletion(document).entry_id in ids)
    newest: dict[str, datetime] = {}
    for document in filter(None, (*entries, *deleted)):
        entry_id, version = document["id"], updated_at(document)
        newest[entry_id] = max(version, newest.get(entry_id, version))
    return newest


def newer_entries(
    items: Iterable[T],
    id_of: Callable[[T], str],
    version_of: Callable[[T], datetime],
    stored: Mapping[str, datetime],
) -> tuple[dict[str, T], int]:
    """Return the entries that are newer than every stored version, by id, and the number of others.

    Args:
        items: the entries in the inbox.
        id_of: returns the id of an entry.
        version_of: returns the time of an entry's last change; only called if there are several
            versions.
        stored: the times of the newest stored versions, by id.
    """
    newer: dict[str, T] = {}
    older = 0
    for item in items:
        entry_id = id_of(item)
        other = version_of(newer[entry_id]) if entry_id in newer else stored.get(entry_id)
        if other is None or version_of(item) > other:
            newer[entry_id] = item
        else:
            older += 1
    return newer, older


@dataclass(frozen=True, slots=True)
class Merged:
    """The result of merging the inbox.

    Args:
        older: the number of entries of which newer versions are stored.
        added: the ids of entries that were not stored.
    """

    older: int = 0
    added: Sequence[str] = ()

    def warnings(self, path: str, *, is_earlier: bool) -> list[Notice | str]:
        """Return warnings about what an earlier copy of an inbox contains.

        Args:
            path: the path of the inbox.
            is_earlier: see `InboxContent`.
        """
        warnings: list[Notice | str] = []
        if self.older:
            warnings.append(
                f"{path}: contains {plural(self.older, 'entry')} that the journal or its trash has "
                "in the same or a newer version, which is kept"
            )
        if self.added and is_earlier:
            listed = ", ".join(self.added[:_MOST_IDS])
            more = len(self.added) - _MOST_IDS
            listed += f" and {more} more" if more > 0 else ""
            warnings.append(
                Notice(
                    f"{path}: is from before the last change of the journal, and may bring back "
                    f"what was deleted for good: {listed}. {{command}} deletes it again.",
                    ("delete", self.added[0]),
                )
            )
        return warnings
