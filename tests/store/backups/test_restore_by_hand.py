"""What docs/backups.md says of a text editor: without reflect, too, nothing is lost."""

import shutil
from pathlib import Path

import pytest

from reflect.errors import DamagedError
from reflect.model.ids import from_int
from tests.sealed import opened, put
from tests.store.helpers_journals import (
    backup_path,
    examined,
    harm_line,
    held,
    journal_in,
    small,
    store_in,
)
from tests.store.helpers_restore import entries, go_back


def test_copying_a_backup_to_the_journal_is_a_restore(kept: Path) -> None:
    shutil.copy(next((kept / "backups").iterdir()), journal_in(kept))
    assert held(kept)["entries"] == entries(1, 2, 3, 5, 6, 9)
    store_in(kept).fold()
    assert held(kept)["entries"] == entries(1, 2, 3, 5, 6, 9)


def test_the_lines_of_a_damaged_journal_can_be_put_into_a_restored_one(kept: Path) -> None:
    path = journal_in(kept)
    put(path, opened(path)[:-2])
    done = go_back(kept, "g2")
    lines = opened(backup_path(kept, done.replaced)).decode().splitlines()
    (missing,) = (line for line in lines if '"Entry 8"' in line)
    whole = opened(path).decode()
    mended = whole.replace('"entries":{\n', f'"entries":{{\n{missing.rstrip(",")},\n')
    put(path, mended.encode())
    store_in(kept).accept()
    assert held(kept)["entries"] == entries(1, 2, 3, 5, 6, 8, 9)
    assert [one.level for one in examined(kept) if one.level == "problem"] == []


def test_without_its_bad_line_the_inbox_counts_again(filled: Path) -> None:
    path = filled / "journal.inbox"
    lines = path.read_bytes().splitlines(keepends=True)
    harm_line(filled, 1)
    with pytest.raises(DamagedError, match="line 2 is bad"):
        store_in(filled).rows()
    path.write_bytes(b"".join([lines[0], *lines[2:]]))
    assert held(filled)["entries"] == entries(1, 2, 3, 6)
    store_in(filled).fold()
    assert held(filled)["entries"] == entries(1, 2, 3, 6)


def test_the_lines_of_an_inbox_without_its_first_count_in_a_new_one(filled: Path) -> None:
    path = filled / "journal.inbox"
    header, *lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([b"x" + header, *lines]))
    with pytest.raises(DamagedError, match="first line is bad"):
        store_in(filled).rows()
    path.unlink()
    store_in(filled).add(small(20))
    with path.open("ab") as file:
        file.writelines(lines)
    found = held(filled)["entries"]
    assert found.keys() == {from_int(number) for number in (1, 2, 3, 5, 6, 20)}
