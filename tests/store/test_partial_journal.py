"""Tests for reading the whole parts of damaged files."""

from pathlib import Path

import pytest

from reflect.model.ids import from_int
from reflect.store.partial_journal import PartialJournal, read, read_file
from tests.sealed import keys_in, open_keys_in
from tests.store.helpers_damage import CHANGED, UNREADABLE
from tests.store.helpers_journals import data_of, journal_in


def partial(data: bytes, folder: Path) -> PartialJournal:
    """Return what can be read of the bytes of a journal."""
    found = PartialJournal("journal.json")
    read(data, keys_in(folder), found)
    return found


def ids(*numbers: int) -> set[str]:
    return {from_int(number) for number in numbers}


def test_journal_cut_anywhere_keeps_every_whole_line(filled: Path) -> None:
    data = data_of(filled)
    lines = data.splitlines(keepends=True)
    # The head and the table's name, three documents, and the trash.
    ends = [len(b"".join(lines[:number])) for number in (3, 4, 5)]
    trash = len(b"".join(lines[:8])) - 1
    for length in range(0, len(data) - 1, 3):
        found = partial(data[:length], filled)
        # The first two documents are followed by a comma.
        whole = sum(length >= place - 1 - (place != ends[-1]) for place in ends)
        assert set(found.entries) == ids(*range(1, whole + 1)), length
        assert found.trashed == (ids(4) if length >= trash else set())
        assert not found.is_complete
        assert found.gaps
        assert len(found.broken) <= 1


def test_zeros_anywhere_spoil_only_the_lines_that_they_hit(filled: Path) -> None:
    data = data_of(filled)
    for place in range(0, len(data) - 40, 13):
        found = partial(data[:place] + bytes(40) + data[place + 40 :], filled)
        hit = {data.count(b"\n", 0, at) for at in (place, place + 39)}
        assert set(found.entries) | found.trashed >= ids(*({1, 2, 3} - {line - 1 for line in hit}))
        assert not found.is_complete


def test_flipped_bits_never_add_an_entry(filled: Path) -> None:
    data = data_of(filled)
    for place in range(0, len(data), 17):
        changed = bytearray(data)
        changed[place] ^= 1 << place % 8
        found = partial(bytes(changed), filled)
        assert len(found.entries) + len(found.trash) <= 4
        assert not found.is_complete


def test_any_damaged_state_is_read_without_an_error(filled: Path) -> None:
    data = data_of(filled)
    read_in_part = set()
    for state in (*UNREADABLE, *CHANGED):
        found = partial(state.change(data), filled)
        assert set(found.entries) <= ids(1, 2, 3), state.name
        assert found.trashed <= ids(4), state.name
        if not found.entries:
            assert found.gaps, state.name
        else:
            read_in_part.add(state.name)
    assert len(read_in_part) > len(UNREADABLE) / 2
    assert read_in_part >= {
        "a byte order mark",
        "UTF-16",
        "UTF-16, no mark",
        "UTF-32",
        "a conflict",
    }


@pytest.mark.parametrize("text", ["<<<<<<< HEAD\n%s=======\n%s>>>>>>> theirs\n", "%s%s"])
def test_two_versions_in_one_file_keep_the_newer(filled: Path, text: str) -> None:
    data = data_of(filled).decode()
    newer = data.replace('"Entry 2"', '"Newer"').replace('"updated_at":"2026', '"updated_at":"2027')
    for both in ((data, newer), (newer, data)):
        found = partial((text % both).encode(), filled)
        assert set(found.entries) == ids(1, 2, 3)
        assert found.entries[from_int(2)]["title"] == "Newer"


def test_unknown_tables_are_kept(filled: Path) -> None:
    data = data_of(filled).replace(b"\n}}\n", b'\n},\n"moods":{\n"7":{"rating":3},\n"8":{"rat')
    assert partial(data, filled).other["moods"] == {"7": {"rating": 3}}


@pytest.mark.backends("encrypted")
def test_file_that_does_not_open_is_a_gap(filled: Path) -> None:
    journal_in(filled).write_bytes(bytes(500))
    found = read_file(str(journal_in(filled)), open_keys_in(filled))
    assert (found.entries, bool(found.gaps)) == ({}, True)
    missing = read_file(str(filled / "none.age"), open_keys_in(filled))
    assert missing.gaps == ["is missing"]


def test_records_are_kept_without_the_lines_of_their_tables(filled: Path) -> None:
    tables = ("occasions", "reviews", "patterns", "aliases")
    whole = partial(data_of(filled), filled).other
    assert {name: len(whole[name]) for name in tables} == dict(
        zip(tables, (2, 1, 1, 1), strict=True)
    )
    data = data_of(filled)
    for name in tables:
        data = data.replace(b'"%b":{\n' % name.encode(), b"\0\0\0\0\n")
    assert partial(data, filled).other == whole


def test_broken_record_hides_only_itself(filled: Path) -> None:
    whole = partial(data_of(filled), filled).other["occasions"]
    found = partial(data_of(filled).replace(b'"on":"2026', b'"on":"20x6', 1), filled)
    assert len(found.other["occasions"]) == 1
    assert [line.id for line in found.broken] == list(
        {record["id"] for record in whole.values()}
        - {record["id"] for record in found.other["occasions"].values()}
    )
    assert set(found.entries) == ids(1, 2, 3)
