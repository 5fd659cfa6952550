"""The earlier entries that others repeat, as the user confirmed."""

from collections.abc import Callable, Iterable

from reflect.errors import DamagedError
from reflect.model.entry import Entry
from reflect.store.entry_row import EntryRow


def repeated(entries: Iterable[Entry], rows: Callable[[], Iterable[EntryRow]]) -> dict[str, Entry]:
    """Find the entries that some others repeat, by id; those that are there and can be read.

    Args:
        entries: what is shown.
        rows: reads the journal; only asked where something is repeated at all.
    """
    wanted = {earlier for entry in entries for earlier in entry.repeats}
    found: dict[str, Entry] = {}
    for row in rows() if wanted else ():
        if row.id in wanted:
            try:
                found[row.id] = row.entry()
            except DamagedError:
                continue
    return found
