"""A restore drill: after two years of use, restore the backups that were kept."""

import random
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from reflect.model.ids import from_int
from reflect.store import layout
from reflect.store.backups import catalog
from reflect.store.backups.restore import open_backup, restore
from reflect.store.backups.retention import MOST, by_rule
from reflect.store.store import Store
from tests.factories import NOW
from tests.sealed import keys_in
from tests.sizes import DRILLS, faults
from tests.store.helpers_journals import (
    archive_in,
    content_of,
    copied,
    data_of,
    doctor_findings,
    small,
    store_in,
)

DAYS = 730
WAITING = (9_001, 9_002)


class Life:
    """Two simulated years of journal use, recording the contents of each generation.

    Args:
        folder: the journal folder.
        seed: the random seed.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.now = NOW
        self.states: dict[int, dict[str, str]] = {}
        self.most = 0
        self._random = random.Random(seed)
        self._titles: dict[str, str] = {}
        self._store = Store(folder, clock=lambda: self.now, keys=keys_in(folder))
        self._count = 0

    def pass_by(self) -> None:
        """Simulate each day, adding several entries on some days and none on others."""
        for day in range(DAYS):
            for hour in sorted(
                self._random.sample(range(7, 23), self._random.choice((0, 1, 2, 4)))
            ):
                self.now = NOW + timedelta(days=day, hours=hour)
                self._do_something()
                self.most = max(self.most, len(list((self.folder / "backups").glob("*"))))

    def _do_something(self) -> None:
        self._count += 1
        fresh = small(self._count)
        self._titles[fresh.id] = fresh.title
        if self._random.random() < 0.4:
            self._store.add(fresh)
            return
        with self._store.changing() as changes:
            changes.upsert(fresh)
            old = self._random.randrange(1, self._count)
            if self._random.random() < 0.3 and changes.entry(from_int(old)):
                changes.trash([from_int(old)], self.now)
                del self._titles[from_int(old)]
            elif changes.entry(from_int(old)):
                changes.replace(replace(small(old), title=f"At {self._count}"))
                self._titles[from_int(old)] = f"At {self._count}"
        head, _ = layout.read_head(data_of(self.folder))
        self.states[head.generation] = dict(self._titles)


def titles(folder: Path) -> dict[str, str]:
    """Return the titles of all entries, by id."""
    return {row.id: row.entry().title for row in store_in(folder).rows()}


@faults
@pytest.mark.usefixtures("no_waiting")
def test_every_backup_kept_after_two_years_can_be_restored(place: Path) -> None:
    folder = place / "journal"
    life = Life(folder, seed=1)
    life.pass_by()
    assert len(life.states) > 500
    found = catalog.list_backups(str(folder))
    assert len(found) == life.most == MOST == 41
    assert [len(mine) for mine in by_rule(found).values()] == [10, 12, 10, 9]
    store_in(folder).fold()
    for number in WAITING:
        store_in(folder).add(small(number))
    waiting = {small(number).id: small(number).title for number in WAITING}
    now = content_of(folder)
    for one in found[:: MOST // DRILLS.now]:
        assert one.generation is not None
        with copied(folder, place / "drill") as drill:
            archive = archive_in(drill, life.now + timedelta(days=1))
            done = restore(archive, open_backup(keys_in(drill), one.id))
            assert titles(drill) == life.states[one.generation] | waiting, one.id
            assert done.difference.entries == len(now["entries"]) - len(waiting)
            assert [
                finding.what for finding in doctor_findings(drill) if finding.level != "ok"
            ] == []
            with store_in(drill, at=life.now + timedelta(days=2)).changing() as changes:
                changes.upsert(small(9_003))
            assert small(9_003).id in titles(drill)
            assert waiting.keys() < titles(drill).keys()
            assert restore(archive, open_backup(keys_in(drill), done.replaced)).entries
            assert titles(drill).keys() == now["entries"].keys() - waiting.keys()
