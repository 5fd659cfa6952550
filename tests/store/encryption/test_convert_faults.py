"""Encryption turned on and off with harm: at any instant all can be read, the next try ends it."""

import contextlib
import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reflect.errors import FileError
from reflect.store import files, paths
from tests.sizes import CONVERSION_FAULTS, faults
from tests.store.helpers_convert import plain_files, turn_off, turn_on
from tests.store.helpers_faults import Fault, Killed, injected
from tests.store.helpers_journals import (
    copied,
    held,
    numbered,
    small,
    store_in,
)

ROOT = Path(__file__).parents[3]


@faults
@pytest.mark.parametrize("act", [turn_on, turn_off])
@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("kind", ["kill before", "kill after", "kill midway"])
def test_at_every_death_all_can_be_read_and_the_next_time_ends_it(
    lived: Path, place: Path, act: Callable[[Path], None], kind: str
) -> None:
    if act is turn_off:
        turn_on(lived)
        store_in(lived).add(numbered(8))
    state = held(lived)
    with copied(lived, place / "once") as folder, injected(Fault()) as shim:
        act(folder)
    deaths = [at for at, call in enumerate(shim.calls) if call == "write" or kind[5] != "m"]
    for at in random.Random(kind).sample(deaths, min(CONVERSION_FAULTS.now, len(deaths))):
        for end in (turn_on, turn_off):
            with copied(lived, place / f"{at}") as folder:
                try:
                    # A call that fails by itself kills nobody.
                    with injected(Fault(at, kind)), contextlib.suppress(Killed):
                        act(folder)
                    assert held(folder) == state, "between"
                    end(folder)
                    assert held(folder) == state, "at the end"
                    if end is turn_on:
                        assert plain_files(folder) == []
                    else:
                        # Where the keys were not wholly made there was nothing to decrypt.
                        assert {path.name for path in folder.rglob("*.age")} <= {paths.RECOVERY}
                    store_in(folder).add(small(50))
                    store_in(folder).fold()
                    assert len(held(folder)["entries"]) == len(state["entries"]) + 1
                except BaseException as error:
                    error.add_note(f"{end.__name__} after {kind} {at}: {shim.calls[at]}")
                    raise


@pytest.mark.parametrize("act", [turn_on, turn_off])
def test_a_full_disk_changes_nothing(
    lived: Path, act: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    if act is turn_off:
        turn_on(lived)
    before = held(lived)
    written = [0]
    real = os.write

    def full(fd: int, data: bytes) -> int:
        written[0] += len(data)
        if written[0] > 2_000:
            raise OSError(28, "No space left on device")
        return real(fd, data)

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", full)
        with pytest.raises(FileError, match="no space left"):
            act(lived)
    assert held(lived) == before
    act(lived)
    assert held(lived) == before


def test_what_does_not_read_back_leaves_the_journal_as_it_was(
    lived: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = held(lived)
    real = files.read_file

    def lossy(path: str) -> bytes | None:
        data = real(path)
        is_new = ".journal.age." in path
        return data and data[: len(data) - is_new]

    with monkeypatch.context() as patch:
        patch.setattr(files, "read_file", lossy)
        with pytest.raises(FileError, match="read back"):
            turn_on(lived)
    assert not (lived / paths.ENCRYPTED).exists()
    assert held(lived) == before


CAPTURES = """
import sys
from pathlib import Path
from tests.store.helpers_journals import numbered, store_in
store = store_in(Path(sys.argv[1]), wait=60.0)
number = 1000
print("ready", flush=True)
while not Path(sys.argv[2]).exists():
    number += 1
    store.add(numbered(number, title="the heron stands in the shallow water"))
print(number, flush=True)
"""


def test_what_is_captured_meanwhile_is_neither_lost_nor_in_plain(
    lived: Path, tmp_path: Path
) -> None:
    before = held(lived)["entries"].keys()
    stop = tmp_path / "stop"
    with subprocess.Popen(
        [sys.executable, "-c", CAPTURES, str(lived), str(stop)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "ready\n"
        for _ in range(5):
            turn_on(lived)
            turn_off(lived)
        turn_on(lived)
        stop.touch()
        last = int(other.stdout.readline())
    assert other.returncode == 0
    wanted = before | {numbered(number).id for number in range(1001, last + 1)}
    assert held(lived)["entries"].keys() == wanted
    assert plain_files(lived) == []
