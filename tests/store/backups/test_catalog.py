"""Tests for the names of backups, the list of backups, and finding a backup by name."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reflect.errors import DamagedError, NotFoundError, UsageError, next_steps
from reflect.store.backups import catalog
from reflect.store.backups.catalog import DAMAGED, MADE, OWN, REPLACED
from tests.sealed import keys_in, put
from tests.store.helpers_damage import UNREADABLE, Damage, sealed
from tests.store.helpers_journals import add_backup, backup_path, data_of, numbered, store_in

AT = datetime(2026, 11, 22, 20, 30, tzinfo=UTC)


@pytest.fixture
def backups(filled: Path) -> Path:
    """Create an empty backup folder next to a filled journal."""
    place = filled / "backups"
    place.mkdir(mode=0o700)
    return place


def ids(folder: Path) -> list[str]:
    """Return the ids of the listed backups."""
    return [one.id for one in catalog.list_backups(str(folder))]


def test_parse_name_reads_time_generation_and_kind() -> None:
    for name, generation, kind in (
        ("20261122T203000Z-g42.json", 42, MADE),
        ("20261122T203000Z-g0.json", 0, MADE),
        ("20261122T203000Z-g42-2.json", 42, MADE),
        ("20261122T203000Z-g42-replaced.json", 42, REPLACED),
        ("20261122T203000Z-replaced-3.json", None, REPLACED),
        ("20261122T203000Z-damaged.json", None, DAMAGED),
    ):
        found = catalog.parse_name(f"/backups/{name}")
        assert found == catalog.Backup(f"/backups/{name}", name[:-5], AT, generation, kind)


@pytest.mark.parametrize(
    "name",
    [
        "journal.json",
        "20261122T203000Z-g42",
        "20261122T203000Z-g042.json",
        "20261122T203000Z-g-1.json",
        "20261322T203000Z-g42.json",
        "20261122T203000-g42.json",
        "20261122T203000Z-g42.json.bak",
        "20261122T203000Z-g42-mine.json",
        "٢٠٢٦1122T203000Z-g42.json",
    ],
)
def test_other_names_are_not_parsed(name: str) -> None:
    assert catalog.parse_name(name) is None


def test_stamps_sort_chronologically() -> None:
    instants = [
        datetime.fromisoformat(text)
        for text in ("2026-11-22T21:30:00+02:00", "2026-11-22T20:30:00+00:00", "2027-01-01T00:00Z")
    ]
    assert sorted(map(catalog.stamp, instants)) == list(map(catalog.stamp, instants))


def test_hidden_and_special_files_are_not_listed(backups: Path) -> None:
    sound = data_of(backups.parent)
    add_backup(backups.parent, AT, 3, sound)
    put(backups / ".backup.0123456789ab.tmp", sound)
    (backups / "folder").mkdir()
    os.mkfifo(backups / "pipe")
    (backups / "nowhere").symlink_to("gone")
    put(backups / "mine", sound)
    os.utime(backups / "mine", (AT.timestamp() + 60, AT.timestamp() + 60))
    assert ids(backups.parent) == ["mine", "20261122T203000Z-g3"]
    assert [one.kind for one in catalog.list_backups(str(backups.parent))] == [OWN, MADE]


def test_newest_good_backup_has_a_valid_checksum(backups: Path) -> None:
    folder = backups.parent
    assert catalog.newest_good(keys_in(folder)) is None
    sound = data_of(folder)
    add_backup(folder, AT.replace(hour=1), 1, sound)
    good = add_backup(folder, AT.replace(hour=2), 2, sound)
    add_backup(folder, AT.replace(hour=3), 3, sound[:-1])
    os.mkfifo(backups / "pipe")
    found = catalog.newest_good(keys_in(folder))
    assert found is not None
    assert found.path == str(good)


def test_newest_good_backup_does_not_depend_on_the_clock(backups: Path) -> None:
    folder = backups.parent
    sound = data_of(folder)
    add_backup(folder, AT.replace(year=2099), 1, sound)
    newest = add_backup(folder, AT, 2, sound)
    found = catalog.newest_good(keys_in(folder))
    assert found is not None
    assert found.path == str(newest)


def test_replaced_journals_are_offered_last(backups: Path) -> None:
    folder = backups.parent
    sound = data_of(folder)
    put(backup_path(folder, "20261122T203000Z-g9-replaced"), sound)
    assert "20261122T203000Z-g9-replaced" in str(catalog.restore_step(keys_in(folder)))
    add_backup(folder, AT.replace(year=2025), 1, sound)
    assert "20251122T203000Z-g1" in str(catalog.restore_step(keys_in(folder)))


def test_restore_command_is_quoted_for_the_shell(backups: Path) -> None:
    put(backups / "my own; rm -rf ~", data_of(backups.parent))
    assert "restore 'my own; rm -rf ~'`" in str(catalog.restore_step(keys_in(backups.parent)))


def test_unreadable_backup_folder_counts_as_empty(filled: Path) -> None:
    (filled / "backups").write_bytes(b"a file")
    assert catalog.list_backups(str(filled)) == []
    assert len(store_in(filled).rows()) == 5


def test_check_verifies_the_checksum(backups: Path) -> None:
    folder = backups.parent
    sound = data_of(folder)
    good = add_backup(folder, AT, 1, sound)
    hidden = add_backup(folder, AT, 2, sealed(sound.replace(b'"title":"Entry 1"', b'"title":7')))
    torn = add_backup(folder, AT, 3, sound[:-2])
    checked = {
        Path(one.path): found
        for one in catalog.list_backups(str(folder))
        if (found := catalog.check(one, keys_in(folder))) is not None
    }
    assert (checked[good].is_sound, checked[good].entries) == (True, 3)
    assert (checked[torn].is_sound, checked[torn].entries) == (False, None)
    with pytest.raises(DamagedError, match="`title`"):
        catalog.read(str(hidden), keys_in(folder))
    good.unlink()
    assert catalog.check(checked[good].backup, keys_in(folder)) is None


@pytest.mark.parametrize("state", UNREADABLE, ids=lambda state: state.name)
def test_invalid_backup_is_refused(filled: Path, state: Damage) -> None:
    data = state.change(data_of(filled))
    for number, harmed in enumerate((data, sealed(data))):
        path = add_backup(filled, AT, number, harmed)
        with pytest.raises(DamagedError) as caught:
            catalog.read(str(path), keys_in(filled))
        assert caught.value.message.startswith(str(path))
        assert next_steps(caught.value).startswith("Nothing was changed.")


def test_manually_edited_backup_is_refused(filled: Path) -> None:
    data = data_of(filled).replace(b"Entry 1", b"Entry One")
    with pytest.raises(DamagedError, match="not as it was written"):
        catalog.read(str(add_backup(filled, AT, 1, data)), keys_in(filled))


def test_find_accepts_ids_prefixes_generations_and_paths(
    backups: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = str(backups.parent)
    sound = data_of(backups.parent)
    paths = [
        str(add_backup(backups.parent, AT.replace(day=day), day, sound)) for day in (20, 21, 22)
    ]
    (backups / "mine.json").write_bytes(sound)
    for name in ("20261120T203000Z-g20", os.path.basename(paths[0]), "20261120", "g20", paths[0]):
        assert catalog.find(folder, name) == paths[0]
    assert catalog.find(folder, "mine.json") == str(backups / "mine.json")
    monkeypatch.chdir(backups)
    (backups.parent / "away.json").write_bytes(sound)
    assert catalog.find(folder, "../away.json") == "../away.json"
    with pytest.raises(UsageError, match=r"20261122T203000Z-g22, 20261121T203000Z-g21"):
        catalog.find(folder, "202611")
    for name in ("", "g2", "mine", "20251122", "../../none", "g20\0", "\x1b[2J", "-", "*"):
        with pytest.raises(NotFoundError):
            catalog.find(folder, name)


def test_missing_backup_is_reported(filled: Path) -> None:
    with pytest.raises(NotFoundError, match="is gone"):
        catalog.read(str(filled / "backups" / "none.json"), keys_in(filled))
    store_in(filled).add(numbered(9))
