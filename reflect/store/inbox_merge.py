"""The rule for merging the inbox into the journal: the newest version of an entry wins.

Normally, an entry in the inbox is new. A synchronized or restored inbox, however, may contain
earlier versions of entries that have been edited or deleted since.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from reflect.store.entry_codec import updated_at
from reflect.store.lazy_document import deletion
from reflect.text.display import plural

T = TypeVar("T")


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


def older_warning(path: str, number: int) -> str:
    """Return a warning that the inbox contains entries of which newer versions are stored."""
    return (
        f"{path}: holds {plural(number, 'entry')} that the journal or its trash has in the same "
        "or a newer version, which is kept"
    )
