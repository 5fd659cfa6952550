"""A process of its own that adds, edits, deletes and folds: python -m tests.store.worker."""

import itertools
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from reflect.model.entry import Entry
from reflect.model.ids import from_int
from reflect.store.keeping import EVERY
from reflect.store.tables import Store
from tests.factories import NOW
from tests.sealed import keys_in
from tests.store.journals import small

LATER = NOW + timedelta(days=1)
# Longer than any machine needs: who is slow here is not what is tested.
PATIENCE = 120.0


def numbers(worker: int, count: int) -> list[int]:
    """The entries that a worker adds."""
    return [worker * 1_000 + step for step in range(1, count + 1)]


def is_edited(number: int) -> bool:
    """Whether the worker changes the entry after adding it."""
    return number % 7 == 0


def is_deleted(number: int) -> bool:
    """Whether the worker deletes the entry after adding it."""
    return number % 11 == 0


def work(store: Store, worker: int, count: int) -> None:
    """Add entries one by one, and change, delete, restore and fold in between."""
    for number in numbers(worker, count):
        store.add(small(number))
        if is_edited(number):
            with store.changing() as changes:
                changes.replace(small_edited(number))
        if is_deleted(number):
            with store.changing() as changes:
                changes.trash([from_int(number)], LATER)
        if number % 13 == 0 and not is_deleted(number):
            with store.changing() as changes:
                changes.trash([from_int(number)], LATER)
            with store.changing() as changes:
                changes.restore([from_int(number)])
        if number % 5 == 0:
            store.fold()


def small_edited(number: int) -> Entry:
    """The entry as the worker changes it."""
    return replace(small(number), title=f"Edited {number}")


def watch(store: Store, stop: Path, least: int) -> int:
    """Read again and again: nothing doubled, nothing of earlier readings gone, no warning."""
    seen: set[str] = set()
    may_go = {from_int(number) for number in range(100_000) if number % 11 == 0 or number % 13 == 0}
    reads = 0
    while reads < least or not stop.exists():
        rows = store.rows()
        ids = {row.id for row in rows}
        assert len(ids) == len(rows), "an entry was read twice"
        assert seen - may_go <= ids, "an entry was gone"
        assert not store.warnings, store.warnings
        seen |= ids
        reads += 1
        if rows:
            rows[-1].entry()
    return reads


def main() -> None:
    """Work or watch, as the arguments say."""
    role, folder, *rest = sys.argv[1:]
    # So that every write keeps what it replaces: half an hour goes by between two.
    instants = (NOW + 1.01 * number * EVERY for number in itertools.count())
    keys = keys_in(Path(folder))
    store = Store(Path(folder), PATIENCE, clock=lambda: next(instants), keys=keys)
    if role == "work":
        worker, count = map(int, rest)
        work(store, worker, count)
        assert not store.warnings, store.warnings
    else:
        stop, least = rest
        watch(store, Path(stop), int(least))


if __name__ == "__main__":
    main()
