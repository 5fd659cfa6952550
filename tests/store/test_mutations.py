"""Tests that random changes to the files never cause a crash or make a journal look empty."""

import os
import random
from pathlib import Path

import pytest

from reflect.errors import DamagedError, ReflectError
from tests.sealed import opened, put
from tests.sizes import FLIPS, MUTATED_INBOXES, MUTATIONS, faults
from tests.store.helpers_damage import sealed
from tests.store.helpers_journals import (
    content_of,
    contents,
    doctor_findings,
    journal_in,
    small,
    store_in,
)


def mutate(random_: random.Random, data: bytes) -> bytes:
    """Change a file as faulty disks, editors and merges do."""
    start = random_.randrange(len(data))
    end = min(len(data), start + random_.choice((1, 1, 2, 8, 64, 600)))
    lines = data.split(b"\n")
    line = random_.randrange(len(lines))
    kind = random_.randrange(9)
    if kind == 0:
        return data[:start]
    if kind == 1:
        return data[:start] + data[end:]
    if kind == 2:
        return data[:start] + random_.randbytes(end - start) + data[end:]
    if kind == 3:
        return data[:end] + data[start:]
    if kind == 4:
        return data[:start] + b"\0" * (end - start) + data[end:]
    if kind == 5:
        return b"\n".join(lines[:line] + lines[line + 1 :])
    if kind == 6:
        return b"\n".join(lines[:line] + lines[line:] + lines[line : line + 1])
    if kind == 7:
        old, new = random_.choice(((b'"', b"'"), (b":", b"="), (b"{", b"[")))
        return data.replace(old, new, 1)
    token = random_.choice((b"null", b"{}", b"[]", b"1e999", b"-1", b'"', b"\\", b"\xff", b","))
    return data[:start] + token + data[end:]


@faults
def test_mutations_never_crash_and_never_silently_empty_a_journal(filled: Path) -> None:
    path = journal_in(filled)
    sound = opened(path)
    random_ = random.Random(20261122)
    outcomes = {"refused": 0, "warned": 0, "same": 0}
    for number in range(MUTATIONS.now):
        data = mutate(random_, sound)
        crafted = number % 2 == 1 and len(data) > 88
        # Create a new file each time, because overwriting one would wait for the disk.
        os.unlink(path)
        put(path, sealed(data) if crafted else data)
        outcomes[outcome(filled, crafted=crafted, changed=data != sound)] += 1
        if number % 40 == 0:
            doctor_findings(filled)
    assert outcomes["refused"] > MUTATIONS.now // 4
    assert outcomes["warned"] > MUTATIONS.now // 50


def outcome(folder: Path, *, crafted: bool, changed: bool) -> str:
    """Read a mutated journal, open all its entries, and try to write it."""
    store = store_in(folder)
    try:
        rows = store.rows()
    except ReflectError:
        return "refused"
    for row in rows:
        try:
            row.entry()
        except DamagedError:
            assert crafted
    if not store.warnings:
        assert crafted or not changed, "a change went unnoticed"
        return "same"
    if crafted:
        # The checksum is right, so that the warning is about an inbox that no longer fits.
        return "warned"
    before = contents(folder)
    with pytest.raises(DamagedError), store.changing():
        pytest.fail("it was opened for writing")
    assert contents(folder) == before
    return "warned"


@faults
def test_mutated_inboxes_never_crash_and_lose_nothing_silently(filled: Path) -> None:
    path = filled / "journal.inbox"
    sound = path.read_bytes()
    whole = set(content_of(filled)["entries"])
    random_ = random.Random(20261123)
    for _ in range(MUTATED_INBOXES.now):
        os.unlink(path)
        path.write_bytes(mutate(random_, sound))
        store = store_in(filled)
        try:
            ids = {row.id for row in store.rows()}
        except DamagedError:
            continue
        if ids != whole and not store.warnings:
            # Removing complete lines leaves no trace, as if they had never been written.
            assert set(path.read_bytes().splitlines()) < set(sound.splitlines())


@faults
def test_every_flipped_bit_is_detected(place: Path) -> None:
    bits = flippable(place / "journal", FLIPS.now)
    notice_flips(place / "journal", random.Random(1).sample(bits, FLIPS.now))


def flippable(folder: Path, count: int) -> list[tuple[Path, int]]:
    """Create a journal; return at least `count` bit positions in its journal and inbox files."""
    # Both files contain more than this many bits per entry.
    half = max(2, count // 5_000 + 1)
    store = store_in(folder)
    with store.changing() as changes:
        for number in range(half):
            changes.upsert(small(number))
    for number in range(half, 2 * half):
        store.add(small(number))
    files = [folder / "journal.json", folder / "journal.inbox"]
    bits = [(path, bit) for path in files for bit in range(8 * path.stat().st_size)]
    assert len(bits) >= count
    return bits


def notice_flips(folder: Path, bits: list[tuple[Path, int]]) -> None:
    """Flip each bit, read the journal, and flip the bit back."""
    for path, bit in bits:
        flip(path, bit)
        store = store_in(folder)
        try:
            store.rows()
        except DamagedError:
            pass
        else:
            assert store.warnings, f"bit {bit} of {path.name}"
        flip(path, bit)


def flip(path: Path, bit: int) -> None:
    """Flip one bit of a file in place."""
    with path.open("r+b", buffering=0) as file:
        file.seek(bit // 8)
        (byte,) = file.read(1)
        file.seek(bit // 8)
        file.write(bytes([byte ^ 1 << bit % 8]))
