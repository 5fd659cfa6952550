"""A process that uses a journal concurrently with others.

Run it with `python -m tests.store.helpers_worker`.
"""

import itertools
import sys
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from reflect.model.entry import Entry
from reflect.model.ids import from_int
from reflect.store.backups.automatic import EVERY
from reflect.store.entry_codec import Trashed
from reflect.store.store import Store
from tests.factories import NOW
from tests.sealed import keys_in
from tests.store.helpers_journals import small

LATER = NOW + timedelta(days=1)
# Later than any time that a worker's clock reaches.
NEVER_EMPTIED = NOW + timedelta(days=36_500)
# Longer than any machine needs. Slowness is not under test here, and the lock is not fair: among 32
# processes that write without a pause, one has waited for two minutes.
PATIENCE = 1_200.0
# Two entries that are always changed together.
PAIR = (1, 2)


def numbers(worker: int, count: int) -> list[int]:
    """Return the numbers of the entries that a worker adds."""
    return [worker * 1_000 + step for step in range(1, count + 1)]


def is_edited(number: int) -> bool:
    return number % 7 == 0


def is_deleted(number: int) -> bool:
    return number % 11 == 0


def work(store: Store, worker: int, count: int) -> None:
    """Add entries one by one, while also changing, deleting, restoring and folding."""
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
    """Return the entry after the worker's edit."""
    return replace(small(number), title=f"Edited {number}")


def outcome(workers: Iterable[int], count: int) -> tuple[dict[str, Entry], dict[str, Trashed]]:
    """Return the entries and the trash expected after all workers have finished."""
    entries, trash = {}, {}
    for number in (number for who in workers for number in numbers(who, count)):
        entry = small_edited(number) if is_edited(number) else small(number)
        if is_deleted(number):
            trash[entry.id] = Trashed(entry, LATER)
        else:
            entries[entry.id] = entry
    return entries, trash


def turn(store: Store, ended: Path, until: list[Path]) -> None:
    """Keep adding, changing and deleting entries until the given files exist.

    Args:
        store: the store to change.
        ended: a file to create on exit, whatever the reason.
        until: the files to wait for.
    """
    try:
        for turned in itertools.count():
            if all(path.exists() for path in until):
                break
            passing = small(11 * (turned % 20 + 10))
            store.add(passing)
            with store.changing() as changes:
                for number in PAIR:
                    changes.upsert(replace(small(number), title=f"Turned {turned}"))
                changes.trash([passing.id], NEVER_EMPTIED)
            with store.changing() as changes:
                changes.forget([passing.id])
    finally:
        ended.touch()


def watch(store: Store, least: int, ended: Path | None = None) -> None:
    """Read repeatedly, checking that nothing is duplicated, lost or half-changed.

    Args:
        store: the store to read.
        least: the minimum number of reads.
        ended: a file that exists once all writers have stopped. Until then, one in a hundred reads
            must see a change.
    """
    seen: set[str] = set()
    told: set[str] = set()
    may_go = {from_int(number) for number in range(100_000) if number % 11 == 0 or number % 13 == 0}
    pair = [from_int(number) for number in PAIR]
    reads = 0
    while reads < least or (ended and len(told) < least // 100 and not ended.exists()):
        reads += 1
        rows = store.rows()
        ids = {row.id for row in rows}
        assert len(ids) == len(rows), "an entry was read twice"
        assert seen - may_go <= ids, "an entry was gone"
        assert not store.warnings, store.warnings
        seen |= ids
        titles = {row.entry().title.removeprefix("Entry ") for row in rows if row.id in pair}
        assert len(titles) < 2 or titles == {"1", "2"}, "half a change was read"
        told |= titles


def main() -> None:
    """Run the role named on the command line."""
    role, folder, *rest = sys.argv[1:]
    # The clock advances by just over half an hour per call, so every write makes a backup.
    instants = (NOW + 1.01 * number * EVERY for number in itertools.count())
    keys = keys_in(Path(folder))
    store = Store(Path(folder), PATIENCE, clock=lambda: next(instants), keys=keys)
    if role == "work":
        worker, count = map(int, rest)
        work(store, worker, count)
    elif role == "turn":
        ended, *until = map(Path, rest)
        turn(store, ended, until)
    elif len(rest) == 1:
        watch(store, int(rest[0]))
    else:
        least, done, ended_path = rest
        watch(store, int(least), Path(ended_path))
        Path(done).touch()
    # The clocks of the workers differ by days, which looks like a clock that jumps.
    warnings = [text for text in map(str, store.warnings) if "the clock jumped" not in text]
    assert not warnings, warnings


if __name__ == "__main__":
    main()
